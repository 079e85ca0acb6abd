//! "My address": what is there, who builds when, why not, and what to do.

use axum::extract::Path;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::places::{self, Address, Found};
use kernel::questions::Coverage;
use kernel::{AppError, Ctx, Fields};
use web::badge::Tone;
use web::button::Weight;
use web::icon::Icon;
use web::table::{Column, Row, Table};
use web::{Field, Form, Frame, Markup, Say, badge, button, buttons, html};

use super::{day_text, id};
use crate::area::Area;
use crate::model::{OPEN, Status, TECHNOLOGIES, is_fibre};
use crate::overview::REASONS;
use crate::store::{self, Past, areas};

/// Questions one caller may ask.
const RATE: Rate =
    Rate { name: "broadband.search", burst: 60, every: SignedDuration::from_millis(100) };

/// The question: which address?
pub async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let wanted = fields.text("adresse");
    let found = if wanted.is_empty() {
        Vec::new()
    } else {
        ctx.limit(RATE)?;
        places::search(&ctx.town, &wanted, 12).await?
    };
    // One certain answer needs no list.
    if let [Found::Address(only)] = found.as_slice() {
        return Ok(ctx.redirect(&format!("/glasfaser/{}", only.id)));
    }
    let street = found.iter().find_map(|f| match f {
        Found::Street(key, _) if found.len() == 1 => Some(key.clone()),
        _ => None,
    });
    let houses = match street {
        Some(key) => ctx.read(move |db| places::of_street(db, &key)).await?,
        None => Vec::new(),
    };
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let body = html! {
        (Form::get(&ctx.to("/glasfaser")).label(say.of("Adresse suchen", "Search for an address")).body(html! {
            (Field::new(say, "adresse", say.of("Straße und Hausnummer", "Street and house number"))
                .value(&wanted).suggestions("/karte/adressen.json").max_length(80).text())
            (buttons(button(Weight::Primary, say.of("Nachsehen", "Look up"))))
        }))
        @if !wanted.is_empty() { (choices(&ctx, say, &found, &houses)) }
        p { a href=(ctx.to("/karte")) { (say.of("Den Ausbau auf der Karte ansehen", "See the roll-out on the map")) } }
        p { a href=(ctx.to("/karte/liste?ebene=broadband.fibre")) { (say.of("Den Ausbau als Liste ansehen", "See the roll-out as a list")) } }
    };
    let page = frame
        .public(say.of("Glasfaser an meiner Adresse", "Fibre at my address"))
        .lead(say.of(
            "Sehen Sie nach, was an Ihrer Adresse liegt, wer wann baut und was Sie tun können.",
            "Look up what is there at your address, who builds when, and what you can do.",
        ))
        .body(body);
    Ok(frame.answer(page))
}

fn choices(ctx: &Ctx, say: Say, found: &[Found], houses: &[Address]) -> Markup {
    if found.is_empty() {
        return web::empty::empty_state(
            Icon::PLACE,
            say.of("Diese Adresse kennen wir nicht", "We do not know this address"),
            say.of(
                "Prüfen Sie die Schreibweise. Bei Neubauten dauert es einige Wochen, bis die Adresse eingetragen ist.",
                "Check the spelling. With new buildings it takes some weeks until the address is entered.",
            ),
            html! {},
        );
    }
    html! {
        h2 { (say.of("Welche Adresse meinen Sie?", "Which address do you mean?")) }
        ul {
            @for house in houses { li { a href=(ctx.to(&format!("/glasfaser/{}", house.id))) { (house.line()) } } }
            @if houses.is_empty() {
                @for one in found {
                    @match one {
                        Found::Address(a) => li { a href=(ctx.to(&format!("/glasfaser/{}", a.id))) { (a.line()) } },
                        Found::Street(key, name) => li { a href=(ctx.to(&format!("/glasfaser?adresse={}", name.replace(' ', "+")))) data-key=(key) { (name) } },
                    }
                }
            }
        }
    }
}

