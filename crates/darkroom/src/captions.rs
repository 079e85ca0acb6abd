//! Captions of films (WebVTT): read, so that a broken file is refused before anybody needs it.

use crate::Refusal;

/// One caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// When it appears, in milliseconds.
    pub from_ms: u64,
    /// When it goes, in milliseconds.
    pub until_ms: u64,
    /// What it says, without marks.
    pub text: String,
}

/// A file of captions and what an editor should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captions {
    /// The captions in order.
    pub cues: Vec<Cue>,
    /// Lines of captions nobody can read in their time: more than twenty characters a second.
    pub hasty: Vec<usize>,
}

/// Captions in one file.
const CUES_MAX: usize = 20_000;
/// Bytes of a file.
const BYTES_MAX: usize = 2 * 1024 * 1024;
/// What people read in a second, in characters, with room: subtitle guides say fifteen.
const CHARS_PER_SECOND: u64 = 20;

fn wrong(line: usize, de: &'static str, en: &'static str) -> Refusal {
    Refusal::Line(line + 1, de, en)
}

/// Reads captions.
///
/// # Errors
/// [`Refusal::Line`] with the line at fault.
pub fn captions(bytes: &[u8]) -> Result<Captions, Refusal> {
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::TooManyBytes(BYTES_MAX as u64));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        wrong(0, "Die Datei ist nicht in UTF-8 gespeichert.", "The file is not saved in UTF-8.")
    })?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').collect();
    let is_head =
        lines[0].strip_prefix("WEBVTT").is_some_and(|r| r.is_empty() || r.starts_with([' ', '\t']));
    if !is_head {
        return Err(wrong(
            0,
            "Die erste Zeile muss „WEBVTT“ lauten.",
            "The first line must be “WEBVTT”.",
        ));
    }
    let mut found = Captions::default();
    let mut at = 1;
    while at < lines.len() {
        let start = at;
        while at < lines.len() && !lines[at].trim().is_empty() {
            at += 1;
        }
        block(&lines, start, at, &mut found)?;
        at += 1;
    }
    if found.cues.is_empty() {
        return Err(wrong(0, "Die Datei enthält keinen Untertitel.", "The file holds no caption."));
    }
    Ok(found)
}

/// One block of lines without an empty one between.
fn block(lines: &[&str], start: usize, end: usize, found: &mut Captions) -> Result<(), Refusal> {
    let Some(first) = lines[start..end].first() else { return Ok(()) };
    let is_aside = ["NOTE", "STYLE", "REGION"].iter().any(|w| first.starts_with(w));
    if is_aside && !first.contains("-->") {
        return Ok(());
    }
    let Some(times) = (start..end.min(start + 2)).find(|i| lines[*i].contains("-->")) else {
        // What stands right below the head is part of it.
        return if start == 1 {
            Ok(())
        } else {
            Err(wrong(
                start,
                "Hier fehlt eine Zeile mit Zeiten wie „00:01.000 --> 00:04.000“.",
                "A line of times such as “00:01.000 --> 00:04.000” is missing here.",
            ))
        };
    };
    let (from, until) = lines[times].split_once("-->").unwrap_or_default();
    let until = until.split_whitespace().next().unwrap_or_default();
    let times_wrong = || {
        wrong(
            times,
            "Die Zeiten sind nicht lesbar. Schreiben Sie zum Beispiel 00:01.000 --> 00:04.000.",
            "The times cannot be read. Write for example 00:01.000 --> 00:04.000.",
        )
    };
    let from_ms = time(from).ok_or_else(times_wrong)?;
    let until_ms = time(until).ok_or_else(times_wrong)?;
    if until_ms <= from_ms {
        return Err(wrong(
            times,
            "Der Untertitel endet, bevor er beginnt.",
            "The caption ends before it begins.",
        ));
    }
    if found.cues.last().is_some_and(|last| last.from_ms > from_ms) {
        return Err(wrong(
            times,
            "Der Untertitel beginnt vor dem vorigen.",
            "The caption begins before the one above it.",
        ));
    }
    if found.cues.len() >= CUES_MAX {
        return Err(wrong(times, "Das sind zu viele Untertitel.", "These are too many captions."));
    }
    let text = without_marks(&lines[times + 1..end].join(" "));
    if text.is_empty() {
        return Err(wrong(
            times,
            "Zu dieser Zeit steht kein Text.",
            "There is no text at this time.",
        ));
    }
    if text.chars().count() as u64 * 1_000 > CHARS_PER_SECOND * (until_ms - from_ms) {
        found.hasty.push(times + 1);
    }
    found.cues.push(Cue { from_ms, until_ms, text });
    Ok(())
}

/// `1:02:03.400` or `02:03.400` in milliseconds.
fn time(text: &str) -> Option<u64> {
    let (whole, thousandths) = text.trim().split_once('.')?;
    let number = |s: &str, length: std::ops::RangeInclusive<usize>| {
        let is_number = length.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| s.parse::<u64>().ok()).flatten()
    };
    let parts: Vec<&str> = whole.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [minutes, seconds] => (0, number(minutes, 2..=2)?, number(seconds, 2..=2)?),
        [hours, minutes, seconds] => {
            (number(hours, 1..=4)?, number(minutes, 2..=2)?, number(seconds, 2..=2)?)
        }
        _ => return None,
    };
    if minutes > 59 || seconds > 59 {
        return None;
    }
    Some(((hours * 60 + minutes) * 60 + seconds) * 1_000 + number(thousandths, 3..=3)?)
}

fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_mark = false;
    for c in text.chars() {
        match c {
            '<' => is_mark = true,
            '>' if is_mark => is_mark = false,
            c if !is_mark => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}
