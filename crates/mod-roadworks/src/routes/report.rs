//! Reporting damage near a trench: where, what is known there, and the report itself. Works without
//! scripts; with them the device can say where it is.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, header::HeaderName};
use axum::response::Response;
use kernel::files::{self, UPLOAD_BYTES_MAX};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::upload::UploadRules;
use web::{
    Errors, Field, Form, Frame, Markup, Say, alert, badge, button, buttons, html, link_button,
};

use super::place::{Place, Spot, place};
use super::{encoded, id, is_email};
use crate::report::{self, Category, Details, Report, Trench};
use crate::store::reports;
use crate::taking::{self, Sent};

/// Longest text, in characters.
const TEXT_CHARS_MAX: usize = 3_000;
/// Photos of one report.
const PHOTOS_MAX: usize = 3;
/// Lets this page ask the device where it is.
const LOCATION: HeaderValue = HeaderValue::from_static("geolocation=(self)");

/// What somebody typed into the report.
#[derive(Clone, Default)]
struct Typed {
    key: String,
    category: String,
    danger: String,
    text: String,
    email: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let key = fields.text("nummer");
        Self {
            key: if key.is_empty() { Id::<Report>::new().to_string() } else { key },
            category: fields.text("was"),
            danger: fields.text("gefahr"),
            text: fields.text("text"),
            email: fields.text("email"),
        }
    }
}

/// The form: first where, then what is known there and what else is wrong.
pub async fn form(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    show_form(&ctx, &fields, &Errors::new()).await
}

async fn show_form(ctx: &Ctx, fields: &Fields, errors: &Errors) -> Result<Response, AppError> {
    let place = place(ctx, fields).await?;
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = match &place {
        Place::Unsaid => where_form(ctx, say, ""),
        Place::Elsewhere => html! {
            (alert(Tone::Warning, say.of("Diesen Ort kennen wir nicht", "We do not know this place"), html! {
                p { (say.of(
                    "Er liegt nicht in unserer Stadt, oder die Schreibweise stimmt nicht. Versuchen Sie es mit Straße und Hausnummer.",
                    "It is not in our town, or its spelling is wrong. Try street and house number.",
                )) }
            }))
            (where_form(ctx, say, fields.get("ort")))
        },
        Place::Several(lines) => html! {
            (where_form(ctx, say, fields.get("ort")))
            h2 { (say.of("Welchen Ort meinen Sie?", "Which place do you mean?")) }
            ul { @for line in lines {
                li { a href=(ctx.to(&format!("/baustellen/melden?ort={}", encoded(line)))) { (line) } }
            } }
        },
        Place::Here(spot) => here(ctx, say, fields, spot, errors).await?,
    };
    let page = frame
        .public(say.of("Schaden an einer Baustelle melden", "Report damage at road works"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .lead(say.of(
            "Loch, Stolperkante, umgefallene Absperrung: Wir finden heraus, wer dort baut, und kümmern uns.",
            "Hole, edge, fallen barrier: we find out who builds there and see to it.",
        ))
        .errors(errors)
        .body(html! {
            (body)
            p { (say.of("Bei akuter Gefahr für Menschen rufen Sie 112.", "If people are in acute danger, call 112.")) }
        });
    let mut response =
        if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) };
    response.headers_mut().insert(HeaderName::from_static("permissions-policy"), LOCATION);
    Ok(response)
}

fn where_form(ctx: &Ctx, say: Say, typed: &str) -> Markup {
    Form::get(&ctx.to("/baustellen/melden")).label(say.of("Wo ist es?", "Where is it?")).body(html! {
        (Field::new(say, "ort", say.of("Wo ist es? Straße und Hausnummer", "Where is it? Street and house number"))
            .value(typed).suggestions("/karte/adressen.json").max_length(80).text())
        (web::locate::locate(say))
        (buttons(button(Weight::Primary, say.of("Weiter", "Continue"))))
    })
}

/// What is known at the place, and the form.
async fn here(
    ctx: &Ctx,
    say: Say,
    fields: &Fields,
    spot: &Spot,
    errors: &Errors,
) -> Result<Markup, AppError> {
    let (town, at, is_rough) = (Arc::clone(&ctx.town), spot.at, spot.is_rough);
    let (trench, known) = ctx
        .read(move |db| {
            let known = report::known(&town, db, at)?;
            let known = known.into_iter().map(|r| Ok((reports::count_echoes(db, r.id)?, r)));
            let known = known.collect::<Result<Vec<_>, AppError>>()?;
            Ok((report::trench(db, at, is_rough)?, known))
        })
        .await?;
    Ok(html! {
        p { strong { (say.of("Ort: ", "Place: ")) (spot.words) } " "
            a href=(ctx.to("/baustellen/melden")) { (say.of("anderer Ort", "another place")) } }
        (works(ctx, say, trench.as_ref()))
        @if !known.is_empty() {
            h2 { (say.of("Das ist dort schon gemeldet", "This is reported there already")) }
            @for (others, report) in &known { (one_known(ctx, say, report, *others)) }
            h2 { (say.of("Etwas anderes melden", "Report something else")) }
        }
        (report_form(ctx, say, fields, spot, errors))
    })
}

