//! A town in one binary.
