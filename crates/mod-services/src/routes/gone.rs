//! What people read where a service was.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use kernel::Ctx;
use web::button::Weight;
use web::page::{prose as readable, stack};
use web::{Frame, buttons, html, link_button};

use crate::catalogue::Gone;

/// What is said where a service was (410).
pub(super) fn removed(ctx: &Ctx, gone: &Gone) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let title = gone.title.of(ctx.language);
    let body = stack(html! {
        (readable(html! {
            @if !gone.reason.de.is_empty() { p { (gone.reason.of(ctx.language)) } }
            @if let Some((slug, title)) = &gone.successor {
                p {
                    (say.of("An ihre Stelle ist getreten: ", "It is replaced by: "))
                    a href=(ctx.to(&format!("/leistungen/{slug}"))) { (title.of(ctx.language)) }
                }
            }
            p { (say.of(
                "Suchen Sie etwas Ähnliches? Rufen Sie uns an oder schreiben Sie uns: Wir sagen Ihnen, wer Ihnen hilft.",
                "Are you looking for something similar? Call us or write to us: we tell you who can help you.",
            )) }
        }))
        (buttons(html! {
            (link_button(Weight::Primary, &ctx.to("/leistungen"), say.of("Alle Leistungen", "All services")))
            (link_button(Weight::Secondary, &ctx.to("/kontakt"), say.of("Kontakt", "Contact")))
        }))
    });
    let page =
        frame
            .public(say.of(
                format!("„{title}“ gibt es nicht mehr"),
                format!("“{title}” is no longer offered"),
            ))
            .crumb(say.of("Startseite", "Home"), ctx.to("/"))
            .crumb(say.of("Leistungen", "Services"), ctx.to("/leistungen"))
            .noindex()
            .body(body);
    (StatusCode::GONE, frame.answer(page)).into_response()
}
