//! The public pages from within: warnings on all of them, a crisis, publishing, searching.

use std::path::Path;

use super::super::Context;
use super::super::report::table;
use super::{inside, judged};
use crate::run::XtaskError;

/// Aims, as the issue of the website names them, in milliseconds.
const AIM_BANNER_MS: f64 = 2_000.0;
const AIM_VISIBLE_MS: f64 = 1_000.0;
const AIM_SEARCH_MS: f64 = 10.0;

/// Measures and writes it down.
pub(super) fn measure(context: &Context, folder: &Path) -> Result<String, XtaskError> {
    let figures = inside(context, "website", folder)?;
    let (pages, entries) = (figures.get("pages")?, figures.get("entries")?);
    let bytes = figures.get("bytes of the text-only home page")?;
    let rows: Vec<Vec<String>> = figures
        .0
        .iter()
        .filter(|(name, _)| {
            !matches!(name.as_str(), "pages" | "entries") && !name.starts_with("bytes")
        })
        .map(|(name, ms)| {
            let aim = aim(name)
                .map_or_else(String::new, |aim| format!(" (aim {aim} ms: {})", judged(*ms <= aim)));
            vec![name.clone(), format!("{ms:.2} ms{aim}")]
        })
        .collect();
    Ok(format!(
        "### Website\n\n{}\n{pages} pages and {entries} entries of the search, through the whole house on SQLite, asked by one\nvisitor one after another. Single requests: the middle of nine. The text-only home page has {bytes} bytes.\n\n",
        table(&["What visitors wait for", ""], &rows),
    ))
}

fn aim(name: &str) -> Option<f64> {
    match name {
        "From the click to the banner" => Some(AIM_BANNER_MS),
        "From publishing to the list of news" => Some(AIM_VISIBLE_MS),
        name if name.starts_with("Search") && !name.ends_with("whole page") => Some(AIM_SEARCH_MS),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_an_aim_is_judged() {
        assert_eq!(aim("Search for a slip"), Some(AIM_SEARCH_MS));
        assert_eq!(aim("Search for a word, whole page"), None);
        assert_eq!(aim("Every page once, from memory"), None);
    }
}
