//! Work in progress for the demo town: drafts, a planned text, an event a club sent in, snippets.

use std::sync::Arc;

use content::text;
use jiff::ToSpan;
use kernel::org::{self, Unit};
use kernel::people::{self, Account};
use kernel::publication::Publication;
use kernel::{Actor, AppError, Audit, Id, Text, Town, Tx, clock};

use crate::acts::{Act, Release};
use crate::contribution::{self, Sender, Sent};
use crate::model::{Draft, EditionStep, Item, State};
use crate::snippets::{self, Written};
use crate::{adopt, starting, store, workflow};

/// Takes over what the demo town has published and puts a few texts on the editors' desk.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>, editor: &str, unit: Id<Unit>) -> Result<(), AppError> {
    let (house, editor) = (Arc::clone(town), editor.to_owned());
    town.write(Actor::system("demo"), move |tx| {
        let taken = adopt::adopt(tx, "demo")?;
        let owner = people::by_login(tx, &editor)?.map(|account| account.id);
        org::make_competent(tx, contribution::COMPETENCE, unit)?;
        drafts(tx, owner, unit)?;
        planned(&house, tx, owner, unit)?;
        sent_in(&house, tx)?;
        let words = Text::new(
            "Prüfen, ob die Bilder der Startseite noch zur Jahreszeit passen.",
            "Check whether the pictures of the home page still fit the season.",
        );
        let due = (Some(tx.today().saturating_add(4.days())), owner);
        store::add_task(tx, "demo/season", None, "media", &words, due)?;
        for (name, de, en) in SNIPPETS {
            let id = store::add_pattern(tx, "snippet", "", name, (de, en))?;
            let written = Written { name: name.into(), de: de.into(), en: en.into() };
            snippets::publish(tx, id, &written)?;
        }
        Ok(Audit::of("newsroom.demo_filled", taken).done())
    })
    .await
}

const SNIPPETS: [(&str, &str, &str); 2] = [
    (
        "Hinweis auf das Bürgertelefon",
        ":::hinweis art=\"info\" titel=\"Haben Sie Fragen?\"\nRufen Sie uns an. Unsere Nummer steht auf der Seite [Kontakt](/kontakt).\n:::",
        ":::hinweis art=\"info\" titel=\"Any questions?\"\nCall us. Our number stands on the page [Contact](/kontakt).\n:::",
    ),
    (
        "Hinweis auf Barrieren",
        "Ist etwas nicht barrierefrei? [Bitte melden Sie es uns](/barriere-melden).",
        "Is something not accessible? [Please tell us](/barriere-melden).",
    ),
];

fn written(form: &str) -> Result<content::Document, AppError> {
    let mut ids = crate::fields::fresh_id;
    text::parse(form, &mut ids).map_err(|errors| crate::fields::text_problem("demo", &errors))
}

fn begin(
    tx: &mut Tx<'_>,
    kind: &str,
    owner: Option<Id<Account>>,
    unit: Id<Unit>,
    mut draft: Draft,
) -> Result<Id<Publication>, AppError> {
    starting::furnish(tx, kind, &mut draft)?;
    let item = Item {
        id: Id::new(),
        kind: kind.to_owned(),
        title: String::new(),
        unit,
        owner,
        state: State::Draft,
        head: 1,
        live: 0,
        appears_at: draft.appears_at,
        ends_at: draft.ends_at,
        review_on: draft.review_on,
        needs_second_look: false,
        origin: "demo".into(),
        changed_at: tx.now(),
    };
    store::add(tx, &item, &draft, EditionStep::Begun, "")?;
    Ok(item.id)
}

fn drafts(tx: &mut Tx<'_>, owner: Option<Id<Account>>, unit: Id<Unit>) -> Result<(), AppError> {
    let body = "Ab sofort können Sie in der Stadtbücherei auch sonntags lesen, lernen und ausleihen.\n\n# Was sonntags geht\n\n- lesen und arbeiten\n- ausleihen und zurückgeben am Automaten\n- Brettspiele ausprobieren\n\nBeraten werden Sie dienstags bis samstags.";
    begin(
        tx,
        "news",
        owner,
        unit,
        Draft {
            title: Text::new("Die Bücherei öffnet sonntags", ""),
            teaser: Text::new("Lesen, lernen, ausleihen: jetzt auch am Sonntag.", ""),
            de: written(body)?,
            topics: vec!["kultur".into(), "familie".into()],
            ..Draft::default()
        },
    )?;
    // Something for the checks to find: no teaser, an empty link text, a long sentence of offices.
    let rough = "Im Zuge der Durchführung der Maßnahme zur Ertüchtigung der Kanalisation ist unter Berücksichtigung der verkehrlichen Belange von einer zeitweisen Inanspruchnahme von Stellflächen auszugehen. Mehr Infos [hier](/kontakt).";
    let id = begin(
        tx,
        "page",
        owner,
        unit,
        Draft {
            title: Text::new("Kanalbau in der Altstadt", ""),
            de: written(rough)?,
            ..Draft::default()
        },
    )?;
    let remark = "Der erste Satz ist sehr lang. Sagen wir einfach: „Wir bauen einen neuen Kanal. Deshalb fallen Parkplätze weg.“";
    store::add_comment(tx, id, 1, "", remark)?;
    Ok(())
}

fn planned(
    town: &Town,
    tx: &mut Tx<'_>,
    owner: Option<Id<Account>>,
    unit: Id<Unit>,
) -> Result<(), AppError> {
    let morning = tx.today().saturating_add(3.days()).at(8, 0, 0, 0);
    let at = morning.to_zoned(clock::berlin()).map_err(AppError::internal)?.timestamp();
    let id = begin(
        tx,
        "news",
        owner,
        unit,
        Draft {
            title: Text::new(
                "Neue Fahrradstraße ab nächster Woche",
                "New bicycle street from next week",
            ),
            teaser: Text::new(
                "Auf der Strecke zum Schulzentrum haben Fahrräder künftig Vorrang.",
                "Bicycles will have priority on the way to the schools.",
            ),
            de: written(
                "Die Strecke zum Schulzentrum wird eine Fahrradstraße. Autos dürfen weiter fahren, aber höchstens Tempo 30 und hinter den Rädern.\n\nDie Schilder werden in den kommenden Tagen aufgestellt.",
            )?,
            en: written(
                "The way to the schools becomes a bicycle street. Cars may still use it, at 30 km/h at most and behind the bicycles.",
            )?,
            topics: vec!["verkehr".into()],
            appears_at: Some(at),
            ..Draft::default()
        },
    )?;
    let release = Release { reason: "Abgestimmt mit dem Tiefbauamt".into(), ..Release::default() };
    let _ = workflow::act(town, tx, id, 1, Act::Publish(release))?;
    Ok(())
}

fn sent_in(town: &Town, tx: &mut Tx<'_>) -> Result<(), AppError> {
    let starts = tx.today().saturating_add(12.days()).at(19, 0, 0, 0);
    let sender =
        Sender { name: "Musikverein Harmonie".into(), email: "vorstand@harmonie.example".into() };
    let sent = Sent {
        title: "Herbstkonzert des Musikvereins".into(),
        starts,
        ends: None,
        place: "Aula des Schulzentrums".into(),
        address: String::new(),
        organiser: "Musikverein Harmonie".into(),
        price: "8 Euro, Kinder frei".into(),
        text: "Wir spielen Filmmusik und Märsche.\n\nDer Erlös geht an die Jugendkapelle.".into(),
    };
    contribution::take_confirmed(town, tx, &sender, &sent)
}
