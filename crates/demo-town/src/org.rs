//! The plan of offices and the people in it.

use crate::dice::Dice;
use crate::model::{BuildingKind, Gender, Hours, OrgUnit, PublicBuilding, StaffMember, StaffRole};
use crate::names;

/// A unit in the plan.
struct Office {
    key: &'static str,
    parent: &'static str,
    name: &'static str,
    name_en: &'static str,
    duties: &'static str,
    duties_en: &'static str,
    /// Local part of the function mailbox.
    mailbox: &'static str,
    house: House,
    floor: u32,
    hours: Plan,
    /// Who works here, the head first.
    posts: &'static [(StaffRole, &'static str, &'static str)],
}

#[derive(Clone, Copy)]
enum House {
    TownHall,
    Technical,
    Social,
}

#[derive(Clone, Copy)]
enum Plan {
    /// As the town hall.
    Office,
    /// The citizens' office is open longer.
    Citizens,
    /// Four mornings, one afternoon, Wednesday by appointment.
    Social,
}

use StaffRole::{
    Administrator, CaseWorker, DataProtection, Editor, Engineer, FrontDesk, Head, Mayor, TeamLead,
};

const OFFICES: &[Office] = &[
    Office {
        key: "BM",
        parent: "",
        name: "Bürgermeisteramt",
        name_en: "Mayor's Office",
        duties: "Leitung der Verwaltung, Vorbereitung der Ratssitzungen, Empfänge und Ehrungen.",
        duties_en: "Head of the administration, preparation of council meetings, receptions.",
        mailbox: "buergermeisteramt",
        house: House::TownHall,
        floor: 2,
        hours: Plan::Office,
        posts: &[
            (Mayor, "", ""),
            (FrontDesk, "Vorzimmer", "Mayor's secretary"),
            (CaseWorker, "Ratsbüro", "Council office"),
            (DataProtection, "Datenschutzbeauftragung", "Data protection officer"),
        ],
    },
    Office {
        key: "12",
        parent: "BM",
        name: "Stabsstelle Digitalisierung und IT",
        name_en: "Digital and IT Staff Office",
        duties: "Onlinedienste, Netze und Rechner der Verwaltung, Informationssicherheit.",
        duties_en: "Online services, networks and computers, information security.",
        mailbox: "digital",
        house: House::TownHall,
        floor: 3,
        hours: Plan::Office,
        posts: &[
            (Head, "Leitung Digitalisierung", "Head of digital services"),
            (Administrator, "Systemadministration", "System administrator"),
            (Administrator, "Netz und Arbeitsplätze", "Network administrator"),
            (Administrator, "Informationssicherheit", "Information security"),
            (CaseWorker, "Onlinedienste", "Online services"),
        ],
    },
    Office {
        key: "13",
        parent: "BM",
        name: "Presse und Öffentlichkeitsarbeit",
        name_en: "Press and Communications",
        duties: "Nachrichten, Pressearbeit, Internetseite und soziale Medien.",
        duties_en: "News, press, website and social media.",
        mailbox: "presse",
        house: House::TownHall,
        floor: 2,
        hours: Plan::Office,
        posts: &[
            (Head, "Pressesprecher/in", "Press officer"),
            (Editor, "Online-Redaktion", "Web editor"),
            (Editor, "Redaktion und Bild", "Editor, pictures"),
        ],
    },
    Office {
        key: "10",
        parent: "BM",
        name: "Zentrale Dienste",
        name_en: "Central Services",
        duties: "Personal, Organisation, Poststelle, Gebäude, Wahlen.",
        duties_en: "Staff, organisation, post room, buildings, elections.",
        mailbox: "zentrale-dienste",
        house: House::TownHall,
        floor: 1,
        hours: Plan::Office,
        posts: &[
            (Head, "Amtsleitung", "Head of department"),
            (CaseWorker, "Personal", "Human resources"),
            (CaseWorker, "Organisation und Wahlen", "Organisation, elections"),
            (FrontDesk, "Information und Poststelle", "Reception and post room"),
            (FrontDesk, "Telefonzentrale", "Telephone exchange"),
        ],
    },
    Office {
        key: "20",
        parent: "BM",
        name: "Finanzen und Steuern",
        name_en: "Finance and Taxes",
        duties: "Haushalt, Stadtkasse, Grund-, Gewerbe- und Hundesteuer.",
        duties_en: "Budget, cash office, property, trade and dog tax.",
        mailbox: "finanzen",
        house: House::TownHall,
        floor: 1,
        hours: Plan::Office,
        posts: &[
            (Head, "Kämmerei, Amtsleitung", "Treasurer"),
            (CaseWorker, "Steuern", "Taxes"),
            (CaseWorker, "Stadtkasse", "Cash office"),
        ],
    },
    Office {
        key: "32",
        parent: "BM",
        name: "Ordnung und Bürgerdienste",
        name_en: "Public Order and Citizens' Services",
        duties: "Sicherheit und Ordnung, Verkehr, Gewerbe, Feuerwehr.",
        duties_en: "Public order, traffic, trade, fire service.",
        mailbox: "ordnung",
        house: House::TownHall,
        floor: 0,
        hours: Plan::Office,
        posts: &[
            (Head, "Amtsleitung", "Head of department"),
            (CaseWorker, "Verkehrsanordnungen", "Traffic orders"),
            (CaseWorker, "Gewerbe und Gaststätten", "Trade and restaurants"),
            (CaseWorker, "Außendienst", "Field service"),
        ],
    },
    Office {
        key: "32.1",
        parent: "32",
        name: "Bürgerbüro",
        name_en: "Citizens' Office",
        duties: "Ausweise, Meldewesen, Beglaubigungen, Fundsachen.",
        duties_en: "Identity cards, registration, certified copies, lost property.",
        mailbox: "buergerbuero",
        house: House::TownHall,
        floor: 0,
        hours: Plan::Citizens,
        posts: &[
            (TeamLead, "Teamleitung", "Team lead"),
            (FrontDesk, "Bürgerservice", "Citizens' service"),
            (FrontDesk, "Bürgerservice", "Citizens' service"),
            (FrontDesk, "Bürgerservice", "Citizens' service"),
        ],
    },
    Office {
        key: "34",
        parent: "32",
        name: "Standesamt",
        name_en: "Registry Office",
        duties: "Geburten, Eheschließungen, Sterbefälle, Urkunden.",
        duties_en: "Births, marriages, deaths, certificates.",
        mailbox: "standesamt",
        house: House::TownHall,
        floor: 1,
        hours: Plan::Office,
        posts: &[
            (TeamLead, "Leitung Standesamt", "Head registrar"),
            (CaseWorker, "Standesbeamt/in", "Registrar"),
        ],
    },
    Office {
        key: "40",
        parent: "BM",
        name: "Schule, Sport und Kultur",
        name_en: "Schools, Sports and Culture",
        duties: "Schulen, Sportstätten, Bücherei, Museum, Veranstaltungen.",
        duties_en: "Schools, sports grounds, library, museum, events.",
        mailbox: "schule-kultur",
        house: House::TownHall,
        floor: 2,
        hours: Plan::Office,
        posts: &[
            (Head, "Amtsleitung", "Head of department"),
            (CaseWorker, "Schulverwaltung", "School administration"),
            (CaseWorker, "Kultur und Veranstaltungen", "Culture and events"),
        ],
    },
    Office {
        key: "50",
        parent: "BM",
        name: "Soziales",
        name_en: "Social Services",
        duties: "Hilfe in besonderen Lebenslagen, Wohngeld, Bildung und Teilhabe.",
        duties_en: "Help in difficult situations, housing benefit, education and participation.",
        mailbox: "soziales",
        house: House::Social,
        floor: 1,
        hours: Plan::Social,
        posts: &[(Head, "Amtsleitung", "Head of department"), (FrontDesk, "Empfang", "Reception")],
    },
    Office {
        key: "50.1",
        parent: "50",
        name: "Wohngeldstelle",
        name_en: "Housing Benefit Office",
        duties: "Beratung und Entscheidung über Mietzuschuss und Lastenzuschuss.",
        duties_en: "Advice and decisions on housing benefit for tenants and owners.",
        mailbox: "wohngeld",
        house: House::Social,
        floor: 0,
        hours: Plan::Social,
        posts: &[
            (TeamLead, "Teamleitung Wohngeld", "Team lead housing benefit"),
            (CaseWorker, "Sachbearbeitung Wohngeld A–F", "Housing benefit A–F"),
            (CaseWorker, "Sachbearbeitung Wohngeld G–K", "Housing benefit G–K"),
            (CaseWorker, "Sachbearbeitung Wohngeld L–R", "Housing benefit L–R"),
            (CaseWorker, "Sachbearbeitung Wohngeld S–Z", "Housing benefit S–Z"),
            (FrontDesk, "Servicepunkt Wohngeld", "Housing benefit desk"),
        ],
    },
    Office {
        key: "50.2",
        parent: "50",
        name: "Grundsicherung und Teilhabe",
        name_en: "Basic Income Support and Participation",
        duties: "Grundsicherung im Alter, Hilfe zum Lebensunterhalt, Bildung und Teilhabe.",
        duties_en: "Support in old age, subsistence aid, education and participation.",
        mailbox: "teilhabe",
        house: House::Social,
        floor: 1,
        hours: Plan::Social,
        posts: &[
            (TeamLead, "Teamleitung", "Team lead"),
            (CaseWorker, "Grundsicherung", "Basic income support"),
            (CaseWorker, "Bildung und Teilhabe", "Education and participation"),
        ],
    },
    Office {
        key: "66",
        parent: "BM",
        name: "Tiefbau",
        name_en: "Civil Engineering",
        duties: "Straßen, Wege, Brücken, Kanäle, Gewässer.",
        duties_en: "Streets, paths, bridges, sewers, waters.",
        mailbox: "tiefbau",
        house: House::Technical,
        floor: 1,
        hours: Plan::Office,
        posts: &[
            (Head, "Amtsleitung", "Head of department"),
            (Engineer, "Brücken und Gewässer", "Bridges and waters"),
            (Engineer, "Kanalbau", "Sewers"),
        ],
    },
    Office {
        key: "66.1",
        parent: "66",
        name: "Straßen, Aufbrüche und Breitband",
        name_en: "Streets, Excavations and Broadband",
        duties: "Aufbruchgenehmigungen, Sondernutzungen, Baustellen, Glasfaserausbau.",
        duties_en: "Excavation permits, special use, road works, fibre roll-out.",
        mailbox: "strassen",
        house: House::Technical,
        floor: 0,
        hours: Plan::Office,
        posts: &[
            (TeamLead, "Teamleitung", "Team lead"),
            (Engineer, "Aufbruchgenehmigungen", "Excavation permits"),
            (Engineer, "Bauüberwachung", "Site supervision"),
            (CaseWorker, "Breitbandkoordination", "Broadband coordination"),
        ],
    },
    Office {
        key: "66.2",
        parent: "66",
        name: "Grünflächen und Bauhof",
        name_en: "Parks and Works Yard",
        duties: "Parks, Spielplätze, Winterdienst, Straßenreinigung.",
        duties_en: "Parks, playgrounds, winter service, street cleaning.",
        mailbox: "bauhof",
        house: House::Technical,
        floor: 0,
        hours: Plan::Office,
        posts: &[
            (TeamLead, "Leitung Bauhof", "Head of works yard"),
            (CaseWorker, "Mängelmeldungen", "Reports of defects"),
        ],
    },
];

