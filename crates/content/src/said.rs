//! Sentences in both languages.

use serde::{Deserialize, Serialize};

/// A sentence in German and English.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

impl Said {
    /// A sentence in both languages.
    pub fn new(de: impl Into<String>, en: impl Into<String>) -> Self {
        Self { de: de.into(), en: en.into() }
    }
}
