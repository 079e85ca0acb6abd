//! Pages for everybody: order, confirm, change, end. And the figures for editors.

mod staff;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::{Access, AppError, Audit, Ctx, Fields, Problem, Routes, publication};
use web::badge::Tone;
use web::button::Weight;
use web::choice::Choice;
use web::page::stack;
use web::{Errors, Field, Form, Frame, Markup, alert, button, buttons, html, link_button};

use crate::model::{KINDS, Rhythm, Subscriber, Topics, topic_key};
use crate::{SEE, store, subscribe};

/// The figures for editors.
pub(crate) const DESK: &str = "/verwaltung/newsletter";
/// Topics of news that are offered by themselves.
const NEWS_TOPICS_MAX: usize = 20;
/// Longest mail address (RFC 5321).
const ADDRESS_MAX: usize = 254;

/// All paths of this module.
pub(crate) fn paths() -> Routes {
    let all = Access::Everyone;
    Routes::new()
        .get("/newsletter", all, form)
        .post("/newsletter", all, ask)
        .get("/newsletter/gesendet", all, sent)
        .get("/newsletter/{id}/{code}", all, choices)
        .post("/newsletter/{id}/{code}", all, choose)
        .get("/newsletter/{id}/{code}/ende", all, leave)
        .post("/newsletter/{id}/{code}/ende", all, end)
        .program("/newsletter/{id}/{code}/sofort", end_at_once)
        .get(DESK, Access::Staff(SEE), staff::show)
}

/// Whether a text can be a mail address.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    text.len() <= ADDRESS_MAX
        && !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>,;\"".contains(c))
}

/// What somebody chose in the form.
struct Chosen {
    rhythm: Option<Rhythm>,
    topics: Topics,
    /// Topics that news of this town have.
    known: Vec<String>,
}

impl Chosen {
    async fn read(ctx: &Ctx, fields: &Fields) -> Result<Self, AppError> {
        let known = ctx.read(|db| publication::topics(db, "news")).await?;
        let known: Vec<String> = known.into_iter().take(NEWS_TOPICS_MAX).collect();
        let keys: Vec<String> = known.iter().map(|t| topic_key("news", t)).collect();
        Ok(Self {
            rhythm: Rhythm::from_word(fields.get("rhythmus")),
            topics: Topics::read(fields.all("thema"), &keys),
            known,
        })
    }

    fn check(&self) -> Problem {
        let mut problem = Problem::new(
            "newsletter/choice",
            "Bitte prüfen Sie Ihre Angaben.",
            "Please check what you entered.",
        );
        if self.topics.0.is_empty() {
            problem = problem.at(
                "thema",
                "Wählen Sie mindestens ein Thema.",
                "Choose at least one topic.",
            );
        }
        if self.rhythm.is_none() {
            problem = problem.at(
                "rhythmus",
                "Wählen Sie, wie oft Sie Post möchten.",
                "Choose how often you want mail.",
            );
        }
        problem
    }

    /// The fields of topics and rhythm.
    fn fields(&self, ctx: &Ctx, errors: &Errors) -> Markup {
        let say = web::frame::say_of(ctx.language);
        let topics: Vec<(String, String)> = self
            .known
            .iter()
            .map(|t| (topic_key("news", t), publication::topic_name(t, ctx.language)))
            .collect();
        let mut choices: Vec<Choice<'_>> = KINDS
            .iter()
            .map(|k| {
                Choice::new(k.key, say.of(k.title.0, k.title.1)).hint(say.of(k.text.0, k.text.1))
            })
            .collect();
        let only = say.of("Nur dieses Thema aus „Aktuelles“", "This topic of the news only");
        choices.extend(topics.iter().map(|(key, topic)| Choice::new(key, topic).hint(only)));
        let chosen: Vec<&str> = self.topics.0.iter().map(String::as_str).collect();
        let rhythms: Vec<_> = Rhythm::ALL.iter().map(|r| (r.word(), r.label())).collect();
        let rhythms: Vec<Choice<'_>> =
            rhythms.iter().map(|(word, label)| Choice::new(word, label.of(ctx.language))).collect();
        html! {
            (Field::new(say, "thema", say.of("Was interessiert Sie?", "What are you interested in?"))
                .error(errors.get("thema")).checkboxes(&choices, &chosen))
            (Field::new(say, "rhythmus", say.of("Wie oft möchten Sie Post?", "How often do you want mail?"))
                .value(self.rhythm.map_or("", Rhythm::word)).error(errors.get("rhythmus")).radios(&rhythms))
        }
    }
}

