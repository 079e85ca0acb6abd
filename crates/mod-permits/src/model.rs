//! The words of the department: kinds of request, methods, sections, states, operators.

use jiff::civil::Date;
use kernel::org::Unit;
use kernel::{Case, Id, Text};
use serde::{Deserialize, Serialize};

/// Kinds of case begin with this.
pub const CASES: &str = "permit";
/// Key under which the competent unit is looked up.
pub const COMPETENCE: &str = "permit";
/// Sections one request may have.
pub const SECTIONS_MAX: usize = 1_000;

kernel::words! {
    /// What is asked for.
    Kind {
        /// § 127 (1) TKG.
        Consent = "consent", "Zustimmung nach § 127 Abs. 1 TKG", "Consent under § 127 (1) TKG";
        /// § 127 (4) TKG.
        Minor = "minor", "Geringfügige Baumaßnahme (§ 127 Abs. 4 TKG)", "Minor works (§ 127 (4) TKG)";
        /// § 127 (7) TKG.
        Shallow = "shallow", "Anzeige mindertiefer Verlegung (§ 127 Abs. 7 TKG)", "Notice of shallow laying (§ 127 (7) TKG)";
        /// Road law of the Land.
        Excavation = "excavation", "Aufgrabung oder Sondernutzung", "Excavation or special use";
        /// § 45 (6) `StVO`.
        Traffic = "traffic", "Verkehrsrechtliche Anordnung (§ 45 Abs. 6 StVO)", "Traffic order (§ 45 (6) StVO)";
    }
}

kernel::words! {
    /// How the line comes into the ground.
    Method {
        /// Open trench.
        Open = "open", "offener Graben", "open trench";
        /// Drilling, jacking, earth rocket.
        Trenchless = "trenchless", "grabenlos", "trenchless";
        /// Cable plough.
        Plough = "plough", "Pflug", "plough";
        /// Milling.
        Milling = "milling", "Fräsen", "milling";
        /// Trenching.
        Trenching = "trenching", "Trenching (Schlitz)", "trenching";
        /// Overhead.
        Overhead = "overhead", "oberirdisch", "overhead";
        /// Not said.
        Unknown = "unknown", "nicht angegeben", "not stated";
    }
}

kernel::words! {
    /// What lies on top.
    Surface {
        /// Carriageway.
        Carriageway = "carriageway", "Fahrbahn", "carriageway";
        /// Footway.
        Footway = "footway", "Gehweg", "footway";
        /// Cycleway.
        Cycleway = "cycleway", "Radweg", "cycleway";
        /// Parking.
        Parking = "parking", "Parkstreifen", "parking strip";
        /// Green.
        Green = "green", "Grünfläche", "green strip";
        /// Shoulder.
        Shoulder = "shoulder", "Bankett", "shoulder";
        /// Not said.
        Unknown = "unknown", "nicht angegeben", "not stated";
    }
}

kernel::words! {
    /// Whose road it is.
    Road {
        /// The town's.
        Town = "town", "Gemeindestraße", "municipal road";
        /// The district's.
        District = "district", "Kreisstraße", "district road";
        /// The Land's.
        State = "state", "Landesstraße", "state road";
        /// The federation's.
        Federal = "federal", "Bundesstraße", "federal road";
    }
}

kernel::words! {
    /// What is decided on a section.
    Ruling {
        /// Nothing yet.
        Pending = "open", "offen", "open";
        /// Consented.
        Granted = "granted", "zugestimmt", "consented";
        /// Refused, with its ground.
        Refused = "refused", "abgelehnt", "refused";
        /// Somebody else is competent.
        Forwarded = "forwarded", "andere Stelle zuständig", "somebody else is competent";
    }
}

kernel::words! {
    /// Where a request stands.
    State {
        /// Being filled in.
        Draft = "draft", "Entwurf", "draft";
        /// With the town.
        Received = "received", "eingegangen", "received";
        /// The town has said what is missing.
        Incomplete = "incomplete_notified", "nachgefordert", "incomplete, notified";
        /// Supplemented or changed.
        Resubmitted = "resubmitted", "ergänzt", "resubmitted";
        /// Nothing is missing.
        Complete = "complete", "vollständig", "complete";
        /// Other offices are asked.
        Participation = "participation", "Beteiligung anderer Stellen", "other offices are asked";
        /// Granted in whole or in part.
        Granted = "granted", "zugestimmt", "granted";
        /// Granted by silence.
        Deemed = "granted_by_fiction", "gilt als zugestimmt", "deemed granted";
        /// Refused.
        Refused = "refused", "abgelehnt", "refused";
        /// Taken back.
        Withdrawn = "withdrawn", "zurückgenommen", "withdrawn";
    }
}

