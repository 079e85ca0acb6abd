//! The page of a funded project: notices, milestones, money asked for, the ledger, reports.

mod entries;
mod forms;
mod gis;
mod package;
mod proof;

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Date;
use kernel::{Access, AppError, Ctx, Euro, Fields, Id, Problem, Routes, Text, Tx, deadlines};
use web::badge::Tone;
use web::button::Weight;
use web::table::{Column, Row, Table};
use web::{Errors, Frame, Markup, Say, badge, format, html};

use super::{DESK, id};
use crate::area::Area;
use crate::funding::{BOOKING_KINDS, GIVERS, GRANT_KINDS, PROOF_KINDS, Project, label};
use crate::money::{Rule, shares};
use crate::store::funding as kept;
use crate::{KEEP, VIEW};

/// The paths of projects.
pub fn paths(routes: Routes) -> Routes {
    let (view, keep) = (Access::Staff(VIEW), Access::Staff(KEEP));
    routes
        .get("/verwaltung/glasfaser/gebiete/{id}/foerderung", view, show)
        .post("/verwaltung/glasfaser/gebiete/{id}/foerderung/bescheid", keep, entries::grant)
        .post("/verwaltung/glasfaser/gebiete/{id}/foerderung/meilenstein", keep, entries::milestone)
        .post(
            "/verwaltung/glasfaser/gebiete/{id}/foerderung/meilenstein/{entry}",
            keep,
            entries::reach,
        )
        .post("/verwaltung/glasfaser/gebiete/{id}/foerderung/buchung", keep, entries::book)
        .post(
            "/verwaltung/glasfaser/gebiete/{id}/foerderung/buchung/{entry}",
            keep,
            entries::take_back,
        )
        .post("/verwaltung/glasfaser/gebiete/{id}/foerderung/abruf", keep, entries::ask)
        .post("/verwaltung/glasfaser/gebiete/{id}/foerderung/abruf/{entry}", keep, entries::move_on)
        .get("/verwaltung/glasfaser/gebiete/{id}/nachweis/{kind}/{year}", view, proof::show)
        .post("/verwaltung/glasfaser/gebiete/{id}/nachweis/{kind}/{year}", keep, proof::save)
        .get(
            "/verwaltung/glasfaser/gebiete/{id}/nachweis/{kind}/{year}/paket",
            view,
            package::download,
        )
        .upload("/verwaltung/glasfaser/gebiete/{id}/fotos", keep, proof::add_photos)
        .get("/verwaltung/glasfaser/gebiete/{id}/fotos/{file}", view, proof::photo)
        .post("/verwaltung/glasfaser/gebiete/{id}/fotos/{file}", keep, proof::drop_photo)
        .get("/verwaltung/glasfaser/gis", view, gis::show)
        .upload("/verwaltung/glasfaser/gis/profil", keep, gis::load)
        .large_upload("/verwaltung/glasfaser/gis/pruefen", view, gis::check)
        .post("/verwaltung/glasfaser/gis/frist", keep, gis::term)
}

/// Where the project of an area is kept.
pub(super) fn home(area: Id<Area>) -> String {
    format!("{DESK}/gebiete/{area}/foerderung")
}

/// A refusal at a field.
pub(super) fn wrong(field: &str, de: &str, en: &str) -> AppError {
    let problem = Problem::new(
        "broadband/project",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    );
    AppError::Refused(problem.at(field, de, en))
}

/// The shares of the eligible costs of an area.
pub(super) fn money(frame: &Frame<'_>, area: &Area, rules: &[Rule]) -> Markup {
    let say = frame.say;
    let Some(rule) = rules.iter().find(|r| r.key == area.rule) else { return html! {} };
    let s = shares(area.eligible, area.third, rule);
    let row = |de: &'static str, en: &'static str, euro: Euro| {
        Row::new(vec![html! { (say.of(de, en)) }, html! { (format::money(say, euro.0)) }])
    };
    Table::new(say, &rule.name)
        .columns(vec![
            Column::new(say.of("Wer", "Who")),
            Column::number(say.of("Betrag", "Amount")),
        ])
        .rows([
            row("Bund", "Federation", s.federal),
            row("Land", "State", s.state),
            row("Dritte", "Others", s.third),
            row("Stadt", "Town", s.own),
            row("Zuwendungsfähige Kosten", "Eligible costs", area.eligible),
        ])
        .render()
}