/// The form.
async fn form(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let mut chosen = Chosen::read(&ctx, &fields).await?;
    chosen.rhythm = chosen.rhythm.or(Some(Rhythm::Weekly));
    Ok(page(&ctx, &chosen, "", &Errors::new()))
}

fn page(ctx: &Ctx, chosen: &Chosen, email: &str, errors: &Errors) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let body = stack(html! {
        (Form::post(&ctx.to("/newsletter"), &ctx.form_token()).body(html! {
            (chosen.fields(ctx, errors))
            (Field::new(say, "email", say.of("Ihre E-Mail-Adresse", "Your mail address"))
                .value(email).error(errors.get("email")).email())
            (buttons(button(Weight::Primary, say.of("Bestellen", "Order"))))
        }))
        p { (say.of(
            "Wir schicken Ihnen zuerst eine E-Mail mit einem Link. Erst wenn Sie ihn öffnen und bestätigen, bekommen Sie den Newsletter. In jeder E-Mail steht, wie Sie Ihre Auswahl ändern oder abbestellen. Wir nutzen Ihre Adresse nur dafür, löschen sie, wenn Sie abbestellen, und messen nicht, ob Sie eine E-Mail öffnen.",
            "First we send you a mail with a link. Only when you open and confirm it do you get the newsletter. Every mail says how to change your choice or end it. We use your address for nothing else, delete it when you leave, and do not measure whether you open a mail.",
        )) }
        p {
            (say.of("Lieber ohne E-Mail-Adresse? ", "Rather without a mail address? "))
            a href=(ctx.to("/abonnieren")) { (say.of("Alles Neue gibt es auch als Feed.", "All news can be had as feeds, too.")) }
        }
    });
    let page = frame
        .public(say.of("Newsletter", "Newsletter"))
        .crumb(say.of("Startseite", "Home"), ctx.to("/"))
        .lead(say.of(
            "Neues aus der Stadt, so oft Sie möchten.",
            "News of the town, as often as you like.",
        ))
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

/// Somebody orders the newsletter.
async fn ask(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(subscribe::RATE)?;
    let email = fields.text("email");
    let chosen = Chosen::read(&ctx, &fields).await?;
    let mut problem = chosen.check();
    if !is_email(&email) {
        problem = problem.at(
            "email",
            "Geben Sie eine E-Mail-Adresse ein, zum Beispiel erika@mail.de.",
            "Enter a mail address, for example erika@mail.de.",
        );
    }
    let (Some(rhythm), true) = (chosen.rhythm, problem.fields.is_empty()) else {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return Ok(page(&ctx, &chosen, &email, &errors));
    };
    let (town, language, topics) = (Arc::clone(&ctx.town), ctx.language, chosen.topics);
    ctx.write(move |tx| {
        let id = subscribe::ask(&town, tx, &email, language, rhythm, topics)?;
        Ok(Audit::of("newsletter.asked", id).done())
    })
    .await?;
    Ok(ctx.redirect("/newsletter/gesendet"))
}

