//! Sites entered by hand: own road building, events, emergencies. Where they are is a street, from
//! one house number to another or the whole of it.

use kernel::places::{self, Address, plane};
use kernel::{AppError, Fields, Id, Problem, Reader};

use crate::model::{Impact, Line, Section, Sort};
use crate::site::New;

/// Longest text, in characters.
const TEXT_CHARS_MAX: usize = 2_000;
/// Longest line, in characters.
const LINE_CHARS_MAX: usize = 160;

/// What somebody typed.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub sort: String,
    pub title: String,
    pub street: String,
    pub first: String,
    pub last: String,
    pub builder: String,
    pub impact: String,
    pub text: String,
    pub detour: String,
    pub from: String,
    pub until: String,
    pub is_active: bool,
    /// Number of this entry: sent twice it is one.
    pub key: String,
}

impl Typed {
    /// As it came.
    pub fn of(fields: &Fields) -> Self {
        let key = fields.text("nummer");
        Self {
            sort: fields.text("art"),
            title: fields.text("titel"),
            street: fields.text("strasse"),
            first: fields.text("von_nr"),
            last: fields.text("bis_nr"),
            builder: fields.text("wer"),
            impact: fields.text("verkehr"),
            text: fields.text("text"),
            detour: fields.text("umleitung"),
            from: fields.text("von"),
            until: fields.text("bis"),
            is_active: fields.get("laeuft") == "ja",
            key: if key.is_empty() { Id::<()>::new().to_string() } else { key },
        }
    }

    /// What must be right at every site.
    pub fn check(&self, mut problem: Problem) -> Problem {
        if Sort::from_word(&self.sort).is_none() {
            problem = problem.at("art", "Wählen Sie die Art.", "Choose the kind.");
        }
        if Impact::from_word(&self.impact).is_none() {
            problem = problem.at(
                "verkehr",
                "Wählen Sie, was der Verkehr merkt.",
                "Choose what traffic feels.",
            );
        }
        if self.title.is_empty() || self.title.chars().count() > LINE_CHARS_MAX {
            problem = problem.at(
                "titel",
                "Sagen Sie in wenigen Worten, was gemacht wird.",
                "Say in a few words what is done.",
            );
        }
        for (name, text) in
            [("text", &self.text), ("umleitung", &self.detour), ("wer", &self.builder)]
        {
            if text.chars().count() > TEXT_CHARS_MAX {
                problem = problem.at(name, "Das ist zu lang.", "This is too long.");
            }
        }
        let days = [("von", &self.from), ("bis", &self.until)];
        let mut read = Vec::new();
        for (name, text) in days {
            if let Some(day) = kernel::fields::parse_date(text) {
                read.push(day);
            } else {
                problem = problem.at(
                    name,
                    "Geben Sie einen Tag ein, zum Beispiel 31.12.2026.",
                    "Enter a day, for example 31.12.2026.",
                );
            }
        }
        if let [from, until] = read.as_slice()
            && until < from
        {
            problem = problem.at(
                "bis",
                "Das Ende liegt vor dem Beginn.",
                "The end lies before the beginning.",
            );
        }
        problem
    }

    /// The site, and what is wrong with its place.
    ///
    /// # Errors
    /// What the database says; refused with the field at fault.
    pub fn site(&self, reader: &mut Reader<'_>, problem: Problem) -> Result<New, AppError> {
        let mut problem = self.check(problem);
        let street = places::street(reader, &self.street)?;
        let line = if let Some((key, name)) = &street {
            place(reader, key, name, &self.first, &self.last)?
        } else {
            problem = problem.at(
                "strasse",
                "Diese Straße steht nicht im Register.",
                "This street is not in the register.",
            );
            Ok(Vec::new())
        };
        let line = match line {
            Ok(line) => line,
            Err(field) => {
                problem = problem.at(
                    field,
                    "Diese Hausnummer gibt es in der Straße nicht.",
                    "This house number does not exist in the street.",
                );
                Vec::new()
            }
        };
        let (Some(sort), Some(impact), Some(from), Some(until), true) = (
            Sort::from_word(&self.sort),
            Impact::from_word(&self.impact),
            kernel::fields::parse_date(&self.from),
            kernel::fields::parse_date(&self.until),
            problem.fields.is_empty(),
        ) else {
            return Err(AppError::Refused(problem));
        };
        let key: Id<()> = self.key.parse().unwrap_or_else(|_| Id::new());
        Ok(New {
            origin: format!("hand/{key}"),
            case: String::new(),
            sort,
            title: self.title.clone(),
            street: street.map(|s| s.1).unwrap_or_default(),
            builder: self.builder.clone(),
            impact,
            text: self.text.clone(),
            detour: self.detour.clone(),
            days: (from, until),
            is_active: self.is_active,
            sections: vec![Section {
                id: Id::<Section>::new().to_string(),
                method: String::new(),
                line,
                accepted_on: None,
                warranty_until: None,
                basis: String::new(),
            }],
        })
    }
}

