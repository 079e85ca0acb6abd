//! The town's services for other catalogues.

use kernel::org::Unit;
use kernel::town::Profile;
use kernel::{Language, clock};
use norm_xzufi::{
    Address, AdministrativeCodes, Category, CategoryClass, Code, Communication, Competence,
    CostModule, DeadlineModule, Identifier, LanguageVersion, Localised, Message, Moment, Object,
    OnlineService, OnlineServiceLink, OpeningHours, OrganisationUnit, ProcessingTimeModule,
    Publisher, ServiceKey, Supplement, TermInContext, TermModule, TextModule, UnitName, Version,
    VersionInfo, merge,
};

use crate::model::{Record, Service, lines};
use crate::prose;
use crate::sheet::Sheet;
use crate::store::Origin;
use crate::topics::Topic;

/// Kind of link that leads to the start of an online service.
const LINK_START: &str = "01";
/// Where the official municipality keys are listed.
const AGS_LIST: &str = "urn:de:bund:destatis:bevoelkerungsstatistik:schluessel:ags";

/// A service with all that other catalogues want to know.
pub(crate) struct Given<'a> {
    pub(crate) record: &'a Record,
    pub(crate) unit: Option<&'a Unit>,
    pub(crate) origin: Option<&'a Origin>,
    pub(crate) topics: Vec<&'a Topic>,
    pub(crate) is_online: bool,
}

/// What is the same for all services of a town.
pub(crate) struct Giver<'a> {
    pub(crate) profile: &'a Profile,
    /// Address of the site without a slash at the end.
    pub(crate) site: &'a str,
}

/// All services, units and online services in one message.
pub(crate) fn message(house: &Giver<'_>, all: &[Given<'_>], version: Version) -> Message {
    let mut objects = Vec::new();
    let mut units: Vec<(&Unit, Vec<Identifier>)> = Vec::new();
    for given in all {
        let service = service(house, given);
        let id = service.id.clone();
        if let Some(unit) = given.unit {
            match units.iter_mut().find(|(known, _)| known.id == unit.id) {
                Some((_, ids)) => ids.push(id.clone()),
                None => units.push((unit, vec![id.clone()])),
            }
        }
        objects.push(Object::Service(Box::new(service)));
        if given.is_online {
            objects.push(Object::OnlineService(Box::new(online(house, given, id))));
        }
    }
    objects.extend(
        units.into_iter().map(|(u, ids)| Object::OrganisationUnit(Box::new(unit(house, u, ids)))),
    );
    Message {
        product: Some("Rathaus".to_owned()),
        product_version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        ..Message::of(version, objects)
    }
}

impl Giver<'_> {
    fn own_id(&self, kind: &str, name: &str) -> Identifier {
        Identifier {
            agency: Some(self.profile.ags.clone()),
            ..Identifier::new(format!("{kind}.{name}"))
        }
    }

    fn area(&self) -> Identifier {
        Identifier { scheme: Some("AGS".to_owned()), ..Identifier::new(&self.profile.ags) }
    }

    fn publisher(&self) -> Publisher {
        Publisher {
            id: self.area(),
            name: vec![Localised::new("de", &self.profile.name)],
            ..Publisher::default()
        }
    }
}

fn said(de: &str, en: &str) -> Vec<Localised> {
    let both = [("de", de), ("en", en)];
    both.into_iter().filter(|(_, t)| !t.is_empty()).map(|(l, t)| Localised::new(l, t)).collect()
}

fn markup(text: &str) -> String {
    prose(text).into_string()
}

fn points(text: &str) -> String {
    let all: Vec<String> = lines(text).into_iter().map(|l| format!("- {l}")).collect();
    markup(&all.join("\n"))
}

