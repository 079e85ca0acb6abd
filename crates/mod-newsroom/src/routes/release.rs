//! Check and publish: what stands against it, who has to look, what happens when a button is pressed.

use axum::extract::Path;
use axum::response::Response;
use content::check::Level;
use kernel::publication::{self, Publication};
use kernel::{AppError, Ctx, Fields, Text, settings};
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::editor::{remarks, weight};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, alert, buttons, html};

use super::editor::remark_lines;
use super::{EDITION, base, id, page, refused, seen};
use crate::acts::{Act, ChangeKind, Release};
use crate::contribution::{self, Sender};
use crate::model::{Draft, Item, State, Voice};
use crate::review::{Review, review};
use crate::settings::NewsroomSettings;
use crate::{store, workflow};

struct Desk {
    item: Item,
    draft: Draft,
    review: Review,
    needs_pair: bool,
    shown: Option<Publication>,
    sender: Option<Sender>,
}

async fn desk(ctx: &Ctx, text: &str) -> Result<Desk, AppError> {
    let (item_id, actor, town) = (id(text)?, ctx.actor.clone(), ctx.town.clone());
    ctx.read(move |db| {
        let item = store::find(db, item_id)?.open(&actor)?;
        let (draft, _) = store::edition(db, item_id, item.head)?;
        let review = review(&town, db, &item, &draft)?;
        let settings: NewsroomSettings = settings::get(db)?;
        let needs_pair = settings.needs_second_pair(&item.kind);
        let shown = publication::find(db, item_id)?;
        let sender =
            if item.may_review(&actor) { contribution::sender(&town, db, item_id)? } else { None };
        Ok(Desk { item, draft, review, needs_pair, shown, sender })
    })
    .await
}

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let desk = desk(&ctx, &text).await?;
    let frame = Frame::of(&ctx);
    let body = render(&ctx, frame.say, &desk, &fields, &Errors::new());
    let mut page = page(&frame, &ctx, &desk.item, "freigabe", &body);
    if let Some((tone, words)) = outcome(frame.say, fields.get("ergebnis"), &desk) {
        page = page.message(tone, words, html! {});
    }
    Ok(frame.answer(page))
}

/// What has just happened, in words.
fn outcome(say: Say, word: &str, desk: &Desk) -> Option<(Tone, String)> {
    let language = if say == Say::GERMAN { kernel::Language::De } else { kernel::Language::En };
    let words = match word {
        "submitted" => {
            say.of("Der Text liegt zur Prüfung.", "The text is under review.").to_owned()
        }
        "returned" => say.of("Der Text ist zurückgegeben.", "The text is returned.").to_owned(),
        "approved" => say.of("Der Text ist freigegeben.", "The text is approved.").to_owned(),
        "published" => say.of("Der Text ist veröffentlicht.", "The text is published.").to_owned(),
        "scheduled" => {
            let at =
                desk.shown.as_ref().map(|p| language.moment(p.visible_from)).unwrap_or_default();
            say.of(format!("Der Text erscheint am {at}."), format!("The text appears on {at}."))
        }
        "withdrawn" => say.of("Der Text ist zurückgezogen.", "The text is withdrawn.").to_owned(),
        "draft" => {
            say.of("Der Text ist wieder ein Entwurf.", "The text is a draft again.").to_owned()
        }
        _ => return None,
    };
    Some((Tone::Success, words))
}

