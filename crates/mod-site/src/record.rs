//! The record of the official notices as a file: what was found on which night, chained, and signed
//! with the town's own key (Ed25519), so that anybody can check it without asking the town.
//!
//! Signed twice: the head of the chain after every look, and the whole file when somebody fetches it.
//! The secret part of the key lies sealed in the database and leaves it never.

mod page;
pub(crate) mod signer;
mod store;
mod verify;

use kernel::publication::{self, Find, Publication};
use kernel::{AppError, Ctx, Reader, Town};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::probe::{Records, Run, Span};

pub(crate) use page::{file, key_file, show};
pub(crate) use signer::sign_look;
pub use verify::{Bent, Sound, fingerprint, public_key, verify};

/// Notices in a file at most.
const NOTICES_MAX: i64 = 5_000;
/// First line of what is signed of a look.
const LOOK: &str = "rathaus/notices/look/1";
/// First line of what is signed of a file.
const FILE: &str = "rathaus/notices/file/1";
/// How everything is computed again, in the file itself.
const RULE: &str = "digest of a look = SHA-256 of the lines \"id state digest\\n\" of all notices in the order of their ids; hash = SHA-256 of \"previous look at asked failed digest\"; each hash stands in the logbook as site.notices_asked. signature of a look = Ed25519 over the lines \"rathaus/notices/look/1\", base, look, at, hash, each ended by a line feed. signature.record = SHA-256 of this file without its member \"signature\", as canonical JSON (RFC 8785); signature.value = Ed25519 over the lines \"rathaus/notices/file/1\", base, made_at, signature.record, each ended by a line feed. All binary values in hexadecimal.";

/// All that the record of a town says.
pub(crate) struct Whole {
    pub notices: Vec<Publication>,
    pub records: Records,
    /// Signatures of looks: number, public key, signature.
    pub signatures: Vec<(i64, String, String)>,
    pub signer: Option<signer::Signer>,
}

impl Whole {
    /// Reads all.
    pub fn read(db: &mut Reader<'_>, town: &Town) -> Result<Self, AppError> {
        Ok(Self {
            notices: publication::list(db, &Find::newest("notice", NOTICES_MAX))?,
            records: Records::read(db)?,
            signatures: store::signatures(db)?,
            signer: signer::find(db, town)?,
        })
    }

    /// The file: the record with its signature.
    fn file(&self, ctx: &Ctx) -> Result<Value, AppError> {
        let base = &ctx.town.plan().base_url;
        let made_at = kernel::clock::instant_text(ctx.now());
        let mut record = json!({
            "town": ctx.town.profile().name,
            "base": base,
            "made_at": made_at,
            "rule": RULE,
            "is_whole": self.records.verify().bent.is_none(),
            "looks": self.records.runs.iter().map(|run| self.look(run)).collect::<Vec<_>>(),
            "notices": self.notices.iter().map(|it| self.notice(base, it)).collect::<Vec<_>>(),
            "former": self.former(),
        });
        if let Some(signer) = &self.signer {
            let digest = record_digest(&record);
            let value = signer.sign(&file_statement(base, &made_at, &digest))?;
            record["signature"] = json!({
                "algorithm": "Ed25519",
                "public_key": signer.public_key(),
                "record": digest,
                "value": value,
            });
        }
        Ok(record)
    }

    fn look(&self, run: &Run) -> Value {
        let mut look = json!({
            "look": run.number, "at": kernel::clock::instant_text(run.at), "asked": run.asked,
            "failed": run.failed, "digest": run.digest, "previous": run.previous, "hash": run.hash,
        });
        let found = self.signatures.binary_search_by_key(&run.number, |(number, ..)| *number);
        if let Some((_, key, signature)) = found.ok().and_then(|at| self.signatures.get(at)) {
            look["public_key"] = json!(key);
            look["signature"] = json!(signature);
        }
        look
    }

    fn notice(&self, base: &str, it: &Publication) -> Value {
        let found: Vec<Value> = self.records.of(it.id).into_iter().map(span).collect();
        json!({
            "id": it.id.to_string(), "title": it.title, "url": format!("{base}/p/{}", it.id),
            "details": it.details, "found": found,
        })
    }

    /// What was found of notices that are no longer shown: without it, no look can be computed.
    fn former(&self) -> Vec<Value> {
        let shown: std::collections::BTreeSet<_> = self.notices.iter().map(|it| it.id).collect();
        let mut gone: Vec<_> = self.records.spans.iter().map(|s| s.publication).collect();
        gone.retain(|id| !shown.contains(id));
        gone.sort();
        gone.dedup();
        gone.into_iter()
            .map(|id| {
                let found: Vec<Value> = self.records.of(id).into_iter().map(span).collect();
                json!({ "id": id.to_string(), "found": found })
            })
            .collect()
    }
}

fn span(s: &Span) -> Value {
    json!({
        "first_look": s.first_run, "first_at": kernel::clock::instant_text(s.first_at),
        "last_look": s.last_run, "last_at": kernel::clock::instant_text(s.last_at),
        "state": s.state, "digest": s.digest,
    })
}

/// What is signed of a look.
fn look_statement(base: &str, number: i64, at: &str, hash: &str) -> String {
    format!("{LOOK}\n{base}\n{number}\n{at}\n{hash}\n")
}

/// What is signed of a file.
fn file_statement(base: &str, made_at: &str, digest: &str) -> String {
    format!("{FILE}\n{base}\n{made_at}\n{digest}\n")
}

/// The digest of a record, whatever a program did to its blanks and the order of its members.
fn record_digest(record: &Value) -> String {
    let mut text = String::new();
    canonical(record, &mut text);
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// Writes a value as canonical JSON (RFC 8785); a record holds whole numbers only.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<(&String, &Value)> = sorted(members);
            out.push('{');
            for (at, (name, value)) in names.drain(..).enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                canonical(value, out);
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                canonical(value, out);
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// Members in the order of their names, as UTF-16 sorts them.
fn sorted(members: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut all: Vec<_> = members.iter().collect();
    all.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    all
}