/// First part of every telephone number; the last three digits are the extension. The block is
/// one of those the Bundesnetzagentur keeps free for films.
pub(crate) const PHONE_BASE: &str = "0221 4710";

/// The plan of offices with its staff: units, staff, name and gender of the mayor.
pub(crate) fn offices(
    seed: u64,
    mail_domain: &str,
    buildings: &[PublicBuilding],
) -> (Vec<OrgUnit>, Vec<StaffMember>, Gender) {
    let mut dice = Dice::new(seed, "offices");
    let mut units = Vec::new();
    let mut staff: Vec<StaffMember> = Vec::new();
    let mut mayor = Gender::Female;
    for (number, office) in OFFICES.iter().enumerate() {
        let first_room = u32::try_from(number % 3).unwrap_or(0) * 12 + 1;
        let head = u32::try_from(staff.len() + 1).expect("a small house");
        for (desk, (role, title, title_en)) in office.posts.iter().enumerate() {
            let gender = if dice.chance(54) { Gender::Female } else { Gender::Male };
            if *role == Mayor {
                mayor = gender;
            }
            let room =
                format!("{}.{:02}", office.floor, first_room + u32::try_from(desk).unwrap_or(0));
            let person = colleague(&mut dice, &staff, gender);
            let extension = 100 + staff.len();
            staff.push(StaffMember {
                id: u32::try_from(staff.len() + 1).expect("a small house"),
                email: format!("{}@{mail_domain}", person.mailbox),
                login: person.login,
                first_name: person.first_name,
                family_name: person.family_name,
                salutation: if gender == Gender::Female { "Frau" } else { "Herr" }.to_owned(),
                unit: office.key.to_owned(),
                role: *role,
                title: if *role == Mayor { mayor_title(gender) } else { *title }.to_owned(),
                title_en: if *role == Mayor { "Mayor" } else { *title_en }.to_owned(),
                phone: format!("{PHONE_BASE}-{extension}"),
                room,
                letters: title
                    .contains('–')
                    .then(|| title.rsplit(' ').next().unwrap_or_default().to_owned()),
            });
        }
        units.push(OrgUnit {
            key: office.key.to_owned(),
            parent: (!office.parent.is_empty()).then(|| office.parent.to_owned()),
            name: office.name.to_owned(),
            name_en: office.name_en.to_owned(),
            duties: office.duties.to_owned(),
            duties_en: office.duties_en.to_owned(),
            email: format!("{}@{mail_domain}", office.mailbox),
            phone: format!("{PHONE_BASE}-{:03}", 10 + number),
            building: building(office.house, buildings),
            room: format!("{}.{first_room:02}", office.floor),
            hours: hours(office.hours),
            head,
        });
    }
    (units, staff, mayor)
}