fn render(ctx: &Ctx, say: Say, desk: &Desk, fields: &Fields, errors: &Errors) -> Markup {
    let (item, actor) = (&desk.item, &ctx.actor);
    html! {
        (findings(ctx, say, desk))
        @if let Some(sender) = &desk.sender {
            (web::notice(html! { p {
                (say.of("Von außen gemeldet von ", "Sent in from outside by ")) (sender.name) ", "
                (web::mail_link(&sender.email))
            } }))
        }
        @if let Some(shown) = &desk.shown { @if shown.is_visible(ctx.now()) {
            p { a href=(ctx.to(&shown.path())) { (say.of("Die öffentliche Seite ansehen", "Look at the public page")) } }
        } }
        @if matches!(item.state, State::Draft | State::Returned) && item.may_write(actor) {
            (submitting(ctx, say, desk))
        }
        @if matches!(item.state, State::Submitted | State::Approved) && item.may_review(actor) {
            (reviewing(ctx, say, desk, fields, errors))
        }
        @if item.may_publish(actor) && !matches!(item.state, State::Published | State::Scheduled) {
            (publishing(ctx, say, desk, fields, errors))
        }
        @if item.needs_second_look && item.may_review(actor) {
            (one(ctx, say, desk, "angesehen", "Zweiter Blick", "Second look",
                "Ich habe den Text angesehen und finde ihn richtig.", "I have looked at the text and find it right."))
        }
        @if item.may_publish(actor) && desk.shown.as_ref().is_some_and(|p| is_planned(p, ctx)) {
            (one(ctx, say, desk, "zurueckstellen", "Doch nicht erscheinen lassen", "Do not let it appear",
                "Der Text wird wieder ein Entwurf.", "The text becomes a draft again."))
        }
        @if item.may_publish(actor) && desk.shown.as_ref().is_some_and(|p| p.is_visible(ctx.now())) {
            (withdrawing(ctx, say, desk, fields, errors))
        }
    }
}

fn is_planned(p: &Publication, ctx: &Ctx) -> bool {
    p.state == publication::State::Published && p.visible_from > ctx.now()
}

fn findings(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let review = &desk.review;
    let (must, ask) = (review.count(Level::Blocker), review.count(Level::Ask));
    let head = match (must, ask) {
        (0, 0) => alert(
            Tone::Success,
            say.of(
                "Nichts steht dem Veröffentlichen entgegen",
                "Nothing stands against publishing",
            ),
            html! {},
        ),
        (0, n) => alert(
            Tone::Warning,
            &say.of(
                format!("{n} Punkte brauchen eine Begründung, wenn sie so bleiben sollen"),
                format!("{n} points need a reason if they are to stay"),
            ),
            html! {},
        ),
        (n, _) => alert(
            Tone::Danger,
            &say.of(
                format!("{n} Punkte müssen vor dem Veröffentlichen geklärt werden"),
                format!("{n} points must be settled before publishing"),
            ),
            html! {},
        ),
    };
    html! {
        (head)
        @for voice in Voice::ALL {
            @let lines = remark_lines(ctx, say, review, voice);
            @if !lines.is_empty() {
                section {
                    h2 { (voice.name().of(ctx.language)) }
                    (remarks(say, &lines))
                    p { a href=(ctx.to(&format!("{}?sprache={}", base(desk.item.id), voice.word()))) {
                        (say.of("Zum Schreiben", "To writing"))
                    } }
                }
            }
        }
    }
}

fn form(ctx: &Ctx, say: Say, desk: &Desk, label: &str, body: &Markup) -> Markup {
    let action = ctx.to(&format!("{}/freigabe", base(desk.item.id)));
    html! {
        section {
            h2 { (label) }
            (Form::post(&action, &ctx.form_token()).label(label).body(html! {
                (Field::new(say, EDITION, "").value(&desk.item.head.to_string()).hidden())
                (body)
            }))
        }
    }
}

/// A section with one sentence and one button.
#[expect(clippy::too_many_arguments, reason = "two languages of two texts")]
fn one(
    ctx: &Ctx,
    say: Say,
    desk: &Desk,
    act: &str,
    de: &str,
    en: &str,
    text_de: &str,
    text_en: &str,
) -> Markup {
    form(
        ctx,
        say,
        desk,
        say.of(de, en),
        &html! {
            p { (say.of(text_de, text_en)) }
            (buttons(button_named(Weight::Secondary, "aktion", act, say.of(de, en))))
        },
    )
}

