//! Setting a threshold: what is watched, what people read, who is told.

use axum::extract::Path;
use axum::response::Response;
use jiff::civil::Time;
use kernel::org::{self, Unit};
use kernel::people::{self, AccountKind};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::button::Weight;
use web::choice::Choice;
use web::field::Width;
use web::{Errors, Field, Form, Frame, Markup, button, buttons, details, form, html};

use super::read::{ROWS, TEXT_CHARS_MAX, TITLE_CHARS_MAX, read};
use super::{DESK, id, switch};
use crate::pages::inbound::{shown_number, target_words};
use crate::store::inbound::{Target, targets};
use crate::store::nanoseconds;
use crate::store::watch::{self as store, Spot};
use crate::watch::{Days, Gravity, Kind, Threshold, Watch, acts};

/// What a form shows: as typed, or as it is.
struct Typed(Vec<(String, String)>);

impl Typed {
    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
}

/// What can be chosen.
pub(super) struct Offer {
    /// Series.
    pub targets: Vec<Target>,
    /// Units that exist.
    pub units: Vec<Unit>,
    /// Staff: key and name.
    pub people: Vec<(String, String)>,
    /// The threshold that is changed.
    pub known: Option<(Threshold, Spot)>,
}

async fn offer(ctx: &Ctx, wanted: Option<Id<Threshold>>) -> Result<Offer, AppError> {
    ctx.read(move |db| {
        let known = match wanted {
            Some(id) => {
                let t = store::find(db, id)?;
                let spot = store::spot(db, t.stream)?;
                Some((t, spot))
            }
            None => None,
        };
        let today = db.today();
        let units: Vec<Unit> = org::all(db)?.into_iter().filter(|u| u.exists_on(today)).collect();
        let people = people::of_kind(db, AccountKind::Staff)?
            .into_iter()
            .filter(|a| !a.is_disabled)
            .map(|a| (format!("account/{}", a.id), a.person.name.into_revealed()))
            .collect();
        Ok(Offer { targets: targets(db)?, units, people, known })
    })
    .await
}

/// An empty form; with `strom` in the address for a stream.
pub(crate) async fn blank(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let offer = offer(&ctx, None).await?;
    let typed = Typed(vec![
        ("strom".into(), fields.get("strom").to_owned()),
        ("art".into(), "above".into()),
        ("stufe".into(), "info".into()),
        ("oeffentlich".into(), "ja".into()),
    ]);
    Ok(page(&ctx, &offer, &typed, &Errors::new()))
}

/// The form of a threshold.
pub(crate) async fn edit(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let offer = offer(&ctx, Some(id(&key)?)).await?;
    let typed = offer.known.as_ref().map(|(t, _)| as_typed(&ctx, t));
    let typed = typed.unwrap_or(Typed(Vec::new()));
    Ok(page(&ctx, &offer, &typed, &Errors::new()))
}

/// Somebody who is told, and when.
fn duty(
    frame: &Frame<'_>,
    n: usize,
    (people, days): (&[Choice<'_>], &[Choice<'_>]),
    typed: &Typed,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let [who, days_of, from, until] =
        ["wer", "tage", "von", "bis"].map(|field| format!("{field}{n}"));
    let time = |name: &str, label: &str| {
        let field = Field::new(say, name, label).value(typed.get(name)).error(errors.get(name));
        field
            .optional()
            .width(Width::Tiny)
            .max_length(5)
            .hint(say.of(
                "Zum Beispiel 7:30. Leer: rund um die Uhr.",
                "For example 7:30. Empty: around the clock.",
            ))
            .text()
    };
    let chosen = match typed.get(&days_of) {
        "" => "all",
        word => word,
    };
    html! {
        (Field::new(say, &who, say.of("Wer", "Who")).value(typed.get(&who)).error(errors.get(&who)).select(people))
        (Field::new(say, &days_of, say.of("An welchen Tagen", "On which days")).value(chosen).select(days))
        (time(&from, say.of("Von (Uhrzeit)", "From (time)")))
        (time(&until, say.of("Bis (Uhrzeit)", "Until (time)")))
    }
}

