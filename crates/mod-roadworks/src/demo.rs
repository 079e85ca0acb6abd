//! Road works one could believe, for the demo town: own building, an event, a burst pipe, and what
//! grew out of permits. The same town always gets the same.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::places::{self, Extent, Street};
use kernel::{Actor, AppError, Audit, Id, Town};

use crate::model::{Impact, Section, Sort, State};
use crate::report::{Category, Details, Stage};
use crate::site::{self, New};
use crate::{permit, store, taking};

struct Story {
    sort: Sort,
    title: &'static str,
    builder: &'static str,
    impact: Impact,
    text: &'static str,
    detour: &'static str,
    /// Days from today: first and last.
    days: (i64, i64),
    /// Which street of the class.
    street: usize,
    /// Days by which it lasts longer, and why.
    longer: Option<(i64, &'static str)>,
}

const STORIES: [Story; 7] = [
    Story {
        sort: Sort::Street,
        title: "Neue Fahrbahndecke",
        builder: "Tiefbauamt der Stadt",
        impact: Impact::Closed,
        text: "Anwohner erreichen ihre Grundstücke zu Fuß. Die Müllabfuhr holt die Tonnen an der nächsten Ecke.",
        detour: "Die Umleitung ist ausgeschildert.",
        days: (-20, 12),
        street: 3,
        longer: Some((
            10,
            "Unter der alten Decke lag eine Schicht, die mit ausgetauscht werden muss.",
        )),
    },
    Story {
        sort: Sort::Sewer,
        title: "Neuer Kanal",
        builder: "Stadtentwässerung",
        impact: Impact::Signal,
        text: "",
        detour: "",
        days: (-45, 60),
        street: 7,
        longer: None,
    },
    Story {
        sort: Sort::Emergency,
        title: "Wasserrohrbruch",
        builder: "Stadtwerke",
        impact: Impact::Half,
        text: "Das Wasser ist wieder da. Die Grube bleibt offen, bis das Rohr getauscht ist.",
        detour: "",
        days: (-2, 3),
        street: 12,
        longer: None,
    },
    Story {
        sort: Sort::Event,
        title: "Stadtfest",
        builder: "Stadtmarketing",
        impact: Impact::Closed,
        text: "Busse fahren an diesen Tagen eine andere Strecke.",
        detour: "Weichen Sie auf die Hauptstraßen aus.",
        days: (18, 20),
        street: 1,
        longer: None,
    },
    Story {
        sort: Sort::Street,
        title: "Gehweg wird breiter",
        builder: "Tiefbauamt der Stadt",
        impact: Impact::Footway,
        text: "",
        detour: "",
        days: (9, 40),
        street: 20,
        longer: None,
    },
    Story {
        sort: Sort::Street,
        title: "Neuer Radweg",
        builder: "Tiefbauamt der Stadt",
        impact: Impact::Narrow,
        text: "Der Radverkehr fährt während der Arbeiten auf der Straße.",
        detour: "",
        days: (-12, 30),
        street: 26,
        longer: None,
    },
    Story {
        sort: Sort::Other,
        title: "Bäume werden geschnitten",
        builder: "Bauhof",
        impact: Impact::Parking,
        text: "",
        detour: "",
        days: (4, 6),
        street: 33,
        longer: None,
    },
];

/// Fills the road works of a demo town.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>, today: Date) -> Result<(), AppError> {
    let everything = Extent { min_x: 0.0, min_y: 0.0, max_x: 9e6, max_y: 9e6 };
    let streets = town.read(move |db| places::streets_near(db, &everything)).await?;
    let streets: Vec<Street> = streets.into_iter().filter(|s| s.axis.len() > 1).collect();
    if streets.is_empty() {
        return Ok(());
    }
    let house = Arc::clone(town);
    town.write(Actor::system("demo"), move |tx| {
        for story in &STORIES {
            let Some(street) = streets.get(story.street * 7 % streets.len()) else { continue };
            let site = site::open(&house, tx, new(story, street, today))?;
            if let Some((days, why)) = story.longer {
                let mut longer = site.clone();
                longer.until = site.until.saturating_add(days.days());
                site::revise(&house, tx, &site, longer, why)?;
            }
        }
        begun(&house, tx, today)?;
        Ok(Audit::of("demo.road_works_made", STORIES.len()).done())
    })
    .await?;
    reports(town).await
}