/// The piece of a street between two house numbers, or all of it; the field at fault where a number
/// is not there.
fn place(
    reader: &mut Reader<'_>,
    key: &str,
    name: &str,
    first: &str,
    last: &str,
) -> Result<Result<Line, &'static str>, AppError> {
    let named = places::streets_named(reader, name)?;
    let axis = named.into_iter().find(|s| s.key == key).map(|s| s.axis).unwrap_or_default();
    let houses = places::of_street(reader, key)?;
    let find = |text: &str| {
        let text = text.to_lowercase().replace(' ', "");
        houses.iter().find(|a| format!("{}{}", a.number, a.suffix) == text)
    };
    let ends = match (first, last) {
        ("", "") => return Ok(Ok(axis)),
        (one, "") | ("", one) => (find(one), find(one)),
        (one, other) => (find(one), find(other)),
    };
    Ok(match ends {
        (Some(a), Some(b)) => Ok(between(&axis, a, b)),
        (None, _) => Err("von_nr"),
        (_, None) => Err("bis_nr"),
    })
}

/// Metres around a single house.
const AROUND: f64 = 15.0;

/// How far along a line the nearest point to a place lies.
fn along(line: &[(f64, f64)], place: (f64, f64)) -> f64 {
    let (mut done, mut best) = (0.0, (f64::MAX, 0.0));
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = dx.hypot(dy);
        if length == 0.0 {
            continue;
        }
        let share =
            (((place.0 - a.0) * dx + (place.1 - a.1) * dy) / (length * length)).clamp(0.0, 1.0);
        let away = plane::distance(place, pair).unwrap_or(f64::MAX);
        if away < best.0 {
            best = (away, done + share * length);
        }
        done += length;
    }
    best.1
}

fn between(axis: &[(f64, f64)], a: &Address, b: &Address) -> Line {
    let total: f64 = axis.windows(2).map(|p| (p[1].0 - p[0].0).hypot(p[1].1 - p[0].1)).sum();
    let (one, two) = (along(axis, (a.x, a.y)), along(axis, (b.x, b.y)));
    cut(axis, (one.min(two) - AROUND).max(0.0), (one.max(two) + AROUND).min(total))
}

/// The part of a line between two distances from its beginning.
fn cut(line: &[(f64, f64)], from: f64, until: f64) -> Line {
    let (mut done, mut out) = (0.0, Line::new());
    for pair in line.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let length = (b.0 - a.0).hypot(b.1 - a.1);
        if length > 0.0 && done + length >= from && done <= until {
            let at = |metres: f64| {
                let share = ((metres - done) / length).clamp(0.0, 1.0);
                (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
            };
            if out.is_empty() {
                out.push(at(from));
            }
            out.push(at(until));
        }
        done += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_of_a_street_is_cut_out() {
        let line = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0)];
        assert_eq!(cut(&line, 20.0, 60.0), [(20.0, 0.0), (60.0, 0.0)]);
        assert_eq!(cut(&line, 80.0, 130.0), [(80.0, 0.0), (100.0, 0.0), (100.0, 30.0)]);
        assert!((along(&line, (105.0, 40.0)) - 140.0).abs() < 1e-9);
        assert!(cut(&[], 0.0, 10.0).is_empty());
    }
}
