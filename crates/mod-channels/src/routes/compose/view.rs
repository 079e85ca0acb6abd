//! The parts of the page where a post is written.

use std::collections::BTreeMap;

use content::Key;
use kernel::media::{self, Media};
use kernel::{AppError, Ctx, Reader};
use norm_social::Channel;
use norm_social::judge::Weight as Force;
use web::button::{Weight, button_named, button_unchecked};
use web::choice::Choice;
use web::empty::empty_state;
use web::field::Width;
use web::icon::Icon;
use web::thumbs::{Pick, chosen, specimens};
use web::{Errors, Field, Markup, Say, Tone, badge, buttons, form, html};

use super::{Desk, Shown, film};
use crate::account::{self, Connection};
use crate::model::{MEDIA_MAX, Post, TITLE_CHARS_MAX, Variant};
use crate::routes::ACCOUNTS;
use crate::variant::{Made, SHAPES, usual_shape};

/// Letters of an alternative text that every channel takes.
const ALT_CHARS_MAX: usize = 1_000;

/// A medium as it is shown where it is chosen.
pub(in crate::routes) fn pick(say: Say, media: &Media) -> Pick {
    let small = media.sized("teaser-480").find(|r| r.mime == "image/webp");
    let icon = if media.kind == "image" { Icon::VIEW } else { Icon::DOCUMENT };
    let mut lines = Vec::new();
    if media.kind == "image" && media.alt.de.is_empty() {
        lines.push(say.of("Noch kein Alternativtext", "No alternative text yet").to_owned());
    }
    if !media.credit.is_empty() {
        lines.push(media.credit.clone());
    }
    let picture = small.map(|r| media.path(r));
    Pick { value: media.id.to_string(), title: media.title.clone(), picture, icon, lines }
}

/// The media of a post as they are shown.
pub(super) fn picks(
    db: &mut Reader<'_>,
    say: Say,
    desk: &Desk,
) -> Result<BTreeMap<String, Pick>, AppError> {
    let films = desk.variants.iter().map(|v| &v.film);
    let worn = films.flat_map(|f| f.captions.iter().map(|c| &c.key).chain([&f.still]));
    let mut picks = BTreeMap::new();
    for one in desk.post.media.iter().map(|m| &m.key).chain(worn) {
        if let Ok(key) = Key::parse(one)
            && let Some(found) = media::find(db, &key)?
        {
            picks.insert(one.clone(), pick(say, &found));
        }
    }
    Ok(picks)
}

/// Title, text, link, language.
pub(super) fn common(say: Say, post: &Post, errors: &Errors) -> Markup {
    let languages = [
        Choice::new("de", say.of("Deutsch", "German")),
        Choice::new("en", say.of("Englisch", "English")),
    ];
    html! {
        (Field::new(say, "titel", say.of("Titel", "Title")).value(&post.title)
            .hint(say.of("Für die Liste, und der Titel von Videos.", "For the list, and the title of films."))
            .max_length(TITLE_CHARS_MAX).error(errors.get("titel")).text())
        (Field::new(say, "text", say.of("Gemeinsamer Text", "Common text")).value(&post.text)
            .hint(say.of("Schlagwörter mit # mit großen Anfangsbuchstaben schreiben: #WirPackenAn.", "Write words with # with capitals: #WeAreAtIt."))
            .optional().error(errors.get("text")).textarea(6))
        (Field::new(say, "link", say.of("Link zur Seite der Stadt", "Link to the town's page")).value(&post.link)
            .hint(say.of("Alles soll auch ohne den Kanal zu lesen sein.", "Everything shall be readable without the channel, too."))
            .optional().error(errors.get("link")).text())
        (Field::new(say, "sprache", say.of("Sprache", "Language")).value(&post.language).radios(&languages))
    }
}

/// Pictures with their alternative texts.
pub(super) fn media(say: Say, post: &Post, picks: &BTreeMap<String, Pick>) -> Markup {
    html! {
        h2 { (say.of("Bilder oder Video", "Pictures or film")) }
        @if post.media.is_empty() {
            p.rh-muted { (say.of("Noch nichts ausgewählt. Instagram braucht ein Bild, YouTube ein Video.",
                "Nothing chosen yet. Instagram needs a picture, YouTube a film.")) }
        }
        @for (at, one) in post.media.iter().enumerate() {
            @let label = say.of(format!("Bild {}", at + 1), format!("Picture {}", at + 1));
            @let alt = format!("alt-{at}");
            (chosen(&label, &format!("medium-{at}"), picks.get(&one.key),
                say.of("Nicht mehr in der Mediathek", "No longer in the library"),
                html! {
                    @if at > 0 {
                        (button_unchecked(Weight::Tertiary, "vor", &at.to_string(), &say.of(format!("Bild {} weiter nach vorn", at + 1), format!("Move picture {} forward", at + 1))))
                    }
                    (button_unchecked(Weight::Tertiary, "weg", &at.to_string(), &say.of(format!("Bild {} entfernen", at + 1), format!("Remove picture {}", at + 1))))
                }))
            (Field::new(say, &alt, &say.of(format!("Alternativtext zu Bild {}", at + 1), format!("Alternative text of picture {}", at + 1)))
                .value(&one.alt).max_length(ALT_CHARS_MAX).textarea(2))
        }
        @if post.media.len() < MEDIA_MAX {
            (buttons(button_named(Weight::Secondary, "ziel", "bild",
                say.of("Aus der Mediathek wählen", "Choose from the library"))))
        }
    }
}

