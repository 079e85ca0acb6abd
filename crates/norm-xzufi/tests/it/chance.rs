//! Models made by chance: every field of every record, filled or not.

use norm_xzufi::*;

/// Chance from a seed.
pub struct Chance(pub u64);

const WORDS: &[&str] = &[
    "Ausweis",
    "a & b",
    "x<y",
    "„ü“",
    "\"q\"",
    "'",
    "ß",
    "1",
    "Zeile\nzwei",
    "a  b",
    "&amp;",
    "]]>",
    "=",
    "§ 5",
    "\u{1f600}",
];
const HTML: &[&str] = &[
    "<p>a</p>",
    "b &amp; c",
    "<ul><li>x</li></ul>",
    "<a href=\"https://a.de/?x=1&amp;y=2\">z</a>",
    "x<br/>y",
    "<strong>f</strong>",
];

impl Chance {
    pub fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
    pub fn word(&mut self) -> String {
        WORDS[self.next(WORDS.len())].to_owned()
    }
    pub fn opt<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.next(3) > 0).then(|| make(self))
    }
    pub fn many<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.next(3)).map(|_| make(self)).collect()
    }
    pub fn one<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Vec<T> {
        self.opt(make).into_iter().collect()
    }
    pub fn texts(&mut self) -> Vec<Localised> {
        self.many(|c| Localised::new(["de", "en"][c.next(2)], c.word()))
    }
    pub fn html(&mut self) -> Vec<Localised> {
        self.many(|c| Localised::new(["de", "en"][c.next(2)], HTML[c.next(HTML.len())]))
    }
    pub fn id(&mut self) -> Identifier {
        Identifier {
            agency: self.opt(Self::word),
            agency_name: self.opt(Self::word),
            data_uri: self.opt(Self::word),
            scheme: self.opt(Self::word),
            scheme_name: self.opt(Self::word),
            scheme_uri: self.opt(Self::word),
            scheme_version: self.opt(Self::word),
            value: self.word(),
        }
    }
    pub fn code(&mut self) -> Code {
        Code {
            code: self.word(),
            name: self.opt(Self::word),
            list_uri: self.opt(Self::word),
            list_version: self.opt(Self::word),
        }
    }
    pub fn open(&mut self) -> OpenCode {
        if self.next(2) == 0 {
            return self.code().into();
        }
        OpenCode { code: None, unlisted: Some(self.word()) }
    }
    pub fn moment(&mut self) -> Moment {
        Moment(["2026-02-03", "2026-02-03T04:05:06+01:00"][self.next(2)].to_owned())
    }
    pub fn validity(&mut self) -> Vec<Validity> {
        self.many(|c| Validity {
            begin: c.opt(Self::moment),
            end: c.opt(Self::moment),
            note: c.texts(),
        })
    }
    pub fn link(&mut self) -> Link {
        Link {
            language: self.opt(|_| "de".to_owned()),
            uri: "https://a.de/?a=1&b=2".to_owned(),
            title: self.opt(Self::word),
            description: self.opt(Self::word),
            position: self.opt(|c| i64::try_from(c.next(9)).unwrap()),
        }
    }
    fn head(&mut self, v: Version) -> ChannelHead {
        ChannelHead {
            channel: self.later(v, Self::code),
            position: self.opt(|c| i64::try_from(c.next(9)).unwrap() - 4),
            id: self.opt(Self::id),
            secondary_ids: self.many(Self::id),
            validity: self.validity(),
        }
    }
    pub fn later<T>(&mut self, v: Version, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if v == Version::V2_3 { self.opt(make) } else { None }
    }
    pub fn module(&mut self, v: Version) -> TextModule {
        TextModule {
            head: self.head(v),
            kind: self.code(),
            own_name: self.texts(),
            content: self.html(),
            links: self.many(Self::link),
        }
    }
    fn own_module(&mut self, v: Version) -> OwnTextModule {
        OwnTextModule {
            head: self.head(v),
            kind: self.code(),
            content: self.html(),
            links: self.many(Self::link),
        }
    }
    fn span(&mut self) -> DeadlineSpan {
        if self.next(2) == 0 {
            return DeadlineSpan::Dates(FixedDates {
                from: self.opt(|_| "--05-31".to_owned()),
                until: Some("2026-01-02".to_owned()),
            });
        }
        DeadlineSpan::Span(TimeSpan {
            amount: i64::try_from(self.next(90)).unwrap(),
            unit: self.code(),
            amount_until: self.opt(|_| 7),
            unit_until: self.opt(Self::code),
        })
    }
    fn amount(&mut self) -> AmountValue {
        AmountValue::euro(i64::try_from(self.next(100_000)).unwrap())
    }
    fn cost(&mut self, v: Version) -> Cost {
        let choice = match self.next(3) {
            0 => CostChoice::Fixed(FixedCost { amount: self.amount() }),
            1 => CostChoice::Variable(VariableCost {
                at_least: self.opt(Self::amount),
                at_most: self.opt(Self::amount),
                description: self.texts(),
            }),
            _ => CostChoice::Free(FreeOfCharge { description: self.texts() }),
        };
        let link = match v {
            Version::V2_2 => Link { uri: "https://a.de".to_owned(), ..Link::default() },
            Version::V2_3 => self.link(),
        };
        Cost {
            kind: self.open(),
            choice,
            description: self.html(),
            in_advance: self.opt(|c| c.next(2) == 0),
            link: self.one(|_| PlainLink(link)),
            position: self.opt(|_| 3),
            validity: self.validity(),
        }
    }
    fn document(&mut self) -> Document {
        Document {
            kind: self.open(),
            name: self.texts(),
            description: self.html(),
            forms: self.many(Self::id),
            signature: self.opt(Self::code),
        }
    }
    pub fn documents(&mut self, v: Version) -> DocumentModule {
        DocumentModule {
            head: self.head(v),
            incoming: self.many(|c| {
                Incoming(IncomingDocument {
                    duty: c.later(v, Self::code),
                    depends_on: c.later(v, Self::code).into_iter().collect(),
                    is_trigger: c.later(v, |_| true),
                    document: c.document(),
                })
            }),
            outgoing: self.many(Self::document),
            description: self.html(),
            description_outgoing: self.later(v, Self::html).unwrap_or_default(),
            links: self.many(Self::link),
        }
    }
    pub fn deadlines(&mut self, v: Version) -> DeadlineModule {
        DeadlineModule {
            head: self.head(v),
            deadlines: self.many(|c| Deadline {
                kind: c.open(),
                span: c.span(),
                description: c.html(),
                position: c.opt(|_| 1),
                validity: c.validity(),
            }),
            description: self.html(),
            links: self.many(Self::link),
        }
    }
    fn times(&mut self, v: Version) -> ProcessingTimeModule {
        ProcessingTimeModule {
            head: self.head(v),
            times: self.many(|c| ProcessingTime {
                span: c.span(),
                description: c.texts(),
                position: c.opt(|_| 1),
                validity: c.validity(),
            }),
            description: self.html(),
            links: self.many(Self::link),
        }
    }
    pub fn category(&mut self) -> Category {
        Category {
            id: self.id(),
            secondary_ids: self.many(Self::id),
            parent: self.opt(Self::id),
            children: self.many(Self::id),
            name: self.texts(),
            description: self.texts(),
            class: CategoryClass {
                id: self.id(),
                secondary_ids: self.many(Self::id),
                kind: None,
                name: self.texts(),
                description: self.html(),
                version: self.opt(Self::word),
            },
            image: None,
        }
    }
    pub fn publisher(&mut self) -> Publisher {
        Publisher {
            id: self.id(),
            secondary_ids: self.many(Self::id),
            name: self.texts(),
            short_name: self.texts(),
            description: self.texts(),
            areas: self.many(|c| Area {
                id: c.id(),
                parents: c.many(Self::id),
                name: c.texts(),
                validity: c.validity(),
                kind: c
                    .opt(|c| AreaKind { id: c.id(), name: c.texts(), ..AreaKind::default() })
                    .map(|mut kind| {
                        kind.class.id = Identifier::new("k");
                        kind
                    }),
                ..Area::default()
            }),
        }
    }
    pub fn version_info(&mut self) -> VersionInfo {
        VersionInfo {
            created_at: self.opt(Self::moment),
            created_by: self.opt(Self::word),
            changed_at: self.opt(Self::moment),
            changed_by: self.opt(Self::word),
            version: self.opt(Self::word),
        }
    }
    fn languages(&mut self, v: Version) -> Vec<LanguageVersion> {
        self.many(|c| LanguageVersion {
            language: "uk".to_owned(),
            name_german: c.opt(Self::word),
            name_native: c.opt(Self::word),
            is_machine_translated: c.later(v, |c| c.next(2) == 0),
            machine_translation: c.later(v, |c| MachineTranslation {
                original_language: "de".to_owned(),
                original_id: c.opt(Self::id),
                translated_by: c.opt(Self::word),
            }),
            created_at: c.opt(Self::moment),
            ..LanguageVersion::default()
        })
    }
    fn structure(&mut self, v: Version) -> Structure {
        let kinds = [
            StructureKind::Object,
            StructureKind::ObjectWithAction,
            StructureKind::ObjectWithActionAndDetail,
        ];
        let either = |c: &mut Self| {
            if v == Version::V2_2 && c.next(2) == 0 {
                CodeOrCategory::Category(Box::new(c.category()))
            } else {
                CodeOrCategory::Code(c.code())
            }
        };
        Structure {
            kind: kinds[self.next(3)],
            group: self.opt(either),
            object: self.opt(Self::id),
            action: self.opt(either),
            detail: self.texts(),
        }
    }
    pub fn service(&mut self, v: Version) -> Service {
        Service {
            id: self.id(),
            secondary_ids: self.many(Self::id),
            structure: self.opt(|c| c.structure(v)),
            catalogue_state: self.later(v, Self::code),
            library_state: self.later(v, Self::code),
            detail_level: self.later(v, Self::code),
            keys: self.many(|c| ServiceKey(c.code())),
            texts: self.many(|c| c.module(v)),
            own_texts: self.many(|c| c.own_module(v)),
            types: self.many(Self::code),
            trust_level: self.opt(Self::code),
            addressees: self.many(Self::code),
            place_kind: self.later(v, Self::open),
            written_form: self.opt(|c| c.next(2) == 0),
            in_person: self.later(v, |_| true),
            without_form: self.later(v, |_| false),
            categories: self.many(Self::category),
            classifications: self.many(Self::code),
            sdg: SdgAreas {
                first: self.many(Self::code),
                second: self.later(v, Self::code).into_iter().collect(),
            },
            related: self.many(Self::id),
            processes: self.many(Self::id),
            publisher: self.opt(Self::publisher),
            areas: self.many(Self::id),
            single_contact: if v == Version::V2_2 { self.opt(|_| true) } else { None },
            single_contact_kinds: self.later(v, Self::code).into_iter().collect(),
            branches: self.many(|c| Branch { code: c.code(), specific: c.id() }),
            legal_forms: self.many(Self::code),
            nationalities: Nationalities {
                single: self.many(Self::code),
                groups: self.later(v, Self::code).into_iter().collect(),
            },
            version_info: self.opt(Self::version_info),
            languages: self.languages(v),
            validity: self.validity(),
            ..self.modules(v)
        }
    }

    fn modules(&mut self, v: Version) -> Service {
        Service {
            deadlines: self.one(|c| c.deadlines(v)),
            costs: self.one(|c| CostModule {
                head: c.head(v),
                costs: c.many(|c| c.cost(v)),
                description: c.html(),
                links: c.many(Self::link),
            }),
            processing_times: self.one(|c| c.times(v)),
            terms: self.many(|c| TermModule {
                head: c.head(v),
                terms: c.many(|c| TermInContext {
                    term: Localised::new("de", c.word()),
                    kind: c.opt(Self::code),
                }),
            }),
            approvals: self.one(|c| ApprovalModule {
                head: c.head(v),
                approved_on: c.opt(Self::moment),
                approved_by: c.texts(),
            }),
            information: self.one(|c| InformationModule {
                head: c.head(v),
                content: c.html(),
                links: c.many(Self::link),
            }),
            documents: self.one(|c| c.documents(v)),
            origins: self.many(|c| OriginPortal {
                head: c.head(v),
                language: Some("de".to_owned()),
                uri: c.word(),
                title: c.opt(Self::word),
                parameters: c
                    .later(v, |c| Dynamic { kind: c.code(), name: c.word() })
                    .into_iter()
                    .collect(),
            }),
            ..Service::default()
        }
    }
}
