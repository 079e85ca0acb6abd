//! The catalogue of a town after DCAT-AP.de, and what it says.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::graph::{Graph, Node, Term};

/// Lists of the European Union.
const AUTHORITY: &str = "http://publications.europa.eu/resource/authority";
/// Places by official keys.
const PLACES: &str = "http://dcat-ap.de/def/politicalGeocoding";
/// The law on high-value datasets.
const HIGH_VALUE: &str = "http://data.europa.eu/eli/reg_impl/2023/138/oj";

/// A text in German and English; the second may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// German.
    pub de: String,
    /// English.
    pub en: String,
}

/// Whom people ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// The office.
    pub name: String,
    /// Its mail address; empty for none.
    pub email: String,
    /// A page; used where there is no mail address.
    pub page: String,
}

/// A file or feed of a dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Its address in the catalogue.
    pub uri: String,
    /// What it is called.
    pub title: Words,
    /// Where it is.
    pub url: String,
    /// Its word in the European list of file types, where it has one.
    pub format: Option<&'static str>,
    /// Its media type.
    pub media_type: &'static str,
    /// When it last changed.
    pub modified: Option<Timestamp>,
}

/// An interface that serves datasets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Where it is; its address in the catalogue, too.
    pub url: String,
    /// What it is called.
    pub title: Words,
    /// The standard it follows.
    pub standard: String,
}

/// A dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// Its address in the catalogue, which stays.
    pub uri: String,
    /// What it is called.
    pub title: Words,
    /// What is in it.
    pub text: Words,
    /// A page about it.
    pub page: String,
    /// Words it is found by, in German.
    pub keywords: Vec<String>,
    /// Words of the European list of themes.
    pub themes: Vec<&'static str>,
    /// Its licence in the list of DCAT-AP.de.
    pub licence: &'static str,
    /// Who is named with the licence; empty where nobody has to be.
    pub attribution: String,
    /// When it was first offered.
    pub issued: Option<Date>,
    /// When it last changed.
    pub modified: Option<Timestamp>,
    /// Its word in the European list of frequencies.
    pub every: &'static str,
    /// The first day of the data.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// West, south, east, north in degrees.
    pub area: Option<[f64; 4]>,
    /// Its category among the high-value datasets.
    pub high_value: Option<&'static str>,
    /// Its files.
    pub distributions: Vec<Distribution>,
    /// The interface that serves it.
    pub interface: Option<Interface>,
}

/// One page of a catalogue that is given in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The address of the form that is written, to which `?page=` is added.
    pub address: String,
    /// Its number, from 1.
    pub number: usize,
    /// Datasets of a page.
    pub size: usize,
    /// Datasets in all.
    pub total: usize,
}

impl Page {
    /// How many pages there are.
    pub fn count(&self) -> usize {
        self.total.div_ceil(self.size.max(1)).max(1)
    }

    fn at(&self, number: usize) -> Term {
        iri(format!("{}?page={number}", self.address))
    }
}

/// The catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// Its address, which stays.
    pub uri: String,
    /// What it is called.
    pub title: Words,
    /// What is in it.
    pub text: Words,
    /// The address of its page.
    pub page: String,
    /// The address of the publisher in the catalogue.
    pub publisher: String,
    /// Its name.
    pub name: String,
    /// Whom people ask.
    pub contact: Contact,
    /// The official municipality key, eight digits; empty where it is not known.
    pub ags: String,
    /// Who delivers to the portal of the country, in the list of DCAT-AP.de.
    pub contributor: String,
    /// When anything in it last changed.
    pub modified: Timestamp,
    /// The datasets, of this page where there are several.
    pub datasets: Vec<Dataset>,
    /// Which page this is, where there are several.
    pub part: Option<Page>,
}

fn iri(text: impl Into<String>) -> Term {
    Term::Node(Node::Iri(text.into()))
}

fn kind(name: &str) -> Term {
    iri(crate::graph::whole(name))
}

fn listed(list: &str, word: &str) -> Term {
    iri(format!("{AUTHORITY}/{list}/{word}"))
}

fn moment(at: Timestamp) -> Term {
    Term::Typed(format!("{at:.0}"), "xsd:dateTime")
}

/// A box as well-known text.
fn bounds([west, south, east, north]: [f64; 4]) -> Term {
    let ring = format!(
        "POLYGON(({west:.5} {south:.5},{east:.5} {south:.5},{east:.5} {north:.5},\
         {west:.5} {north:.5},{west:.5} {south:.5}))"
    );
    Term::Typed(ring, "geo:wktLiteral")
}

fn spoken(graph: &mut Graph, about: &Node, property: &'static str, words: &Words) {
    for (text, language) in [(&words.de, "de"), (&words.en, "en")] {
        if !text.is_empty() {
            graph.say(about, property, Term::Spoken(text.clone(), language));
        }
    }
}

