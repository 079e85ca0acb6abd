//! The list of cases: filters live in the address, so that a view can be kept and shared.

use std::sync::Arc;

use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::cases::{self, Filter, LIST_MAX, Listed, PAGE_MAX, WORK};
use kernel::org::{self, Unit};
use kernel::{AppError, Ctx, Fields, Id};
use web::choice::Choice;
use web::field::{Field, Width};
use web::icon::Icon;
use web::pagination::{Position, pagination, result_count};
use web::{Frame, Markup, Say, empty, filter, html, page};

use crate::rows::{Kinds, case_table};
use crate::{model, view};

/// What the list should show, as the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Query {
    words: String,
    state: String,
    stage: String,
    kind: String,
    who: String,
    due: String,
    unit: String,
    page: u32,
}

/// Steps one can filter by.
const STAGES: [&str; 6] = ["new", "checking", "documents", "hearing", "second_pair", "objection"];
/// States one can filter by; open cases are shown unless another is chosen.
const STATES: [&str; 4] = ["open", "decided", "closed", "withdrawn"];

/// The last page of the longest list.
const PAGES_MAX: u32 = 200;
const _: () = assert!(PAGES_MAX as i64 * PAGE_MAX == LIST_MAX);

impl Query {
    fn of(fields: &Fields) -> Self {
        let words = fields.get("q").to_owned();
        let state = match fields.get("zustand") {
            // A search looks everywhere; a plain list shows what is to do.
            "" if words.is_empty() => "open".to_owned(),
            "" => "alle".to_owned(),
            other => other.to_owned(),
        };
        Self {
            words,
            state,
            stage: fields.get("schritt").to_owned(),
            kind: fields.get("art").to_owned(),
            who: fields.get("wer").to_owned(),
            due: fields.get("frist").to_owned(),
            unit: fields.get("einheit").to_owned(),
            page: fields.get("seite").parse().unwrap_or(1).clamp(1, PAGES_MAX),
        }
    }

    fn url(&self, ctx: &Ctx) -> String {
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let pairs = [
            ("q", &self.words),
            ("zustand", &self.state),
            ("schritt", &self.stage),
            ("art", &self.kind),
            ("wer", &self.who),
            ("frist", &self.due),
            ("einheit", &self.unit),
            ("seite", &page),
        ];
        let filled: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query = serde_html_form::to_string(&filled).unwrap_or_default();
        ctx.to(&format!("/vorgaenge?{query}"))
    }

    fn filter(&self, ctx: &Ctx, today: Date) -> Filter {
        let mut units: Vec<Id<Unit>> = ctx.actor.units_with(WORK).into_iter().collect();
        if let Ok(unit) = self.unit.parse::<Id<Unit>>() {
            units.retain(|own| *own == unit);
        }
        let known = |list: &[&str], value: &str| {
            if list.contains(&value) { value.to_owned() } else { String::new() }
        };
        Filter {
            units,
            assignee: ctx.actor.account().filter(|_| self.who == "ich"),
            is_unassigned: self.who == "niemand",
            state: known(&STATES, &self.state),
            stage: known(&STAGES, &self.stage),
            kind: self.kind.clone(),
            due_until: match self.due.as_str() {
                "ueberfaellig" => Some(today.saturating_sub(1.day())),
                "heute" => Some(today),
                "woche" => Some(model::end_of_week(today)),
                _ => None,
            },
            words: self.words.clone(),
            skip: i64::from(self.page - 1) * PAGE_MAX,
            rows: None,
        }
    }
}

