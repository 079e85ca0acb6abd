//! Everything about a text that is not text: address, picture, topics, times, what its kind needs.

use axum::extract::Path;
use axum::response::Response;
use content::{Alt, Key};
use kernel::{AppError, Ctx, Fields, org};
use web::button::{Weight, button, button_for_enter};
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, Say, buttons, form, format, html};

use super::begin::own_units;
use super::desk::choices;
use super::{EDITION, base, clashes, id, moments, names, page, refused, seen, with_message, wrong};
use crate::change::{Changed, change};
use crate::fields::{Around, media, words};
use crate::model::{Draft, DraftPicture, EditionStep, Item};
use crate::{kinds, publish, store};

struct Desk {
    item: Item,
    draft: Draft,
    around: Around,
    units: Vec<(String, String)>,
}

async fn desk(ctx: &Ctx, text: &str) -> Result<Desk, AppError> {
    let (item_id, actor, town) = (id(text)?, ctx.actor.clone(), ctx.town.clone());
    let say = web::frame::say_of(ctx.language);
    ctx.read(move |db| {
        let item = store::find(db, item_id)?.open(&actor)?;
        let (draft, _) = store::edition(db, item_id, item.head)?;
        let around = choices(&town, db, say, &draft)?;
        let mut units = own_units(db, &actor)?;
        if units.iter().all(|u| u.id != item.unit) {
            units.push(org::find(db, item.unit)?);
        }
        let units = units
            .into_iter()
            .map(|u| (u.id.to_string(), format!("{} {}", u.number, u.name.de)))
            .collect();
        Ok(Desk { item, draft, around, units })
    })
    .await
}

/// The page.
pub(crate) async fn show(
    ctx: Ctx,
    Path(item): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let desk = desk(&ctx, &item).await?;
    let frame = Frame::of(&ctx);
    let body = render(&ctx, frame.say, &desk, &Errors::new());
    let page = page(&frame, &ctx, &desk.item, "angaben", &body);
    Ok(frame.answer(with_message(page, &frame, &fields)))
}

