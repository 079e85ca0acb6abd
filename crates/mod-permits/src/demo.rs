//! Operators, contractors and requests in all states for a demo town: the same on every machine.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::access::Trust;
use kernel::people::{self, AccountKind};
use kernel::places::{self, Extent, Street};
use kernel::{Actor, AppError, Audit, Case, Id, Language, Town, Tx, org};

use crate::model::{
    Details, Kind, Method, Operator, Request, Road, Ruling, Section, State, Surface,
};
use crate::{acts, intake, library, shape, store};

/// A company of the demo with the account that acts for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoOperator {
    /// Its name.
    pub name: &'static str,
    /// Where its account signs in.
    pub email: &'static str,
}

struct Company {
    shown: DemoOperator,
    is_contractor: bool,
    entitlement: &'static str,
}

const COMPANIES: [Company; 4] = [
    Company {
        shown: DemoOperator { name: "Lindnetz Glasfaser GmbH", email: "planung@lindnetz.example" },
        is_contractor: false,
        entitlement: "BNetzA 125-1047",
    },
    Company {
        shown: DemoOperator {
            name: "Westlicht Telekommunikation AG",
            email: "wege@westlicht.example",
        },
        is_contractor: false,
        entitlement: "BNetzA 125-0338",
    },
    Company {
        shown: DemoOperator { name: "Stadtwerke Netz GmbH", email: "leitung@swnetz.example" },
        is_contractor: false,
        entitlement: "",
    },
    Company {
        shown: DemoOperator {
            name: "Grabenbau Hollender GmbH",
            email: "buero@hollender-bau.example",
        },
        is_contractor: true,
        entitlement: "",
    },
];

/// What becomes of a request of the demo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Draft,
    Received,
    Asked,
    Supplemented,
    Complete,
    Involved,
    Answered,
    Extended,
    Withdrawn,
    Deemed,
    /// The desk consents, refuses, or refuses a part.
    Granted,
    Refused,
    Partly,
}

/// A request of the demo: company, kind, name, days ago, the street it lies around and how many,
/// first day of the works from today and how many days, fate.
struct Story(usize, Kind, &'static str, i64, usize, usize, (i64, i64), Fate);

const STORIES: [Story; 17] = [
    Story(2, Kind::Consent, "Fernwärme Bahnhofsviertel", 62, 6, 7, (2, 75), Fate::Granted),
    Story(0, Kind::Consent, "Ausbau Mitte, Abschnitt 1", 50, 25, 14, (5, 90), Fate::Granted),
    Story(1, Kind::Consent, "Ausbau Ost", 130, 70, 18, (14, 120), Fate::Deemed),
    Story(1, Kind::Consent, "Ringschluss am Krankenhaus", 44, 45, 5, (10, 60), Fate::Partly),
    Story(0, Kind::Consent, "Ausbau Süd, Abschnitt 1", 85, 50, 20, (40, 120), Fate::Extended),
    Story(1, Kind::Minor, "Umlegung vor der neuen Fahrbahn", 24, 33, 2, (5, 20), Fate::Refused),
    Story(1, Kind::Consent, "Hauptverteiler West", 74, 12, 5, (30, 90), Fate::Involved),
    Story(1, Kind::Consent, "Anbindung Schulzentrum", 60, 30, 6, (20, 45), Fate::Supplemented),
    Story(0, Kind::Consent, "Ausbau Nord, Abschnitt 2", 47, 13, 14, (35, 120), Fate::Answered),
    Story(2, Kind::Minor, "Hausanschlüsse Frühjahr", 30, 40, 4, (3, 60), Fate::Complete),
    Story(1, Kind::Consent, "Querung der Umgehungsstraße", 25, 80, 3, (60, 30), Fate::Asked),
    Story(1, Kind::Minor, "Kabeltausch", 20, 90, 1, (10, 10), Fate::Withdrawn),
    Story(0, Kind::Shallow, "Lückenschluss am Markt", 15, 60, 2, (7, 14), Fate::Complete),
    Story(0, Kind::Consent, "Ausbau Nord, Abschnitt 1", 12, 12, 12, (40, 90), Fate::Received),
    Story(2, Kind::Excavation, "Erneuerung der Wasserleitung", 8, 13, 3, (30, 40), Fate::Received),
    Story(3, Kind::Traffic, "Verkehrssicherung Ausbau Mitte", 5, 25, 4, (7, 50), Fate::Received),
    Story(0, Kind::Consent, "Ausbau Süd, Abschnitt 2", 1, 52, 9, (60, 90), Fate::Draft),
];

/// A request the desk of the demo still has to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoDecision {
    /// Its case.
    pub case: Id<Case>,
    /// Whether all of it is refused.
    pub is_refused: bool,
}

/// What the demo needs to go on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DemoPermits {
    /// Companies with the accounts that act for them.
    pub operators: Vec<DemoOperator>,
    /// What the desk decides today.
    pub decisions: Vec<DemoDecision>,
}

