//! What the demo town offers: its services, and the life situations they belong to.

use std::collections::BTreeMap;
use std::sync::Arc;

use demo_town as invented;
use kernel::org::Unit;
use kernel::{Actor, Audit, Id, Text, Town, org};
use mod_services::{Service, Topic};

use super::Error;

/// The service whose form and calculator this house has.
const HOUSING_BENEFIT: &str = "wohngeld";

/// A life situation of the town: title and teaser, German and English, and the words by which the
/// invented services say that they belong to it.
struct Situation {
    title: (&'static str, &'static str),
    teaser: (&'static str, &'static str),
    icon: &'static str,
    words: &'static [&'static str],
}

const SITUATIONS: &[Situation] = &[
    Situation {
        title: ("Umzug und Wohnen", "Moving and housing"),
        teaser: (
            "Neu in der Stadt, neue Wohnung, hohe Miete: was jetzt ansteht.",
            "New in town, a new flat, a high rent: what to do now.",
        ),
        icon: "rh-living",
        words: &["Umzug", "Wohnen"],
    },
    Situation {
        title: ("Familie und Schule", "Family and school"),
        teaser: ("Von der Geburt bis zum Schulabschluss.", "From birth to the end of school."),
        icon: "rh-family",
        words: &["Familie und Kinder", "Schule"],
    },
    Situation {
        title: ("Ausweise und Dokumente", "Identity cards and documents"),
        teaser: (
            "Was Sie beantragen, verlängern oder beglaubigen lassen.",
            "What you apply for, renew or have certified.",
        ),
        icon: "rh-identity",
        words: &["Ausweise und Dokumente"],
    },
    Situation {
        title: ("Geld und Unterstützung", "Money and support"),
        teaser: (
            "Hilfen, die Ihnen zustehen, und Steuern, die anfallen.",
            "Help you are entitled to, and taxes that are due.",
        ),
        icon: "rh-euro",
        words: &["Finanzielle Hilfen", "Steuern", "Wohnen"],
    },
    Situation {
        title: ("Bauen und Feiern", "Building and celebrating"),
        teaser: (
            "Wenn Sie etwas vorhaben, das andere sehen, hören oder umfahren.",
            "When you plan something that others see, hear or drive around.",
        ),
        icon: "rh-building",
        words: &["Bauen", "Veranstaltungen"],
    },
    Situation {
        title: ("Arbeit und Unternehmen", "Work and business"),
        teaser: ("Gründen, anmelden, Nachweise bekommen.", "Start up, register, get certificates."),
        icon: "rh-business",
        words: &["Arbeit und Unternehmen"],
    },
    Situation {
        title: ("Unterwegs in der Stadt", "Getting around"),
        teaser: (
            "Parken, melden, erleichtern: alles rund um den Verkehr.",
            "Parking, reporting, making things easier: everything about traffic.",
        ),
        icon: "rh-car",
        words: &["Verkehr", "Leben mit Behinderung"],
    },
    Situation {
        title: ("Hund, Garten, Alltag", "Dog, garden, everyday life"),
        teaser: (
            "Die kleinen Dinge, die trotzdem erledigt werden müssen.",
            "The small things that still have to be done.",
        ),
        icon: "rh-tree",
        words: &["Alltag"],
    },
];

/// Says which office is in charge of which service, before the first case.
pub async fn competences(
    town: &Arc<Town>,
    plan: &Arc<invented::Town>,
    units: &BTreeMap<String, Id<Unit>>,
) -> Result<(), Error> {
    let (plan, units) = (Arc::clone(plan), units.clone());
    town.write(Actor::system("demo"), move |tx| {
        for told in &plan.services {
            if let Some(&unit) = units.get(&told.unit) {
                let key =
                    if told.slug == HOUSING_BENEFIT { mod_wohngeld::KIND } else { &told.slug };
                org::make_competent(tx, key, unit)?;
            }
        }
        Ok(Audit::of("demo.competences_set", plan.services.len()).done())
    })
    .await?;
    Ok(())
}

/// Writes the catalogue, with the clock on today: its pages are of these days.
pub async fn publish(town: &Arc<Town>, plan: Arc<invented::Town>) -> Result<(), Error> {
    town.write(Actor::system("demo"), move |tx| {
        for (position, told) in (0_i64..).zip(&plan.services) {
            mod_services::save(tx, &service(told, position))?;
        }
        for (position, situation) in (0_i64..).zip(SITUATIONS) {
            let (title, teaser) = (situation.title, situation.teaser);
            let belongs = |told: &&invented::TownService| {
                told.life_situations.iter().any(|w| situation.words.contains(&w.as_str()))
            };
            let topic = Topic {
                icon: situation.icon.to_owned(),
                services: plan.services.iter().filter(belongs).map(|t| t.slug.clone()).collect(),
                ..Topic::new(Text::new(title.0, title.1), Text::new(teaser.0, teaser.1), position)
            };
            mod_services::save_topic(tx, &topic)?;
        }
        Ok(Audit::of("demo.services_made", plan.services.len()).done())
    })
    .await?;
    Ok(())
}

fn service(told: &invented::TownService, position: i64) -> Service {
    let is_ours = told.slug == HOUSING_BENEFIT;
    let helper = if is_ours {
        Text::new("Wohngeld vorab berechnen", "Calculate housing benefit beforehand")
    } else {
        Text::default()
    };
    Service {
        slug: told.slug.clone(),
        title: Text::new(told.title.clone(), told.title_en.clone()),
        teaser: Text::new(told.short.clone(), told.short_en.clone()),
        text: Text::new(told.text.clone(), told.text_en.clone()),
        documents: Text::new(told.documents.join("\n"), told.documents_en.join("\n")),
        legal_basis: told.legal_basis.join("\n"),
        fee: Text::new(told.fee.clone(), told.fee_en.clone()),
        duration: Text::new(told.duration.clone(), told.duration_en.clone()),
        kind: if is_ours { mod_wohngeld::KIND.to_owned() } else { String::new() },
        helper_path: if is_ours { "/wohngeld/rechner".into() } else { String::new() },
        helper,
        keywords: told.keywords.join("\n"),
        position,
        ..Service::default()
    }
}