/// The mail is on its way.
async fn sent(ctx: Ctx) -> Result<Response, AppError> {
    let title = ctx.say("Bitte sehen Sie in Ihr Postfach", "Please look into your mailbox");
    Ok(said(
        &ctx,
        title,
        ctx.say("Eine E-Mail ist unterwegs", "A mail is on its way"),
        ctx.say(
            "Öffnen Sie den Link darin und bestätigen Sie. Kommt nichts an, sehen Sie im Ordner für unerwünschte E-Mails nach.",
            "Open the link in it and confirm. If nothing comes, look into the folder for unwanted mail.",
        ),
    ))
}

/// The page of the link in every mail: what was chosen. Its button confirms an address that is not
/// confirmed yet, so that programs that open links in mails do not.
async fn choices(ctx: Ctx, Path((id, code)): Path<(String, String)>) -> Result<Response, AppError> {
    let Some(known) = of_link(&ctx, &id, &code).await? else { return Ok(gone(&ctx)) };
    let mut chosen = Chosen::read(&ctx, &Fields::default()).await?;
    chosen.topics = known.topics.clone();
    chosen.rhythm = Some(known.rhythm);
    Ok(choice_page(&ctx, &id, &code, &known, &chosen, &Errors::new()))
}

fn choice_page(
    ctx: &Ctx,
    id: &str,
    code: &str,
    known: &Subscriber,
    chosen: &Chosen,
    errors: &Errors,
) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let is_new = known.confirmed_at.is_none();
    let (title, label) = if is_new {
        (
            say.of("Newsletter bestätigen", "Confirm the newsletter"),
            say.of("Ja, ich möchte den Newsletter", "Yes, I want the newsletter"),
        )
    } else {
        (
            say.of("Ihr Newsletter", "Your newsletter"),
            say.of("Auswahl speichern", "Save the choice"),
        )
    };
    let own = ctx.to(&format!("/newsletter/{id}/{code}"));
    let body = stack(html! {
        (Form::post(&own, &ctx.form_token()).body(html! {
            (chosen.fields(ctx, errors))
            (buttons(button(Weight::Primary, label)))
        }))
        @if !is_new {
            p { a href=(format!("{own}/ende")) { (say.of("Newsletter abbestellen", "End the newsletter")) } }
        }
    });
    let page = frame
        .public(title)
        .crumb(say.of("Newsletter", "Newsletter"), ctx.to("/newsletter"))
        .noindex()
        .errors(errors)
        .body(body);
    if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) }
}