/// Fills the demo town. `turn` sets the town's clock to a day and is called with today in the end.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(
    town: &Arc<Town>,
    today: Date,
    turn: &(dyn Fn(Date) + Sync),
) -> Result<DemoPermits, AppError> {
    let everything = Extent { min_x: 0.0, min_y: 0.0, max_x: 9e6, max_y: 9e6 };
    let streets = town.read(move |db| places::streets_near(db, &everything)).await?;
    let companies = companies(town).await?;
    let mut told = DemoPermits::default();
    for story in &STORIES {
        turn(today.saturating_sub(story.3.days()));
        let (operator, actor) = &companies[story.0];
        let id = draft(town, story, *operator, actor.clone(), &streets, today).await?;
        if story.7 != Fate::Draft {
            let case = acts::send(town, actor.clone(), id).await?;
            fate(town, story, id, actor.clone(), today, turn).await?;
            if matches!(story.7, Fate::Granted | Fate::Refused | Fate::Partly) {
                let is_refused = story.7 == Fate::Refused;
                told.decisions.push(DemoDecision { case, is_refused });
            }
        }
    }
    turn(today);
    told.operators.extend(COMPANIES.into_iter().map(|c| c.shown));
    Ok(told)
}

async fn companies(town: &Arc<Town>) -> Result<Vec<(Id<Operator>, Actor)>, AppError> {
    town.write(Actor::system("demo"), |tx| {
        let mut all = Vec::new();
        for company in &COMPANIES {
            let (id, shown) = (Id::new(), &company.shown);
            let operator = Operator {
                id,
                is_contractor: company.is_contractor,
                name: shown.name.to_owned(),
                address: "Am Hafen 1\n49999 Musterstadt".to_owned(),
                email: shown.email.to_owned(),
                entitlement: company.entitlement.to_owned(),
                entitled_until: None,
            };
            store::add_operator(tx, &operator)?;
            let kind = AccountKind::Organisation;
            let account = people::register(tx, kind, shown.name, shown.email, Language::De)?;
            store::join(tx, account, id)?;
            let person = people::account(tx, account)?.person.id;
            all.push((id, Actor::Citizen { account, person, trust: Trust::None }));
        }
        Ok(Audit::of("demo.companies_made", all.len()).with(all))
    })
    .await
}

async fn draft(
    town: &Arc<Town>,
    story: &Story,
    operator: Id<Operator>,
    actor: Actor,
    streets: &[Street],
    today: Date,
) -> Result<Id<Request>, AppError> {
    let &Story(_, kind, title, _, first, count, (begin, length), fate) = story;
    let from = today.saturating_add(begin.days());
    let around = around(streets, first, count);
    let sections: Vec<Section> =
        around.into_iter().enumerate().map(|(n, street)| section(n, street)).collect();
    let is_whole = !matches!(fate, Fate::Asked | Fate::Draft);
    let request = Request {
        id: Id::from_name(&format!("permits/demo/{title}")),
        operator,
        case: None,
        kind,
        title: title.to_owned(),
        state: State::Draft,
        from,
        until: from.saturating_add(length.days()),
        details: Details {
            contractor: "Grabenbau Hollender GmbH, Am Hafen 1".into(),
            manager: if is_whole { "J. Reintges".into() } else { String::new() },
            telephone: if is_whole { "0151 0000000".into() } else { String::new() },
            traffic: "Halbseitige Sperrung mit Verkehrszeichen nach RSA 21, Regelplan B I/2."
                .into(),
            enquired: is_whole,
            shallow: kind == Kind::Shallow,
            remark: String::new(),
        },
        received_on: None,
        deemed_on: None,
        cause: String::new(),
        version: 1,
    };
    let house = Arc::clone(town);
    town.write(actor, move |tx| {
        let digest = intake::digest(kind, title, &sections);
        store::add(&house, tx, &request, "demo", &digest, &sections)?;
        Ok(Audit::of("permits.drafted", request.id).with(request.id))
    })
    .await
}

/// So many streets next to one: works lie together.
fn around(streets: &[Street], first: usize, count: usize) -> Vec<&Street> {
    let drawn: Vec<&Street> = streets.iter().filter(|s| s.axis.len() > 1).collect();
    let Some(middle) = drawn.get((first * 7) % drawn.len().max(1)) else { return Vec::new() };
    let start = middle.axis[middle.axis.len() / 2];
    let away = |s: &Street| shape::distance(&[start, start], &s.axis).unwrap_or(f64::MAX);
    let mut near: Vec<(f64, &Street)> = drawn.iter().map(|s| (away(s), *s)).collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.key.cmp(&b.1.key)));
    near.into_iter().take(count).map(|(_, street)| street).collect()
}

fn section(n: usize, street: &Street) -> Section {
    let line = shape::rounded(&street.axis);
    let methods = [Method::Open, Method::Open, Method::Trenchless, Method::Trenching];
    let surfaces = [Surface::Footway, Surface::Footway, Surface::Carriageway, Surface::Parking];
    Section {
        id: Id::new(),
        street: street.name.clone(),
        length_cm: shape::length_cm(&line),
        line,
        method: methods[n % methods.len()],
        depth_cm: 60 + 10 * i64::try_from(n % 3).unwrap_or(0),
        width_cm: 30,
        surface: surfaces[(n / 2) % surfaces.len()],
        road: Road::of_class(&street.class),
        ruling: Ruling::Pending,
        ground: String::new(),
    }
}

