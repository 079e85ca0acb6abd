//! Writing to the town: the contact form and the report of a barrier. Each message becomes one
//! mail to the town, however often the button is pressed. Nothing else is kept.

use axum::response::Response;
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::org::{self, Unit};
use kernel::{AppError, Audit, Ctx, Fields, Id, Problem, Tx, notify, settings};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::contact::{Contact, contact_card};
use web::page::stack;
use web::{Errors, Field, Form, Frame, Markup, Say, alert, button, buttons, html, link_button};

use crate::barriers::{self, Barrier, Letter};
use crate::settings::{SiteSettings, is_email};

/// Messages one caller may send.
const MESSAGE_RATE: Rate = Rate { name: "message", burst: 5, every: SignedDuration::from_mins(10) };
/// Longest message, in characters.
const TEXT_CHARS_MAX: usize = 5_000;
/// Longest name, subject or page, in characters.
const LINE_CHARS_MAX: usize = 200;

/// What a visitor typed.
#[derive(Clone, Default)]
struct Typed {
    /// Number of this message: sending it twice sends one mail.
    key: String,
    to: String,
    name: String,
    email: String,
    subject: String,
    page: String,
    text: String,
}

impl Typed {
    fn fresh(fields: &Fields) -> Self {
        Self {
            key: Id::<()>::new().to_string(),
            to: fields.get("an").to_owned(),
            page: fields.get("seite").chars().take(LINE_CHARS_MAX).collect(),
            ..Self::default()
        }
    }

    fn sent(fields: &Fields) -> Self {
        Self {
            key: fields.get("nummer").to_owned(),
            to: fields.get("an").to_owned(),
            name: fields.get("name").to_owned(),
            email: fields.get("email").to_owned(),
            subject: fields.get("betreff").to_owned(),
            page: fields.get("seite").to_owned(),
            text: fields.text("nachricht"),
        }
    }

    /// What must be right in both forms.
    fn check(&self, mut problem: Problem) -> Problem {
        if self.text.is_empty() {
            problem = problem.at(
                "nachricht",
                "Schreiben Sie uns, worum es geht.",
                "Write to us what it is about.",
            );
        }
        if self.text.chars().count() > TEXT_CHARS_MAX {
            problem = problem.at(
                "nachricht",
                "Ihre Nachricht ist zu lang. Kürzen Sie sie auf 5.000 Zeichen.",
                "Your message is too long. Shorten it to 5,000 characters.",
            );
        }
        if !self.email.is_empty() && !is_email(&self.email) {
            problem = problem.at(
                "email",
                "Geben Sie eine E-Mail-Adresse ein, zum Beispiel erika@mail.de, oder lassen Sie das Feld leer.",
                "Enter an e-mail address, for example erika@mail.de, or leave the field empty.",
            );
        }
        let lines = [("name", &self.name), ("betreff", &self.subject), ("seite", &self.page)];
        for (field, value) in lines {
            if value.chars().count() > LINE_CHARS_MAX {
                problem = problem.at(
                    field,
                    "Das ist zu lang. Kürzen Sie es auf 200 Zeichen.",
                    "This is too long. Shorten it to 200 characters.",
                );
            }
        }
        problem
    }
}

fn wrong() -> Problem {
    Problem::new("site/message", "Bitte prüfen Sie Ihre Angaben.", "Please check what you entered.")
}

/// A unit with the mail address and the settings a form needs.
struct Ground {
    settings: SiteSettings,
    units: Vec<Unit>,
}

async fn ground(ctx: &Ctx) -> Result<Ground, AppError> {
    let today = ctx.today();
    ctx.read(move |db| {
        let mut units = org::all(db)?;
        units.retain(|u| u.exists_on(today) && !u.email.is_empty());
        Ok(Ground { settings: settings::get(db)?, units })
    })
    .await
}

/// The contact form.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let ground = ground(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = contact_page(&ctx, &frame, &ground, &Typed::fresh(&fields), &Errors::new());
    Ok(frame.answer(page))
}

fn contact_page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    ground: &Ground,
    typed: &Typed,
    errors: &Errors,
) -> web::Page<'f> {
    let say = frame.say;
    let names: Vec<(&str, &str)> =
        ground.units.iter().map(|u| (u.number.as_str(), u.name.of(ctx.language))).collect();
    let mut choices = vec![Choice::new("", say.of("Ich weiß es nicht", "I do not know"))];
    choices.extend(names.iter().map(|(number, name)| Choice::new(number, name)));
    let action = ctx.to("/kontakt");
    let token = ctx.form_token();
    let form = Form::post(&action, &token).body(html! {
        input type="hidden" name="nummer" value=(typed.key);
        @if !ground.units.is_empty() {
            (Field::new(say, "an", say.of("An wen möchten Sie schreiben?", "To whom would you like to write?"))
                .value(&typed.to).optional().select(&choices))
        }
        (Field::new(say, "betreff", say.of("Worum geht es?", "What is it about?"))
            .value(&typed.subject).error(errors.get("betreff")).text())
        (Field::new(say, "nachricht", say.of("Ihre Nachricht", "Your message"))
            .hint(say.of("Bitte schreiben Sie hier keine Bankdaten oder Angaben über Ihre Gesundheit.", "Please do not write bank details or details of your health here."))
            .value(&typed.text).error(errors.get("nachricht")).textarea(8))
        (person_fields(say, typed, errors))
        (buttons(html! { (button(Weight::Primary, say.of("Nachricht senden", "Send message"))) }))
    });
    frame
        .public(say.of("Kontakt", "Contact"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Schreiben Sie uns. Wir antworten in der Regel innerhalb von drei Arbeitstagen.",
            "Write to us. We usually answer within three working days.",
        ))
        .errors(errors)
        .body(form)
        .aside(town_card(ctx, say))
}

