//! Operators, contractors and requests in all states for a demo town: the same on every machine.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::access::Trust;
use kernel::people::{self, AccountKind};
use kernel::places::{self, Extent, Street};
use kernel::{Actor, AppError, Audit, Id, Language, Town};

use crate::model::{
    Details, Kind, Method, Operator, Request, Road, Ruling, Section, State, Surface,
};
use crate::{acts, intake, library, shape, store};

/// A company of the demo with the account that acts for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoOperator {
    /// Its name.
    pub name: &'static str,
    /// Where its account signs in.
    pub email: &'static str,
}

struct Company {
    shown: DemoOperator,
    is_contractor: bool,
    entitlement: &'static str,
}

const COMPANIES: [Company; 4] = [
    Company {
        shown: DemoOperator { name: "Lindnetz Glasfaser GmbH", email: "planung@lindnetz.example" },
        is_contractor: false,
        entitlement: "BNetzA 125-1047",
    },
    Company {
        shown: DemoOperator {
            name: "Westlicht Telekommunikation AG",
            email: "wege@westlicht.example",
        },
        is_contractor: false,
        entitlement: "BNetzA 125-0338",
    },
    Company {
        shown: DemoOperator { name: "Stadtwerke Netz GmbH", email: "leitung@swnetz.example" },
        is_contractor: false,
        entitlement: "",
    },
    Company {
        shown: DemoOperator {
            name: "Grabenbau Hollender GmbH",
            email: "buero@hollender-bau.example",
        },
        is_contractor: true,
        entitlement: "",
    },
];

/// What becomes of a request of the demo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Draft,
    Received,
    Asked,
    Supplemented,
    Complete,
    Extended,
    Withdrawn,
    Deemed,
}

/// A request of the demo: company, kind, name, days ago, streets from and how many, fate.
struct Story(usize, Kind, &'static str, i64, usize, usize, Fate);

const STORIES: [Story; 12] = [
    Story(0, Kind::Consent, "Ausbau Nord, Abschnitt 1", 12, 0, 12, Fate::Received),
    Story(0, Kind::Consent, "Ausbau Nord, Abschnitt 2", 40, 10, 14, Fate::Complete),
    Story(1, Kind::Consent, "Hauptverteiler West", 25, 12, 5, Fate::Asked),
    Story(1, Kind::Consent, "Anbindung Schulzentrum", 60, 30, 6, Fate::Supplemented),
    Story(2, Kind::Excavation, "Erneuerung der Wasserleitung", 8, 11, 3, Fate::Received),
    Story(2, Kind::Minor, "Hausanschlüsse Frühjahr", 27, 40, 4, Fate::Complete),
    Story(0, Kind::Consent, "Ausbau Süd, Abschnitt 1", 85, 50, 20, Fate::Extended),
    Story(3, Kind::Traffic, "Verkehrssicherung Ausbau Nord", 5, 0, 4, Fate::Received),
    Story(0, Kind::Shallow, "Lückenschluss am Markt", 15, 60, 2, Fate::Complete),
    Story(1, Kind::Consent, "Ausbau Ost", 130, 70, 18, Fate::Deemed),
    Story(1, Kind::Minor, "Kabeltausch", 20, 90, 1, Fate::Withdrawn),
    Story(0, Kind::Consent, "Ausbau Süd, Abschnitt 2", 1, 64, 9, Fate::Draft),
];

/// Fills the demo town; answers the companies with their accounts. `turn` sets the town's clock to
/// a day and is called with today in the end.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(
    town: &Arc<Town>,
    today: Date,
    turn: &(dyn Fn(Date) + Sync),
) -> Result<Vec<DemoOperator>, AppError> {
    let everything = Extent { min_x: 0.0, min_y: 0.0, max_x: 9e6, max_y: 9e6 };
    let streets = town.read(move |db| places::streets_near(db, &everything)).await?;
    let companies = companies(town).await?;
    for story in &STORIES {
        turn(today.saturating_sub(story.3.days()));
        let (operator, actor) = &companies[story.0];
        let id = draft(town, story, *operator, actor.clone(), &streets, today).await?;
        if story.6 != Fate::Draft {
            acts::send(town, actor.clone(), id).await?;
            fate(town, story, id, actor.clone(), today, turn).await?;
        }
    }
    turn(today);
    Ok(COMPANIES.into_iter().map(|c| c.shown).collect())
}

async fn companies(town: &Arc<Town>) -> Result<Vec<(Id<Operator>, Actor)>, AppError> {
    town.write(Actor::system("demo"), |tx| {
        let mut all = Vec::new();
        for company in &COMPANIES {
            let (id, shown) = (Id::new(), &company.shown);
            let operator = Operator {
                id,
                is_contractor: company.is_contractor,
                name: shown.name.to_owned(),
                address: "Am Hafen 1\n49999 Musterstadt".to_owned(),
                email: shown.email.to_owned(),
                entitlement: company.entitlement.to_owned(),
                entitled_until: None,
            };
            store::add_operator(tx, &operator)?;
            let kind = AccountKind::Organisation;
            let account = people::register(tx, kind, shown.name, shown.email, Language::De)?;
            store::join(tx, account, id)?;
            let person = people::account(tx, account)?.person.id;
            all.push((id, Actor::Citizen { account, person, trust: Trust::None }));
        }
        Ok(Audit::of("demo.companies_made", all.len()).with(all))
    })
    .await
}

