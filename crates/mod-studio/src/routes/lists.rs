//! Code lists: schemas refer to them; staff upload them as the XRepository offers them.

use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Problem};
use norm_fim::CodeList;
use web::button::{Weight, button};
use web::page::stack;
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Tone, buttons, html};

use super::wrong;
use crate::model::ListRow;
use crate::routes::import::rules;
use crate::store;

/// The lists of the town.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    render(&ctx, &fields, None).await
}

async fn render(
    ctx: &Ctx,
    fields: &Fields,
    problem: Option<&Problem>,
) -> Result<Response, AppError> {
    let lists = ctx.read(store::lists).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let rows = lists.iter().map(|list| {
        Row::new(vec![
            html! { (list.name) },
            html! { (list.uri) },
            html! { (list.entries) },
            html! { (ctx.language.moment(list.added_at)) },
        ])
    });
    let body = stack(html! {
        (Form::post(&ctx.to("/verwaltung/formulare/listen"), &ctx.form_token()).with_files().body(html! {
            (Field::new(say, "datei", say.of("Codeliste (Genericode)", "Code list (genericode)"))
                .hint(say.of("Aus dem XRepository: Format „Genericode“.", "From the XRepository: format “Genericode”."))
                .error(errors.get("datei")).upload(rules(say)))
            (buttons(button(Weight::Primary, say.of("Einlesen", "Read in"))))
        }))
        @if !lists.is_empty() {
            (Table::new(say, say.of("Vorhandene Codelisten", "Code lists at hand")).columns(vec![
                Column::new(say.of("Name", "Name")),
                Column::new(say.of("Kennung", "Identifier")),
                Column::number(say.of("Einträge", "Entries")),
                Column::new(say.of("Eingelesen", "Read in")),
            ]).rows(rows).render())
        }
    });
    let mut page = frame
        .staff(say.of("Codelisten", "Code lists"))
        .crumb(say.of("Formulare", "Forms"), ctx.to("/verwaltung/formulare"))
        .errors(&errors)
        .body(body);
    if fields.has("eingelesen") {
        page = page.message(Tone::Success, say.of("Eingelesen", "Read in"), html! {});
    }
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}

/// Reads a list in; the same version again replaces it.
pub(crate) async fn add(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let upload = fields.take_uploads().into_iter().next();
    let (row, xml) = match prepare(&ctx, upload.map(|upload| upload.bytes).unwrap_or_default()) {
        Ok(made) => made,
        Err(problem) => return render(&ctx, &fields, Some(&problem)).await,
    };
    ctx.write(move |tx| {
        store::add_list(tx, &row, &xml)?;
        Ok(Audit::of("studio.list_read", &row.uri).done())
    })
    .await?;
    Ok(ctx.redirect("/verwaltung/formulare/listen?eingelesen=ja"))
}

fn prepare(ctx: &Ctx, bytes: Vec<u8>) -> Result<(ListRow, String), Problem> {
    if bytes.is_empty() {
        return Err(wrong("datei", "Wählen Sie eine Datei aus.", "Choose a file."));
    }
    let list = CodeList::read(&bytes).map_err(|error| {
        wrong(
            "datei",
            &format!("Das ist keine Codeliste im Format Genericode: {error}"),
            &format!("This is no code list in the format genericode: {error}"),
        )
    })?;
    let xml = String::from_utf8(bytes).map_err(|_| {
        wrong(
            "datei",
            "Die Datei ist nicht in UTF-8 gespeichert.",
            "The file is not stored as UTF-8.",
        )
    })?;
    Ok((row_of(ctx, &list), xml))
}

/// A list as the town keeps it.
pub(super) fn row_of(ctx: &Ctx, list: &CodeList) -> ListRow {
    ListRow {
        uri: list.version_uri.clone(),
        name: list.long_name.clone().unwrap_or_else(|| list.short_name.clone()),
        entries: i64::try_from(list.rows.len()).unwrap_or(i64::MAX),
        added_at: ctx.now(),
    }
}
