//! What the departments offer, as a catalogue after DCAT-AP.de.

use jiff::Timestamp;
use kernel::open_data::{self, DataFile, Dataset, Every};
use kernel::{AppError, Reader, Text, Town, settings};
use norm_dcat::{Catalog, Contact, Distribution, Interface, Page, Words};

use crate::settings::OpenDataSettings;

/// Datasets of one page of the catalogue.
const PAGE_SIZE: usize = 100;

fn words(text: &Text) -> Words {
    Words { de: text.de.clone(), en: text.en.clone() }
}

/// The word of the European list of frequencies.
fn frequency(every: Every) -> &'static str {
    match every {
        Every::Moment => "UPDATE_CONT",
        Every::Day => "DAILY",
        Every::Month => "MONTHLY",
        Every::Now => "IRREG",
    }
}

/// Who is named with data under a licence that wants it.
pub(crate) fn attribution(town: &Town, dataset: &Dataset) -> String {
    if !dataset.licence.wants_name() {
        return String::new();
    }
    if dataset.source.is_empty() { town.profile().name.clone() } else { dataset.source.clone() }
}

/// A page of the catalogue as it is now, in the form of a name: `catalog.ttl`. Up to a hundred
/// datasets are one page, which says nothing of others.
///
/// # Errors
/// Not found beyond the last page.
pub(crate) fn catalog(
    town: &Town,
    reader: &mut Reader<'_>,
    form: &str,
    number: usize,
) -> Result<Catalog, AppError> {
    let settings: OpenDataSettings = settings::get(reader)?;
    let base = &town.plan().base_url;
    let profile = town.profile();
    let all = open_data::all(town, reader);
    let changed = all.iter().filter_map(|d| d.modified).max();
    let address = format!("{base}/opendata/{form}");
    let page = Page { address, number, size: PAGE_SIZE, total: all.len() };
    if !(1..=page.count()).contains(&number) {
        return Err(AppError::NotFound);
    }
    let shown = all.into_iter().skip((number - 1) * PAGE_SIZE).take(PAGE_SIZE);
    Ok(Catalog {
        uri: format!("{base}/opendata/catalog"),
        title: Words {
            de: format!("Offene Daten: {}", profile.name),
            en: format!("Open data: {}", profile.name),
        },
        text: Words {
            de: format!("Datensätze zum freien Verwenden. Es bietet sie an: {}.", profile.name),
            en: format!("Datasets for free use, offered by {}.", profile.name),
        },
        page: format!("{base}/opendata"),
        publisher: format!("{base}/opendata#herausgeber"),
        name: profile.name.clone(),
        contact: Contact {
            name: profile.name.clone(),
            email: profile.email.clone(),
            page: format!("{base}/kontakt"),
        },
        ags: profile.ags.clone(),
        contributor: format!("http://dcat-ap.de/def/contributors/{}", settings.contributor),
        modified: changed.unwrap_or(Timestamp::UNIX_EPOCH),
        datasets: shown.map(|d| dataset(town, base, d)).collect(),
        part: (page.count() > 1).then_some(page),
    })
}

fn dataset(town: &Town, base: &str, d: Dataset) -> norm_dcat::Dataset {
    let uri = format!("{base}/opendata/{}", d.key);
    let attribution = attribution(town, &d);
    let distributions = d.files.iter().map(|f| distribution(base, &uri, f)).collect();
    norm_dcat::Dataset {
        title: words(&d.title),
        text: words(&d.text),
        page: uri.clone(),
        keywords: d.keywords,
        themes: d.themes,
        licence: d.licence.uri(),
        attribution,
        issued: d.issued,
        modified: d.modified,
        every: frequency(d.every),
        from: d.from,
        until: d.until,
        area: d.area,
        high_value: d.high_value,
        distributions,
        interface: d.interface.map(|i| Interface {
            url: format!("{base}{}", i.path),
            title: words(&i.title),
            standard: i.standard.to_owned(),
        }),
        uri,
    }
}

fn distribution(base: &str, dataset: &str, file: &DataFile) -> Distribution {
    let (format, media_type, _) = file.format.words();
    Distribution {
        // Paths stay, and so does this.
        uri: format!("{dataset}#{}", file.path.trim_start_matches('/')),
        title: words(&file.title),
        url: format!("{base}{}", file.path),
        format,
        media_type,
        modified: file.modified,
    }
}
