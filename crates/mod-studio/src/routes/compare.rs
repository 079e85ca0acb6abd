//! What differs between this edition's schema and the one people can begin now.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Ctx};
use norm_fim::diff;
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Frame, Markup, Say, Tone, alert, html};

use super::{id, page};
use crate::report::Report;
use crate::{shelf, store};

/// The differences.
pub(crate) async fn show(ctx: Ctx, Path(edition): Path<String>) -> Result<Response, AppError> {
    let (town, id) = (Arc::clone(&ctx.town), id(&edition)?);
    let (report, other) = ctx
        .read(move |db| {
            let report = Report::find(&town, db, id)?;
            let open = store::open_of(db, report.edition.form.id)?.filter(|open| *open != id);
            let other = match open {
                Some(open) => {
                    let open = store::find(db, open)?;
                    let form = shelf::build(&town, db, &open)?;
                    Some((open, form))
                }
                None => None,
            };
            Ok((report, other))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = say.of("Vergleich mit der geöffneten Fassung", "Comparison with the open edition");
    let body = match &other {
        None => alert(
            Tone::Info,
            say.of("Nichts zu vergleichen", "Nothing to compare"),
            html! { p { (say.of("Es gibt keine andere geöffnete Fassung.", "There is no other open edition.")) } },
        ),
        Some((open, form)) => {
            let found = diff(form.schema(), report.form.schema());
            stack(html! {
                p { (say.of(
                    format!("Geöffnet ist Fassung {} ({}). Diese Fassung: {}.", open.number, open.schema_key, report.edition.schema_key),
                    format!("Edition {} ({}) is open. This edition: {}.", open.number, open.schema_key, report.edition.schema_key),
                )) }
                @if found.is_empty() {
                    (alert(Tone::Success, say.of("Die Fragen sind gleich", "The questions are the same"), html! {}))
                }
                (places(say, say.of("Neu", "New"), &found.added))
                (places(say, say.of("Entfallen", "Removed"), &found.removed))
                @if !found.changed.is_empty() { (changes(say, &found.changed)) }
            })
        }
    };
    Ok(frame.answer(page(&frame, &ctx, &report.edition, "vergleich", title, &body)))
}

fn places(_: Say, title: &str, places: &[(String, String)]) -> Markup {
    if places.is_empty() {
        return html! {};
    }
    html! {
        section {
            h2 { (title) }
            ul { @for (place, label) in places { li { (label) " (" (place) ")" } } }
        }
    }
}

fn changes(say: Say, changed: &[norm_fim::PlaceChange]) -> Markup {
    let rows = changed.iter().flat_map(|place| {
        place.changes.iter().map(move |change| {
            Row::new(vec![
                html! { (place.label) " (" (place.path) ")" },
                html! { (change.attribute) },
                html! { (change.before) },
                html! { (change.after) },
            ])
        })
    });
    Table::new(say, say.of("Geändert", "Changed"))
        .dense()
        .columns(vec![
            Column::new(say.of("Frage", "Question")),
            Column::new(say.of("Was", "What")),
            Column::new(say.of("Bisher", "Before")),
            Column::new(say.of("Jetzt", "Now")),
        ])
        .rows(rows)
        .render()
}
