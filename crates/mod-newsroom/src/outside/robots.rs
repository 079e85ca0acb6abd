//! What a website says about machines in its `robots.txt` (RFC 9309): whoever wants no visit gets none.

/// Bytes of a file that are read; the rest counts for nothing, as the RFC allows.
pub(super) const BYTES_MAX: u64 = 512 * 1024;
/// Rules kept of one file.
const RULES_MAX: usize = 2_000;
/// Longest pattern that is looked at, in bytes.
const PATTERN_MAX: usize = 1_000;

/// The rules of a website for us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Robots {
    /// Pattern, and whether it allows.
    rules: Vec<(String, bool)>,
}

impl Robots {
    /// Nobody may come: the file cannot be had at the moment.
    pub fn closed() -> Self {
        Self { rules: vec![("/".into(), false)] }
    }

    /// The rules for a program of this name: those that name it, else those for all.
    pub fn read(text: &str, name: &str) -> Self {
        let (mut own, mut all): (Vec<_>, Vec<_>) = (Vec::new(), Vec::new());
        let (mut is_named, mut is_general, mut names_us) = (false, false, false);
        let mut in_heads = false;
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((field, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            let field = field.trim().to_ascii_lowercase();
            if field == "user-agent" {
                if !in_heads {
                    (is_named, is_general) = (false, false);
                }
                in_heads = true;
                let token = value.split(['/', ' ']).next().unwrap_or_default();
                is_named |= token.eq_ignore_ascii_case(name);
                is_general |= token == "*";
                names_us |= is_named;
                continue;
            }
            let allows = match field.as_str() {
                "allow" => true,
                "disallow" => false,
                _ => continue,
            };
            in_heads = false;
            // An empty pattern says nothing.
            if value.is_empty() || value.len() > PATTERN_MAX {
                continue;
            }
            let rules = if is_named { &mut own } else { &mut all };
            if (is_named || is_general) && rules.len() < RULES_MAX {
                rules.push((value.to_owned(), allows));
            }
        }
        Self { rules: if names_us { own } else { all } }
    }

    /// Whether a path with its query may be asked for: the longest rule that fits decides, and of two
    /// as long the one that allows.
    pub fn allows(&self, path: &str) -> bool {
        let fitting = self.rules.iter().filter(|(pattern, _)| fits(pattern, path));
        fitting.max_by_key(|(pattern, allows)| (pattern.len(), *allows)).is_none_or(|(_, a)| *a)
    }
}

/// Whether a pattern fits the beginning of a path; `*` stands for anything, `$` at the end for the end.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix('$') {
        Some(rest) => (rest, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_the_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if to_the_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}# Regeln\nUser-agent: Suchmaschine\nUser-Agent: *\nDisallow: /intern/\nDisallow: /*.pdf$\nAllow: /intern/offen\nDisallow:\n\nUser-agent: rathaus-links\nDisallow: /nur-menschen # bitte\nSitemap: https://a.example/sitemap.xml\n";

    #[test]
    fn rules_for_us_come_before_those_for_all() {
        let us = Robots::read(FILE, "rathaus-links");
        assert!(!us.allows("/nur-menschen/seite"));
        assert!(us.allows("/intern/"), "the rules for all are not for whom others are made");
        let other = Robots::read(FILE, "andere");
        for (path, may) in [
            ("/", true),
            ("/intern/akte", false),
            ("/intern/offen/tag", true),
            ("/plan.pdf", false),
            ("/plan.pdf?seite=2", true),
            ("/nur-menschen", true),
        ] {
            assert_eq!(other.allows(path), may, "{path}");
        }
    }

    #[test]
    fn files_of_all_sorts_are_understood() {
        for (file, may) in [
            ("", true),
            ("User-agent: *\nDisallow: /", false),
            ("user-agent : *\ndisallow : /", false),
            ("User-agent: *\nDisallow:", true),
            ("Disallow: /", true),
            ("User-agent: *\nDisallow: /\nAllow: /", true),
            ("User-agent: *\n\nDisallow: /", false),
            ("User-agent: RATHAUS-Links/2.0\nDisallow: /", false),
            ("User-agent: x\nDisallow: /\nUser-agent: y\nAllow: /", true),
            ("<html><body>404: nichts</body></html>", true),
        ] {
            assert_eq!(Robots::read(file, "rathaus-links").allows("/seite"), may, "{file}");
        }
        assert!(!Robots::closed().allows("/"));
    }

    #[test]
    fn wild_patterns_end_soon() {
        let pattern = "*a".repeat(400);
        let robots = Robots::read(&format!("User-agent: *\nDisallow: /{pattern}$"), "x");
        assert!(robots.allows(&format!("/{}b", "a".repeat(5_000))));
        for path in ["", "/", "*", "$", "ä", "/%"] {
            for pattern in ["", "*", "$", "**", "*$", "/*$", "ä*", "/$"] {
                let _ = fits(pattern, path);
            }
        }
        assert!(fits("/a*b*c$", "/a1b2c") && !fits("/a*b*c$", "/a1b2c3") && fits("/*", "/x"));
    }
}
