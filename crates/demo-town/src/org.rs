//! The plan of offices and the people in it.

use crate::dice::Dice;
use crate::model::{BuildingKind, Gender, Hours, OrgUnit, PublicBuilding, StaffMember, StaffRole};
use crate::names;
use crate::org_plan::{House, OFFICES, Plan};

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
            if *role == StaffRole::Mayor {
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
                title: if *role == StaffRole::Mayor { mayor_title(gender) } else { *title }
                    .to_owned(),
                title_en: if *role == StaffRole::Mayor { "Mayor" } else { *title_en }.to_owned(),
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
