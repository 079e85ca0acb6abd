//! The texts that are signed.

use super::Parts;

/// `name="value"` pairs of a `Signature` header; values may hold commas.
pub(super) fn cavage_fields(header: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = header.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_matches([',', ' ']).to_owned();
        let (value, later) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            // Numbers stand without quotation marks.
            None => after.split_once(',').unwrap_or((after, "")),
        };
        found.push((name, value.to_owned()));
        rest = later.trim_start_matches([',', ' ']);
    }
    found
}

/// The signed text of the old draft; none if a header is not there.
pub(super) fn cavage_base(
    parts: &Parts,
    names: &[&str],
    created: Option<&str>,
    expires: Option<&str>,
) -> Option<String> {
    let line = |name: &&str| {
        let value = match *name {
            "(request-target)" => {
                format!("{} {}", parts.method.to_ascii_lowercase(), parts.target)
            }
            "(created)" => created?.to_owned(),
            "(expires)" => expires?.to_owned(),
            "host" => parts.header("host").unwrap_or_else(|| parts.authority.clone()),
            other => parts.header(other)?,
        };
        Some(format!("{name}: {value}"))
    };
    names.iter().map(line).collect::<Option<Vec<_>>>().map(|lines| lines.join("\n"))
}

/// The signed text of RFC 9421; none if a part is not there.
pub(super) fn structured_base(parts: &Parts, names: &[String], params: &str) -> Option<String> {
    let (path, query) = parts.target.split_once('?').unwrap_or((&parts.target, ""));
    let line = |name: &String| {
        let value = match name.as_str() {
            "@method" => parts.method.to_ascii_uppercase(),
            "@authority" => parts.authority.to_ascii_lowercase(),
            "@path" => path.to_owned(),
            "@query" => format!("?{query}"),
            "@request-target" => parts.target.clone(),
            "@target-uri" => {
                format!("https://{}{}", parts.authority.to_ascii_lowercase(), parts.target)
            }
            other if other.starts_with('@') => return None,
            other => parts.header(other)?,
        };
        Some(format!("\"{name}\": {value}"))
    };
    let mut lines = names.iter().map(line).collect::<Option<Vec<_>>>()?;
    lines.push(format!("\"@signature-params\": {params}"));
    Some(lines.join("\n"))
}
