//! The parts of the page of a post.

use kernel::Ctx;
use web::button::{Weight, action_form};
use web::progress::part_of;
use web::table::{Column, Row, Table};
use web::{Markup, Say, Tone, alert, badge, buttons, format, html};

use super::Sheet;
use crate::account;
use crate::figures::MEASURES;
use crate::model::{Errand, Kind, Standing, State, WARNING};
use crate::routes::compose::preview;
use crate::routes::{base, moment};
use crate::{PUBLISH, WRITE};

/// What became of the publication it began from.
pub(super) fn source(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let link = html! { a href=(sheet.post.link) { (say.of("Zur Seite", "To the page")) } };
    let edit = ctx.to(&format!("{}/text", base(sheet.post.id)));
    match sheet.post.source.as_str() {
        "changed" => alert(
            Tone::Warning,
            say.of("Die Meldung wurde geändert", "The item was changed"),
            html! { p {
                (say.of("Prüfen Sie, ob der Beitrag noch stimmt, und korrigieren Sie ihn überall. ",
                    "Check whether the post is still right, and correct it everywhere. "))
                a href=(edit) { (say.of("Text ändern", "Change the text")) } " " (link)
            } },
        ),
        "ended" => alert(
            Tone::Warning,
            say.of("Die Meldung ist nicht mehr öffentlich", "The item is no longer public"),
            html! { p { (say.of("Der Link im Beitrag führt ins Leere. Löschen Sie den Beitrag überall, oder ändern Sie den Link.",
            "The link in the post leads nowhere. Delete the post everywhere, or change the link.")) } },
        ),
        WARNING if !still_warned(ctx, &sheet.post.link) => alert(
            Tone::Warning,
            say.of("Die Warnung gilt nicht mehr", "The warning holds no longer"),
            html! { p {
                (say.of("Schreiben Sie die Entwarnung in den Beitrag und korrigieren Sie ihn überall, oder löschen Sie ihn. ",
                    "Write the all-clear into the post and correct it everywhere, or delete it. "))
                a href=(edit) { (say.of("Text ändern", "Change the text")) } " " (link)
            } },
        ),
        _ => Markup::default(),
    }
}

/// Whether the warning at an address still holds.
fn still_warned(ctx: &Ctx, link: &str) -> bool {
    let signal = ctx.town.siren().signal();
    signal.at(ctx.now()).any(|banner| !banner.path.is_empty() && link.ends_with(&banner.path))
}

/// A sentence: what will happen.
pub(super) fn outlook(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let post = &sheet.post;
    if matches!(post.state, State::Released | State::Deleted) {
        return Markup::default();
    }
    let names = |usable: bool| -> Vec<String> {
        let fits =
            sheet.made.iter().filter(|(c, _, made)| c.is_usable() == usable && !made.is_refused());
        fits.map(|(c, ..)| c.label()).collect()
    };
    let refused: Vec<String> =
        sheet.made.iter().filter(|(.., made)| made.is_refused()).map(|(c, ..)| c.label()).collect();
    let list = |all: &[String]| {
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        format::enumeration(say, &all)
    };
    let (now, later) = (names(true), names(false));
    let when = match post.send_at.filter(|at| *at > ctx.now()) {
        Some(at) => say.of(format!("Am {}", moment(ctx, at)), format!("On {}", moment(ctx, at))),
        None => say.of("Gleich nach der Freigabe".to_owned(), "Right after its release".to_owned()),
    };
    html! {
        h2 { (say.of("Was geschehen wird", "What will happen")) }
        @if sheet.made.is_empty() {
            p { (say.of("Nichts: Es ist noch kein Kanal ausgewählt.", "Nothing: no channel is chosen yet.")) }
        }
        @if !now.is_empty() {
            p { (say.of(format!("{when} geht der Beitrag an {}.", list(&now)), format!("{when} the post goes to {}.", list(&now)))) }
        }
        @if !later.is_empty() {
            p { (say.of(
                format!("{} bekommt ihn, sobald das Konto verbunden ist.", list(&later)),
                format!("{} gets it once the account is connected.", list(&later)),
            )) }
        }
        @if !refused.is_empty() {
            p { (badge(Tone::Danger, say.of("so nicht möglich", "not possible"))) " " (say.of(
                format!("{} nimmt ihn so nicht an; unten steht, warum.", list(&refused)),
                format!("{} does not take it like this; below it says why.", list(&refused)),
            )) }
        }
        @if sheet.needs_second_pair {
            p { (say.of("Jemand anderes als die Verfasserin oder der Verfasser gibt ihn frei.", "Somebody other than its author releases it.")) }
        }
    }
}

fn button(
    ctx: &Ctx,
    sheet: &Sheet,
    fields: &[(&str, &str)],
    weight: Weight,
    label: &str,
) -> Markup {
    let action = ctx.to(&format!("{}/freigabe", base(sheet.post.id)));
    action_form(&action, &ctx.form_token(), fields, weight, label)
}

