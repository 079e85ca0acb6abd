//! Mail about a street: asking, confirming, ending.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{AppError, Audit, Ctx, Fields, Problem};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, alert, button, buttons, html, link_button};

use super::is_email;
use super::public::{Asked, asked};
use crate::follow;
use crate::store::follows;

/// The form.
pub async fn form(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let asked = asked(&ctx, fields.text("strasse")).await?;
    Ok(page(&ctx, &asked, "", "strasse", &Errors::new()))
}

fn page(ctx: &Ctx, asked: &Asked, email: &str, scope: &str, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let typed = asked.street().map_or(asked.typed.as_str(), |s| s.1.as_str());
    let choices = [
        Choice::new("strasse", say.of("Nur diese Straße", "This street only")),
        Choice::new("stadt", say.of("Die ganze Stadt", "The whole town")),
    ];
    let body = html! {
        (Form::post(&ctx.to("/baustellen/abo"), &token).body(html! {
            (Field::new(say, "umfang", say.of("Wovon möchten Sie hören?", "What do you want to hear of?"))
                .value(scope).radios(&choices))
            (Field::new(say, "strasse", say.of("Straße", "Street")).value(typed).error(errors.get("strasse"))
                .suggestions("/karte/adressen.json").max_length(80)
                .hint(say.of("Für die ganze Stadt lassen Sie das Feld leer.", "Leave it empty for the whole town."))
                .optional().text())
            (Field::new(say, "email", say.of("Ihre E-Mail-Adresse", "Your mail address"))
                .value(email).error(errors.get("email")).autocomplete("email").email())
            (buttons(button(Weight::Primary, say.of("Weiter", "Continue"))))
        }))
        p { (say.of(
            "Wir schicken Ihnen zuerst eine E-Mail mit einem Link. Erst wenn Sie ihn öffnen und bestätigen, bekommen Sie Nachrichten. In jeder E-Mail steht ein Link zum Abbestellen. Wir nutzen Ihre Adresse nur dafür und löschen sie, wenn Sie abbestellen.",
            "First we send you a mail with a link. Only when you open and confirm it do you get messages. Every mail holds a link to end them. We use your address for nothing else and delete it when you end them.",
        )) }
    };
    let page = frame
        .public(say.of("Baustellen per E-Mail", "Road works by mail"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .errors(errors)
        .noindex()
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// Somebody asks for mail.
pub async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(follow::RATE)?;
    let email = fields.text("email");
    let scope = if fields.get("umfang") == "stadt" { "stadt" } else { "strasse" };
    let asked = asked(&ctx, fields.text("strasse")).await?;
    let mut problem = Problem::new(
        "roadworks/follow",
        "Bitte prüfen Sie Ihre Angaben.",
        "Please check what you entered.",
    );
    if !is_email(&email) {
        problem = problem.at(
            "email",
            "Geben Sie eine E-Mail-Adresse ein, zum Beispiel erika@mail.de.",
            "Enter a mail address, for example erika@mail.de.",
        );
    }
    if scope == "strasse" && asked.street().is_none() {
        let names: Vec<&str> = asked.streets.iter().map(|s| s.1.as_str()).collect();
        let (de, en) = if names.is_empty() {
            (
                "Geben Sie eine Straße dieser Stadt ein.".to_owned(),
                "Enter a street of this town.".to_owned(),
            )
        } else {
            let list = names.join(", ");
            (
                format!("Welche Straße meinen Sie: {list}?"),
                format!("Which street do you mean: {list}?"),
            )
        };
        problem = problem.at("strasse", &de, &en);
    }
    if !problem.fields.is_empty() {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return Ok(page(&ctx, &asked, &email, scope, &errors));
    }
    let street = match (scope, asked.street()) {
        ("strasse", Some(street)) => street.clone(),
        _ => Default::default(),
    };
    let (town, language) = (Arc::clone(&ctx.town), ctx.language);
    ctx.write(move |tx| {
        let id = follow::ask(&town, tx, (&street.0, &street.1), &email, language)?;
        Ok(Audit::of("roadworks.follow_asked", id).done())
    })
    .await?;
    Ok(ctx.redirect("/baustellen/abo/gesendet"))
}

/// The mail is on its way.
pub async fn sent(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Bitte sehen Sie in Ihr Postfach", "Please look into your mailbox"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .noindex()
        .body(html! {
            (alert(Tone::Success, say.of("Eine E-Mail ist unterwegs", "A mail is on its way"), html! {
                p { (say.of(
                    "Öffnen Sie den Link darin und bestätigen Sie. Haben Sie diese Straße schon bestellt, kommt keine zweite E-Mail.",
                    "Open the link in it and confirm. If you have subscribed to this street already, no second mail comes.",
                )) }
            }))
            (back(&ctx))
        });
    Ok(frame.answer(page))
}

fn back(ctx: &Ctx) -> Markup {
    let label = ctx.say("Zu den Baustellen", "To the road works");
    buttons(link_button(Weight::Secondary, &ctx.to("/baustellen"), label))
}

/// The page of the link in the first mail: a button confirms, so that programs that open links in
/// mails do not.
pub async fn show(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    question(&ctx, id, code, false).await
}

/// The page of the link in every mail: one button ends them.
pub async fn leave(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    question(&ctx, id, code, true).await
}

async fn question(ctx: &Ctx, id: String, code: String, is_end: bool) -> Result<Response, AppError> {
    let (town, key, given) = (Arc::clone(&ctx.town), id.clone(), code.clone());
    let found = ctx.read(move |db| follow::of_link(&town, db, &key, &given)).await;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let (title, body) = match found {
        Err(AppError::NotFound) => (say.of("Schon abbestellt", "Ended already"), ended(ctx)),
        Err(other) => return Err(other),
        Ok(follow) => {
            let about = follow::about(&follow);
            let below = if is_end { "/ende" } else { "" };
            let action = ctx.to(&format!("/baustellen/abo/{id}/{code}{below}"));
            let token = ctx.form_token();
            let (title, label) = if is_end {
                (say.of("Keine E-Mails mehr?", "No more mail?"), say.of("Abbestellen", "End it"))
            } else {
                (
                    say.of("Baustellen per E-Mail bestätigen", "Confirm road works by mail"),
                    say.of("Ja, ich möchte E-Mails", "Yes, I want mail"),
                )
            };
            let body = html! {
                p { (say.of("E-Mails über Baustellen: ", "Mail about road works: ")) strong { (about.of(ctx.language)) } }
                (Form::post(&action, &token).body(html! { (buttons(button(Weight::Primary, label))) }))
            };
            (title, body)
        }
    };
    let page = frame
        .public(title)
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .noindex()
        .body(body);
    Ok(frame.answer(page))
}

fn ended(ctx: &Ctx) -> Markup {
    html! {
        (alert(Tone::Info, ctx.say("Sie bekommen keine E-Mails", "You get no mail"), html! {
            p { (ctx.say(
                "Diesen Link gibt es nicht mehr: Die E-Mails sind abbestellt, oder sie wurden nicht rechtzeitig bestätigt.",
                "This link is no longer valid: the mails were ended, or not confirmed in time.",
            )) }
        }))
        (back(ctx))
    }
}

/// The address is confirmed.
pub async fn confirm(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let follow = follow::of_link(&town, tx, &id, &code)?;
        follows::confirm(tx, follow.id)?;
        Ok(Audit::of("roadworks.follow_confirmed", follow.id).done())
    })
    .await?;
    Ok(said(
        &ctx,
        ctx.say("Sie bekommen jetzt E-Mails", "You will get mail now"),
        ctx.say(
            "Sobald es eine neue Baustelle gibt oder sich etwas ändert, schreiben wir Ihnen.",
            "We write to you as soon as there are new road works or something changes.",
        ),
    ))
}

