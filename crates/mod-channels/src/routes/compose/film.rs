//! What is wished for a film on `YouTube`, in the form of a post.

use std::collections::BTreeMap;

use jiff::Timestamp;
use kernel::{Fields, Problem, clock};
use norm_social::Visibility;
use web::button::{Weight, button_named, button_unchecked};
use web::choice::Choice;
use web::field::Width;
use web::thumbs::{Pick, chosen};
use web::{Errors, Field, Markup, Say, buttons, form, format, html};

use crate::account::Connection;
use crate::film::{CAPTIONS_MAX, Film, LANGUAGES, visibility_of};

use super::read::moment;

/// The name of a field of an account.
fn name(what: &str, account: &Connection) -> String {
    format!("{what}-{}", account.id)
}

/// The fields.
pub(super) fn fields(
    say: Say,
    film: &Film,
    account: &Connection,
    picks: &BTreeMap<String, Pick>,
    errors: &Errors,
) -> Markup {
    html! {
        (seen(say, film, account, errors))
        (found(say, film, account))
        (still(say, film, account, picks))
        (captions(say, film, account, picks))
    }
}

/// Day and time of an instant as fields show them.
pub(super) fn local(say: Say, at: Option<Timestamp>) -> (String, String) {
    let local = at.map(|at| at.to_zoned(clock::berlin()).datetime());
    let day = local.map(|at| format::date_short(say, at.date()).replace('/', "."));
    let time = local.map(|at| at.time().strftime("%H:%M").to_string());
    (day.unwrap_or_default(), time.unwrap_or_default())
}

/// Who may see it, and from when.
fn seen(say: Say, film: &Film, account: &Connection, errors: &Errors) -> Markup {
    let all = [
        Choice::new("public", say.of("alle", "everybody")),
        Choice::new("unlisted", say.of("alle, die den Link haben", "whoever has the link")),
        Choice::new("private", say.of("nur die Stadt selbst", "only the town itself")),
    ];
    let (day, time) = local(say, film.public_at);
    let names = ["sichtbarkeit", "oeffentlich_tag", "oeffentlich_zeit"].map(|n| name(n, account));
    html! {
        (Field::new(say, &names[0], say.of("Wer darf das Video sehen?", "Who may see the film?"))
            .value(film.visibility.word()).radios(&all))
        (form::group(
            say.of("Soll YouTube das Video erst später zeigen?", "Shall YouTube show the film only later?"),
            Some(say.of(
                "Es wird dann zur Zeit des Beitrags hochgeladen, bleibt bis dahin privat und wird danach von selbst öffentlich. Leer heißt: sobald es hochgeladen ist.",
                "It is uploaded at the time of the post then, stays private until that time and becomes public by itself. Empty means: once it is uploaded.",
            )),
            html! {
                (Field::new(say, &names[1], say.of("Öffentlich ab", "Public from")).optional().value(&day)
                    .error(errors.get(&names[1])).date_text())
                (Field::new(say, &names[2], say.of("Uhrzeit", "Time of day")).optional().value(&time)
                    .width(Width::Tiny).error(errors.get(&names[2])).text())
            },
        ))
    }
}

/// How it is found: keywords, a list.
fn found(say: Say, film: &Film, account: &Connection) -> Markup {
    let mut lists = vec![Choice::new("", say.of("keine", "none"))];
    lists.extend(account.lists.iter().map(|list| Choice::new(&list.id, &list.title)));
    if !film.list.is_empty() && !account.lists.iter().any(|list| list.id == film.list) {
        lists.push(Choice::new(&film.list, &film.list));
    }
    let keywords = film.keywords.join(", ");
    html! {
        (Field::new(say, &name("stichworte", account), say.of("Stichwörter", "Keywords")).optional()
            .value(&keywords).hint(say.of("Durch Kommas getrennt.", "Parted by commas.")).text())
        (Field::new(say, &name("playlist", account), say.of("Playlist", "Playlist")).value(&film.list)
            .hint(say.of("Die Listen werden gelesen, wenn das Konto geprüft wird.", "The lists are read when the account is checked."))
            .select(&lists))
    }
}

