//! Batches as JSON.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{BatchAnswer, BatchError, BatchPart, BatchRequest, BatchResponse, Method};
use crate::json::{Json, Object};
use crate::limits::{BATCH_REQUESTS_MAX, BATCH_URL_BYTES_MAX};

fn wrong<T>(message: impl Into<String>, place: impl Into<String>) -> Result<T, BatchError> {
    Err(BatchError { message: message.into(), place: place.into() })
}

/// Reads a batch. Requests of one `atomicityGroup` must stand together.
///
/// # Errors
/// What is wrong, with a JSON pointer.
pub fn parse_json_batch(body: &Json) -> Result<Vec<BatchPart>, BatchError> {
    let Some(requests) = body.get("requests").and_then(Json::as_array) else {
        return wrong("expected an object with a list of requests", "/requests");
    };
    if requests.len() > BATCH_REQUESTS_MAX {
        return wrong(format!("more than {BATCH_REQUESTS_MAX} requests"), "/requests");
    }
    let mut parts: Vec<BatchPart> = Vec::new();
    let mut ids: HashSet<String> = HashSet::new();
    for (n, json) in requests.iter().enumerate() {
        let at = format!("/requests/{n}");
        let request = request(json, &at)?;
        for id in &request.depends_on {
            if !ids.contains(id) {
                return wrong(
                    format!("no earlier request has the id '{id}'"),
                    format!("{at}/dependsOn"),
                );
            }
        }
        if let Some(id) = &request.id
            && !ids.insert(id.clone())
        {
            return wrong(format!("the id '{id}' stands twice"), format!("{at}/id"));
        }
        let Some(group) = json.get("atomicityGroup").and_then(Json::as_text) else {
            parts.push(BatchPart::Single(request));
            continue;
        };
        if request.method == Method::Get {
            return wrong("an atomicity group holds only writing requests", at);
        }
        if let Some(BatchPart::Group(Some(name), requests)) = parts.last_mut()
            && name == group
        {
            requests.push(request);
            continue;
        }
        if !ids.insert(group.to_owned()) {
            let message = format!("the requests of the group '{group}' do not stand together");
            return wrong(message, format!("{at}/atomicityGroup"));
        }
        parts.push(BatchPart::Group(Some(group.to_owned()), vec![request]));
    }
    Ok(parts)
}

fn request(json: &Json, at: &str) -> Result<BatchRequest, BatchError> {
    let text = |name: &str| json.get(name).and_then(Json::as_text);
    let Some(method) = text("method").and_then(Method::named) else {
        return wrong("expected get, post, patch, put or delete", format!("{at}/method"));
    };
    let Some(url) = text("url") else {
        return wrong("the address is missing", format!("{at}/url"));
    };
    if url.len() > BATCH_URL_BYTES_MAX {
        return wrong(format!("longer than {BATCH_URL_BYTES_MAX} bytes"), format!("{at}/url"));
    }
    let id = match json.get("id") {
        None | Some(Json::Null) => None,
        Some(Json::Text(id)) => Some(id.clone()),
        Some(Json::Number(id)) => Some(id.to_string()),
        Some(_) => return wrong("expected a text", format!("{at}/id")),
    };
    let headers = json.get("headers").and_then(Json::as_object).into_iter().flat_map(Object::iter);
    let headers = headers
        .filter_map(|(name, value)| {
            Some((name.to_ascii_lowercase(), value.text_form()?.into_owned()))
        })
        .collect();
    let body = match json.get("body") {
        // A body that is not JSON comes as text.
        Some(Json::Text(text)) => text.clone().into_bytes(),
        None | Some(Json::Null) => Vec::new(),
        Some(body) => body.to_string().into_bytes(),
    };
    let depends_on = match json.get("dependsOn") {
        None | Some(Json::Null) => Vec::new(),
        Some(Json::Array(items)) => {
            items.iter().filter_map(|i| i.text_form().map(Cow::into_owned)).collect()
        }
        Some(_) => return wrong("expected a list of ids", format!("{at}/dependsOn")),
    };
    Ok(BatchRequest { id, method, url: url.to_owned(), headers, body, depends_on })
}

/// Writes the answers to a batch. An address stands as `location` and among the headers, because
/// clients look in either place.
pub fn write_json_batch(answers: &[BatchAnswer]) -> Json {
    let responses = answers.iter().flat_map(|answer| match answer {
        BatchAnswer::Single(response) => std::slice::from_ref(response),
        BatchAnswer::Group(responses) => responses.as_slice(),
    });
    let mut object = Object::new();
    object.set("responses", responses.map(response).collect::<Vec<Json>>());
    object.into()
}

fn response(response: &BatchResponse) -> Json {
    let mut object = Object::new();
    if let Some(id) = &response.id {
        object.set("id", id.as_str());
    }
    object.set("status", i64::from(response.status));
    let mut headers = Object::new();
    if let Some(location) = &response.location {
        object.set("location", location.as_str());
        headers.set("location", location.as_str());
    }
    if let Some(kind) = &response.content_type {
        headers.set("content-type", kind.as_str());
    }
    if !headers.is_empty() {
        object.set("headers", headers);
    }
    if !response.body.is_empty() {
        let body = Json::parse_bytes(&response.body)
            .unwrap_or_else(|_| Json::text(String::from_utf8_lossy(&response.body)));
        object.set("body", body);
    }
    object.into()
}
