//! One device: what decodes it, which value goes into which stream, or that it is none of ours.

use axum::extract::Path;
use axum::response::Response;
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use norm_sensorthings::lorawan::{Decoder, Table, decoders};
use web::badge::Tone;
use web::button::{Weight, button_named};
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, alert, buttons, form, format, html, list};

use super::doors::notes;
use super::{INBOUND, shown_number, target_words, typed_number, wrong};
use crate::KEEP;
use crate::inbound::{Device, OwnDecoder, Route, Sender, Standing};
use crate::pages::DESK;
use crate::store::inbound::{self as store, Target};

/// Values that go into streams, at most.
const ROUTES_MAX: usize = 12;
/// Minutes a value may be about.
const MINUTES_MAX: i64 = 1_440;

struct Shown {
    device: Device,
    sender: Sender,
    door: String,
    own: Vec<(Id<OwnDecoder>, String)>,
    targets: Vec<Target>,
    /// What its decoder can give.
    fields: Vec<String>,
}

fn id(text: &str) -> Result<Id<Device>, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}

async fn shown(ctx: &Ctx, wanted: Id<Device>) -> Result<Shown, AppError> {
    ctx.read(move |db| {
        let device = store::find_device(db, wanted)?;
        let door = store::find_door(db, device.door)?;
        let mut fields = device.fields.clone();
        if let Ok(id) = device.decoder.parse::<Id<OwnDecoder>>()
            && let Ok(table) = Table::parse(&store::decoder(db, id)?.layout)
        {
            fields = table.names().iter().map(|name| format!("/{name}")).collect();
        }
        for route in &device.routes {
            if !fields.contains(&route.field) {
                fields.push(route.field.clone());
            }
        }
        Ok(Shown {
            sender: door.sender,
            door: door.name,
            own: store::decoders(db)?,
            targets: store::targets(db)?,
            fields,
            device,
        })
    })
    .await
}

/// The page.
pub(crate) async fn show(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let shown = shown(&ctx, id(&key)?).await?;
    Ok(page(&ctx, &shown, &Errors::new()))
}

