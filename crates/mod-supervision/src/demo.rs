//! Works in all stages for a demo town: what grew out of permits is visited, measured, complained of,
//! repaired and accepted. The same town always gets the same.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::files::made_here;
use kernel::people::{self, AccountKind};
use kernel::{Actor, AppError, Audit, Id, Reader, Town, Tx};

use crate::INSPECT;
use crate::acceptance::{self, Acceptance, Minutes, Signature};
use crate::ladder::{self, Step};
use crate::model::{Finding, Severity, Stage, Taken, Work};
use crate::store::{self, findings};
use crate::take::{self, Sent, event};

/// A finding of the demo: kind, text, measured value, how far it went.
struct Story {
    kind: &'static str,
    text: &'static str,
    value: Option<(&'static str, f64)>,
    way: Way,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// As it was entered.
    Entered,
    /// The company does not know of it.
    Kept,
    /// The company says it is repaired.
    Answered,
    /// Repaired.
    Closed,
    /// A danger with own repair.
    OwnRepair,
}

const STORIES: [Story; 8] = [
    Story {
        kind: "messung",
        text: "Planum, Station 0+040",
        value: Some(("evd", 18.5)),
        way: Way::Entered,
    },
    Story {
        kind: "gehweg",
        text: "Baumaterial lehnt am Zaun, Rollstuhl kommt nicht durch.",
        value: None,
        way: Way::Answered,
    },
    Story { kind: "kontrolle", text: "", value: None, way: Way::Entered },
    Story { kind: "pflaster", text: "Drei Platten gebrochen.", value: None, way: Way::Entered },
    Story {
        kind: "messung",
        text: "Asphalt beim Einbau",
        value: Some(("temperatur", 152.0)),
        way: Way::Entered,
    },
    Story {
        kind: "graben",
        text: "Absperrung fehlt auf zehn Metern.",
        value: None,
        way: Way::OwnRepair,
    },
    Story { kind: "naht", text: "Fuge zur alten Decke ist offen.", value: None, way: Way::Closed },
    Story { kind: "schmutz", text: "Sand auf dem Radweg.", value: None, way: Way::Kept },
];

/// Somebody who may inspect everything in the unit of some works.
fn inspector(reader: &mut Reader<'_>, works: &[Work]) -> Result<Option<Actor>, AppError> {
    for account in people::of_kind(reader, AccountKind::Staff)? {
        let actor = people::actor(reader, &account)?;
        if works.iter().any(|w| actor.may_in(INSPECT, w.unit)) {
            return Ok(Some(actor));
        }
    }
    Ok(None)
}

/// Fills the supervision of a demo town.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>, today: Date) -> Result<(), AppError> {
    let soon = today.saturating_add(400.days());
    let (works, actor) = town
        .read(move |db| {
            let works = store::under_way(db, soon)?;
            let actor = inspector(db, &works)?;
            Ok((works, actor))
        })
        .await?;
    let Some(actor) = actor else { return Ok(()) };
    let house = Arc::clone(town);
    let done = town
        .write(actor, move |tx| {
            for (at, work) in works.iter().enumerate() {
                for (n, story) in
                    STORIES.iter().enumerate().filter(|(n, _)| n % works.len().clamp(1, 4) == at)
                {
                    tell(&house, tx, work, story, &format!("demo/finding/{at}/{n}"))?;
                }
            }
            Ok(Audit::of("demo.supervised", works.len()).with(works))
        })
        .await?;
    accept(town, &done, today).await
}

