//! Sign-in of citizens with an outside account that speaks OpenID Connect.

/// Whether an address may be asked: over TLS, or on this machine for tests and trials.
pub fn is_allowed_address(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once("://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.is_empty() || authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    match scheme {
        "https" => true,
        "http" => matches!(host, "localhost" | "127.0.0.1" | "::1"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tls_or_this_machine() {
        for good in ["https://id.example", "http://127.0.0.1:3000", "http://localhost:1/x", "http://[::1]:9/"] {
            assert!(is_allowed_address(good), "{good}");
        }
        for bad in [
            "", "id.example", "http://id.example", "http://127.0.0.1.evil.example", "ftp://localhost",
            "https://", "http://localhost@evil.example/", "file:///etc/passwd",
        ] {
            assert!(!is_allowed_address(bad), "{bad}");
        }
    }
}
