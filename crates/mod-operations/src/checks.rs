//! "Check everything": the findings of `rathaus check` in plain words, the worst first.

use std::time::Duration;

use axum::response::Response;
use jiff::{SignedDuration, Timestamp};
use kernel::check::{self, Look, Report};
use kernel::limits::Rate;
use kernel::module::{Finding, Health};
use kernel::{AppError, Ctx};
use web::badge::Tone;
use web::details::details;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, badge, card, format, html};

/// Whoever asks waits this long for the result.
const PATIENCE: Duration = Duration::from_secs(1);
/// The checks read every file: a few times a minute is enough.
const CHECK_RATE: Rate = Rate { name: "check", burst: 4, every: SignedDuration::from_secs(20) };

/// Checks and what they look at, with what to do: identifier, German, English, remedy in German.
/// A check of a module that is not listed is shown with its own words.
const WORDS: &[(&str, &str, &str, &str)] = &[
    (
        "database/integrity",
        "Datenbank",
        "Database",
        "Spielen Sie die letzte Sicherung zurück, die „rathaus check“ besteht.",
    ),
    (
        "audit/chain",
        "Kette des Protokolls",
        "Chain of the logbook",
        "Jemand hat das Protokoll von Hand geändert. Vergleichen Sie mit der letzten Sicherung und informieren Sie die Datenschutzbeauftragte.",
    ),
    (
        "files/complete",
        "Dateien vollständig",
        "Files complete",
        "Spielen Sie den Ordner „files“ aus der letzten Sicherung zurück.",
    ),
    (
        "files/sound",
        "Dateien unverändert",
        "Files unchanged",
        "Spielen Sie die genannte Datei aus der letzten Sicherung zurück.",
    ),
    (
        "files/orphans",
        "Dateien ohne Zugehörigkeit",
        "Files without an owner",
        "Reste abgebrochener Uploads; sie sind verschlüsselt. „rathaus check --tidy“ entfernt sie.",
    ),
    (
        "outbox/dead",
        "Mitteilungen im Haus",
        "Messages within the house",
        "Öffnen Sie „Was steckt fest?“ und wiederholen Sie sie.",
    ),
    (
        "jobs/dead",
        "Aufträge, die auf jemanden warten",
        "Jobs that wait for somebody",
        "Öffnen Sie „Was steckt fest?“ und wiederholen Sie sie oder legen Sie sie ab.",
    ),
    (
        "jobs/overdue",
        "Aufträge in der Zeit",
        "Jobs on time",
        "Läuft der Dienst „rathaus serve“? Ist der Mailserver erreichbar?",
    ),
    (
        "mail/unclear",
        "E-Mails mit ungewissem Ausgang",
        "Mails of unclear fate",
        "Sehen Sie im Protokoll des Mailservers nach und wiederholen Sie, was nicht hinausging.",
    ),
    (
        "town/profile",
        "Angaben für Impressum und Briefkopf",
        "Imprint and letterhead",
        "Ergänzen Sie die Angaben unter „Einstellungen“: Impressum und Bescheide brauchen sie.",
    ),
    (
        "places/register",
        "Straßenverzeichnis",
        "Register of streets",
        "Lesen Sie das Straßenverzeichnis ein, damit Formulare Adressen vorschlagen können.",
    ),
    (
        "search/index",
        "Suche",
        "Search",
        "Speichern Sie die genannten Veröffentlichungen noch einmal.",
    ),
    (
        "retention/overdue",
        "Löschfristen",
        "Retention",
        "Die nächtliche Arbeit löscht sie; sie läuft, solange „rathaus serve“ läuft.",
    ),
    (
        "people/administrator",
        "Verwaltung der Personen",
        "Administration of people",
        "Geben Sie einer zweiten Person die Rolle, für Urlaub und Krankheit.",
    ),
    (
        "people/second-credential",
        "Zweiter Weg für Administratoren",
        "Second way in for administrators",
        "Wer Personen verwaltet, legt auf der eigenen Kontoseite einen zweiten Passkey oder Wiederherstellungscodes an.",
    ),
    (
        "cases/unassigned",
        "Vorgänge ohne Bearbeitung",
        "Cases without a case worker",
        "Teilen Sie sie am Schreibtisch zu.",
    ),
    (
        "services/pages",
        "Seiten der Leistungen",
        "Pages of services",
        "Tragen Sie unter „Leistungen“ bei jeder Leistung ein, welche Stelle zuständig ist.",
    ),
    (
        "site/statement",
        "Erklärung zur Barrierefreiheit",
        "Accessibility statement",
        "Überprüfen Sie die Erklärung und tragen Sie den Tag unter „Einstellungen“ ein.",
    ),
    (
        "site/privacy",
        "Datenschutzerklärung",
        "Privacy statement",
        "Ergänzen Sie die fehlenden Angaben.",
    ),
    (
        "applications/forms",
        "Formulare",
        "Forms",
        "Sehen Sie nach, welche Regel des Formulars nicht verstanden wird.",
    ),
    (
        "applications/drafts",
        "Angefangene Anträge",
        "Applications begun",
        "Die nächtliche Arbeit löscht abgelaufene Entwürfe.",
    ),
    (
        "applications/receipts",
        "Eingangsbestätigungen",
        "Receipts",
        "Öffnen Sie „Was steckt fest?“ und wiederholen Sie den Auftrag.",
    ),
    (
        "applications/competence",
        "Zuständigkeit für Anträge",
        "Competence for applications",
        "Tragen Sie unter „Einheiten“ ein, wer für das Formular zuständig ist.",
    ),
    (
        "wohngeld/taken-in",
        "Wohngeld: Anträge übernommen",
        "Housing benefit: applications taken in",
        "Öffnen Sie „Was steckt fest?“ und wiederholen Sie die Mitteilung.",
    ),
    (
        "wohngeld/rent-level",
        "Wohngeld: Mietenstufe",
        "Housing benefit: rent level",
        "Tragen Sie die Mietenstufe unter „Einstellungen“ ein.",
    ),
    (
        "desk/notices",
        "Bescheide erstellt",
        "Notices made",
        "Öffnen Sie „Was steckt fest?“ und wiederholen Sie den Auftrag.",
    ),
    (
        "desk/letters",
        "Briefe abgesandt",
        "Letters posted",
        "Drucken Sie die Briefe unter „Briefe“ und vermerken Sie den Versand.",
    ),
];