fn still(say: Say, film: &Film, account: &Connection, picks: &BTreeMap<String, Pick>) -> Markup {
    let word = name("vorschaubild", account);
    let is_set = !film.still.is_empty();
    let none = if is_set {
        say.of("Nicht mehr in der Mediathek", "No longer in the library")
    } else {
        say.of(
            "Keines: YouTube wählt ein Bild aus dem Video.",
            "None: YouTube chooses a picture of the film.",
        )
    };
    chosen(
        say.of("Vorschaubild", "Still"),
        &word,
        picks.get(&film.still).filter(|_| is_set),
        none,
        html! {
            (button_named(Weight::Secondary, "ziel", &word, say.of("Vorschaubild wählen", "Choose the still")))
            @if is_set {
                (button_unchecked(Weight::Tertiary, "weg", &word, say.of("Vorschaubild entfernen", "Remove the still")))
            }
        },
    )
}

fn captions(say: Say, film: &Film, account: &Connection, picks: &BTreeMap<String, Pick>) -> Markup {
    let languages: Vec<Choice<'_>> =
        LANGUAGES.iter().map(|(word, de, en)| Choice::new(word, say.of(*de, *en))).collect();
    html! {
        @for (at, one) in film.captions.iter().enumerate() {
            @let number = at + 1;
            @let label = say.of(format!("Untertitel {number}"), format!("Captions {number}"));
            @let track = name(&format!("untertitel-datei-{at}"), account);
            @let spoken = name(&format!("untertitel-sprache-{at}"), account);
            @let gone = name(&format!("untertitel-{at}"), account);
            (chosen(&label, &track, picks.get(&one.key), say.of("Nicht mehr in der Mediathek", "No longer in the library"),
                button_unchecked(Weight::Tertiary, "weg", &gone, &say.of(format!("Untertitel {number} entfernen"), format!("Remove captions {number}")))))
            (Field::new(say, &spoken, &say.of(format!("Sprache der Untertitel {number}"), format!("Language of captions {number}")))
                .value(&one.language).width(Width::Medium).select(&languages))
        }
        @if film.captions.len() < CAPTIONS_MAX {
            (buttons(button_named(Weight::Secondary, "ziel", &name("untertitel", account),
                say.of("Untertitel aus der Mediathek", "Captions from the library"))))
        }
    }
}

/// Reads the fields into what was wished before.
///
/// # Errors
/// The first field that is not right.
pub(super) fn read(
    fields: &Fields,
    account: &Connection,
    before: &Film,
) -> (Film, Option<Problem>) {
    let of = |what: &str| fields.get(&name(what, account));
    let mut film = before.clone();
    if !fields.has(&name("stichworte", account)) {
        // The page did not show the fields of a film.
        return (film, None);
    }
    film.visibility = visibility_of(of("sichtbarkeit"));
    film.keywords = Film::read_keywords(of("stichworte"));
    of("playlist").clone_into(&mut film.list);
    for (at, captions) in film.captions.iter_mut().enumerate() {
        let language = of(&format!("untertitel-sprache-{at}"));
        if LANGUAGES.iter().any(|(word, ..)| *word == language) {
            language.clone_into(&mut captions.language);
        }
    }
    let gone = fields.get("weg");
    if gone == name("vorschaubild", account) {
        film.still.clear();
    }
    let at = (0..film.captions.len()).find(|at| gone == name(&format!("untertitel-{at}"), account));
    if let Some(at) = at {
        film.captions.remove(at);
    }
    let problem =
        match moment(fields, &name("oeffentlich_tag", account), &name("oeffentlich_zeit", account))
        {
            Ok(at) => {
                film.public_at = at;
                None
            }
            Err(problem) => Some(problem),
        };
    if film.public_at.is_some() {
        film.visibility = Visibility::Public;
    }
    (film, problem)
}