fn submitting(ctx: &Ctx, say: Say, desk: &Desk) -> Markup {
    let is_next = desk.needs_pair || !desk.item.may_publish(&ctx.actor);
    form(
        ctx,
        say,
        desk,
        say.of("Zur Prüfung geben", "Hand to review"),
        &html! {
            p { (say.of(
                "Jemand anderes liest den Text und gibt ihn frei oder mit einem Grund zurück.",
                "Somebody else reads the text and approves it, or returns it with a reason.",
            )) }
            (buttons(button_named(weight(is_next), "aktion", "einreichen", say.of("Zur Prüfung geben", "Hand to review"))))
        },
    )
}

fn reviewing(ctx: &Ctx, say: Say, desk: &Desk, fields: &Fields, errors: &Errors) -> Markup {
    form(
        ctx,
        say,
        desk,
        say.of("Prüfen", "Review"),
        &html! {
            (Field::new(say, "grund", say.of("Was ist noch zu tun?", "What is left to do?")).optional()
                .hint(say.of("Nur nötig, wenn Sie den Text zurückgeben", "Only needed to return the text"))
                .value(&fields.text("grund")).error(errors.get("grund")).textarea(3))
            (buttons(html! {
                @if desk.item.state == State::Submitted {
                    (button_named(Weight::Primary, "aktion", "freigeben", say.of("Freigeben", "Approve")))
                }
                (button_named(Weight::Secondary, "aktion", "zurueckgeben", say.of("Zurückgeben", "Return")))
            }))
        },
    )
}

/// What pressing the button will do, in one sentence.
fn promise(ctx: &Ctx, say: Say, desk: &Desk) -> String {
    let is_out = desk.shown.as_ref().is_some_and(|p| p.is_visible(ctx.now()));
    let path = desk.shown.as_ref().map_or_else(
        || {
            let slug = match desk.draft.slug.as_str() {
                "" => crate::publish::slug_of(&desk.draft.title.de),
                slug => slug.to_owned(),
            };
            publication::path(&desk.item.kind, &slug)
        },
        Publication::path,
    );
    match desk.draft.appears_at.filter(|at| *at > ctx.now() && !is_out) {
        Some(at) => {
            let at = ctx.language.moment(at);
            say.of(
                format!("Der Text erscheint am {at} unter {path}, in Feeds und in der Suche. Vorher sieht ihn niemand."),
                format!("The text appears on {at} at {path}, in feeds and in search. Nobody sees it before."),
            )
        }
        None => say.of(
            format!("Der Text erscheint sofort unter {path}, in Feeds und in der Suche."),
            format!("The text appears at once at {path}, in feeds and in search."),
        ),
    }
}

fn publishing(ctx: &Ctx, say: Say, desk: &Desk, fields: &Fields, errors: &Errors) -> Markup {
    let label = say.of("Veröffentlichen", "Publish");
    if !desk.review.may_be_published() {
        return html! {};
    }
    let waits = desk.needs_pair && desk.item.state != State::Approved;
    let kinds = [
        Choice::new("minor", say.of("Kleine Änderung, kein Hinweis", "Small change, no note")),
        Choice::new(
            "major",
            say.of("Wichtige Änderung, mit Hinweis", "Important change, with a note"),
        ),
        Choice::new(
            "correction",
            say.of("Richtigstellung: Etwas war falsch", "Correction: something was wrong"),
        ),
    ];
    if waits && !desk.item.may_force(&ctx.actor) {
        return html! {};
    }
    let needs_reason = waits || desk.review.count(Level::Ask) > 0;
    form(
        ctx,
        say,
        desk,
        label,
        &html! {
            p { (promise(ctx, say, desk)) }
            @if waits { (alert(Tone::Warning, say.of("Ohne zweites Augenpaar", "Without a second pair of eyes"), html! {
                p { (say.of(
                    "Das ist für Eilfälle gedacht. Der Text wird mit „Zweiter Blick nötig“ markiert, bis jemand anderes ihn bestätigt.",
                    "This is meant for emergencies. The text is marked “needs a second look” until somebody else confirms it.",
                )) }
            })) }
            @if desk.item.is_out() {
                (Field::new(say, "aenderung", say.of("Was hat sich geändert?", "What has changed?"))
                    .value(match fields.get("aenderung") { "" => "minor", word => word }).radios(&kinds))
                (Field::new(say, "hinweis_de", say.of("Öffentlicher Hinweis", "Public note")).optional()
                    .value(&fields.text("hinweis_de")).error(errors.get("hinweis_de")).text())
                (Field::new(say, "hinweis_en", say.of("Öffentlicher Hinweis auf Englisch", "Public note in English")).optional()
                    .value(&fields.text("hinweis_en")).text())
            }
            @if needs_reason {
                (Field::new(say, "begruendung", say.of("Begründung", "Reason"))
                    .hint(say.of("Bleibt im Haus und steht bei den Fassungen", "Stays in the house and stands with the editions"))
                    .value(&fields.text("begruendung")).error(errors.get("begruendung")).textarea(2))
            }
            @let act = if waits { "durchsetzen" } else { "veroeffentlichen" };
            (buttons(button_named(weight(!waits), "aktion", act, label)))
        },
    )
}