fn as_typed(ctx: &Ctx, t: &Threshold) -> Typed {
    let number = |value: f64| shown_number(value, ctx.language);
    #[expect(clippy::cast_precision_loss, reason = "days in minutes are exact in a float")]
    let minutes = number(t.rule.seconds as f64 / 60.0);
    let plan = &t.plan;
    let mut all = vec![
        ("strom".to_owned(), t.stream.to_string()),
        ("art".into(), t.rule.kind.key().to_owned()),
        ("titel".into(), plan.title.de.clone()),
        ("titel_en".into(), plan.title.en.clone()),
        ("text".into(), plan.text.de.clone()),
        ("text_en".into(), plan.text.en.clone()),
        ("stufe".into(), plan.gravity.key().to_owned()),
        ("oeffentlich".into(), if plan.is_public { "ja" } else { "" }.to_owned()),
        ("ueberall".into(), if plan.is_everywhere { "ja" } else { "" }.to_owned()),
        ("vorgang".into(), plan.unit.clone()),
        ("minuten".into(), minutes),
    ];
    if t.rule.kind != Kind::Silent {
        all.push(("grenze".into(), number(t.rule.level)));
        all.push(("ende".into(), number(t.rule.clear)));
    }
    for (n, duty) in plan.duty.iter().enumerate() {
        let time = |time: Time| time.strftime("%H:%M").to_string();
        all.push((format!("wer{n}"), duty.who.clone()));
        all.push((format!("tage{n}"), duty.days.key().to_owned()));
        all.push((format!("von{n}"), time(duty.from)));
        all.push((format!("bis{n}"), time(duty.until)));
    }
    Typed(all)
}

fn page(ctx: &Ctx, offer: &Offer, typed: &Typed, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let action = match &offer.known {
        Some((t, _)) => ctx.to(&format!("{DESK}/{}", t.id)),
        None => ctx.to(&format!("{DESK}/neu")),
    };
    let body = html! {
        (Form::post(&action, &ctx.form_token()).body(html! {
            (form::group(say.of("Was beobachtet wird", "What is watched"), None, watched(ctx, &frame, offer, typed, errors)))
            (form::group(say.of("Was alle lesen", "What everybody reads"), None, said(&frame, typed, errors)))
            (form::group(say.of("Wer wann Bescheid bekommt", "Who is told when"), Some(say.of(
                "Wer zur Stunde der Warnung eingetragen ist, bekommt sofort eine E-Mail. Ist dann niemand eingetragen, bekommt sie, wessen Zeit als nächste beginnt.",
                "Who is entered for the hour of the warning gets a mail at once. If nobody is, whose time begins next gets it.",
            )), duties(ctx, &frame, offer, typed, errors)))
            @if let Some((t, _)) = &offer.known { input type="hidden" name="fassung" value=(t.version); }
            (buttons(button(Weight::Primary, say.of("Speichern", "Save"))))
        }))
        @if let Some((t, _)) = &offer.known { (switch(ctx, &frame, t)) }
    };
    let title = match &offer.known {
        Some((t, spot)) => format!("{}: {}", t.plan.title.of(ctx.language), spot.station),
        None => say.of("Neue Schwelle", "New threshold").to_owned(),
    };
    let page = frame
        .staff(title)
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(crate::pages::DESK))
        .crumb(say.of("Schwellen", "Thresholds"), ctx.to(DESK))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn watched(ctx: &Ctx, frame: &Frame<'_>, offer: &Offer, typed: &Typed, errors: &Errors) -> Markup {
    let say = frame.say;
    let labels: Vec<(String, String)> =
        offer.targets.iter().map(|t| (t.0.to_string(), target_words(t))).collect();
    let streams: Vec<Choice> = labels.iter().map(|(n, label)| Choice::new(n, label)).collect();
    let kinds = Kind::ALL.map(|k| (k.key(), k.label()));
    let kinds: Vec<Choice> =
        kinds.iter().map(|(key, label)| Choice::new(key, label.of(ctx.language))).collect();
    let level = |name, label, hint| {
        Field::new(say, name, label)
            .value(typed.get(name))
            .error(errors.get(name))
            .hint(hint)
            .optional()
            .width(Width::Short)
            .max_length(20)
            .text()
    };
    html! {
        @match &offer.known {
            Some((_, spot)) => p { strong { (spot.station) ", " (spot.stream) } @if !spot.sign.is_empty() { " (" (spot.sign) ")" } },
            None => (Field::new(say, "strom", say.of("Messreihe", "Series")).value(typed.get("strom")).error(errors.get("strom")).select(&streams)),
        }
        (Field::new(say, "art", say.of("Gewarnt wird, wenn", "Warn when")).value(typed.get("art")).error(errors.get("art")).radios(&kinds))
        (level("grenze", say.of("Grenze", "Level"), say.of("In der Einheit der Messreihe. Nicht nötig, wenn ein schweigendes Gerät gemeldet werden soll.", "In the unit of the series. Not needed to report a silent device.")))
        (level("ende", say.of("Warnung endet jenseits von", "The warning ends beyond"), say.of(
            "Etwas unter der Grenze bei steigenden, etwas darüber bei fallenden Werten: So flackert die Warnung nicht. Leer: die Grenze selbst.",
            "A little below the level for rising values, a little above it for falling ones: so the warning does not flicker. Empty: the level itself.",
        )))
        (level("minuten", say.of("Minuten", "Minutes"), say.of(
            "So lange müssen die Werte jenseits der Grenze bleiben, bevor gewarnt wird. Leer: sofort. Bei schweigenden Geräten: So lange darf kein Wert fehlen.",
            "Values must stay beyond the level for so long before anybody is warned. Empty: at once. For silent devices: no value may be missing for so long.",
        )))
    }
}

