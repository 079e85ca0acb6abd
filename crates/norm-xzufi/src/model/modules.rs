//! Modules of a service: texts, deadlines, costs, times, documents.

use super::special::choice;
use super::{Code, Identifier, Link, Localised, Moment, OpenCode, Validity};
use crate::wire::{element, part};

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
