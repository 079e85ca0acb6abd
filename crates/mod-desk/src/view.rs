//! What the pages of a case share: its head, its tabs, the hidden fields of its forms, and how a form
//! is shown again.

use jiff::civil::Date;
use kernel::cases::{self, Case, Party};
use kernel::org::{self, Unit};
use kernel::{AppError, Ctx, Fields, Id, Problem, Reader, Text};
use web::badge::{Tone, badge};
use web::tabs::{Tab, tabs};
use web::{Errors, Frame, Markup, Page, Say, format, html};

use crate::model::{self, Due};
use crate::rows::Kinds;
use crate::{door, notice, store};

/// A case as its pages show it.
pub(crate) struct Opened {
    /// The case.
    pub case: Case,
    /// Name of its kind.
    pub kind: Text,
    /// Its unit.
    pub unit: Unit,
    /// Its parties.
    pub parties: Vec<Party>,
    /// Name of the case worker, empty if none.
    pub worker: String,
    /// The version its forms carry.
    pub version: i64,
    /// Whether it is the actor's own case.
    pub is_own: bool,
    /// Whether a party has the actor's family name.
    pub is_namesake: bool,
    /// Whether it is work of the house: nobody applied, nothing is decided.
    pub is_task: bool,
    /// Messages of the applicant nobody has read.
    pub unread: usize,
}

impl Opened {
    /// Reads a case of the actor's unit.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for everybody else.
    pub(crate) fn load(reader: &mut Reader<'_>, ctx: &Ctx, id: Id<Case>) -> Result<Self, AppError> {
        let case = door::enter(reader, id, &ctx.actor)?;
        let kind = Kinds::read(&ctx.town, reader)?.name(&case.kind);
        let unit = org::find(reader, case.unit)?;
        let parties = cases::parties(reader, case.id)?;
        let worker = match case.assignee {
            Some(account) => notice::name_of(reader, account)?,
            None => String::new(),
        };
        let is_own = door::is_own(reader, &ctx.actor, &case, &parties)?;
        let is_namesake = !is_own && door::is_namesake(&ctx.person_name, &parties);
        let version = store::version(reader, case.id)?;
        let is_task = ctx.town.house().procedure(&case.kind).is_ok_and(|p| p.is_task(&case));
        let messages = kernel::notify::of_case(reader, case.id)?;
        let unread = messages.iter().filter(|m| !m.is_to_citizen && m.read_at.is_none()).count();
        Ok(Self {
            case,
            kind,
            unit,
            parties,
            worker,
            version,
            is_own,
            is_namesake,
            is_task,
            unread,
        })
    }

    /// Name of the applicant; empty where there is none.
    pub(crate) fn applicant(&self) -> &str {
        let applicant = self.parties.iter().find(|p| p.role == "applicant");
        applicant.map_or("", |p| p.name.reveal())
    }

    /// Address of the case page or one below it.
    pub(crate) fn url(&self, ctx: &Ctx, below: &str) -> String {
        case_url(ctx, self.case.id, below)
    }

    /// Whether the actor works on it.
    pub(crate) fn is_mine(&self, ctx: &Ctx) -> bool {
        self.case.assignee.is_some() && self.case.assignee == ctx.actor.account()
    }

    /// Hidden fields of every form of the case: its version, and a key that counts once.
    pub(crate) fn meta(&self) -> Markup {
        html! {
            input type="hidden" name="stand" value=(self.version);
            input type="hidden" name="einmal" value=(Id::<Self>::new());
        }
    }

    /// The hidden fields as pairs, for forms that are one button.
    pub(crate) fn meta_pairs(&self) -> (String, String) {
        (self.version.to_string(), Id::<Self>::new().to_string())
    }
}

/// Address of a case's page.
pub(crate) fn case_url(ctx: &Ctx, id: Id<Case>, below: &str) -> String {
    if below.is_empty() {
        ctx.to(&format!("/vorgaenge/{id}"))
    } else {
        ctx.to(&format!("/vorgaenge/{id}/{below}"))
    }
}

/// Which page of a case is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Claim, documents, calculation.
    Claim,
    /// Messages.
    Messages,
    /// Log, deadlines, follow-ups.
    Course,
    /// Parties.
    Parties,
    /// Decision and notice.
    Decision,
    /// A form: no tab is current.
    Step,
}

/// The text of a pair in the page's language.
pub(crate) fn say_text(ctx: &Ctx, text: &Text) -> String {
    text.of(ctx.language).to_owned()
}

/// How a step of the work is marked.
fn stage_tone(stage: &str) -> Tone {
    match stage {
        "new" | "checking" => Tone::Info,
        "documents" | "hearing" | "second_pair" | "objection" => Tone::Warning,
        "decided" => Tone::Success,
        _ => Tone::Neutral,
    }
}

