//! Services and units made up for tests.

use norm_xzufi::*;

pub fn de(text: &str) -> Vec<Localised> {
    vec![Localised::new("de", text)]
}

pub fn both(de: &str, en: &str) -> Vec<Localised> {
    vec![Localised::new("de", de), Localised::new("en", en)]
}

/// A complete service: every required module in both languages.
pub fn service() -> Service {
    let mut service = Service {
        id: Identifier { agency: Some("L100".into()), ..Identifier::new("900001") },
        keys: vec![ServiceKey::new("99089020080000")],
        structure: Some(Structure {
            kind: StructureKind::ObjectWithAction,
            group: Some(CodeOrCategory::Code(Code::new("089", "urn:x:gruppierung", "1"))),
            object: Some(Identifier::new("99089020")),
            action: Some(CodeOrCategory::Code(Code::new("080", "urn:x:verrichtung", "1"))),
            detail: Vec::new(),
        }),
        trust_level: Some(Code::of("vertrauensniveau", "30")),
        addressees: vec![Code::of("leistungsadressat", "001")],
        types: vec![Code::of("typisierung", "4a")],
        written_form: Some(false),
        areas: vec![Identifier::new("059999999999")],
        version_info: Some(VersionInfo {
            changed_at: Some(Moment("2026-03-01T10:00:00+01:00".into())),
            ..VersionInfo::default()
        }),
        approvals: vec![ApprovalModule {
            approved_on: Some(Moment("2026-02-01".into())),
            approved_by: de("Ministerium"),
            ..ApprovalModule::default()
        }],
        languages: ["de", "en"]
            .map(|l| LanguageVersion { language: l.into(), ..LanguageVersion::default() })
            .to_vec(),
        ..Service::default()
    };
    for (code, text) in [
        ("02", "Anwohnerparkausweis Ausstellung"),
        ("03", "Bewohnerparkausweis beantragen"),
        ("05", "<p>Mit dem Ausweis parken Sie <strong>vor der Haustür</strong>.</p>"),
        ("06", "<p>Der Ausweis gilt ein Jahr.</p><ul><li>für ein Auto</li></ul>"),
        ("07", "<a href=\"https://www.gesetze-im-internet.de/stvo_2013/\">§ 45 StVO</a>"),
        ("08", "<ul><li>Fahrzeugschein</li></ul>"),
        ("09", "Sie wohnen in der Bewohnerparkzone."),
        ("11", "Sie stellen den Antrag online."),
        ("22", "Straßenverkehrsamt"),
    ] {
        service = service.with_text(code, "de", text).with_text(code, "en", "English text");
    }
    service.costs = vec![costs(3070)];
    service.deadlines = vec![DeadlineModule {
        deadlines: vec![Deadline {
            kind: Code::of("typ", "001").into(),
            span: DeadlineSpan::Span(TimeSpan {
                amount: 1,
                unit: Code::of("einheit", "MONAT"),
                ..TimeSpan::default()
            }),
            description: both("Widerspruchsfrist", "Time for objecting"),
            ..Deadline::default()
        }],
        ..DeadlineModule::default()
    }];
    service.processing_times = vec![ProcessingTimeModule {
        times: vec![ProcessingTime {
            span: DeadlineSpan::Dates(FixedDates {
                from: Some("--05-31".into()),
                until: Some("--06-30".into()),
            }),
            ..ProcessingTime::default()
        }],
        ..ProcessingTimeModule::default()
    }];
    service
}

pub fn costs(cents: i64) -> CostModule {
    CostModule {
        costs: vec![Cost {
            kind: Code::of("typ", "001").into(),
            choice: CostChoice::Fixed(FixedCost { amount: AmountValue::euro(cents) }),
            ..Cost::default()
        }],
        ..CostModule::default()
    }
}

pub fn unit() -> OrganisationUnit {
    OrganisationUnit {
        id: Identifier::new("OE-32"),
        names: vec![UnitName { name: de("Straßenverkehrsamt"), ..UnitName::default() }],
        addresses: vec![Address {
            street: Some("Rathausplatz".into()),
            house_number: Some("1".into()),
            postcode: Some("59999".into()),
            town: Some("Musterstadt".into()),
            ..Address::default()
        }],
        communications: vec![Communication {
            channel: Code::of("kanal", "01"),
            value: "+49 2999 10".into(),
            ..Communication::default()
        }],
        opening_hours: vec![OpeningHours {
            times: vec![OpeningTime {
                weekday: Some(Code::of("wochentag", "1")),
                from: Some("08:00:00".into()),
                until: Some("12:00:00".into()),
                ..OpeningTime::default()
            }],
            ..OpeningHours::default()
        }],
        competences: vec![Competence {
            services: vec![service().id],
            areas: vec![Identifier::new("059999999999")],
            ..Competence::default()
        }],
        ..OrganisationUnit::default()
    }
}

pub fn online() -> OnlineService {
    OnlineService {
        id: Identifier::new("OD-1"),
        name: both("Bewohnerparkausweis online", "Resident parking online"),
        links: vec![OnlineServiceLink {
            language: Some("de".into()),
            kind: Some(Code::of("onlinedienstlinktyp", "01")),
            uri: "https://rathaus.example/antraege/bewohnerparken".into(),
            ..OnlineServiceLink::default()
        }],
        trust_level: Some(Code::of("vertrauensniveau", "20")),
        competences: unit().competences,
        ..OnlineService::default()
    }
}

pub fn objects() -> Vec<Object> {
    vec![
        Object::Service(Box::new(service())),
        Object::OrganisationUnit(Box::new(unit())),
        Object::OnlineService(Box::new(online())),
    ]
}

pub fn message(version: Version) -> Message {
    let mut message = Message::of(version, objects());
    message.header = Some(Header {
        uuid: Some("0197a000-0000-7000-8000-000000000001".into()),
        created_at: Some(Moment("2026-11-01T12:00:00Z".into())),
        recipient: Some("PVOG".into()),
        sender: Some("Musterstadt".into()),
    });
    message.transaction_id = Some("T1".into());
    message.transaction_position = Some(1);
    message.actions.push(Action::Delete(Deletion {
        kind: ObjectKind::Form,
        id: Identifier { agency: Some("L100".into()), ..Identifier::new("F-9") },
    }));
    message
}