/// How it stands on each channel: lamp, trouble, what may be done.
pub(super) fn channels(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let rows = sheet.errands.iter().map(|(errand, _)| {
        let name =
            sheet.account(errand.account).map(account::Connection::label).unwrap_or_default();
        let (tone, words) = errand.lamp(say, ctx.now());
        Row::new(vec![
            html! { (name) },
            html! { (badge(tone, words)) },
            html! { (state_words(ctx, say, errand)) },
            html! { (channel_buttons(ctx, say, sheet, errand, &name)) },
        ])
    });
    Table::new(say, say.of("Auf den Kanälen", "On the channels"))
        .columns(vec![
            Column::new(say.of("Kanal", "Channel")),
            Column::new(say.of("Lampe", "Lamp")),
            Column::new(say.of("Was ist", "What is")),
            Column::action(say.of("Tun", "Do")),
        ])
        .rows(rows)
        .render()
}

fn state_words(ctx: &Ctx, say: Say, errand: &Errand) -> Markup {
    html! {
        @if let Some(trouble) = errand.trouble() {
            p { (account::of(say, &trouble.reason)) " " (account::of(say, &trouble.advice)) }
        } @else if let Some(at) = errand.due_at.filter(|at| *at > ctx.now() && errand.standing == Standing::Waiting) {
            p { (say.of("Geht hinaus: ", "Goes out: ")) (moment(ctx, at)) }
        } @else {
            p { (moment(ctx, errand.changed_at)) }
        }
        @if let Some((done, whole)) = errand.transfer() {
            (part_of(&say.of(
                format!("{} von {} übertragen", format::file_size(say, done), format::file_size(say, whole)),
                format!("{} of {} transferred", format::file_size(say, done), format::file_size(say, whole)),
            ), done, whole))
        }
        @if let Some(done) = &errand.task.done {
            @for note in &done.notes { p { (account::of(say, note)) } }
        }
        @if !errand.url.is_empty() && errand.is_shown() {
            p { a href=(errand.url) rel="noopener" { (say.of("Beitrag auf dem Kanal ansehen", "See the post on the channel")) } }
        }
    }
}

fn channel_buttons(ctx: &Ctx, say: Say, sheet: &Sheet, errand: &Errand, name: &str) -> Markup {
    if !ctx.actor.may(PUBLISH) {
        return Markup::default();
    }
    let (konto, auftrag) = (errand.account.to_string(), errand.id.to_string());
    let is_over = errand.standing == Standing::Cancelled
        || (errand.kind == Kind::Delete && errand.standing == Standing::Done);
    let is_released = sheet.post.state == State::Released;
    let label = |de: &str, en: &str| say.of(format!("{de}: {name}"), format!("{en}: {name}"));
    html! {
        @if errand.standing == Standing::Stuck && !errand.is_for_hands() {
            (button(ctx, sheet, &[("aktion", "erneut"), ("auftrag", &auftrag)], Weight::Primary, &label("Erneut versuchen", "Try again")))
        }
        @if errand.is_for_hands() {
            (button(ctx, sheet, &[("aktion", "erledigt"), ("auftrag", &auftrag)], Weight::Primary, &label("In der App erledigt", "Done in the app")))
        }
        @if is_released && errand.is_shown() && errand.kind != Kind::Delete && errand.standing != Standing::Waiting {
            (button(ctx, sheet, &[("aktion", "hier-loeschen"), ("konto", &konto)], Weight::Tertiary, &label("Nur hier löschen", "Delete only here")))
        }
        @if is_released && is_over {
            (button(ctx, sheet, &[("aktion", "neu-senden"), ("konto", &konto)], Weight::Secondary, &label("Noch einmal senden", "Send once more")))
        }
        @if errand.is_shown() && account_has_comments(sheet, errand) {
            a href=(ctx.to(&format!("{}/kommentare?konto={konto}", base(sheet.post.id)))) {
                (label("Kommentare", "Comments"))
            }
        }
    }
}

fn account_has_comments(sheet: &Sheet, errand: &Errand) -> bool {
    use norm_social::Channel::{Facebook, Instagram};
    sheet
        .account(errand.account)
        .is_some_and(|c| matches!(c.channel, Facebook | Instagram) && c.is_usable())
}

