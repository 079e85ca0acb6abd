//! Text both ways: ours as the little HTML the network shows, others' as plain text.

/// Letters of somebody's answer that are kept.
pub const HEARD_MAX: usize = 5_000;

/// A part of what we say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A heading; the network shows it as a paragraph in bold.
    Heading(String),
    /// Points.
    List(Vec<Vec<Span>>),
    /// Words of somebody else.
    Quote(Vec<Span>),
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Text.
    Text(String),
    /// Text that matters.
    Strong(String),
    /// Text in another voice.
    Emphasis(String),
    /// Where more is to be read.
    Link {
        /// The address.
        href: String,
        /// What it says.
        text: String,
    },
    /// A word with `#`, without the sign, and the address of its page.
    Tag {
        /// The word.
        word: String,
        /// Its page.
        href: String,
    },
    /// A new line.
    Break,
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn span(span: &Span) -> String {
    match span {
        Span::Strong(text) => format!("<strong>{}</strong>", escaped(text)),
        Span::Emphasis(text) => format!("<em>{}</em>", escaped(text)),
        Span::Link { href, text } if is_address(href) => {
            format!("<a href=\"{}\" rel=\"noopener\">{}</a>", escaped(href), escaped(text))
        }
        // What is no address of the web is shown, not linked.
        Span::Text(text) | Span::Link { text, .. } => escaped(text),
        Span::Tag { word, href } => format!(
            "<a href=\"{}\" class=\"mention hashtag\" rel=\"tag\">#<span>{}</span></a>",
            escaped(href),
            escaped(word)
        ),
        Span::Break => "<br>".into(),
    }
}

fn is_address(href: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| href.starts_with(scheme))
}

fn line(spans: &[Span]) -> String {
    spans.iter().map(span).collect()
}

/// What we say, as HTML that every server of the network lets pass.
pub fn html(blocks: &[Block]) -> String {
    let block = |block: &Block| match block {
        Block::Paragraph(spans) => format!("<p>{}</p>", line(spans)),
        Block::Heading(text) => format!("<p><strong>{}</strong></p>", escaped(text)),
        Block::List(points) => {
            let points: Vec<String> =
                points.iter().map(|p| ["<li>", &line(p), "</li>"].concat()).collect();
            format!("<ul>{}</ul>", points.concat())
        }
        Block::Quote(spans) => format!("<blockquote><p>{}</p></blockquote>", line(spans)),
    };
    blocks.iter().map(block).collect()
}

/// Words with `#` in what we say: each with its page, once.
pub fn tags(blocks: &[Block]) -> Vec<(String, String)> {
    let spans = blocks.iter().flat_map(|block| match block {
        Block::Paragraph(spans) | Block::Quote(spans) => spans.iter().collect::<Vec<_>>(),
        Block::List(points) => points.iter().flatten().collect(),
        Block::Heading(_) => Vec::new(),
    });
    let mut found: Vec<(String, String)> = Vec::new();
    for span in spans {
        if let Span::Tag { word, href } = span
            && !found.iter().any(|(w, _)| w == word)
        {
            found.push((word.clone(), href.clone()));
        }
    }
    found
}

/// Somebody's HTML as plain text: no markup, no scripts, no letters that turn or hide others.
pub fn plain(html: &str) -> String {
    let mut made = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        made.push_str(&entities(before));
        let after = tag.get(1..).unwrap_or_default();
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            // "a < b" is no tag.
            made.push('<');
            rest = after;
            continue;
        }
        let name: String = after
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        rest = tag.get(end..).unwrap_or_default();
        let opens = !after.starts_with('/');
        if opens && matches!(name.as_str(), "script" | "style") {
            let closing = format!("</{name}");
            let end = rest.to_ascii_lowercase().find(&closing).unwrap_or(rest.len());
            rest = rest.get(end..).unwrap_or_default();
        } else if name == "br" || (!opens && matches!(name.as_str(), "p" | "li" | "div")) {
            made.push('\n');
        }
    }
    made.push_str(&entities(rest));
    let seen = made.chars().map(|c| if c == '\t' { ' ' } else { c });
    let clean: String = seen.filter(|c| !is_trick(*c)).take(HEARD_MAX).collect();
    let lines: Vec<&str> = clean.lines().map(str::trim).collect();
    let mut text = lines.join("\n");
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text.trim().to_owned()
}

/// Control characters, and those that turn the direction of others.
fn is_trick(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn entities(text: &str) -> String {
    let mut made = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        made.push_str(before);
        let end = tail.find(';').filter(|end| *end < 10);
        let letter = end.and_then(|end| letter(tail.get(1..end)?));
        if let (Some(letter), Some(end)) = (letter, end) {
            made.push(letter);
            rest = tail.get(end + 1..).unwrap_or_default();
        } else {
            made.push('&');
            rest = tail.get(1..).unwrap_or_default();
        }
    }
    made.push_str(rest);
    made
}

fn letter(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "euro" => '€',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
