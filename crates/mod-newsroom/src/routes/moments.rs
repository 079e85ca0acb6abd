//! Days with a time of day in forms: two fields, in the town's time.

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use kernel::{AppError, Fields, clock};
use web::field::Width;
use web::{Errors, Field, Markup, Say, form, format, html};

use super::wrong;

/// A moment as its two fields show it.
pub(crate) fn local(at: Option<Timestamp>) -> Option<DateTime> {
    at.map(|at| at.to_zoned(clock::berlin()).datetime())
}

/// The two fields.
pub(crate) fn fields(
    say: Say,
    name: &str,
    label: &str,
    hint: Option<&str>,
    value: Option<DateTime>,
    errors: &Errors,
) -> Markup {
    let day =
        value.map(|at| format::date_short(say, at.date()).replace('/', ".")).unwrap_or_default();
    let time = value.map(|at| at.time().strftime("%H:%M").to_string()).unwrap_or_default();
    let (day_name, time_name) = (format!("{name}_tag"), format!("{name}_zeit"));
    form::group(
        label,
        hint,
        html! {
            (Field::new(say, &day_name, say.of("Tag", "Day")).optional().value(&day)
                .error(errors.get(&day_name)).date_text())
            (Field::new(say, &time_name, say.of("Uhrzeit", "Time of day")).optional().value(&time)
                .hint(say.of("Zum Beispiel 8:00", "For example 8:00")).width(Width::Tiny)
                .error(errors.get(&time_name)).text())
        },
    )
}

/// Reads a time of day: `8`, `8:00`, `08.30`.
fn time(text: &str) -> Option<Time> {
    let text = text.trim().trim_end_matches("Uhr").trim().replace('.', ":");
    let (hour, minute) = text.split_once(':').unwrap_or((&text, "0"));
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// Reads the two fields as local time; midnight if only the day is given.
///
/// # Errors
/// A problem at the field.
pub(crate) fn read(fields: &Fields, name: &str) -> Result<Option<DateTime>, AppError> {
    let day = fields.date(&format!("{name}_tag")).map_err(|_| {
        wrong(
            &format!("{name}_tag"),
            "Geben Sie ein Datum ein, zum Beispiel 31.12.2026.",
            "Enter a date, for example 31.12.2026.",
        )
    })?;
    let time_name = format!("{name}_zeit");
    let text = fields.get(&time_name);
    let at = match text {
        "" => Time::midnight(),
        text => time(text).ok_or_else(|| {
            wrong(
                &time_name,
                "Geben Sie eine Uhrzeit ein, zum Beispiel 8:00.",
                "Enter a time of day, for example 8:00.",
            )
        })?,
    };
    match (day, text.is_empty()) {
        (None, true) => Ok(None),
        (None, false) => Err(wrong(
            &format!("{name}_tag"),
            "Zur Uhrzeit fehlt der Tag.",
            "The time of day lacks its day.",
        )
        .into()),
        (Some(day), _) => Ok(Some(day.to_datetime(at))),
    }
}

/// The same as an instant. In the hour that does not exist in spring the next one counts, in the hour
/// that comes twice in autumn the first.
///
/// # Errors
/// A problem at the field.
pub(crate) fn instant(fields: &Fields, name: &str) -> Result<Option<Timestamp>, AppError> {
    let Some(at) = read(fields, name)? else { return Ok(None) };
    let zoned = at.to_zoned(clock::berlin()).map_err(|_| {
        wrong(
            &format!("{name}_tag"),
            "Dieses Datum liegt außerhalb dessen, was möglich ist.",
            "This date is out of range.",
        )
    })?;
    Ok(Some(zoned.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(day: &str, time: &str) -> Fields {
        Fields::from_pairs(vec![("x_tag".into(), day.into()), ("x_zeit".into(), time.into())])
    }

    #[test]
    fn times_are_read_as_people_write_them_also_in_nights_of_change() {
        let at =
            |day: &str, time: &str| instant(&form(day, time), "x").unwrap().unwrap().to_string();
        assert_eq!(at("24.11.2026", "8"), "2026-11-24T07:00:00Z");
        assert_eq!(at("24.11.2026", "8.30 Uhr"), "2026-11-24T07:30:00Z");
        assert_eq!(at("29.3.2026", "2:30"), "2026-03-29T01:30:00Z");
        assert_eq!(at("25.10.2026", "2:30"), "2026-10-25T00:30:00Z");
        assert!(instant(&form("", ""), "x").unwrap().is_none());
        for (day, time) in [("", "8:00"), ("31.2.2026", ""), ("1.1.2026", "25:00"), ("x", "")] {
            assert!(instant(&form(day, time), "x").is_err(), "{day} {time}");
        }
    }
}
