//! The small Markdown of the town's texts: headings, paragraphs, lists, bold words, links.
//! Everything else is text; no HTML passes.

use maud::{Markup, html};

use crate::format;

/// Renders a text: `## heading`, `### heading`, `- item`, `1. item`, `**bold**`, `[words](address)`
/// with an address of this site or of the web. An empty line ends a paragraph.
pub fn markdown(text: &str) -> Markup {
    let text = format::law(&text.replace("\r\n", "\n"));
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    let mut parts: Vec<Markup> = Vec::new();
    while at < lines.len() {
        let line = lines[at].trim();
        if line.is_empty() {
            at += 1;
        } else if let Some(title) = line.strip_prefix("### ") {
            parts.push(html! { h3 { (inline(title)) } });
            at += 1;
        } else if let Some(title) = line.strip_prefix("## ") {
            parts.push(html! { h2 { (inline(title)) } });
            at += 1;
        } else if bullet(line).is_some() {
            let (items, next) = items(&lines, at, bullet);
            parts.push(html! { ul { @for item in &items { li { (inline(item)) } } } });
            at = next;
        } else if numbered(line).is_some() {
            let (items, next) = items(&lines, at, numbered);
            parts.push(html! { ol { @for item in &items { li { (inline(item)) } } } });
            at = next;
        } else {
            let mut words = String::new();
            while at < lines.len() && is_plain(lines[at].trim()) {
                if !words.is_empty() {
                    words.push(' ');
                }
                words.push_str(lines[at].trim());
                at += 1;
            }
            parts.push(html! { p { (inline(&words)) } });
        }
    }
    html! { @for part in &parts { (part) } }
}

fn bullet(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
}

fn numbered(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(". ")?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then_some(rest)
}

fn is_plain(line: &str) -> bool {
    !line.is_empty()
        && !line.starts_with("## ")
        && !line.starts_with("### ")
        && bullet(line).is_none()
        && numbered(line).is_none()
}

/// Items of a list from line `at`; a line without a mark continues the item before.
fn items(lines: &[&str], mut at: usize, mark: fn(&str) -> Option<&str>) -> (Vec<String>, usize) {
    let mut found: Vec<String> = Vec::new();
    while at < lines.len() {
        let line = lines[at].trim();
        match (mark(line), found.last_mut()) {
            (Some(item), _) => found.push(item.trim().to_owned()),
            (None, Some(last)) if is_plain(line) => {
                last.push(' ');
                last.push_str(line);
            }
            _ => break,
        }
        at += 1;
    }
    (found, at)
}

/// Bold words and links within a line.
fn inline(text: &str) -> Markup {
    let mut parts: Vec<Markup> = Vec::new();
    let mut rest = text;
    loop {
        let bold = rest.find("**");
        let link = rest.find('[');
        match (bold, link) {
            (Some(b), l) if l.is_none_or(|l| b < l) => {
                let Some((inside, after)) = rest[b + 2..].split_once("**") else { break };
                parts.push(html! { (rest[..b]) strong { (inside) } });
                rest = after;
            }
            (_, Some(l)) => {
                let Some((words, address, after)) = link_at(&rest[l..]) else {
                    parts.push(html! { (rest[..=l]) });
                    rest = &rest[l + 1..];
                    continue;
                };
                parts.push(html! { (rest[..l]) a href=(address) { (words) } });
                rest = after;
            }
            _ => break,
        }
    }
    html! { @for part in &parts { (part) } (rest) }
}

/// `[words](address)` at the start of a text, with what follows; only safe addresses.
fn link_at(text: &str) -> Option<(&str, &str, &str)> {
    let (words, tail) = text.strip_prefix('[')?.split_once("](")?;
    let (address, after) = tail.split_once(')')?;
    let is_own = address.starts_with('/') && !address.starts_with("//");
    let is_safe =
        is_own || ["https://", "http://", "mailto:", "tel:"].iter().any(|s| address.starts_with(s));
    (is_safe && !words.contains('[')).then_some((words, address, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_people_mean_and_nothing_else() {
        let text = "## Was ist das?\n\nEin **Zuschuss** zur\nMiete.\n\n- eins\n- zwei\n  geht weiter\n\n1. erst\n2. dann [hier](/leistungen/a)\n";
        assert_eq!(
            markdown(text).into_string(),
            "<h2>Was ist das?</h2><p>Ein <strong>Zuschuss</strong> zur Miete.</p>\
             <ul><li>eins</li><li>zwei geht weiter</li></ul>\
             <ol><li>erst</li><li>dann <a href=\"/leistungen/a\">hier</a></li></ol>"
        );
    }

    #[test]
    fn passes_no_markup_and_no_script_address() {
        let html =
            markdown("<script>x</script> [a](javascript:alert(1)) [b](//evil) ** [").into_string();
        assert!(!html.contains("<script>") && !html.contains("<a "), "{html}");
        assert!(html.contains("[a](javascript:"), "{html}");
    }
}
