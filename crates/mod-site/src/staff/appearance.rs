//! How the pages look: one of three looks and two colours, checked for contrast before they hold.

use axum::response::Response;
use content::theme::{Colour, Scale, Theme, check_theme};
use kernel::town::Profile;
use kernel::{AppError, Audit, Ctx, Fields, settings};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::page::stack;
use web::theme::Look;
use web::{Errors, Field, Form, Frame, Markup, Say, button, buttons, html, notice};

const BASE: &str = "/verwaltung/erscheinungsbild";

#[derive(Clone, Default)]
struct Typed {
    look: String,
    colour: String,
    accent: String,
}

fn words(say: Say, look: Look) -> (&'static str, &'static str) {
    match look {
        Look::Klar => (
            say.of("Klar", "Clear"),
            say.of(
                "Ruhig und sachlich, mit dem gezeichneten Stadtbild auf der Startseite.",
                "Calm and plain, with the drawn view of the town on the home page.",
            ),
        ),
        Look::Herzlich => (
            say.of("Herzlich", "Friendly"),
            say.of(
                "Runde Formen, sanfte Flächen, eine helle Startseite mit der Suche in der Mitte.",
                "Round shapes, soft surfaces, a light home page with the search in the middle.",
            ),
        ),
        Look::Kontor => (
            say.of("Kontor", "Edited"),
            say.of(
                "Dunkler Kopf, Überschriften in einer Buchschrift, Linien statt Kästen.",
                "A dark head, headings in a book face, rules instead of boxes.",
            ),
        ),
    }
}

/// The form.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let profile = ctx.town.profile();
    let typed = Typed {
        look: Look::named(&profile.look).name().to_owned(),
        colour: profile.main_colour().to_owned(),
        accent: profile.accent.clone(),
    };
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &typed, &Errors::new());
    let say = frame.say;
    let page = if fields.has("gespeichert") {
        page.message(Tone::Success, say.of("Gespeichert", "Saved"), html! {
            p { a href=(ctx.to("/")) { (say.of("Startseite ansehen", "Look at the home page")) } }
        })
    } else {
        page
    };
    Ok(frame.answer(page))
}

fn page<'f>(ctx: &Ctx, frame: &'f Frame<'_>, typed: &Typed, errors: &Errors) -> web::Page<'f> {
    let say = frame.say;
    let looks: Vec<Choice<'_>> = Look::ALL
        .into_iter()
        .map(|look| {
            let (label, hint) = words(say, look);
            Choice::new(look.name(), label).hint(hint)
        })
        .collect();
    let (action, token) = (ctx.to(BASE), ctx.form_token());
    let form = Form::post(&action, &token).body(html! {
        (Field::new(say, "look", say.of("Wie sollen die Seiten aussehen?", "How shall the pages look?"))
            .value(&typed.look).error(errors.get("look")).radios(&looks))
        (Field::new(say, "farbe", say.of("Hauptfarbe", "First colour"))
            .hint(say.of("Für Links, Knöpfe und den Kopf. Als #rrggbb.", "For links, buttons and the head. As #rrggbb."))
            .value(&typed.colour).error(errors.get("farbe")).text())
        (Field::new(say, "akzent", say.of("Zweite Farbe", "Second colour"))
            .hint(say.of("Für Linien und kleine Akzente. Als #rrggbb.", "For rules and small accents. As #rrggbb."))
            .value(&typed.accent).error(errors.get("akzent")).text())
        (buttons(html! { (button(Weight::Primary, say.of("Speichern", "Save"))) }))
    });
    frame
        .staff(say.of("Erscheinungsbild", "Appearance"))
        .lead(say.of(
            "Farben und Aussehen der öffentlichen Seiten. Hell, dunkel und mit hohem Kontrast passen sie sich von selbst an.",
            "Colours and look of the public pages. They adapt to light, dark and high contrast by themselves.",
        ))
        .errors(errors)
        .body(stack(html! { (form) (findings(say, typed)) }))
}

/// What the house had to change in the colours to keep them readable.
fn findings(say: Say, typed: &Typed) -> Markup {
    let colour = |text: &str, usual| text.parse().unwrap_or(usual);
    let usual = web::theme::Theme::HOUSE;
    let theme = web::theme::Theme {
        main: colour(&typed.colour, usual.main),
        accent: colour(&typed.accent, usual.accent),
    };
    let found = theme.findings(say);
    html! { @for sentence in &found { (notice(html! { p { (sentence) } })) } }
}

/// What is wrong with the choice, by field.
fn check(say: Say, typed: &Typed) -> Errors {
    let mut errors = Errors::new();
    if Look::named(&typed.look).name() != typed.look {
        errors.add("look", say.of("Wählen Sie ein Aussehen.", "Choose a look."));
    }
    let unreadable = say.of(
        "Geben Sie die Farbe als # mit sechs Ziffern oder Buchstaben von A bis F ein.",
        "Enter the colour as # with six digits or letters from A to F.",
    );
    let read = |text: &str| Colour::parse(text).filter(|_| text.len() == 7);
    let (main, accent) = (read(&typed.colour), read(&typed.accent));
    if main.is_none() {
        errors.add("farbe", unreadable);
    }
    if accent.is_none() {
        errors.add("akzent", unreadable);
    }
    if let (Some(main), Some(accent)) = (main, accent) {
        let theme = Theme { action: Scale::of(main), decoration: Scale::of(accent) };
        for weak in check_theme(&theme) {
            let said = weak.said();
            errors.add("farbe", say.of(said.de, said.en));
        }
    }
    errors
}

/// Checks and saves.
pub async fn save(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed = Typed {
        look: fields.get("look").to_owned(),
        colour: fields.get("farbe").to_lowercase(),
        accent: fields.get("akzent").to_lowercase(),
    };
    let frame = Frame::of(&ctx);
    let errors = check(frame.say, &typed);
    if !errors.is_empty() {
        return Ok(frame.answer_again(page(&ctx, &frame, &typed, &errors)));
    }
    ctx.write(move |tx| {
        let mut profile: Profile = settings::get(tx)?;
        profile.look = typed.look;
        profile.colour = typed.colour;
        profile.accent = typed.accent;
        settings::set(tx, &profile)?;
        Ok(Audit::of("site.appearance_changed", "town").done())
    })
    .await?;
    ctx.town.reload_profile().await?;
    Ok(ctx.redirect(&format!("{BASE}?gespeichert=1")))
}