/// One address.
pub async fn address(ctx: Ctx, Path(key): Path<String>) -> Result<Response, AppError> {
    let wanted = id::<Address>(&key)?;
    let today = ctx.today();
    let (address, offers, history, area, gap, operators) = ctx
        .read(move |db| {
            Ok((
                places::address(db, wanted)?,
                store::at(db, wanted, today)?,
                store::history(db, wanted)?,
                areas::of_address(db, wanted)?,
                store::gap(db, wanted)?,
                store::operators(db)?,
            ))
        })
        .await?;
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let mut offers_now = Vec::new();
    for offer in &offers {
        offers_now.push((Status::read(&offer.status).map_err(AppError::internal)?, offer));
    }
    let fibre = offers_now.iter().filter(|(_, c)| is_fibre(&c.technology));
    let (now, best) = fibre
        .max_by_key(|(status, _)| *status)
        .map_or((Status::None, None), |(status, c)| (*status, Some(*c)));
    let builder =
        area.as_ref().and_then(|a| operators.iter().find(|o| o.id.to_string() == a.operator));
    let body = html! {
        (verdict(&frame, now, best, area.as_ref()))
        @if !offers.is_empty() { (offers_table(&ctx, &frame, &offers_now)) }
        @if let Some(area) = &area { (area_part(&ctx, &frame, area, builder.map(|o| o.name.as_str()))) }
        @if now == Status::None && area.is_none() { (why_not(say, gap.as_ref())) }
        h2 { (say.of("Was Sie tun können", "What you can do")) }
        ul { @for step in next_steps(say, now) { li { (step) } } }
        @if history.len() > 1 {
            (web::details::details(say.of("Was hier früher war", "What was here before"), past(&ctx, &frame, &history)))
        }
        p { a href=(ctx.to("/glasfaser")) { (say.of("Andere Adresse nachsehen", "Look up another address")) } }
    };
    let title = format!("{}: {}", say.of("Glasfaser", "Fibre"), address.line());
    let page = frame
        .public(title)
        .crumb(say.of("Glasfaser", "Fibre"), ctx.to("/glasfaser"))
        .noindex()
        .body(body);
    Ok(frame.answer(page))
}

fn verdict(frame: &Frame<'_>, now: Status, best: Option<&Coverage>, area: Option<&Area>) -> Markup {
    let say = frame.say;
    let (tone, title) = match now.mark() {
        "connected" => (Tone::Success, say.of("Glasfaser ist angeschlossen", "Fibre is connected")),
        "available" => (
            Tone::Success,
            say.of("Ein Glasfaseranschluss ist möglich", "A fibre connection is possible"),
        ),
        "building" => (Tone::Info, say.of("Glasfaser wird gebaut", "Fibre is being built")),
        "planned" => (Tone::Info, say.of("Glasfaser ist geplant", "Fibre is planned")),
        _ if area.is_some_and(|a| a.state != "abandoned") => (
            Tone::Info,
            say.of(
                "Ihre Adresse liegt in einem Ausbaugebiet",
                "Your address lies in an area of roll-out",
            ),
        ),
        _ => (Tone::Warning, say.of("Noch plant niemand Glasfaser", "Nobody plans fibre yet")),
    };
    web::alert(
        tone,
        title,
        html! {
            @if let Some(c) = best {
                p { (c.operator) ", " (say.of("Stand vom ", "as of ")) (frame.day(c.since)) }
            }
        },
    )
}

fn technique(word: &str) -> &str {
    TECHNOLOGIES.iter().find(|t| t.0 == word).map_or(word, |t| t.1)
}

fn offers_table(ctx: &Ctx, frame: &Frame<'_>, offers: &[(Status, &Coverage)]) -> Markup {
    let say = frame.say;
    Table::new(say, say.of("Wer was anbietet", "Who offers what"))
        .columns(vec![
            Column::new(say.of("Anbieter", "Operator")),
            Column::new(say.of("Technik", "Technique")),
            Column::new(say.of("Stand", "State")),
            Column::number(say.of("bis zu", "up to")),
            Column::new(say.of("seit", "since")),
        ])
        .rows(offers.iter().map(|(status, c)| {
            let label = status.label();
            Row::new(vec![
                html! { (c.operator) },
                html! { (technique(&c.technology)) },
                html! { (label.of(ctx.language)) },
                html! { @if c.down > 0 { (web::format::number(say, c.down)) " Mbit/s" } },
                html! { (frame.day(c.since)) },
            ])
        }))
        .render()
}

