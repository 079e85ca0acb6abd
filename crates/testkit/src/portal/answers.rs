//! What the portal answers to which address.

use norm_fim::{CodeList, CodeLists, Schema, Standard, read};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::{Mood, Stock};

/// Most results of one page, and the default.
const LIMIT_MAX: usize = 200;
/// When everything was put into the portal.
const UPLOADED: &str = "2026-08-12T13:12:10+00:00";

/// Files have addresses under another name of the portal, as the real one has two.
const OTHER_NAME: &str = "https://portal-by-another-name.example";

/// An answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) kind: &'static str,
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, kind, location: None, body: body.into() }
    }

    fn json(status: u16, value: &Value) -> Self {
        Self::new(status, "application/json", value.to_string())
    }

    fn missing() -> Self {
        Self::json(404, &json!({ "detail": "Could not find the requested resource." }))
    }

    fn invalid(field: &str) -> Self {
        let detail =
            json!([{ "loc": ["query", field], "msg": "not valid", "type": "value_error" }]);
        Self::json(422, &json!({ "detail": detail }))
    }
}

/// The answer to an address, in this mood.
pub(super) fn reply(stock: &Stock, mood: Mood, target: &str) -> Reply {
    match mood {
        Mood::Limiting | Mood::LimitingOnce => {
            Reply::json(429, &json!({ "detail": "Too many requests" }))
        }
        Mood::Ignorant => Reply::missing(),
        Mood::Broken => Reply::new(500, "text/plain", "Internal Server Error"),
        Mood::Proxied => Reply::new(
            200,
            "text/html; charset=utf-8",
            "<!doctype html><title>Anmeldung am Netz</title><p>Bitte melden Sie sich an.",
        ),
        Mood::Babbling => Reply::new(200, "application/json", "Guten Tag"),
        Mood::Moved => {
            let mut reply = Reply::new(302, "text/plain", "");
            reply.location = Some("http://elsewhere.example/api/v1/schemas".to_owned());
            reply
        }
        _ => answer(stock, mood, target),
    }
}

fn answer(stock: &Stock, mood: Mood, target: &str) -> Reply {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let parts: Vec<String> = path.split('/').skip(1).map(decode).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let all = catalogue(stock);
    match parts.as_slice() {
        ["api", "v1", "schemas"] => search(&all, query),
        ["api", "v1", "schemas", id] => {
            let versions = all.iter().filter(|(schema, _)| schema.base.key.id == *id);
            Reply::json(200, &versions.map(|(schema, _)| summary(&all, schema)).collect())
        }
        ["api", "v1", "schemas", id, version] => match find(&all, id, version) {
            Some((schema, _)) => Reply::json(200, &detail(stock, mood, &all, schema)),
            None => Reply::missing(),
        },
        ["api", "v1", "schemas", id, version, "xdf"] => {
            let found = match mood {
                Mood::Confused => all.iter().find(|(schema, _)| schema.base.key.id != *id),
                _ => find(&all, id, version),
            };
            found.map_or_else(Reply::missing, |(_, xml)| {
                Reply::new(200, "application/xml", xml.as_bytes())
            })
        }
        ["api", "v0", "leistung-stammtexte"] => services(stock, query),
        ["immutable", "code-lists", file] => {
            let index = file.strip_suffix(".xml").and_then(|number| number.parse::<usize>().ok());
            match index.and_then(|index| stock.lists.get(index)) {
                Some(list) => Reply::new(200, "application/xml", list.as_bytes()),
                None => Reply::missing(),
            }
        }
        _ => Reply::missing(),
    }
}

type Catalogue<'a> = Vec<(Schema, &'a str)>;

/// All schemas, by id and version.
fn catalogue(stock: &Stock) -> Catalogue<'_> {
    let mut all: Catalogue<'_> = stock
        .schemas
        .iter()
        .map(|xml| (read(xml.as_bytes()).expect("a schema of the test reads").schema, xml.as_str()))
        .collect();
    all.sort_by_key(|(schema, _)| order(schema));
    all
}

fn order(schema: &Schema) -> (String, Vec<u32>) {
    let key = &schema.base.key;
    (key.id.clone(), key.version.split('.').map(|part| part.parse().unwrap_or(0)).collect())
}

fn latest(all: &Catalogue<'_>, id: &str) -> Option<String> {
    let last = all.iter().rfind(|(schema, _)| schema.base.key.id == id)?;
    Some(last.0.base.key.version.clone())
}

fn find<'c, 'a>(all: &'c Catalogue<'a>, id: &str, version: &str) -> Option<&'c (Schema, &'a str)> {
    let newest = latest(all, id)?;
    let version = if version == "latest" { newest.as_str() } else { version };
    all.iter().find(|(schema, _)| schema.base.key.id == id && schema.base.key.version == version)
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| decode(value)).next()
}

/// Offset and limit, or which of them is wrong.
fn window(query: &str) -> Result<(usize, usize), &'static str> {
    let number = |name: &'static str, default: usize| match parameter(query, name) {
        Some(text) => text.parse::<usize>().map_err(|_| name),
        None => Ok(default),
    };
    let (offset, limit) = (number("offset", 0)?, number("limit", LIMIT_MAX)?);
    if (1..=LIMIT_MAX).contains(&limit) { Ok((offset, limit)) } else { Err("limit") }
}

fn paginated(items: Vec<Value>, query: &str) -> Reply {
    let (offset, limit) = match window(query) {
        Ok(window) => window,
        Err(field) => return Reply::invalid(field),
    };
    let total = items.len();
    let shown: Vec<Value> = items.into_iter().skip(offset).take(limit).collect();
    Reply::json(
        200,
        &json!({
            "count": shown.len(), "items": shown, "offset": offset, "limit": limit,
            "total_count": total,
        }),
    )
}

