//! Topics of publications: short names in addresses, words for people.

use kernel::Language;
use kernel::publication::{Publication, topic_name};

/// A topic as lists show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Topic {
    /// As it stands in addresses.
    pub key: String,
    /// As people read it.
    pub name: String,
}

/// Topics with their words, in the order of the words.
pub(crate) fn named(keys: Vec<String>, language: Language) -> Vec<Topic> {
    let mut all: Vec<Topic> =
        keys.into_iter().map(|key| Topic { name: topic_name(&key, language), key }).collect();
    all.sort_by_cached_key(|topic| kernel::search::fold(&topic.name));
    all
}

/// The first topic of a publication in words.
pub(crate) fn first(it: &Publication, language: Language) -> Option<String> {
    it.topics.first().map(|key| topic_name(key, language))
}
