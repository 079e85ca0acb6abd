//! TYPO3: the XML form of its export (`.t3d` saved as XML), pages with the content on them.

use std::collections::BTreeMap;
use std::io::BufRead;

use jiff::Timestamp;

use super::page::{ParsedHtml, from_html};
use super::xml::{Piece, Pieces};
use super::{ImportError, OldKind, OldPage};
use crate::block::{Block, Heading, Kind, List, Table, Text};
use crate::inline::{Inlines, tidy};
use crate::key::Ids;
use crate::parts::{HeaderCells, ListItem, Rank};

/// Records taken from one export.
pub const RECORDS_MAX: usize = 200_000;

/// What an export held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typo3 {
    /// Pages and news with their content, in order of their ids.
    pub pages: Vec<OldPage>,
    /// Tables of other extensions, with how many records they had.
    pub passed_over: BTreeMap<String, usize>,
}

type Record = BTreeMap<String, String>;

#[derive(Default)]
struct Tables {
    pages: BTreeMap<u64, Record>,
    contents: Vec<Record>,
    news: BTreeMap<u64, Record>,
    others: BTreeMap<String, usize>,
}

fn get<'a>(record: &'a Record, name: &str) -> &'a str {
    record.get(name).map_or("", String::as_str)
}

fn number(record: &Record, name: &str) -> u64 {
    get(record, name).trim().parse().unwrap_or(0)
}

/// Table and id of a record: `pages:12`, or an element `n12` in an element named by the table.
fn record_of(name: &str, attributes: &[(String, String)], above: &str) -> Option<(String, u64)> {
    let index = attributes.iter().find(|(n, _)| n == "index").map_or("", |(_, v)| v.as_str());
    if name == "tablerow" {
        let (table, id) = index.split_once(':')?;
        return Some((table.to_owned(), id.parse().ok()?));
    }
    let id = name.strip_prefix('n').and_then(|n| n.parse().ok()).or_else(|| index.parse().ok())?;
    let is_table = above == "pages" || above.contains('_');
    is_table.then(|| (above.to_owned(), id))
}

impl Tables {
    fn keep(&mut self, table: &str, id: u64, mut record: Record) -> Result<(), ImportError> {
        if self.pages.len() + self.contents.len() + self.news.len() >= RECORDS_MAX {
            return Err(ImportError::TooMuch { what: "records", max: RECORDS_MAX });
        }
        record.entry("uid".into()).or_insert_with(|| id.to_string());
        // Deleted records and translations without a text of their own.
        if get(&record, "deleted") == "1" {
            return Ok(());
        }
        match table {
            "pages" => {
                self.pages.insert(id, record);
            }
            "tt_content" => self.contents.push(record),
            "tx_news_domain_model_news" | "tt_news" => {
                self.news.insert(id, record);
            }
            other => *self.others.entry(other.to_owned()).or_default() += 1,
        }
        Ok(())
    }
}

/// Reads a TYPO3 export. `base_url` is the address of the old site.
///
/// # Errors
/// When it is no such export, or too large.
pub fn read_typo3<R: BufRead>(
    source: R,
    base_url: &str,
    ids: &mut dyn Ids,
) -> Result<Typo3, ImportError> {
    let mut pieces = Pieces::new(source);
    let mut tables = Tables::default();
    let (mut is_typo3, mut is_in_records) = (false, false);
    let mut path: Vec<String> = Vec::new();
    let mut record: Option<(usize, String, u64, Record)> = None;
    let mut field = String::new();
    while let Some(piece) = pieces.next_piece()? {
        match piece {
            Piece::Open(name, attributes) => {
                is_typo3 |= name == "T3RecordDocument";
                if !is_typo3 {
                    return Err(ImportError::OtherFormat("TYPO3"));
                }
                // The header has a list of records too, without their fields.
                is_in_records |= name == "records" && path.len() == 1;
                let above = path.last().map_or("", String::as_str);
                if record.is_none()
                    && is_in_records
                    && let Some((table, id)) = record_of(&name, &attributes, above)
                {
                    record = Some((path.len(), table, id, Record::new()));
                }
                field = match attributes.iter().find(|(n, _)| n == "index") {
                    Some((_, index)) if name == "field" => index.clone(),
                    _ => name.clone(),
                };
                path.push(name);
            }
            Piece::Close(name, text) => {
                path.pop();
                is_in_records &= !(name == "records" && path.len() == 1);
                let Some((depth, table, id, values)) = record.as_mut() else { continue };
                if path.len() == *depth {
                    let (table, id, values) = (table.clone(), *id, std::mem::take(values));
                    record = None;
                    tables.keep(&table, id, values)?;
                } else if is_data(&path) && !field.is_empty() {
                    values.entry(std::mem::take(&mut field)).or_insert(text);
                }
            }
        }
    }
    if !is_typo3 {
        return Err(ImportError::OtherFormat("TYPO3"));
    }
    Ok(joined(tables, base_url, ids))
}

/// Whether fields at a path are those of the record, not its relations.
fn is_data(path: &[String]) -> bool {
    !path.iter().any(|p| p == "rels" || p == "softrefs")
}