async fn of_link(ctx: &Ctx, id: &str, code: &str) -> Result<Option<Subscriber>, AppError> {
    let (town, id, code) = (Arc::clone(&ctx.town), id.to_owned(), code.to_owned());
    match ctx.read(move |db| subscribe::of_link(&town, db, &id, &code)).await {
        Ok(known) => Ok(Some(known)),
        Err(AppError::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Confirmed, or changed.
async fn choose(
    ctx: Ctx,
    Path((id, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let Some(known) = of_link(&ctx, &id, &code).await? else { return Ok(gone(&ctx)) };
    let chosen = Chosen::read(&ctx, &fields).await?;
    let problem = chosen.check();
    let (Some(rhythm), true) = (chosen.rhythm, problem.fields.is_empty()) else {
        let errors = Frame::of(&ctx).errors_of(&problem);
        return Ok(choice_page(&ctx, &id, &code, &known, &chosen, &errors));
    };
    let (town, topics) = (Arc::clone(&ctx.town), chosen.topics);
    let is_new = ctx
        .write(move |tx| {
            let known = subscribe::of_link(&town, tx, &id, &code)?;
            let is_new = known.confirmed_at.is_none();
            store::choose(tx, known.id, rhythm, &topics)?;
            if is_new {
                store::count(tx, "confirmed", 1)?;
            }
            let act = if is_new { "newsletter.confirmed" } else { "newsletter.changed" };
            Ok(Audit::of(act, known.id).with(is_new))
        })
        .await?;
    let (title, text) = if is_new {
        (
            ctx.say("Sie bekommen jetzt den Newsletter", "You will get the newsletter now"),
            ctx.say(
                "Die nächste E-Mail kommt, sobald es zu Ihren Themen etwas Neues gibt.",
                "The next mail comes as soon as there is news on your topics.",
            ),
        )
    } else {
        (
            ctx.say("Gespeichert", "Saved"),
            ctx.say(
                "Ab der nächsten E-Mail gilt Ihre neue Auswahl.",
                "Your new choice holds from the next mail on.",
            ),
        )
    };
    Ok(said(&ctx, title, title, text))
}

/// The page of the link that ends it: a button does.
async fn leave(ctx: Ctx, Path((id, code)): Path<(String, String)>) -> Result<Response, AppError> {
    if of_link(&ctx, &id, &code).await?.is_none() {
        return Ok(gone(&ctx));
    }
    let frame = Frame::of(&ctx);
    let say = frame.say;
    let action = ctx.to(&format!("/newsletter/{id}/{code}/ende"));
    let page = frame
        .public(say.of("Newsletter abbestellen?", "End the newsletter?"))
        .crumb(say.of("Newsletter", "Newsletter"), ctx.to("/newsletter"))
        .noindex()
        .body(html! {
            p { (say.of("Wir löschen dann Ihre E-Mail-Adresse.", "We delete your mail address then.")) }
            (Form::post(&action, &ctx.form_token()).body(html! {
                (buttons(button(Weight::Primary, say.of("Abbestellen", "End it"))))
            }))
        });
    Ok(frame.answer(page))
}

/// No more mail.
async fn end(ctx: Ctx, Path((id, code)): Path<(String, String)>) -> Result<Response, AppError> {
    match forget(&ctx, id, code).await {
        Ok(()) | Err(AppError::NotFound) => Ok(gone(&ctx)),
        Err(other) => Err(other),
    }
}

/// No more mail at one click in a mail program (RFC 8058): it posts without session or form token;
/// the code in the address is the key. Whoever opens the address in a browser is asked first.
async fn end_at_once(
    ctx: Ctx,
    method: Method,
    Path((id, code)): Path<(String, String)>,
) -> Result<Response, AppError> {
    if method == Method::GET {
        return Ok(ctx.redirect(&format!("/newsletter/{id}/{code}/ende")));
    }
    if !subscribe::is_ours(&ctx.town, &id, &code) {
        return Ok(StatusCode::UNAUTHORIZED.into_response());
    }
    if method != Method::POST {
        return Ok(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    match forget(&ctx, id, code).await {
        // A second click finds nothing left to end.
        Ok(()) | Err(AppError::NotFound) => Ok(StatusCode::OK.into_response()),
        Err(other) => Err(other),
    }
}

async fn forget(ctx: &Ctx, id: String, code: String) -> Result<(), AppError> {
    let town = Arc::clone(&ctx.town);
    ctx.write(move |tx| {
        let known = subscribe::of_link(&town, tx, &id, &code)?;
        store::drop(tx, known.id)?;
        store::count(tx, "ended", 1)?;
        Ok(Audit::of("newsletter.ended", known.id).done())
    })
    .await
}

fn gone(ctx: &Ctx) -> Response {
    said(
        ctx,
        ctx.say("Abbestellt", "Ended"),
        ctx.say("Sie bekommen keinen Newsletter", "You get no newsletter"),
        ctx.say(
            "Ihre Adresse ist gelöscht, oder sie wurde nicht rechtzeitig bestätigt.",
            "Your address was deleted, or was not confirmed in time.",
        ),
    )
}

fn said(ctx: &Ctx, title: &str, heading: &str, text: &str) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = frame
        .public(title)
        .crumb(say.of("Newsletter", "Newsletter"), ctx.to("/newsletter"))
        .noindex()
        .body(html! {
            (alert(Tone::Success, heading, html! { p { (text) } }))
            (buttons(link_button(Weight::Secondary, &ctx.to("/"), say.of("Zur Startseite", "To the home page"))))
        });
    frame.answer(page)
}
