//! The provider's own description of its interface decides what is refused: unknown parameters,
//! wrong verbs, missing parts, permissions that are not there.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::http::{Asked, Told};

/// A method of the interface.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its name, `youtube.videos.insert`.
    pub id: String,
    /// Its parts as they were asked for.
    pub parts: Vec<String>,
}

/// A description.
pub struct Discovery {
    methods: Vec<Value>,
    schemas: Value,
    common: Vec<String>,
}

/// Where the descriptions lie: in the shared data beside the workspace, or where
/// `RATHAUS_SHARED_DATA` says.
pub fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("RATHAUS_SHARED_DATA").map(PathBuf::from).or_else(|| {
        let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR")?);
        let root = here.ancestors().nth(2)?.canonicalize().ok()?;
        Some(root.parent()?.join("shared/data"))
    })?;
    let folder = shared.join("channels");
    folder.is_dir().then_some(folder)
}

fn collect(resource: &Value, found: &mut Vec<Value>) {
    if let Some(methods) = resource.get("methods").and_then(Value::as_object) {
        found.extend(methods.values().cloned());
    }
    if let Some(resources) = resource.get("resources").and_then(Value::as_object) {
        for below in resources.values() {
            collect(below, found);
        }
    }
}

/// A refusal as Google words it.
pub fn refusal(status: u16, reason: &str, message: &str) -> Told {
    let domain = if reason.contains("uota") { "youtube.quota" } else { "youtube.common" };
    let entry = json!({ "message": message, "domain": domain, "reason": reason });
    let body = json!({ "error": { "code": status, "message": message, "errors": [entry] } });
    Told::json(status, &body)
}

impl Discovery {
    /// Reads a description.
    ///
    /// # Errors
    /// When the file is not there or no description.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let whole: Value = serde_json::from_str(&text)?;
        let mut methods = Vec::new();
        collect(&whole, &mut methods);
        let common = whole.get("parameters").and_then(Value::as_object);
        let common = common.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        Ok(Self { methods, schemas: whole["schemas"].clone(), common })
    }

    fn text<'a>(method: &'a Value, name: &str) -> &'a str {
        method.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The method a request means, if everything about it is as described.
    ///
    /// # Errors
    /// The refusal, as the provider words it.
    pub fn check(&self, asked: &Asked, scopes: &[String]) -> Result<Method, Told> {
        let path = asked.path.trim_start_matches('/');
        let path = path.strip_prefix("resumable/").unwrap_or(path);
        let path = path.strip_prefix("upload/").unwrap_or(path);
        let is_upload = path.len() + 1 < asked.path.len();
        let at_path: Vec<&Value> =
            self.methods.iter().filter(|m| Self::text(m, "path") == path).collect();
        let suits = |m: &&&Value| Self::text(m, "httpMethod") == asked.method;
        let Some(method) = at_path.iter().find(suits) else {
            let status = if at_path.is_empty() { 404 } else { 405 };
            return Err(refusal(status, "notFound", "Not Found"));
        };
        if is_upload && method.get("mediaUpload").is_none() {
            return Err(refusal(404, "notFound", "Not Found"));
        }
        self.parameters(method, asked)?;
        let allowed = method.get("scopes").and_then(Value::as_array).into_iter().flatten();
        if !allowed.filter_map(Value::as_str).any(|s| scopes.iter().any(|g| g == s)) {
            let say = "Request had insufficient authentication scopes.";
            return Err(refusal(403, "insufficientPermissions", say));
        }
        let parts = self.parts(method, asked)?;
        if let Some(schema) = method.pointer("/request/$ref").and_then(Value::as_str) {
            self.body(schema, &asked.json, "")?;
        }
        Ok(Method { id: Self::text(method, "id").to_owned(), parts })
    }

    fn parameters(&self, method: &Value, asked: &Asked) -> Result<(), Told> {
        let known = method.get("parameters").and_then(Value::as_object);
        for (name, _) in &asked.query {
            let is_known =
                known.is_some_and(|k| k.contains_key(name)) || self.common.contains(name);
            if !is_known {
                let say = format!(
                    "Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query parameter."
                );
                return Err(refusal(400, "badRequest", &say));
            }
        }
        for (name, parameter) in known.into_iter().flatten() {
            let is_required = parameter.get("required") == Some(&Value::Bool(true));
            if is_required && !asked.query.iter().any(|(n, v)| n == name && !v.is_empty()) {
                return Err(refusal(400, "missingRequiredParameter", &format!("No {name} given.")));
            }
            let allowed = parameter.get("enum").and_then(Value::as_array);
            let given = asked.query.iter().find(|(n, _)| n == name);
            if let (Some(allowed), Some((_, value))) = (allowed, given)
                && !allowed.iter().any(|a| a.as_str() == Some(value))
            {
                return Err(refusal(400, "invalidParameter", &format!("Invalid value for {name}")));
            }
        }
        Ok(())
    }

    fn properties<'a>(&'a self, schema: &str) -> Option<&'a serde_json::Map<String, Value>> {
        self.schemas.get(schema)?.get("properties")?.as_object()
    }

    /// Parts that were asked for; each must be a part of the resource.
    fn parts(&self, method: &Value, asked: &Asked) -> Result<Vec<String>, Told> {
        let given = asked.query.iter().filter(|(name, _)| name == "part");
        let given: Vec<String> =
            given.flat_map(|(_, value)| value.split(',')).map(|p| p.trim().to_owned()).collect();
        let response = method.pointer("/response/$ref").and_then(Value::as_str).unwrap_or_default();
        // A list holds resources; a part belongs to the resource.
        let item = self
            .properties(response)
            .and_then(|p| p.get("items")?.pointer("/items/$ref")?.as_str());
        let Some(known) = self.properties(item.unwrap_or(response)) else { return Ok(given) };
        match given.iter().find(|part| !known.contains_key(*part)) {
            Some(part) => {
                Err(refusal(400, "unknownPart", &format!("'{part}' is not a part of the resource")))
            }
            None => Ok(given),
        }
    }

    /// Every name in a body must be one of the schema's.
    fn body(&self, schema: &str, value: &Value, at: &str) -> Result<(), Told> {
        let (Some(known), Some(fields)) = (self.properties(schema), value.as_object()) else {
            return Ok(());
        };
        for (name, below) in fields {
            let Some(property) = known.get(name) else {
                let say =
                    format!("Invalid JSON payload received. Unknown name \"{name}\" at '{at}'");
                return Err(refusal(400, "badRequest", &say));
            };
            if let Some(schema) = property.get("$ref").and_then(Value::as_str) {
                self.body(schema, below, name)?;
            }
        }
        Ok(())
    }
}