fn said(frame: &Frame<'_>, typed: &Typed, errors: &Errors) -> Markup {
    let say = frame.say;
    let gravities = Gravity::ALL.map(|g| (g.key(), g.level().words()));
    let language = crate::pages::spoken(say);
    let gravities: Vec<Choice> =
        gravities.iter().map(|(key, words)| Choice::new(key, words.of(language))).collect();
    let short = |name, label| {
        Field::new(say, name, label)
            .value(typed.get(name))
            .error(errors.get(name))
            .max_length(TITLE_CHARS_MAX)
    };
    let long = |name, label| {
        Field::new(say, name, label)
            .value(typed.get(name))
            .error(errors.get(name))
            .max_length(TEXT_CHARS_MAX)
    };
    html! {
        (short("titel", say.of("Wie heißt die Warnung?", "What is the warning called?")).hint(say.of("Zum Beispiel: Hochwasser, Stufe 1", "For example: Flood, stage 1")).text())
        (short("titel_en", say.of("Dasselbe auf Englisch", "The same in English")).text())
        (long("text", say.of("Was bedeutet sie, was soll man tun?", "What does it mean, what to do?")).hint(say.of("Ein oder zwei Sätze. Zum Beispiel: Der Uferweg kann überflutet werden. Meiden Sie ihn.", "A sentence or two. For example: The path along the bank may be flooded. Keep away from it.")).textarea(3))
        (long("text_en", say.of("Dasselbe auf Englisch", "The same in English")).textarea(3))
        (Field::new(say, "stufe", say.of("Wie ernst ist es?", "How grave is it?")).value(typed.get("stufe")).error(errors.get("stufe")).radios(&gravities))
        (Field::new(say, "oeffentlich", say.of("Öffentlich warnen: bei der Messstelle, per E-Mail und im Feed", "Warn in public: at the station, by mail and in the feed")).value(typed.get("oeffentlich")).checkbox())
        (Field::new(say, "ueberall", say.of("Auch auf der Startseite und jeder anderen Seite warnen", "Warn on the home page and every other page, too")).value(typed.get("ueberall")).hint(say.of("Für alles, was Menschen in der ganzen Stadt wissen müssen.", "For what people in the whole town must know.")).checkbox())
    }
}

