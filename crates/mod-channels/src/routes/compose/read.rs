//! The form of a post, read.

use jiff::Timestamp;
use jiff::civil::Time;
use kernel::{Fields, Problem, clock};

use super::{Desk, film};
use crate::model::{TEXT_CHARS_MAX, TITLE_CHARS_MAX, Variant};
use crate::signin::wrong;
use crate::variant::SHAPES;

/// Reads the fields into a post and where it goes; what was typed stays even if something is wrong.
///
/// # Errors
/// The first field that is not right.
pub(super) fn read(fields: &Fields, desk: &mut Desk) -> Result<(), Problem> {
    let post = &mut desk.post;
    post.title = fields.get("titel").chars().take(TITLE_CHARS_MAX).collect();
    post.text = fields.text("text").chars().take(TEXT_CHARS_MAX).collect();
    fields.get("link").clone_into(&mut post.link);
    if matches!(fields.get("sprache"), "de" | "en") {
        fields.get("sprache").clone_into(&mut post.language);
    }
    for (at, chosen) in post.media.iter_mut().enumerate() {
        fields.get(&format!("alt-{at}")).clone_into(&mut chosen.alt);
    }
    if let Ok(at) = fields.get("weg").parse::<usize>()
        && at < post.media.len()
    {
        post.media.remove(at);
    }
    if let Ok(at) = fields.get("vor").parse::<usize>()
        && (1..post.media.len()).contains(&at)
    {
        post.media.swap(at - 1, at);
    }
    let accounts = desk.accounts.iter().filter(|c| fields.has(&format!("kanal-{}", c.id)));
    let mut wrong_film = None;
    let variants = accounts.map(|c| {
        let of = |name: &str| fields.text(&format!("{name}-{}", c.id));
        let shape = of("ausschnitt");
        let before = desk.variants.iter().find(|v| v.account == c.id);
        let before = before.map(|v| v.film.clone()).unwrap_or_default();
        let (film, problem) = film::read(fields, c, &before);
        wrong_film = wrong_film.take().or(problem);
        Variant {
            account: c.id,
            title: of("titel"),
            text: of("text"),
            shape: if SHAPES.iter().any(|s| s.0 == shape) { shape } else { String::new() },
            film,
        }
    });
    desk.variants = variants.collect();
    if post.title.is_empty() {
        return Err(wrong("titel", "Geben Sie einen Titel ein.", "Enter a title."));
    }
    if !post.link.is_empty() && !is_link(&post.link) {
        return Err(wrong(
            "link",
            "Geben Sie eine ganze Adresse ein, die mit https:// beginnt.",
            "Enter a whole address that begins with https://.",
        ));
    }
    post.send_at = moment(fields, "senden_tag", "senden_zeit")?;
    wrong_film.map_or(Ok(()), Err)
}

fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !text.chars().any(char::is_whitespace))
}

/// Day and time in the town's time; nothing for "at once".
///
/// # Errors
/// The field that is not right.
pub(super) fn moment(
    fields: &Fields,
    of_day: &str,
    of_time: &str,
) -> Result<Option<Timestamp>, Problem> {
    let day = fields.date(of_day)?;
    let text = fields.get(of_time);
    let Some(day) = day else {
        if text.is_empty() {
            return Ok(None);
        }
        return Err(wrong(of_day, "Zur Uhrzeit fehlt der Tag.", "The time of day lacks its day."));
    };
    let not_a_time = || {
        wrong(
            of_time,
            "Geben Sie eine Uhrzeit ein, zum Beispiel 8:00.",
            "Enter a time of day, for example 8:00.",
        )
    };
    let at = day.to_datetime(time(text).ok_or_else(not_a_time)?);
    at.to_zoned(clock::berlin()).map(|z| Some(z.timestamp())).map_err(|_| not_a_time())
}

fn time(text: &str) -> Option<Time> {
    let text = text.trim().trim_end_matches("Uhr").trim().replace('.', ":");
    let (hour, minute) = text.split_once(':').unwrap_or((&text, "0"));
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(day: &str, time: &str) -> Fields {
        Fields::from_pairs(vec![
            ("senden_tag".into(), day.into()),
            ("senden_zeit".into(), time.into()),
        ])
    }

    fn read_moment(day: &str, time: &str) -> Result<Option<Timestamp>, Problem> {
        moment(&form(day, time), "senden_tag", "senden_zeit")
    }

    #[test]
    fn the_time_is_read_as_people_write_it() {
        let at = |day: &str, time: &str| read_moment(day, time).unwrap().unwrap().to_string();
        assert_eq!(at("24.11.2026", "8"), "2026-11-24T07:00:00Z");
        assert_eq!(at("24.11.2026", "8.30 Uhr"), "2026-11-24T07:30:00Z");
        assert!(read_moment("", "").unwrap().is_none());
        for (day, time) in [("", "8:00"), ("31.2.2026", "8"), ("1.1.2027", ""), ("1.1.2027", "25")]
        {
            assert!(read_moment(day, time).is_err(), "{day} {time}");
        }
        assert!(is_link("https://stadt.example/a"));
        assert!(!is_link("javascript:alert(1)") && !is_link("https://") && !is_link("https://a b"));
    }
}
