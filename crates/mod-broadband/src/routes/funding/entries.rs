//! What staff enter into a project.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::{AppError, Audit, Ctx, Euro, Fields, Id, Text, Tx, deadlines};

use super::{answered, id, wrong};
use crate::area::Area;
use crate::funding::{
    BOOKING_KINDS, Booking, Draw, GIVERS, GRANT_KINDS, Grant, Milestone, Project,
};
use crate::store::funding as kept;

/// A day that has to be there and may not lie in the future.
fn past(fields: &Fields, name: &str, today: Date) -> Result<Date, AppError> {
    let day = fields.date(name)?.filter(|day| *day <= today);
    day.ok_or_else(|| {
        wrong(
            name,
            "Geben Sie den Tag ein, nicht in der Zukunft.",
            "Enter the day, not in the future.",
        )
    })
}

/// An amount above zero.
fn amount(fields: &Fields, name: &str) -> Result<Euro, AppError> {
    let euro = fields.euro(name)?.filter(|e| e.0 > 0);
    euro.ok_or_else(|| {
        wrong(name, "Geben Sie einen Betrag über 0 ein.", "Enter an amount above 0.")
    })
}

fn needed(fields: &Fields, name: &str, de: &str, en: &str) -> Result<String, AppError> {
    let text = fields.text(name);
    if text.is_empty() { Err(wrong(name, de, en)) } else { Ok(text) }
}

