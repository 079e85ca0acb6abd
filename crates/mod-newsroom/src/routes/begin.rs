//! A new text: kind, title, unit, perhaps from a template.

use axum::response::Response;
use kernel::org::{self, Unit};
use kernel::publication::Publication;
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Reader, Text};
use web::button::{Weight, button};
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, buttons};

use super::{BASE, base, refused, wrong};
use crate::model::{Draft, EditionStep, Item, KINDS, State};
use crate::store::PatternRow;
use crate::{WRITE, starting, store};

/// Units in which somebody may write.
pub(super) fn own_units(db: &mut Reader<'_>, actor: &Actor) -> Result<Vec<Unit>, AppError> {
    let (today, mine) = (db.today(), actor.units_with(WRITE));
    let all = org::all(db)?;
    Ok(all.into_iter().filter(|u| u.exists_on(today) && mine.contains(&u.id)).collect())
}

/// The form.
pub(crate) async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    form(&ctx, &fields, &Errors::new()).await
}

async fn form(ctx: &Ctx, fields: &Fields, errors: &Errors) -> Result<Response, AppError> {
    let actor = ctx.actor.clone();
    let (units, templates) =
        ctx.read(move |db| Ok((own_units(db, &actor)?, store::patterns(db, "template")?))).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let kinds: Vec<Choice<'_>> =
        KINDS.iter().map(|(word, de, en)| Choice::new(word, say.of(de, en))).collect();
    let units: Vec<(String, String)> = units
        .iter()
        .map(|u| (u.id.to_string(), format!("{} {}", u.number, u.name.of(ctx.language))))
        .collect();
    let units: Vec<Choice<'_>> = units.iter().map(|(id, name)| Choice::new(id, name)).collect();
    let templates: Vec<(String, String)> =
        templates.into_iter().map(|t| (t.id.to_string(), t.name)).collect();
    let mut patterns = vec![Choice::new("", say.of("Ohne Vorlage", "Without a template"))];
    patterns.extend(templates.iter().map(|(id, name)| Choice::new(id, name)));
    let kind = if fields.has("art") { fields.get("art") } else { "news" };
    let first = units.first().map_or("", |u| u.value);
    let unit = if fields.has("einheit") { fields.get("einheit") } else { first };
    let action = ctx.to("/verwaltung/redaktion/neu");
    let page = frame
        .staff(say.of("Neuer Text", "New text"))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .errors(errors)
        .body(Form::post(&action, &ctx.form_token()).body(web::html! {
            (Field::new(say, "titel", say.of("Titel", "Title")).value(fields.get("titel"))
                .error(errors.get("titel")).max_length(200).text())
            (Field::new(say, "art", say.of("Was wird es?", "What will it be?")).value(kind)
                .error(errors.get("art")).radios(&kinds))
            (Field::new(say, "einheit", say.of("Für welches Amt?", "For which unit?")).value(unit)
                .error(errors.get("einheit")).select(&units))
            @if patterns.len() > 1 {
                (Field::new(say, "vorlage", say.of("Vorlage", "Template"))
                    .value(fields.get("vorlage")).select(&patterns))
            }
            (buttons(button(Weight::Primary, say.of("Schreiben", "Write"))))
        }));
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// Makes it.
pub(crate) async fn make(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    match begun(&ctx, &fields).await {
        Ok(id) => Ok(ctx.redirect(&base(id))),
        Err(error) => {
            let frame = Frame::of(&ctx);
            let errors = refused(&frame, error)?;
            form(&ctx, &fields, &errors).await
        }
    }
}

async fn begun(ctx: &Ctx, fields: &Fields) -> Result<Id<Publication>, AppError> {
    let title = content::tidy(fields.get("titel"));
    if title.is_empty() {
        return Err(wrong("titel", "Geben Sie einen Titel ein.", "Enter a title.").into());
    }
    let kind = fields.get("art").to_owned();
    if !KINDS.iter().any(|(word, _, _)| *word == kind) {
        return Err(wrong("art", "Wählen Sie eine Art.", "Choose a kind.").into());
    }
    let unit: Id<Unit> = fields
        .get("einheit")
        .parse()
        .map_err(|_| wrong("einheit", "Wählen Sie ein Amt.", "Choose a unit."))?;
    let template: Option<Id<PatternRow>> = fields.get("vorlage").parse().ok();
    let actor = ctx.actor.clone();
    ctx.write(move |tx| {
        if !actor.may_in(WRITE, unit) {
            return Err(AppError::Forbidden);
        }
        let mut draft = match template {
            Some(id) => serde_json::from_str(&store::pattern(tx, "template", id)?.content)?,
            None => Draft::default(),
        };
        draft.title = Text::new(title, "");
        draft.slug = String::new();
        starting::furnish(tx, &kind, &mut draft)?;
        let item = Item {
            id: Id::new(),
            kind,
            title: String::new(),
            unit,
            owner: actor.account(),
            state: State::Draft,
            head: 1,
            live: 0,
            appears_at: None,
            ends_at: None,
            review_on: None,
            needs_second_look: false,
            origin: "staff".into(),
            changed_at: tx.now(),
        };
        store::add(tx, &item, &draft, EditionStep::Begun, "")?;
        Ok(Audit::of("newsroom.begun", item.id).note(&item.kind).with(item.id))
    })
    .await
}
