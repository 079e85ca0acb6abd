//! Parts of pages that editors write: the picture that stands for the page, and the words at its
//! end about its state.

use kernel::AppError;
use maud::{Markup, html};

use crate::qr;
use crate::say::Say;

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

/// On paper only: an address as a square code and in letters.
///
/// # Errors
/// Internal when the address is too long for a square code.
pub fn printed_address(say: Say, url: &str) -> Result<Markup, AppError> {
    let label = say.of(
        "Quadratischer Code mit der dauerhaften Adresse",
        "Square code with the permanent address",
    );
    let code = qr::square(url, label)?;
    Ok(html! {
        div.rh-printed.rh-printed--code {
            (code)
            p { (say.of("Dauerhafte Adresse: ", "Permanent address: ")) br; (url) }
        }
    })
}

/// Blocks of editors on the home page, in the width of the page.
pub fn home_blocks(blocks: Markup) -> Markup {
    html! { div.rh-band { div.rh-wrap.rh-home-blocks { (blocks) } } }
}
