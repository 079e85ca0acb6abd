//! Mail about warnings: asking, confirming, ending.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{AppError, Audit, Ctx, Fields, Problem, Text};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, alert, button, buttons, html, link_button};

use crate::follow::{self, Wish};
use crate::store::follows;
use crate::store::watch as store;

/// Where the stations are.
const STATIONS: &str = "/sensoren/stationen";

/// Something that can be followed: its word in the form, the wish, what it is called.
struct Choosable {
    key: String,
    wish: Wish,
    name: Text,
}

/// What can be followed, of one station or of all.
async fn choosable(ctx: &Ctx, only: Option<i64>) -> Result<Vec<Choosable>, AppError> {
    ctx.read(move |db| {
        let mut all = Vec::new();
        let mut last = 0;
        let mut thresholds = Vec::new();
        for t in store::all(db)? {
            let spot = store::spot(db, t.stream)?;
            let is_wanted = only.is_none_or(|thing| thing == spot.thing);
            if is_wanted && t.is_on && t.plan.is_public && spot.is_shown {
                thresholds.push((spot, t));
            }
        }
        thresholds.sort_by(|(a, _), (b, _)| (&a.station, a.thing).cmp(&(&b.station, b.thing)));
        for (spot, t) in &thresholds {
            if last != spot.thing {
                last = spot.thing;
                let name = Text::new(
                    format!("{}: alle Warnungen", spot.station),
                    format!("{}: all warnings", spot.station),
                );
                let wish = Wish { thing: spot.thing, threshold: String::new() };
                all.push(Choosable { key: format!("m{}", spot.thing), wish, name });
            }
            let title = &t.plan.title;
            let name = Text::new(
                format!("{}: nur {}", spot.station, title.de),
                format!("{}: only {}", spot.station, title.of(kernel::Language::En)),
            );
            let wish = Wish { thing: spot.thing, threshold: t.id.to_string() };
            all.push(Choosable { key: format!("s{}", t.id), wish, name });
        }
        let name = Text::new("Alle Messstellen der Stadt", "All stations of the town");
        all.push(Choosable { key: "alle".into(), wish: Wish::default(), name });
        Ok(all)
    })
    .await
}

/// The station somebody came from.
fn only(fields: &Fields) -> Option<i64> {
    fields.get("messstelle").parse().ok()
}

/// The form.
pub(crate) async fn form(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let only = only(&fields);
    let all = choosable(&ctx, only).await?;
    Ok(page(&ctx, &all, only, ("", ""), &Errors::new()))
}

fn page(
    ctx: &Ctx,
    all: &[Choosable],
    only: Option<i64>,
    (what, email): (&str, &str),
    errors: &Errors,
) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let choices: Vec<Choice> =
        all.iter().map(|c| Choice::new(&c.key, c.name.of(ctx.language))).collect();
    let what = if what.is_empty() { all.first().map_or("", |c| c.key.as_str()) } else { what };
    let body = html! {
        (Form::post(&ctx.to("/sensoren/abo"), &ctx.form_token()).body(html! {
            (Field::new(say, "was", say.of("Wovon möchten Sie hören?", "What do you want to hear of?")).value(what).error(errors.get("was")).radios(&choices))
            @if let Some(thing) = only { input type="hidden" name="messstelle" value=(thing); }
            (Field::new(say, "email", say.of("Ihre E-Mail-Adresse", "Your mail address"))
                .value(email).error(errors.get("email")).autocomplete("email").email())
            (buttons(button(Weight::Primary, say.of("Weiter", "Continue"))))
        }))
        p { (say.of(
            "Wir schicken Ihnen zuerst eine E-Mail mit einem Link. Erst wenn Sie ihn öffnen und bestätigen, bekommen Sie Warnungen. In jeder E-Mail steht ein Link zum Abbestellen. Wir nutzen Ihre Adresse nur dafür und löschen sie, wenn Sie abbestellen.",
            "First we send you a mail with a link. Only when you open and confirm it do you get warnings. Every mail holds a link to end them. We use your address for nothing else and delete it when you end them.",
        )) }
        p { (say.of(
            "E-Mails können verspätet kommen. Bei Gefahr für Leib und Leben rufen Sie 112.",
            "Mail can come late. If life is in danger call 112.",
        )) }
    };
    let page = frame
        .public(say.of("Warnungen von Sensoren per E-Mail", "Warnings of sensors by mail"))
        .crumb(say.of("Sensoren", "Sensors"), ctx.to("/sensoren"))
        .errors(errors)
        .noindex()
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// Whether a text can be a mail address.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c))
}

/// Somebody asks for mail.
pub(crate) async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(follow::RATE)?;
    let email = fields.text("email");
    let only = only(&fields);
    let all = choosable(&ctx, only).await?;
    let chosen = all.iter().find(|c| c.key == fields.get("was"));
    let mut problem = Problem::new(
        "sensors/follow",
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
    if chosen.is_none() {
        problem = problem.at(
            "was",
            "Wählen Sie, wovon Sie hören möchten.",
            "Choose what you want to hear of.",
        );
    }
    let (true, Some(chosen)) = (problem.fields.is_empty(), chosen) else {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return Ok(page(&ctx, &all, only, (fields.get("was"), &email), &errors));
    };
    let (town, language, wish) = (Arc::clone(&ctx.town), ctx.language, chosen.wish.clone());
    ctx.write(move |tx| {
        let id = follow::ask(&town, tx, &wish, &email, language)?;
        Ok(Audit::of("sensors.follow_asked", id).done())
    })
    .await?;
    Ok(ctx.redirect("/sensoren/abo/gesendet"))
}

