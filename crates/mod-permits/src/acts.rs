//! What people and the calendar do to a request, each in one transaction.

use std::sync::Arc;

use jiff::civil::Date;
use kernel::access::Actor;
use kernel::cases::{self, Case, NewParty};
use kernel::facts::{ApplicationSubmitted, PermitGranted, PermittedSection};
use kernel::files::{self, Checked};
use kernel::notify::{self, NewMessage};
use kernel::{AppError, Audit, Id, Language, Reader, Saved, Text, Town, Tx, deadlines, org};

use crate::law::{Clock, Event, clock};
use crate::model::{COMPETENCE, Line, Operator, Request, Ruling, Section, State};
use crate::settings::PermitSettings;
use crate::store;

/// Deadline to say that a request is incomplete.
pub(crate) const NOTICE_RULE: &str = "permits/notice";
/// Deadline to decide.
pub(crate) const DECIDE_RULE: &str = "permits/decide";

/// Where a sent request stands by law.
///
/// # Errors
/// What the database says.
pub(crate) fn clock_of(reader: &mut Reader<'_>, request: &Request) -> Result<Clock, AppError> {
    let Some(received) = request.received_on else { return Ok(Clock::default()) };
    let rules = PermitSettings::of(reader)?.rules();
    let happened = store::happened(reader, request.id)?;
    let events: Vec<Event> = happened.iter().filter_map(store::Happened::event).collect();
    Ok(clock(&rules, request.kind, received, &events))
}

/// Sets the deadlines of a case anew from what happened.
fn refresh(tx: &mut Tx<'_>, request: &Request, case: Id<Case>) -> Result<(), AppError> {
    let now = clock_of(tx, request)?;
    let subject = case.to_string();
    deadlines::drop_rule(tx, &subject, NOTICE_RULE)?;
    deadlines::drop_rule(tx, &subject, DECIDE_RULE)?;
    if request.state.is_running() {
        let is_open = matches!(request.state, State::Received | State::Resubmitted);
        if let Some(term) = now.completeness().filter(|_| is_open) {
            let label = Text::new(
                format!("Unvollständigkeit mitteilen ({})", term.norm),
                format!("Say what is missing ({})", term.norm),
            );
            deadlines::start(tx, &subject, NOTICE_RULE, &label, term.legal, Some(term.internal))?;
        }
        if let Some(term) = now.decision() {
            let label = Text::new(
                format!("Entscheiden, sonst gilt die Zustimmung als erteilt ({})", term.norm),
                format!("Decide, otherwise consent counts as given ({})", term.norm),
            );
            deadlines::start(tx, &subject, DECIDE_RULE, &label, term.legal, Some(term.internal))?;
        }
    }
    let nearest = deadlines::nearest(tx, &subject)?;
    cases::set_due(tx, case, nearest)
}

fn again(town: &Town, tx: &mut Tx<'_>, request: &Request) -> Result<(), AppError> {
    let request = store::find(town, tx, request.id)?;
    match request.case {
        Some(case) => refresh(tx, &request, case),
        None => Ok(()),
    }
}

/// The route as a file for the case: `GeoJSON` in EPSG:25832.
pub(crate) fn route_file(sections: &[Section]) -> Checked {
    let features: Vec<serde_json::Value> = sections
        .iter()
        .map(|s| {
            serde_json::json!({
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": s.line},
                "properties": {
                    "section": s.id.to_string(), "street": s.street, "method": s.method.word(),
                    "depth_cm": s.depth_cm, "width_cm": s.width_cm, "surface": s.surface.word(),
                },
            })
        })
        .collect();
    let all = serde_json::json!({
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:25832"}},
        "features": features,
    });
    files::made_here("trasse.json", "application/json", all.to_string().into_bytes())
}

/// Sends a draft: one transaction makes the case. A second time answers with the same case.
///
/// # Errors
/// [`AppError::Refused`] when the draft changed meanwhile or no unit is competent.
pub(crate) async fn send(
    town: &Arc<Town>,
    actor: Actor,
    id: Id<Request>,
) -> Result<Id<Case>, AppError> {
    let sections = town.read(move |db| store::sections(db, id)).await?;
    let (house, file) = (Arc::clone(town), route_file(&sections));
    let file = tokio::task::spawn_blocking(move || house.files().write(&file).map(|()| file))
        .await
        .map_err(AppError::internal)??;
    let house = Arc::clone(town);
    town.write(actor, move |tx| {
        let request = store::find(&house, tx, id)?;
        if let Some(case) = request.case {
            return Ok(Saved::nothing(case));
        }
        let case = open_case(&house, tx, &request, &file)?;
        Ok(Audit::of("permits.sent", case.id).note(request.kind.word()).with(case.id))
    })
    .await
}

