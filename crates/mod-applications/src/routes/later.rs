//! The page after "save and continue later".

use axum::extract::Path;
use axum::response::Response;
use kernel::Ctx;
use web::button::{Weight, action_form};
use web::page::{prose, stack};
use web::{Frame, buttons, html, link_button};

use super::{Stop, open};

/// The page after "later": where the draft is found again.
pub async fn later(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let opened = open(&ctx, &id).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let draft = &opened.draft;
    let is_guest = super::start::is_guest(&ctx.actor);
    let token = ctx.form_token();
    let until = ctx.language.day(draft.expires_on);
    let page = frame
        .form(say.of("Ihr Entwurf ist gespeichert", "Your draft is saved"))
        .lead(say.of(
            format!("Er bleibt bis zum {until} erhalten. Jede Änderung verlängert diese Zeit."),
            format!("It is kept until {until}. Every change prolongs this time."),
        ))
        .body(stack(html! {
            @if is_guest {
                (prose(html! {
                    h2 { (say.of("So kommen Sie zurück", "How you come back")) }
                    p {
                        (say.of("Öffnen Sie ", "Open ")) strong { (ctx.town.plan().base_url) "/antrag/weiter" }
                        (say.of(" und geben Sie Ihre Nummer und Ihren Code ein.", " and enter your number and your code."))
                    }
                    @if let Some(number) = &opened.number {
                        p { (say.of("Ihre Nummer: ", "Your number: ")) strong { (number) } }
                    }
                    p { a href=(ctx.to(&format!("/antrag/code?entwurf={}", draft.id))) {
                        (say.of("Code nicht notiert?", "Code not noted?"))
                    } }
                }))
            } @else {
                p { (say.of(
                    "Sie finden ihn in Ihrem Konto unter „Meine Anträge“.",
                    "You find it in your account under “My applications”.",
                )) }
            }
            (buttons(html! {
                (link_button(Weight::Primary, &ctx.to(&format!("/antrag/entwurf/{}", draft.id)), say.of("Jetzt weiter ausfüllen", "Continue now")))
                @if is_guest {
                    (action_form(&ctx.to("/antrag/beenden"), &token, &[], Weight::Secondary, say.of("Beenden und abmelden", "Finish and sign out")))
                }
            }))
        }));
    Ok(frame.answer(page))
}
