//! The pile of letters: print, post, note the day. Deadlines start with the posting.

use std::collections::BTreeSet;

use axum::extract::Path;
use axum::response::Response;
use jiff::ToSpan;
use kernel::cases;
use kernel::notify::{self, Letter};
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Problem, Reader, Saved, Text, Tx, org};
use web::button::{Weight, button};
use web::icon::Icon;
use web::table::{Column, Row, Table};
use web::{Field, Form, Frame, Markup, Say, empty, html, page};

use crate::view::{self, Again};
use crate::{LETTERS, acts, door, store};

/// Days a letter may wait before it is marked.
const WAITING_DAYS_MAX: i32 = 3;
/// Days back for which a posting can be noted: longer ago is a slip of the pen.
const POSTED_DAYS_BACK: i64 = 60;

fn pile(reader: &mut Reader<'_>, actor: &Actor) -> Result<Vec<Letter>, AppError> {
    let all = notify::letters(reader)?.into_iter();
    Ok(all.filter(|letter| actor.may_in(LETTERS, letter.unit)).collect())
}

/// The pile.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    answer(&ctx, &fields, None).await
}

async fn answer(ctx: &Ctx, query: &Fields, again: Option<Again>) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let (letters, units) =
        ctx.read(move |reader| Ok((pile(reader, &actor)?, org::all(reader)?))).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = if letters.is_empty() {
        empty::empty_state(
            Icon::PRINT,
            say.of("Kein Brief wartet", "No letter is waiting"),
            say.of(
                "Bescheide und Schreiben für Menschen ohne Postfach erscheinen hier.",
                "Notices and letters for people without mailbox appear here.",
            ),
            Markup::default(),
        )
    } else {
        form(ctx, &frame, &letters, &units, again.as_ref())
    };
    let page = frame
        .staff(say.of("Briefe", "Letters"))
        .lead(say.of(
            "Drucken, versenden, Tag vermerken: Erst damit beginnen die Fristen.",
            "Print, post, note the day: only then deadlines start.",
        ))
        .body(body);
    let page = view::done(page, say, query);
    Ok(view::answer_form(&frame, page, again.as_ref()))
}

fn form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    letters: &[Letter],
    units: &[org::Unit],
    again: Option<&Again>,
) -> Markup {
    let say: Say = frame.say;
    let errors = view::errors(frame, again);
    let today = ctx.today();
    let first = format!("{}.{}.{}", today.day(), today.month(), today.year());
    let day = view::value(again, "tag", &first);
    let chosen: BTreeSet<String> =
        again.map(|a| a.fields.all("brief").map(str::to_owned).collect()).unwrap_or_default();
    let unit_name = |letter: &Letter| {
        let unit = units.iter().find(|u| u.id == letter.unit);
        unit.map(|u| u.name.of(ctx.language).to_owned()).unwrap_or_default()
    };
    let table = Table::new(say, say.of("Briefe, die versandt werden sollen", "Letters to be posted"))
        .id("briefe")
        .columns(vec![
            Column::new(say.of("Versandt", "Posted")),
            Column::new(say.of("Vorgang", "Case")),
            Column::new(say.of("Was", "What")),
            Column::new(say.of("Einheit", "Unit")),
            Column::new(say.of("Wartet seit", "Waiting since")),
            Column::action(say.of("Drucken", "Print")),
        ])
        .rows(letters.iter().map(|letter| {
            let since = kernel::clock::local_day(letter.made_at);
            let id = letter.id.to_string();
            let waited = (today - since).get_days();
            Row::new(vec![
                html! {
                    input type="checkbox" name="brief" value=(id) checked[chosen.contains(&id)]
                        aria-label={ (say.of("Versandt: ", "Posted: ")) (letter.label) " " (letter.case_number) };
                },
                html! { (letter.case_number) },
                html! { (letter.label) },
                html! { (unit_name(letter)) },
                html! { (frame.day(since)) },
                html! {
                    a href=(ctx.to(&format!("/verwaltung/briefe/{id}/pdf"))) {
                        (say.of("PDF zum Drucken", "PDF to print")) " " (letter.case_number)
                    }
                },
            ])
            .marked(waited > WAITING_DAYS_MAX)
        }))
        .render();
    Form::post(&ctx.to("/verwaltung/briefe/versandt"), &ctx.form_token()).body(page::stack(html! {
        (table)
        (Field::new(say, "tag", say.of("Zur Post gegeben am", "Posted on")).value(&day).error(errors.get("tag")).date_text())
        (button(Weight::Primary, say.of("Markierte als versandt vermerken", "Note marked ones as posted")))
    }))
}

