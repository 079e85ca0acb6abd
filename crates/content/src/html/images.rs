//! Pictures and films: where they come from.

use super::clean::Reading;
use super::{Dropped, FoundImage, INLINE_IMAGE_BYTES_MAX, ImageSource};
use crate::block::{Block, Image, Kind};
use crate::document::FIELD_CHARS_MAX;
use crate::inline::{Marks, tidy};
use crate::parts::{Alt, Provider};

impl Reading<'_> {
    /// A picture with what stands below it.
    pub(super) fn figure(&mut self, at: usize, around: &Marks) {
        self.flush();
        let soup = self.soup;
        let caption = soup.find(at, &|s, n| s.name(n) == "figcaption");
        let mut images = Vec::new();
        soup.find_all(at, &|s, n| s.name(n) == "img", &mut images);
        if images.len() == 1 {
            let text = caption.map(|c| self.inline(c, around)).unwrap_or_default();
            self.waiting.clear();
            let before = self.out.blocks.len();
            self.image(images[0], "");
            if let Some(Kind::Image(image)) = self.out.blocks.get_mut(before).map(|b| &mut b.kind) {
                image.caption = text;
            }
        } else {
            for child in soup.children(at).to_vec() {
                self.walk(child, around);
            }
            self.flush();
        }
    }

    /// A picture: its block, and where to fetch it.
    pub(super) fn image(&mut self, at: usize, caption: &str) {
        let attribute =
            |name: &str| self.soup.attribute(at, name).map(str::trim).filter(|v| !v.is_empty());
        // Old sites load pictures late: the real address stands elsewhere.
        let address = ["data-src", "data-lazy-src", "data-original", "src"]
            .iter()
            .find_map(|name| attribute(name).filter(|a| *name == "src" || !a.starts_with("data:")));
        let has_alt = self.soup.attribute(at, "alt").is_some();
        let alt = tidy(attribute("alt").unwrap_or_default());
        let is_dot = ["width", "height"]
            .iter()
            .any(|n| attribute(n).is_some_and(|v| matches!(v, "0" | "1")));
        let Some(source) = address.filter(|_| !is_dot).and_then(source_of) else {
            if !is_dot {
                self.drop_it(Dropped::Image);
            }
            return;
        };
        let id = self.ids.next_id();
        let decided = match (has_alt, alt.is_empty()) {
            (true, false) => Some(Alt::Text(alt.chars().take(FIELD_CHARS_MAX).collect())),
            // An empty one is as often forgotten as meant: a person decides.
            _ => None,
        };
        self.out.images.push(FoundImage { block: id.clone(), source, alt });
        let image = Image { media: None, alt: decided, caption: caption.into() };
        self.out.blocks.push(Block { id, kind: Kind::Image(image) });
    }
}

fn source_of(address: &str) -> Option<ImageSource> {
    let lower: String = address.chars().take(64).collect::<String>().to_ascii_lowercase();
    if let Some(rest) = address.get(5..).filter(|_| lower.starts_with("data:")) {
        let (head, base64) = rest.split_once(',')?;
        let media_type = head.strip_suffix(";base64")?.to_ascii_lowercase();
        let is_picture =
            matches!(media_type.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp");
        let fits = base64.len() <= INLINE_IMAGE_BYTES_MAX / 3 * 4;
        return (is_picture && fits)
            .then(|| ImageSource::Inline { media_type, base64: base64.to_owned() });
    }
    if lower.starts_with("file:") || lower.starts_with("cid:") || lower.starts_with("blob:") {
        let name = address.rsplit(['/', '\\', ':']).next().unwrap_or_default();
        return Some(ImageSource::Local(name.chars().take(120).collect()));
    }
    let has_scheme = lower.split(['/', '?', '#']).next().is_some_and(|start| start.contains(':'));
    let is_web = lower.starts_with("https://") || lower.starts_with("http://");
    (is_web || !has_scheme).then(|| ImageSource::Address(address.to_owned()))
}

/// What a frame shows, if its provider is allowed.
pub(super) fn embedded(address: &str) -> Option<(Provider, String)> {
    let rest = address.trim_start_matches("https:").trim_start_matches("http:");
    let rest = rest.trim_start_matches("//").trim_start_matches("www.");
    let id = |rest: &str| rest.split(['?', '&', '/', '#']).next().unwrap_or_default().to_owned();
    let (provider, reference) = if let Some(rest) = rest
        .strip_prefix("youtube.com/embed/")
        .or_else(|| rest.strip_prefix("youtube-nocookie.com/embed/"))
    {
        (Provider::Youtube, id(rest))
    } else {
        (Provider::Vimeo, id(rest.strip_prefix("player.vimeo.com/video/")?))
    };
    provider.frame_url(&reference)?;
    Some((provider, reference))
}
