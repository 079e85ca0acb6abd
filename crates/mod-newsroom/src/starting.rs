//! What a new text of a kind begins with.

use jiff::ToSpan;
use kernel::publication::{Details, Disruption, Event, Job, Notice, Paper};
use kernel::{AppError, Reader, clock, settings};

use crate::model::Draft;
use crate::settings::NewsroomSettings;

/// Days until a new event, as long as nobody says when.
const EVENT_AHEAD_DAYS: i64 = 7;

/// Gives a draft the details of its kind, where it has none yet.
pub(crate) fn furnish(
    reader: &mut Reader<'_>,
    kind: &str,
    draft: &mut Draft,
) -> Result<(), AppError> {
    let settings: NewsroomSettings = settings::get(reader)?;
    let today = reader.today();
    if kind == "page" && draft.review_on.is_none() {
        draft.review_on = Some(today.saturating_add(settings.review_months.months()));
        draft.reviewed_on = Some(today);
    }
    if draft.details == Details::None {
        let now = reader.now().to_zoned(clock::berlin()).datetime();
        draft.details = match kind {
            "event" => Details::Event(empty_event(
                today.saturating_add(EVENT_AHEAD_DAYS.days()).at(18, 0, 0, 0),
            )),
            "notice" => Details::Notice(empty_notice()),
            "job" => Details::Job(empty_job()),
            "disruption" => Details::Disruption(Disruption {
                sort: "other".into(),
                from: now,
                until: None,
                place: String::new(),
            }),
            "document" => {
                Details::Document(Paper { file: None, sort: "other".into(), dated: None })
            }
            _ => Details::None,
        };
    }
    Ok(())
}

/// An event without anything but its beginning.
pub(crate) fn empty_event(starts: jiff::civil::DateTime) -> Event {
    Event {
        starts,
        ends: None,
        is_all_day: false,
        repeats: String::new(),
        except: Vec::new(),
        place: String::new(),
        address: String::new(),
        organiser: String::new(),
        price: String::new(),
        registration: String::new(),
        accessibility: String::new(),
        is_cancelled: false,
    }
}

fn empty_notice() -> Notice {
    Notice {
        sort: "other".into(),
        decided_on: None,
        ordered_by: String::new(),
        ordered_on: None,
        file: None,
        sha256: String::new(),
        provided_on: None,
        in_force_on: None,
        out_of_force_on: None,
        hint: String::new(),
        replaces: None,
    }
}

fn empty_job() -> Job {
    Job {
        apply_until: None,
        starts_on: None,
        employment: "full-time".into(),
        hours: String::new(),
        pay: String::new(),
        place: String::new(),
        apply_at: String::new(),
        file: None,
    }
}
