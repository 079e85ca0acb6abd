//! The register with its real defects.

use norm_addresses::{DefectKind, Encoding, ImportError, Place, import, place_of};
use proptest::prelude::*;

use crate::support::sample;

#[test]
fn raw_pages_lose_no_row_and_name_every_defect() {
    let (mut rows, mut total) = (0, std::collections::BTreeMap::new());
    for name in ["essen_wfs_page_000.gml.gz", "essen_wfs_page_102.gml.gz"] {
        let Some(bytes) = sample(name) else { return };
        let members = String::from_utf8_lossy(&bytes).matches("<wfs:member>").count();
        let import = import(&bytes).unwrap();
        assert_eq!(import.addresses.len(), members, "{name}");
        rows += members;
        // Every row of these pages puts the northing first and the zone into the easting.
        let counts: std::collections::BTreeMap<_, _> = import.counts().into_iter().collect();
        assert_eq!(counts[&DefectKind::AxesSwapped], members);
        assert_eq!(counts[&DefectKind::ZonePrefix], members);
        let text = String::from_utf8_lossy(&bytes);
        let without = members - text.matches(":HSNR>").count() / 2;
        assert_eq!(counts.get(&DefectKind::NumberMissing).copied().unwrap_or(0), without);
        let unknown = text.matches("STRNAME>### Stra").count();
        assert_eq!(counts.get(&DefectKind::StreetUnknown).copied().unwrap_or(0), unknown);
        for (kind, count) in counts {
            *total.entry(kind).or_insert(0) += count;
        }
        for address in &import.addresses {
            let place = address.place.expect("every row has a coordinate");
            assert!((340_000.0..380_000.0).contains(&place.easting), "{address:?}");
            assert!((5_680_000.0..5_720_000.0).contains(&place.northing), "{address:?}");
        }
    }
    assert_eq!(rows, 1981);
    assert!(total[&DefectKind::Noise] > 100, "{total:?}");
    assert!(
        !total.contains_key(&DefectKind::NoPlace) && !total.contains_key(&DefectKind::TwoPlaces)
    );
}

#[test]
fn the_town_is_read_whole() {
    let Some(bytes) = sample("essen_sued_town.csv") else { return };
    let import = import(&bytes).unwrap();
    assert_eq!(import.addresses.len(), 18_507);
    assert_eq!(import.counts(), [(DefectKind::NumberMissing, 665)]);
    assert_eq!(import.encoding, Encoding::Utf8);
    let first = &import.addresses[1];
    assert_eq!(
        (first.id.as_str(), first.street.as_str(), first.number.as_str()),
        ("47", "Abteistr.", "1")
    );
    assert_eq!(first.place, Some(Place { easting: 360_890.31, northing: 5_694_806.24 }));
}

#[test]
fn defects_of_a_file_are_told_apart() {
    let text = "objectid;strschl;strasse;hsnr;hsnrzu;e25832;n25832\n\
                1;2;Markt;1;;360890.31;5694806.24\n\
                1;2;Markt;2;a;5694806.24;360890.31\n\
                ;2;### unbekannt;;;0;0\n\
                4;2;Markt;3;;32360890.31;5694806.240000001;zu viel\n";
    let import = import(text.as_bytes()).unwrap();
    let found: Vec<_> = import.defects.iter().map(|d| (d.row, d.kind)).collect();
    assert_eq!(
        found,
        [
            (2, DefectKind::IdRepeated),
            (2, DefectKind::AxesSwapped),
            (3, DefectKind::IdMissing),
            (3, DefectKind::StreetUnknown),
            (3, DefectKind::NumberMissing),
            (3, DefectKind::NoPlace),
            (4, DefectKind::Columns),
            (4, DefectKind::ZonePrefix),
            (4, DefectKind::Noise),
        ]
    );
    assert_eq!(import.addresses.len(), 4);
}

#[test]
fn other_encodings_are_read_and_named() {
    let text = "objectid;strasse;hsnr;e25832;n25832\n1;Süßweg;1;360890.31;5694806.24\n";
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let mut wide = vec![0xff, 0xfe];
    wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    for (bytes, encoding) in [(latin, Encoding::Windows1252), (wide, Encoding::Utf16)] {
        let import = import(&bytes).unwrap();
        assert_eq!(import.addresses[0].street, "Süßweg");
        assert_eq!(import.encoding, encoding);
        assert_eq!(import.defects[0].kind, DefectKind::Encoding);
    }
}

#[test]
fn what_is_no_register_is_refused() {
    let wrong = import(b"a;b\n1;2\n").unwrap_err();
    assert_eq!(wrong, ImportError::Column("objectid", "a, b".to_owned()));
    assert_eq!(import(b"").unwrap_err().to_string(), "the column objectid is missing (found: )");
    assert!(matches!(import(b"<a><b></a>"), Err(ImportError::Xml { line: 1, .. })));
    assert!(matches!(import(b"<a>\n<b>"), Err(ImportError::Xml { line: 2, .. })));
    assert!(matches!(import(b"<!DOCTYPE x><a/>"), Err(ImportError::Xml { .. })));
    assert_eq!(import(b"<a/>"), Err(ImportError::Empty));
}

proptest! {
    #[test]
    fn random_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = import(&bytes);
    }

    /// Whatever order and prefix: the same place comes out.
    #[test]
    fn order_and_prefix_do_not_move_a_place(
        e in 200_001.0..919_999.0_f64, n in 5_200_001.0..6_109_999.0_f64,
        swapped in any::<bool>(), prefixed in any::<bool>(),
    ) {
        let (e, n) = ((e * 100.0).round() / 100.0, (n * 100.0).round() / 100.0);
        let east = if prefixed { e + 32.0e6 } else { e };
        let pair = if swapped { (n, east) } else { (east, n) };
        let (place, _) = place_of(pair.0, pair.1).unwrap();
        prop_assert!((place.easting - e).abs() < 0.006 && (place.northing - n).abs() < 0.006);
    }
}