async fn draft(
    town: &Arc<Town>,
    story: &Story,
    operator: Id<Operator>,
    actor: Actor,
    streets: &[Street],
    today: Date,
) -> Result<Id<Request>, AppError> {
    let &Story(_, kind, title, _, first, count, fate) = story;
    let sections: Vec<Section> = streets
        .iter()
        .filter(|s| s.axis.len() > 1)
        .cycle()
        .skip(first)
        .take(if streets.is_empty() { 0 } else { count })
        .enumerate()
        .map(|(n, street)| section(n, street))
        .collect();
    let is_whole = !matches!(fate, Fate::Asked | Fate::Draft);
    let request = Request {
        id: Id::from_name(&format!("permits/demo/{title}")),
        operator,
        case: None,
        kind,
        title: title.to_owned(),
        state: State::Draft,
        from: today.saturating_add(30.days()),
        until: today.saturating_add(150.days()),
        details: Details {
            contractor: "Grabenbau Hollender GmbH, Am Hafen 1".into(),
            manager: if is_whole { "J. Reintges".into() } else { String::new() },
            telephone: if is_whole { "0151 0000000".into() } else { String::new() },
            traffic: "Halbseitige Sperrung mit Verkehrszeichen nach RSA 21, Regelplan B I/2."
                .into(),
            enquired: is_whole,
            shallow: kind == Kind::Shallow,
            remark: String::new(),
        },
        received_on: None,
        deemed_on: None,
        cause: String::new(),
        version: 1,
    };
    let house = Arc::clone(town);
    town.write(actor, move |tx| {
        let digest = intake::digest(kind, title, &sections);
        store::add(&house, tx, &request, "demo", &digest, &sections)?;
        Ok(Audit::of("permits.drafted", request.id).with(request.id))
    })
    .await
}

fn section(n: usize, street: &Street) -> Section {
    let line = shape::rounded(&street.axis);
    let methods = [Method::Open, Method::Open, Method::Trenchless, Method::Trenching];
    let surfaces = [Surface::Footway, Surface::Footway, Surface::Carriageway, Surface::Parking];
    Section {
        id: Id::new(),
        street: street.name.clone(),
        length_cm: shape::length_cm(&line),
        line,
        method: methods[n % methods.len()],
        depth_cm: 60 + 10 * i64::try_from(n % 3).unwrap_or(0),
        width_cm: 30,
        surface: surfaces[(n / 2) % surfaces.len()],
        road: Road::of_class(&street.class),
        ruling: Ruling::Pending,
        ground: String::new(),
    }
}

async fn fate(
    town: &Arc<Town>,
    story: &Story,
    id: Id<Request>,
    actor: Actor,
    today: Date,
    turn: &(dyn Fn(Date) + Sync),
) -> Result<(), AppError> {
    let received = today.saturating_sub(story.3.days());
    let fate = story.6;
    let steps: &[(i64, Fate)] = match fate {
        Fate::Asked => &[(6, Fate::Asked)],
        Fate::Supplemented => &[(9, Fate::Asked), (20, Fate::Supplemented)],
        Fate::Complete => &[(5, Fate::Complete)],
        Fate::Extended => &[(8, Fate::Complete), (60, Fate::Extended)],
        Fate::Withdrawn => &[(4, Fate::Withdrawn)],
        Fate::Deemed => &[(7, Fate::Complete), (120, Fate::Deemed)],
        Fate::Draft | Fate::Received => &[],
    };
    for &(days, step) in steps {
        let day = received.saturating_add(days.days());
        turn(day);
        let house = Arc::clone(town);
        let who = if step == Fate::Supplemented { actor.clone() } else { Actor::system("demo") };
        town.write(who, move |tx| {
            let request = store::find(&house, tx, id)?;
            match step {
                Fate::Asked => acts::ask_missing(&house, tx, &request, ASKED)?,
                Fate::Complete => {
                    acts::confirm_complete(&house, tx, &request)?;
                    for template in library::LIBRARY.iter().take(5) {
                        store::add_condition(tx, id, &library::Condition::of(template))?;
                    }
                }
                Fate::Supplemented => acts::supplemented(&house, tx, &request, "")?,
                Fate::Extended => acts::extend(&house, tx, &request, EXTENDED)?,
                Fate::Withdrawn => {
                    store::set_state(tx, &request, State::Withdrawn)?;
                    if let Some(case) = request.case {
                        kernel::cases::close(tx, case, true, None)?;
                    }
                }
                Fate::Deemed => {
                    acts::deem(&house, tx, &request, day)?;
                }
                Fate::Draft | Fate::Received => {}
            }
            Ok(Audit::of("demo.told", id).done())
        })
        .await?;
    }
    Ok(())
}

const ASKED: &str = "Ihr Antrag ist noch nicht vollständig (§ 127 Abs. 3 Satz 2 TKG). Bitte reichen Sie nach:\n\n\
• Verantwortliche Bauleitung mit Telefonnummer\n\
• Bestätigung, dass Auskünfte der anderen Leitungsbetreiber eingeholt sind";
const EXTENDED: &str = "Die Trasse quert mehrere Baustellen des Kanalbaus. Die Abstimmung der Bauzeiten dauert länger.";