fn works(ctx: &Ctx, say: Say, trench: Option<&Trench>) -> Markup {
    let Some(t) = trench else {
        return html! { p { (say.of(
            "An dieser Stelle kennen wir keine Baustelle. Melden Sie den Schaden trotzdem: Die Straßenabteilung sieht nach.",
            "We know of no road works at this place. Report it all the same: the streets department takes a look.",
        )) } };
    };
    let builder = if t.site.builder.is_empty() {
        say.of("die Stadt", "the town")
    } else {
        t.site.builder.as_str()
    };
    let title = if t.site.is_open() {
        say.of(format!("Hier baut: {builder}"), format!("Builder here: {builder}"))
    } else {
        say.of(format!("Hier hat gebaut: {builder}"), format!("Built here: {builder}"))
    };
    alert(
        Tone::Info,
        &title,
        html! {
            p { a href=(ctx.to(&t.site.path())) { (t.site.street) ": " (t.site.title) } }
            @if let Some(until) = t.near.section.warranty_until.filter(|_| t.in_warranty) {
                p { (say.of("Die Firma muss Mängel bis ", "The company has to repair defects until ")) (ctx.language.day(until)) (say.of(" auf eigene Kosten beheben.", " at its own cost.")) }
            }
        },
    )
}

fn one_known(ctx: &Ctx, say: Say, report: &Report, others: i64) -> Markup {
    let token = ctx.form_token();
    let label = report.category.label();
    web::card::sub_card(
        label.of(ctx.language),
        html! {
            p { (badge(Tone::Info, report.stage.label().of(ctx.language))) " "
                (say.of("gemeldet am ", "reported on ")) (ctx.language.day(kernel::clock::local_day(report.made_at)))
                @if others > 0 { ", " (others) (say.of(" weitere haben es auch bemerkt", " others noticed it too")) } }
            (Form::post(&ctx.to(&format!("/baustellen/melden/auch/{}", report.id)), &token)
                .id(&format!("auch-{}", report.number)).body(html! {
                input type="hidden" name="nummer" value=(Id::<Report>::new());
                (Field::new(say, &format!("email-{}", report.number), say.of("E-Mail, wenn Sie die Antwort bekommen möchten", "Mail, if you want the answer"))
                    .optional().autocomplete("email").email())
                (buttons(button(Weight::Secondary, say.of("Habe ich auch bemerkt: mitverfolgen", "I noticed it too: follow it"))))
            }))
        },
    )
}

fn report_form(ctx: &Ctx, say: Say, fields: &Fields, spot: &Spot, errors: &Errors) -> Markup {
    let typed = Typed::of(fields);
    let token = ctx.form_token();
    let labels: Vec<(&str, kernel::Text)> =
        Category::ALL.iter().map(|c| (c.word(), c.label())).collect();
    let choices: Vec<Choice> =
        labels.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))).collect();
    Form::post(&ctx.to("/baustellen/melden"), &token).with_files().body(html! {
        input type="hidden" name="nummer" value=(typed.key);
        @for name in ["lat", "lon", "genauigkeit"] {
            @if !fields.get(name).is_empty() { input type="hidden" name=(name) value=(fields.get(name)); }
        }
        input type="hidden" name="ort" value=(spot.words);
        (Field::new(say, "was", say.of("Was stimmt nicht?", "What is wrong?"))
            .value(&typed.category).error(errors.get("was")).radios(&choices))
        (Field::new(say, "gefahr", say.of("Kann sich jemand verletzen?", "Can somebody get hurt?"))
            .value(&typed.danger).error(errors.get("gefahr")).yes_no())
        (Field::new(say, "text", say.of("Wo genau, und was sehen Sie?", "Where exactly, and what do you see?"))
            .hint(say.of("Zum Beispiel: vor Haus 12, die Platten sind abgesackt. Bitte keine Namen.", "For example: in front of no. 12, the slabs have sunk. No names, please."))
            .value(&typed.text).error(errors.get("text")).optional().textarea(4))
        (Field::new(say, "foto", say.of("Fotos", "Photos")).optional().error(errors.get("foto")).upload(UploadRules {
            accept: ".jpg,.jpeg,.png",
            kinds: say.of("JPG oder PNG, bis zu drei Bilder", "JPG or PNG, up to three pictures"),
            max_bytes: UPLOAD_BYTES_MAX,
            multiple: true,
        }))
        (Field::new(say, "email", say.of("Ihre E-Mail-Adresse", "Your mail address"))
            .hint(say.of("Nur für die Antwort. Ohne Adresse sehen Sie die Antwort mit Ihrem Code auf der Seite.", "For the answer only. Without it you see the answer on the page, with your code."))
            .value(&typed.email).error(errors.get("email")).optional().autocomplete("email").email())
        (buttons(button(Weight::Primary, say.of("Schaden melden", "Send the report"))))
    })
}

