//! How much a foreign file may ask of the machine.

/// Limits of a reading. A file beyond one of them is rejected with the limit's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub max_bytes: usize,
    /// Deepest nesting of elements.
    pub max_depth: usize,
    /// Most XML elements inside of one object.
    pub max_elements: usize,
    /// Most objects.
    pub max_features: usize,
    /// Most coordinates of all geometries together.
    pub max_points: usize,
    /// Most findings that are kept; the rest is counted.
    pub max_findings: usize,
}

impl Default for Limits {
    /// 256 MiB, 48 levels, 400 000 elements, 500 000 objects, 10 million coordinates, 1 000
    /// findings: far beyond any plan seen, and within the memory of a small server.
    fn default() -> Self {
        Self {
            max_bytes: 256 << 20,
            max_depth: 48,
            max_elements: 400_000,
            max_features: 500_000,
            max_points: 10_000_000,
            max_findings: 1_000,
        }
    }
}
