//! Texts of catalogues are small HTML, texts of the town small Markdown.

use content::{Block, Counted, Inline, Inlines, Kind, LinkTarget, ListItem, TargetKind, html};

/// The small Markdown that says the same; what has no form there keeps its words.
pub(super) fn markdown_of(markup: &str) -> String {
    let pasted = html::paste(&norm_xzufi::sanitise(markup).html, &mut Counted::new("x"));
    let mut out = String::new();
    for block in &pasted.blocks {
        write(block, &mut out);
    }
    out.trim().to_owned()
}

fn write(block: &Block, out: &mut String) {
    match &block.kind {
        Kind::Text(text) => paragraph(&line(&text.content), out),
        Kind::Heading(heading) => {
            let mark = if u8::from(heading.rank) == 1 { "## " } else { "### " };
            paragraph(&format!("{mark}{}", line(&heading.content)), out);
        }
        Kind::List(list) => {
            for (index, item) in list.items.iter().enumerate() {
                let mark =
                    if list.ordered { format!("{}. ", index + 1) } else { String::from("- ") };
                point(item, &mark, out);
            }
            out.push('\n');
        }
        other => {
            for field in other.fields() {
                paragraph(&field.text.words(), out);
            }
        }
    }
}

/// The small Markdown knows no points below points: they follow their point in line.
fn point(item: &ListItem, mark: &str, out: &mut String) {
    out.push_str(mark);
    out.push_str(&line(&item.content));
    out.push('\n');
    for below in &item.items {
        point(below, "- ", out);
    }
}

fn paragraph(text: &str, out: &mut String) {
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}

fn line(inlines: &Inlines) -> String {
    let mut out = String::new();
    pieces(inlines.pieces(), &mut out);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn pieces(all: &[Inline], out: &mut String) {
    for piece in all {
        match piece {
            Inline::Text(words) => out.push_str(words),
            Inline::Break => out.push(' '),
            Inline::Strong(content) => {
                out.push_str("**");
                pieces(content, out);
                out.push_str("**");
            }
            Inline::Em(content) | Inline::Lang { content, .. } => pieces(content, out),
            Inline::Abbr { short, expansion } => {
                out.push_str(short);
                if !expansion.is_empty() {
                    out.push_str(" (");
                    out.push_str(expansion);
                    out.push(')');
                }
            }
            Inline::Link { to, content } => link(to, content, out),
        }
    }
}

fn link(to: &LinkTarget, content: &[Inline], out: &mut String) {
    let mut words = String::new();
    pieces(content, &mut words);
    match to.kind() {
        TargetKind::Web(address) | TargetKind::Path(address) => {
            out.extend(["[", &words, "](", address, ")"]);
        }
        TargetKind::Mail(address) if !words.contains(address) => {
            out.extend([&words, " (", address, ")"]);
        }
        _ => out.push_str(&words),
    }
}

/// The points of a text, one per line: list items where there are some, else its lines.
pub(super) fn points_of(markup: &str) -> Vec<String> {
    let text = markdown_of(markup);
    let strip = |l: &str| {
        let l = l.trim();
        let rest = l.strip_prefix("- ").or_else(|| {
            let (number, rest) = l.split_once(". ")?;
            (number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
        });
        rest.map(str::to_owned)
    };
    let items: Vec<String> = text.lines().filter_map(strip).collect();
    let all = if items.is_empty() {
        text.lines().map(|l| l.trim_start_matches('#').trim().to_owned()).collect()
    } else {
        items
    };
    let bare = |l: String| l.replace("**", "");
    all.into_iter().map(bare).filter(|l| !l.is_empty()).collect()
}