/// The step of a case as a badge.
pub(crate) fn stage_badge(ctx: &Ctx, case: &Case) -> Markup {
    badge(stage_tone(&case.stage), &say_text(ctx, &model::stage_text(&case.stage)))
}

/// A day something is due, in words that do not need colour.
pub(crate) fn due_text(say: Say, day: Option<Date>, today: Date) -> Markup {
    let Some(day) = day else { return html! { "–" } };
    let relative = format::relative_day(say, day, today);
    let date = format::date_short(say, day);
    match model::due(Some(day), today) {
        Due::Overdue => {
            badge(Tone::Danger, &format!("{date}, {}", say.of("überfällig", "overdue")))
        }
        Due::Today => {
            badge(Tone::Warning, &format!("{date}, {}", say.of("heute fällig", "due today")))
        }
        _ => html! { (date) " (" (relative) ")" },
    }
}

/// The page of a case: head, badges, tabs.
pub(crate) fn page<'f>(
    frame: &'f Frame<'_>,
    ctx: &Ctx,
    opened: &Opened,
    part: Part,
    title: &str,
    body: &Markup,
) -> Page<'f> {
    let say = frame.say;
    let case = &opened.case;
    let worker = if opened.worker.is_empty() {
        say.of("noch niemand", "nobody yet").to_owned()
    } else {
        opened.worker.clone()
    };
    let today = ctx.today();
    let is_step = part == Part::Step;
    let head = [
        (say.of("Antrag von", "Applicant"), html! { (opened.applicant()) }),
        (say.of("Bearbeitung", "Case worker"), html! { (worker) }),
        (
            say.of("Einheit", "Unit"),
            html! { (opened.unit.number) " " (opened.unit.name.of(ctx.language)) },
        ),
        (
            say.of("Eingang", "Received"),
            html! { (frame.day(kernel::clock::local_day(case.opened_at))) },
        ),
    ];
    let mut page = frame
        .staff(match (is_step, opened.applicant()) {
            (true, _) => title.to_owned(),
            (false, "") => case.title.clone(),
            (false, applicant) => format!("{} – {applicant}", case.title),
        })
        .preline(format!("{} · {}", case.number, opened.kind.of(ctx.language)))
        .crumb(say.of("Vorgänge", "Cases"), ctx.to("/vorgaenge"));
    if is_step {
        page = page.crumb(case.number.clone(), opened.url(ctx, ""));
    }
    page.head_actions(html! {
        (stage_badge(ctx, case))
        @if case.is_open() && case.due_on.is_some() {
            span { (say.of("Fällig:", "Due:")) " " (due_text(say, case.due_on, today)) }
        }
    })
    .body(html! {
        @if !is_step {
            (web::page::stack(html! {
                (web::list::definition_list(&head[usize::from(opened.is_task)..]))
                (tabs(say.of("Teile des Vorgangs", "Parts of the case"), &case_tabs(ctx, say, opened, part)))
                (warnings(say, opened))
                (body)
            }))
        } @else { (warnings(say, opened)) (body) }
    })
}

/// What is missing before a decision, said wherever somebody is about to make one.
pub(crate) fn missing_documents(say: Say, names: &[String]) -> Markup {
    let title = match names.len() {
        0 => return Markup::default(),
        1 => say.of("Es fehlt 1 Unterlage".to_owned(), "1 document is missing".to_owned()),
        n => say.of(format!("Es fehlen {n} Unterlagen"), format!("{n} documents are missing")),
    };
    web::alert(Tone::Warning, &title, html! { ul { @for name in names { li { (name) } } } })
}

fn warnings(say: Say, opened: &Opened) -> Markup {
    html! {
        @if opened.is_own {
            (web::alert(Tone::Danger, say.of("Das ist Ihr eigener Vorgang", "This is your own case"), html! { p {
                (say.of(
                    "Sie sind selbst beteiligt und dürfen ihn nicht bearbeiten (§ 16 SGB X, § 20 VwVfG). Geben Sie ihn an eine Kollegin oder einen Kollegen.",
                    "You are part of it and may not work on it (§ 16 SGB X, § 20 VwVfG). Leave it to a colleague.",
                ))
            } }))
        }
        @if opened.is_namesake {
            (web::alert(Tone::Warning, say.of("Gleicher Familienname", "Same family name"), html! { p {
                (say.of(
                    "Jemand mit Ihrem Familiennamen ist beteiligt. Sind Sie verwandt, dürfen Sie den Vorgang nicht bearbeiten.",
                    "Somebody with your family name is part of this case. If you are related, you may not work on it.",
                ))
            } }))
        }
    }
}

