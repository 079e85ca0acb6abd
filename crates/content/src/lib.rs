//! What editors write: typed blocks.
