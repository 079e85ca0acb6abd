//! Pages and buttons: fetch, decide, save, answer.

use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Problem};
use web::button::Weight;
use web::page::{prose, stack};
use web::{Errors, Field, Form, Frame, button, buttons, html};

use crate::model::{{Noun}};
use crate::{WRITE, store};

/// The list, with the form for those who may add to it.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    page(&ctx, "", None).await
}

/// Adds one; wrong input shows the form again with what was typed.
pub async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let name = fields.text("name");
    let {{noun}} = match {{Noun}}::named(&name) {
        Ok({{noun}}) => {{noun}},
        Err(problem) => return page(&ctx, &name, Some(&problem)).await,
    };
    ctx.write(move |tx| {
        store::add(tx, &{{noun}})?;
        Ok(Audit::of("{{name}}.added", {{noun}}.id).done())
    })
    .await?;
    Ok(ctx.redirect("/{{name}}"))
}

async fn page(ctx: &Ctx, typed: &str, problem: Option<&Problem>) -> Result<Response, AppError> {
    let all = ctx.read(store::all).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let errors = problem.map_or_else(Errors::new, |problem| frame.errors_of(problem));
    let form = Form::post(&ctx.to("/{{name}}"), &ctx.form_token()).body(html! {
        (Field::new(say, "name", say.of("Name", "Name")).value(typed).error(errors.get("name")).text())
        (buttons(button(Weight::Primary, say.of("Eintragen", "Add"))))
    });
    let body = stack(html! {
        @if all.is_empty() {
            (prose(html! { p { (say.of("Noch ist nichts eingetragen.", "Nothing has been added yet.")) } }))
        } @else {
            (prose(html! { ul { @for {{noun}} in &all { li { ({{noun}}.name) } } } }))
        }
        @if ctx.actor.may(WRITE) { (form) }
    });
    let page = frame
        .public(say.of("{{Noun}}", "{{Noun}}"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .errors(&errors)
        .body(body);
    Ok(if problem.is_some() { frame.answer_again(page) } else { frame.answer(page) })
}
