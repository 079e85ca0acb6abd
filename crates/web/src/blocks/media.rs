//! Pictures, films and recordings.

use content::{Alt, Audio, Captions, Gallery, GalleryImage, Image, Inlines, Key, Video};
use maud::{Markup, html};

use super::{Artist, Medium, Rendition};

/// How wide a picture in a text is shown.
const SIZES_TEXT: &str = "(min-width: 48rem) 44rem, 100vw";
/// How wide a picture in a gallery is shown.
const SIZES_GALLERY: &str = "(min-width: 48rem) 22rem, 100vw";

/// Renditions of one format, the small ones first.
fn set(renditions: &[&Rendition]) -> String {
    let mut all = renditions.to_vec();
    all.sort_by_key(|r| r.width);
    let all: Vec<String> = all.iter().map(|r| format!("{} {}w", r.url, r.width)).collect();
    all.join(", ")
}

/// A picture in the formats it exists in: the browser takes the first one it knows, so modern
/// formats stand first. It is loaded when it comes near. Also for whoever draws teasers.
pub fn picture(medium: &Medium, alt: &str, sizes: &str) -> Markup {
    sources(medium, alt, sizes, false)
}

/// The same for a picture everybody sees first: loaded at once and before others.
pub fn picture_now(medium: &Medium, alt: &str, sizes: &str) -> Markup {
    sources(medium, alt, sizes, true)
}

fn sources(medium: &Medium, alt: &str, sizes: &str, is_first: bool) -> Markup {
    let of = |mime: &str| -> Vec<&Rendition> {
        medium.renditions.iter().filter(|r| r.mime == mime && r.width > 0).collect()
    };
    let plain: Vec<&Rendition> = medium
        .renditions
        .iter()
        .filter(|r| r.width > 0 && matches!(r.mime.as_str(), "image/jpeg" | "image/png"))
        .collect();
    let largest = plain.iter().max_by_key(|r| r.width);
    let (src, width, height) =
        largest.map_or((&medium.url, medium.width, medium.height), |r| (&r.url, r.width, r.height));
    html! {
        picture {
            @for mime in ["image/avif", "image/webp"] {
                @let renditions = of(mime);
                @if !renditions.is_empty() {
                    source type=(mime) srcset=(set(&renditions)) sizes=(sizes);
                }
            }
            img src=(src) alt=(alt) width=[(width > 0).then_some(width)]
                height=[(height > 0).then_some(height)] decoding="async"
                loading=[(!is_first).then_some("lazy")] fetchpriority=[is_first.then_some("high")]
                srcset=[(plain.len() > 1).then(|| set(&plain))]
                sizes=[(plain.len() > 1).then_some(sizes)];
        }
    }
}

/// What a picture says to people who do not see it.
fn alt_text(alt: Option<&Alt>) -> &str {
    match alt {
        Some(Alt::Text(text)) => text,
        _ => "",
    }
}

