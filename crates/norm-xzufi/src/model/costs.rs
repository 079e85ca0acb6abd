//! Costs of a service, and amounts of money.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::special::choice;
use super::{ChannelHead, Link, Localised, OpenCode, Validity};
use crate::finding::Severity;
use crate::wire::{Field, Reading, Taken, Wire, Writing, element};
use crate::xml::{Element, Node, trim};

/// An amount of money, its number as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AmountValue {
    /// The number with a point, for example `12.50`.
    pub number: String,
    /// Currency, for example `EUR`.
    pub currency: String,
}

impl AmountValue {
    /// An amount in euros, from cents.
    pub fn euro(cents: i64) -> Self {
        let sign = if cents < 0 { "-" } else { "" };
        let cents = cents.unsigned_abs();
        let number = format!("{sign}{}.{:02}", cents / 100, cents % 100);
        Self { number, currency: "EUR".to_owned() }
    }

    /// The amount in hundredths; `None` for what is no amount or has fractions of them.
    pub fn cents(&self) -> Option<i64> {
        let (whole, part) = self.number.split_once('.').unwrap_or((&self.number, ""));
        let is_negative = whole.starts_with('-');
        let whole: i64 = whole.strip_prefix('-').unwrap_or(whole).parse().ok()?;
        let part = part.trim_end_matches('0');
        let part: i64 = match part.len() {
            0 => 0,
            1 | 2 if part.bytes().all(|b| b.is_ascii_digit()) => {
                format!("{part:0<2}").parse().ok()?
            }
            _ => return None,
        };
        let cents = whole.checked_mul(100)?.checked_add(part)?;
        Some(if is_negative { -cents } else { cents })
    }
}

/// Whether a text is a decimal number such as `-12.50`.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits =
        |t: &str| !t.is_empty() && t.len() <= 15 && t.bytes().all(|b| b.is_ascii_digit());
    are_digits(whole) && are_digits(part)
}

impl Wire for AmountValue {
    fn read(from: &Element, cx: &mut Reading, _field: &Field) -> Option<Self> {
        let mut taken = Taken::new(from);
        let currency = ["@currencyCode", "@currencyID", "@waehrung"]
            .into_iter()
            .find_map(|name| taken.attribute(&Field::parse(name), cx))
            .filter(|c| !c.is_empty())
            .unwrap_or_else(|| "EUR".to_owned());
        let inner = taken.all(&Field::parse("value"), cx);
        let raw = match inner.first() {
            Some(inner) => trim(&inner.text()).to_owned(),
            None => trim(&taken.own_text()).to_owned(),
        };
        taken.finish(cx);
        let number = match raw.matches(',').count() {
            1 if !raw.contains('.') => raw.replace(',', "."),
            _ => raw,
        };
        if !is_decimal(&number) {
            let short: String = number.chars().take(40).collect();
            cx.tell(
                Severity::Warning,
                "amount-unreadable",
                from,
                format!("„{short}“ ist kein Betrag; die Angabe wurde nicht übernommen."),
                format!("“{short}” is not an amount; it was not taken over."),
            );
            return None;
        }
        Some(Self { number, currency })
    }

    fn write(&self, name: &str, cx: &mut Writing, _field: &Field) -> Element {
        let mut element = Element::new(name, &cx.ns);
        element.attributes.push(("currencyCode".to_owned(), self.currency.clone()));
        element.nodes.push(Node::Text(self.number.clone()));
        element
    }

    fn json(&self, _field: &Field) -> Value {
        let mut map = Map::new();
        map.insert("currency_code".to_owned(), self.currency.clone().into());
        // The interface wants a number; our own value stays the digits.
        let number = serde_json::from_str::<serde_json::Number>(&self.number);
        map.insert("value".to_owned(), number.map_or(Value::from(0), Value::Number));
        Value::Object(map)
    }
}

element! {
    /// A fixed amount (`KostenFix`).
    FixedCost {
        /// The amount.
        amount: AmountValue = "betrag",
    }
}

element! {
    /// An amount within limits (`KostenVariabel`).
    VariableCost {
        /// At least.
        at_least: Option<AmountValue> = "betragUntergrenze",
        /// At most.
        at_most: Option<AmountValue> = "betragObergrenze",
        /// What it depends on.
        description: Vec<Localised> = "beschreibungVariabilitaet",
    }
}

element! {
    /// Nothing to pay (`KostenFrei`).
    FreeOfCharge {
        /// Why.
        description: Vec<Localised> = "beschreibungKostenfreiheit",
    }
}

choice! {
    /// Fixed, variable or no costs (`kostenauswahl`).
    CostChoice {
        /// A fixed amount.
        Fixed(FixedCost) = "KostenFix" if "betrag",
        /// An amount within limits.
        Variable(VariableCost) = "KostenVariabel"
            if "betragUntergrenze" | "betragObergrenze" | "beschreibungVariabilitaet",
        /// Nothing to pay.
        Free(FreeOfCharge) = "KostenFrei" if "beschreibungKostenfreiheit",
    }
}

element! {
    /// A cost (`Kosten`).
    Cost {
        /// What kind of cost.
        kind: OpenCode = "#typ",
        /// How much.
        choice: CostChoice = "kostenauswahl",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Whether it is paid in advance.
        in_advance: Option<bool> = "vorkasse",
        /// Where it is said how the cost comes about (2.2: its address only).
        link: Vec<CostLink> = "?linkKostenbildung",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

/// In 2.2 an address, in 2.3 a link.
pub(crate) type CostLink = super::special::PlainLink;

element! {
    /// Costs (`modulKosten`).
    CostModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// The costs.
        costs: Vec<Cost> = "kosten",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}
