//! What is seen of a table: rows of the right kind, and only what the register of purposes lets out.

use kernel::db::{Built, Piece};
use kernel::piece;
use norm_sensorthings::model::EntityType;

use super::keys::Sight;

/// In brackets after `NOT IN` or `IN`.
fn listed(built: Built) -> Built {
    Built::of(piece!("(")).part(built).and(piece!(")"))
}

/// Things of a key, and of the entry of a key.
fn own(key: i64) -> Built {
    Built::of(piece!("SELECT thing FROM sensors_key_thing WHERE key_id = "))
        .value(&key)
        .and(piece!(
            " UNION SELECT kt.thing FROM sensors_key_purpose kp JOIN sensors_purpose_thing kt ON kt.purpose = kp.purpose WHERE kp.key_id = "
        ))
        .value(&key)
}

/// Things that are out of sight: released from their entry, or in one that is still being written.
/// With `asleep`, also those whose entry does not run.
fn hidden(sight: Sight, asleep: bool) -> Built {
    let all = if asleep {
        piece!(
            "SELECT thing FROM sensors_released UNION SELECT pt.thing FROM sensors_purpose_thing pt JOIN sensors_purpose pp ON pp.id = pt.purpose WHERE pp.state <> 'published'"
        )
    } else {
        piece!(
            "SELECT thing FROM sensors_released UNION SELECT pt.thing FROM sensors_purpose_thing pt JOIN sensors_purpose pp ON pp.id = pt.purpose WHERE pp.state = 'draft'"
        )
    };
    match sight {
        Sight::Key(key) => Built::of(piece!("SELECT hh.thing FROM ("))
            .and(all)
            .and(piece!(") AS hh WHERE hh.thing NOT IN "))
            .part(listed(own(key))),
        Sight::Public | Sight::All => Built::of(all),
    }
}

/// Whether a stream is seen; its columns are those of this table.
pub(super) fn open_stream(alias: usize, sight: Sight) -> Option<Built> {
    let public = Built::new().column(alias, piece!("is_public"));
    match sight {
        Sight::All => None,
        Sight::Public => Some(public),
        Sight::Key(key) => {
            let mine = public.and(piece!(" OR ")).column(alias, piece!("thing"));
            Some(listed(mine.and(piece!(" IN ")).part(listed(own(key)))))
        }
    }
}

/// Streams that are out of sight.
fn hidden_streams(sight: Sight) -> Built {
    let hidden = Built::of(piece!("SELECT id FROM sensors_datastream WHERE NOT is_public"));
    match sight {
        Sight::Key(key) => hidden.and(piece!(" AND thing NOT IN ")).part(listed(own(key))),
        Sight::Public | Sight::All => hidden,
    }
}

/// A place is out of sight where only Things are that are.
fn open_place(alias: usize, sight: Sight) -> Built {
    let id = |built: Built| built.column(alias, piece!("id"));
    // Where Things are, and where they were.
    let places = |of: Piece| {
        let hidden = || listed(hidden(sight, false));
        let now = Built::of(piece!("SELECT location FROM sensors_thing_location WHERE thing "));
        let before = piece!(
            " UNION ALL SELECT hp.location FROM sensors_historical_place hp JOIN sensors_historical_location hl ON hl.id = hp.historical_location WHERE hl.thing "
        );
        listed(now.and(of).part(hidden()).and(before).and(of).part(hidden()))
    };
    let there = id(Built::of(piece!("NOT ("))).and(piece!(" IN ")).part(places(piece!("IN ")));
    id(there.and(piece!(" AND ")))
        .and(piece!(" NOT IN "))
        .part(places(piece!("NOT IN ")))
        .and(piece!(")"))
}

/// A feature is out of sight where all values about it are.
fn open_feature(alias: usize, sight: Sight) -> Built {
    let id = |built: Built| built.column(alias, piece!("id"));
    let none = Built::of(piece!(
        "NOT EXISTS (SELECT 1 FROM sensors_stream_feature sf WHERE sf.feature = "
    ));
    let seen = id(none)
        .and(piece!(") OR EXISTS (SELECT 1 FROM sensors_stream_feature sf WHERE sf.feature = "));
    let seen = id(seen).and(piece!(" AND sf.stream NOT IN ")).part(listed(hidden_streams(sight)));
    listed(seen.and(piece!(")")))
}

/// What a row must fulfil to be of its kind and to be shown.
pub(crate) fn shown(kind: EntityType, alias: usize, sight: Sight) -> Option<Built> {
    let both = |kind: Built| match open_stream(alias, sight) {
        Some(open) => kind.and(piece!(" AND ")).part(open),
        None => kind,
    };
    let multi = Built::new().column(alias, piece!("is_multi"));
    let outside = |column, asleep| {
        let thing = Built::new().column(alias, column);
        thing.and(piece!(" NOT IN ")).part(listed(hidden(sight, asleep)))
    };
    match kind {
        EntityType::Datastream => Some(both(Built::of(piece!("NOT ")).part(multi))),
        EntityType::MultiDatastream => Some(both(multi)),
        _ if sight == Sight::All => None,
        EntityType::Thing => Some(outside(piece!("id"), false)),
        // Where something was is a trace of it: it rests with the entry.
        EntityType::HistoricalLocation => Some(outside(piece!("thing"), true)),
        EntityType::Location => Some(open_place(alias, sight)),
        EntityType::FeatureOfInterest => Some(open_feature(alias, sight)),
        EntityType::Observation => {
            let stream = Built::new().column(alias, piece!("stream"));
            Some(stream.and(piece!(" NOT IN ")).part(listed(hidden_streams(sight))))
        }
        EntityType::Sensor | EntityType::ObservedProperty => None,
    }
}