fn open_case(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    file: &Checked,
) -> Result<Case, AppError> {
    let unit = org::competent_for(tx, COMPETENCE)?.ok_or_else(|| {
        AppError::refused(
            "permits/no-unit",
            "Für Leitungen in Straßen ist noch keine Stelle eingetragen. Ihr Entwurf bleibt gespeichert. Bitte rufen Sie uns an.",
            "No office is registered for lines in roads yet. Your draft is kept. Please call us.",
        )
    })?;
    let operator = store::operator(tx, request.operator)?;
    let account = tx.actor().account().ok_or(AppError::SignInRequired)?;
    let holder = format!("account/{account}");
    let kind = request.kind.case_kind();
    let title = format!("{}: {}", request.kind.label().de, request.title);
    let case = cases::open(tx, Id::new(), &kind, &title, &unit, &holder)?;
    let party = NewParty {
        role: "applicant",
        name: &operator.name,
        address: &operator.address,
        email: &operator.email,
        language: Language::De,
        account: Some(account),
        is_digital: true,
    };
    cases::add_party(tx, case.id, &party)?;
    files::hand_over(tx, &request.draft_owner(), &case.owner())?;
    let data = files::link(tx, file, &case.owner(), "data", "house")?;
    let today = tx.today();
    if !store::send(tx, request, case.id, today)? {
        return Err(store::changed());
    }
    let what = Text::new("Ihr Antrag ist bei uns eingegangen.", "We have received your request.");
    cases::log(tx, case.id, "", &what, true)?;
    tx.emit(&ApplicationSubmitted {
        kind,
        case: case.id.to_string(),
        data: data.to_string(),
        language: "de".into(),
        form: String::new(),
    })?;
    again(town, tx, request)?;
    Ok(case)
}

/// Writes to the applicant: into the mailbox, with a mail that only says that something is there.
pub(crate) fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    subject: &str,
    body: &str,
) -> Result<(), AppError> {
    let Some(id) = request.case else { return Ok(()) };
    let case = cases::find_for_update(tx, id)?;
    let unit = org::find(tx, case.unit)?;
    let author = unit.name.de.clone();
    let message =
        NewMessage { case: &case, is_to_citizen: true, subject, body, file: None, author: &author };
    let message = notify::put(tx, &message)?;
    let operator = store::operator(tx, request.operator)?;
    if !operator.email.is_empty() {
        let text = format!(
            "Guten Tag,\n\nzu Ihrem Antrag {} gibt es eine Nachricht.\n\n{}/leitungen/{}\n",
            case.number,
            town.plan().base_url,
            request.id
        );
        let event = format!("permits.tell/{message}");
        notify::mail(tx, &event, &operator.email, "Nachricht zu Ihrem Antrag", &text)?;
    }
    cases::log(tx, case.id, &author, &Text::same(subject), true)
}

fn moved(is_moved: bool) -> Result<(), AppError> {
    if is_moved { Ok(()) } else { Err(store::changed()) }
}

/// Says in text form what is missing.
pub(crate) fn ask_missing(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    text: &str,
) -> Result<(), AppError> {
    if !matches!(request.state, State::Received | State::Resubmitted) {
        return Err(store::changed());
    }
    moved(store::set_state(tx, request, State::Incomplete)?)?;
    store::happen(tx, request.id, "notice", text)?;
    tell(town, tx, request, "Ihr Antrag ist noch nicht vollständig", text)?;
    again(town, tx, request)
}

/// Confirms that nothing is missing.
pub(crate) fn confirm_complete(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
) -> Result<(), AppError> {
    if !matches!(request.state, State::Received | State::Resubmitted) {
        return Err(store::changed());
    }
    moved(store::set_state(tx, request, State::Complete)?)?;
    if let Some(case) = request.case {
        deadlines::meet(tx, &case.to_string(), NOTICE_RULE)?;
    }
    tell(
        town,
        tx,
        request,
        "Ihr Antrag ist vollständig",
        "Ihr Antrag ist vollständig. Wir prüfen ihn jetzt.",
    )?;
    again(town, tx, request)
}