fn person_fields(say: Say, typed: &Typed, errors: &Errors) -> Markup {
    html! {
        (Field::new(say, "name", say.of("Ihr Name", "Your name"))
            .value(&typed.name).error(errors.get("name")).optional().autocomplete("name").text())
        (Field::new(say, "email", say.of("Ihre E-Mail-Adresse", "Your e-mail address"))
            .hint(say.of("Nur damit wir Ihnen antworten können.", "Only so that we can answer you."))
            .value(&typed.email).error(errors.get("email")).optional().email())
    }
}

fn town_card(ctx: &Ctx, say: Say) -> Markup {
    let profile = ctx.town.profile();
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    contact_card(
        say,
        say.of("Lieber persönlich?", "Rather in person?"),
        &Contact {
            name: profile.name.clone(),
            url: Some(ctx.to("/rathaus")),
            address: [filled(&profile.street), filled(&profile.postcode)]
                .into_iter()
                .flatten()
                .collect(),
            phone: filled(&profile.telephone),
            email: filled(&profile.email),
            ..Contact::default()
        },
    )
}

/// Sends a message.
pub async fn send(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed = Typed::sent(&fields);
    let ground = ground(&ctx).await?;
    let frame = Frame::of(&ctx);
    let mut problem = typed.check(wrong());
    if typed.subject.is_empty() {
        problem = problem.at(
            "betreff",
            "Sagen Sie uns in ein paar Worten, worum es geht.",
            "Tell us in a few words what it is about.",
        );
    }
    if !problem.fields.is_empty() {
        let errors = frame.errors_of(&problem);
        let page = contact_page(&ctx, &frame, &ground, &typed, &errors);
        return Ok(frame.answer_again(page));
    }
    let unit = ground.units.iter().find(|u| !typed.to.is_empty() && u.number == typed.to);
    let recipient = unit.map_or_else(|| town_address(&ctx, &ground.settings), |u| u.email.clone());
    let body = format!(
        "Nachricht über das Kontaktformular der Internetseite\n\nWorum es geht: {}\nName: {}\nE-Mail für die Antwort: {}\n\n{}\n",
        typed.subject,
        or_none(&typed.name),
        or_none(&typed.email),
        typed.text,
    );
    post(
        &ctx,
        "contact",
        &typed.key,
        recipient,
        "Nachricht über das Kontaktformular",
        body,
        |_| Ok(()),
    )
    .await?;
    Ok(ctx.redirect("/kontakt/gesendet"))
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "(keine Angabe)" } else { text }
}

fn town_address(ctx: &Ctx, settings: &SiteSettings) -> String {
    if settings.contact_email.is_empty() {
        ctx.town.profile().email.clone()
    } else {
        settings.contact_email.clone()
    }
}

