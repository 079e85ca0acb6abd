//! What an element says about the text in it.

use super::soup::Soup;
use crate::inline::Marks;
use crate::key::Lang;
use crate::link::LinkTarget;

/// The value of a property in a style attribute.
pub fn style(soup: &Soup, at: usize, wanted: &str) -> Option<String> {
    let style = soup.attribute(at, "style")?;
    style.split(';').find_map(|part| {
        let (name, value) = part.split_once(':')?;
        name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_ascii_lowercase())
    })
}

fn is_bold(weight: &str) -> bool {
    weight.starts_with("bold") || weight.parse::<u16>().is_ok_and(|w| w >= 600)
}

/// The marks of the text in an element, given those around it. Links come from elsewhere.
pub fn marks_in(soup: &Soup, at: usize, around: &Marks, heeds_language: bool) -> Marks {
    let mut marks = around.clone();
    match soup.name(at) {
        "strong" | "b" => marks.strong = true,
        "em" | "i" => marks.em = true,
        "abbr" | "acronym" => {
            if let Some(title) = soup.attribute(at, "title").filter(|t| !t.trim().is_empty()) {
                marks.abbr = Some(title.trim().to_owned());
            }
        }
        _ => {}
    }
    // The outermost element of a Google document is bold with the weight "normal".
    if let Some(weight) = style(soup, at, "font-weight") {
        marks.strong = is_bold(&weight);
    }
    if let Some(slant) = style(soup, at, "font-style") {
        marks.em = slant.starts_with("italic") || slant.starts_with("oblique");
    }
    if heeds_language
        && !matches!(soup.name(at), "html" | "body" | "")
        && let Some(lang) = soup.attribute(at, "lang")
        && let Ok(lang) = Lang::parse(lang.trim())
    {
        let is_german =
            lang.as_str().split('-').next().is_some_and(|l| l.eq_ignore_ascii_case("de"));
        marks.lang = (!is_german).then_some(lang);
    }
    marks
}

/// The real target of a link that passes through somebody who counts.
pub fn unwrapped(target: &str) -> String {
    let target = target.trim();
    for prefix in ["https://www.google.com/url?", "http://www.google.com/url?"] {
        if let Some(query) = target.strip_prefix(prefix) {
            let found = query
                .split('&')
                .find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("url=")));
            if let Some(coded) = found {
                return decoded(coded);
            }
        }
    }
    target.to_owned()
}

/// A query value without its percent signs.
pub fn decoded(coded: &str) -> String {
    let bytes = coded.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = coded.get(at + 1..at + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
        if let (b'%', Some(value)) = (byte, hex) {
            plain.push(value);
            at += 3;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&plain).into_owned()
}

/// Reads a target by the caller's rule, after taking detours out of it.
pub fn target_of(href: &str, resolve: &dyn Fn(&str) -> Option<LinkTarget>) -> Option<LinkTarget> {
    resolve(&unwrapped(href))
}