fn new(story: &Story, street: &Street, today: Date) -> New {
    let day = |days: i64| today.saturating_add(days.days());
    New {
        origin: format!("hand/demo/{}", story.title),
        case: String::new(),
        sort: story.sort,
        title: story.title.to_owned(),
        street: street.name.clone(),
        builder: story.builder.to_owned(),
        impact: story.impact,
        text: story.text.to_owned(),
        detour: story.detour.to_owned(),
        days: (day(story.days.0), day(story.days.1)),
        is_active: story.days.0 <= 0,
        sections: vec![Section {
            id: Id::<Section>::from_name(&format!("demo/works/{}", story.title)).to_string(),
            method: if story.sort == Sort::Event { String::new() } else { "open".into() },
            line: street.axis.clone(),
            accepted_on: None,
            warranty_until: None,
            basis: String::new(),
        }],
    }
}

/// Some of what grew out of permits has begun, one street is over and under warranty.
fn begun(town: &Town, tx: &mut kernel::Tx<'_>, today: Date) -> Result<(), AppError> {
    let planned: Vec<_> =
        store::list(tx, "", today)?.into_iter().filter(|s| !s.case.is_empty()).take(6).collect();
    for (at, old) in planned.iter().enumerate() {
        let mut new = old.clone();
        new.from = today.saturating_sub(30.days());
        if at == 0 {
            for section in store::sections(tx, old.id)? {
                let until = today.saturating_add(4.years());
                store::accept(
                    tx,
                    &section.id,
                    today,
                    Some(until),
                    "§ 13 Abs. 4 VOB/B, vereinbart",
                )?;
            }
            new.state = State::Done;
            new.finished_on = Some(today.saturating_sub(3.days()));
        } else {
            site::start(&mut new, today.saturating_sub(i64::try_from(at).unwrap_or(1).days()));
            new.impact = [Impact::Half, Impact::Footway][at % 2];
        }
        site::revise(town, tx, old, new, "")?;
        let step = if at == 0 { "finished" } else { "started" };
        permit::moved(tx, old, step, None)?;
    }
    Ok(())
}

/// Two reports: a new one, and one that was passed on.
async fn reports(town: &Arc<Town>) -> Result<(), AppError> {
    let house = Arc::clone(town);
    town.write(Actor::system("demo"), move |tx| {
        let today = tx.today();
        let sites: Vec<_> = store::list(tx, "", today)?
            .into_iter()
            .filter(|s| s.state == State::Active)
            .take(2)
            .collect();
        for (at, site) in sites.iter().enumerate() {
            let sections = store::sections(tx, site.id)?;
            let line = sections.first().map(|s| s.line.as_slice()).unwrap_or_default();
            let Some(place) = line.get(line.len() / 2).copied() else { continue };
            let sent = taking::Sent {
                id: Id::from_name(&format!("demo/report/{at}")),
                at: place,
                is_rough: false,
                place: site.street.clone(),
                category: if at == 0 { Category::Barrier } else { Category::Surface },
                is_danger: at == 0,
                details: Details {
                    text: "Die Absperrung liegt auf dem Gehweg.".into(),
                    ..Details::default()
                },
            };
            let report = taking::take_in(&house, tx, sent)?;
            if at == 1 {
                let text = "Die Baufirma füllt die Stelle diese Woche auf.";
                taking::answer(&house, tx, &report, Stage::Forwarded, text)?;
            }
        }
        Ok(Audit::of("demo.reports_made", sites.len()).done())
    })
    .await
}
