//! Many requests in one: each part in a transaction of its own, a change set in one for all.

use std::time::{Duration, Instant};

use kernel::Town;
use norm_sensorthings::Json;
use norm_sensorthings::batch::{
    BatchAnswer, BatchPart, BatchRequest, BatchResponse, Made, Method, boundary_of,
    parse_json_batch, parse_multipart, resolve_body, resolve_url, write_json_batch,
    write_multipart,
};
use norm_sensorthings::model::Id;

use crate::answer::{Answer, JSON, Refusal};
use crate::routes::{Caller, change_in_town, changes_in_town, read_in_town};

/// A request of a batch with its names resolved.
pub(crate) struct Resolved {
    /// The method.
    pub method: Method,
    /// The path below the root.
    pub path: String,
    /// The query.
    pub query: String,
    /// The media type.
    pub content_type: String,
    /// Whether the entity is wanted back.
    pub wants_entity: bool,
    /// The body.
    pub body: Vec<u8>,
}

/// What earlier requests made: name, address below the root, id.
#[derive(Clone, Default)]
struct Earlier {
    made: Vec<(String, Id)>,
    addresses: Vec<(String, String)>,
    succeeded: Vec<String>,
}

impl Earlier {
    fn note(&mut self, request: &BatchRequest, answer: &Answer, root: &str) {
        let Some(name) = &request.id else { return };
        if answer.status < 300 {
            self.succeeded.push(name.clone());
        }
        let path = answer.location.as_deref().and_then(|l| l.strip_prefix(root));
        let Some(path) = path.map(|p| p.trim_start_matches('/')) else { return };
        let id = path.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
        if let Some(id) = id.and_then(|id| id.parse::<i64>().ok()) {
            self.made.push((name.clone(), Id::Number(id)));
            self.addresses.push((name.clone(), path.to_owned()));
        }
    }

    fn resolve(&self, request: &BatchRequest, root: &str) -> Resolved {
        let made: &Made = &self.made;
        let address = |name: &str| {
            self.addresses.iter().find(|(n, _)| n == name).map(|(_, path)| path.clone())
        };
        let url = below(&request.url, root);
        let url = resolve_url(&url, made, address);
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let body = if request.body.is_empty() || made.is_empty() {
            request.body.clone()
        } else {
            match Json::parse_bytes(&request.body) {
                Ok(json) => resolve_body(json, made).to_string().into_bytes(),
                Err(_) => request.body.clone(),
            }
        };
        Resolved {
            method: request.method,
            path: format!("/{}", path.trim_start_matches('/')),
            query: query.to_owned(),
            content_type: request.header("content-type").unwrap_or_default().to_owned(),
            wants_entity: request
                .header("prefer")
                .is_some_and(|p| p.contains("return=representation")),
            body,
        }
    }
}

/// An address below the root, whether it was absolute, a path, or relative.
fn below(url: &str, root: &str) -> String {
    if let Some(rest) = url.strip_prefix(root) {
        return rest.to_owned();
    }
    let path = root.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    let path = path.map(|(_, path)| format!("/{path}")).unwrap_or_default();
    if let Some(rest) = url.strip_prefix(path.as_str()).filter(|_| !path.is_empty()) {
        return rest.to_owned();
    }
    // As the examples of the standard have it: from the version on.
    let version = path.rsplit('/').next().map(|version| format!("/{version}/"));
    let rest = version.and_then(|version| url.strip_prefix(version.as_str()));
    rest.unwrap_or(url).to_owned()
}

fn response(request: &BatchRequest, answer: Answer) -> BatchResponse {
    BatchResponse {
        id: request.id.clone(),
        status: answer.status,
        location: answer.location,
        content_type: (!answer.body.is_empty()).then(|| answer.kind.to_owned()),
        body: answer.body,
    }
}

/// Bytes of the answers to one batch, before the next request is not begun any more.
const BYTES_MAX: usize = 32 * 1024 * 1024;
/// Time for one batch, before the next request is not begun any more.
const TIME_MAX: Duration = Duration::from_secs(30);

fn weight(answer: &BatchAnswer) -> usize {
    match answer {
        BatchAnswer::Single(one) => one.body.len(),
        BatchAnswer::Group(all) => all.iter().map(|one| one.body.len()).sum(),
    }
}