fn render(ctx: &Ctx, say: Say, desk: &Desk, errors: &Errors) -> Markup {
    let draft = &desk.draft;
    let action = ctx.to(&format!("{}/angaben", base(desk.item.id)));
    let units: Vec<Choice<'_>> = desk.units.iter().map(|(id, n)| Choice::new(id, n)).collect();
    let unit = desk.item.unit.to_string();
    let slug_hint = format!(
        "{} {}",
        say.of("Leer: wird aus dem Titel gebildet, also", "Empty: made of the title, that is"),
        publish::slug_of(&draft.title.de)
    );
    Form::post(&action, &ctx.form_token())
        .autosave_hint(say.of("Noch nicht gespeichert", "Not saved yet"))
        .body(html! {
            (Field::new(say, EDITION, "").value(&desk.item.head.to_string()).hidden())
            (button_for_enter("aktion", "speichern"))
            (kinds::draw(say, &draft.details, &desk.around, errors))
            (picture(say, draft, &desk.around, errors))
            (Field::new(say, "einheit", say.of("Amt, das dafür einsteht", "Unit that answers for it"))
                .value(&unit).error(errors.get("einheit")).select(&units))
            (Field::new(say, "themen", say.of("Themen", "Topics")).optional()
                .hint(say.of("Durch Komma getrennt, zum Beispiel verkehr, familie", "Apart by commas, for example verkehr, familie"))
                .value(&draft.topics.join(", ")).text())
            (Field::new(say, "adresse", say.of("Adresse", "Address")).optional()
                .hint(&slug_hint).value(&draft.slug).error(errors.get("adresse")).text())
            @if desk.item.kind == "page" {
                (Field::new(say, "platz", say.of("Platz unter den Nachbarseiten", "Place among its neighbours"))
                    .value(&draft.position.to_string()).error(errors.get("platz")).number())
                (review_day(say, draft, errors))
            }
            (media::field(say, "gebaerden", say.of("Film in Gebärdensprache", "Film in sign language"),
                draft.sign_language.as_ref().map_or("", Key::as_str), &desk.around.media))
            (moments::fields(say, "erscheint", say.of("Erscheint am", "Appears on"),
                Some(say.of("Leer: sofort beim Veröffentlichen. Vorher sieht es niemand.", "Empty: at once when published. Before that nobody sees it.")),
                moments::local(draft.appears_at), errors))
            (moments::fields(say, "endet", say.of("Endet am", "Ends on"),
                Some(say.of("Leer: bleibt stehen.", "Empty: stays.")),
                moments::local(draft.ends_at), errors))
            (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
        })
}

fn review_day(say: Say, draft: &Draft, errors: &Errors) -> Markup {
    let day = draft.review_on.map(|d| format::date_short(Say::GERMAN, d)).unwrap_or_default();
    html! {
        (Field::new(say, "wiedervorlage", say.of("Wieder ansehen am", "Look at again on"))
            .value(&day).error(errors.get("wiedervorlage")).date_text())
        (Field::new(say, "geprueft", say.of("Heute geprüft: Alles stimmt noch", "Reviewed today: everything still holds")).checkbox())
    }
}

fn picture(say: Say, draft: &Draft, around: &Around, errors: &Errors) -> Markup {
    let picture = draft.picture.as_ref();
    let alt = match picture.and_then(|p| p.alt.as_ref()) {
        Some(Alt::Text(text)) => text.as_str(),
        _ => "",
    };
    let is_decorative = matches!(picture.and_then(|p| p.alt.as_ref()), Some(Alt::Decorative));
    form::group(
        say.of("Titelbild", "Main picture"),
        None,
        html! {
            (media::field(say, "bild", say.of("Bild", "Picture"), picture.map_or("", |p| p.media.as_str()), &around.media))
            (Field::new(say, "bild_alt", say.of("Was zeigt das Bild?", "What does the picture show?")).optional()
                .hint(say.of("Für Menschen, die es nicht sehen", "For people who do not see it"))
                .value(alt).error(errors.get("bild_alt")).text())
            (Field::new(say, "bild_alt_en", say.of("Dasselbe auf Englisch", "The same in English")).optional()
                .value(picture.map_or("", |p| p.alt_en.as_str())).text())
            (Field::new(say, "bild_schmuck", say.of("Nur Schmuck", "Decoration only"))
                .value(if is_decorative { "ja" } else { "" }).checkbox())
        },
    )
}

/// What the form says.
fn taken(
    draft: &mut Draft,
    kind: &str,
    fields: &Fields,
    today: jiff::civil::Date,
) -> Result<(), AppError> {
    draft.details = kinds::read(&draft.details, fields)?;
    draft.picture = Key::parse(fields.get("bild")).ok().map(|media| DraftPicture {
        media,
        alt: match (fields.has("bild_schmuck"), content::tidy(fields.get("bild_alt"))) {
            (true, _) => Some(Alt::Decorative),
            (false, text) if text.is_empty() => None,
            (false, text) => Some(Alt::Text(text)),
        },
        alt_en: content::tidy(fields.get("bild_alt_en")),
    });
    draft.topics = words(fields.get("themen"));
    let slug = fields.get("adresse").trim_matches('/').to_lowercase();
    if !slug.is_empty() && !publish::is_slug(&slug, kind) {
        return Err(wrong(
            "adresse",
            "Erlaubt sind kleine Buchstaben, Ziffern und Bindestriche, bei Seiten auch Schrägstriche.",
            "Small letters, digits and hyphens are allowed, for pages also slashes.",
        )
        .into());
    }
    draft.slug = slug;
    draft.sign_language = Key::parse(fields.get("gebaerden")).ok();
    draft.appears_at = moments::instant(fields, "erscheint")?;
    draft.ends_at = moments::instant(fields, "endet")?;
    if let (Some(from), Some(until)) = (draft.appears_at, draft.ends_at)
        && until <= from
    {
        return Err(wrong(
            "endet_tag",
            "Das Ende muss nach dem Erscheinen liegen.",
            "The end must be after the appearance.",
        )
        .into());
    }
    if kind == "page" {
        draft.position = fields.get("platz").parse().unwrap_or(draft.position);
        draft.review_on = fields.date("wiedervorlage")?;
        if fields.has("geprueft") {
            draft.reviewed_on = Some(today);
        }
    }
    Ok(())
}

/// Saves the details.
pub(crate) async fn save(
    ctx: Ctx,
    Path(text): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let mut shown = desk(&ctx, &text).await?;
    let (given, kind, today) = (fields.clone(), shown.item.kind.clone(), ctx.today());
    let edit = move |draft: &mut Draft| {
        taken(draft, &kind, &given, today)?;
        match given.get("aktion").strip_prefix("leeren:") {
            Some(field) => super::media::place(draft, field, None),
            None => Ok(()),
        }
    };
    let outcome = change(&ctx, shown.item.id, seen(&fields), EditionStep::Saved, edit).await;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let (errors, above) = match outcome {
        Ok(Changed::Saved) => {
            move_unit(&ctx, &shown.item, &fields).await?;
            if let Some(field) = fields.get("aktion").strip_prefix("waehlen:") {
                let field = super::encoded(field);
                return Ok(ctx.redirect(&format!("{}/medien?feld={field}", base(shown.item.id))));
            }
            return Ok(ctx.redirect(&format!("{}/angaben?gespeichert", base(shown.item.id))));
        }
        Ok(Changed::Clash(all, who)) => {
            let who = ctx.read(move |db| names(db, [who])).await?;
            let who = who.into_values().next().unwrap_or_default();
            (Errors::new(), clashes(&frame, &ctx, &all, &who))
        }
        Err(error) => (refused(&frame, error)?, html! {}),
    };
    // As much of what was typed as can be read stands there again.
    let kind = shown.item.kind.clone();
    let _ = taken(&mut shown.draft, &kind, &fields, ctx.today());
    let body = html! { (above) (render(&ctx, say, &shown, &errors)) };
    let page = page(&frame, &ctx, &shown.item, "angaben", &body).errors(&errors);
    Ok(frame.answer_again(page))
}

/// Gives the item to another unit, if the form says so and both may be written in.
async fn move_unit(ctx: &Ctx, item: &Item, fields: &Fields) -> Result<(), AppError> {
    let Ok(unit) = fields.get("einheit").parse() else { return Ok(()) };
    if unit == item.unit {
        return Ok(());
    }
    let (id, actor) = (item.id, ctx.actor.clone());
    ctx.write(move |tx| {
        let item = store::find(tx, id)?.open(&actor)?;
        if !item.may_write(&actor) || !actor.may_in(crate::WRITE, unit) {
            return Err(AppError::Forbidden);
        }
        store::set_unit(tx, id, unit)?;
        Ok(kernel::Audit::of("newsroom.moved_unit", id).done())
    })
    .await
}