/// "Bürgermeisterin" or "Bürgermeister".
pub(crate) fn mayor_title(gender: Gender) -> &'static str {
    if gender == Gender::Female { "Bürgermeisterin" } else { "Bürgermeister" }
}

struct Colleague {
    first_name: String,
    family_name: String,
    login: String,
    mailbox: String,
}

/// Somebody with a name nobody else in the house has.
fn colleague(dice: &mut Dice, others: &[StaffMember], gender: Gender) -> Colleague {
    loop {
        let family = names::family(dice);
        let year = i16::try_from(dice.between(1961, 1999)).unwrap_or(1980);
        let first_name = names::first_names(dice, family.origin, gender, year);
        let family_name = names::inflected(&family.name, family.origin, gender);
        let plain = names::ascii(first_name.split(' ').next().unwrap_or("x"));
        let surname = names::ascii(&family_name);
        let login = format!("{}.{surname}", &plain[..1]);
        if others.iter().all(|other| other.login != login && other.family_name != family_name) {
            let mailbox = format!("{plain}.{surname}");
            return Colleague { first_name, family_name, login, mailbox };
        }
    }
}

fn building(house: House, buildings: &[PublicBuilding]) -> u32 {
    let wanted = |building: &&PublicBuilding| match house {
        House::TownHall => building.kind == BuildingKind::TownHall,
        House::Technical => building.name.starts_with("Technisches"),
        House::Social => building.name.starts_with("Haus der Hilfe"),
    };
    buildings.iter().find(wanted).or(buildings.first()).map_or(1, |building| building.id)
}

fn hours(plan: Plan) -> Vec<Hours> {
    let open = |weekday: u8, from: &str, until: &str, by_appointment: bool| Hours {
        weekday,
        from: from.to_owned(),
        until: until.to_owned(),
        by_appointment,
    };
    match plan {
        Plan::Office => vec![
            open(1, "08:30", "12:30", false),
            open(2, "08:30", "12:30", false),
            open(2, "14:00", "16:00", false),
            open(4, "08:30", "12:30", false),
            open(4, "14:00", "17:30", false),
            open(5, "08:30", "12:00", false),
        ],
        Plan::Citizens => vec![
            open(1, "07:30", "16:00", false),
            open(2, "08:00", "18:00", false),
            open(3, "07:30", "13:00", false),
            open(4, "08:00", "18:00", false),
            open(5, "07:30", "13:00", false),
            open(6, "10:00", "12:00", true),
        ],
        Plan::Social => vec![
            open(1, "08:30", "12:30", false),
            open(2, "08:30", "12:30", false),
            open(3, "08:30", "12:30", true),
            open(4, "08:30", "12:30", false),
            open(4, "14:00", "17:30", false),
            open(5, "08:30", "12:00", false),
        ],
    }
}
