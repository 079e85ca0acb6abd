//! Stories of case work, through the real router.
