//! JSON Patch (RFC 6902), applied to a document: all or nothing, in bounded time.

use crate::json::{Json, Object, index, unescape};
use crate::limits::{JSON_DEPTH_MAX, PATCH_OPERATIONS_MAX};

/// Values that all operations of a patch may move and copy together.
const VALUES_MAX: usize = 1_000_000;

/// Why a patch cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("operation {operation}: {message}")]
pub struct PatchError {
    /// Which operation, from 0.
    pub operation: usize,
    /// What is wrong.
    pub message: String,
}

/// The document after all operations of a patch.
///
/// # Errors
/// The first operation that is malformed, leads nowhere, or whose test fails.
pub fn apply_json_patch(document: &Json, patch: &Json) -> Result<Json, PatchError> {
    let whole = |message: String| PatchError { operation: 0, message };
    let Some(operations) = patch.as_array() else {
        return Err(whole(format!("a patch is a list of operations, not {}", patch.kind())));
    };
    if operations.len() > PATCH_OPERATIONS_MAX {
        return Err(whole(format!("more than {PATCH_OPERATIONS_MAX} operations")));
    }
    let mut patched = Patched { document: document.clone(), budget: VALUES_MAX };
    for (operation, step) in operations.iter().enumerate() {
        patched.apply(step).map_err(|message| PatchError { operation, message })?;
    }
    Ok(patched.document)
}

type Done<T> = Result<T, String>;

struct Patched {
    document: Json,
    budget: usize,
}

fn tokens(pointer: &str) -> Done<Vec<String>> {
    if pointer.is_empty() {
        return Ok(Vec::new());
    }
    let Some(rest) = pointer.strip_prefix('/') else {
        return Err(format!("the pointer '{pointer}' does not begin with '/'"));
    };
    Ok(rest.split('/').map(unescape).collect())
}

impl Patched {
    fn apply(&mut self, operation: &Json) -> Done<()> {
        let text = |name: &str| {
            let value = operation.get(name).and_then(Json::as_text);
            value.ok_or_else(|| format!("'{name}' is missing or no text"))
        };
        let value = || {
            let value = operation.get("value").cloned();
            value.ok_or_else(|| "'value' is missing".to_owned())
        };
        let path = text("path")?;
        match text("op")? {
            "add" => self.add(path, value()?),
            "remove" => self.remove(path).map(drop),
            "replace" => {
                self.find(path)?;
                if path.is_empty() {
                    return self.add(path, value()?);
                }
                self.measure(&value()?, path)?;
                let place = self.find_mut(path)?;
                *place = value()?;
                Ok(())
            }
            "move" => {
                let from = text("from")?;
                if path.starts_with(&format!("{from}/")) {
                    return Err(format!("'{from}' cannot be moved into itself"));
                }
                let value = self.remove(from)?;
                self.add(path, value)
            }
            "copy" => {
                let value = self.find(text("from")?)?.clone();
                self.add(path, value)
            }
            "test" => {
                if self.find(path)?.means(&value()?) {
                    Ok(())
                } else {
                    Err(format!("'{path}' has another value"))
                }
            }
            other => Err(format!("there is no operation '{other}'")),
        }
    }

    fn find(&self, pointer: &str) -> Done<&Json> {
        tokens(pointer)?;
        self.document.pointer(pointer).ok_or_else(|| format!("there is no '{pointer}'"))
    }

    fn find_mut(&mut self, pointer: &str) -> Done<&mut Json> {
        let missing = || format!("there is no '{pointer}'");
        tokens(pointer)?.iter().try_fold(&mut self.document, |value, token| match value {
            Json::Object(object) => object.get_mut(token).ok_or_else(missing),
            Json::Array(items) => index(token).and_then(|at| items.get_mut(at)).ok_or_else(missing),
            _ => Err(missing()),
        })
    }

