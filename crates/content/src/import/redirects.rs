//! From old addresses to new ones: each in one step, rings found and named.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// Redirects taken at most.
pub const REDIRECTS_MAX: usize = 100_000;
/// Characters of the longest old path.
pub const LENGTH_MAX: usize = 2_000;

/// A redirect from an old path to a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The old path, with its query if that decides.
    pub from: String,
    /// The new path, or an address elsewhere.
    pub to: String,
}

/// Paths that lead to each other and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ring(pub Vec<String>);

/// What came of a list of redirects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redirects {
    /// Redirects that lead where they should, each in one step.
    pub list: Vec<Redirect>,
    /// Rings: none of their paths is redirected.
    pub rings: Vec<Ring>,
    /// Old paths that were given two targets; the first one counts.
    pub twice: Vec<String>,
    /// Entries that cannot be redirected: no path, too long, or to themselves.
    pub refused: Vec<(String, String)>,
}

/// The path of an address on the old site: without scheme, host, mark and closing slash.
pub fn old_path(address: &str) -> Option<String> {
    let address = address.trim();
    let rest = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    let path = rest.split('#').next().unwrap_or_default();
    let is_fine = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= LENGTH_MAX
        && !path.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    let (name, query) = path.split_once('?').map_or((path, None), |(n, q)| (n, Some(q)));
    let trimmed = name.trim_end_matches('/');
    let name = if trimmed.is_empty() { "/" } else { trimmed };
    is_fine.then(|| match query.filter(|q| !q.is_empty()) {
        Some(query) => format!("{name}?{query}"),
        None => name.to_owned(),
    })
}

/// Joins redirects that follow each other into single steps, and finds rings.
pub fn redirects(pairs: &[(String, String)]) -> Redirects {
    let mut found = Redirects::default();
    let mut next: BTreeMap<String, String> = BTreeMap::new();
    for (from, to) in pairs.iter().take(REDIRECTS_MAX) {
        let is_elsewhere = to.starts_with("https://") || to.starts_with("http://");
        let target = if is_elsewhere { Some(to.clone()) } else { old_path(to) };
        match (old_path(from), target) {
            (Some(path), Some(target)) if path != target => match next.entry(path) {
                Entry::Occupied(taken) => found.twice.push(taken.key().clone()),
                Entry::Vacant(free) => {
                    free.insert(target);
                }
            },
            _ => found.refused.push((from.clone(), to.clone())),
        }
    }
    found.refused.extend(pairs.iter().skip(REDIRECTS_MAX).cloned());
    // Where each path ends; none for those that end in a ring.
    let mut ends: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for start in next.keys() {
        let mut way: Vec<&str> = Vec::new();
        let mut on_way: BTreeSet<&str> = BTreeSet::new();
        let mut here = start.as_str();
        let end = loop {
            if let Some(known) = ends.get(here) {
                break *known;
            }
            if !on_way.insert(here) {
                let ring = way.iter().skip_while(|p| **p != here).map(|p| (*p).to_owned());
                found.rings.push(Ring(ring.collect()));
                break None;
            }
            way.push(here);
            match next.get(here) {
                Some(to) => here = to,
                None => break Some(here),
            }
        };
        for path in way {
            // The end itself is no redirect.
            if next.contains_key(path) {
                ends.insert(path, end);
            }
        }
    }
    let list = ends.iter().filter_map(|(from, end)| {
        end.map(|to| Redirect { from: (*from).to_owned(), to: to.to_owned() })
    });
    found.list = list.collect();
    found
}
