//! The department: all sites, a new one, and the few taps by which one begins, lasts longer, ends.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Saved, Town, Tx};
use web::badge::Tone;
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::pagination::{Position, pagination, result_count};
use web::table::{Column, Row, Table};
use web::timeline::{Event, timeline};
use web::{Errors, Field, Form, Frame, Markup, Say, button, buttons, format, html, link_button};

use super::public::standing;
use super::{DESK, id};
use crate::hand::Typed;
use crate::model::{Impact, Revision, Site, Sort, State};
use crate::{permit, site, store};

/// Sites on one page.
const PER_PAGE: i64 = 50;

/// All sites.
pub async fn list(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let state = fields.text("stand");
    let page: i64 = fields.get("seite").parse().unwrap_or(1).clamp(1, 100_000);
    let wanted = state.clone();
    let (sites, total) = ctx.read(move |db| store::all(db, &wanted, PER_PAGE, page)).await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let labels: Vec<(&str, kernel::Text)> =
        State::ALL.iter().map(|s| (s.word(), s.label())).collect();
    let mut choices = vec![Choice::new("", say.of("alle", "all"))];
    choices.extend(labels.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))));
    let position = Position::new(
        u32::try_from(page).unwrap_or(1),
        u32::try_from(PER_PAGE).unwrap_or(50),
        u64::try_from(total).unwrap_or_default(),
    );
    let rows = sites.iter().map(|s| {
        Row::new(vec![
            html! { a href=(ctx.to(&format!("{DESK}/{}", s.id))) { (s.street) ": " (s.title) } },
            html! { (format::period(say, s.from, s.until)) },
            html! { (s.impact.short().of(ctx.language)) },
            standing(&ctx, s),
        ])
    });
    let body = html! {
        (web::filter::filter_bar(say, &ctx.to(DESK), html! {
            (Field::new(say, "stand", say.of("Stand", "State")).optional().value(&state).select(&choices))
        }, Some(&ctx.to(DESK))))
        (result_count(say, position, say.of("Baustellen", "sites")))
        (Table::new(say, say.of("Baustellen", "Road works")).caption_hidden().columns(vec![
            Column::new(say.of("Wo und was", "Where and what")),
            Column::new(say.of("Wann", "When")),
            Column::new(say.of("Verkehr", "Traffic")),
            Column::new(say.of("Stand", "State")),
        ]).rows(rows).render())
        (pagination(say, position, |n| ctx.to(&format!("{DESK}?stand={state}&seite={n}"))))
    };
    let page = frame
        .staff(say.of("Baustellen", "Road works"))
        .head_actions(link_button(
            Weight::Primary,
            &ctx.to(&format!("{DESK}/neu")),
            say.of("Neue Baustelle", "New site"),
        ))
        .body(body);
    Ok(frame.answer(page))
}

fn wrong() -> Problem {
    Problem::new(
        "roadworks/site",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
}

/// The form of a new site.
pub async fn form(ctx: Ctx) -> Result<Response, AppError> {
    let typed = Typed { from: ctx.today().to_string(), ..Typed::of(&Fields::default()) };
    Ok(form_page(&ctx, &typed, &Errors::new()))
}

fn form_page(ctx: &Ctx, typed: &Typed, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let body = Form::post(&ctx.to(&format!("{DESK}/neu")), &token).body(html! {
        input type="hidden" name="nummer" value=(typed.key);
        (Field::new(say, "strasse", say.of("Straße", "Street")).value(&typed.street).error(errors.get("strasse"))
            .suggestions("/karte/adressen.json").max_length(120).text())
        (Field::new(say, "von_nr", say.of("von Hausnummer", "from house number")).value(&typed.first).error(errors.get("von_nr"))
            .width(web::field::Width::Short).optional().text())
        (Field::new(say, "bis_nr", say.of("bis Hausnummer", "to house number")).value(&typed.last).error(errors.get("bis_nr"))
            .hint(say.of("Ohne Hausnummern gilt die ganze Straße.", "Without numbers it is the whole street."))
            .width(web::field::Width::Short).optional().text())
        (common(ctx, say, typed, errors))
        (Field::new(say, "laeuft", say.of("Die Arbeiten haben schon begonnen", "The works have begun already"))
            .value(if typed.is_active { "ja" } else { "" }).checkbox())
        (buttons(button(Weight::Primary, say.of("Veröffentlichen", "Publish"))))
    });
    let page = frame
        .staff(say.of("Neue Baustelle", "New site"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn common(ctx: &Ctx, say: Say, typed: &Typed, errors: &Errors) -> Markup {
    let sorts: Vec<(&str, kernel::Text)> =
        Sort::ALL.iter().map(|s| (s.word(), s.label())).collect();
    let sorts: Vec<Choice> =
        sorts.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))).collect();
    let impacts: Vec<(&str, kernel::Text)> =
        Impact::ALL.iter().map(|i| (i.word(), i.label())).collect();
    let impacts: Vec<Choice> =
        impacts.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))).collect();
    html! {
        (Field::new(say, "titel", say.of("Was wird gemacht?", "What is done?")).value(&typed.title).error(errors.get("titel")).max_length(160).text())
        (Field::new(say, "art", say.of("Art", "Kind")).value(&typed.sort).error(errors.get("art")).select(&sorts))
        (Field::new(say, "verkehr", say.of("Was merkt der Verkehr?", "What does traffic feel?")).value(&typed.impact).error(errors.get("verkehr")).select(&impacts))
        (Field::new(say, "von", say.of("Beginn", "Beginning")).value(&typed.from).error(errors.get("von")).date_text())
        (Field::new(say, "bis", say.of("Ende", "End")).value(&typed.until).error(errors.get("bis")).date_text())
        (Field::new(say, "wer", say.of("Wer baut?", "Who builds?")).value(&typed.builder).error(errors.get("wer")).optional().text())
        (Field::new(say, "umleitung", say.of("Umleitung", "Detour")).value(&typed.detour).error(errors.get("umleitung")).optional().textarea(2))
        (Field::new(say, "text", say.of("Hinweise für alle", "Notes for everybody")).value(&typed.text).error(errors.get("text")).optional().textarea(4))
    }
}