fn duties(ctx: &Ctx, frame: &Frame<'_>, offer: &Offer, typed: &Typed, errors: &Errors) -> Markup {
    let say = frame.say;
    let mut who: Vec<(String, String)> =
        vec![(String::new(), say.of("niemand", "nobody").to_owned())];
    let name = |u: &Unit| format!("{} {}", u.number, u.name.of(ctx.language));
    who.extend(offer.units.iter().map(|u| (format!("unit/{}", u.id), name(u))));
    who.extend(offer.people.iter().cloned());
    let people: Vec<Choice> = who.iter().map(|(key, label)| Choice::new(key, label)).collect();
    let days = Days::ALL.map(|d| (d.key(), d.label()));
    let days: Vec<Choice> =
        days.iter().map(|(key, label)| Choice::new(key, label.of(ctx.language))).collect();
    let mut units: Vec<(String, String)> =
        vec![(String::new(), say.of("keinen Vorgang eröffnen", "open no case").to_owned())];
    units.extend(offer.units.iter().map(|u| (u.id.to_string(), name(u))));
    let units: Vec<Choice> = units.iter().map(|(key, label)| Choice::new(key, label)).collect();
    html! {
        @for n in 0..ROWS {
            @let name = format!("{} {}", say.of("Eintrag", "Entry"), n + 1);
            @let entry = duty(frame, n, (&people, &days), typed, errors);
            // What nobody needs yet stays folded.
            @if n == 0 || !typed.get(&format!("wer{n}")).is_empty() { (form::group(&name, None, entry)) }
            @else { (details::details(&name, entry)) }
        }
        (Field::new(say, "vorgang", say.of("Vorgang für eine Einheit", "Case for a unit")).value(typed.get("vorgang")).error(errors.get("vorgang"))
            .hint(say.of("Etwas muss getan werden, zum Beispiel leeren, streuen, absperren, das Gerät prüfen? Dann liegt es bei dieser Einheit auf dem Tisch.", "Something must be done, for example emptying, gritting, closing off, checking the device? Then it lies on this unit's desk.")).select(&units))
    }
}

/// Adds a threshold.
pub(crate) async fn add(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let offer = offer(&ctx, None).await?;
    let (stream, rule, plan) = match read(&fields, &offer) {
        Ok(read) => read,
        Err(problem) => return Ok(again(&ctx, &offer, &fields, &problem)),
    };
    ctx.write(move |tx| {
        let now = nanoseconds(tx.now());
        let threshold = Threshold {
            id: Id::new(),
            stream,
            rule,
            plan,
            is_on: true,
            watch: Watch::default(),
            // A device that has been silent for long is reported at once, one that never spoke
            // gets its time.
            armed_at: acts::last_value(tx, stream)?.unwrap_or(now),
            version: 1,
        };
        store::add(tx, &threshold)?;
        acts::settle(tx, threshold.id)?;
        Ok(Audit::of("sensors.threshold_set", threshold.id).done())
    })
    .await?;
    Ok(ctx.redirect(DESK))
}

fn again(ctx: &Ctx, offer: &Offer, fields: &Fields, problem: &Problem) -> Response {
    let errors = Frame::of(ctx).errors_of(problem);
    page(ctx, offer, &Typed(fields.pairs().to_vec()), &errors)
}

/// Saves a threshold.
pub(crate) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let offer = offer(&ctx, Some(wanted)).await?;
    let (_, rule, plan) = match read(&fields, &offer) {
        Ok(read) => read,
        Err(problem) => return Ok(again(&ctx, &offer, &fields, &problem)),
    };
    let version: i64 = fields.get("fassung").parse().map_err(|_| AppError::NotFound)?;
    let saved = ctx
        .write(move |tx| {
            let mut threshold = store::find(tx, wanted)?;
            let before = threshold.rule;
            (threshold.rule, threshold.plan, threshold.version) = (rule, plan, version);
            store::save(tx, &threshold)?;
            acts::change(tx, &threshold, before)?;
            Ok(Audit::of("sensors.threshold_changed", wanted).done())
        })
        .await;
    match saved {
        Ok(()) => Ok(ctx.redirect(DESK)),
        Err(AppError::Refused(problem)) => Ok(again(&ctx, &offer, &fields, &problem)),
        Err(other) => Err(other),
    }
}