/// Extends the period to decide, with reasons.
pub(crate) fn extend(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    reasons: &str,
) -> Result<(), AppError> {
    let before = clock_of(tx, request)?;
    store::happen(tx, request.id, "extension", reasons)?;
    let after = clock_of(tx, request)?;
    let (Some(old), Some(new)) = (before.decision(), after.decision()) else {
        return Err(not_extendable());
    };
    if new.legal <= old.legal {
        return Err(not_extendable());
    }
    let text = format!(
        "Wir verlängern die Frist für unsere Entscheidung bis zum {} ({}). Gründe:\n\n{reasons}",
        Language::De.day(new.legal),
        new.extended_by.clone().unwrap_or_default()
    );
    tell(town, tx, request, "Die Frist für unsere Entscheidung ist verlängert", &text)?;
    again(town, tx, request)
}

fn not_extendable() -> AppError {
    AppError::refused(
        "permits/not-extendable",
        "Diese Frist lässt sich nicht verlängern: Sie läuft nicht, ist schon verlängert oder ist abgelaufen.",
        "This period cannot be extended: it does not run, is extended already, or is over.",
    )
}

/// The applicant handed in more: everything starts anew.
pub(crate) fn supplemented(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    what: &str,
) -> Result<(), AppError> {
    if !request.state.is_running() {
        return Err(AppError::refused(
            "permits/decided",
            "Über diesen Antrag ist schon entschieden. Stellen Sie für Änderungen einen neuen.",
            "This request is decided already. Make a new one for changes.",
        ));
    }
    let now = store::find(town, tx, request.id)?;
    if now.state != State::Resubmitted {
        moved(store::set_state(tx, &now, State::Resubmitted)?)?;
    }
    store::happen(tx, request.id, "supplement", what)?;
    if let Some(case) = request.case {
        let line = Text::new("Der Antrag ist ergänzt worden.", "The request was supplemented.");
        cases::log(tx, case, "", &line, true)?;
    }
    again(town, tx, request)
}

/// A line in whole centimetres.
#[expect(clippy::cast_possible_truncation, reason = "coordinates of Germany in centimetres")]
pub(crate) fn centimetres(line: &Line) -> Vec<(i64, i64)> {
    let cm = |v: f64| (v * 100.0).round() as i64;
    line.iter().map(|p| (cm(p.0), cm(p.1))).collect()
}

/// Tells the house what was granted.
pub(crate) fn announce(
    tx: &mut Tx<'_>,
    request: &Request,
    case: Id<Case>,
    is_deemed: bool,
) -> Result<(), AppError> {
    let granted = store::sections(tx, request.id)?;
    let sections: Vec<PermittedSection> = granted
        .iter()
        .filter(|s| s.ruling == Ruling::Granted)
        .map(|s| PermittedSection {
            section: s.id.to_string(),
            street: s.street.clone(),
            method: s.method.word().to_owned(),
            line: centimetres(&s.line),
        })
        .collect();
    if sections.is_empty() {
        return Ok(());
    }
    tx.emit(&PermitGranted {
        case: case.to_string(),
        permit: request.kind.word().to_owned(),
        is_deemed,
        from: request.from,
        until: request.until,
        sections,
    })
}

/// Silence counts as consent. Answers whether it did: nothing happens where somebody has decided,
/// the clock stands, or no rule of law says so.
pub(crate) fn deem(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    today: Date,
) -> Result<bool, AppError> {
    let Some(case) = request.case else { return Ok(false) };
    let Some(day) = clock_of(tx, request)?.deemed_from().filter(|day| *day <= today) else {
        return Ok(false);
    };
    if !cases::find_for_update(tx, case)?.is_open() || !store::set_deemed(tx, request.id, day)? {
        return Ok(false);
    }
    store::rule_rest(tx, request.id, Ruling::Granted)?;
    cases::decide(tx, case)?;
    for rule in [NOTICE_RULE, DECIDE_RULE] {
        deadlines::drop_rule(tx, &case.to_string(), rule)?;
    }
    let body = format!(
        "Über Ihren Antrag ist bis zum Ende der Frist nicht entschieden worden. Die Zustimmung gilt seit dem \
         {} als erteilt. Abschnitte, für die eine andere Stelle zuständig ist, und eine verkehrsrechtliche \
         Anordnung sind davon nicht umfasst.",
        Language::De.day(day)
    );
    tell(town, tx, request, "Die Zustimmung gilt als erteilt", &body)?;
    let request = store::find(town, tx, request.id)?;
    announce(tx, &request, case, true)?;
    Ok(true)
}

/// Whether an account acts for the operator of a request.
pub(crate) fn acts_for(
    reader: &mut Reader<'_>,
    actor: &Actor,
) -> Result<Option<Operator>, AppError> {
    match (actor, actor.account()) {
        (Actor::Citizen { .. }, Some(account)) => store::operator_of(reader, account),
        _ => Ok(None),
    }
}