impl Catalog {
    /// Everything it says.
    pub fn graph(&self) -> Graph {
        let mut g = Graph::default();
        let node = Node::Iri(self.uri.clone());
        let publisher = Node::Iri(self.publisher.clone());
        g.say(&node, "rdf:type", kind("dcat:Catalog"));
        spoken(&mut g, &node, "dct:title", &self.title);
        spoken(&mut g, &node, "dct:description", &self.text);
        g.say(&node, "dct:publisher", Term::Node(publisher.clone()));
        g.say(&node, "dct:language", listed("language", "DEU"));
        let zero = "http://dcat-ap.de/def/licenses/dl-zero-de/2.0";
        g.say(&node, "dct:license", iri(zero));
        g.say(&node, "dct:modified", moment(self.modified));
        g.say(&node, "foaf:homepage", iri(&self.page));
        for dataset in &self.datasets {
            g.say(&node, "dcat:dataset", iri(&dataset.uri));
            if let Some(interface) = &dataset.interface {
                g.say(&node, "dcat:service", iri(&interface.url));
            }
        }
        g.say(&publisher, "rdf:type", kind("foaf:Organization"));
        g.say(&publisher, "rdf:type", kind("foaf:Agent"));
        g.say(&publisher, "foaf:name", Term::Text(self.name.clone()));
        g.say(&publisher, "dct:type", iri("http://purl.org/adms/publishertype/LocalAuthority"));
        let contact = self.contact(&mut g);
        for dataset in &self.datasets {
            self.dataset(&mut g, dataset, &contact);
        }
        if let Some(place) = self.place() {
            g.say(&place, "rdf:type", kind("dct:Location"));
            // As far as the datasets know where the town is.
            let areas = self.datasets.iter().filter_map(|d| d.area);
            let all = areas
                .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
            if let Some(area) = all {
                g.say(&place, "dcat:bbox", bounds(area));
            }
        }
        if let Some(page) = &self.part {
            paging(&mut g, page);
        }
        g
    }

    fn contact(&self, g: &mut Graph) -> Node {
        let contact = Node::Iri(format!("{}#kontakt", self.uri));
        g.say(&contact, "rdf:type", kind("vcard:Organization"));
        g.say(&contact, "rdf:type", kind("vcard:Kind"));
        g.say(&contact, "vcard:fn", Term::Text(self.contact.name.clone()));
        if self.contact.email.is_empty() {
            g.say(&contact, "vcard:hasURL", iri(&self.contact.page));
        } else {
            g.say(&contact, "vcard:hasEmail", iri(format!("mailto:{}", self.contact.email)));
        }
        contact
    }

    fn place(&self) -> Option<Node> {
        let is_key = self.ags.len() == 8 && self.ags.bytes().all(|b| b.is_ascii_digit());
        is_key.then(|| Node::Iri(format!("{PLACES}/municipalityKey/{}", self.ags)))
    }

    fn dataset(&self, g: &mut Graph, d: &Dataset, contact: &Node) {
        let node = Node::Iri(d.uri.clone());
        g.say(&node, "rdf:type", kind("dcat:Dataset"));
        g.say(&node, "dct:identifier", Term::Text(d.uri.clone()));
        spoken(g, &node, "dct:title", &d.title);
        spoken(g, &node, "dct:description", &d.text);
        g.say(&node, "dct:publisher", iri(&self.publisher));
        g.say(&node, "dcat:contactPoint", Term::Node(contact.clone()));
        g.say(&node, "dcatde:contributorID", iri(&self.contributor));
        g.say(&node, "dcat:landingPage", iri(&d.page));
        for theme in &d.themes {
            g.say(&node, "dcat:theme", listed("data-theme", theme));
        }
        for word in &d.keywords {
            g.say(&node, "dcat:keyword", Term::Spoken(word.clone(), "de"));
        }
        if let Some(day) = d.issued {
            g.say(&node, "dct:issued", Term::Typed(day.to_string(), "xsd:date"));
        }
        if let Some(at) = d.modified {
            g.say(&node, "dct:modified", moment(at));
        }
        g.say(&node, "dct:accrualPeriodicity", listed("frequency", d.every));
        g.say(&node, "dcatap:availability", listed("planned-availability", "AVAILABLE"));
        let level = format!("{PLACES}/Level/municipality");
        g.say(&node, "dcatde:politicalGeocodingLevelURI", iri(level));
        if let Some(place) = self.place() {
            g.say(&node, "dcatde:politicalGeocodingURI", Term::Node(place.clone()));
            g.say(&node, "dct:spatial", Term::Node(place));
        }
        if let Some(border) = d.area {
            let area = g.blank();
            g.say(&node, "dct:spatial", Term::Node(area.clone()));
            g.say(&area, "rdf:type", kind("dct:Location"));
            g.say(&area, "dcat:bbox", bounds(border));
        }
        if d.from.is_some() || d.until.is_some() {
            let period = g.blank();
            g.say(&node, "dct:temporal", Term::Node(period.clone()));
            g.say(&period, "rdf:type", kind("dct:PeriodOfTime"));
            for (property, day) in [("dcat:startDate", d.from), ("dcat:endDate", d.until)] {
                if let Some(day) = day {
                    g.say(&period, property, Term::Typed(day.to_string(), "xsd:date"));
                }
            }
        }
        if let Some(category) = d.high_value {
            g.say(&node, "dcatap:applicableLegislation", iri(HIGH_VALUE));
            g.say(&node, "dcatap:hvdCategory", iri(category));
        }
        for file in &d.distributions {
            g.say(&node, "dcat:distribution", iri(&file.uri));
            distribution(g, d, file);
        }
        if let Some(interface) = &d.interface {
            self.interface(g, d, interface, contact);
        }
    }