/// The list.
pub(crate) async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let query = Query::of(&fields);
    let filter = query.filter(&ctx, ctx.today());
    let (actor, words, town) = (ctx.actor.clone(), query.words.clone(), Arc::clone(&ctx.town));
    let found = ctx
        .read(move |reader| {
            // A whole case number leads to its case at once.
            if !words.is_empty()
                && let Ok(sealed) = cases::by_number(reader, &words)
                && let Ok(case) = sealed.open(&actor)
            {
                return Ok(Err(case.id));
            }
            let listed = cases::list(reader, &filter)?;
            let mine = actor.units_with(WORK);
            let units: Vec<Unit> =
                org::all(reader)?.into_iter().filter(|unit| mine.contains(&unit.id)).collect();
            Ok(Ok((listed, units, Kinds::read(&town, reader)?)))
        })
        .await?;
    let (listed, units, kinds) = match found {
        Ok(found) => found,
        Err(id) => return Ok(ctx.redirect(&format!("/vorgaenge/{id}"))),
    };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let per_page = u32::try_from(PAGE_MAX).unwrap_or(50);
    let Listed { rows, total, has_more } = listed;
    let position = Position::new(query.page, per_page, u64::try_from(total).unwrap_or(0));
    let body = page::stack(html! {
        (bar(&ctx, say, &query, &units, &kinds))
        (chips(&ctx, say, &query, &units, &kinds))
        (result_count(say, position, say.of("Vorgänge", "cases")))
        @if has_more { (more(say)) }
        @if rows.is_empty() {
            (empty::empty_state(
                Icon::SEARCH,
                say.of("Nichts gefunden", "Nothing found"),
                say.of("Ändern Sie die Filter, oder suchen Sie nach einem Teil des Namens.", "Change the filters, or search for a part of the name."),
                Markup::default(),
            ))
        } @else {
            (case_table(&ctx, say, &kinds, say.of("Vorgänge, die nächste Frist zuerst", "Cases, nearest deadline first"), "vorgaenge", &rows))
        }
        (pagination(say, position, |n| Query { page: n, ..query.clone() }.url(&ctx)))
    });
    let page = frame.staff(say.of("Vorgänge", "Cases")).body(body);
    Ok(frame.answer(view::done(page, say, &fields)))
}

/// Says that the list ends before the cases do.
fn more(say: Say) -> Markup {
    html! {
        p {
            (say.of(
                "Es gibt noch mehr passende Vorgänge, als diese Liste zeigt. Grenzen Sie die Suche mit Filtern oder einem längeren Wort ein.",
                "More cases match than this list shows. Narrow the search down with filters or a longer word.",
            ))
        }
    }
}

type Options = Vec<(String, String)>;

fn state_options(ctx: &Ctx) -> Options {
    let all = ctx.say("Alle", "All").to_owned();
    let own = STATES.iter().map(|s| ((*s).to_owned(), view::say_text(ctx, &model::state_text(s))));
    std::iter::once(("alle".to_owned(), all)).chain(own).collect()
}

fn stage_options(ctx: &Ctx) -> Options {
    STAGES.iter().map(|s| ((*s).to_owned(), view::say_text(ctx, &model::stage_text(s)))).collect()
}

fn kind_options(ctx: &Ctx, kinds: &Kinds) -> Options {
    kinds.all().map(|(kind, name)| (kind.clone(), name.of(ctx.language).to_owned())).collect()
}

fn who_options(say: Say) -> Options {
    vec![
        ("ich".into(), say.of("ich", "me").into()),
        ("niemand".into(), say.of("niemand", "nobody").into()),
    ]
}

fn due_options(say: Say) -> Options {
    vec![
        ("ueberfaellig".into(), say.of("überfällig", "overdue").into()),
        ("heute".into(), say.of("bis heute", "by today").into()),
        ("woche".into(), say.of("bis Sonntag", "by Sunday").into()),
    ]
}

fn unit_options(ctx: &Ctx, units: &[Unit]) -> Options {
    let label = |unit: &Unit| format!("{} {}", unit.number, unit.name.of(ctx.language));
    units.iter().map(|unit| (unit.id.to_string(), label(unit))).collect()
}

