//! The FIM portal on the pages of the workshop: searching, what was found, newer versions.

use std::collections::HashMap;

use kernel::{AppError, Ctx, Fields, Id};
use norm_fim::Key;
use web::button::{Weight, action_form, button};
use web::pagination::{Position, pagination, result_count};
use web::table::{Column, Row, Table};
use web::{Field, Form, Markup, Say, Tone, alert, buttons, html, link_button};

use super::{base, bring};
use crate::model::Edition;
use crate::portal::{
    Finds, Found, PAGES_MAX, Portal, RESULTS_PER_PAGE, Trouble, WORDS_CHARS_MAX, Wanted, is_newer,
};
use crate::store;

/// Page where schemas are read in.
const NEW: &str = "/verwaltung/formulare/neu";
/// Field with what is searched for.
const SEARCH: &str = "suche";
/// Field with the page of the results.
const PAGE: &str = "seite";
/// Field of the button that looks for newer versions.
const LOOK: &str = "portal";
/// Its value.
const LOOK_NOW: &str = "nachsehen";

/// What the portal says on the page where schemas are read in.
pub(super) enum Look {
    /// The town named no portal.
    Off,
    /// Nothing was asked.
    Waiting,
    /// What was found.
    Found(Shown),
    /// It did not help.
    Failed(Trouble),
}

/// A page of results.
pub(super) struct Shown {
    finds: Finds,
    page: u32,
    /// Newest edition of every schema that was read in already, by its key.
    known: HashMap<String, Id<Edition>>,
}

/// Writes to the log why the portal did not help: for IT, without what was searched for.
pub(super) fn note(trouble: &Trouble) {
    tracing::warn!(%trouble, "The FIM portal did not help: {trouble}");
}

/// The state before anything is asked.
///
/// # Errors
/// What the database says.
pub(super) async fn waiting(ctx: &Ctx) -> Result<Look, AppError> {
    Ok(Portal::of(ctx).await?.map_or(Look::Off, |_| Look::Waiting))
}

/// Asks the portal for what the address of the page says; nothing if it says nothing.
///
/// # Errors
/// What the database says.
pub(super) async fn look(ctx: &Ctx, fields: &Fields) -> Result<Look, AppError> {
    let Some(portal) = Portal::of(ctx).await? else { return Ok(Look::Off) };
    if fields.get(SEARCH).is_empty() {
        return Ok(Look::Waiting);
    }
    let page = fields.get(PAGE).parse().unwrap_or(1).clamp(1, PAGES_MAX);
    let found = match Portal::admit(ctx) {
        Ok(()) => portal.search(Wanted::read(fields.get(SEARCH)), page).await,
        Err(trouble) => Err(trouble),
    };
    Ok(match found {
        Ok(finds) => {
            let editions = ctx.read(store::all).await?;
            let known = editions.into_iter().rev().map(|edition| (edition.schema_key, edition.id));
            Look::Found(Shown { finds, page, known: known.collect() })
        }
        Err(trouble) => {
            note(&trouble);
            Look::Failed(trouble)
        }
    })
}

/// Searching the portal, and what was found.
pub(super) fn section(ctx: &Ctx, say: Say, look: &Look, fields: &Fields) -> Markup {
    html! {
        section {
            h2 { (say.of("Im FIM-Portal suchen", "Search the FIM portal")) }
            (Form::get(&ctx.to(NEW)).label(say.of("Im FIM-Portal suchen", "Search the FIM portal")).body(html! {
                (Field::new(say, SEARCH, say.of("Wonach suchen Sie?", "What are you looking for?"))
                    .value(fields.get(SEARCH)).max_length(WORDS_CHARS_MAX)
                    .hint(say.of(
                        "Wörter, ein Leistungsschlüssel mit 14 Ziffern oder die Kennung eines Schemas, zum Beispiel S00000000364. Nur das geht an das Portal.",
                        "Words, a service key of 14 digits or the identifier of a schema, for example S00000000364. Only that goes to the portal.",
                    ))
                    .text())
                (buttons(button(Weight::Secondary, say.of("Suchen", "Search"))))
            }))
            @match look {
                Look::Off | Look::Waiting => {}
                Look::Failed(trouble) => (failed(ctx, say, trouble)),
                Look::Found(shown) => (results(ctx, say, shown, fields.get(SEARCH))),
            }
        }
    }
}

