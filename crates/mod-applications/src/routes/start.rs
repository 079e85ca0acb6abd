//! The first page of an application, and the button that begins a draft.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use jiff::{SignedDuration, ToSpan};
use kernel::access::Trust;
use kernel::limits::Rate;
use kernel::module::Offer;
use kernel::org::Unit;
use kernel::{
    Actor, AppError, Audit, Ctx, Fields, Id, Language, Reader, Tx, org, session, settings,
};
use web::button::{Weight, button};
use web::contact::{Contact, contact_card};
use web::details::details;
use web::list::definition_list;
use web::page::{prose, stack};
use web::timeline::paragraphs;
use web::{Form, Frame, Markup, Say, Tone, alert, buttons, card, html, link_button};

use super::{Stop, draft_path};
use crate::catalogue::{self, Loaded};
use crate::flow::Plan;
use crate::model::{self, Draft, DraftData, DraftRow, Holder};
use crate::settings::ApplicationsSettings;
use crate::store;

/// Drafts one caller may begin: generous, many people share one address.
const BEGIN_RATE: Rate =
    Rate { name: "applications.begin", burst: 30, every: SignedDuration::from_secs(10) };
/// Drafts one holder may have at the same time.
const DRAFTS_MAX: i64 = 20;
/// Minutes one page of a form takes, roughly.
const MINUTES_PER_PAGE: u32 = 2;
/// Tries to find a number nobody has.
const NUMBER_TRIES: usize = 8;

