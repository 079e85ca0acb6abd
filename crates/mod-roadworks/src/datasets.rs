//! Road works as open data: one dataset in the forms that maps and navigation read.

use kernel::open_data::{DataFile, Dataset, Every, Format, Licence};
use kernel::{AppError, Reader, Text, Town};

/// What the road works offer.
///
/// # Errors
/// Never: the forms are always there.
#[expect(clippy::unnecessary_wraps, reason = "all departments answer in one shape")]
pub fn all(_: &Town, _: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    let file = |name: &str, de: &str, en: &str, format| DataFile {
        title: Text::new(de, en),
        path: format!("/baustellen/feed.{name}"),
        format,
        bytes: None,
        sha256: None,
        modified: None,
    };
    Ok(vec![Dataset {
        key: "baustellen".into(),
        title: Text::new("Baustellen", "Road works"),
        text: Text::new(
            "Baustellen im Stadtgebiet mit Lage, Zeitraum, Sperrung und Umleitung.",
            "Road works in town with place, period, closures and diversions.",
        ),
        keywords: ["Baustellen", "Verkehr", "Sperrung", "Umleitung"].map(str::to_owned).to_vec(),
        themes: vec!["TRAN"],
        licence: Licence::DlZero,
        page: "/baustellen".into(),
        issued: None,
        modified: None,
        every: Every::Now,
        from: None,
        until: None,
        area: None,
        high_value: None,
        source: String::new(),
        files: vec![
            file("geojson", "Für Karten", "For maps", Format::GeoJson),
            file("wzdx", "WZDx 4.2", "WZDx 4.2", Format::Json),
            file("datex2", "DATEX II", "DATEX II", Format::Xml),
            file("ics", "Für Kalender", "For calendars", Format::Calendar),
            file("atom", "Als Feed", "As a feed", Format::Atom),
        ],
        interface: None,
    }])
}
