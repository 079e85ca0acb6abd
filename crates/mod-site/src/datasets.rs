//! What the public pages offer as open data: news, dates and notices as lists for programs.

use kernel::open_data::{DataFile, Dataset, Every, Format, Licence};
use kernel::{AppError, Reader, Text, Town};

/// What the site offers.
///
/// # Errors
/// Never: the lists are always there.
#[expect(clippy::unnecessary_wraps, reason = "all departments answer in one shape")]
pub fn all(_: &Town, _: &mut Reader<'_>) -> Result<Vec<Dataset>, AppError> {
    let list = |key: &str, title: Text, text: Text, page: &str, words: [&str; 2]| Dataset {
        key: key.to_owned(),
        files: vec![DataFile {
            title: Text::new("Als Liste für Programme", "As a list for programs"),
            path: format!("/{key}.json"),
            format: Format::Json,
            bytes: None,
            sha256: None,
            modified: None,
        }],
        title,
        text,
        keywords: words.map(str::to_owned).to_vec(),
        themes: vec!["GOVE"],
        licence: Licence::DlZero,
        page: page.to_owned(),
        issued: None,
        modified: None,
        every: Every::Now,
        from: None,
        until: None,
        area: None,
        high_value: None,
        source: String::new(),
        interface: None,
    };
    Ok(vec![
        list(
            "veranstaltungen",
            Text::new("Veranstaltungen", "Events"),
            Text::new(
                "Termine der Stadt und ihrer Vereine mit Zeit und Ort.",
                "Dates of the town and its clubs with time and place.",
            ),
            "/veranstaltungen",
            ["Veranstaltungen", "Termine"],
        ),
        list(
            "bekanntmachungen",
            Text::new("Bekanntmachungen", "Public notices"),
            Text::new("Amtliche Bekanntmachungen der Stadt.", "Official notices of the town."),
            "/bekanntmachungen",
            ["Bekanntmachungen", "Amtsblatt"],
        ),
        list(
            "rathaus",
            Text::new("Ämter und Öffnungszeiten", "Offices and opening hours"),
            Text::new(
                "Die Ämter der Stadt mit Anschrift, Telefon und Öffnungszeiten.",
                "The offices of the town with address, telephone and opening hours.",
            ),
            "/rathaus",
            ["Ämter", "Öffnungszeiten"],
        ),
    ])
}