/// No more mail.
pub async fn end(ctx: Ctx, Path((id, code)): Path<(String, String)>) -> Result<Response, AppError> {
    drop_follow(&ctx, id, code).await?;
    Ok(said(
        &ctx,
        ctx.say("Abbestellt", "Ended"),
        ctx.say(
            "Sie bekommen keine E-Mails mehr. Ihre Adresse haben wir gelöscht.",
            "You get no more mail. We have deleted your address.",
        ),
    ))
}

/// No more mail at one click in a mail program (RFC 8058): it posts without session or form token;
/// the code in the address is the key. Whoever opens the address in a browser is asked first.
pub async fn end_at_once(
    ctx: Ctx,
    method: Method,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    if method == Method::GET {
        return Ok(ctx.redirect(&format!("/baustellen/abo/{id}/{code}/ende")));
    }
    if !follow::is_ours(&ctx.town, &id, &code) {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    if method != Method::POST {
        return Ok(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    match drop_follow(&ctx, id, code).await {
        // A second click finds nothing left to end.
        Ok(()) | Err(AppError::NotFound) => Ok(StatusCode::NO_CONTENT.into_response()),
        Err(other) => Err(other),
    }
}

async fn drop_follow(ctx: &Ctx, id: String, code: String) -> Result<(), AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let follow = follow::of_link(&town, tx, &id, &code)?;
        follows::drop(tx, follow.id)?;
        Ok(Audit::of("roadworks.follow_ended", follow.id).done())
    })
    .await
}

fn said(ctx: &Ctx, title: &str, text: &str) -> Response {
    let frame = Frame::of(ctx);
    let page = frame
        .public(title)
        .crumb(frame.say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .noindex()
        .body(html! { (alert(Tone::Success, title, html! { p { (text) } })) (back(ctx)) });
    frame.answer(page)
}