/// From the day the purpose is fulfilled the proof of use is due, and the network has to run.
pub(super) fn fulfilled(tx: &mut Tx<'_>, area: Id<Area>, on: Date) -> Result<(), AppError> {
    let labels = [
        ("proof", Text::new("Verwendungsnachweis einreichen", "Hand in the proof of use")),
        ("operation", Text::new("Ende der Zweckbindung", "End of the time the network has to run")),
    ];
    for term in kept::terms(tx, on)? {
        if let Some((key, label)) = labels.iter().find(|(key, _)| *key == term.key) {
            let rule = format!("broadband/{key}");
            let label = term.label(label.clone());
            deadlines::start(tx, &format!("area/{area}"), &rule, &label, term.end(on), None)?;
        }
    }
    Ok(())
}

async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    page(&ctx, id(&key)?, &Errors::new(), &Fields::default()).await
}

/// Shows the project again with what was wrong, or goes back to it.
pub(super) async fn answered(
    ctx: &Ctx,
    area: Id<Area>,
    outcome: Result<(), AppError>,
    fields: &Fields,
) -> Result<Response, AppError> {
    match outcome {
        Ok(()) => Ok(ctx.redirect(&home(area))),
        Err(AppError::Refused(problem)) => {
            let errors = Frame::of(ctx).errors_of(&problem);
            page(ctx, area, &errors, fields).await
        }
        Err(other) => Err(other),
    }
}

async fn page(
    ctx: &Ctx,
    area: Id<Area>,
    errors: &Errors,
    fields: &Fields,
) -> Result<Response, AppError> {
    let (project, profiles) = ctx
        .read(move |db| {
            let profiles = kept::profiles(db)?.into_iter().map(|p| p.0).collect::<Vec<_>>();
            Ok((kept::project(db, area)?, profiles))
        })
        .await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let may = ctx.actor.may(KEEP);
    let form = forms::Forms { ctx, frame: &frame, project: &project, errors, fields };
    let body = html! {
        (sums(say, &project))
        (accounts(say, &project))
        (unconfirmed(ctx, say, &project))
        h2 { (say.of("Bescheide", "Notices")) }
        (grants(&frame, &project))
        @if may { (form.grant(&profiles)) }
        h2 { (say.of("Meilensteine", "Milestones")) }
        (milestones(&form, may))
        @if may { (form.milestone()) }
        h2 { (say.of("Mittelabrufe", "Money asked for")) }
        (draws(&form, may))
        @if may { (form.ask()) }
        h2 { (say.of("Ausgaben und Einnahmen", "Expenses and income")) }
        (ledger(&form, may))
        @if may { (form.book()) }
        h2 { (say.of("Nachweise", "Proofs")) }
        (proofs(ctx, &frame, &project))
    };
    let page = frame
        .staff(format!("{} {}", say.of("Förderung:", "Funding:"), project.area.name))
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to(DESK))
        .crumb(project.area.name.clone(), ctx.to(&format!("{DESK}/gebiete/{area}")))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn euro(say: Say, amount: Euro) -> Markup {
    html! { (format::money(say, amount.0)) }
}

fn words(say: Say, text: &Text) -> String {
    say.of(&text.de, &text.en).to_owned()
}

fn none(say: Say) -> Markup {
    html! { p { (say.of("Noch nichts eingetragen.", "Nothing entered yet.")) } }
}

/// A day that may be missing.
fn day(frame: &Frame<'_>, day: Option<jiff::civil::Date>) -> String {
    day.map_or_else(|| "–".to_owned(), |day| frame.day(day))
}

fn sums(say: Say, project: &Project) -> Markup {
    let entry = |amount: Euro, what| (format::money(say, amount.0), what, None);
    web::card::figures(&[
        entry(project.area.eligible, say.of("zuwendungsfähige Kosten", "eligible costs")),
        entry(project.reached(), say.of("davon durch Meilensteine belegt", "of these reached")),
        entry(project.booked("cost"), say.of("ausgegeben", "spent")),
    ])
}