/// The answer to what is not begun: it can be sent again in a batch of its own.
fn too_much(part: &BatchPart) -> BatchAnswer {
    let refusal = Refusal::busy("this batch is too large for one answer; send the rest again");
    match part {
        BatchPart::Single(request) => BatchAnswer::Single(response(request, refusal.answer())),
        BatchPart::Group(_, all) => {
            BatchAnswer::Group(all.iter().map(|r| response(r, refusal.answer())).collect())
        }
    }
}

/// Answers a batch.
pub(crate) async fn batch(town: &Town, caller: &Caller, kind: &str, body: &[u8]) -> Answer {
    let parts = match boundary_of(kind) {
        Some(boundary) => parse_multipart(body, boundary),
        None => match Json::parse_bytes(body) {
            Ok(json) => parse_json_batch(&json),
            Err(error) => return Refusal::bad(format!("the body is no JSON: {error}")).answer(),
        },
    };
    let parts = match parts {
        Ok(parts) => parts,
        Err(error) => return Refusal::bad(error.to_string()).answer(),
    };
    let mut earlier = Earlier::default();
    let mut answers = Vec::with_capacity(parts.len());
    let begun = Instant::now();
    let mut bytes = 0_usize;
    for part in parts {
        if bytes > BYTES_MAX || begun.elapsed() > TIME_MAX {
            answers.push(too_much(&part));
            continue;
        }
        answers.push(match part {
            BatchPart::Single(request) => {
                let answer = single(town, caller, &request, &earlier).await;
                earlier.note(&request, &answer, &caller.view.root);
                BatchAnswer::Single(response(&request, answer))
            }
            BatchPart::Group(name, requests) => {
                group(town, caller, name, &requests, &mut earlier).await
            }
        });
        bytes += answers.last().map_or(0, weight);
    }
    if boundary_of(kind).is_some() {
        let bytes = write_multipart(&answers, "answers");
        return Answer {
            body: bytes,
            kind: "multipart/mixed;boundary=answers",
            ..Answer::empty(200)
        };
    }
    Answer { kind: JSON, ..Answer::json(write_json_batch(&answers).to_string()) }
}

async fn single(town: &Town, caller: &Caller, request: &BatchRequest, earlier: &Earlier) -> Answer {
    if let Some(name) = request.depends_on.iter().find(|d| !earlier.succeeded.contains(d)) {
        return Refusal::Said(424, format!("the request '{name}' before it failed")).answer();
    }
    let resolved = earlier.resolve(request, &caller.view.root);
    if resolved.method == Method::Get {
        return read_in_town(town, caller, resolved.path, resolved.query).await;
    }
    change_in_town(town, caller, resolved).await
}

/// A change set: all or nothing.
async fn group(
    town: &Town,
    caller: &Caller,
    name: Option<String>,
    requests: &[BatchRequest],
    earlier: &mut Earlier,
) -> BatchAnswer {
    let before = earlier.clone();
    let root = caller.view.root.clone();
    let all = requests.to_vec();
    let work = move |apply: &mut dyn FnMut(Resolved) -> Result<Answer, Refusal>| {
        let mut earlier = before;
        let mut answers = Vec::with_capacity(all.len());
        for request in &all {
            let answer = apply(earlier.resolve(request, &root))?;
            earlier.note(request, &answer, &root);
            answers.push(answer);
        }
        Ok((answers, earlier))
    };
    match changes_in_town(town, caller, work).await {
        Ok((answers, after)) => {
            *earlier = after;
            earlier.succeeded.extend(name);
            let pairs = requests.iter().zip(answers);
            BatchAnswer::Group(pairs.map(|(request, answer)| response(request, answer)).collect())
        }
        Err(refusal) => {
            let answer = refusal.answer();
            // Each request of a JSON group is answered; a change set as one.
            if name.is_some() {
                let all = requests.iter().map(|request| response(request, answer.clone()));
                return BatchAnswer::Group(all.collect());
            }
            BatchAnswer::Single(BatchResponse {
                id: None,
                status: answer.status,
                location: None,
                content_type: Some(answer.kind.to_owned()),
                body: answer.body,
            })
        }
    }
}