/// Writes the one mail of a message.
async fn post(
    ctx: &Ctx,
    kind: &'static str,
    key: &str,
    recipient: String,
    subject: &'static str,
    body: String,
    further: impl FnOnce(&mut Tx<'_>) -> Result<(), AppError> + Send + 'static,
) -> Result<(), AppError> {
    if recipient.is_empty() {
        return Err(AppError::refused(
            "site/no-recipient",
            "Diese Stadt hat noch keine E-Mail-Adresse hinterlegt. Bitte rufen Sie an.",
            "This town has not set an e-mail address yet. Please call.",
        ));
    }
    // A made-up number only hurts its maker: the message is sent once under it.
    let key: Id<()> = key.parse().map_err(|_| AppError::BadRequest(wrong()))?;
    ctx.limit(MESSAGE_RATE)?;
    ctx.write(move |tx| {
        let event = format!("site/{kind}/{key}");
        notify::mail(tx, &event, &recipient, subject, &body)?;
        further(tx)?;
        Ok(Audit::of("site.message_sent", key).note(kind).done())
    })
    .await
}

/// The message left.
pub async fn sent(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Ihre Nachricht ist unterwegs", "Your message is on its way"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .crumb(say.of("Kontakt", "Contact"), ctx.to("/kontakt"))
        .noindex()
        .body(stack(html! {
            (alert(Tone::Success, say.of("Vielen Dank", "Thank you"), html! {
                p { (say.of(
                    "Wir haben Ihre Nachricht bekommen und antworten Ihnen, wenn Sie eine E-Mail-Adresse angegeben haben.",
                    "We have received your message and answer if you gave an e-mail address.",
                )) }
            }))
            (buttons(link_button(Weight::Secondary, &ctx.to("/"), say.of("Zur Startseite", "To the home page"))))
        }));
    Ok(frame.answer_shared(page))
}

/// The report of a barrier, with the page it was found on (§ 10b (2) no. 2 BGG NRW).
pub async fn show_barrier(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let page = barrier_page(&ctx, &frame, &Typed::fresh(&fields), &Errors::new());
    Ok(frame.answer(page))
}

fn barrier_page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'_>,
    typed: &Typed,
    errors: &Errors,
) -> web::Page<'f> {
    let say = frame.say;
    let action = ctx.to("/barriere-melden");
    let token = ctx.form_token();
    let form = Form::post(&action, &token).body(html! {
        input type="hidden" name="nummer" value=(typed.key);
        (Field::new(say, "seite", say.of("Auf welcher Seite?", "On which page?"))
            .hint(say.of("Adresse oder Name der Seite", "Address or name of the page"))
            .value(&typed.page).error(errors.get("seite")).optional().text())
        (Field::new(say, "nachricht", say.of("Was können Sie nicht lesen, verstehen oder bedienen?", "What can you not read, understand or use?"))
            .hint(say.of("Wenn Sie möchten: Welches Gerät und welche Hilfsmittel nutzen Sie?", "If you like: which device and which aids do you use?"))
            .value(&typed.text).error(errors.get("nachricht")).textarea(8))
        (person_fields(say, typed, errors))
        (buttons(html! { (button(Weight::Primary, say.of("Barriere melden", "Report barrier"))) }))
    });
    frame
        .public(say.of("Barriere melden", "Report a barrier"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Sagen Sie uns, was Sie hindert. Wir antworten innerhalb von zwei Wochen.",
            "Tell us what stands in your way. We answer within two weeks.",
        ))
        .errors(errors)
        .body(form)
        .aside(town_card(ctx, say))
}

/// Sends the report of a barrier.
pub async fn send_barrier(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let typed = Typed::sent(&fields);
    let frame = Frame::of(&ctx);
    let problem = typed.check(wrong());
    if !problem.fields.is_empty() {
        let errors = frame.errors_of(&problem);
        return Ok(frame.answer_again(barrier_page(&ctx, &frame, &typed, &errors)));
    }
    let settings: SiteSettings = ctx.read(settings::get).await?;
    let recipient = town_address(&ctx, &settings);
    let until = ctx.today().saturating_add(jiff::Span::new().days(14));
    let body = format!(
        "Jemand meldet eine Barriere auf der Internetseite.\n\nAntwort bis {} (zwei Wochen; spätestens nach sechs Wochen, vorher eine Zwischennachricht). Jede Antwort muss auf die Ombudsstelle für barrierefreie Informationstechnik hinweisen.\n\nSeite: {}\nName: {}\nE-Mail für die Antwort: {}\n\n{}\n",
        kernel::Language::De.day(until),
        or_none(&typed.page),
        or_none(&typed.name),
        or_none(&typed.email),
        typed.text,
    );
    let town = std::sync::Arc::clone(&ctx.town);
    let (page, key) = (typed.page.clone(), typed.key.clone());
    let letter = Letter { name: typed.name, email: typed.email, text: typed.text };
    let report = move |tx: &mut Tx<'_>| match key.parse::<Id<Barrier>>() {
        Ok(id) => barriers::take_in(tx, &town, id, &page, &letter),
        Err(_) => Ok(()),
    };
    let subject = "Barriere auf der Internetseite gemeldet";
    post(&ctx, "barrier", &typed.key, recipient, subject, body, report).await?;
    Ok(ctx.redirect("/barriere-melden/gesendet"))
}

/// The report left.
pub async fn sent_barrier(ctx: Ctx) -> Result<Response, AppError> {
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let page = frame
        .public(say.of("Danke für Ihren Hinweis", "Thank you for telling us"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .noindex()
        .body(stack(html! {
            (alert(Tone::Success, say.of("Wir kümmern uns darum", "We take care of it"), html! {
                p { (say.of(
                    "Sie bekommen innerhalb von zwei Wochen eine Antwort, wenn Sie eine E-Mail-Adresse angegeben haben. In schwierigen Fällen kann es bis zu sechs Wochen dauern; dann sagen wir Ihnen vorher Bescheid.",
                    "You receive an answer within two weeks if you gave an e-mail address. Difficult matters may take up to six weeks; then we let you know in between.",
                )) }
                p { (say.of(
                    "Sind Sie mit der Antwort nicht zufrieden, hilft die Ombudsstelle des Landes. Sie steht in unserer Erklärung zur Barrierefreiheit.",
                    "If you are not satisfied with the answer, the ombuds office of the Land helps. You find it in our accessibility statement.",
                )) }
            }))
            (buttons(link_button(Weight::Secondary, &ctx.to("/barrierefreiheit"),
                say.of("Erklärung zur Barrierefreiheit", "Accessibility statement"))))
        }));
    Ok(frame.answer_shared(page))
}