fn case_tabs(ctx: &Ctx, say: Say, opened: &Opened, part: Part) -> Vec<Tab> {
    let unread = u32::try_from(opened.unread).ok().filter(|n| *n > 0);
    [
        (
            Part::Claim,
            if opened.is_task { say.of("Aufgabe", "Task") } else { say.of("Antrag", "Claim") },
            "",
            None,
        ),
        (Part::Messages, say.of("Nachrichten", "Messages"), "nachrichten", unread),
        (Part::Course, say.of("Verlauf und Fristen", "Log and deadlines"), "verlauf", None),
        (Part::Parties, say.of("Beteiligte", "Parties"), "beteiligte", None),
        (Part::Decision, say.of("Entscheidung", "Decision"), "entscheidung", None),
    ]
    .into_iter()
    .filter(|(own, ..)| !opened.is_task || matches!(own, Part::Claim | Part::Course))
    .map(|(own, label, below, count)| Tab {
        label: label.to_owned(),
        url: opened.url(ctx, below),
        count,
        current: own == part,
    })
    .collect()
}

/// A form that was refused: what was typed and what is wrong.
pub(crate) struct Again {
    /// What was typed.
    pub fields: Fields,
    /// What is wrong.
    pub problem: Problem,
}

impl Again {
    /// Takes a refusal apart; any other error stays one.
    ///
    /// # Errors
    /// Every error that is no refusal.
    pub(crate) fn of(fields: Fields, error: AppError) -> Result<Self, AppError> {
        match error {
            AppError::Refused(problem) => Ok(Self { fields, problem }),
            other => Err(other),
        }
    }
}

/// The value of a field: as typed where the form is shown again, else its first value.
pub(crate) fn value(again: Option<&Again>, name: &str, first: &str) -> String {
    again.map_or_else(|| first.to_owned(), |again| again.fields.text(name))
}

/// The messages at the fields of a form shown again.
pub(crate) fn errors(frame: &Frame<'_>, again: Option<&Again>) -> Errors {
    again.map(|again| frame.errors_of(&again.problem)).unwrap_or_default()
}

/// Answers with a form: for the first time, or again with what is wrong.
pub(crate) fn answer_form(
    frame: &Frame<'_>,
    page: Page<'_>,
    again: Option<&Again>,
) -> axum::response::Response {
    match again {
        None => frame.answer(page),
        Some(_) => frame.answer_again(page.errors(&errors(frame, again))),
    }
}

/// The announcement of what was done, by the key in the address.
pub(crate) fn done<'f>(page: Page<'f>, say: Say, fields: &Fields) -> Page<'f> {
    let text = match fields.get("ok") {
        "uebernommen" => {
            say.of("Sie bearbeiten diesen Vorgang jetzt.", "You work on this case now.")
        }
        "zurueckgelegt" => {
            say.of("Der Vorgang liegt wieder bei den neuen.", "The case is back on the pile.")
        }
        "zugewiesen" => say.of("Der Vorgang ist zugewiesen.", "The case is assigned."),
        "abgegeben" => say.of("Der Vorgang ist abgegeben.", "The case is forwarded."),
        "gesendet" => say.of("Die Nachricht ist gesendet.", "The message is sent."),
        "angefordert" => say.of("Die Unterlagen sind angefordert.", "The documents are requested."),
        "angehoert" => say.of("Die Anhörung läuft.", "The hearing has started."),
        "anhoerung" => say.of("Die Anhörung ist beendet.", "The hearing is over."),
        "berichtigt" => say.of("Die Berichtigung ist gespeichert.", "The correction is saved."),
        "abgelegt" => say.of("Die Datei ist abgelegt.", "The file is stored."),
        "wiedervorlage" => say.of("Die Wiedervorlage ist gesetzt.", "The follow-up is set."),
        "erledigt" => say.of("Die Wiedervorlage ist erledigt.", "The follow-up is done."),
        "vorgelegt" => {
            say.of("Der Entwurf liegt zur Mitzeichnung.", "The draft waits for a second pair.")
        }
        "zurueckgeholt" => {
            say.of("Sie haben den Entwurf zurückgeholt.", "You took the draft back.")
        }
        "zurueckgegeben" => say.of("Der Entwurf ist zurückgegeben.", "The draft is sent back."),
        "verworfen" => say.of("Der Entwurf ist verworfen.", "The draft is thrown away."),
        "erlassen" => say.of(
            "Die Entscheidung ist erlassen. Der Bescheid wird erstellt.",
            "The decision is issued. The notice is being made.",
        ),
        "wiederholt" => {
            say.of("Der Bescheid wird noch einmal erstellt.", "The notice is being made again.")
        }
        "widerspruch" => say
            .of("Es ist vermerkt. Der Vorgang bleibt offen.", "It is noted. The case stays open."),
        "abgeschlossen" => say.of("Der Vorgang ist abgeschlossen.", "The case is closed."),
        "versandt" => say.of("Der Versand ist vermerkt.", "The posting is noted."),
        _ => return page,
    };
    page.message(Tone::Success, text, Markup::default())
}