impl State {
    /// Whether the town still has to do something.
    pub fn is_running(self) -> bool {
        matches!(
            self,
            Self::Received
                | Self::Incomplete
                | Self::Resubmitted
                | Self::Complete
                | Self::Participation
        )
    }
}

impl Kind {
    /// The kind of case.
    pub fn case_kind(self) -> String {
        format!("{CASES}-{}", self.word())
    }

    /// Reads the kind of case.
    pub fn of_case(kind: &str) -> Option<Self> {
        Self::from_word(kind.strip_prefix(CASES)?.strip_prefix('-')?)
    }
}

impl Road {
    /// Whose road the class of the street register names; anything else is the town's.
    pub fn of_class(class: &str) -> Self {
        match class {
            "federal" | "bundesstrasse" => Self::Federal,
            "state" | "landesstrasse" => Self::State,
            "district" | "kreisstrasse" => Self::District,
            _ => Self::Town,
        }
    }

    /// Who decides instead of the town.
    pub fn competent(self) -> Text {
        match self {
            Self::Town => Text::new("die Stadt", "the town"),
            Self::District => Text::new("der Kreis", "the district"),
            Self::State | Self::Federal => {
                Text::new("der Landesbetrieb Straßenbau", "the road authority of the Land")
            }
        }
    }
}

/// Coordinates in EPSG:25832, in metres.
pub type Line = Vec<(f64, f64)>;

/// A company that lays lines, or one that digs for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Identifier.
    pub id: Id<Operator>,
    /// Whether it has the right of way itself; contractors need a power of attorney.
    pub is_contractor: bool,
    /// Name.
    pub name: String,
    /// Postal address.
    pub address: String,
    /// For messages.
    pub email: String,
    /// The proof of its right of way (§ 125 TKG); empty if none is known.
    pub entitlement: String,
    /// Its last day, where it has one.
    pub entitled_until: Option<Date>,
}

impl Operator {
    /// Whether its right of way is proven on a day.
    pub fn is_entitled(&self, day: Date) -> bool {
        !self.entitlement.is_empty() && self.entitled_until.is_none_or(|until| day <= until)
    }
}

/// A piece of route.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Identifier.
    pub id: Id<Section>,
    /// Its street, empty if unknown.
    pub street: String,
    /// Where it lies.
    pub line: Line,
    /// Length in centimetres.
    pub length_cm: i64,
    /// How it is laid.
    pub method: Method,
    /// Cover in centimetres, 0 if not said.
    pub depth_cm: i64,
    /// Width of the trench in centimetres, 0 if not said.
    pub width_cm: i64,
    /// What lies on top.
    pub surface: Surface,
    /// Whose road it is.
    pub road: Road,
    /// What is decided.
    pub ruling: Ruling,
    /// Why it is refused.
    pub ground: String,
}

/// What the applicant says beside route and period. Names of people: sealed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Company that digs.
    pub contractor: String,
    /// Site manager.
    pub manager: String,
    /// Their telephone.
    pub telephone: String,
    /// How traffic is led past.
    pub traffic: String,
    /// Whether the owners of other lines were asked.
    pub enquired: bool,
    /// Whether the lines lie shallower than usual.
    pub shallow: bool,
    /// Anything else.
    pub remark: String,
}

/// A request as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Identifier.
    pub id: Id<Request>,
    /// Whose it is.
    pub operator: Id<Operator>,
    /// Its case, once it is sent.
    pub case: Option<Id<Case>>,
    /// What is asked for.
    pub kind: Kind,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub state: State,
    /// First day of the works.
    pub from: Date,
    /// Last day of the works.
    pub until: Date,
    /// More.
    pub details: Details,
    /// Day of receipt.
    pub received_on: Option<Date>,
    /// Day from which silence counted as consent.
    pub deemed_on: Option<Date>,
    /// Why nobody decided in time.
    pub cause: String,
    /// Version of its forms.
    pub version: i64,
}

impl Request {
    /// Owner of its files while it is a draft.
    pub fn draft_owner(&self) -> String {
        format!("draft/{}", self.id)
    }

    /// Owner of its files.
    pub fn owner(&self) -> String {
        self.case.map_or_else(|| self.draft_owner(), |case| format!("case/{case}"))
    }
}

/// Another office that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participation {
    /// Identifier.
    pub id: Id<Participation>,
    /// The request.
    pub request: Id<Request>,
    /// Who is asked.
    pub unit: Id<Unit>,
    /// What.
    pub question: String,
    /// Since when.
    pub asked_on: Date,
    /// Until when.
    pub due_on: Date,
    /// When it answered.
    pub answered_on: Option<Date>,
    /// What it said.
    pub answer: String,
}