fn accounts(say: Say, project: &Project) -> Markup {
    if project.rule.is_none() {
        let link = format!("{DESK}/gebiete/{}", project.area.id);
        return web::alert(
            Tone::Warning,
            say.of("Förderrichtlinie fehlt", "The rule of funding is missing"),
            html! { p { a href=(link) { (say.of("Wählen Sie sie beim Gebiet aus.", "Choose it at the area.")) }
            " " (say.of("Ohne sie lassen sich die Anteile nicht berechnen.", "Without it the shares cannot be computed.")) } },
        );
    }
    Table::new(say, say.of("Wer gibt wie viel", "Who gives how much"))
        .columns(vec![
            Column::new(say.of("Geldgeber", "Giver")),
            Column::number(say.of("bewilligt", "granted")),
            Column::number(say.of("abgerufen", "asked for")),
            Column::number(say.of("erhalten", "received")),
            Column::number(say.of("jetzt abrufbar", "may be asked for now")),
        ])
        .rows(GIVERS.iter().map(|(key, de, en)| {
            let a = project.account(key);
            Row::new(vec![
                html! { (say.of(de, en)) },
                euro(say, a.granted),
                euro(say, a.asked),
                euro(say, a.received),
                euro(say, a.open),
            ])
        }))
        .render()
}

/// Days on this page rest on rules of practice until the department has confirmed them.
fn unconfirmed(ctx: &Ctx, say: Say, project: &Project) -> Markup {
    let open: Vec<&str> =
        project.terms.iter().filter(|t| !t.is_confirmed).map(|t| t.basis.as_str()).collect();
    if open.is_empty() {
        return html! {};
    }
    web::alert(
        Tone::Info,
        say.of("Vorgaben, die noch niemand bestätigt hat", "Rules that nobody has confirmed yet"),
        html! { p { (open.join(", ")) ". "
        a href=(ctx.to("/verwaltung/glasfaser/gis")) { (say.of("Mit den Bescheiden vergleichen und bestätigen", "Compare with the notices and confirm")) } } },
    )
}

fn grants(frame: &Frame<'_>, project: &Project) -> Markup {
    let say = frame.say;
    if project.grants.is_empty() {
        return none(say);
    }
    Table::new(say, say.of("Bescheide", "Notices"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Vom", "Of")),
            Column::new(say.of("Geldgeber", "Giver")),
            Column::new(say.of("Art", "Kind")),
            Column::new(say.of("Aktenzeichen", "File number")),
            Column::number(say.of("bewilligt", "granted")),
            Column::new(say.of("Bauen bis", "Build until")),
        ])
        .rows(project.grants.iter().map(|g| {
            let holds = project.grant(&g.giver).is_some_and(|now| now.id == g.id);
            Row::new(vec![
                html! { (frame.day(g.issued_on)) },
                html! { (words(say, &label(&GIVERS, &g.giver))) },
                html! { (words(say, &label(&GRANT_KINDS, &g.kind)))
                @if holds { " " (badge(Tone::Success, say.of("gilt", "holds"))) } },
                html! { (g.file_number) },
                euro(say, g.amount),
                html! { (day(frame, g.until)) },
            ])
        }))
        .render()
}

fn milestones(form: &forms::Forms<'_>, may: bool) -> Markup {
    let (frame, say) = (form.frame, form.frame.say);
    if form.project.milestones.is_empty() {
        return none(say);
    }
    html! { @for m in &form.project.milestones {
        (web::card::sub_card(&m.title, html! {
            p {
                (format::money(say, m.cost.0)) ", " (say.of("fällig ", "due ")) (day(frame, m.due_on)) " "
                @if let Some(on) = m.reached_on {
                    (badge(Tone::Success, say.of("erreicht", "reached"))) " " (frame.day(on)) " – " (m.evidence)
                } @else if m.due_on.is_some_and(|due| due < form.ctx.today()) {
                    (badge(Tone::Warning, say.of("überfällig", "overdue")))
                }
            }
            @if may && m.reached_on.is_none() { (form.reach(m)) }
        }))
    } }
}

