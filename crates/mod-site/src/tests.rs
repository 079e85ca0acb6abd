//! Stories of the public face.
