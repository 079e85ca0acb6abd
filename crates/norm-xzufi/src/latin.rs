//! The characters that the portals accept: String.Latin (1.2, the part all procedures must bear).

use crate::finding::{Finding, Findings, Severity};
use crate::xml::{Element, Node};

/// Whether a character belongs to String.Latin: the Latin letters of the European languages,
/// letters with marks below or above as one character or with combining marks, digits, the usual
/// punctuation and signs. Other scripts do not.
pub fn is_latin(c: char) -> bool {
    matches!(c,
        '\t' | '\n' | '\r'
        | '\u{20}'..='\u{7e}'
        // Latin-1 and Latin Extended-A without the retired letter ŉ and the long s.
        | '\u{a0}'..='\u{148}' | '\u{14a}'..='\u{17e}'
        // Single letters of Latin Extended-B.
        | '\u{187}' | '\u{18f}' | '\u{197}' | '\u{19a}' | '\u{1a0}' | '\u{1a1}' | '\u{1af}'
        | '\u{1b0}' | '\u{1b7}' | '\u{1cd}'..='\u{1dc}' | '\u{1de}' | '\u{1df}'
        | '\u{1e2}'..='\u{1f0}' | '\u{1f4}' | '\u{1f5}' | '\u{1f8}'..='\u{1ff}'
        | '\u{200}'..='\u{21b}' | '\u{21e}' | '\u{21f}' | '\u{227}'..='\u{233}'
        | '\u{259}' | '\u{268}' | '\u{292}'
        // Modifier letters and combining marks.
        | '\u{2b9}'..='\u{2bc}' | '\u{2be}' | '\u{2bf}' | '\u{2c6}' | '\u{2c8}' | '\u{2cc}' | '\u{2dc}'
        | '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{30d}' | '\u{30f}' | '\u{311}'
        | '\u{312}'..='\u{315}' | '\u{31b}' | '\u{323}'..='\u{328}' | '\u{32d}' | '\u{32e}'
        | '\u{330}' | '\u{331}' | '\u{35c}' | '\u{35e}'
        // Latin Extended Additional.
        | '\u{1e02}'..='\u{1e9e}' | '\u{1ea0}'..='\u{1ef9}'
        // Punctuation and signs.
        | '\u{2007}' | '\u{2009}' | '\u{2010}' | '\u{2011}' | '\u{2013}'..='\u{2015}'
        | '\u{2018}'..='\u{201a}' | '\u{201c}'..='\u{201e}' | '\u{2020}' | '\u{2021}' | '\u{2022}'
        | '\u{2026}' | '\u{202f}' | '\u{2030}' | '\u{2032}' | '\u{2033}' | '\u{2039}' | '\u{203a}'
        | '\u{20ac}' | '\u{2122}' | '\u{2070}' | '\u{2074}'..='\u{2079}' | '\u{207f}'..='\u{2089}'
        | '\u{2264}' | '\u{2265}' | '\u{2260}' | '\u{2212}' | '\u{2248}' | '\u{221e}')
}

/// The characters of a text that do not belong to String.Latin, each once, in order.
pub fn outside_of_latin(text: &str) -> Vec<char> {
    let mut found = Vec::new();
    for c in text.chars().filter(|c| !is_latin(*c)) {
        if !found.contains(&c) && found.len() < 20 {
            found.push(c);
        }
    }
    found
}

/// Tells of characters outside of the set in a document, with the place.
pub(crate) fn check(root: &Element, findings: &mut Findings) {
    let mut path = Vec::new();
    walk(root, &mut path, findings);
}

fn step(element: &Element) -> String {
    match element.child("id").map(Element::text) {
        Some(id) if !id.is_empty() => format!("{}({id})", element.name),
        _ => element.name.clone(),
    }
}

fn walk(element: &Element, path: &mut Vec<String>, findings: &mut Findings) {
    path.push(step(element));
    let texts = element.nodes.iter().filter_map(|node| match node {
        Node::Text(text) => Some(text.as_str()),
        Node::Element(_) => None,
    });
    for text in texts.chain(element.attributes.iter().map(|(_, value)| value.as_str())) {
        let foreign = outside_of_latin(text);
        if !foreign.is_empty() {
            let shown: Vec<String> =
                foreign.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
            let shown = shown.join(", ");
            findings.push(Finding::new(
                Severity::Warning,
                "not-latin",
                path.get(1..).unwrap_or_default().join("/"),
                format!("Zeichen außerhalb von String.Latin: {shown}"),
                format!("Characters outside of String.Latin: {shown}"),
            ));
        }
    }
    for child in element.elements() {
        walk(child, path, findings);
    }
    path.pop();
}