/// The mail is on its way.
pub(crate) async fn sent(ctx: Ctx) -> Result<Response, AppError> {
    let text = ctx.say(
        "Eine E-Mail ist unterwegs. Öffnen Sie den Link darin und bestätigen Sie. Haben Sie diese Warnungen schon bestellt, kommt keine zweite E-Mail.",
        "A mail is on its way. Open the link in it and confirm. If you have subscribed to these warnings already, no second mail comes.",
    );
    Ok(said(
        &ctx,
        ctx.say("Bitte sehen Sie in Ihr Postfach", "Please look into your mailbox"),
        text,
    ))
}

fn back(ctx: &Ctx) -> Markup {
    let label = ctx.say("Zu den Messstellen", "To the stations");
    buttons(link_button(Weight::Secondary, &ctx.to(STATIONS), label))
}

/// The page of the link in the first mail: a button confirms, so that programs that open links in
/// mails do not.
pub(crate) async fn show(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    question(&ctx, id, code, false).await
}

/// The page of the link in every mail: one button ends them.
pub(crate) async fn leave(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    question(&ctx, id, code, true).await
}

async fn question(ctx: &Ctx, id: String, code: String, is_end: bool) -> Result<Response, AppError> {
    let (town, key, given) = (Arc::clone(&ctx.town), id.clone(), code.clone());
    let found = ctx
        .read(move |db| {
            let follow = follow::of_link(&town, db, &key, &given)?;
            follow::about(db, &Wish { thing: follow.thing, threshold: follow.threshold })
        })
        .await;
    let say = Frame::of(ctx).say;
    let about = match found {
        Err(AppError::NotFound) => {
            let text = say.of(
                "Diesen Link gibt es nicht mehr: Die E-Mails sind abbestellt, oder sie wurden nicht rechtzeitig bestätigt.",
                "This link is no longer valid: the mails were ended, or not confirmed in time.",
            );
            return Ok(said(ctx, say.of("Sie bekommen keine E-Mails", "You get no mail"), text));
        }
        other => other?,
    };
    let below = if is_end { "/ende" } else { "" };
    let action = ctx.to(&format!("/sensoren/abo/{id}/{code}{below}"));
    let (title, label) = if is_end {
        (say.of("Keine E-Mails mehr?", "No more mail?"), say.of("Abbestellen", "End it"))
    } else {
        (
            say.of("Warnungen per E-Mail bestätigen", "Confirm warnings by mail"),
            say.of("Ja, ich möchte E-Mails", "Yes, I want mail"),
        )
    };
    Ok(simple(
        ctx,
        title,
        html! {
            p { (say.of("E-Mails über Warnungen: ", "Mail about warnings: ")) strong { (about.of(ctx.language)) } }
            (Form::post(&action, &ctx.form_token()).body(html! { (buttons(button(Weight::Primary, label))) }))
        },
    ))
}

fn simple(ctx: &Ctx, title: &str, body: Markup) -> Response {
    let frame = Frame::of(ctx);
    let page = frame
        .public(title)
        .crumb(frame.say.of("Sensoren", "Sensors"), ctx.to("/sensoren"))
        .noindex()
        .body(body);
    frame.answer(page)
}

fn said(ctx: &Ctx, title: &str, text: &str) -> Response {
    simple(ctx, title, html! { (alert(Tone::Success, title, html! { p { (text) } })) (back(ctx)) })
}

/// The address is confirmed.
pub(crate) async fn confirm(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let follow = follow::of_link(&town, tx, &id, &code)?;
        follows::confirm(tx, follow.id)?;
        Ok(Audit::of("sensors.follow_confirmed", follow.id).done())
    })
    .await?;
    let text = ctx.say(
        "Sobald gewarnt wird und wenn es vorbei ist, schreiben wir Ihnen.",
        "We write to you as soon as there is a warning and when it is over.",
    );
    Ok(said(&ctx, ctx.say("Sie bekommen jetzt E-Mails", "You will get mail now"), text))
}

/// No more mail.
pub(crate) async fn end(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    drop_follow(&ctx, id, code).await?;
    let text = ctx.say(
        "Sie bekommen keine E-Mails mehr. Ihre Adresse haben wir gelöscht.",
        "You get no more mail. We have deleted your address.",
    );
    Ok(said(&ctx, ctx.say("Abbestellt", "Ended"), text))
}

/// No more mail at one click in a mail program (RFC 8058): it posts without session or form token;
/// the code in the address is the key. Whoever opens the address in a browser is asked first.
pub(crate) async fn end_at_once(
    ctx: Ctx,
    method: Method,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    if method == Method::GET {
        return Ok(ctx.redirect(&format!("/sensoren/abo/{id}/{code}/ende")));
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
        Ok(Audit::of("sensors.follow_ended", follow.id).done())
    })
    .await
}