fn area_part(ctx: &Ctx, frame: &Frame<'_>, area: &Area, operator: Option<&str>) -> Markup {
    let say = frame.say;
    let label = area.label(&area.state);
    html! {
        h2 { (say.of("Ausbaugebiet ", "Area ")) (area.name) }
        p { (badge(Tone::Info, label.of(ctx.language))) " " (area.meaning().of(ctx.language)) }
        ul {
            @if let Some(name) = operator { li { (say.of("Es baut: ", "Builder: ")) (name) } }
            li { @if area.is_funded { (say.of("Der Ausbau wird mit öffentlichem Geld gefördert.", "The roll-out is paid with public money.")) }
                @else { (say.of("Der Anbieter baut auf eigene Kosten.", "The operator builds at its own expense.")) } }
            @if !area.ready_by.is_empty() { li { (say.of("Fertig voraussichtlich: ", "Expected to be ready: ")) (day_text(frame, &area.ready_by)) } }
            @if area.state == "pre_marketing" && area.quota > 0 {
                li { (say.of("Verträge: ", "Contracts: ")) (area.signed) " % " (say.of("von nötigen ", "of needed ")) (area.quota) " %"
                    @if !area.quota_by.is_empty() { ", " (say.of("bis ", "until ")) (day_text(frame, &area.quota_by)) } }
            }
        }
    }
}

fn why_not(say: Say, gap: Option<&(String, String)>) -> Markup {
    let known = gap.and_then(|(reason, _)| REASONS.iter().find(|r| r.0 == reason && r.3));
    html! {
        h2 { (say.of("Warum nicht?", "Why not?")) }
        p {
            @if let Some(reason) = known { (say.of("Diese Adresse ", "This address: ")) (say.of(reason.1, reason.2)) "." }
            @else { (say.of(
                "Bisher hat kein Anbieter einen Ausbau gemeldet. Die Stadt fragt die Anbieter regelmäßig und beantragt Fördermittel, wo niemand baut.",
                "No operator has reported a roll-out so far. The town asks operators regularly and applies for funding where nobody builds.",
            )) }
        }
    }
}

fn next_steps(say: Say, now: Status) -> Vec<&'static str> {
    match now.mark() {
        "connected" => vec![say.of("Tarife vergleichen: Auf vielen Glasfasernetzen können Sie den Anbieter wählen.", "Compare tariffs: on many fibre networks you can choose the provider.")],
        "available" => vec![
            say.of("Fragen Sie den Anbieter nach einem Hausanschluss.", "Ask the operator for a connection of the house."),
            say.of("Wohnen Sie zur Miete, sprechen Sie mit dem Eigentümer: Er muss dem Anschluss zustimmen.", "If you rent, talk to the owner: the connection needs the owner's consent."),
        ],
        "building" | "planned" => vec![
            say.of("Klären Sie früh, ob Sie einen Anschluss möchten: Während des Baus ist er oft günstiger.", "Decide early whether you want a connection: while building goes on it is often cheaper."),
            say.of("Verträge an der Haustür müssen Sie nicht sofort unterschreiben. Lassen Sie sich Unterlagen geben.", "You need not sign contracts at the door at once. Ask for papers."),
        ],
        _ => vec![
            say.of("Sehen Sie in einigen Wochen wieder nach: Die Angaben werden laufend ergänzt.", "Look again in some weeks: details are added all the time."),
            say.of("Fehlt etwas oder stimmt etwas nicht? Schreiben Sie der Stadt über die Seite „Kontakt“.", "Is something missing or wrong? Write to the town by the page “Contact”."),
        ],
    }
}

fn past(ctx: &Ctx, frame: &Frame<'_>, history: &[Past]) -> Markup {
    let say = frame.say;
    html! {
        ul {
            @for one in history {
                @let label = one.span.offer.status.label();
                li { (frame.day(one.span.from)) " – "
                    @if one.span.until == OPEN { (say.of("heute", "today")) } @else { (frame.day(one.span.until)) }
                    ": " (one.operator) ", " (technique(&one.span.offer.technology)) ", " (label.of(ctx.language)) }
            }
        }
    }
}