fn tell(
    town: &Town,
    tx: &mut Tx<'_>,
    work: &Work,
    story: &Story,
    name: &str,
) -> Result<(), AppError> {
    let sections = store::sections_of(tx, work.id)?;
    let line = sections.first().map(|s| s.line.clone()).unwrap_or_default();
    let sent = Sent {
        id: Id::from_name(name),
        section: String::new(),
        kind: story.kind.to_owned(),
        severity: None,
        text: story.text.to_owned(),
        place: line.get(line.len() / 2).copied(),
        accuracy: 8,
        is_place_broken: false,
        device_at: String::new(),
        values: story.value.iter().map(|(key, v)| ((*key).to_owned(), *v)).collect(),
        tells: story.way != Way::Kept,
        digest: String::new(),
        pictures: Vec::new(),
    };
    let (mut finding, _) = take::take_in(town, tx, work, &sent)?;
    match story.way {
        Way::Entered | Way::Kept => Ok(()),
        Way::Answered => {
            let mut said = event(
                tx,
                Id::<()>::from_name(&format!("{name}/answer")).to_string(),
                "answered",
                "Material ist weggeräumt.",
                finding.version,
            );
            said.made_by = "system:demo".into();
            ladder::answer(town, tx, &mut finding, said)
        }
        Way::Closed => {
            ladder::step(town, tx, work, &mut finding, Step::Close, "Gesehen, ist vergossen.")
        }
        Way::OwnRepair => {
            ladder::step(
                town,
                tx,
                work,
                &mut finding,
                Step::OwnRepair,
                "Gefahr im Verzug, Bauhof sichert.",
            )?;
            let day = tx.today();
            let cost = crate::model::Cost {
                day,
                sort: "hours".into(),
                what: "Bauhof, zwei Personen, Absperrung gestellt".into(),
                hundredths: 250,
                unit_cents: 5_840,
                cents: 14_600,
            };
            store::costs::add(tx, Id::from_name(&format!("{name}/cost")), finding.id, &cost)
        }
    }
}

/// What is finished is accepted, with one defect that remains.
async fn accept(town: &Arc<Town>, works: &[Work], today: Date) -> Result<(), AppError> {
    let ids: Vec<Id<Work>> = works.iter().map(|w| w.id).collect();
    let house = Arc::clone(town);
    let finished = town
        .read(move |db| {
            for id in ids {
                let sections = store::sections_of(db, id)?;
                if sections.iter().any(|s| s.state == Taken::Finished) {
                    let all: Vec<Finding> = findings::list(&house, db, id)?;
                    let open =
                        all.into_iter().filter(|f| f.state.is_open() && f.state != Stage::Check);
                    let open: Vec<String> =
                        open.filter(|f| f.severity != Severity::Low).map(|f| f.number).collect();
                    return Ok(Some((store::whole(db, id)?, sections, open)));
                }
            }
            Ok(None)
        })
        .await?;
    let Some((mut work, sections, open)) = finished else { return Ok(()) };
    let day = today.saturating_sub(1.days());
    let ready = sections.iter().filter(|s| s.state == Taken::Finished);
    let minutes = Minutes {
        attendees: vec!["Straßenbehörde".into(), work.builder.clone()],
        notes: "Die Oberfläche ist wiederhergestellt.".into(),
        town: Signature { name: "Straßenbehörde".into(), strokes: String::new() },
        company: Signature { name: work.builder.clone(), strokes: String::new() },
        basis: "Vereinbart: § 13 Abs. 4 VOB/B, vier Jahre".into(),
        warranty_until: Some(day.saturating_add(4.years())),
        sections: ready.map(|s| (s.id.clone(), Taken::Accepted.word().to_owned())).collect(),
        open,
    };
    let number = format!("A-{}-1", work.number);
    let letter = acceptance::sheet(town, &work, &number, day, &minutes, &sections);
    let press = Arc::clone(town.press());
    let pdf = tokio::task::spawn_blocking(move || press.set(&letter))
        .await
        .map_err(AppError::internal)?
        .map_err(AppError::internal)?;
    let pdf = made_here("Niederschrift.pdf", "application/pdf", pdf);
    town.files().write(&pdf)?;
    let house = Arc::clone(town);
    town.write(Actor::system("demo"), move |tx| {
        let mut new = Acceptance {
            id: Id::from_name("demo/acceptance"),
            number,
            work: work.id,
            day,
            minutes,
            file: Id::new(),
            made_at: tx.now(),
        };
        work = store::whole(tx, work.id)?;
        acceptance::accept(&house, tx, &mut work, &mut new, &pdf)?;
        Ok(Audit::of("demo.accepted", work.id).done())
    })
    .await
}
