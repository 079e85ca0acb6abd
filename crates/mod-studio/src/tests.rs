//! Stories of the workshop.
