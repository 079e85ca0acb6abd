//! The explanation of a result: ordered steps, each with paragraph, values and source.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::money::Fixed;

/// A text that is mostly known when the library is compiled.
pub type Text = Cow<'static, str>;

/// Where a step comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Act or ordinance.
    Statute,
    /// Administrative rule, known through public quotations.
    AdministrativeRule,
    /// Our reading where the text is silent.
    OurReading,
}

impl Mark {
    /// German, for the end of a line; empty for the statute.
    pub fn label_de(self) -> &'static str {
        match self {
            Self::Statute => "",
            Self::AdministrativeRule => "Verwaltungsvorschrift",
            Self::OurReading => "unsere Auslegung",
        }
    }
}

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Euros per month.
    EuroPerMonth,
    /// Euros per year.
    EuroPerYear,
    /// Euros.
    Euro,
    /// A plain number: persons, months, factors, percent.
    Number,
    /// Square metres.
    SquareMetre,
}

impl Unit {
    /// A value with its unit in German.
    pub fn german(self, value: Fixed) -> String {
        match self {
            Self::EuroPerMonth | Self::EuroPerYear | Self::Euro => format!("{} €", value.german()),
            Self::Number => {
                let text = value.german();
                text.strip_suffix(",00").map_or(text.clone(), str::to_owned)
            }
            Self::SquareMetre => format!("{} m²", value.german()),
        }
    }
}

/// A value put into a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name in the formula.
    pub symbol: Text,
    /// What it is, in German.
    pub label_de: Text,
    /// The value.
    pub value: Fixed,
    /// Its unit.
    pub unit: Unit,
    /// The step whose result it is; absent for facts and parameters.
    pub from: Option<Text>,
}

/// One step of the calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Stable name, such as `rent.ceiling` or `member.1.base`.
    pub id: Text,
    /// German label.
    pub label_de: Text,
    /// Plain English label.
    pub label_en: Text,
    /// Paragraph, such as `§ 12 Abs. 7 WoGG`.
    pub norm: Text,
    /// Formula over the symbols of the inputs; [`crate::recompute`] evaluates it.
    pub formula: Text,
    /// The values put in.
    pub inputs: Vec<Input>,
    /// The result.
    pub result: Fixed,
    /// Its unit.
    pub unit: Unit,
    /// Where the parameters of this step were promulgated.
    pub source: Option<Text>,
    /// Where the step comes from.
    pub mark: Mark,
}

impl Step {
    /// A step without inputs yet.
    pub(crate) fn new(
        id: impl Into<Text>,
        label_de: impl Into<Text>,
        label_en: impl Into<Text>,
        norm: impl Into<Text>,
    ) -> Self {
        Self {
            id: id.into(),
            label_de: label_de.into(),
            label_en: label_en.into(),
            norm: norm.into(),
            formula: Cow::Borrowed(""),
            inputs: Vec::with_capacity(4),
            result: Fixed::ZERO,
            unit: Unit::EuroPerMonth,
            source: None,
            mark: Mark::Statute,
        }
    }

    /// With a value put in.
    pub(crate) fn given(
        mut self,
        symbol: impl Into<Text>,
        label_de: impl Into<Text>,
        value: impl Into<Fixed>,
        unit: Unit,
    ) -> Self {
        self.inputs.push(Input {
            symbol: symbol.into(),
            label_de: label_de.into(),
            value: value.into(),
            unit,
            from: None,
        });
        self
    }

    /// With the result of an earlier step put in.
    pub(crate) fn using(
        mut self,
        symbol: impl Into<Text>,
        label_de: impl Into<Text>,
        value: Fixed,
        unit: Unit,
        from: impl Into<Text>,
    ) -> Self {
        self.inputs.push(Input {
            symbol: symbol.into(),
            label_de: label_de.into(),
            value,
            unit,
            from: Some(from.into()),
        });
        self
    }

    /// With a mark other than the statute.
    pub(crate) fn marked(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }

    /// With the source of its parameters.
    pub(crate) fn source(mut self, source: impl Into<Text>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Finished.
    pub(crate) fn is(
        mut self,
        formula: impl Into<Text>,
        result: impl Into<Fixed>,
        unit: Unit,
    ) -> Self {
        self.formula = formula.into();
        self.result = result.into();
        self.unit = unit;
        self
    }

    /// One paragraph of German plain text.
    pub fn german(&self) -> String {
        let mut text = format!("{} ({})", self.label_de, self.norm);
        if self.mark != Mark::Statute {
            let _ = write!(text, " [{}]", self.mark.label_de());
        }
        let _ = write!(text, "\n    {}", self.formula);
        let trivial = self.inputs.len() == 1 && self.formula == self.inputs[0].symbol;
        let _ = write!(text, " = {}", self.unit.german(self.result));
        if !trivial || self.inputs.is_empty() {
            for input in &self.inputs {
                let _ = write!(
                    text,
                    "\n    {}: {} = {}",
                    input.symbol,
                    input.label_de,
                    input.unit.german(input.value)
                );
            }
        } else {
            let _ = write!(text, " ({})", self.inputs[0].label_de);
        }
        if let Some(source) = &self.source {
            let _ = write!(text, "\n    Quelle der Werte: {source}");
        }
        text
    }
}

/// `e1 + e2 + …` for a sum of this many inputs; `0` for none.
pub(crate) fn sum_formula(count: usize) -> Text {
    match count {
        0 => "0".into(),
        1 => "e1".into(),
        2 => "e1 + e2".into(),
        3 => "e1 + e2 + e3".into(),
        _ => {
            let mut text = String::with_capacity(count * 6);
            for index in 1..=count {
                let _ = write!(text, "{}e{index}", if index == 1 { "" } else { " + " });
            }
            text.into()
        }
    }
}

/// Name of the n-th summand, counted from zero.
pub(crate) fn summand(index: usize) -> Text {
    const NAMES: [&str; 8] = ["e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"];
    NAMES.get(index).map_or_else(|| format!("e{}", index + 1).into(), |name| (*name).into())
}

/// A remark with its paragraph: a reason, a hint or an assumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Stable name, such as `all_members_excluded`.
    pub key: Text,
    /// Paragraph.
    pub norm: Text,
    /// German text.
    pub text_de: Text,
    /// English text.
    pub text_en: Text,
    /// Where it comes from.
    pub mark: Mark,
}

impl Remark {
    /// A remark that follows from the statute.
    pub(crate) fn new(
        key: impl Into<Text>,
        norm: impl Into<Text>,
        text_de: impl Into<Text>,
        text_en: impl Into<Text>,
    ) -> Self {
        Self {
            key: key.into(),
            norm: norm.into(),
            text_de: text_de.into(),
            text_en: text_en.into(),
            mark: Mark::Statute,
        }
    }

    /// With another mark.
    pub(crate) fn marked(mut self, mark: Mark) -> Self {
        self.mark = mark;
        self
    }
}