/// Takes a report in.
pub async fn send(ctx: Ctx, mut fields: Fields) -> Result<Response, AppError> {
    let uploads = fields.take_uploads();
    let Place::Here(spot) = place(&ctx, &fields).await? else {
        return show_form(&ctx, &fields, &Errors::new()).await;
    };
    let typed = Typed::of(&fields);
    let (sent, mut problem) = read(&ctx, &typed, spot);
    let mut photos = Vec::new();
    for upload in uploads.into_iter().filter(|u| !u.bytes.is_empty()) {
        match files::check_upload(&upload.name, upload.bytes) {
            Ok(photo) if photo.mime().starts_with("image/") && photos.len() < PHOTOS_MAX => {
                photos.push(photo);
            }
            Ok(_) => {
                problem = problem.at(
                    "foto",
                    "Bitte höchstens drei Bilder als JPG oder PNG.",
                    "At most three pictures as JPG or PNG, please.",
                );
            }
            Err(refusal) => problem = problem.at("foto", &refusal.de, &refusal.en),
        }
    }
    let Some(sent) = sent.filter(|_| problem.fields.is_empty()) else {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return show_form(&ctx, &fields, &errors).await;
    };
    ctx.limit(report::RATE)?;
    let report = taking::send(&ctx, sent, photos).await?;
    Ok(ctx.redirect(&report.path(&ctx.town)))
}

fn read(ctx: &Ctx, typed: &Typed, spot: Spot) -> (Option<Sent>, Problem) {
    let mut problem = Problem::new(
        "roadworks/report",
        "Bitte prüfen Sie Ihre Angaben.",
        "Please check what you entered.",
    );
    let category = Category::from_word(&typed.category);
    if category.is_none() {
        problem = problem.at("was", "Wählen Sie aus, was nicht stimmt.", "Choose what is wrong.");
    }
    if !matches!(typed.danger.as_str(), "ja" | "nein") {
        problem = problem.at(
            "gefahr",
            "Sagen Sie uns, ob sich jemand verletzen kann.",
            "Tell us whether somebody can get hurt.",
        );
    }
    if typed.text.chars().count() > TEXT_CHARS_MAX {
        problem = problem.at(
            "text",
            "Das ist zu lang. Kürzen Sie auf 3.000 Zeichen.",
            "This is too long. Shorten it to 3,000 characters.",
        );
    }
    if !typed.email.is_empty() && !is_email(&typed.email) {
        problem = problem.at(
            "email",
            "Geben Sie eine E-Mail-Adresse ein, zum Beispiel erika@mail.de, oder lassen Sie das Feld leer.",
            "Enter a mail address, for example erika@mail.de, or leave the field empty.",
        );
    }
    let id = typed.key.parse::<Id<Report>>().unwrap_or_else(|_| Id::new());
    let sent = category.map(|category| Sent {
        id,
        at: spot.at,
        is_rough: spot.is_rough,
        place: spot.words,
        category,
        is_danger: typed.danger == "ja",
        details: Details {
            text: typed.text.clone(),
            email: typed.email.clone(),
            language: ctx.language,
        },
    });
    (sent, problem)
}

/// Somebody noticed the same.
pub async fn echo(ctx: Ctx, Path(key): Path<String>, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(report::RATE)?;
    let wanted: Id<Report> = id(&key)?;
    let (town, language) = (Arc::clone(&ctx.town), ctx.language);
    let email = fields.pairs().iter().find(|(name, _)| name.starts_with("email-"));
    let email = email.map(|(_, value)| value.trim().to_owned()).unwrap_or_default();
    if !email.is_empty() && !is_email(&email) {
        return Err(AppError::refused(
            "roadworks/email",
            "Diese E-Mail-Adresse ist nicht vollständig. Gehen Sie zurück und prüfen Sie sie, oder lassen Sie das Feld leer.",
            "This mail address is not complete. Go back and check it, or leave the field empty.",
        ));
    }
    let number = fields.text("nummer");
    ctx.write(move |tx| {
        let report = reports::find(&town, tx, wanted)?;
        if report.closed_at.is_some() {
            return Err(AppError::NotFound);
        }
        taking::echo(&town, tx, wanted, &number, &email, language)?;
        Ok(Audit::of("roadworks.report_echoed", wanted).done())
    })
    .await?;
    Ok(ctx.redirect("/baustellen/melden/auch"))
}

/// Thanks to whoever noticed the same.
pub async fn echoed(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Vielen Dank", "Thank you"))
        .crumb(say.of("Baustellen", "Road works"), ctx.to("/baustellen"))
        .noindex()
        .body(html! {
            (alert(Tone::Success, say.of("Wir haben vermerkt, dass Sie es auch bemerkt haben", "We have noted that you noticed it too"), html! {
                p { (say.of(
                    "Haben Sie Ihre E-Mail-Adresse angegeben, bekommen Sie die Antwort.",
                    "If you gave your mail address, you will get the answer.",
                )) }
            }))
            (buttons(link_button(Weight::Secondary, &ctx.to("/baustellen"), say.of("Zu den Baustellen", "To the road works"))))
        });
    Ok(frame.answer(page))
}
