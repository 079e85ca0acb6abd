//! There and back for generated models.