fn joined(tables: Tables, base_url: &str, ids: &mut dyn Ids) -> Typo3 {
    let mut by_page: BTreeMap<u64, Vec<Record>> = BTreeMap::new();
    for content in tables.contents {
        if get(&content, "hidden") != "1" {
            by_page.entry(number(&content, "pid")).or_default().push(content);
        }
    }
    let mut pages = Vec::new();
    for (id, record) in &tables.pages {
        // Folders, links and dividers hold no text.
        if !matches!(get(record, "doktype"), "" | "1" | "5" | "6") {
            continue;
        }
        let mut page = page_of(*id, record, OldKind::Page);
        let mut contents = by_page.remove(id).unwrap_or_default();
        contents.sort_by_key(|c| (number(c, "colPos"), number(c, "sorting")));
        for content in &contents {
            add_content(content, base_url, ids, &mut page);
        }
        pages.push(page);
    }
    for (id, record) in &tables.news {
        let mut page = page_of(*id, record, OldKind::News);
        page.id = format!("news-{id}");
        let body = if get(record, "bodytext").is_empty() {
            get(record, "short")
        } else {
            get(record, "bodytext")
        };
        add_html(body, base_url, ids, &mut page);
        pages.push(page);
    }
    Typo3 { pages, passed_over: tables.others }
}

fn page_of(id: u64, record: &Record, kind: OldKind) -> OldPage {
    let slug =
        [get(record, "slug"), get(record, "path_segment")].into_iter().find(|s| !s.is_empty());
    let slug = slug.unwrap_or_default().to_owned();
    let seconds = ["datetime", "starttime", "lastUpdated", "crdate"]
        .iter()
        .map(|name| i64::try_from(number(record, name)).unwrap_or(0))
        .find(|at| *at > 0);
    let teaser = [get(record, "teaser"), get(record, "abstract"), get(record, "description")];
    let parent = number(record, "pid");
    OldPage {
        kind,
        id: id.to_string(),
        parent: (parent > 0 && kind == OldKind::Page).then(|| parent.to_string()),
        title: tidy(get(record, "title")),
        teaser: teaser.into_iter().find(|t| !t.is_empty()).map(tidy).unwrap_or_default(),
        url: if slug.starts_with('/') { slug.clone() } else { format!("/index.php?id={id}") },
        slug,
        published: seconds.and_then(|at| Timestamp::from_second(at).ok()),
        is_public: get(record, "hidden") != "1" && matches!(get(record, "fe_group"), "" | "0"),
        ..OldPage::default()
    }
}

fn add_html(html: &str, base_url: &str, ids: &mut dyn Ids, page: &mut OldPage) {
    // Rich text of TYPO3 leaves paragraphs to line feeds.
    let html = if html.contains("<p") || html.contains("<ul") || html.contains("<table") {
        html.to_owned()
    } else {
        html.lines().flat_map(|line| ["<p>", line, "</p>"]).collect()
    };
    let html = old_links(&html);
    let ParsedHtml { cleaned, links } = from_html(&html, base_url, ids);
    page.blocks.extend(cleaned.blocks);
    page.images.extend(cleaned.images);
    page.links.extend(links);
    for dropped in cleaned.dropped {
        if !page.dropped.contains(&dropped) {
            page.dropped.push(dropped);
        }
    }
}

/// `t3://page?uid=12` and `<link 12>` as addresses every TYPO3 knows.
fn old_links(html: &str) -> String {
    let mut text = html.replace("t3://page?uid=", "/index.php?id=").replace("</link>", "</a>");
    while let Some(at) = text.find("<link ") {
        let Some(end) = text[at..].find('>') else { break };
        let target =
            text[at + 6..at + end].split_whitespace().next().unwrap_or_default().to_owned();
        let is_page = target.bytes().all(|b| b.is_ascii_digit()) && !target.is_empty();
        let href = if is_page { format!("/index.php?id={target}") } else { target };
        text.replace_range(at..=at + end, &format!("<a href=\"{}\">", href.replace('"', "")));
    }
    text
}

fn add_content(content: &Record, base_url: &str, ids: &mut dyn Ids, page: &mut OldPage) {
    let header = tidy(get(content, "header"));
    // 100 means hidden.
    if !header.is_empty() && get(content, "header_layout") != "100" {
        let rank = match get(content, "header_layout") {
            "3" => Rank::Two,
            "4" => Rank::Three,
            "5" => Rank::Four,
            _ => Rank::One,
        };
        let heading = Heading { rank, content: header.as_str().into() };
        page.blocks.push(Block { id: ids.next_id(), kind: Kind::Heading(heading) });
    }
    let body = get(content, "bodytext");
    let lines = || body.lines().map(str::trim).filter(|l| !l.is_empty());
    let kind = match get(content, "CType") {
        "bullets" => {
            let items = lines().map(|l| ListItem { content: l.into(), items: Vec::new() });
            Kind::List(List {
                ordered: get(content, "bullets_type") == "1",
                items: items.collect(),
            })
        }
        "table" => table(content, body),
        "div" => Kind::Divider,
        "header" | "shortcut" | "menu" | "list" | "login" | "image" if body.is_empty() => return,
        _ => return add_html(body, base_url, ids, page),
    };
    page.blocks.push(Block { id: ids.next_id(), kind });
}

fn table(content: &Record, body: &str) -> Kind {
    let sign = u32::try_from(number(content, "table_delimiter")).ok().and_then(char::from_u32);
    let sign = sign.filter(|c| *c != '\0').unwrap_or('|');
    let mut rows: Vec<Vec<Inlines>> = body
        .lines()
        .filter(|l| !l.trim().is_empty())
        .map(|l| l.split(sign).map(|cell| Inlines::from(tidy(cell).as_str())).collect())
        .collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    for row in &mut rows {
        row.resize(width, Inlines::default());
    }
    if width < 2 {
        let text: Vec<String> = rows.iter().flatten().map(Inlines::text).collect();
        return Kind::Text(Text { content: Inlines::plain(&text.join("\n")) });
    }
    let header = match get(content, "table_header_position") {
        "1" => Some(HeaderCells::Row),
        "2" => Some(HeaderCells::Column),
        _ => None,
    };
    Kind::Table(Table { caption: get(content, "table_caption").into(), header, rows })
}
