//! All texts: searched, filtered, and changed several at once.

use axum::response::Response;
use kernel::access::Guarded;
use kernel::org::Unit;
use kernel::publication::Publication;
use kernel::{AppError, Audit, Ctx, Fields, Id, Saved, Text, Tx, org};
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::empty::empty_state;
use web::filter::filter_bar;
use web::icon::Icon;
use web::pagination::{Position, pagination};
use web::table::{Column, Row, Table};
use web::{Errors, Field, Form, Frame, Markup, Say, Tone, buttons, html};

use super::{BASE, base, encoded, refused, state_badge, wrong};
use crate::acts::Act;
use crate::fields::words;
use crate::model::{EditionStep, Item, KINDS, State, kind_name};
use crate::store::{self, Wanted};
use crate::workflow;

/// Texts on one page.
const PER_PAGE: u32 = 50;
/// Texts changed at once.
const AT_ONCE_MAX: usize = 100;

fn wanted(fields: &Fields) -> (Wanted, u32) {
    let page: u32 = fields.get("seite").parse().unwrap_or(1).clamp(1, 10_000);
    let wanted = Wanted {
        kind: fields.get("art").to_owned(),
        state: fields.get("stand").to_owned(),
        unit: fields.get("einheit").to_owned(),
        words: fields.get("suche").to_owned(),
        owner: String::new(),
        origin: String::new(),
        limit: i64::from(PER_PAGE),
        offset: i64::from((page - 1) * PER_PAGE),
    };
    (wanted, page)
}

/// The page.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    render(&ctx, &fields, &Errors::new()).await
}

async fn render(ctx: &Ctx, fields: &Fields, errors: &Errors) -> Result<Response, AppError> {
    let (wanted, page_number) = wanted(fields);
    let actor = ctx.actor.clone();
    let (items, total, units) = ctx
        .read(move |db| {
            let mut items = store::list(db, &wanted)?;
            items.retain(|item| item.readable_by(&actor));
            Ok((items, store::count(db, &wanted)?, org::all(db)?))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let units = super::dashboard::unit_names(units, ctx.language);
    let total = u64::try_from(total).unwrap_or(0);
    let position = Position::new(page_number, PER_PAGE, total);
    let query = |page: u32| {
        let pairs = ["art", "stand", "einheit", "suche"]
            .map(|name| format!("{name}={}", encoded(fields.get(name))));
        ctx.to(&format!("{BASE}/alle?{}&seite={page}", pairs.join("&")))
    };
    let page = frame
        .staff(say.of("Alle Texte", "All texts"))
        .crumb(say.of("Redaktion", "Newsroom"), ctx.to(BASE))
        .errors(errors)
        .body(html! {
            (filters(ctx, say, fields, &units))
            @if items.is_empty() {
                (empty_state(Icon::SEARCH, say.of("Nichts gefunden", "Nothing found"),
                    say.of("Ändern Sie die Suche.", "Change the search."), html! {}))
            } @else {
                (together(ctx, &frame, &items, &units, errors))
                (pagination(say, position, query))
            }
        });
    let is_done = fields.has("geaendert");
    let page = if is_done {
        let n = fields.get("geaendert");
        page.message(
            Tone::Success,
            say.of(format!("{n} Texte geändert"), format!("{n} texts changed")),
            html! {},
        )
    } else {
        page
    };
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn filters(
    ctx: &Ctx,
    say: Say,
    fields: &Fields,
    units: &std::collections::BTreeMap<String, String>,
) -> Markup {
    let all = Choice::new("", say.of("Alle", "All"));
    let mut kinds = vec![all];
    kinds.extend(KINDS.iter().map(|(word, de, en)| Choice::new(word, say.of(de, en))));
    let names: Vec<(State, Text)> = State::ALL.into_iter().map(|s| (s, s.name())).collect();
    let mut states = vec![all];
    states.extend(names.iter().map(|(s, name)| Choice::new(s.word(), name.of(ctx.language))));
    let mut offices = vec![all];
    offices.extend(units.iter().map(|(id, name)| Choice::new(id, name)));
    let action = ctx.to(&format!("{BASE}/alle"));
    filter_bar(
        say,
        &action,
        html! {
            (Field::new(say, "suche", say.of("Suche", "Search")).value(fields.get("suche")).text())
            (Field::new(say, "art", say.of("Art", "Kind")).value(fields.get("art")).select(&kinds))
            (Field::new(say, "stand", say.of("Stand", "State")).value(fields.get("stand")).select(&states))
            (Field::new(say, "einheit", say.of("Amt", "Unit")).value(fields.get("einheit")).select(&offices))
        },
        Some(&action),
    )
}

/// The table with a tick for each text and what can be done with those ticked.
fn together(
    ctx: &Ctx,
    frame: &Frame<'_>,
    items: &[Item],
    units: &std::collections::BTreeMap<String, String>,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let mut offices = vec![Choice::new("", say.of("Nicht ändern", "Leave as it is"))];
    offices.extend(units.iter().map(|(id, name)| Choice::new(id, name)));
    let action = ctx.to(&format!("{BASE}/alle"));
    let table = Table::new(say, say.of("Texte", "Texts"))
        .dense()
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Titel", "Title")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Stand", "State")),
            Column::new(say.of("Amt", "Unit")),
            Column::new(say.of("Geändert", "Changed")),
            Column::action(say.of("Auswählen", "Choose")),
        ])
        .rows(items.iter().map(|item| {
            Row::new(vec![
                html! { a href=(ctx.to(&base(item.id))) { (item.title) } },
                html! { (kind_name(&item.kind).of(ctx.language)) },
                state_badge(frame, item, ctx.language),
                html! { (units.get(&item.unit.to_string()).map(String::as_str).unwrap_or_default()) },
                html! { (ctx.language.moment(item.changed_at)) },
                html! { input type="checkbox" name="text" value=(item.id)
                    aria-label=(say.of(format!("{} auswählen", item.title), format!("Choose {}", item.title))); },
            ])
        }))
        .render();
    if !ctx.actor.may(crate::PUBLISH) {
        return table;
    }
    Form::post(&action, &ctx.form_token()).label(say.of("Mehrere ändern", "Change several")).body(html! {
        (table)
        h2 { (say.of("Mit den ausgewählten Texten", "With the chosen texts")) }
        (Field::new(say, "neue_einheit", say.of("Einem Amt zuordnen", "Assign to a unit")).select(&offices))
        (Field::new(say, "thema", say.of("Thema hinzufügen", "Add a topic")).optional().text())
        (Field::new(say, "grund", say.of("Zurückziehen, Grund für die Öffentlichkeit", "Withdraw, reason for the public")).optional()
            .error(errors.get("grund")).text())
        (buttons(html! {
            (button_named(Weight::Primary, "aktion", "aendern", say.of("Zuordnen", "Assign")))
            (button_named(Weight::Danger, "aktion", "zurueckziehen", say.of("Zurückziehen", "Withdraw")))
        }))
    })
}