/// A letter of the pile as PDF.
pub(crate) async fn download(ctx: Ctx, Path(id): Path<String>) -> Result<Response, AppError> {
    let id: Id<Letter> = door::id(&id)?;
    let actor = ctx.actor.clone();
    let letter = ctx
        .read(move |reader| {
            pile(reader, &actor)?.into_iter().find(|l| l.id == id).ok_or(AppError::NotFound)
        })
        .await?;
    super::file::send(&ctx, letter.file).await
}

fn wrong(field: &str, de: &str, en: &str) -> AppError {
    Problem::new("desk/letters", "Bitte prüfen Sie die Angaben.", "Please check what you entered.")
        .at(field, de, en)
        .into()
}

/// Notes that letters were posted on a day.
pub(crate) async fn posted(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let (inner, sent) = (ctx.clone(), fields.clone());
    let saved = ctx
        .write(move |tx| {
            let wanted: BTreeSet<Id<Letter>> =
                sent.all("brief").filter_map(|id| id.parse().ok()).collect();
            if wanted.is_empty() {
                return Err(AppError::refused(
                    "desk/no-letter",
                    "Markieren Sie die Briefe, die Sie versandt haben.",
                    "Mark the letters you have posted.",
                ));
            }
            let today = tx.today();
            let earliest = today.saturating_sub(POSTED_DAYS_BACK.days());
            let day = sent.date("tag")?.filter(|day| (earliest..=today).contains(day));
            let Some(day) = day else {
                return Err(wrong(
                    "tag",
                    "Geben Sie den Tag an, an dem die Briefe zur Post gingen, höchstens heute.",
                    "Enter the day the letters were posted, today at the latest.",
                ));
            };
            let mut count = 0;
            // One already noted is skipped: the second click of a double click finds nothing left.
            for letter in pile(tx, &inner.actor)?.into_iter().filter(|l| wanted.contains(&l.id)) {
                let made = kernel::clock::local_day(letter.made_at);
                if day < made {
                    return Err(wrong(
                        "tag",
                        "An diesem Tag gab es einen der Briefe noch nicht.",
                        "One of the letters did not exist on that day.",
                    ));
                }
                note_posted(tx, &inner, &letter, day)?;
                count += 1;
            }
            if count == 0 {
                return Ok(Saved::nothing(()));
            }
            Ok(Audit::of("desk.letters_posted", "pile")
                .note(format!("letters={count} on={day}"))
                .done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect("/verwaltung/briefe?ok=versandt")),
        Err(error) => answer(&ctx, &Fields::default(), Some(Again::of(fields, error)?)).await,
    }
}

fn note_posted(
    tx: &mut Tx<'_>,
    ctx: &Ctx,
    letter: &Letter,
    day: jiff::civil::Date,
) -> Result<(), AppError> {
    let case = notify::mark_posted(tx, letter.id, day)?;
    tx.record(&Audit::of("desk.letter_posted", case).note(format!("on={day}")))?;
    let case = cases::find_for_update(tx, case)?;
    let what = Text::new(
        format!("{} zur Post gegeben am {}.", letter.label, kernel::Language::De.day(day)),
        format!("{} posted on {}.", letter.label, kernel::Language::En.day(day)),
    );
    acts::note(tx, &case, &ctx.person_name, &what)?;
    let Some(issued) = store::decision_of_letter(&ctx.town, tx, letter.id)? else { return Ok(()) };
    let unit = org::find(tx, case.unit)?;
    let procedure = ctx.town.house().procedure(&case.kind)?;
    acts::deliver(tx, &procedure, &case, &unit, issued.decision.id, day)
}