/// Enters a site.
pub async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed = Typed::of(&fields);
    let (town, sent) = (Arc::clone(&ctx.town), typed.clone());
    let saved = ctx
        .write(move |tx| {
            let new = sent.site(tx, wrong())?;
            if let Some(there) = store::of_origin(tx, &new.origin)? {
                return Ok(Saved::nothing(there.id));
            }
            let site = site::open(&town, tx, new)?;
            Ok(Audit::of("roadworks.entered", site.id).with(site.id))
        })
        .await;
    match saved {
        Ok(id) => Ok(ctx.redirect(&format!("{DESK}/{id}"))),
        Err(AppError::Refused(problem)) if !problem.fields.is_empty() => {
            let errors = Frame::of(&ctx).errors_of(&problem);
            Ok(form_page(&ctx, &typed, &errors))
        }
        Err(other) => Err(other),
    }
}

/// One site.
pub async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    one(&ctx, id(&key)?, None, &Errors::new()).await
}

async fn one(
    ctx: &Ctx,
    wanted: Id<Site>,
    typed: Option<Typed>,
    errors: &Errors,
) -> Result<Response, AppError> {
    let (site, revisions) =
        ctx.read(move |db| Ok((store::find(db, wanted)?, store::revisions(db, wanted)?))).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let token = ctx.form_token();
    let typed = typed.unwrap_or_else(|| as_typed(&site));
    let body = html! {
        p { (standing(ctx, &site)) " " a href=(ctx.to(&site.path())) { (say.of("So sehen es alle", "As everybody sees it")) }
            @if !site.case.is_empty() { " · " a href=(ctx.to(&format!("/vorgaenge/{}", site.case))) { (say.of("Genehmigung", "Permit")) } } }
        @if site.is_open() { (steps(ctx, say, &site, &token)) }
        h2 { (say.of("Angaben ändern", "Change the details")) }
        (Form::post(&ctx.to(&format!("{DESK}/{}", site.id)), &token).id("angaben").body(html! {
            input type="hidden" name="stand" value=(site.revision);
            (common(ctx, say, &typed, errors))
            (Field::new(say, "grund", say.of("Warum? Steht beim Verlauf", "Why? Shown with the history")).optional().max_length(300).text())
            (buttons(button(Weight::Primary, say.of("Speichern und veröffentlichen", "Save and publish"))))
        }))
        h2 { (say.of("Verlauf", "History")) }
        (history(ctx, &revisions))
    };
    let page = frame
        .staff(format!("{}: {}", site.street, site.title))
        .crumb(say.of("Baustellen", "Road works"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

fn as_typed(site: &Site) -> Typed {
    Typed {
        sort: site.sort.word().into(),
        title: site.title.clone(),
        street: site.street.clone(),
        builder: site.builder.clone(),
        impact: site.impact.word().into(),
        text: site.text.clone(),
        detour: site.detour.clone(),
        from: site.from.to_string(),
        until: site.until.to_string(),
        ..Typed::default()
    }
}

/// The taps: each is one button that works on a phone at the site.
fn steps(ctx: &Ctx, say: Say, site: &Site, token: &str) -> Markup {
    let action = ctx.to(&format!("{DESK}/{}/schritt", site.id));
    let step = |weight, word: &str, label: &str| button_named(weight, "schritt", word, label);
    html! {
        (Form::post(&action, token).id("schritt").body(html! {
            input type="hidden" name="stand" value=(site.revision);
            (buttons(html! {
                @if site.state == State::Active {
                    (step(Weight::Primary, "finished", say.of("Fertig: seit heute beendet", "Done: ended today")))
                    (step(Weight::Secondary, "stopped", say.of("Unterbrochen", "Interrupted")))
                } @else {
                    (step(Weight::Primary, "started", if site.state == State::Stopped { say.of("Geht weiter", "Goes on") } else { say.of("Heute begonnen", "Begun today") }))
                    (step(Weight::Secondary, "finished", say.of("Fertig", "Done")))
                }
                @if site.state == State::Planned {
                    (step(Weight::Tertiary, "cancelled", say.of("Findet nicht statt", "Will not happen")))
                }
            }))
        }))
        (Form::post(&action, token).id("laenger").body(html! {
            input type="hidden" name="stand" value=(site.revision);
            (Field::new(say, "bis-neu", say.of("Dauert bis", "Lasts until")).date_text())
            (Field::new(say, "grund-laenger", say.of("Warum?", "Why?")).optional().max_length(300).text())
            (buttons(step(Weight::Secondary, "extended", say.of("Verlängern", "Extend"))))
        }))
    }
}

fn history(ctx: &Ctx, revisions: &[Revision]) -> Markup {
    let events: Vec<Event> = revisions
        .iter()
        .map(|r| Event {
            when: ctx.language.moment(r.at),
            datetime: r.at.to_string(),
            title: r.what.of(ctx.language).to_owned(),
            body: (!r.reason.is_empty()).then(|| html! { p { (r.reason) } }),
            tone: Tone::Neutral,
            who: None,
        })
        .collect();
    timeline(&events)
}

/// Changes the details.
pub async fn save(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let wanted: Id<Site> = id(&key)?;
    let typed = Typed::of(&fields);
    let problem = typed.check(wrong());
    if !problem.fields.is_empty() {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return one(&ctx, wanted, Some(typed), &errors).await;
    }
    let (town, version) = (Arc::clone(&ctx.town), fields.get("stand").parse().unwrap_or(0));
    let reason = fields.text("grund");
    ctx.write(move |tx| {
        let old = store::find(tx, wanted)?;
        let new = with(&old, &typed, version);
        if let Some(until) = longer(&old, &new) {
            permit::moved(tx, &old, "extended", Some(until))?;
        }
        site::revise(&town, tx, &old, new, &reason)?;
        Ok(Audit::of("roadworks.changed", wanted).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{DESK}/{wanted}")))
}

fn longer(old: &Site, new: &Site) -> Option<jiff::civil::Date> {
    (new.until > old.until).then_some(new.until)
}

fn with(old: &Site, typed: &Typed, revision: i64) -> Site {
    let day = |text: &str, old| kernel::fields::parse_date(text).unwrap_or(old);
    Site {
        sort: Sort::from_word(&typed.sort).unwrap_or(old.sort),
        impact: Impact::from_word(&typed.impact).unwrap_or(old.impact),
        title: typed.title.clone(),
        builder: typed.builder.clone(),
        text: typed.text.clone(),
        detour: typed.detour.clone(),
        from: day(&typed.from, old.from),
        until: day(&typed.until, old.until),
        revision,
        ..old.clone()
    }
}

/// One tap.
pub async fn step(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, AppError> {
    let wanted: Id<Site> = id(&key)?;
    let step = fields.text("schritt");
    let until = kernel::fields::parse_date(fields.get("bis-neu"));
    if step == "extended" && until.is_none() {
        let problem = wrong().at(
            "bis-neu",
            "Geben Sie einen Tag ein, zum Beispiel 31.12.2026.",
            "Enter a day, for example 31.12.2026.",
        );
        let errors = Frame::of(&ctx).errors_of(&problem);
        return one(&ctx, wanted, None, &errors).await;
    }
    let version = fields.get("stand").parse().unwrap_or(0);
    let (town, reason) = (Arc::clone(&ctx.town), fields.text("grund-laenger"));
    ctx.write(move |tx| {
        take_step(&town, tx, wanted, version, &step, until, &reason)?;
        Ok(Audit::of("roadworks.stepped", wanted).note(&step).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{DESK}/{wanted}")))
}

fn take_step(
    town: &Town,
    tx: &mut Tx<'_>,
    wanted: Id<Site>,
    version: i64,
    step: &str,
    until: Option<jiff::civil::Date>,
    reason: &str,
) -> Result<(), AppError> {
    let old = store::find(tx, wanted)?;
    let today = tx.today();
    let mut new = Site { revision: version, ..old.clone() };
    match step {
        "started" => site::start(&mut new, today),
        "finished" => site::finish(&mut new, today),
        "stopped" if old.is_open() => new.state = State::Stopped,
        "cancelled" if old.state == State::Planned => new.state = State::Cancelled,
        "extended" => new.until = until.unwrap_or(old.until),
        _ => return Err(site::changed()),
    }
    if site::revise(town, tx, &old, new, reason)? && step != "cancelled" {
        permit::moved(tx, &old, step, until)?;
    }
    Ok(())
}
