//! Parts of pages that editors write: the picture that stands for the page, and the words at its
//! end about its state.

use maud::{Markup, html};

/// A wide picture with who is to be named.
pub fn wide_picture(picture: Markup, caption: &str) -> Markup {
    html! {
        figure.rh-figure-wide {
            (picture)
            @if !caption.is_empty() { figcaption { (caption) } }
        }
    }
}

/// When a page was changed, who answers for it, where it can be had otherwise.
pub fn colophon(content: Markup) -> Markup {
    html! { div.rh-colophon { (content) } }
}

/// Blocks of editors on the home page, in the width of the page.
pub fn home_blocks(blocks: Markup) -> Markup {
    html! { div.rh-band { div.rh-wrap.rh-home-blocks { (blocks) } } }
}