/// Changes several texts in one transaction: all or none.
pub(crate) async fn bulk(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let ids: Vec<Id<Publication>> = fields
        .all("text")
        .take(AT_ONCE_MAX)
        .map(|id| id.parse().map_err(|_| AppError::NotFound))
        .collect::<Result<_, _>>()?;
    let done = if ids.is_empty() {
        Err(wrong("text", "Wählen Sie mindestens einen Text aus.", "Choose at least one text.")
            .into())
    } else {
        let (town, given, count) = (ctx.town.clone(), fields.clone(), ids.len());
        ctx.write(move |tx| {
            for id in &ids {
                one(&town, tx, *id, &given)?;
            }
            Ok(Audit::of("newsroom.bulk", count).with(count))
        })
        .await
    };
    match done {
        Ok(count) => Ok(ctx.redirect(&format!("{BASE}/alle?geaendert={count}"))),
        Err(error) => {
            let errors = refused(&Frame::of(&ctx), error)?;
            render(&ctx, &fields, &errors).await
        }
    }
}

fn one(
    town: &kernel::Town,
    tx: &mut Tx<'_>,
    id: Id<Publication>,
    fields: &Fields,
) -> Result<(), AppError> {
    let actor = tx.actor().clone();
    let item = store::find(tx, id)?.open(&actor)?;
    if fields.get("aktion") == "zurueckziehen" {
        let note = Text::new(content::tidy(fields.get("grund")), "");
        if note.de.is_empty() {
            return Err(wrong("grund", "Geben Sie einen Grund an.", "Give a reason.").into());
        }
        let act = Act::Withdraw { note, is_readable: false };
        let _: Saved<State> = workflow::act(town, tx, id, item.head, act)?;
        return Ok(());
    }
    if !item.may_write(&actor) {
        return Err(AppError::Forbidden);
    }
    if let Ok(unit) = fields.get("neue_einheit").parse::<Id<Unit>>() {
        if !actor.may_in(crate::WRITE, unit) {
            return Err(AppError::Forbidden);
        }
        store::set_unit(tx, id, unit)?;
    }
    let topics = words(fields.get("thema"));
    if !topics.is_empty() {
        let (mut draft, _) = store::edition(tx, id, item.head)?;
        let before = draft.topics.clone();
        draft.topics.extend(topics.into_iter().filter(|t| !before.contains(t)));
        if draft.topics != before {
            store::advance(tx, &item, item.state, &draft, EditionStep::Saved, "")?;
        }
    }
    Ok(())
}