/// The buttons of the whole post.
pub(super) fn actions(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let post = &sheet.post;
    let write = ctx.to(&format!("{}/tun", base(post.id)));
    let token = ctx.form_token();
    let (may, may_write) = (ctx.actor.may(PUBLISH), ctx.actor.may(WRITE));
    let act =
        |word: &str, weight, label: &str| button(ctx, sheet, &[("aktion", word)], weight, label);
    let plain = |word: &str, weight, label: &str| {
        action_form(&write, &token, &[("aktion", word)], weight, label)
    };
    let can_stop = sheet.errands.iter().any(|(e, _)| e.may_be_cancelled());
    let shown = sheet.errands.iter().any(|(e, _)| e.is_shown());
    buttons(html! {
        @match post.state {
            State::Draft | State::Submitted => {
                @if may { (act("freigeben", Weight::Primary, say.of("Freigeben", "Release"))) }
                @if post.state == State::Draft && may_write {
                    (plain("einreichen", if may { Weight::Secondary } else { Weight::Primary }, say.of("Zur Freigabe geben", "Submit for release")))
                }
                @if post.state == State::Submitted { (plain("zurueck", Weight::Secondary, say.of("Zurück in Arbeit", "Back to work"))) }
                @if sheet.errands.is_empty() { (plain("verwerfen", Weight::Tertiary, say.of("Entwurf verwerfen", "Throw the draft away"))) }
            }
            State::Released => {
                @if may && can_stop { (act("abbrechen", Weight::Secondary, say.of("Noch nicht Gesendetes abbrechen", "Call off what has not left"))) }
                @if may && shown { (act("korrigieren", Weight::Primary, say.of("Überall korrigieren", "Correct everywhere"))) }
                @if may { (act("loeschen", Weight::Danger, say.of("Überall löschen", "Delete everywhere"))) }
            }
            State::Deleted => {}
        }
    })
}

/// What was counted; what is missing is missing, not zero.
pub(super) fn figures(say: Say, sheet: &Sheet) -> Markup {
    if sheet.figures.is_empty() {
        return Markup::default();
    }
    let measures: Vec<_> = MEASURES
        .iter()
        .filter(|(word, ..)| sheet.figures.iter().any(|c| c.measure == *word))
        .collect();
    let mut columns = vec![Column::new(say.of("Kanal", "Channel"))];
    columns.extend(measures.iter().map(|(_, de, en)| Column::number(say.of(*de, *en))));
    let accounts =
        sheet.accounts.iter().filter(|a| sheet.figures.iter().any(|c| c.account == a.id));
    let rows = accounts.map(|account| {
        let mut cells = vec![html! { (account.label()) }];
        cells.extend(measures.iter().map(|(word, ..)| {
            let found =
                sheet.figures.iter().find(|c| c.account == account.id && c.measure == *word);
            html! { (cell(say, found.map(|c| c.value))) }
        }));
        Row::new(cells)
    });
    html! {
        (Table::new(say, say.of("Zahlen", "Figures")).columns(columns).rows(rows).render())
        p.rh-muted { (say.of("„–“ heißt: Der Anbieter nennt diese Zahl nicht. Das ist nicht null.", "“–” means: the provider does not tell this figure. That is not zero.")) }
    }
}

/// A figure, or that nobody told it.
pub(in crate::routes) fn cell(say: Say, value: Option<i64>) -> Markup {
    html! {
        @match value {
            Some(value) => (format::number(say, value)),
            None => { span aria-hidden="true" { "–" } span.kern-sr-only { (say.of("nicht genannt", "not told")) } }
        }
    }
}

/// What it says on each channel.
pub(super) fn content(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    html! {
        @if !sheet.made.is_empty() { h2 { (say.of("Der Beitrag auf den Kanälen", "The post on the channels")) } }
        @for (connection, _, made) in &sheet.made {
            (web::card::sub_card(&connection.label(), preview(ctx, say, made)))
        }
    }
}

/// Every request that left, for whoever wants to know exactly.
pub(super) fn history(ctx: &Ctx, say: Say, sheet: &Sheet) -> Markup {
    let rows: Vec<Row> = sheet
        .errands
        .iter()
        .flat_map(|(errand, attempts)| attempts.iter().map(move |a| (errand, a)))
        .map(|(errand, a)| {
            let name = sheet.account(errand.account).map_or("", |c| c.channel.name());
            Row::new(vec![
                html! { (moment(ctx, a.at)) },
                html! { (name) ", " (errand.kind.words(say)) },
                html! { (a.aim) },
                html! { (a.outcome) @if !a.code.is_empty() { ", " (a.code) } },
                html! { (a.trace) },
            ])
        })
        .collect();
    if rows.is_empty() {
        return Markup::default();
    }
    let table = Table::new(say, say.of("Anfragen an die Anbieter", "Requests to the providers"))
        .caption_hidden()
        .dense()
        .columns(vec![
            Column::new(say.of("Wann", "When")),
            Column::new(say.of("Kanal", "Channel")),
            Column::new(say.of("Wozu", "What for")),
            Column::new(say.of("Antwort", "Answer")),
            Column::new(say.of("Kennung für den Anbieter", "Number for the provider")),
        ])
        .rows(rows)
        .render();
    web::details::wide(say.of("Für die IT: jede Anfrage", "For IT: every request"), table)
}