fn withdrawing(ctx: &Ctx, say: Say, desk: &Desk, fields: &Fields, errors: &Errors) -> Markup {
    form(
        ctx,
        say,
        desk,
        say.of("Zurückziehen", "Withdraw"),
        &html! {
            (Field::new(say, "grund_de", say.of("Grund, den die Öffentlichkeit liest", "Reason the public reads"))
                .value(&fields.text("grund_de")).error(errors.get("grund_de")).text())
            (Field::new(say, "grund_en", say.of("Der Grund auf Englisch", "The reason in English")).optional()
                .value(&fields.text("grund_en")).text())
            (Field::new(say, "lesbar", say.of(
                "Der Text bleibt mit diesem Hinweis lesbar", "The text stays readable with this note",
            )).checkbox())
            (buttons(button_named(Weight::Danger, "aktion", "zurueckziehen", say.of("Zurückziehen", "Withdraw"))))
        },
    )
}

fn wanted(fields: &Fields) -> Option<Act> {
    let text = |de: &str, en: &str| {
        Text::new(content::tidy(fields.get(de)), content::tidy(fields.get(en)))
    };
    let release = |is_forced: bool| {
        Act::Publish(Release {
            kind: ChangeKind::from_word(fields.get("aenderung")),
            note: text("hinweis_de", "hinweis_en"),
            reason: fields.text("begruendung"),
            is_forced,
        })
    };
    Some(match fields.get("aktion") {
        "einreichen" => Act::Submit,
        "zurueckgeben" => Act::Return(fields.text("grund")),
        "freigeben" => Act::Approve,
        "veroeffentlichen" => release(false),
        "durchsetzen" => release(true),
        "zurueckstellen" => Act::Unschedule,
        "zurueckziehen" => {
            Act::Withdraw { note: text("grund_de", "grund_en"), is_readable: fields.has("lesbar") }
        }
        "angesehen" => Act::SecondLook,
        _ => return None,
    })
}

/// Does what the button says.
pub(crate) async fn act(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let item = id(&text)?;
    let act = wanted(&fields).ok_or(AppError::NotFound)?;
    let (town, edition) = (ctx.town.clone(), seen(&fields));
    let done = ctx.write(move |tx| workflow::act(&town, tx, item, edition, act)).await;
    match done {
        Ok(state) => {
            Ok(ctx.redirect(&format!("{}/freigabe?ergebnis={}", base(item), state.word())))
        }
        Err(error) => {
            let frame = Frame::of(&ctx);
            let errors = refused(&frame, error)?;
            let desk = desk(&ctx, &text).await?;
            let body = render(&ctx, frame.say, &desk, &fields, &errors);
            let page = page(&frame, &ctx, &desk.item, "freigabe", &body).errors(&errors);
            Ok(frame.answer_again(page))
        }
    }
}
