//! What a check found, in both languages.

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody should look.
    Hint,
    /// It will be refused.
    Error,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The profile is not complete: nothing may be delivered with it.
    ProfilePartial,
    /// The profile knows no such step.
    StepUnknown,
    /// A layer of the step has no file.
    LayerMissing,
    /// A file is of no layer of the step.
    FileUnknown,
    /// A file is not a collection of features.
    FileUnreadable,
    /// The coordinates are not in the reference system of the profile.
    ReferenceSystem,
    /// A feature has another geometry than its layer, or none.
    Geometry,
    /// A value is missing.
    ValueMissing,
    /// A value is of another type, too long or no day.
    ValueType,
    /// A value is not among the codes.
    Code,
    /// The code for everything else stands without words.
    OtherWithoutWords,
    /// A value stands twice.
    NotUnique,
    /// Numbers do not run from 1.
    NotRunning,
    /// A reference points at nothing.
    Reference,
    /// An attribute the profile does not know, or not in this step.
    AttributeUnknown,
    /// A feature lies outside the area of the project.
    OutsideArea,
    /// Lines do not hang together.
    NotContinuous,
}

/// A finding and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub kind: Kind,
    /// Name of the layer or file; empty for the whole delivery.
    pub layer: String,
    /// The feature, from 1; zero for the whole layer.
    pub feature: usize,
    /// The attribute; empty for the feature itself.
    pub attribute: String,
    /// What is wrong and what to do, in German and English.
    pub words: [String; 2],
}

impl Finding {
    pub(crate) fn new(kind: Kind, layer: &str, de: String, en: String) -> Self {
        let severity = match kind {
            Kind::AttributeUnknown | Kind::NotContinuous => Severity::Hint,
            _ => Severity::Error,
        };
        let (layer, attribute) = (layer.to_owned(), String::new());
        Self { severity, kind, layer, feature: 0, attribute, words: [de, en] }
    }

    pub(crate) fn at(mut self, feature: usize, attribute: &str) -> Self {
        self.feature = feature;
        attribute.clone_into(&mut self.attribute);
        self
    }
}