/// A key of a list; what is not on it was not chosen on our page.
fn key(
    list: &[(&'static str, &'static str, &'static str)],
    fields: &Fields,
    name: &str,
) -> Result<String, AppError> {
    let found = list.iter().find(|l| l.0 == fields.get(name));
    found.map(|l| l.0.to_owned()).ok_or(AppError::NotFound)
}

async fn enter<F>(ctx: Ctx, area: &str, fields: Fields, write: F) -> Result<Response, AppError>
where
    F: FnOnce(&mut Tx<'_>, &Project, &Fields) -> Result<Audit, AppError> + Send + 'static,
{
    let area: Id<Area> = id(area)?;
    let typed = fields.clone();
    let done = ctx
        .write(move |tx| {
            let project = kept::project(tx, area)?;
            Ok(write(tx, &project, &typed)?.done())
        })
        .await;
    answered(&ctx, area, done, &fields).await
}

fn subject(area: Id<Area>) -> String {
    format!("area/{area}")
}

/// A notice came.
pub(super) async fn grant(
    ctx: Ctx,
    Path(area): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    enter(ctx, &area, fields, |tx, project, fields| {
        let (file, nobody) = ("Geben Sie das Aktenzeichen an.", "Enter the file number.");
        let g = Grant {
            id: Id::new(),
            giver: key(&GIVERS, fields, "bescheid_geber")?,
            kind: key(&GRANT_KINDS, fields, "bescheid_art")?,
            issued_on: past(fields, "bescheid_am", tx.today())?,
            file_number: needed(fields, "bescheid_nummer", file, nobody)?,
            eligible: amount(fields, "bescheid_kosten")?,
            amount: amount(fields, "bescheid_betrag")?,
            until: fields.date("bescheid_bis")?,
            profile: fields.text("bescheid_profil"),
        };
        if g.amount > g.eligible {
            return Err(wrong(
                "bescheid_betrag",
                "Der bewilligte Betrag ist höher als die zuwendungsfähigen Kosten.",
                "The amount granted is higher than the eligible costs.",
            ));
        }
        if g.until.is_some_and(|until| until < g.issued_on) {
            return Err(wrong(
                "bescheid_bis",
                "Der Zeitraum endet vor dem Bescheid.",
                "The period ends before the notice.",
            ));
        }
        let area = project.area.id;
        kept::add_grant(tx, area, &g)?;
        if let Some(until) = g.until {
            let rule = format!("broadband/build-{}", g.giver);
            deadlines::drop_rule(tx, &subject(area), &rule)?;
            let label = Text::new("Ende des Bewilligungszeitraums", "End of the time to build");
            deadlines::start(tx, &subject(area), &rule, &label, until, None)?;
        }
        Ok(Audit::of("broadband.grant_entered", area).note(&g.kind))
    })
    .await
}

/// A milestone is set.
pub(super) async fn milestone(
    ctx: Ctx,
    Path(area): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    enter(ctx, &area, fields, |tx, project, fields| {
        let m = Milestone {
            id: Id::new(),
            title: needed(
                fields,
                "ziel",
                "Geben Sie an, was erreicht sein soll.",
                "Say what is to be reached.",
            )?,
            due_on: fields.date("ziel_bis")?,
            cost: amount(fields, "ziel_kosten")?,
            reached_on: None,
            evidence: String::new(),
        };
        let area = project.area.id;
        kept::add_milestone(tx, area, &m)?;
        if let Some(due) = m.due_on {
            let rule = format!("broadband/milestone/{}", m.id);
            let label = Text::same(format!("Meilenstein: {}", m.title));
            deadlines::start(tx, &subject(area), &rule, &label, due, None)?;
        }
        Ok(Audit::of("broadband.milestone_set", area))
    })
    .await
}

/// A milestone was reached.
pub(super) async fn reach(
    ctx: Ctx,
    Path((area, entry)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Milestone> = id(&entry)?;
    enter(ctx, &area, fields, move |tx, project, fields| {
        let on = past(fields, &format!("am_{wanted}"), tx.today())?;
        let (de, en) = ("Geben Sie einen Beleg an.", "Give evidence.");
        let evidence = needed(fields, &format!("beleg_{wanted}"), de, en)?;
        let area = project.area.id;
        kept::reach(tx, area, wanted, on, &evidence)?;
        deadlines::meet(tx, &subject(area), &format!("broadband/milestone/{wanted}"))?;
        Ok(Audit::of("broadband.milestone_reached", area))
    })
    .await
}

/// A line is booked.
pub(super) async fn book(
    ctx: Ctx,
    Path(area): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    enter(ctx, &area, fields, |tx, project, fields| {
        let milestone = fields.text("buchung_ziel");
        let is_known = project.milestones.iter().any(|m| m.id.to_string() == milestone);
        if !milestone.is_empty() && !is_known {
            return Err(AppError::NotFound);
        }
        let b = Booking {
            id: Id::new(),
            number: 0,
            on: past(fields, "buchung_am", tx.today())?,
            kind: key(&BOOKING_KINDS, fields, "buchung_art")?,
            amount: amount(fields, "buchung_betrag")?,
            words: needed(
                fields,
                "buchung_zweck",
                "Geben Sie den Zweck an.",
                "Enter the purpose.",
            )?,
            milestone,
            takes_back: None,
        };
        kept::book(tx, project.area.id, &b)?;
        Ok(Audit::of("broadband.booked", project.area.id).note(&b.kind))
    })
    .await
}

/// A line is taken back by another.
pub(super) async fn take_back(
    ctx: Ctx,
    Path((area, entry)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Booking> = id(&entry)?;
    enter(ctx, &area, fields, move |tx, project, _| {
        let old = project.bookings.iter().find(|b| b.id == wanted && b.takes_back.is_none());
        let old = old.ok_or(AppError::NotFound)?;
        let b = Booking {
            id: Id::new(),
            number: 0,
            on: tx.today(),
            amount: Euro(-old.amount.0),
            words: format!("Rücknahme von Nr. {}", old.number),
            takes_back: Some(old.id),
            ..old.clone()
        };
        kept::book(tx, project.area.id, &b)?;
        Ok(Audit::of("broadband.booking_taken_back", project.area.id))
    })
    .await
}

/// Money is asked for: no more than milestones allow.
pub(super) async fn ask(
    ctx: Ctx,
    Path(area): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    enter(ctx, &area, fields, |tx, project, fields| {
        let today = tx.today();
        let asked_on = if fields.get("abruf_am").is_empty() {
            today
        } else {
            past(fields, "abruf_am", today)?
        };
        let d = Draw {
            id: Id::new(),
            giver: key(&GIVERS, fields, "abruf_geber")?,
            amount: amount(fields, "abruf_betrag")?,
            asked_on,
            received_on: None,
            spend_by: None,
            spent_on: None,
        };
        let open = project.account(&d.giver).open;
        if d.amount > open {
            let de = format!(
                "Abrufbar sind jetzt höchstens {}: so viel belegen die erreichten Meilensteine.",
                kernel::Language::De.euro(open)
            );
            let en = format!(
                "At most {} may be asked for now: so much is shown by milestones reached.",
                kernel::Language::En.euro(open)
            );
            return Err(wrong("abruf_betrag", &de, &en));
        }
        kept::add_draw(tx, project.area.id, &d)?;
        Ok(Audit::of("broadband.money_asked_for", project.area.id).note(&d.giver))
    })
    .await
}

/// Money came, or was spent.
pub(super) async fn move_on(
    ctx: Ctx,
    Path((area, entry)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted: Id<Draw> = id(&entry)?;
    enter(ctx, &area, fields, move |tx, project, fields| {
        let found = project.draws.iter().find(|d| d.id == wanted).ok_or(AppError::NotFound)?;
        let (name, area) = (format!("am_{wanted}"), project.area.id);
        let on = past(fields, &name, tx.today())?;
        if on < found.received_on.unwrap_or(found.asked_on) {
            return Err(wrong(
                &name,
                "Dieser Tag liegt vor dem Schritt davor.",
                "This day lies before the step before.",
            ));
        }
        let rule = format!("broadband/spend/{wanted}");
        if found.received_on.is_some() {
            kept::spend(tx, area, wanted, on)?;
            deadlines::meet(tx, &subject(area), &rule)?;
            return Ok(Audit::of("broadband.money_spent", area));
        }
        let term = project.term("spend");
        let by = term.map(|term| term.end(on));
        kept::receive(tx, area, wanted, on, by)?;
        if let (Some(by), Some(term)) = (by, term) {
            let label = Text::new("Abgerufene Mittel verwenden", "Spend the money drawn");
            deadlines::start(tx, &subject(area), &rule, &term.label(label), by, None)?;
        }
        Ok(Audit::of("broadband.money_received", area))
    })
    .await
}
