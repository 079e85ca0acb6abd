//! What is doubtful about a photo. Place and time in a file can be written by anybody: they are
//! compared with section, device and clock, and whoever reads the finding is told what does not fit.

use jiff::Timestamp;
use jiff::civil::DateTime;
use kernel::Text;
use kernel::files::Checked;
use kernel::places::plane;

use crate::model::{Doubt, Line};
use crate::settings::SupervisionSettings;

/// A photo on its way in.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The file.
    pub file: Checked,
    /// The digest the device computed; empty if it did not.
    pub said: String,
    /// What the photo says of itself.
    pub claim: darkroom::Evidence,
}

/// What a photo is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// The section, if it is known.
    pub line: Option<&'k Line>,
    /// Where the device says it was, in metres.
    pub device: Option<(f64, f64)>,
    /// When it was entered.
    pub at: Timestamp,
    /// Whether another finding has the same picture.
    pub is_seen: bool,
}

/// Where the photo says it was taken, in metres.
pub fn place(claim: &darkroom::Evidence) -> Option<(f64, f64)> {
    claim.place.and_then(|(lon, lat)| kernel::map::metres(lon, lat))
}

#[expect(clippy::cast_possible_truncation, reason = "metres on earth")]
fn whole(metres: f64) -> i64 {
    metres.round() as i64
}

/// What does not fit.
pub fn doubts(picture: &Picture, known: &Known<'_>, own: &SupervisionSettings) -> Vec<Doubt> {
    let mut all = Vec::new();
    let mut doubt = |what: &str, much| all.push(Doubt { what: what.to_owned(), much });
    if !picture.said.is_empty() && picture.said != picture.file.sha256() {
        doubt("digest", 0);
    }
    if known.is_seen {
        doubt("known", 0);
    }
    let most = f64::from(own.doubt_metres);
    match place(&picture.claim) {
        Some(spot) => {
            let away = known.line.and_then(|line| plane::distance(spot, line));
            if let Some(metres) = away.filter(|m| *m > most) {
                doubt("far", whole(metres));
            }
            let away = known.device.map(|d| (d.0 - spot.0).hypot(d.1 - spot.1));
            if let Some(metres) = away.filter(|m| *m > most) {
                doubt("far_device", whole(metres));
            }
        }
        None if picture.claim.is_place_broken || picture.claim.place.is_some() => {
            doubt("broken_place", 0);
        }
        None => doubt("no_place", 0),
    }
    let taken = picture.claim.taken_at.parse::<DateTime>().ok();
    let taken = taken.and_then(|t| t.to_zoned(kernel::clock::berlin()).ok());
    if let Some(taken) = taken {
        let minutes = known.at.duration_since(taken.timestamp()).as_mins();
        if minutes.abs() > i64::from(own.doubt_minutes) {
            doubt("old", minutes);
        }
    }
    all
}

fn distance(metres: i64) -> (String, String) {
    if metres < 1_000 {
        return (format!("{metres} m"), format!("{metres} m"));
    }
    let (km, rest) = (metres / 1_000, metres % 1_000 / 100);
    (format!("{km},{rest} km"), format!("{km}.{rest} km"))
}

fn span(minutes: i64) -> Text {
    let minutes = minutes.abs();
    match minutes {
        0..=119 => Text::new(format!("{minutes} Minuten"), format!("{minutes} minutes")),
        120..=2_879 => {
            Text::new(format!("{} Stunden", minutes / 60), format!("{} hours", minutes / 60))
        }
        _ => Text::new(format!("{} Tage", minutes / 1_440), format!("{} days", minutes / 1_440)),
    }
}

/// A doubt in a sentence.
pub fn sentence(doubt: &Doubt) -> Text {
    let (de, en) = distance(doubt.much);
    match doubt.what.as_str() {
        "digest" => Text::new(
            "Die Prüfsumme des Geräts passt nicht zur Datei: Sie wurde unterwegs verändert.",
            "The digest of the device does not fit the file: it was changed on its way.",
        ),
        "known" => Text::new(
            "Dasselbe Bild gehört schon zu einem anderen Befund.",
            "The same picture belongs to another finding already.",
        ),
        "far" => Text::new(
            format!(
                "Laut Foto {de} vom Abschnitt entfernt. Die Angabe im Foto kann gefälscht oder falsch sein."
            ),
            format!(
                "By the photo {en} away from the section. What the photo says may be forged or wrong."
            ),
        ),
        "far_device" => Text::new(
            format!("Laut Foto {de} vom Standort des Geräts entfernt."),
            format!("By the photo {en} away from where the device was."),
        ),
        "broken_place" => Text::new(
            "Die Position im Foto kann nicht stimmen.",
            "The position in the photo cannot be right.",
        ),
        "no_place" => Text::new("Das Foto enthält keine Position.", "The photo holds no position."),
        _ if doubt.much > 0 => Text::new(
            format!("Laut Foto {} vor dem Befund aufgenommen.", span(doubt.much).de),
            format!("By the photo taken {} before the finding.", span(doubt.much).en),
        ),
        _ => Text::new(
            format!("Laut Foto erst {} nach dem Befund aufgenommen.", span(doubt.much).de),
            format!("By the photo taken {} after the finding.", span(doubt.much).en),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::files::made_here;

    const LINE: [(f64, f64); 2] = [(366_000.0, 5_696_000.0), (366_100.0, 5_696_000.0)];

    fn picture(place: Option<(f64, f64)>, taken_at: &str) -> Picture {
        let place = place.and_then(|(x, y)| kernel::map::lon_lat(x, y));
        Picture {
            file: made_here("a.jpg", "image/jpeg", vec![1]),
            said: String::new(),
            claim: darkroom::Evidence { place, is_place_broken: false, taken_at: taken_at.into() },
        }
    }

    fn words(picture: &Picture, is_seen: bool) -> Vec<(String, i64)> {
        let line = LINE.to_vec();
        let known = Known {
            line: Some(&line),
            device: Some((366_050.0, 5_696_005.0)),
            at: "2026-05-04T08:00:00Z".parse().unwrap(),
            is_seen,
        };
        let own = SupervisionSettings::default();
        doubts(picture, &known, &own).into_iter().map(|d| (d.what, d.much)).collect()
    }

    #[test]
    fn a_photo_that_fits_raises_no_doubt() {
        assert_eq!(
            words(&picture(Some((366_060.0, 5_696_003.0)), "2026-05-04T09:58:00"), false),
            []
        );
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_measure() {
        let far = words(&picture(Some((366_050.0, 5_698_000.0)), ""), false);
        assert_eq!(far, [("far".to_owned(), 2_000), ("far_device".to_owned(), 1_995)]);
        assert_eq!(
            words(&picture(None, ""), true),
            [("known".to_owned(), 0), ("no_place".to_owned(), 0)]
        );
        let old = words(&picture(Some((366_060.0, 5_696_003.0)), "2026-05-02T10:00:00"), false);
        assert_eq!(old, [("old".to_owned(), 2_880)]);
        let mut changed = picture(Some((366_060.0, 5_696_003.0)), "");
        changed.said = "00".into();
        assert_eq!(words(&changed, false), [("digest".to_owned(), 0)]);
        changed.said = changed.file.sha256().to_owned();
        assert_eq!(words(&changed, false), []);
        assert_eq!(
            sentence(&Doubt { what: "old".into(), much: 2_880 }).de,
            "Laut Foto 2 Tage vor dem Befund aufgenommen."
        );
        assert!(
            sentence(&Doubt { what: "far".into(), much: 2_040 })
                .de
                .starts_with("Laut Foto 2,0 km vom")
        );
    }
}