/// What you need, how long it takes, what happens with your data.
pub async fn start(ctx: Ctx, Path(service): Path<String>) -> Result<Response, Stop> {
    let loaded = catalogue::of_service(&ctx, &service).await?;
    let holder = ctx.actor.holder();
    let kind = loaded.kind.clone();
    let (town, path) = (Arc::clone(&ctx.town), format!("/leistungen/{service}"));
    let (settings, unit, drafts, about) = ctx
        .read(move |db| {
            let settings: ApplicationsSettings = settings::get(db)?;
            let unit = org::competent_for(db, &kind)?;
            let drafts = match &holder {
                Some(holder) => store::drafts_of(db, holder)?,
                None => Vec::new(),
            };
            Ok((settings, unit, drafts, page_about(&town, db, &path)?))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let title = loaded.title.of(ctx.language).to_owned();
    let own = drafts.into_iter().find(|d| d.service == service);
    let body = body(&ctx, say, &loaded, &settings, own.as_ref(), unit.is_some())?;
    let mut page = frame
        .public(&title)
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Leistungen", "Services"), ctx.to("/leistungen"));
    if let Some(about) = &about {
        page = page.crumb(about.title.of(ctx.language), ctx.to(&about.path));
    }
    page = page
        .lead(say.of(
            "Sie brauchen kein Konto. Sie können jederzeit unterbrechen und später weitermachen.",
            "You need no account. You can stop at any time and continue later.",
        ))
        .body(body);
    if let Some(unit) = &unit {
        page = page.aside(help(say, unit, ctx.language));
    }
    Ok(frame.answer(page))
}

/// The page that tells about the service, if the house has one.
fn page_about(
    town: &kernel::Town,
    db: &mut Reader<'_>,
    path: &str,
) -> Result<Option<Offer>, AppError> {
    for ask in town.house().modules().iter().filter_map(|m| m.offers) {
        let found = ask(town, db)?.into_iter().find(|offer| offer.path == path);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// The drafts there are, the facts, what is needed, and the button.
fn body(
    ctx: &Ctx,
    say: Say,
    loaded: &Loaded,
    settings: &ApplicationsSettings,
    own: Option<&DraftRow>,
    has_unit: bool,
) -> Result<Markup, AppError> {
    let action = ctx.to(&format!("/antrag/{}", loaded.service));
    let token = ctx.form_token();
    Ok(html! {
        @if let Some(draft) = own {
            (alert(Tone::Info, say.of("Sie haben schon angefangen", "You have begun already"), html! {
                p { (say.of(
                    format!("Ihr Entwurf vom {} ist gespeichert.", ctx.language.moment(draft.changed_at)),
                    format!("Your draft of {} is saved.", ctx.language.moment(draft.changed_at)),
                )) }
                (buttons(html! { (link_button(Weight::Primary, &ctx.to(&format!("/antrag/entwurf/{}", draft.id)),
                    say.of("Entwurf weiter ausfüllen", "Continue the draft"))) }))
            }))
        }
        @if loaded.terms.is_trial {
            (alert(Tone::Warning, say.of("Das ist eine Probe", "This is a trial"), html! {
                p { (say.of(
                    "Alles geht wie im fertigen Formular. Nur absenden können Sie nicht.",
                    "Everything works as in the finished form. Only sending is not possible.",
                )) }
            }))
        }
        (stack(html! {
            (facts(ctx, say, loaded, settings))
            (needed(ctx, say, loaded)?)
            (details(say.of("Was geschieht mit meinen Daten?", "What happens with my data?"), html! {
                (paragraphs(ctx.say(&settings.privacy_de, &settings.privacy_en)))
                p { a href=(ctx.to("/datenschutz")) { (say.of("Mehr zum Datenschutz", "More on privacy")) } }
            }))
            @if has_unit {
                (Form::post(&action, &token).body(html! {
                    (buttons(html! {
                        (button(if own.is_some() { Weight::Secondary } else { Weight::Primary },
                            if own.is_some() { say.of("Neuen Antrag anfangen", "Begin another application") }
                            else { say.of("Antrag anfangen", "Begin the application") }))
                        (link_button(Weight::Tertiary, &ctx.to("/antrag/weiter"),
                            say.of("Mit Nummer und Code weitermachen", "Continue with number and code")))
                    }))
                }))
            } @else {
                (alert(Tone::Warning, say.of("Zurzeit nicht online möglich", "Not available online at present"), html! {
                    p { (say.of(
                        "Für diesen Antrag ist noch keine Stelle eingetragen. Bitte rufen Sie uns an.",
                        "No office is registered for this application yet. Please call us.",
                    )) }
                }))
            }
        }))
    })
}

/// Whom to ask, and the way without a screen.
fn help(say: Say, unit: &Unit, language: Language) -> Markup {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    html! {
    (contact_card(say, say.of("Fragen zum Antrag?", "Questions about the application?"), &Contact {
        name: unit.name.of(language).to_owned(),
        phone: filled(&unit.telephone),
        email: filled(&unit.email),
        ..Contact::default()
    }))
    (card::card(say.of("Lieber auf Papier?", "Rather on paper?"), html! {
        p { (say.of(
            "Sie können den Antrag auch auf Papier stellen. Rufen Sie uns an oder kommen Sie vorbei.",
            "You can also apply on paper. Call us or come by.",
        )) }
    }))}
}

fn facts(ctx: &Ctx, say: Say, loaded: &Loaded, settings: &ApplicationsSettings) -> Markup {
    let plan = Plan::new(loaded.pages(&loaded.form.prefilled(), ctx.language.tag()));
    // Rounded up to five minutes: a promise to be kept, not a measurement.
    let minutes = (plan.steps() * MINUTES_PER_PAGE).div_ceil(5) * 5;
    let terms = &loaded.terms;
    let mut facts = vec![
        (
            say.of("Dauer", "Duration"),
            html! { (say.of(format!("etwa {minutes} Minuten"), format!("about {minutes} minutes"))) },
        ),
        (
            say.of("Unterbrechen", "Interrupting"),
            html! { (say.of(
                format!("jederzeit; Ihr Entwurf bleibt {} Tage nach der letzten Änderung gespeichert", settings.draft_days),
                format!("at any time; your draft is kept for {} days after the last change", settings.draft_days),
            )) },
        ),
        (say.of("Anmelden", "Signing in"), html! { (signing_in(say, terms.trust)) }),
        (
            say.of("Absenden", "Sending"),
            html! { (say.of(
                "erst am Ende, nachdem Sie alles geprüft haben",
                "only at the end, after you have checked everything",
            )) },
        ),
    ];
    if !terms.fee.de.is_empty() {
        facts.push((say.of("Kosten", "Costs"), html! { (terms.fee.of(ctx.language)) }));
    }
    if !terms.deadline.de.is_empty() {
        facts.push((say.of("Frist", "Deadline"), html! { (terms.deadline.of(ctx.language)) }));
    }
    definition_list(&facts)
}

/// What is said about signing in.
fn signing_in(say: Say, trust: Trust) -> &'static str {
    match trust {
        Trust::None => say.of(
            "nicht nötig; Sie bekommen eine Nummer und einen Code",
            "not needed; you get a number and a code",
        ),
        Trust::Low => {
            say.of("vor dem Absenden, mit einem Konto", "before sending, with an account")
        }
        Trust::Substantial => say.of(
            "vor dem Absenden, mit ELSTER oder Personalausweis",
            "before sending, with ELSTER or identity card",
        ),
        Trust::High => say.of(
            "vor dem Absenden, mit dem Personalausweis",
            "before sending, with the identity card",
        ),
    }
}

fn needed(ctx: &Ctx, say: Say, loaded: &Loaded) -> Result<Markup, AppError> {
    let needs = loaded.needs(&loaded.form.prefilled(), &[])?;
    let needs: Vec<_> = needs.iter().filter(|n| n.is_required).collect();
    Ok(prose(html! {
        h2 { (say.of("Das brauchen Sie", "What you need")) }
        @if needs.is_empty() {
            p { (say.of("Keine Unterlagen zum Anfangen.", "No documents to begin with.")) }
        } @else {
            ul { @for need in &needs { li { (need.label.of(ctx.language)) } } }
            p { (say.of(
                "Was Sie noch brauchen, hängt von Ihren Angaben ab. Unterlagen können Sie auch nach dem Absenden nachreichen.",
                "What else you need depends on your answers. You can also hand in documents after sending.",
            )) }
        }
    }))
}

/// Begins a draft. Visitors get a number, a code and a guest session; only now is a cookie set.
pub async fn begin(ctx: Ctx, Path(service): Path<String>, _: Fields) -> Result<Response, Stop> {
    let loaded = catalogue::of_service(&ctx, &service).await?;
    if ctx.actor.is_staff() {
        return Err(Stop::Error(AppError::refused(
            "applications/staff",
            "Mit dem Konto der Verwaltung können Sie keinen Antrag stellen. Öffnen Sie diese Adresse in einem privaten Fenster oder melden Sie sich ab.",
            "You cannot apply with a staff account. Open this address in a private window or sign out.",
        )));
    }
    ctx.limit(BEGIN_RATE)?;
    let (town, actor) = (Arc::clone(&ctx.town), ctx.actor.clone());
    let (language, device, today, now) = (ctx.language, ctx.device.clone(), ctx.today(), ctx.now());
    let answers = loaded.form.prefilled();
    let pages = loaded.pages(&answers, language.tag());
    let first = pages.first().map(|p| p.id.clone()).unwrap_or_default();
    let mut draft = Draft {
        id: Id::new(),
        service,
        schema_key: loaded.key.clone(),
        holder: String::new(),
        page: first.clone(),
        language,
        version: 1,
        shape: 0,
        changed_at: now,
        expires_on: today,
        data: DraftData { answers, ..DraftData::default() },
    };
    let id = draft.id;
    let token = ctx
        .write(move |tx| {
            let settings: ApplicationsSettings = settings::get(tx)?;
            draft.expires_on = today.saturating_add(settings.draft_days.days());
            let token = if let Some(key) = actor.holder() {
                draft.holder = key;
                None
            } else {
                draft.holder = new_holder(tx, &town, language)?.key;
                Some(session::start_guest(tx, &draft.holder, &device)?)
            };
            if store::count_drafts_of(tx, &draft.holder)? >= DRAFTS_MAX {
                return Err(AppError::refused(
                    "applications/too-many-drafts",
                    format!("Sie haben schon {DRAFTS_MAX} Entwürfe. Bitte füllen Sie einen davon aus oder löschen Sie ihn."),
                    format!("You have {DRAFTS_MAX} drafts already. Please complete or delete one of them."),
                ));
            }
            store::add_draft(tx, &town, &draft)?;
            Ok(Audit::of("applications.started", draft.id).note(&draft.service).with(token))
        })
        .await?;
    let Some(token) = token else { return Ok(ctx.redirect(&draft_path(id, &first))) };
    let mut response = ctx.redirect(&format!("/antrag/code?entwurf={id}"));
    let cookie = HeaderValue::from_str(&ctx.session_cookie(&token)).map_err(AppError::internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Makes a holder with a fresh number and code; the code can be read until it is noted.
pub(crate) fn new_holder(
    tx: &mut Tx<'_>,
    town: &kernel::Town,
    language: Language,
) -> Result<Holder, AppError> {
    for _ in 0..NUMBER_TRIES {
        let (key, number, code) =
            (format!("holder/{}", Id::<Holder>::new()), model::new_number(), model::new_code());
        let holder = Holder {
            code_tag: model::code_tag(town, &number, &code),
            code_shown: town.seal(&super::code::place(&key), code.as_bytes())?,
            key,
            number,
            email: String::new(),
            lost_on: None,
        };
        if store::add_holder(tx, &holder, language)? {
            return Ok(holder);
        }
    }
    Err(AppError::internal("no free number for a holder"))
}

/// Whether somebody holds things by number and code.
pub(crate) fn is_guest(actor: &Actor) -> bool {
    matches!(actor, Actor::Guest { .. })
}