impl Artist<'_> {
    /// A medium that may be shown.
    pub(super) fn medium(&self, key: &Key) -> Option<&Medium> {
        self.around.media.get(key.as_str())
    }

    pub(super) fn image(&self, it: &Image) -> Markup {
        let Some(medium) = it.media.as_ref().and_then(|key| self.medium(key)) else {
            return self.missing("Das Bild fehlt.", "The picture is missing.");
        };
        html! {
            figure.rh-pic {
                (picture(medium, alt_text(it.alt.as_ref()), SIZES_TEXT))
                (self.caption(&it.caption, medium))
                @if it.alt.is_none() { (self.alt_missing()) }
            }
        }
    }

    fn alt_missing(&self) -> Markup {
        self.missing(
            "Noch nicht entschieden: Alternativtext oder Schmuckbild?",
            "Not yet decided: alternative text or decoration?",
        )
    }

    /// What stands below a picture: words, who made it, licence.
    fn caption(&self, words: &Inlines, medium: &Medium) -> Markup {
        let say = self.say();
        let mut rights: Vec<String> = Vec::new();
        if !medium.credit.is_empty() {
            rights.push(format!("{}: {}", say.of("Bild", "Picture"), medium.credit));
        }
        if !medium.licence.is_empty() {
            rights.push(medium.licence.clone());
        }
        if medium.is_generated {
            rights.push(say.of("mit KI erzeugt", "made with AI").to_owned());
        }
        html! {
            @if !words.is_empty() || !rights.is_empty() {
                figcaption {
                    (self.inlines(words))
                    @if !rights.is_empty() { " " small.rh-pic__rights { (rights.join(", ")) } }
                }
            }
        }
    }

    pub(super) fn gallery(&self, it: &Gallery) -> Markup {
        html! { ul.rh-gallery { @for image in &it.images { (self.gallery_image(image)) } } }
    }

    fn gallery_image(&self, image: &GalleryImage) -> Markup {
        let Some(medium) = image.media.as_ref().and_then(|key| self.medium(key)) else {
            return html! {
                @if self.around.is_draft {
                    li { (self.missing("Das Bild fehlt.", "The picture is missing.")) }
                }
            };
        };
        let alt = alt_text(image.alt.as_ref());
        let say = self.say();
        let name = if alt.is_empty() { medium.title.as_str() } else { alt };
        let larger = format!("{}: {name}", say.of("Bild vergrößern", "Enlarge picture"));
        let largest =
            medium.renditions.iter().max_by_key(|r| r.width).map_or(&medium.url, |r| &r.url);
        html! {
            li {
                figure.rh-pic {
                    a href=(largest) aria-label=(larger) { (picture(medium, alt, SIZES_GALLERY)) }
                    (self.caption(&image.caption, medium))
                    @if image.alt.is_none() { (self.alt_missing()) }
                }
            }
        }
    }

    pub(super) fn video(&self, it: &Video) -> Markup {
        let say = self.say();
        let Some(medium) = it.media.as_ref().and_then(|key| self.medium(key)) else {
            return self.missing("Das Video fehlt.", "The video is missing.");
        };
        let track = match &it.captions {
            Some(Captions::File(key)) => self.medium(key),
            _ => None,
        };
        let other = |key: &Option<Key>| key.as_ref().and_then(|key| self.medium(key));
        let films: Vec<&Rendition> =
            medium.renditions.iter().filter(|r| r.mime.starts_with("video/")).collect();
        html! {
            figure.rh-pic {
                video controls preload="none" poster=[medium.poster.as_deref()] playsinline
                    aria-label=[(!it.title.is_empty()).then_some(&it.title)]
                    width=[(medium.width > 0).then_some(medium.width)]
                    height=[(medium.height > 0).then_some(medium.height)] {
                    @for film in &films { source src=(film.url) type=(film.mime); }
                    @if films.is_empty() { source src=(medium.url) type=(medium.mime); }
                    @if let Some(track) = track {
                        track kind="captions" src=(track.url) srclang=(say.code())
                            label=(say.language.own_name()) default;
                    }
                    a href=(medium.url) { (say.of("Video herunterladen", "Download the video")) }
                }
                (self.caption(&Inlines::plain(&it.title), medium))
                @if let Some(Captions::Missing(why)) = &it.captions {
                    p.rh-files__meta { (say.of("Ohne Untertitel: ", "Without captions: ")) (why) }
                }
                @if it.captions.is_none() {
                    (self.missing("Noch nicht entschieden: Untertitel", "Not yet decided: captions"))
                }
                (self.other_forms(other(&it.description), other(&it.sign_language)))
                (self.transcript(&it.transcript))
            }
        }
    }

    /// The same film for people who do not see or hear it.
    fn other_forms(&self, described: Option<&Medium>, signed: Option<&Medium>) -> Markup {
        let say = self.say();
        html! {
            @if described.is_some() || signed.is_some() {
                ul.rh-links {
                    @if let Some(medium) = described {
                        li { a href=(medium.url) {
                            (say.of("Fassung mit Audiodeskription", "Version with audio description"))
                        } }
                    }
                    @if let Some(medium) = signed {
                        li { a href=(medium.url) {
                            (say.of("Video in Gebärdensprache", "Video in sign language"))
                        } }
                    }
                }
            }
        }
    }

    pub(super) fn audio(&self, it: &Audio) -> Markup {
        let Some(medium) = it.media.as_ref().and_then(|key| self.medium(key)) else {
            return self.missing("Die Aufnahme fehlt.", "The recording is missing.");
        };
        html! {
            figure.rh-pic {
                audio controls preload="none" src=(medium.url)
                    aria-label=[(!it.title.is_empty()).then_some(&it.title)] {}
                (self.caption(&Inlines::plain(&it.title), medium))
                (self.transcript(&it.transcript))
            }
        }
    }

    fn transcript(&self, words: &str) -> Markup {
        let label = self.say().of("Abschrift lesen", "Read the transcript");
        html! {
            @if !words.is_empty() {
                (crate::details::details(label, html! {
                    @for line in words.lines().filter(|l| !l.is_empty()) { p { (line) } }
                }))
            }
        }
    }
}
