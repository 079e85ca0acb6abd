//! Leafing through long lists.

use maud::{Markup, html};

use crate::format;
use crate::say::Say;

/// Where we are in a long list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The page shown; the first is 1.
    pub page: u32,
    /// All pages.
    pub pages: u32,
    /// All entries.
    pub total: u64,
}

impl Position {
    /// Computes the pages for a list of `total` entries; a page beyond the end is the last one.
    pub fn new(page: u32, per_page: u32, total: u64) -> Self {
        let pages = total.div_ceil(u64::from(per_page.max(1))).max(1);
        let pages = u32::try_from(pages).unwrap_or(u32::MAX);
        Self { page: page.clamp(1, pages), pages, total }
    }
}

/// The links to other pages; `url` makes the address of a page. Shows nothing for one page.
pub fn pagination(say: Say, position: Position, url: impl Fn(u32) -> String) -> Markup {
    let Position { page, pages, .. } = position;
    if pages <= 1 {
        return Markup::default();
    }
    html! {
        nav.rh-pagination aria-label=(say.of("Seiten der Liste", "Pages of the list")) {
            @if page > 1 {
                a.rh-pagination__step rel="prev" href=(url(page - 1)) { (say.of("Zurück", "Previous")) }
            }
            ul {
                @for number in shown(page, pages) {
                    @match number {
                        Some(number) => li { a href=(url(number))
                            aria-current=[(number == page).then_some("page")]
                            aria-label=(say.of(format!("Seite {number}"), format!("Page {number}"))) {
                            (number)
                        } },
                        None => li.rh-pagination__gap aria-hidden="true" { "…" },
                    }
                }
            }
            @if page < pages {
                a.rh-pagination__step rel="next" href=(url(page + 1)) { (say.of("Weiter", "Next")) }
            }
        }
    }
}

/// "1.234 Vorgänge, Seite 2 von 25": a status line above a list. `noun` is the plural in the
/// reader's language.
pub fn result_count(say: Say, position: Position, noun: &str) -> Markup {
    let total = format::number(say, i64::try_from(position.total).unwrap_or(i64::MAX));
    html! {
        p.rh-result-count role="status" {
            (total) " " (noun)
            @if position.pages > 1 {
                ", " (say.of("Seite", "page")) " " (position.page) " "
                (say.of("von", "of")) " " (position.pages)
            }
        }
    }
}

/// First, last and the neighbours of the current page; `None` stands for a gap.
fn shown(page: u32, pages: u32) -> Vec<Option<u32>> {
    let mut out = Vec::new();
    let mut last = 0;
    for number in 1..=pages {
        let near = number.abs_diff(page) <= 1;
        if !(near || number == 1 || number == pages) {
            continue;
        }
        if number == last + 2 {
            out.push(Some(last + 1));
        } else if number > last + 1 {
            out.push(None);
        }
        out.push(Some(number));
        last = number;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_ends_and_neighbours() {
        let plain = |page, pages| -> String {
            shown(page, pages)
                .into_iter()
                .map(|n| n.map_or("…".to_owned(), |n| n.to_string()))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(plain(1, 1), "1");
        assert_eq!(plain(1, 9), "1 2 … 9");
        assert_eq!(plain(4, 9), "1 2 3 4 5 … 9");
        assert_eq!(plain(5, 9), "1 … 4 5 6 … 9");
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        assert_eq!(Position::new(99, 50, 101), Position { page: 3, pages: 3, total: 101 });
        assert_eq!(Position::new(0, 50, 0), Position { page: 1, pages: 1, total: 0 });
    }
}
