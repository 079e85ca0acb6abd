//! What the town decides: the settings of all modules, each on a page made from its description.

use axum::extract::Path;
use axum::response::Response;
use kernel::settings::{SettingField, SettingKind, SettingsPage};
use kernel::town::Profile;
use kernel::{AppError, Audit, Ctx, Fields, Text};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use web::badge::Tone;
use web::button::Weight;
use web::card::{Teaser, teaser_grid};
use web::colour::Colour;
use web::icon::Icon;
use web::page::stack;
use web::theme::Theme;
use web::{
    Errors, Field, Form, Frame, Markup, Say, alert, button, buttons, format, html, link_button,
};

/// Largest text of a setting, in bytes: a coat of arms is the longest.
const TEXT_BYTES_MAX: usize = 256 * 1024;

/// All settings pages, the town's own first.
fn pages(ctx: &Ctx) -> Vec<SettingsPage> {
    let own = SettingsPage::of::<Profile>(|| {
        Text::new("Name, Farben, Wappen, Impressum", "Name, colours, coat of arms, imprint")
    });
    let modules = ctx.town.house().modules();
    std::iter::once(own).chain(modules.iter().flat_map(|m| m.settings.iter().copied())).collect()
}

fn find(ctx: &Ctx, module: &str) -> Result<SettingsPage, AppError> {
    pages(ctx).into_iter().find(|p| p.module == module).ok_or(AppError::NotFound)
}

/// The list of pages.
pub async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let entries: Vec<(String, String, String)> = pages(&ctx)
        .iter()
        .map(|page| {
            let labels: Vec<String> = (page.fields)()
                .iter()
                .take(3)
                .map(|f| f.label.of(ctx.language).to_owned())
                .collect();
            (
                (page.title)().of(ctx.language).to_owned(),
                ctx.to(&format!("/verwaltung/einstellungen/{}", page.module)),
                format!("{} …", labels.join(", ")),
            )
        })
        .collect();
    let teasers: Vec<Teaser<'_>> = entries
        .iter()
        .map(|(title, url, text)| Teaser::new(title, url, text).icon(Icon::SETTINGS))
        .collect();
    let page = frame
        .staff(say.of("Einstellungen", "Settings"))
        .lead(say.of(
            "Was Ihre Stadt selbst entscheidet. Jede Änderung gilt sofort und steht im Protokoll.",
            "What your town decides for itself. Each change holds at once and is noted in the logbook.",
        ))
        .body(teaser_grid(&teasers));
    Ok(frame.answer(page))
}

/// What is typed into the fields, by key.
type Typed = Vec<(SettingField, String)>;

/// The page of a module.
pub async fn show(
    ctx: Ctx,
    Path(module): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let page = find(&ctx, &module)?;
    let value = ctx.read(move |db| (page.read)(db)).await?;
    let frame = Frame::of(&ctx);
    let typed = (page.fields)()
        .into_iter()
        .map(|field| {
            let text = written(frame.say, &field, value.get(field.key).unwrap_or(&Value::Null));
            (field, text)
        })
        .collect();
    let saved = fields.has("gespeichert");
    let body = form(&ctx, frame.say, &page, &typed, &version(&value), &Errors::new());
    let mut shown = start(&ctx, &frame, &page).body(body);
    if saved {
        let words = frame
            .say
            .of("Gespeichert. Die Änderung gilt sofort.", "Saved. The change holds at once.");
        shown = shown.message(Tone::Success, words, findings(&ctx, frame.say, &page));
    }
    Ok(frame.answer(shown))
}

fn start<'f>(ctx: &Ctx, frame: &'f Frame<'_>, page: &SettingsPage) -> web::Page<'f> {
    frame
        .staff((page.title)().of(ctx.language))
        .path(ctx.to("/verwaltung/einstellungen"))
        .crumb(frame.say.of("Einstellungen", "Settings"), ctx.to("/verwaltung/einstellungen"))
}