async fn fate(
    town: &Arc<Town>,
    story: &Story,
    id: Id<Request>,
    actor: Actor,
    today: Date,
    turn: &(dyn Fn(Date) + Sync),
) -> Result<(), AppError> {
    let received = today.saturating_sub(story.3.days());
    let fate = story.7;
    let steps: &[(i64, Fate)] = match fate {
        Fate::Asked => &[(6, Fate::Asked)],
        Fate::Supplemented => &[(9, Fate::Asked), (20, Fate::Supplemented)],
        Fate::Complete => &[(5, Fate::Complete)],
        Fate::Involved => &[(6, Fate::Complete), (60, Fate::Involved)],
        Fate::Answered => &[(7, Fate::Complete), (9, Fate::Involved), (20, Fate::Answered)],
        Fate::Granted | Fate::Refused => &[(8, Fate::Complete)],
        Fate::Partly => &[(8, Fate::Complete), (20, Fate::Partly)],
        Fate::Extended => &[(8, Fate::Complete), (60, Fate::Extended)],
        Fate::Withdrawn => &[(4, Fate::Withdrawn)],
        Fate::Deemed => &[(7, Fate::Complete), (120, Fate::Deemed)],
        Fate::Draft | Fate::Received => &[],
    };
    for &(days, step) in steps {
        let day = received.saturating_add(days.days());
        turn(day);
        let house = Arc::clone(town);
        let who = if step == Fate::Supplemented { actor.clone() } else { Actor::system("demo") };
        town.write(who, move |tx| {
            let request = store::find(&house, tx, id)?;
            happen(&house, tx, &request, step, day)?;
            Ok(Audit::of("demo.told", id).done())
        })
        .await?;
    }
    Ok(())
}

/// One step of a story.
fn happen(
    town: &Town,
    tx: &mut Tx<'_>,
    request: &Request,
    step: Fate,
    day: Date,
) -> Result<(), AppError> {
    match step {
        Fate::Asked => acts::ask_missing(town, tx, request, ASKED),
        Fate::Complete => {
            acts::confirm_complete(town, tx, request)?;
            for template in library::LIBRARY.iter().take(5) {
                store::add_condition(tx, request.id, &library::Condition::of(template))?;
            }
            Ok(())
        }
        Fate::Involved => {
            for unit in
                org::all(tx)?.into_iter().filter(|u| ASKED_UNITS.contains(&u.number.as_str()))
            {
                let due = kernel::deadlines::shifted(day.saturating_add(14.days()));
                store::ask(tx, request.id, unit.id, OFFICES_ASKED, due)?;
            }
            store::set_state(tx, request, State::Participation)?;
            Ok(())
        }
        Fate::Answered => {
            for question in store::asked(tx, request.id)? {
                store::answer(tx, question.id, OFFICE_ANSWER)?;
            }
            store::set_state(tx, request, State::Complete)?;
            Ok(())
        }
        Fate::Supplemented => acts::supplemented(town, tx, request, ""),
        Fate::Extended => acts::extend(town, tx, request, EXTENDED),
        Fate::Partly => {
            if let Some(last) = store::sections(tx, request.id)?.last() {
                store::rule(tx, request.id, last.id, Ruling::Refused, NEW_SURFACE)?;
            }
            Ok(())
        }
        Fate::Withdrawn => {
            store::set_state(tx, request, State::Withdrawn)?;
            match request.case {
                Some(case) => kernel::cases::close(tx, case, true, None),
                None => Ok(()),
            }
        }
        Fate::Deemed => {
            acts::deem(town, tx, request, day)?;
            store::set_cause(tx, request.id, CAUSE)
        }
        Fate::Draft | Fate::Received | Fate::Granted | Fate::Refused => Ok(()),
    }
}

/// Offices that are asked in the demo: public order with markets and events, schools.
const ASKED_UNITS: [&str; 2] = ["32", "40"];
const OFFICES_ASKED: &str = "Berührt das Vorhaben Ihre Belange (Märkte, Veranstaltungen, Schulwege)? Bitte nennen Sie, was zu beachten ist.";
const OFFICE_ANSWER: &str =
    "Keine Bedenken. Bitte die Termine vier Wochen vorher mit uns abstimmen.";
const NEW_SURFACE: &str = "Die Fahrbahn ist vor weniger als fünf Jahren erneuert worden. Der Gehweg auf der anderen Seite ist frei.";
const CAUSE: &str = "Vertretung im Urlaub nicht eingetragen";
const ASKED: &str = "Ihr Antrag ist noch nicht vollständig (§ 127 Abs. 3 Satz 2 TKG). Bitte reichen Sie nach:\n\n\
• Verantwortliche Bauleitung mit Telefonnummer\n\
• Bestätigung, dass Auskünfte der anderen Leitungsbetreiber eingeholt sind";
const EXTENDED: &str = "Die Trasse quert mehrere Baustellen des Kanalbaus. Die Abstimmung der Bauzeiten dauert länger.";