/// The service: what the town said itself lies over the original it came from.
fn service(house: &Giver<'_>, given: &Given<'_>) -> norm_xzufi::Service {
    let own = &given.record.service;
    let base = given.origin.map(|origin| origin.original.clone());
    let is_whole = base.is_none();
    let base = base.unwrap_or_else(|| norm_xzufi::Service {
        id: house.own_id("leistung", &own.slug),
        ..norm_xzufi::Service::default()
    });
    let supplement = supplement(house, own, given.origin.map(|origin| &origin.sheet));
    let mut service = merge(&base, &supplement).service;
    if is_whole {
        service.keys = Vec::from_iter((!own.leika.is_empty()).then(|| ServiceKey::new(&own.leika)));
        service = service_named(service, own, given.unit);
        service.terms = terms(&own.keywords);
        service.publisher = Some(house.publisher());
    }
    service.categories.extend(given.topics.iter().map(|topic| category(house, topic)));
    let has_english = !own.title.en.is_empty();
    service.languages = [("de", "Deutsch"), ("en", "Englisch")]
        .into_iter()
        .filter(|(l, _)| *l == "de" || has_english)
        .map(|(language, name)| LanguageVersion {
            language: language.to_owned(),
            name_german: Some(name.to_owned()),
            ..LanguageVersion::default()
        })
        .collect();
    service.version_info = Some(VersionInfo {
        changed_at: Some(Moment(clock::instant_text(given.record.changed_at))),
        version: Some(given.record.version.to_string()),
        ..service.version_info.unwrap_or_default()
    });
    service
}

/// The modules that portals ask for and that follow from what the town knows.
fn service_named(
    mut service: norm_xzufi::Service,
    own: &Service,
    unit: Option<&Unit>,
) -> norm_xzufi::Service {
    let mut add = |code: &str, content: Vec<Localised>| {
        if !content.is_empty() {
            service.texts.push(TextModule {
                kind: Code::of("leikaTextmodul", code),
                content,
                ..TextModule::default()
            });
        }
    };
    add("02", said(&own.title.de, &own.title.en));
    if let Some(unit) = unit {
        add("22", said(&unit.name.de, &unit.name.en));
    }
    service
}

/// What of a service differs from how its original was understood: that is the town's own.
fn supplement(house: &Giver<'_>, own: &Service, taken: Option<&Sheet>) -> Supplement {
    let now = Sheet::of(own, None);
    let is_own = |names: &[&str]| {
        taken.map_or_else(
            || names.iter().any(|n| !now.get(n).is_empty()),
            |taken| names.iter().any(|n| now.get(n) != taken.get(n)),
        )
    };
    let html = |text: &kernel::Text| said(&markup(&text.de), &markup(&text.en));
    let list = |text: &kernel::Text| said(&points(&text.de), &points(&text.en));
    let all = [
        ("03", ["titel_de", "titel_en"], said(&own.title.de, &own.title.en)),
        ("05", ["kurz_de", "kurz_en"], said(&own.teaser.de, &own.teaser.en)),
        ("06", ["text_de", "text_en"], html(&own.text)),
        ("09", ["wer_de", "wer_en"], html(&own.entitled)),
        ("11", ["ablauf_de", "ablauf_en"], html(&own.procedure)),
        ("08", ["unterlagen_de", "unterlagen_en"], list(&own.documents)),
        // Paragraphs are quoted alike in every language.
        ("07", ["recht", "recht"], {
            let law = points(&own.legal_basis);
            said(&law, if own.title.en.is_empty() { "" } else { &law })
        }),
    ];
    let texts = all
        .into_iter()
        .filter(|(_, names, content)| is_own(names) && !content.is_empty())
        .map(|(code, _, content)| TextModule {
            kind: Code::of("leikaTextmodul", code),
            content,
            ..TextModule::default()
        })
        .collect();
    let (fee, deadline, duration) = (&own.fee, &own.deadline, &own.duration);
    Supplement {
        texts,
        costs: is_own(&["kosten_de", "kosten_en"]).then(|| {
            vec![CostModule { description: said(&fee.de, &fee.en), ..CostModule::default() }]
        }),
        deadlines: is_own(&["frist_de", "frist_en"]).then(|| {
            let description = said(&deadline.de, &deadline.en);
            vec![DeadlineModule { description, ..DeadlineModule::default() }]
        }),
        processing_times: is_own(&["dauer_de", "dauer_en"]).then(|| {
            let description = said(&duration.de, &duration.en);
            vec![ProcessingTimeModule { description, ..ProcessingTimeModule::default() }]
        }),
        areas: vec![house.area()],
        ..Supplement::default()
    }
}

