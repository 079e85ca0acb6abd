//! There and back for generated models: every field of every record, filled or not by chance.

use norm_xzufi::*;
use proptest::prelude::*;

/// Chance from a seed.
struct Chance(u64);

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
    fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
    fn word(&mut self) -> String {
        WORDS[self.next(WORDS.len())].to_owned()
    }
    fn opt<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.next(3) > 0).then(|| make(self))
    }
    fn many<T>(&mut self, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.next(3)).map(|_| make(self)).collect()
    }
    fn one<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Vec<T> {
        self.opt(make).into_iter().collect()
    }
    fn texts(&mut self) -> Vec<Localised> {
        self.many(|c| Localised::new(["de", "en"][c.next(2)], c.word()))
    }
    fn html(&mut self) -> Vec<Localised> {
        self.many(|c| Localised::new(["de", "en"][c.next(2)], HTML[c.next(HTML.len())]))
    }
    fn id(&mut self) -> Identifier {
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
    fn code(&mut self) -> Code {
        Code {
            code: self.word(),
            name: self.opt(Self::word),
            list_uri: self.opt(Self::word),
            list_version: self.opt(Self::word),
        }
    }
    fn open(&mut self) -> OpenCode {
        if self.next(2) == 0 {
            return self.code().into();
        }
        OpenCode { code: None, unlisted: Some(self.word()) }
    }
    fn moment(&mut self) -> Moment {
        Moment(["2026-02-03", "2026-02-03T04:05:06+01:00"][self.next(2)].to_owned())
    }
    fn validity(&mut self) -> Vec<Validity> {
        self.many(|c| Validity {
            begin: c.opt(Self::moment),
            end: c.opt(Self::moment),
            note: c.texts(),
        })
    }
    fn link(&mut self) -> Link {
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
            channel: self.new(v, Self::code),
            position: self.opt(|c| i64::try_from(c.next(9)).unwrap() - 4),
            id: self.opt(Self::id),
            secondary_ids: self.many(Self::id),
            validity: self.validity(),
        }
    }
    fn new<T>(&mut self, v: Version, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if v == Version::V2_3 { self.opt(make) } else { None }
    }
    fn module(&mut self, v: Version) -> TextModule {
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
    fn documents(&mut self, v: Version) -> DocumentModule {
        DocumentModule {
            head: self.head(v),
            incoming: self.many(|c| {
                Incoming(IncomingDocument {
                    duty: c.new(v, Self::code),
                    depends_on: c.new(v, Self::code).into_iter().collect(),
                    is_trigger: c.new(v, |_| true),
                    document: c.document(),
                })
            }),
            outgoing: self.many(Self::document),
            description: self.html(),
            description_outgoing: self.new(v, Self::html).unwrap_or_default(),
            links: self.many(Self::link),
        }
    }
    fn deadlines(&mut self, v: Version) -> DeadlineModule {
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
    fn category(&mut self) -> Category {
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
    fn publisher(&mut self) -> Publisher {
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
    fn version_info(&mut self) -> VersionInfo {
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
            is_machine_translated: c.new(v, |c| c.next(2) == 0),
            machine_translation: c.new(v, |c| MachineTranslation {
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
    fn service(&mut self, v: Version) -> Service {
        Service {
            id: self.id(),
            secondary_ids: self.many(Self::id),
            structure: self.opt(|c| c.structure(v)),
            catalogue_state: self.new(v, Self::code),
            library_state: self.new(v, Self::code),
            detail_level: self.new(v, Self::code),
            keys: self.many(|c| ServiceKey(c.code())),
            texts: self.many(|c| c.module(v)),
            own_texts: self.many(|c| c.own_module(v)),
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
                    .new(v, |c| Dynamic { kind: c.code(), name: c.word() })
                    .into_iter()
                    .collect(),
            }),
            types: self.many(Self::code),
            trust_level: self.opt(Self::code),
            addressees: self.many(Self::code),
            place_kind: self.new(v, Self::open),
            written_form: self.opt(|c| c.next(2) == 0),
            in_person: self.new(v, |_| true),
            without_form: self.new(v, |_| false),
            categories: self.many(Self::category),
            classifications: self.many(Self::code),
            sdg: SdgAreas {
                first: self.many(Self::code),
                second: self.new(v, Self::code).into_iter().collect(),
            },
            related: self.many(Self::id),
            processes: self.many(Self::id),
            publisher: self.opt(Self::publisher),
            areas: self.many(Self::id),
            single_contact: if v == Version::V2_2 { self.opt(|_| true) } else { None },
            single_contact_kinds: self.new(v, Self::code).into_iter().collect(),
            branches: self.many(|c| Branch { code: c.code(), specific: c.id() }),
            legal_forms: self.many(Self::code),
            nationalities: Nationalities {
                single: self.many(Self::code),
                groups: self.new(v, Self::code).into_iter().collect(),
            },
            version_info: self.opt(Self::version_info),
            languages: self.languages(v),
            validity: self.validity(),
        }
    }
    fn competence(&mut self) -> Competence {
        Competence {
            id: self.opt(Self::id),
            role: self.opt(Self::open),
            services: self.many(Self::id),
            areas: self.many(Self::id),
            description: self.html(),
            validity: self.validity(),
        }
    }
    fn address(&mut self) -> Address {
        Address {
            id: self.opt(Self::id),
            kind: self.opt(Self::open),
            street: self.opt(Self::word),
            house_number: self.opt(Self::word),
            box_number: self.opt(Self::word),
            postcode: self.opt(Self::word),
            town: self.opt(Self::word),
            district: self.opt(Self::word),
            codes: self.opt(|c| AdministrativeCodes {
                state: c.opt(Self::code),
                ags: c.opt(Self::code),
                ars: c.opt(Self::code),
                ..AdministrativeCodes::default()
            }),
            note: self.texts(),
            place: self.many(|c| GeoCode { x: c.opt(Self::word), ..GeoCode::default() }),
            position: self.opt(|_| 1),
            validity: self.validity(),
        }
    }
    fn unit(&mut self) -> OrganisationUnit {
        OrganisationUnit {
            id: self.id(),
            secondary_ids: self.many(Self::id),
            parents: self.many(Self::id),
            children: self.many(Self::id),
            categories: self.many(Self::category),
            names: self.many(|c| UnitName {
                name: c.texts(),
                short_name: c.texts(),
                validity: c.validity(),
            }),
            description: self.html(),
            short_description: self.html(),
            addresses: self.many(Self::address),
            communications: self.many(|c| Communication {
                channel: c.code(),
                value: c.word(),
                note: c.texts(),
                position: c.opt(|_| 2),
                validity: c.validity(),
            }),
            websites: self.many(Self::link),
            opening_hours: self.many(|c| OpeningHours {
                kind: c.opt(Self::open),
                times: c.many(|c| OpeningTime {
                    weekday: c.opt(Self::code),
                    date: c.opt(Self::moment),
                    from: c.opt(Self::word),
                    until: c.opt(Self::word),
                    note: c.texts(),
                }),
                description: c.html(),
                validity: c.validity(),
            }),
            competences: self.many(Self::competence),
            publisher: self.opt(Self::publisher),
            version_info: self.opt(Self::version_info),
            languages: Vec::new(),
            validity: self.validity(),
        }
    }
    fn online(&mut self) -> OnlineService {
        OnlineService {
            id: self.id(),
            name: self.texts(),
            teaser: self.html(),
            links: self.many(|c| OnlineServiceLink {
                language: c.opt(|_| "de".to_owned()),
                kind: c.opt(Self::code),
                uri: c.word(),
                title: c.opt(Self::word),
                description: c.opt(Self::word),
                position: c.opt(|_| 1),
            }),
            trust_level: self.opt(Self::code),
            competences: self.many(Self::competence),
            areas: self.many(Self::id),
            ..OnlineService::default()
        }
    }
    fn object(&mut self, v: Version) -> Object {
        match self.next(5) {
            0 | 1 => Object::Service(Box::new(self.service(v))),
            2 => Object::OrganisationUnit(Box::new(self.unit())),
            3 => Object::OnlineService(Box::new(self.online())),
            _ if self.next(2) == 0 => Object::Form(Box::new(Form {
                id: self.id(),
                kind: self.opt(Self::open),
                name: self.texts(),
                description: self.html(),
                links: self.many(Self::link),
                competences: self.many(Self::competence),
                ..Form::default()
            })),
            _ => Object::Specialisation(Box::new(Specialisation {
                id: self.id(),
                service: self.opt(Self::id),
                units: self.many(Self::id),
                texts: self.many(|c| c.module(v)),
                deadlines: self.one(|c| c.deadlines(v)),
                documents: self.one(|c| c.documents(v)),
                addresses: self.many(Self::address),
                ..Specialisation::default()
            })),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn there_and_back_nothing_is_lost(seed in any::<u64>(), is_new in any::<bool>()) {
        let version = if is_new { Version::V2_3 } else { Version::V2_2 };
        let mut chance = Chance(seed);
        let objects: Vec<Object> = (0..3).map(|_| chance.object(version)).collect();
        let message = Message::of(version, objects);
        let written = write(&message);
        let told: Vec<&Finding> =
            written.findings.list.iter().filter(|f| f.code != "not-latin").collect();
        prop_assert!(told.is_empty(), "{:?}", told);
        let again = read(written.xml.as_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(again.findings.list.is_empty(), "{:?}\n{}", again.findings.list, written.xml);
        for (ours, theirs) in message.actions.iter().zip(&again.message.actions) {
            prop_assert_eq!(ours, theirs);
        }
        prop_assert_eq!(&again.message, &message);
        prop_assert_eq!(write(&again.message).xml, written.xml);
    }

    #[test]
    fn models_are_kept_in_a_database_as_json(seed in any::<u64>()) {
        let message = Message::of(Version::V2_3, [Chance(seed).object(Version::V2_3)]);
        let stored = serde_json::to_string(&message).unwrap();
        prop_assert_eq!(serde_json::from_str::<Message>(&stored).unwrap(), message);
    }

    #[test]
    fn a_merge_never_loses_a_module(seed in any::<u64>(), other in any::<u64>()) {
        let imported = Chance(seed).service(Version::V2_2);
        let local = Chance(other).service(Version::V2_2);
        let supplement = Supplement { texts: local.texts.clone(), ..Supplement::default() };
        let merged = merge(&imported, &supplement).service;
        for module in &local.texts {
            prop_assert!(merged.texts.contains(module));
        }
        for module in &imported.texts {
            let is_replaced = local.texts.iter().any(|l| l.kind.code == module.kind.code);
            prop_assert!(is_replaced || merged.texts.contains(module));
        }
        prop_assert!(diff(&merged, &merged).is_empty());
    }
}