/// Saves the page of a module.
pub async fn save(
    ctx: Ctx,
    Path(module): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let page = find(&ctx, &module)?;
    let before = ctx.read(move |db| (page.read)(db)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let typed: Typed = (page.fields)()
        .into_iter()
        .map(|field| {
            let text = fields.text(field.key);
            (field, text)
        })
        .collect();
    let mut errors = Errors::new();
    let changes = read_all(say, ctx.language, &typed, &before, &mut errors);
    if errors.is_empty() {
        let seen = fields.get("stand").to_owned();
        match write(&ctx, page, changes, seen).await {
            Ok(()) => {
                ctx.town.reload_profile().await?;
                let back = format!("/verwaltung/einstellungen/{}?gespeichert=ja", page.module);
                return Ok(ctx.redirect(&back));
            }
            Err(AppError::Refused(problem)) => errors = frame.errors_of(&problem),
            Err(other) => return Err(other),
        }
    }
    let body = form(&ctx, say, &page, &typed, fields.get("stand"), &errors);
    Ok(frame.answer_again(start(&ctx, &frame, &page).errors(&errors).body(body)))
}

async fn write(
    ctx: &Ctx,
    page: SettingsPage,
    changes: Map<String, Value>,
    seen: String,
) -> Result<(), AppError> {
    ctx.write(move |tx| {
        let mut value = (page.read)(tx)?;
        if version(&value) != seen {
            return Err(AppError::refused(
                "settings/changed-meanwhile",
                "Jemand hat diese Einstellungen inzwischen geändert. Laden Sie die Seite neu und tragen Sie Ihre Änderung noch einmal ein.",
                "Somebody has changed these settings in the meantime. Reload the page and enter your change again.",
            ));
        }
        let Some(object) = value.as_object_mut() else { return Err(AppError::NotFound) };
        let mut touched: Vec<String> = Vec::new();
        for (key, new) in changes {
            if object.get(&key) != Some(&new) {
                touched.push(key.clone());
                object.insert(key, new);
            }
        }
        (page.write)(tx, value)?;
        // Names of fields, never their values: they may name people.
        Ok(Audit::of("settings.changed", page.module).note(touched.join(" ")).done())
    })
    .await
}

/// A mark of the values as they were shown, to notice that somebody else was faster.
fn version(value: &Value) -> String {
    hex::encode(&Sha256::digest(value.to_string().as_bytes())[..12])
}

/// A value as its field shows it.
fn written(say: Say, field: &SettingField, value: &Value) -> String {
    match (&field.kind, value) {
        (_, Value::Null) => String::new(),
        (SettingKind::Switch, value) => {
            if value.as_bool() == Some(true) { "ja" } else { "nein" }.to_owned()
        }
        (SettingKind::Money, value) => {
            value.as_i64().map(|cents| format::money_input(say, cents)).unwrap_or_default()
        }
        (_, Value::Array(lines)) => {
            lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// All values as data; what does not read is named at its field.
fn read_all(
    say: Say,
    language: kernel::Language,
    typed: &Typed,
    before: &Value,
    errors: &mut Errors,
) -> Map<String, Value> {
    let mut changes = Map::new();
    for (field, text) in typed {
        match read_one(field, text, before.get(field.key)) {
            Ok(value) => {
                changes.insert(field.key.to_owned(), value);
            }
            Err(words) => errors.add(field.key, sentence(say, language, field, &words)),
        }
    }
    changes
}

/// What is wrong with a value.
enum Wrong {
    Number(i64, i64),
    Money,
    Colour,
    TooLong,
    Drawing,
}

fn sentence(say: Say, language: kernel::Language, field: &SettingField, wrong: &Wrong) -> String {
    let label = field.label.of(language);
    match wrong {
        Wrong::Number(min, max) => say.of(
            format!("Geben Sie bei „{label}“ eine ganze Zahl von {min} bis {max} ein."),
            format!("Enter a whole number from {min} to {max} for “{label}”."),
        ),
        Wrong::Money => say.of(
            format!("Geben Sie bei „{label}“ einen Betrag in Euro ein, zum Beispiel 650,50."),
            format!("Enter an amount in euros for “{label}”, for example 650,50."),
        ),
        Wrong::Colour => say.of(
            format!("Geben Sie bei „{label}“ eine Farbe als # mit sechs Ziffern oder Buchstaben von A bis F ein."),
            format!("Enter a colour for “{label}” as # with six digits or letters from A to F."),
        ),
        Wrong::TooLong => say.of(
            format!("„{label}“ ist zu lang. Kürzen Sie den Text."),
            format!("“{label}” is too long. Shorten the text."),
        ),
        Wrong::Drawing => say.of(
            format!("„{label}“: Das ist keine SVG-Datei. Öffnen Sie die Datei in einem Texteditor und kopieren Sie alles von <svg bis </svg>."),
            format!("“{label}”: this is no SVG file. Open the file in a text editor and copy everything from <svg to </svg>."),
        ),
    }
}

fn read_one(field: &SettingField, text: &str, before: Option<&Value>) -> Result<Value, Wrong> {
    let text = text.trim();
    if text.len() > TEXT_BYTES_MAX {
        return Err(Wrong::TooLong);
    }
    Ok(match &field.kind {
        SettingKind::Line | SettingKind::Lines => {
            if field.key.ends_with("_svg") && !text.is_empty() && !is_drawing(text) {
                return Err(Wrong::Drawing);
            }
            match before {
                Some(Value::Array(_)) => text
                    .lines()
                    .map(str::trim)
                    .filter(|line| !line.is_empty())
                    .map(Value::from)
                    .collect::<Vec<_>>()
                    .into(),
                _ => text.into(),
            }
        }
        SettingKind::Switch => (text == "ja").into(),
        SettingKind::Number(min, max) => {
            let number = web::input::number(text).map_err(|_| Wrong::Number(*min, *max))?;
            if !(*min..=*max).contains(&number) {
                return Err(Wrong::Number(*min, *max));
            }
            number.into()
        }
        SettingKind::Money => web::input::money(text).map_err(|_| Wrong::Money)?.into(),
        SettingKind::Colour => {
            if !text.is_empty() && text.parse::<Colour>().is_err() {
                return Err(Wrong::Colour);
            }
            text.into()
        }
    })
}

/// Looks like a drawing. What it may do is decided by the headers it is served with.
fn is_drawing(text: &str) -> bool {
    (text.starts_with("<svg") || text.starts_with("<?xml") || text.starts_with("<!--"))
        && text.contains("<svg")
        && text.ends_with("</svg>")
}

fn form(
    ctx: &Ctx,
    say: Say,
    page: &SettingsPage,
    typed: &Typed,
    version: &str,
    errors: &Errors,
) -> Markup {
    let action = ctx.to(&format!("/verwaltung/einstellungen/{}", page.module));
    let token = ctx.form_token();
    stack(html! {
        (findings(ctx, say, page))
        (Form::post(&action, &token)
            .autosave_hint(say.of("Nicht gespeicherte Änderungen", "Unsaved changes"))
            .body(html! {
                input type="hidden" name="stand" value=(version);
                @for (field, text) in typed { (one_field(ctx, say, field, text, errors)) }
                (buttons(html! {
                    (button(Weight::Primary, say.of("Speichern", "Save")))
                    (link_button(Weight::Tertiary, &ctx.to("/verwaltung/einstellungen"), say.of("Abbrechen", "Cancel")))
                }))
            }))
    })
}

fn one_field(ctx: &Ctx, say: Say, field: &SettingField, text: &str, errors: &Errors) -> Markup {
    let hint = field.hint.of(ctx.language);
    let input = Field::new(say, field.key, field.label.of(ctx.language))
        .value(text)
        .hint_if((!hint.is_empty()).then_some(hint))
        .error(errors.get(field.key));
    match field.kind {
        SettingKind::Lines => input.textarea(6),
        SettingKind::Switch => input.yes_no(),
        SettingKind::Number(..) => input.number(),
        SettingKind::Money => input.money(),
        SettingKind::Line | SettingKind::Colour => input.text(),
    }
}

/// What the town should know about its colours.
fn findings(ctx: &Ctx, say: Say, page: &SettingsPage) -> Markup {
    let profile = ctx.town.profile();
    let is_own = page.module == <Profile as kernel::settings::Settings>::MODULE;
    let theme = Theme {
        main: profile.main_colour().parse().unwrap_or(Theme::HOUSE.main),
        accent: profile.accent.parse().unwrap_or(Theme::HOUSE.accent),
    };
    let found = if is_own { theme.findings(say) } else { Vec::new() };
    html! {
        @if !found.is_empty() {
            (alert(
                Tone::Warning,
                say.of("Zu Ihren Farben", "About your colours"),
                html! { @for sentence in &found { p { (sentence) } } },
            ))
        }
    }
}