fn bar(ctx: &Ctx, say: Say, query: &Query, units: &[Unit], kinds: &Kinds) -> Markup {
    let select = |name: &str, label: &str, value: &str, options: &Options| {
        let all = (!options.iter().any(|(value, _)| value == "alle"))
            .then(|| Choice::new("", say.of("Alle", "All")));
        let choices: Vec<Choice<'_>> = all
            .into_iter()
            .chain(options.iter().map(|(value, label)| Choice::new(value, label)))
            .collect();
        Field::new(say, name, label).value(value).select(&choices)
    };
    let fields = html! {
        (Field::new(say, "q", say.of("Aktenzeichen oder Name", "Case number or name")).value(&query.words).width(Width::Medium).text())
        (select("zustand", say.of("Zustand", "State"), &query.state, &state_options(ctx)))
        (select("schritt", say.of("Schritt", "Step"), &query.stage, &stage_options(ctx)))
        (select("art", say.of("Art", "Kind"), &query.kind, &kind_options(ctx, kinds)))
        (select("wer", say.of("Bearbeitung", "Case worker"), &query.who, &who_options(say)))
        (select("frist", say.of("Fällig", "Due"), &query.due, &due_options(say)))
        @if units.len() > 1 {
            (select("einheit", say.of("Einheit", "Unit"), &query.unit, &unit_options(ctx, units)))
        }
    };
    let clear = ctx.to("/vorgaenge");
    filter::filter_bar(say, &clear, fields, Some(&clear))
}

fn chips(ctx: &Ctx, say: Say, query: &Query, units: &[Unit], kinds: &Kinds) -> Markup {
    let label = |options: &Options, value: &str| {
        let found = options.iter().find(|(own, _)| own == value);
        found.map_or_else(|| value.to_owned(), |(_, label)| label.clone())
    };
    let first = Query { page: 1, ..query.clone() };
    let mut set: Vec<(String, String)> = Vec::new();
    if !query.words.is_empty() {
        let rest = Query { words: String::new(), ..first.clone() };
        set.push((format!("„{}“", query.words), rest.url(ctx)));
    }
    if query.state != "open" && query.state != "alle" {
        let rest = Query { state: String::new(), ..first.clone() };
        set.push((label(&state_options(ctx), &query.state), rest.url(ctx)));
    }
    if !query.stage.is_empty() {
        let rest = Query { stage: String::new(), ..first.clone() };
        set.push((label(&stage_options(ctx), &query.stage), rest.url(ctx)));
    }
    if !query.kind.is_empty() {
        let rest = Query { kind: String::new(), ..first.clone() };
        set.push((label(&kind_options(ctx, kinds), &query.kind), rest.url(ctx)));
    }
    if !query.who.is_empty() {
        let rest = Query { who: String::new(), ..first.clone() };
        set.push((label(&who_options(say), &query.who), rest.url(ctx)));
    }
    if !query.due.is_empty() {
        let rest = Query { due: String::new(), ..first.clone() };
        set.push((label(&due_options(say), &query.due), rest.url(ctx)));
    }
    if !query.unit.is_empty() {
        let rest = Query { unit: String::new(), ..first };
        set.push((label(&unit_options(ctx, units), &query.unit), rest.url(ctx)));
    }
    filter::active_filters(say, &set)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Query {
        let pairs = pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Query::of(&Fields::from_pairs(pairs))
    }

    #[test]
    fn a_plain_list_shows_open_cases_and_a_search_shows_all() {
        assert_eq!(query(&[]).state, "open");
        assert_eq!(query(&[("q", "Meier")]).state, "alle");
        assert_eq!(query(&[("q", "Meier"), ("zustand", "closed")]).state, "closed");
    }

    #[test]
    fn a_page_is_never_zero() {
        assert_eq!(query(&[("seite", "0")]).page, 1);
        assert_eq!(query(&[("seite", "-3")]).page, 1);
        assert_eq!(query(&[("seite", "7")]).page, 7);
    }
}
