//! Comments under a post, read from the provider when somebody looks, never kept: hide, show, answer.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved, settings};
use norm_social::comments::{self, Comment};
use norm_social::{Account, Channel, Exchange, Request};
use web::button::{Weight, action_form, button};
use web::empty::empty_state;
use web::icon::Icon;
use web::{Field, Form, Frame, Markup, Say, Tone, badge, buttons, html};

use super::{BASE, base, id, moment};
use crate::account::Connection;
use crate::model::Post;
use crate::settings::ChannelSettings;
use crate::{outside, sending, store};

/// Letters of an answer.
const ANSWER_CHARS_MAX: usize = 2_000;

struct Place {
    post: Post,
    connection: Connection,
    remote: String,
    account: Account,
    settings: ChannelSettings,
}

fn unavailable() -> AppError {
    AppError::refused(
        "channels/comments-unavailable",
        "Der Anbieter nennt die Kommentare gerade nicht. Prüfen Sie das Konto oder versuchen Sie es später noch einmal.",
        "The provider does not tell the comments just now. Check the account, or try again later.",
    )
}

async fn place(ctx: &Ctx, text: &str, fields: &Fields) -> Result<Place, AppError> {
    let (post, account): (Id<Post>, Id<Connection>) = (id(text)?, id(fields.get("konto"))?);
    let (post, connection, errand, settings) = ctx
        .read(move |db| {
            let errand = store::task::latest(db, post)?.into_iter().find(|e| e.account == account);
            let found = (store::find(db, post)?, store::account::find(db, account)?);
            Ok((found.0, found.1, errand, settings::get::<ChannelSettings>(db)?))
        })
        .await?;
    let errand = errand.filter(crate::model::Errand::is_shown).ok_or(AppError::NotFound)?;
    if !matches!(connection.channel, Channel::Facebook | Channel::Instagram) {
        return Err(AppError::NotFound);
    }
    let renewed = sending::renewed(&ctx.town, &connection, &settings).await?;
    let (account, _) = renewed.map_err(|_| unavailable())?;
    Ok(Place { post, connection, remote: errand.remote, account, settings })
}

impl Place {
    async fn ask(&self, ctx: &Ctx, request: Request) -> Result<norm_social::Answer, AppError> {
        match outside::send(&ctx.town, request, self.settings.own()).await {
            Exchange::Answered(answer) if answer.is_success() => Ok(answer),
            _ => Err(unavailable()),
        }
    }
}

/// Whoever opens the page has seen what was new.
async fn seen(ctx: &Ctx, place: &Place) -> Result<(), AppError> {
    let (account, remote) = (place.connection.id, place.remote.clone());
    ctx.write(move |tx| {
        Ok(match store::notice::read(tx, account, &remote)? {
            0 => Saved::nothing(()),
            count => Audit::of("channels.comments_seen", account).note(count).done(),
        })
    })
    .await
}

/// The page.
pub(super) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let place = place(&ctx, &text, &fields).await?;
    let answer = place.ask(&ctx, comments::list(&place.account, &place.remote)).await?;
    let all = comments::listed(&answer);
    seen(&ctx, &place).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let label = place.connection.label();
    let body = html! {
        p { (say.of(
            "Die Kommentare werden beim Anbieter gelesen und hier nicht gespeichert, auch nicht, wer sie geschrieben hat. Löschen Sie nur, was gegen Gesetz oder Netiquette verstößt; meistens genügt Verbergen.",
            "The comments are read at the provider and not stored here, nor who wrote them. Delete only what breaks the law or the netiquette; hiding is mostly enough.",
        )) }
        @if all.is_empty() {
            (empty_state(Icon::MESSAGE, say.of("Keine Kommentare", "No comments"), say.of("Unter diesem Beitrag steht nichts.", "There is nothing below this post."), html! {}))
        }
        @for (number, comment) in all.iter().enumerate() { (one(&ctx, say, &place, comment, number + 1)) }
    };
    let page = frame
        .staff(say.of(format!("Kommentare: {label}"), format!("Comments: {label}")))
        .crumb(say.of("Kanäle", "Channels"), ctx.to(BASE))
        .crumb(place.post.title.clone(), ctx.to(&base(place.post.id)))
        .body(body);
    Ok(frame.answer(page))
}

