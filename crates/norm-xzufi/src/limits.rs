//! How large a foreign file may be.

/// Limits of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Deepest nesting of elements.
    pub max_depth: usize,
    /// Most elements in one file.
    pub max_elements: usize,
}

impl Default for Limits {
    /// 64 MiB, 64 levels, a million elements: some thousand services with all their languages.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_depth: 64, max_elements: 1_000_000 }
    }
}
