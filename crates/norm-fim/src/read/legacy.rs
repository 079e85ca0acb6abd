//! `XDatenfelder` 1: ids stand directly in the element, the version only in the header.

use super::{ReadError, Walker};
use crate::model::Payload;
use crate::xml::Element;

impl Walker {
    /// Reads a message of edition 1 into the model of edition 2.
    pub(super) fn legacy_message(&mut self, root: &Element) -> Result<(), ReadError> {
        if !root.name.starts_with("xdatenfelder.stammdatenschema") {
            return Err(ReadError::UnknownRoot(root.name.clone()));
        }
        self.path.push(root.name.clone());
        let Some(body) = root.child("stammdatenschema") else {
            return Err(ReadError::NoPayload("stammdatenschema"));
        };
        let mut version = String::new();
        if let Some(header) = root.child("header") {
            self.schema.created_at = Self::optional(header, "datum").unwrap_or_default();
            self.schema.message_id = Self::optional(header, "fimId").unwrap_or_default();
            version = Self::optional(header, "version").unwrap_or_default();
        }
        self.schema.payload = Payload::Schema;
        self.schema_element(body)?;
        if self.schema.base.key.version.is_empty() {
            self.schema.base.key.version = version;
        }
        Ok(())
    }
}
