//! What a town has before its first case: profile, offices, people, streets, services, news.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use demo_town as invented;
use jiff::civil::Date;
use kernel::org::{Hours, Unit};
use kernel::town::Profile;
use kernel::{Actor, Audit, Euro, Id, Text, Town, org, settings};

use super::offers;
use super::stories::SECOND_PAIR_EUROS;
use super::{Error, PASSWORD};

/// First day of the demo town's units.
const SINCE: Date = Date::constant(2000, 1, 1);

static SIGN_INS: Mutex<String> = Mutex::new(String::new());

/// The sign-ins of the demo, as the terminal prints them.
pub fn sign_ins() -> String {
    SIGN_INS.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Who fills the town.
pub fn actor() -> Actor {
    Actor::system("demo")
}

/// Fills an empty town.
pub async fn fill(town: &Arc<Town>, plan: Arc<invented::Town>) -> Result<(), Error> {
    profile(town, &plan).await?;
    let units = units(town, Arc::clone(&plan)).await?;
    staff(town, &plan, &units).await?;
    super::map::fill(town, Arc::clone(&plan)).await?;
    offers::competences(town, &plan, &units).await?;
    town.reload_profile().await?;
    Ok(())
}

async fn profile(town: &Arc<Town>, plan: &invented::Town) -> Result<(), Error> {
    let i = &plan.identity;
    let p = &plan.pages;
    let town_hall = p.postal_address.get(1).cloned().unwrap_or_default();
    let profile = Profile {
        name: i.official_name.clone(),
        claim_de: format!("Stadt an der {}", i.river),
        claim_en: format!("Town on the {}", i.river),
        authority: i.mayor_title.clone(),
        mayor: i.mayor.clone(),
        ags: i.ags.clone(),
        ars: i.ars.clone(),
        street: town_hall,
        postcode: format!("{} {}", i.postcode, i.name),
        telephone: p.phone.clone(),
        email: p.email.clone(),
        supervision: p.supervisory_authority.clone(),
        privacy_contact: p.data_protection_officer.clone(),
        editor: p.editor.clone(),
        arms_svg: i.crest_svg.clone(),
        colour: i.colours.primary.clone(),
        accent: i.colours.accent.clone(),
        look: String::new(),
        court: "dem zuständigen Verwaltungsgericht".into(),
        is_demo: true,
    };
    let level = i64::from(i.rent_level);
    town.write(actor(), move |tx| {
        settings::set(tx, &profile)?;
        let wohngeld = mod_wohngeld::WohngeldSettings { rent_level: level, ..Default::default() };
        settings::set(tx, &wohngeld)?;
        // Low enough that every week brings drafts for a second pair of eyes.
        let second_pair_above = Euro(100 * i64::from(SECOND_PAIR_EUROS));
        let desk = mod_desk::DeskSettings { second_pair_above, ..Default::default() };
        settings::set(tx, &desk)?;
        let people = mod_people::PeopleSettings { second_factor: false, ..Default::default() };
        settings::set(tx, &people)?;
        mod_people::seed_roles(tx)?;
        Ok(Audit::of("demo.profile_set", "town").done())
    })
    .await?;
    Ok(())
}

fn weekday(number: u8) -> Text {
    let (de, en) = match number {
        1 => ("Montag", "Monday"),
        2 => ("Dienstag", "Tuesday"),
        3 => ("Mittwoch", "Wednesday"),
        4 => ("Donnerstag", "Thursday"),
        5 => ("Freitag", "Friday"),
        6 => ("Samstag", "Saturday"),
        _ => ("Sonntag", "Sunday"),
    };
    Text::new(de, en)
}

async fn units(
    town: &Arc<Town>,
    plan: Arc<invented::Town>,
) -> Result<BTreeMap<String, Id<Unit>>, Error> {
    let ids: BTreeMap<String, Id<Unit>> =
        plan.units.iter().map(|u| (u.key.clone(), Id::new())).collect();
    let known = ids.clone();
    town.write(actor(), move |tx| {
        let house = plan.identity.postcode.clone() + " " + &plan.identity.name;
        for (position, unit) in (0_i64..).zip(&plan.units) {
            let Some(&id) = known.get(&unit.key) else { continue };
            let building = plan.map.buildings.iter().find(|b| b.id == unit.building);
            let street = building
                .and_then(|b| plan.address(b.address))
                .map(|a| plan.address_line(a))
                .unwrap_or_default();
            let hours = unit
                .hours
                .iter()
                .map(|h| {
                    let only = if h.by_appointment { " (mit Termin)" } else { "" };
                    let only_en = if h.by_appointment { " (by appointment)" } else { "" };
                    Hours {
                        days: weekday(h.weekday),
                        times: Text::new(
                            format!("{}–{} Uhr{only}", h.from, h.until),
                            format!("{}–{}{only_en}", h.from, h.until),
                        ),
                    }
                })
                .collect();
            let parent = unit.parent.as_ref().and_then(|p| known.get(p)).copied();
            org::save(
                tx,
                &Unit {
                    id,
                    parent,
                    number: unit.key.clone(),
                    name: Text::new(unit.name.clone(), unit.name_en.clone()),
                    telephone: unit.phone.clone(),
                    email: unit.email.clone(),
                    street,
                    postcode: house.clone(),
                    room: unit.room.clone(),
                    hours,
                    position,
                    from: SINCE,
                    until: None,
                },
            )?;
        }
        if let Some(&benefit) = known.get("50.1") {
            org::make_competent(tx, "wohngeld", benefit)?;
        }
        if let Some(&roads) = known.get(ROADS) {
            org::make_competent(tx, mod_permits::COMPETENCE, roads)?;
        }
        Ok(Audit::of("demo.units_made", plan.units.len()).done())
    })
    .await?;
    Ok(ids)
}

/// An account a newcomer signs in with.
struct Door {
    /// Role of the invented person.
    of: invented::StaffRole,
    /// Office whose people come first.
    unit: &'static str,
    /// How many get an account: two case workers and more, so that a second pair of eyes and an
    /// absence can be tried.
    count: usize,
    /// Role in the house.
    role: &'static str,
    /// What the terminal says.
    words: &'static str,
}

const DOORS: [Door; 13] = [
    Door {
        of: invented::StaffRole::Engineer,
        unit: "66",
        count: 1,
        role: "broadband",
        words: "Koordination Breitband",
    },
    Door {
        of: invented::StaffRole::CaseWorker,
        unit: "50.1",
        count: 3,
        role: "case-worker",
        words: "Sachbearbeitung Wohngeld",
    },
    Door {
        of: invented::StaffRole::TeamLead,
        unit: "50.1",
        count: 2,
        role: "head-of-unit",
        words: "Teamleitung, gibt Bescheide frei",
    },
    Door {
        of: invented::StaffRole::CaseWorker,
        unit: "20",
        count: 1,
        role: "case-worker",
        words: "Sachbearbeitung Steuern",
    },
    Door {
        of: invented::StaffRole::Engineer,
        unit: ROADS,
        count: 2,
        role: "road-authority",
        words: "Straßenbehörde, Leitungen und Aufgrabungen",
    },
    Door {
        of: invented::StaffRole::CaseWorker,
        unit: ROADS,
        count: 1,
        role: "inspector",
        words: "Bauaufsicht Straße, auf Tour",
    },
    Door {
        of: invented::StaffRole::TeamLead,
        unit: ROADS,
        count: 1,
        role: "head-of-unit",
        words: "Leitung Straßenbehörde, erfährt von ablaufenden Fristen",
    },
    Door {
        of: invented::StaffRole::CaseWorker,
        unit: "32",
        count: 1,
        role: "case-worker",
        words: "Ordnungsamt, wird zu Baustellen gefragt",
    },
    Door {
        of: invented::StaffRole::Administrator,
        unit: "BM",
        count: 2,
        role: "administrator",
        words: "IT, verwaltet Konten und Einstellungen",
    },
    Door {
        of: invented::StaffRole::Mayor,
        unit: "BM",
        count: 2,
        role: "mayor",
        words: "Rathausspitze",
    },
    Door {
        of: invented::StaffRole::Editor,
        unit: PRESS,
        count: 2,
        role: "editor",
        words: "Redaktion der Website",
    },
    Door {
        of: invented::StaffRole::Head,
        unit: PRESS,
        count: 1,
        role: "communications",
        words: "Pressestelle, darf in Eilfällen allein veröffentlichen",
    },
    Door {
        of: invented::StaffRole::Head,
        unit: "12",
        count: 1,
        role: "sensors",
        words: "Sensoren und ihr Register",
    },
];

/// The office for streets and excavations.
const ROADS: &str = "66.1";
/// The office that writes for the public.
const PRESS: &str = "13";

async fn staff(
    town: &Arc<Town>,
    plan: &invented::Town,
    units: &BTreeMap<String, Id<Unit>>,
) -> Result<(), Error> {
    let mut lines = vec![format!("  Passwort für alle: {PASSWORD}")];
    for door in DOORS {
        let mut people: Vec<_> = plan.staff.iter().filter(|m| m.role == door.of).collect();
        people.sort_by_key(|m| m.unit != door.unit);
        for (n, person) in people.into_iter().take(door.count).enumerate() {
            let Some(&unit) = units.get(&person.unit) else { continue };
            let unit = match door.role {
                // They serve the whole town.
                "administrator" | "mayor" | "editor" | "communications" => {
                    units.get("BM").copied().unwrap_or(unit)
                }
                _ => unit,
            };
            mod_people::make_staff(
                town,
                &person.full_name(),
                &person.email,
                Some(PASSWORD),
                door.role,
                unit,
            )
            .await?;
            if n == 0 {
                lines.push(format!("  {:<34} {}", person.email, door.words));
            }
        }
    }
    *SIGN_INS.lock().unwrap_or_else(PoisonError::into_inner) = lines.join("\n");
    Ok(())
}

/// Adds a line to the ways into the town.
pub(super) fn tell_way(email: &str, words: &str) {
    let mut lines = SIGN_INS.lock().unwrap_or_else(PoisonError::into_inner);
    // Writing into a string cannot fail.
    let _ = write!(lines, "\n  {email:<34} {words}");
}

/// Puts texts in work on the desk of the editors, and takes over what is public.
pub async fn newsroom(town: &Arc<Town>, plan: &invented::Town) -> Result<(), Error> {
    let is_editor =
        |m: &&invented::StaffMember| m.role == invented::StaffRole::Editor && m.unit == PRESS;
    let Some(editor) = plan.staff.iter().find(is_editor) else { return Ok(()) };
    let units = town.read(org::all).await?;
    let Some(unit) = units.iter().find(|u| u.number == PRESS) else { return Ok(()) };
    mod_newsroom::fill_for_demo(town, &editor.email, unit.id).await?;
    mod_channels::fill_for_demo(town, &town.profile().name.clone()).await?;
    Ok(())
}