fn failed(ctx: &Ctx, say: Say, trouble: &Trouble) -> Markup {
    web::alert::announced(
        Tone::Warning,
        say.of("Das FIM-Portal hilft gerade nicht", "The FIM portal does not help at the moment"),
        html! { p { (trouble.words().of(ctx.language)) } },
    )
}

fn results(ctx: &Ctx, say: Say, shown: &Shown, words: &str) -> Markup {
    let Shown { finds, page, .. } = shown;
    if finds.items.is_empty() {
        return web::alert::announced(
            Tone::Info,
            say.of("Nichts gefunden", "Nothing found"),
            html! { p { (say.of(
                "Versuchen Sie es mit anderen oder weniger Wörtern. Oder laden Sie eine Datei hoch, die Sie schon haben.",
                "Try other or fewer words. Or upload a file you already have.",
            )) } },
        );
    }
    let total = finds.total.min(u64::from(PAGES_MAX * RESULTS_PER_PAGE));
    let position = Position::new(*page, RESULTS_PER_PAGE, total);
    let noun = match total {
        1 => say.of("Schema", "schema"),
        _ => say.of("Schemata", "schemas"),
    };
    let encoded = web_query(words);
    html! {
        @if let Some(name) = &finds.by_name {
            p { (say.of(
                format!("Kein Schema nennt diesen Leistungsschlüssel. Gesucht wurde nach dem Namen der Leistung: „{name}“."),
                format!("No schema names this service key. The name of the service was searched for: “{name}”."),
            )) }
        }
        (result_count(say, position, noun))
        (table(ctx, say, shown, words))
        (pagination(say, position, |page| {
            ctx.to(&format!("{NEW}?{SEARCH}={encoded}&{PAGE}={page}"))
        }))
    }
}

