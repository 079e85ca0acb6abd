//! Shared data, and records made up for tests.

use std::path::PathBuf;

use norm_roadworks::{
    Core, Direction, Feed, FeedInfo, Impact, LocationMethod, Place, Source, Span, Status, Work,
    WorkOfType, WorkType, Zone,
};
use proptest::prelude::*;

/// The folder of the broadband data; `None` (and a loud word) where it is absent.
pub fn data() -> Option<PathBuf> {
    let shared = std::env::var_os("RATHAUS_SHARED_DATA").map(PathBuf::from).or_else(|| {
        let own = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from)?;
        Some(own.join("../../../shared/data"))
    })?;
    let folder = shared.join("broadband");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is absent", folder.display());
    None
}

/// A feed of the town with these works.
pub fn feed(works: Vec<Work>) -> Feed {
    let made = "2026-05-01T08:00:00Z".parse().expect("a moment");
    let info = FeedInfo {
        publisher: "Stadt Musterstadt".to_owned(),
        contact_name: None,
        contact_email: Some("tiefbau@musterstadt.example".to_owned()),
        update_frequency: Some(300),
        update_date: made,
        license: Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
        data_sources: vec![Source {
            data_source_id: "66".to_owned(),
            organization_name: "Amt für Straßen & Verkehr".to_owned(),
            update_date: Some(made),
            update_frequency: None,
            contact_name: None,
            contact_email: None,
        }],
    };
    Feed { info, works }
}

fn points() -> impl Strategy<Value = Vec<[f64; 2]>> {
    let number = |low: f64, high: f64| (low..high).prop_map(|n: f64| (n * 1e7).round() / 1e7);
    proptest::collection::vec([number(5.9, 15.0), number(47.3, 55.0)], 2..12)
}

fn words() -> impl Strategy<Value = String> {
    "[A-Za-zÄÖÜäöüß0-9&<>\",;\\\\ .-]{1,90}[A-Za-z]"
}

prop_compose! {
    /// Works of any kind that go on or are planned.
    pub fn work()(
        id in "[a-z0-9]{8}-[0-9]{4}",
        points in points(),
        line in any::<bool>(),
        street in words(),
        name in proptest::option::of(words()),
        description in proptest::option::of(words()),
        start in 1_700_000_000_i64..1_900_000_000,
        long in 60_i64..40_000_000,
        impact in proptest::sample::select(Impact::ALL),
        status in proptest::sample::select(&[Status::Planned, Status::Pending, Status::Active][..]),
        direction in proptest::sample::select(Direction::ALL),
        kind in proptest::sample::select(WorkType::ALL),
        speed in proptest::option::of(10_u32..60),
    ) -> Work {
        let moment = |seconds| jiff::Timestamp::from_second(seconds).expect("in range");
        Work {
            id,
            place: if line { Place::Line(points) } else { Place::Points(points) },
            core: Core {
                data_source_id: "66".to_owned(),
                name,
                description,
                road_names: vec![street],
                direction,
                creation_date: Some(moment(start - 1000)),
                update_date: Some(moment(start)),
                related_road_events: Vec::new(),
            },
            span: Span {
                start_date: moment(start),
                end_date: moment(start + long),
                is_start_date_verified: false,
                is_end_date_verified: false,
                beginning_cross_street: None,
                ending_cross_street: Some("Markt".to_owned()),
                beginning_milepost: None,
                ending_milepost: None,
            },
            zone: Some(Zone {
                vehicle_impact: impact,
                location_method: LocationMethod::Junction,
                is_start_position_verified: true,
                is_end_position_verified: false,
                work_zone_type: None,
                event_status: Some(status),
                reduced_speed_limit_kph: speed.map(f64::from),
                types_of_work: vec![WorkOfType { type_name: kind, is_architectural_change: None }],
                lanes: Vec::new(),
                restrictions: Vec::new(),
                worker_presence: None,
            }),
        }
    }
}