fn one(ctx: &Ctx, say: Say, place: &Place, comment: &Comment, number: usize) -> Markup {
    let action = ctx.to(&format!("{}/kommentare", base(place.post.id)));
    let (token, konto) = (ctx.form_token(), place.connection.id.to_string());
    let title = say.of(format!("Kommentar {number}"), format!("Comment {number}"));
    let act = |word: &str, de: &str, en: &str| {
        let fields = [("konto", konto.as_str()), ("kommentar", &comment.id), ("aktion", word)];
        let label = say.of(format!("Kommentar {number} {de}"), format!("{en} comment {number}"));
        action_form(&action, &token, &fields, Weight::Secondary, &label)
    };
    let field = format!("antwort-{number}");
    web::card::sub_card(
        &title,
        html! {
            p { @if let Some(at) = comment.at { (moment(ctx, at)) " " }
                @if comment.is_hidden { (badge(Tone::Warning, say.of("verborgen", "hidden"))) } }
            p { (comment.text) }
            @if comment.is_hidden { (act("zeigen", "wieder zeigen", "Show again")) } @else { (act("verbergen", "verbergen", "Hide")) }
            (act("loeschen", "löschen", "Delete"))
            (Form::post(&action, &token).label(&say.of(format!("Antwort auf Kommentar {number}"), format!("Answer to comment {number}"))).body(html! {
                input type="hidden" name="konto" value=(konto);
                input type="hidden" name="kommentar" value=(comment.id);
                input type="hidden" name="aktion" value="antworten";
                input type="hidden" name="feld" value=(field);
                (Field::new(say, &field, &say.of(format!("Antwort auf Kommentar {number}"), format!("Answer to comment {number}"))).max_length(ANSWER_CHARS_MAX).textarea(2))
                (buttons(button(Weight::Secondary, &say.of(format!("Auf Kommentar {number} antworten"), format!("Answer comment {number}")))))
            }))
        },
    )
}

/// Hides, shows, deletes, answers.
pub(super) async fn act(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let place = place(&ctx, &text, &fields).await?;
    // Only what stands below this post.
    let listed = place.ask(&ctx, comments::list(&place.account, &place.remote)).await?;
    let all = comments::listed(&listed);
    let comment = all.iter().find(|c| c.id == fields.get("kommentar")).ok_or(AppError::NotFound)?;
    let account = &place.account;
    let (request, action) = match fields.get("aktion") {
        "verbergen" => (comments::hide(account, &comment.id, true), "channels.comment_hidden"),
        "zeigen" => (comments::hide(account, &comment.id, false), "channels.comment_shown"),
        "loeschen" => (comments::delete(account, &comment.id), "channels.comment_deleted"),
        "antworten" => {
            let words = fields.text(fields.get("feld"));
            let is_there = already(&ctx, &place, &comment.id, &words).await?;
            if words.is_empty() || is_there {
                return Ok(back(&ctx, &place));
            }
            (comments::answer(account, &comment.id, &words), "channels.comment_answered")
        }
        _ => return Err(AppError::NotFound),
    };
    let post = place.post.id;
    // What leaves the house stands in the logbook before it leaves.
    ctx.write(move |_| Ok(Audit::of(action, post).done())).await?;
    place.ask(&ctx, request).await?;
    Ok(back(&ctx, &place))
}

/// Whether this answer stands there already: nobody answers twice by a double click.
async fn already(ctx: &Ctx, place: &Place, comment: &str, words: &str) -> Result<bool, AppError> {
    let answer = place.ask(ctx, comments::list(&place.account, comment)).await?;
    let wanted = norm_social::fingerprint(words);
    Ok(comments::listed(&answer).iter().any(|c| norm_social::fingerprint(&c.text) == wanted))
}

fn back(ctx: &Ctx, place: &Place) -> Response {
    ctx.redirect(&format!("{}/kommentare?konto={}", base(place.post.id), place.connection.id))
}
