//! Numbers that limit something: multiplicities, lengths, sizes.

use std::str::FromStr;

use super::{DEMANDED_MAX, ReadError, Walker};
use crate::finding::Finding;
use crate::model::{Constraints, Multiplicity};
use crate::xml::Element;

impl Walker {
    /// The limits of `praezisierung`, wherever they were written.
    pub(super) fn limits(
        &mut self,
        precision: &Element,
        get: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Constraints, ReadError> {
        let mut length = |name: &str, code: &str| match get(name) {
            Some(text) => self.number(precision, name, code, &text),
            None => Ok(None),
        };
        Ok(Constraints {
            min_length: length("minLength", "1059")?,
            max_length: length("maxLength", "1060")?,
            min_value: get("minValue"),
            max_value: get("maxValue"),
            pattern: get("pattern"),
        })
    }

    /// A whole number, or a finding and no limit.
    pub(super) fn number<T: FromStr>(
        &mut self,
        element: &Element,
        name: &str,
        code: &str,
        text: &str,
    ) -> Result<Option<T>, ReadError> {
        if let Ok(number) = text.parse() {
            return Ok(Some(number));
        }
        let shown: String = text.chars().take(40).collect();
        let finding = Finding::error(
            code,
            self.here(name),
            format!("Zeile {}: {name} ist keine ganze Zahl: {shown:?}.", element.line),
            format!("line {}: {name} is not a whole number: {shown:?}", element.line),
        );
        self.report(finding)?;
        Ok(None)
    }

    /// A schema may not demand more entries than anybody could fill in.
    pub(super) fn affordable(
        &mut self,
        place: &Element,
        multiplicity: Multiplicity,
    ) -> Result<Multiplicity, ReadError> {
        let more = u64::from(multiplicity.min.saturating_sub(1));
        let demanded = self.demanded.saturating_add(self.instances.saturating_mul(more));
        if demanded <= DEMANDED_MAX {
            self.demanded = demanded;
            return Ok(multiplicity);
        }
        let finding = Finding::error(
            "multiplicity-large",
            self.here("anzahl"),
            format!(
                "Zeile {}: Mit der Anzahl {multiplicity} verlangt das Schema mehr als \
                 {DEMANDED_MAX} Einträge. Gelesen wird: mindestens einer.",
                place.line
            ),
            format!(
                "line {}: with the multiplicity {multiplicity} the schema demands more than \
                 {DEMANDED_MAX} entries; read as: at least one",
                place.line
            ),
        );
        self.report(finding)?;
        Ok(Multiplicity { min: 1, max: multiplicity.max })
    }

    pub(super) fn multiplicity(
        &mut self,
        place: &Element,
        text: &str,
    ) -> Result<Multiplicity, ReadError> {
        let parsed = Multiplicity::parse(text);
        let (code, de, en) = match parsed {
            None if text.is_empty() => (
                "1021",
                format!("Zeile {}: Die Anzahl fehlt.", place.line),
                format!("line {}: the multiplicity is missing", place.line),
            ),
            None => (
                "1046",
                format!("Zeile {}: {text:?} ist keine Anzahl wie 0:1 oder 1:*.", place.line),
                format!("line {}: {text:?} is not a multiplicity", place.line),
            ),
            Some(Multiplicity { min, max: Some(max) }) if min > max => (
                "1047",
                format!("Zeile {}: Die Anzahl {text} verlangt mehr, als sie erlaubt.", place.line),
                format!("line {}: the multiplicity {text} is upside down", place.line),
            ),
            Some(multiplicity) => return Ok(multiplicity),
        };
        let finding = Finding::error(code, self.here("anzahl"), de, en);
        self.report(finding)?;
        // The friendlier of the two readings: optional, and at least once possible.
        Ok(parsed.map_or(Multiplicity { min: 0, max: Some(1) }, |m| Multiplicity {
            min: 0,
            max: Some(m.min),
        }))
    }
}