fn search(all: &Catalogue<'_>, query: &str) -> Reply {
    let words = parameter(query, "fts_query").unwrap_or_default().to_lowercase();
    let only_latest = parameter(query, "is_latest").as_deref() == Some("true");
    let is_match = |schema: &Schema| {
        let base = &schema.base;
        let text = [base.name.as_str(), &base.label, base.description.as_deref().unwrap_or("")];
        let text = text.join(" ").to_lowercase();
        let is_shown = !only_latest || latest(all, &base.key.id) == Some(base.key.version.clone());
        is_shown && words.split_whitespace().all(|word| text.contains(word))
    };
    let found = all.iter().filter(|(schema, _)| is_match(schema));
    paginated(found.map(|(schema, _)| summary(all, schema)).collect(), query)
}

fn summary(all: &Catalogue<'_>, schema: &Schema) -> Value {
    let base = &schema.base;
    let status = base.release_status;
    let bases: Vec<&str> = base.legal_bases.iter().map(|basis| basis.text.as_str()).collect();
    let changed = base.last_change.clone().unwrap_or_else(|| UPLOADED.to_owned());
    json!({
        "fim_id": base.key.id,
        "fim_version": base.key.version,
        "nummernkreis": base.key.id.get(1..6).unwrap_or_default(),
        "name": base.name,
        "beschreibung": base.description,
        "definition": base.definition,
        "freigabe_status": status.and_then(|s| s.code().parse::<u8>().ok()).unwrap_or(2),
        "freigabe_status_label": status.map_or("in Bearbeitung", norm_fim::ReleaseStatus::label),
        "status_gesetzt_am": base.status_set_on,
        "gueltig_ab": base.valid_from,
        "gueltig_bis": base.valid_until,
        "status_gesetzt_durch": base.status_set_by,
        "steckbrief_id": schema.document_profile.as_ref().map(|key| key.id.clone()),
        "xdf_version": if schema.standard == Standard::Xdf3 { "3.0.0" } else { "2.0" },
        "bezug": bases,
        "versionshinweis": base.version_note,
        "stichwort": base.keywords.iter().map(|word| word.text.clone()).collect::<Vec<_>>(),
        "letzte_aenderung": changed,
        "last_update": UPLOADED,
        "bezeichnung": base.label,
        "bezug_components": [],
        "veroeffentlichungsdatum": base.published_on,
        "is_latest": latest(all, &base.key.id).as_ref() == Some(&base.key.version),
        "fts_match": null,
    })
}

fn detail(stock: &Stock, mood: Mood, all: &Catalogue<'_>, schema: &Schema) -> Value {
    let mut value = summary(all, schema);
    let key = &schema.base.key;
    let file = |name: String| {
        let url = format!("{OTHER_NAME}/immutable/{name}");
        json!({ "filename": name, "url": url, "upload_time": UPLOADED })
    };
    let mut upload = file(format!("schemas/{key}_xdf3.xml"));
    upload["code_lists"] = code_lists(stock, mood, schema);
    let rules = schema
        .rules
        .iter()
        .map(|rule| json!({ "fim_id": rule.key.id, "fim_version": rule.key.version }));
    let more = json!({
        "steckbrief_name": null,
        "regeln": rules.collect::<Vec<_>>(),
        "datenfelder": [], "datenfeldgruppen": [], "children": [], "relation": [],
        "uploads": [upload],
        "json_schema_files": [file(format!("json-schema/{key}.json"))],
        "xsd_files": [file(format!("xsd/{key}.xsd"))],
    });
    if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
        value.remove("bezug_components");
        value.remove("fts_match");
        value.extend(more);
    }
    value
}

/// The lists a schema names: those at hand with an address, others as external.
fn code_lists(stock: &Stock, mood: Mood, schema: &Schema) -> Value {
    let mut seen = Vec::new();
    let mut offered = Vec::new();
    for reference in schema.fields.iter().filter_map(|field| field.code_list.as_ref()) {
        let uri = reference.full_uri();
        if seen.contains(&uri) {
            continue;
        }
        seen.push(uri.clone());
        let at = stock.lists.iter().position(|xml| {
            let mut alone = CodeLists::default();
            alone.add(CodeList::read(xml.as_bytes()).expect("a code list of the test reads"));
            alone.find(reference).is_some()
        });
        let at = at.filter(|_| mood != Mood::WithoutLists);
        let url = at.map(|at| format!("{OTHER_NAME}/immutable/code-lists/{at}.xml"));
        offered.push(json!({
            "id": seen.len(), "url": url, "short_name": null, "long_name": null,
            "genericode_canonical_version_uri": uri, "is_external": at.is_none(),
        }));
    }
    offered.into()
}

fn services(stock: &Stock, query: &str) -> Reply {
    let wanted = parameter(query, "leistungsschluessel");
    let is_match = |key: &str| wanted.as_deref().is_none_or(|wanted| wanted == key);
    let found = stock.services.iter().filter(|(key, _)| is_match(key));
    paginated(
        found
            .map(|(key, title)| {
                json!({
                    "redaktion_id": "L100040", "leistung_id": key, "source": "leika",
                    "title": title, "leistungsschluessel": [key], "leistungstyp": null,
                    "leistungsadressat": [], "typisierung": [], "freigabe_status": null,
                    "leistungsbezeichnung": title, "leistungsbezeichnung_2": null,
                    "kurztext": null, "volltext": null, "rechtsgrundlagen": null,
                    "erstellt_datum_zeit": null, "geaendert_datum_zeit": null,
                    "klassifizierung": [], "ozg": [], "fts_match": null,
                })
            })
            .collect(),
        query,
    )
}