/// Runs all checks and shows the findings; those of the check before while this one is under way.
pub async fn show(ctx: Ctx) -> Result<Response, AppError> {
    ctx.limit(CHECK_RATE)?;
    let look = check::look(&ctx.town, PATIENCE).await;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .staff(say.of("Prüfung des Hauses", "Check of the house"))
        .path(ctx.to("/verwaltung/betrieb"))
        .crumb(say.of("Was steckt fest?", "What is stuck?"), ctx.to("/verwaltung/betrieb"));
    let (page, report) = match look {
        Look::Done(report) => {
            let (tone, title) = verdict(say, &report);
            (page.message(tone, title, html! {}), Some(report))
        }
        Look::Running(since, before) => {
            let title = say.of("Die Prüfung läuft", "The check is under way");
            let again = ctx.to("/verwaltung/betrieb/pruefung");
            let words = html! {
                p {
                    (say.of("Sie liest jede Datei des Hauses. Begonnen: ", "It reads every file of the house. Begun: "))
                    (moment(say, since)) ". "
                    a href=(again) { (say.of("Ergebnis ansehen", "See the result")) }
                }
            };
            (page.message(Tone::Info, title, words), before)
        }
    };
    let page = page.body(stack(html! {
        @if let Some(report) = &report {
            p { (say.of("Stand: ", "As of ")) (moment(say, report.at)) }
            @for finding in sorted(report).into_iter().filter(|f| is_bad(f)) { (one(say, finding)) }
            (sound(say, &report.findings))
        }
    }));
    Ok(frame.answer(page))
}

fn moment(say: Say, at: Timestamp) -> String {
    format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
}

/// The worst first.
fn sorted(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|f| std::cmp::Reverse(f.health));
    findings
}

fn verdict(say: Say, report: &Report) -> (Tone, String) {
    let bad = report.findings.iter().filter(|f| is_bad(f)).count();
    if bad == 0 {
        return (Tone::Success, say.of("Alles in Ordnung", "Everything is fine").to_owned());
    }
    let all = report.findings.len();
    let words = say.of(
        format!("{bad} von {all} Prüfungen brauchen Ihre Aufmerksamkeit"),
        format!("{bad} of {all} checks need your attention"),
    );
    (Tone::Warning, words)
}

fn is_bad(finding: &Finding) -> bool {
    matches!(finding.health, Health::Fail | Health::Warn)
}

pub(crate) fn title(say: Say, id: &str) -> String {
    WORDS
        .iter()
        .find(|(known, ..)| *known == id)
        .map_or_else(|| id.to_owned(), |(_, de, en, _)| say.of(*de, *en).to_owned())
}

fn one(say: Say, finding: &Finding) -> Markup {
    let german = WORDS.iter().find(|(id, ..)| *id == finding.id).map(|(.., remedy)| *remedy);
    let remedy = say.of(german.unwrap_or(&finding.remedy), &finding.remedy);
    let (tone, words) = match finding.health {
        Health::Fail => (Tone::Danger, say.of("kaputt", "broken")),
        _ => (Tone::Warning, say.of("bitte ansehen", "please look")),
    };
    card::card(
        &title(say, finding.id),
        html! {
            p { (badge(tone, words)) }
            p { strong { (say.of("Das können Sie tun: ", "What you can do: ")) } (remedy) }
            (details(say.of("Befund für die Fachleute", "Finding for experts"), html! {
                p { code { (finding.id) } ": " (finding.found) }
            }))
        },
    )
}

fn sound(say: Say, findings: &[Finding]) -> Markup {
    let rows = findings.iter().filter(|f| !is_bad(f)).map(|finding| {
        let state = match finding.health {
            Health::Skip => badge(Tone::Neutral, say.of("übersprungen", "skipped")),
            _ => badge(Tone::Success, say.of("in Ordnung", "fine")),
        };
        Row::new(vec![html! { (title(say, finding.id)) }, state])
    });
    let table = Table::new(say, say.of("In Ordnung", "Fine"))
        .dense()
        .columns(vec![
            Column::new(say.of("Prüfung", "Check")),
            Column::new(say.of("Ergebnis", "Result")),
        ])
        .rows(rows)
        .render();
    // The findings are those of the command line: in English, with figures.
    html! {
        (table)
        (details(say.of("Befunde für die Fachleute", "Findings for experts"), html! { ul lang="en" {
            @for finding in findings.iter().filter(|f| !is_bad(f)) {
                li { code { (finding.id) } ": " (finding.found) }
            }
        } }))
    }
}
