//! What other services show beside a link to a page (Open Graph).

use maud::{Markup, html};

use crate::page::Page;

/// A picture for links that are shared.
#[derive(Debug, Clone)]
pub struct SharedPicture {
    /// Absolute address.
    pub url: String,
    /// Width in points.
    pub width: u32,
    /// Height in points.
    pub height: u32,
    /// What it shows.
    pub alt: String,
}

impl Page<'_> {
    /// The picture other services show beside a link to this page.
    #[must_use]
    pub fn shared_picture(mut self, picture: SharedPicture) -> Self {
        self.shared = Some(picture);
        self
    }

    /// What other services show beside a link to this page.
    pub(crate) fn shared(&self, description: Option<&String>) -> Markup {
        html! {
            meta property="og:title" content=(self.title);
            meta property="og:type" content="website";
            meta property="og:site_name" content=(self.town.official_name);
            @if let Some(url) = &self.canonical { meta property="og:url" content=(url); }
            @if let Some(text) = description { meta property="og:description" content=(text); }
            @if let Some(picture) = &self.shared {
                meta property="og:image" content=(picture.url);
                meta property="og:image:width" content=(picture.width);
                meta property="og:image:height" content=(picture.height);
                @if !picture.alt.is_empty() { meta property="og:image:alt" content=(picture.alt); }
            }
        }
    }
}
