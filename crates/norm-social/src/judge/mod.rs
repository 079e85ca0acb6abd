//! What a channel will refuse, said before anything is sent.

mod media;

pub use media::{Crop, Measured, crop, media};
use norm_feeds::cut::{self, Limits};

use crate::mastodon::Instance;
use crate::post::{Channel, Post};
use crate::trouble::Words;

/// Letters of all keywords of a film together.
const TAGS_MAX: usize = 500;
/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth a thought.
    Hint,
    /// The channel would refuse.
    Stop,
}

/// Something about a post the editor should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub weight: Weight,
    /// What about: `text`, `title`, `tags`, `link`, `media`, `alt`.
    pub about: &'static str,
    /// In a sentence.
    pub words: Words,
}

fn stop(about: &'static str, de: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding { weight: Weight::Stop, about, words: Words::of(de, en) }
}

fn hint(about: &'static str, de: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding { weight: Weight::Hint, about, words: Words::of(de, en) }
}

/// What a channel takes as text; a server of the fediverse names its own numbers.
pub fn limits(channel: Channel, instance: &Instance) -> Limits {
    match channel {
        Channel::Facebook => cut::FACEBOOK,
        Channel::Instagram => cut::INSTAGRAM,
        Channel::YouTube => cut::YOUTUBE_DESCRIPTION,
        Channel::Mastodon => Limits {
            max: instance.letters_max,
            url_weight: Some(instance.url_weight),
            ..cut::FEDIVERSE
        },
    }
}

/// How a text counts on a channel, link included.
pub fn length(channel: Channel, instance: &Instance, post: &Post) -> usize {
    let limits = limits(channel, instance);
    if channel != Channel::Mastodon {
        return limits.length(&text_of(channel, post));
    }
    // Of `@name@server` only `@name` counts.
    let text = text_of(channel, post);
    let hidden: usize = text
        .split_whitespace()
        .filter_map(|word| {
            let rest = word.strip_prefix('@')?;
            let (_, server) = rest.split_once('@')?;
            Some(limits.length(server) + 1)
        })
        .sum();
    limits.length(&text).saturating_sub(hidden)
}

/// The text as the channel gets it: with the link where the channel has no field for it.
pub fn text_of(channel: Channel, post: &Post) -> String {
    match channel {
        Channel::Facebook if post.media.is_empty() => post.text.clone(),
        _ => post.text_with_link(),
    }
}

/// Judges the text of a post.
pub fn text(channel: Channel, instance: &Instance, post: &Post) -> Vec<Finding> {
    let mut found = Vec::new();
    let limits = limits(channel, instance);
    let (name, is, max) = (channel.name(), length(channel, instance, post), limits.max);
    if is > max {
        found.push(stop(
            "text",
            format!("Der Text ist für {name} zu lang: {is} von höchstens {max} Zeichen."),
            format!("The text is too long for {name}: {is} of {max} characters at most."),
        ));
    }
    let cut = cut::cut(&post.text_with_link(), &Limits { max: usize::MAX, ..limits });
    if cut.hashtags_over > 0 {
        found.push(stop(
            "text",
            format!("{name} nimmt höchstens {} Schlagwörter mit #.", limits.hashtags_max),
            format!("{name} takes {} words with # at most.", limits.hashtags_max),
        ));
    }
    if cut.mentions_over > 0 {
        found.push(stop(
            "text",
            format!("{name} nimmt höchstens {} Erwähnungen mit @.", limits.mentions_max),
            format!("{name} takes {} mentions with @ at most.", limits.mentions_max),
        ));
    }
    if channel == Channel::Instagram && !post.link.is_empty() {
        found.push(hint(
            "link",
            "Links im Text sind bei Instagram nicht anklickbar.",
            "Links in the text cannot be clicked on Instagram.",
        ));
    }
    let is_own = ["facebook.com/", "fb.com/", "fb.me/"].iter().any(|h| post.link.contains(h));
    if channel == Channel::Facebook && is_own {
        found.push(stop(
            "link",
            "Facebook lehnt Links auf Facebook selbst ab.",
            "Facebook refuses links to Facebook itself.",
        ));
    }
    if channel == Channel::YouTube {
        film_texts(post, &mut found);
    }
    for tag in post.text.split_whitespace().filter(|w| w.starts_with('#')) {
        if is_hard_to_hear(tag) {
            found.push(hint(
                "text",
                format!("Schreiben Sie {tag} mit großen Anfangsbuchstaben: Vorleseprogramme trennen dann die Wörter."),
                format!("Write {tag} with capitals at the start of words, so that screen readers part them."),
            ));
        }
    }
    found
}

/// A long word with `#` that does not show where its words begin.
fn is_hard_to_hear(tag: &str) -> bool {
    tag.chars().count() > 14 && !tag.chars().skip(2).any(char::is_uppercase)
}

fn film_texts(post: &Post, found: &mut Vec<Finding>) {
    let title = post.title.trim();
    if title.is_empty() {
        found.push(stop("title", "Das Video braucht einen Titel.", "The film needs a title."));
    }
    let length = cut::YOUTUBE_TITLE.length(title);
    if length > cut::YOUTUBE_TITLE.max {
        found.push(stop(
            "title",
            format!("Der Titel ist für YouTube zu lang: {length} von höchstens 100 Zeichen."),
            format!("The title is too long for YouTube: {length} of 100 characters at most."),
        ));
    }
    for (about, text) in [("title", &post.title), ("text", &post.text)] {
        if text.contains(['<', '>']) {
            found.push(stop(
                about,
                "YouTube nimmt die Zeichen < und > nicht an.",
                "YouTube does not take the characters < and >.",
            ));
        }
    }
    // A keyword with a space counts its quotation marks, and commas stand between keywords.
    let letters: usize = post
        .tags
        .iter()
        .map(|tag| tag.chars().count() + if tag.contains(' ') { 2 } else { 0 })
        .sum::<usize>()
        + post.tags.len().saturating_sub(1);
    if letters > TAGS_MAX {
        found.push(stop(
            "tags",
            format!("Die Schlagwörter sind zusammen zu lang: {letters} von höchstens 500 Zeichen."),
            format!("The keywords are too long together: {letters} of 500 characters at most."),
        ));
    }
}