fn terms(keywords: &str) -> Vec<TermModule> {
    let terms: Vec<TermInContext> = keywords
        .lines()
        .flat_map(|line| line.split_whitespace())
        .map(|word| TermInContext { term: Localised::new("de", word), ..TermInContext::default() })
        .collect();
    if terms.is_empty() { Vec::new() } else { vec![TermModule { terms, ..TermModule::default() }] }
}

fn category(house: &Giver<'_>, topic: &Topic) -> Category {
    Category {
        id: house.own_id("lebenslage", &topic.slug),
        class: CategoryClass {
            id: house.own_id("kategorie", "lebenslagen"),
            name: said("Lebenslagen", "Life situations"),
            ..CategoryClass::default()
        },
        name: said(&topic.title.de, &topic.title.en),
        ..Category::default()
    }
}

fn online(house: &Giver<'_>, given: &Given<'_>, service: Identifier) -> OnlineService {
    let own = &given.record.service;
    let link = |language: Language, path: &str| OnlineServiceLink {
        language: Some(language.tag().to_owned()),
        kind: Some(Code::of("onlinedienstlinktyp", LINK_START)),
        uri: format!("{}{path}/antrag/{}", house.site, own.slug),
        title: Some(own.title.of(language).to_owned()),
        ..OnlineServiceLink::default()
    };
    OnlineService {
        id: house.own_id("onlinedienst", &own.slug),
        name: said(&own.title.de, &own.title.en),
        teaser: said(&own.teaser.de, &own.teaser.en),
        links: vec![link(Language::De, ""), link(Language::En, "/en")],
        competences: vec![competence(house, vec![service])],
        publisher: Some(house.publisher()),
        areas: vec![house.area()],
        ..OnlineService::default()
    }
}

fn competence(house: &Giver<'_>, services: Vec<Identifier>) -> Competence {
    Competence { services, areas: vec![house.area()], ..Competence::default() }
}

fn unit(house: &Giver<'_>, unit: &Unit, services: Vec<Identifier>) -> OrganisationUnit {
    let (postcode, town) = unit.postcode.split_once(' ').unwrap_or(("", &unit.postcode));
    let channel = |code: &str, value: &str| Communication {
        channel: Code { name: Some(code.to_owned()), ..Code::new(code, "", "") },
        value: value.to_owned(),
        ..Communication::default()
    };
    let ways = [("Telefon", &unit.telephone), ("E-Mail", &unit.email)];
    let hours: Vec<String> =
        unit.hours.iter().map(|h| format!("<li>{}: {}</li>", h.days.de, h.times.de)).collect();
    OrganisationUnit {
        id: house.own_id("stelle", &unit.number),
        names: vec![UnitName { name: said(&unit.name.de, &unit.name.en), ..UnitName::default() }],
        addresses: vec![Address {
            street: Some(unit.street.clone()),
            postcode: Some(postcode.to_owned()),
            town: Some(town.to_owned()),
            codes: Some(AdministrativeCodes {
                ags: Some(Code::new(&house.profile.ags, AGS_LIST, "")),
                ..AdministrativeCodes::default()
            }),
            ..Address::default()
        }],
        communications: ways
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(code, value)| channel(code, value))
            .collect(),
        opening_hours: (!hours.is_empty())
            .then(|| OpeningHours {
                description: vec![Localised::new("de", format!("<ul>{}</ul>", hours.concat()))],
                ..OpeningHours::default()
            })
            .into_iter()
            .collect(),
        competences: vec![competence(house, services)],
        publisher: Some(house.publisher()),
        ..OrganisationUnit::default()
    }
}