fn page(ctx: &Ctx, shown: &Shown, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let d = &shown.device;
    let moment = |at: jiff::Timestamp| {
        format::date_time(say, at.to_zoned(kernel::clock::berlin()).datetime())
    };
    let mut facts: Vec<(&str, Markup)> = vec![
        (say.of("Kennung", "Identifier"), html! { code { (d.address) } }),
        (
            say.of("Eingang", "Door"),
            html! { (shown.door) ", " (shown.sender.label().of(ctx.language)) },
        ),
    ];
    if !d.application.is_empty() {
        facts.push((say.of("Anwendung im Netz", "Application"), html! { (d.application) }));
    }
    facts.push((say.of("Zuerst gehört", "First heard"), html! { (moment(d.first_at)) }));
    facts.push((
        say.of("Zuletzt gehört", "Last heard"),
        html! { (moment(d.last_at)) " " (d.signal) },
    ));
    if d.port > 0 {
        facts.push((
            say.of("Letzte Nutzdaten", "Last payload"),
            html! { (say.of("Port", "port")) " " (d.port) ", " (d.bytes) " " (say.of("Byte", "bytes")) },
        ));
    }
    facts
        .push((say.of("Nachrichten", "Messages"), html! { (format::number(say, d.tally.frames)) }));
    facts.push((
        say.of("Gespeicherte Werte", "Values stored"),
        html! { (format::number(say, d.tally.stored)) },
    ));
    let body = html! {
        (standing(&frame, d))
        (list::definition_list(&facts))
        p { (notes(&frame, d)) }
        @if ctx.actor.may(KEEP) { (assigning(ctx, &frame, shown, errors)) }
    };
    let name = if d.name.is_empty() { &d.address } else { &d.name };
    let page = frame
        .staff(name.clone())
        .crumb(say.of("Sensoren", "Sensors"), ctx.to(DESK))
        .crumb(say.of("Eingang", "Doors"), ctx.to(INBOUND))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

fn standing(frame: &Frame<'_>, d: &Device) -> Markup {
    let say = frame.say;
    html! {
        @match d.standing {
            Standing::Waiting => (alert(Tone::Info, say.of("Dieses Gerät wartet auf Zuordnung", "This device waits to be assigned"), html! {
                p { (say.of("Gemerkt ist nur, dass es sich gemeldet hat und wie seine Werte heißen. Gespeichert wird nichts.", "Kept is only that it spoke and what its values are called. Nothing is stored.")) }
            })),
            Standing::Refused => (alert(Tone::Warning, say.of("Dieses Gerät ist abgelehnt", "This device is refused"), html! {
                p { (say.of("Seine Nachrichten werden verworfen.", "Its messages are dropped.")) }
            })),
            Standing::Assigned => @if !d.trouble.is_empty() {
                (alert(Tone::Warning, say.of("Die letzte Nachricht konnte nicht ganz gespeichert werden", "The last message could not be stored in full"), html! { p lang="en" { (d.trouble) } }))
            },
        }
    }
}

fn assigning(ctx: &Ctx, frame: &Frame<'_>, shown: &Shown, errors: &Errors) -> Markup {
    let say = frame.say;
    let d = &shown.device;
    let action = ctx.to(&format!("{INBOUND}/geraet/{}", d.id));
    html! {
        h2 { (say.of("Zuordnung", "Assignment")) }
        @if shown.targets.is_empty() {
            p { (say.of("Es gibt noch keine Messreihe. Legen Sie auf der Seite eines Eintrags eine Messstelle an.", "There is no series yet. Add a station on the page of an entry.")) }
        }
        (Form::post(&action, &ctx.form_token()).body(html! {
            @if shown.sender != Sender::Json { (decoder(frame, shown, errors)) }
            @if shown.fields.is_empty() {
                p { (say.of("Welche Werte es gibt, ist noch nicht bekannt: Wählen Sie einen Decoder und speichern Sie, oder warten Sie auf die nächste Nachricht.", "Which values there are is not known yet: choose a decoder and save, or wait for the next message.")) }
            }
            @for (at, field) in shown.fields.iter().enumerate().take(ROUTES_MAX.max(d.routes.len())) {
                (route(ctx, frame, shown, at, field, errors))
            }
            input type="hidden" name="fassung" value=(d.version);
            (buttons(html! {
                (button_named(Weight::Primary, "tun", "zuordnen", say.of("Zuordnen und speichern", "Assign and store")))
                @if d.standing != Standing::Refused { (button_named(Weight::Danger, "tun", "ablehnen", say.of("Ablehnen", "Refuse"))) }
                @if d.standing != Standing::Waiting { (button_named(Weight::Tertiary, "tun", "warten", say.of("Wieder auf die Warteliste", "Back to the waiting list"))) }
            }))
        }))
    }
}

fn decoder(frame: &Frame<'_>, shown: &Shown, errors: &Errors) -> Markup {
    let say = frame.say;
    let own: Vec<(String, String)> = shown
        .own
        .iter()
        .map(|(id, name)| (id.to_string(), format!("{name} ({})", say.of("eigener", "own"))))
        .collect();
    let mut choices = vec![Choice::new("", say.of("Decoder des Netzes", "Decoder of the network"))];
    choices.extend(own.iter().map(|(id, name)| Choice::new(id, name)));
    choices.extend(decoders().iter().map(|d| Choice::new(d.key, d.name)));
    Field::new(say, "decoder", say.of("Decoder", "Decoder"))
        .value(&shown.device.decoder)
        .hint(say.of(
            "Wer aus den Nutzdaten Werte macht. Speichern Sie einmal, dann stehen unten seine Werte.",
            "Who makes values of the payload. Save once, then its values stand below.",
        ))
        .error(errors.get("decoder"))
        .select(&choices)
}

fn route(
    ctx: &Ctx,
    frame: &Frame<'_>,
    shown: &Shown,
    at: usize,
    field: &str,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    let known = shown.device.routes.iter().find(|r| r.field == field);
    let numbers: Vec<(String, String)> =
        shown.targets.iter().map(|t| (t.0.to_string(), target_words(t))).collect();
    let mut choices = vec![Choice::new("", say.of("nicht speichern", "do not store"))];
    choices.extend(numbers.iter().map(|(number, words)| Choice::new(number, words)));
    let stream = known.map(|r| r.stream.to_string()).unwrap_or_default();
    let number = |n: f64| shown_number(n, ctx.language);
    let (factor, plus) =
        (number(known.map_or(1.0, |r| r.factor)), number(known.map_or(0.0, |r| r.plus)));
    let minutes = known.map_or(0, |r| r.minutes).to_string();
    let name = |what: &str| format!("{what}-{at}");
    form::group(
        &say.of(format!("Wert {field}"), format!("Value {field}")),
        None,
        html! {
            input type="hidden" name=(name("feld")) value=(field);
            (Field::new(say, &name("reihe"), say.of("Gehört in die Messreihe", "Goes into the series")).value(&stream).error(errors.get(&name("reihe"))).select(&choices))
            (Field::new(say, &name("faktor"), say.of("mal", "times")).value(&factor).error(errors.get(&name("faktor"))).max_length(20).text())
            (Field::new(say, &name("plus"), say.of("plus", "plus")).value(&plus).error(errors.get(&name("plus"))).max_length(20).text())
            (Field::new(say, &name("minuten"), say.of("Gilt für die Minuten davor (0: Augenblick)", "Is about the minutes before (0: an instant)")).value(&minutes).error(errors.get(&name("minuten"))).number())
        },
    )
}

/// What was typed, and what is wrong with it.
fn typed(fields: &Fields, targets: &[Target]) -> (Vec<Route>, Problem) {
    let mut routes: Vec<Route> = Vec::new();
    let mut problem = wrong();
    for at in 0..80 {
        let name = |what: &str| format!("{what}-{at}");
        let (field, stream) = (fields.text(&name("feld")), fields.get(&name("reihe")).to_owned());
        if field.is_empty() || stream.is_empty() {
            continue;
        }
        let stream: Option<i64> = stream.parse().ok().filter(|s| targets.iter().any(|t| t.0 == *s));
        let number = |what: &str| typed_number(fields.get(&name(what)));
        let minutes = fields.get(&name("minuten"));
        let minutes = if minutes.is_empty() { "0" } else { minutes };
        let minutes = minutes.parse().ok().filter(|m| (0..=MINUTES_MAX).contains(m));
        let (Some(stream), Some(factor), Some(plus), Some(minutes)) =
            (stream, number("faktor"), number("plus"), minutes)
        else {
            problem = problem.at(
                &name("reihe"),
                "Wählen Sie eine Messreihe; „mal“ und „plus“ sind Zahlen, die Minuten 0 bis 1.440.",
                "Choose a series; “times” and “plus” are numbers, the minutes 0 to 1,440.",
            );
            continue;
        };
        if routes.iter().any(|r| r.stream == stream) {
            problem = problem.at(
                &name("reihe"),
                "Diese Messreihe bekommt schon einen anderen Wert dieses Geräts.",
                "This series gets another value of this device already.",
            );
        }
        routes.push(Route { field, stream, factor, plus, minutes });
    }
    if routes.len() > ROUTES_MAX {
        problem = problem.at(
            "decoder",
            "Ein Gerät füllt höchstens 12 Messreihen.",
            "A device fills at most 12 series.",
        );
    }
    (routes, problem)
}

/// Assigns it, refuses it, or lets it wait again.
pub(crate) async fn save(
    ctx: Ctx,
    Path(key): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let wanted = id(&key)?;
    let before = shown(&ctx, wanted).await?;
    let mut device = before.device.clone();
    device.version = fields.get("fassung").parse().map_err(|_| AppError::NotFound)?;
    let action = match fields.get("tun") {
        "zuordnen" => {
            let (routes, mut problem) = typed(&fields, &before.targets);
            let decoder = fields.get("decoder");
            let is_known = decoder.is_empty()
                || Decoder::named(decoder).is_some()
                || before.own.iter().any(|(id, _)| id.to_string() == decoder);
            if !is_known {
                problem = problem.at("decoder", "Wählen Sie einen Decoder.", "Choose a decoder.");
            }
            device.decoder = decoder.to_owned();
            device.routes = routes;
            device.standing = Standing::Assigned;
            if !problem.fields.is_empty() {
                let errors = Frame::of(&ctx).errors_of(&problem);
                return Ok(page(&ctx, &Shown { device, ..before }, &errors));
            }
            "sensors.device_mapped"
        }
        "ablehnen" => {
            device.standing = Standing::Refused;
            device.routes.clear();
            "sensors.device_refused"
        }
        "warten" => {
            device.standing = Standing::Waiting;
            device.routes.clear();
            "sensors.device_waits"
        }
        _ => return Err(AppError::NotFound),
    };
    ctx.write(move |tx| {
        if !store::set_standing(tx, &device)? {
            return Err(AppError::refused(
                "sensors/changed-meanwhile",
                "Jemand anderes hat das gerade geändert. Laden Sie die Seite neu.",
                "Somebody else has just changed this. Reload the page.",
            ));
        }
        Ok(Audit::of(action, device.id).done())
    })
    .await?;
    Ok(ctx.redirect(&format!("{INBOUND}/geraet/{wanted}")))
}