/// When it goes out.
pub(super) fn time(say: Say, post: &Post, errors: &Errors) -> Markup {
    let (day, time) = film::local(say, post.send_at);
    form::group(
        say.of("Wann soll der Beitrag hinausgehen?", "When shall the post go out?"),
        Some(
            say.of(
                "Leer heißt: gleich nach der Freigabe.",
                "Empty means: right after its release.",
            ),
        ),
        html! {
            (Field::new(say, "senden_tag", say.of("Tag", "Day")).optional().value(&day)
                .error(errors.get("senden_tag")).date_text())
            (Field::new(say, "senden_zeit", say.of("Uhrzeit", "Time of day")).optional().value(&time)
                .hint(say.of("Zum Beispiel 8:00", "For example 8:00")).width(Width::Tiny)
                .error(errors.get("senden_zeit")).text())
        },
    )
}

/// What is said where no account is known.
pub(super) fn no_accounts(ctx: &Ctx, say: Say) -> Markup {
    empty_state(
        Icon::LANGUAGE,
        say.of("Noch kein Konto", "No account yet"),
        say.of(
            "Sobald ein Konto verbunden ist, wählen Sie hier, wohin der Beitrag geht.",
            "Once an account is connected you choose here where the post goes.",
        ),
        html! { a href=(ctx.to(ACCOUNTS)) { (say.of("Zu den Konten", "To the accounts")) } },
    )
}

/// One channel: whether, what differs, how it will look.
pub(super) fn channel(
    ctx: &Ctx,
    say: Say,
    desk: &Desk,
    account: &Connection,
    shown: &Shown,
    errors: &Errors,
) -> Markup {
    let own = desk.variants.iter().find(|v| v.account == account.id);
    let value = |of: fn(&Variant) -> &String| own.map_or("", |v| of(v).as_str());
    let id = account.id.to_string();
    let name = |what: &str| format!("{what}-{id}");
    let label = account.label();
    let shape = own.map_or(usual_shape(account.channel), |v| v.shape.as_str());
    let shapes: Vec<Choice<'_>> =
        SHAPES.iter().map(|(word, _, de, en)| Choice::new(word, say.of(*de, *en))).collect();
    let chosen: Vec<&str> = own.iter().map(|_| id.as_str()).collect();
    web::card::sub_card(
        &label,
        html! {
            (Field::new(say, &name("kanal"), &say.of(format!("{label} nutzen?"), format!("Use {label}?")))
                .checkboxes(&[Choice::new(&id, say.of("Beitrag geht auch hierhin", "The post goes here, too"))], &chosen))
            @if !account.is_usable() {
                p { (badge(Tone::Warning, say.of("nicht verbunden", "not connected"))) " " (say.of(
                    "Der Beitrag wartet, bis das Konto verbunden ist.", "The post waits until the account is connected.")) }
            }
            (web::details::details(&say.of(format!("Eigene Fassung für {label}"), format!("Variant of its own for {label}")), html! {
                @if account.channel == Channel::YouTube {
                    (Field::new(say, &name("titel"), say.of("Titel des Videos", "Title of the film")).optional().value(value(|v| &v.title)).text())
                }
                (Field::new(say, &name("text"), say.of("Text in dieser Fassung", "Text of this variant")).optional()
                    .hint(say.of("Leer heißt: der gemeinsame Text.", "Empty means: the common text."))
                    .value(value(|v| &v.text)).textarea(4))
                (Field::new(say, &name("ausschnitt"), say.of("Ausschnitt der Bilder", "Part of the pictures")).value(shape).select(&shapes))
            }))
            @if let Some(own) = own.filter(|_| account.channel == Channel::YouTube) {
                (web::details::details(&say.of(format!("Video auf {label}"), format!("Film on {label}")),
                    film::fields(say, &own.film, account, &shown.picks, errors)))
            }
            (live(ctx, say, account, &shown.made))
        },
    )
}

/// The preview of an account, drawn anew while somebody types.
pub(super) fn live(
    ctx: &Ctx,
    say: Say,
    account: &Connection,
    made: &[(Connection, Variant, Made)],
) -> Markup {
    let made = made.iter().find(|(c, ..)| c.id == account.id).map(|(.., made)| made);
    form::live_part(
        &format!("vorschau-{}", account.id),
        html! { @if let Some(made) = made { (preview(ctx, say, made)) } },
    )
}

/// How it looks on a channel, and how the channel counts.
pub(in crate::routes) fn preview(ctx: &Ctx, say: Say, made: &Made) -> Markup {
    let count = say.of(
        format!("{} von {} Zeichen, wie der Kanal zählt", made.letters, made.letters_max),
        format!("{} of {} characters as the channel counts", made.letters, made.letters_max),
    );
    let shown: Vec<(String, String)> =
        made.shown.iter().map(|(path, alt)| (alt.clone(), path.clone())).collect();
    html! {
        p.kern-label { (say.of("So wird es aussehen", "This is how it will look")) }
        @if !made.post.title.is_empty() && made.post.film().is_some() { p { strong { (made.post.title) } } }
        @for line in norm_text(made).lines() { p lang=(made.post.language) { (line) } }
        @if !shown.is_empty() { (specimens(&shown, "")) }
        p.rh-muted { (count) }
        (remarks(ctx, say, made))
    }
}

fn norm_text(made: &Made) -> String {
    made.post.text_with_link()
}

/// What a channel would say.
pub(in crate::routes) fn remarks(_: &Ctx, say: Say, made: &Made) -> Markup {
    html! {
        @if !made.findings.is_empty() {
            ul {
                @for finding in &made.findings {
                    @let (tone, word) = match finding.weight {
                        Force::Stop => (Tone::Danger, say.of("so nicht möglich", "not possible")),
                        Force::Hint => (Tone::Info, say.of("Hinweis", "hint")),
                    };
                    li { (badge(tone, word)) " " (account::of(say, &finding.words)) }
                }
            }
        }
    }
}