    /// Keeps the document as shallow as what is read, and the work bounded.
    fn measure(&mut self, value: &Json, pointer: &str) -> Done<()> {
        let mut stack = vec![(value, pointer.matches('/').count())];
        while let Some((value, depth)) = stack.pop() {
            self.budget = self.budget.checked_sub(1).ok_or("this patch does too much")?;
            if depth > JSON_DEPTH_MAX {
                return Err(format!("nested deeper than {JSON_DEPTH_MAX} levels"));
            }
            match value {
                Json::Array(items) => stack.extend(items.iter().map(|v| (v, depth + 1))),
                Json::Object(object) => stack.extend(object.iter().map(|(_, v)| (v, depth + 1))),
                _ => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, pointer: &str, value: Json) -> Done<()> {
        self.measure(&value, pointer)?;
        let Some((parent, last)) = pointer.rsplit_once('/') else {
            tokens(pointer)?;
            self.document = value;
            return Ok(());
        };
        match self.find_mut(parent)? {
            Json::Object(object) => {
                object.set(&unescape(last), value);
                Ok(())
            }
            Json::Array(items) => {
                let at = if last == "-" { Some(items.len()) } else { index(last) };
                match at.filter(|at| *at <= items.len()) {
                    Some(at) => {
                        items.insert(at, value);
                        Ok(())
                    }
                    None => Err(format!("the list has no place '{last}'")),
                }
            }
            _ => Err(format!("'{parent}' is neither an object nor a list")),
        }
    }

    fn remove(&mut self, pointer: &str) -> Done<Json> {
        let missing = || format!("there is no '{pointer}'");
        let Some((parent, last)) = pointer.rsplit_once('/') else {
            tokens(pointer)?;
            return Ok(std::mem::replace(&mut self.document, Object::new().into()));
        };
        match self.find_mut(parent)? {
            Json::Object(object) => object.remove(&unescape(last)).ok_or_else(missing),
            Json::Array(items) => match index(last).filter(|at| *at < items.len()) {
                Some(at) => Ok(items.remove(at)),
                None => Err(missing()),
            },
            _ => Err(missing()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::apply_json_patch;
    use crate::Json;

    fn patched(document: &str, patch: &str) -> Result<String, String> {
        let (document, patch) = (Json::parse(document).unwrap(), Json::parse(patch).unwrap());
        apply_json_patch(&document, &patch).map(|d| d.to_string()).map_err(|e| e.to_string())
    }

    #[test]
    fn operations_do_what_the_standard_says() {
        for (document, patch, wanted) in [
            (r#"{"a":1}"#, r#"[{"op":"add","path":"/b","value":2}]"#, r#"{"a":1,"b":2}"#),
            (r#"{"a":[1,3]}"#, r#"[{"op":"add","path":"/a/1","value":2}]"#, r#"{"a":[1,2,3]}"#),
            (r#"{"a":[1]}"#, r#"[{"op":"add","path":"/a/-","value":2}]"#, r#"{"a":[1,2]}"#),
            (r#"{"a":1,"b":2}"#, r#"[{"op":"remove","path":"/a"}]"#, r#"{"b":2}"#),
            (r#"{"a":1}"#, r#"[{"op":"replace","path":"/a","value":{}}]"#, r#"{"a":{}}"#),
            (r#"{"a":1}"#, r#"[{"op":"move","from":"/a","path":"/b"}]"#, r#"{"b":1}"#),
            (r#"{"a":1}"#, r#"[{"op":"copy","from":"/a","path":"/b"}]"#, r#"{"a":1,"b":1}"#),
            (r#"{"a":1}"#, r#"[{"op":"test","path":"/a","value":1.0}]"#, r#"{"a":1}"#),
            (
                r#"{"a/b":1,"~":2}"#,
                r#"[{"op":"remove","path":"/a~1b"},{"op":"remove","path":"/~0"}]"#,
                "{}",
            ),
        ] {
            assert_eq!(patched(document, patch).unwrap(), wanted, "{patch}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (patch, message) in [
            (r#"{"op":"add"}"#, "a patch is a list"),
            (r#"[{"op":"test","path":"/a","value":2}]"#, "another value"),
            (r#"[{"op":"remove","path":"/b"}]"#, "there is no '/b'"),
            (r#"[{"op":"add","path":"b","value":2}]"#, "does not begin with"),
            (
                r#"[{"op":"test","path":"/a","value":1},{"op":"fly","path":"/a"}]"#,
                "operation 1: there is no operation",
            ),
            (r#"[{"op":"move","from":"/o","path":"/o/x"}]"#, "into itself"),
            (r#"[{"op":"add","path":"/l/5","value":1}]"#, "no place '5'"),
            (r#"[{"op":"replace","path":"/a"}]"#, "'value' is missing"),
        ] {
            let error = patched(r#"{"a":1,"o":{},"l":[]}"#, patch).unwrap_err();
            assert!(error.contains(message), "{patch}: {error}");
        }
    }

    #[test]
    fn doubling_and_deepening_end_at_a_limit() {
        let doubling = vec![r#"{"op":"copy","from":"","path":"/a"}"#; 900].join(",");
        let error = patched(r#"{"a":1}"#, &format!("[{doubling}]")).unwrap_err();
        assert!(error.contains("nested deeper") || error.contains("too much"), "{error}");
    }
}