fn draws(form: &forms::Forms<'_>, may: bool) -> Markup {
    let (frame, say) = (form.frame, form.frame.say);
    if form.project.draws.is_empty() {
        return none(say);
    }
    let today = form.ctx.today();
    html! { @for d in &form.project.draws {
        @let title = format!("{}, {}", words(say, &label(&GIVERS, &d.giver)), format::money(say, d.amount.0));
        (web::card::sub_card(&title, html! {
            p { (say.of("abgerufen ", "asked for ")) (frame.day(d.asked_on))
                @if let Some(on) = d.received_on { ", " (say.of("erhalten ", "received ")) (frame.day(on)) }
                @if let Some(on) = d.spend_by { ", " (say.of("zu verwenden bis ", "to be spent by ")) (frame.day(on)) }
                @if let Some(on) = d.spent_on {
                    ", " (say.of("verwendet ", "spent ")) (frame.day(on))
                    @if d.spend_by.is_some_and(|by| on > by) { " " (badge(Tone::Warning, say.of("nach der Frist", "after the deadline"))) }
                } @else if d.spend_by.is_some_and(|by| today > by) {
                    " " (badge(Tone::Danger, say.of("Frist abgelaufen", "deadline passed")))
                }
            }
            @if may && d.spent_on.is_none() { (form.move_on(d)) }
        }))
    } }
}

fn ledger(form: &forms::Forms<'_>, may: bool) -> Markup {
    let (frame, say, project) = (form.frame, form.frame.say, form.project);
    if project.bookings.is_empty() {
        return none(say);
    }
    let title = |key: &str| {
        let found = project.milestones.iter().find(|m| m.id.to_string() == key);
        found.map_or("–", |m| m.title.as_str()).to_owned()
    };
    let is_back = |b: &crate::funding::Booking| {
        b.takes_back.is_some() || project.bookings.iter().any(|o| o.takes_back == Some(b.id))
    };
    let mut columns = vec![
        Column::number(say.of("Nr.", "No.")),
        Column::new(say.of("Tag", "Day")),
        Column::new(say.of("Art", "Kind")),
        Column::new(say.of("Zweck", "Purpose")),
        Column::new(say.of("Meilenstein", "Milestone")),
        Column::number(say.of("Betrag", "Amount")),
    ];
    if may {
        columns.push(Column::action(say.of("Aktion", "Action")));
    }
    Table::new(say, say.of("Ausgaben und Einnahmen", "Expenses and income"))
        .caption_hidden()
        .columns(columns)
        .rows(project.bookings.iter().map(|b| {
            let mut cells = vec![
                html! { (b.number) },
                html! { (frame.day(b.on)) },
                html! { (words(say, &label(&BOOKING_KINDS, &b.kind))) },
                html! { (b.words) },
                html! { (title(&b.milestone)) },
                euro(say, b.amount),
            ];
            if may {
                cells.push(html! { @if !is_back(b) {
                    (web::action_form(&form.ctx.to(&format!("{}/buchung/{}", home(project.area.id), b.id)), &form.ctx.form_token(), &[], Weight::Tertiary,
                        &format!("{} {}", say.of("Zurücknehmen: Nr.", "Take back: no."), b.number)))
                } });
            }
            Row::new(cells)
        }))
        .render()
}

fn proofs(ctx: &Ctx, frame: &Frame<'_>, project: &Project) -> Markup {
    let say = frame.say;
    let first = project.grants.first().map_or(ctx.today(), |g| g.issued_on).year();
    let now = ctx.today().year();
    let path = |kind: &str, year: i64| {
        ctx.to(&format!("{DESK}/gebiete/{}/nachweis/{kind}/{year}", project.area.id))
    };
    let mut rows: Vec<(&str, i64)> = (first..=now).map(|y| ("interim", i64::from(y))).collect();
    rows.push(("final", project.fulfilled_on().map_or(now, Date::year).into()));
    Table::new(say, say.of("Nachweise", "Proofs"))
        .caption_hidden()
        .columns(vec![
            Column::new(say.of("Nachweis", "Proof")),
            Column::new(say.of("Stand", "State")),
        ])
        .rows(rows.into_iter().map(|(kind, year)| {
            let known = project.proofs.iter().find(|p| p.kind == kind && p.year == year);
            Row::new(vec![
                html! { a href=(path(kind, year)) { (words(say, &label(&PROOF_KINDS, kind))) " " (year) } },
                html! { @match known.map(|p| p.filed_on) {
                    None => (say.of("nicht begonnen", "not begun")),
                    Some(None) => (badge(Tone::Info, say.of("in Arbeit", "in progress"))),
                    Some(Some(on)) => { (badge(Tone::Success, say.of("eingereicht", "handed in"))) " " (frame.day(on)) }
                } },
            ])
        }))
        .render()
}