fn web_query(words: &str) -> String {
    percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn table(ctx: &Ctx, say: Say, shown: &Shown, words: &str) -> Markup {
    let token = ctx.form_token();
    let rows = shown.finds.items.iter().map(|found| {
        let hidden = [
            (bring::FROM, bring::PORTAL),
            (bring::SCHEMA, found.key.id.as_str()),
            (bring::SCHEMA_VERSION, found.key.version.as_str()),
            (SEARCH, words),
        ];
        let label = say.of("Einlesen", "Read in");
        Row::new(vec![
            html! {
                (found.title)
                @if let Some(edition) = shown.known.get(&found.key.to_string()) {
                    " (" a href=(ctx.to(&base(*edition))) { (say.of("schon eingelesen", "read in already")) } ")"
                }
            },
            html! { (found.key.id) },
            html! { (found.key.version) },
            html! { (found.status) },
            html! { @if let Some(day) = found.day { (ctx.language.day(day)) } },
            html! { (found.profile) },
            action_form(&ctx.to(NEW), &token, &hidden, Weight::Secondary, label),
        ])
    });
    Table::new(say, say.of("Schemata im FIM-Portal", "Schemas in the FIM portal"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Titel", "Title")),
            Column::new(say.of("Kennung", "Identifier")),
            Column::new(say.of("Fassung", "Version")),
            Column::new(say.of("Status", "Status")),
            Column::new(say.of("Seit", "Since")),
            Column::new(say.of("Steckbrief", "Profile")),
            Column::action(say.of("Einlesen", "Read in")),
        ])
        .rows(rows)
        .render()
}

/// What the portal says on the overview of an edition.
pub(super) enum Newer {
    /// The town named no portal.
    Off,
    /// Nobody looked.
    Waiting,
    /// The portal does not know the schema.
    Unknown,
    /// There is no newer version.
    None,
    /// The newest version.
    Found(Found),
    /// It did not help.
    Failed(Trouble),
}

/// Looks for a newer version of an edition's schema, if somebody pressed the button.
///
/// # Errors
/// What the database says.
pub(super) async fn newer(
    ctx: &Ctx,
    edition: &Edition,
    fields: &Fields,
) -> Result<Newer, AppError> {
    let Some(portal) = Portal::of(ctx).await? else { return Ok(Newer::Off) };
    if fields.get(LOOK) != LOOK_NOW {
        return Ok(Newer::Waiting);
    }
    let key = key_of(edition);
    let versions = match Portal::admit(ctx) {
        Ok(()) => portal.versions(&key.id).await,
        Err(trouble) => Err(trouble),
    };
    Ok(match versions {
        Ok(versions) if versions.is_empty() => Newer::Unknown,
        Ok(versions) => versions
            .into_iter()
            .filter(|found| is_newer(&found.key.version, &key.version))
            .reduce(|a, b| if is_newer(&b.key.version, &a.key.version) { b } else { a })
            .map_or(Newer::None, Newer::Found),
        Err(trouble) => {
            note(&trouble);
            Newer::Failed(trouble)
        }
    })
}

fn key_of(edition: &Edition) -> Key {
    let (id, version) = edition.schema_key.split_once('V').unwrap_or((&edition.schema_key, ""));
    Key::new(id, version)
}

/// The button that looks for newer versions, and what was found.
pub(super) fn newer_section(ctx: &Ctx, say: Say, edition: &Edition, newer: &Newer) -> Markup {
    let at = base(edition.id);
    let url = ctx.to(&format!("{at}?{LOOK}={LOOK_NOW}"));
    let key = key_of(edition);
    let version = &key.version;
    html! {
        @if !matches!(newer, Newer::Off) {
            section {
                h2 { (say.of("Im FIM-Portal", "In the FIM portal")) }
                @match newer {
                    Newer::Off | Newer::Waiting => {}
                    Newer::Failed(trouble) => (failed(ctx, say, trouble)),
                    Newer::Unknown => (alert(Tone::Info,
                        &say.of(format!("Das Portal kennt {} nicht", key.id), format!("The portal does not know {}", key.id)),
                        html! { p { (say.of(
                            "Neue Fassungen lesen Sie als Datei ein.",
                            "Read new versions in as files.",
                        )) } })),
                    Newer::None => (alert(Tone::Success,
                        &say.of(format!("Fassung {version} ist die neueste"), format!("Version {version} is the newest")),
                        html! {})),
                    Newer::Found(found) => (offer(ctx, say, &at, found)),
                }
                @if !matches!(newer, Newer::Found(_)) {
                    (buttons(link_button(Weight::Secondary, &url,
                        say.of("Nach neuer Fassung sehen", "Look for a new version"))))
                }
            }
        }
    }
}

fn offer(ctx: &Ctx, say: Say, at: &str, found: &Found) -> Markup {
    let Key { id, version } = &found.key;
    let hidden = [
        (bring::FROM, bring::PORTAL),
        (bring::SCHEMA, id.as_str()),
        (bring::SCHEMA_VERSION, version.as_str()),
    ];
    let action = ctx.to(&format!("{at}/fassung"));
    alert(
        Tone::Info,
        &say.of(
            format!("Im Portal gibt es Fassung {version}"),
            format!("The portal has version {version}"),
        ),
        html! {
            p {
                (found.title) ", " (found.status)
                @if let Some(day) = found.day {
                    " " (say.of("seit", "since")) " " (ctx.language.day(day))
                }
                "."
            }
            p { (say.of(
                "Was Sie hier eingestellt haben, kommt mit. Danach sehen Sie den Vergleich. Angefangene Entwürfe bleiben bei der alten Fassung.",
                "What you have set here comes along. Then you see the comparison. Drafts stay with the old edition.",
            )) }
            (action_form(&action, &ctx.form_token(), &hidden, Weight::Primary,
                say.of("Als neue Fassung einlesen", "Read in as a new edition")))
        },
    )
}
