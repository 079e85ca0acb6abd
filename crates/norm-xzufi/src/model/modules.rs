//! Modules of a service: texts, deadlines, costs, times, documents.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::special::choice;
use super::{Code, Identifier, Link, Localised, Moment, OpenCode, Validity};
use crate::finding::Severity;
use crate::wire::{Field, Reading, Taken, Wire, Writing, element, part};
use crate::xml::{Element, Node, trim};

part! {
    /// What every module begins with.
    ChannelHead {
        /// Way of access for which the module holds: `000` all, `100` online, `200` on site (2.3).
        channel: Option<Code> = "-|#zugangskanal",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
        /// Identifier.
        id: Option<Identifier> = "id",
        /// Further identifiers.
        secondary_ids: Vec<Identifier> = "idSekundaer",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// A text module of the catalogue (`modulText`).
    TextModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// Which module: a code of [`crate::TEXT_MODULES`].
        kind: Code = "#leikaTextmodul",
        /// A name in place of the usual one.
        own_name: Vec<Localised> = "leikaTextmodulAbweichendeBezeichnung",
        /// The text.
        content: Vec<Localised> = "%inhalt",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}

element! {
    /// A text module of a kind that the catalogue does not have (`modulTextIndividuell`).
    OwnTextModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// Which module.
        kind: Code = "individuellesTextmodultyp",
        /// The text.
        content: Vec<Localised> = "%inhalt",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}

element! {
    /// What is to be told on request (`modulAuskunftshinweis`).
    InformationModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// The text.
        content: Vec<Localised> = "%inhalt",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}

element! {
    /// A span of time (`FristDauer`): from so many units up to so many.
    TimeSpan {
        /// How many units.
        amount: i64 = "dauer",
        /// The unit: `JAHR`, `MONAT`, `WOCHE`, `TAG`, `WERKTAG`, `ARBEITSTAG`, `STUNDE`, …
        unit: Code = "#einheit",
        /// At most how many.
        amount_until: Option<i64> = "dauerBis",
        /// Unit of that.
        unit_until: Option<Code> = "#einheitBis",
    }
}

element! {
    /// Fixed days (`FristStichtag`): a date, or month and day.
    FixedDates {
        /// First day.
        from: Option<String> = "von",
        /// Last day.
        until: Option<String> = "bis",
    }
}

choice! {
    /// A deadline as a span or as fixed days (`fristauswahl`).
    DeadlineSpan {
        /// A span.
        Span(TimeSpan) = "FristDauer" if "dauer",
        /// Fixed days.
        Dates(FixedDates) = "FristStichtag" if "von" | "bis",
    }
}

element! {
    /// A deadline (`FristMitTyp`).
    Deadline {
        /// What kind of deadline.
        kind: OpenCode = "#typ",
        /// How long.
        span: DeadlineSpan = "fristauswahl",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Deadlines (`modulFrist`).
    DeadlineModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// The deadlines.
        deadlines: Vec<Deadline> = "frist",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}

element! {
    /// How long the work takes (`FristOhneTyp`).
    ProcessingTime {
        /// How long.
        span: DeadlineSpan = "fristauswahl",
        /// Description.
        description: Vec<Localised> = "beschreibung",
        /// Place in the order of display.
        position: Option<i64> = "positionDarstellung",
        /// When it holds.
        validity: Vec<Validity> = "gueltigkeit",
    }
}

element! {
    /// Processing times (`modulBearbeitungsdauer`).
    ProcessingTimeModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// The times.
        times: Vec<ProcessingTime> = "bearbeitungsdauer",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}

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

element! {
    /// A document that is needed or made (`Dokument`).
    Document {
        /// What kind of document.
        kind: OpenCode = "typ|art",
        /// Name.
        name: Vec<Localised> = "bezeichnung",
        /// Description.
        description: Vec<Localised> = "%beschreibung",
        /// Forms for it.
        forms: Vec<Identifier> = "referenzFormularID|formularReferenz",
        /// How it is signed.
        signature: Option<Code> = "#angabeSignatur",
    }
}

element! {
    /// A document that is needed; in 2.2 the document alone.
    IncomingDocument {
        /// Whether it is always needed (2.3).
        duty: Option<Code> = "-|#pflichtangabetyp",
        /// On what it depends (2.3).
        depends_on: Vec<Code> = "-|pflichtangabeGrundKontextabhaengigkeit",
        /// Whether it starts the procedure (2.3).
        is_trigger: Option<bool> = "-|kennzeichenAusloeser",
        /// The document.
        document: Document = "dokument",
    }
}

element! {
    /// Documents (`modulDokument`).
    DocumentModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// What is needed.
        incoming: Vec<super::special::Incoming> = "dokumentEingehend",
        /// What is made.
        outgoing: Vec<Document> = "dokumentAusgehend",
        /// Description of what is needed; in 2.2 of all.
        description: Vec<Localised> = "%beschreibung|beschreibungEingehend",
        /// Description of what is made (2.3).
        description_outgoing: Vec<Localised> = "%-|beschreibungAusgehend",
        /// Links.
        links: Vec<Link> = "weiterfuehrenderLink",
    }
}

element! {
    /// A term in the words of another field (`BegriffImKontext`).
    TermInContext {
        /// The term.
        term: Localised = "begriff",
        /// What kind of term: synonym, keyword, …
        kind: Option<Code> = "#typ",
    }
}

element! {
    /// Terms by which the service is searched (`modulBegriffImKontext`).
    TermModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// The terms.
        terms: Vec<TermInContext> = "begriffImKontext",
    }
}

element! {
    /// Approval of the texts by those who know the law (`modulFachlicheFreigabe`).
    ApprovalModule {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// The day.
        approved_on: Option<Moment> = "fachlichFreigegebenAm",
        /// By whom.
        approved_by: Vec<Localised> = "fachlichFreigegebenDurch",
    }
}

element! {
    /// A parameter that the portal fills into an address (`DynamischerURLParameter`, 2.3).
    Dynamic {
        /// What is filled in.
        kind: Code = "#typ",
        /// Name of the parameter.
        name: String = "parameterName",
    }
}

element! {
    /// Where the text was published first (`modulUrsprungsportal`).
    OriginPortal {
        /// Order, identifiers, validity.
        head: ChannelHead = "",
        /// Language.
        language: Option<String> = "@languageCode",
        /// Address.
        uri: String = "uri",
        /// Title.
        title: Option<String> = "titel",
        /// Parameters (2.3).
        parameters: Vec<Dynamic> = "-|dynamischeParameter",
    }
}