    fn interface(&self, g: &mut Graph, d: &Dataset, interface: &Interface, contact: &Node) {
        let node = Node::Iri(interface.url.clone());
        g.say(&node, "rdf:type", kind("dcat:DataService"));
        spoken(g, &node, "dct:title", &interface.title);
        g.say(&node, "dct:publisher", iri(&self.publisher));
        g.say(&node, "dcat:contactPoint", Term::Node(contact.clone()));
        g.say(&node, "dcat:endpointURL", iri(&interface.url));
        g.say(&node, "dcat:endpointDescription", iri(&interface.url));
        g.say(&node, "dct:conformsTo", iri(&interface.standard));
        g.say(&node, "dcat:servesDataset", iri(&d.uri));
        if d.high_value.is_some() {
            g.say(&node, "dcatap:applicableLegislation", iri(HIGH_VALUE));
        }
        // One licence for an interface: that of the first dataset.
        let has_one = g.about.iter().any(|(subject, said)| {
            *subject == node && said.iter().any(|(property, _)| *property == "dct:license")
        });
        if !has_one {
            g.say(&node, "dct:license", iri(d.licence));
        }
    }
}

/// Where the other pages are, in the words of Hydra that harvesters look for: the present ones and
/// those before them.
fn paging(g: &mut Graph, page: &Page) {
    let last = page.count();
    let Term::Node(node) = page.at(page.number) else { return };
    for name in ["hydra:PagedCollection", "hydra:PartialCollectionView"] {
        g.say(&node, "rdf:type", kind(name));
    }
    let count = |number: usize| Term::Typed(number.to_string(), "xsd:integer");
    g.say(&node, "hydra:totalItems", count(page.total));
    g.say(&node, "hydra:itemsPerPage", count(page.size));
    let mut lead = |now: &'static str, before: &'static str, number: usize| {
        g.say(&node, now, page.at(number));
        g.say(&node, before, page.at(number));
    };
    lead("hydra:first", "hydra:firstPage", 1);
    lead("hydra:last", "hydra:lastPage", last);
    if page.number > 1 {
        lead("hydra:previous", "hydra:previousPage", page.number - 1);
    }
    if page.number < last {
        lead("hydra:next", "hydra:nextPage", page.number + 1);
    }
}

fn distribution(g: &mut Graph, d: &Dataset, file: &Distribution) {
    let node = Node::Iri(file.uri.clone());
    g.say(&node, "rdf:type", kind("dcat:Distribution"));
    spoken(g, &node, "dct:title", &file.title);
    g.say(&node, "dcat:accessURL", iri(&file.url));
    g.say(&node, "dcat:downloadURL", iri(&file.url));
    if let Some(format) = file.format {
        g.say(&node, "dct:format", listed("file-type", format));
    }
    let media = format!("http://www.iana.org/assignments/media-types/{}", file.media_type);
    g.say(&node, "dcat:mediaType", iri(media));
    g.say(&node, "dct:license", iri(d.licence));
    if !d.attribution.is_empty() {
        let by = Term::Spoken(d.attribution.clone(), "de");
        g.say(&node, "dcatde:licenseAttributionByText", by);
    }
    g.say(&node, "dcatap:availability", listed("planned-availability", "AVAILABLE"));
    // No size: 2.0 wants it as one type of number, 3.0 as another, and both say must. No digest: 2.0
    // wants the name of its method from a list that 3.0 forbids.
    if let Some(at) = file.modified {
        g.say(&node, "dct:modified", moment(at));
    }
    if d.high_value.is_some() {
        g.say(&node, "dcatap:applicableLegislation", iri(HIGH_VALUE));
    }
}
