//! Statements about things: subject, property, object.

/// Beginnings of addresses and their short forms.
pub(crate) const PREFIXES: [(&str, &str); 10] = [
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcatde", "http://dcat-ap.de/def/dcatde/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
    ("hydra", "http://www.w3.org/ns/hydra/core#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// Something that is spoken about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// By its address.
    Iri(String),
    /// Without one; numbers are those of this graph.
    Blank(usize),
}

/// What is said about something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// Another thing.
    Node(Node),
    /// A text without a language.
    Text(String),
    /// A text in a language.
    Spoken(String, &'static str),
    /// A value of a type, as the short form of its address: `xsd:date`.
    Typed(String, &'static str),
}

/// Statements in their order; those about one thing stand together.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) about: Vec<(Node, Vec<(&'static str, Term)>)>,
    blanks: usize,
}

impl Graph {
    /// A new thing without an address.
    pub fn blank(&mut self) -> Node {
        self.blanks += 1;
        Node::Blank(self.blanks)
    }

    /// Says something; the property in its short form: `dct:title`. What was said before is not said
    /// again.
    pub fn say(&mut self, subject: &Node, property: &'static str, term: Term) {
        let at = self.about.iter().position(|(s, _)| s == subject).unwrap_or_else(|| {
            self.about.push((subject.clone(), Vec::new()));
            self.about.len() - 1
        });
        let Some((_, said)) = self.about.get_mut(at) else { return };
        if !said.iter().any(|(p, t)| *p == property && *t == term) {
            said.push((property, term));
        }
    }

    /// How many statements there are.
    pub fn len(&self) -> usize {
        self.about.iter().map(|(_, said)| said.len()).sum()
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.about.is_empty()
    }
}

/// The whole address of a short form.
pub(crate) fn whole(short: &str) -> String {
    let found = short.split_once(':').and_then(|(prefix, rest)| {
        PREFIXES.iter().find(|(p, _)| *p == prefix).map(|(_, start)| format!("{start}{rest}"))
    });
    found.unwrap_or_else(|| short.to_owned())
}

/// An address as it may stand in a graph: what would break out of it is percent-encoded.
pub(crate) fn safe_iri(iri: &str) -> String {
    let breaks_out = |c: char| {
        matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '\u{0}'..='\u{20}')
    };
    let safe = |c: char| match c {
        c if breaks_out(c) => format!("%{:02X}", u32::from(c)),
        c => c.to_string(),
    };
    iri.chars().map(safe).collect()
}
