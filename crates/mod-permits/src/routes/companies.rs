//! Operators and contractors, and the accounts that act for them.

use axum::extract::Path;
use axum::response::Response;
use kernel::people::{self, AccountKind};
use kernel::{AppError, Audit, Ctx, Fields, Id, Language, Problem};
use web::button::Weight;
use web::button::action_link;
use web::choice::Choice;
use web::{Errors, Field, Form, Frame, Markup, Page, Say, button, buttons, card, format, html};

use super::OFFICE;
use crate::model::Operator;
use crate::store;

const COMPANIES: &str = "/verwaltung/netzbetreiber";

type Known = Vec<(Operator, Vec<people::Account>)>;

async fn known(ctx: &Ctx) -> Result<Known, AppError> {
    ctx.read(|db| {
        let mut all = Vec::new();
        for operator in store::operators(db)? {
            let members = store::members(db, operator.id)?;
            all.push((operator, members));
        }
        Ok(all)
    })
    .await
}

/// The list and the form.
pub(super) async fn list(ctx: Ctx) -> Result<Response, AppError> {
    let all = known(&ctx).await?;
    let frame = Frame::of(&ctx);
    let page = page(&ctx, &frame, &all, &Fields::default(), &Errors::new());
    Ok(frame.answer(page))
}

fn page<'f>(
    ctx: &Ctx,
    frame: &'f Frame<'f>,
    all: &Known,
    fields: &Fields,
    errors: &Errors,
) -> Page<'f> {
    let say = frame.say;
    let kinds = [
        Choice::new("operator", say.of("Netzbetreiber", "operator")),
        Choice::new(
            "contractor",
            say.of(
                "Baufirma, stellt Anträge mit Vollmacht",
                "contractor, asks with a power of attorney",
            ),
        ),
    ];
    let line = |name: &'static str, label: &'static str| {
        Field::new(say, name, label).value(fields.get(name)).error(errors.get(name)).max_length(300)
    };
    let body = html! {
        @for one in all { (company(ctx, say, one, fields, errors)) }
        h2 { (say.of("Unternehmen eintragen", "Register a company")) }
        (Form::post(&ctx.to(COMPANIES), &ctx.form_token()).body(html! {
            (Field::new(say, "art", say.of("Art", "Kind")).value(fields.get("art")).error(errors.get("art")).radios(&kinds))
            (line("name", say.of("Name", "Name")).text())
            (Field::new(say, "anschrift", say.of("Anschrift", "Address")).value(fields.get("anschrift")).optional().textarea(2))
            (line("email", say.of("E-Mail für Nachrichten", "E-mail for messages")).email())
            (line("nachweis", say.of("Nachweis der Wegeberechtigung (§ 125 TKG)", "Proof of the right of way (§ 125 TKG)")).optional().text())
            (line("nachweis_bis", say.of("Wegeberechtigung gilt bis", "Right of way holds until")).optional().date_text())
            (buttons(button(Weight::Primary, say.of("Eintragen", "Register"))))
        }))
    };
    frame
        .staff(say.of("Netzbetreiber und Baufirmen", "Operators and contractors"))
        .crumb(say.of("Leitungen und Aufgrabungen", "Lines and excavations"), ctx.to(OFFICE))
        .errors(errors)
        .body(body)
}

fn company(
    ctx: &Ctx,
    say: Say,
    (operator, members): &(Operator, Vec<people::Account>),
    fields: &Fields,
    errors: &Errors,
) -> Markup {
    let token = ctx.form_token();
    let url = |below: &str| ctx.to(&format!("{COMPANIES}/{}/{below}", operator.id));
    let (email, name) = (format!("email-{}", operator.id), format!("name-{}", operator.id));
    card::card(
        &operator.name,
        html! {
            p {
                (if operator.is_contractor { say.of("Baufirma", "contractor") } else { say.of("Netzbetreiber", "operator") })
                ", " (operator.email) ". "
                @if operator.entitlement.is_empty() { (say.of("Kein Nachweis der Wegeberechtigung.", "No proof of the right of way.")) }
                @else { (say.of("Wegeberechtigung: ", "Right of way: ")) (operator.entitlement)
                    @if let Some(day) = operator.entitled_until { (say.of(", bis ", ", until ")) (format::date_short(say, day)) } }
            }
            @if !members.is_empty() {
                ul { @for account in members {
                    li { (account.person.name.reveal()) " (" (account.login.reveal()) ") "
                        (action_link(&url("abmelden"), &token, &[("konto", &account.id.to_string())], say.of("Entfernen", "Remove"))) }
                } }
            }
            @let form = Form::post(&url("konten"), &token).body(html! {
                (Field::new(say, &email, say.of("E-Mail des Kontos", "E-mail of the account")).value(fields.get(&email)).error(errors.get(&email)).email())
                (Field::new(say, &name, say.of("Name", "Name")).value(fields.get(&name)).error(errors.get(&name)).max_length(200).text())
                (buttons(button(Weight::Secondary, say.of("Konto hinzufügen", "Add the account"))))
            });
            @if errors.get(&email).is_some() || errors.get(&name).is_some() { (form) }
            @else { (web::details::details(say.of("Konto hinzufügen, das für dieses Unternehmen handelt", "Add an account that acts for this company"), form)) }
        },
    )
}

fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new(
        "permits/company",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
    .at(field, de, en)
}

fn read(fields: &Fields) -> Result<Operator, Problem> {
    let is_contractor = match fields.get("art") {
        "operator" => false,
        "contractor" => true,
        _ => return Err(wrong("art", "Wählen Sie die Art.", "Choose the kind.")),
    };
    let name = fields.get("name");
    if name.is_empty() || name.chars().count() > 300 {
        return Err(wrong("name", "Nennen Sie das Unternehmen.", "Name the company."));
    }
    let email = fields.get("email");
    if !email.contains('@') || email.len() > 300 {
        return Err(wrong(
            "email",
            "Geben Sie eine E-Mail-Adresse an.",
            "Enter an e-mail address.",
        ));
    }
    Ok(Operator {
        id: Id::new(),
        is_contractor,
        name: name.to_owned(),
        address: fields.text("anschrift"),
        email: email.to_owned(),
        entitlement: fields.get("nachweis").to_owned(),
        entitled_until: fields.date("nachweis_bis")?,
    })
}

/// Registers a company.
pub(super) async fn save(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let saved = match read(&fields) {
        Ok(operator) => {
            ctx.write(move |tx| {
                store::add_operator(tx, &operator)?;
                Ok(Audit::of("permits.company_registered", operator.id).done())
            })
            .await
        }
        Err(problem) => Err(problem.into()),
    };
    match saved {
        Ok(()) => Ok(ctx.redirect(COMPANIES)),
        Err(AppError::Refused(problem)) => again(&ctx, &fields, &problem).await,
        Err(other) => Err(other),
    }
}

/// The page once more, with what was typed and what was wrong with it.
async fn again(ctx: &Ctx, fields: &Fields, problem: &Problem) -> Result<Response, AppError> {
    let all = known(ctx).await?;
    let frame = Frame::of(ctx);
    let page = page(ctx, &frame, &all, fields, &frame.errors_of(problem));
    Ok(frame.answer_again(page))
}

/// Lets an account act for a company; makes the account where there is none.
pub(super) async fn join(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Operator> = super::id(&id)?;
    match admit(&ctx, id, &fields).await {
        Ok(()) => Ok(ctx.redirect(COMPANIES)),
        Err(AppError::Refused(problem)) => again(&ctx, &fields, &problem).await,
        Err(other) => Err(other),
    }
}

async fn admit(ctx: &Ctx, id: Id<Operator>, fields: &Fields) -> Result<(), AppError> {
    let (email_field, name_field) = (format!("email-{id}"), format!("name-{id}"));
    let (email, name) = (fields.get(&email_field).to_owned(), fields.get(&name_field).to_owned());
    if !email.contains('@') {
        let (de, en) = ("Geben Sie eine E-Mail-Adresse an.", "Enter an e-mail address.");
        return Err(wrong(&email_field, de, en).into());
    }
    if name.is_empty() {
        return Err(wrong(&name_field, "Geben Sie den Namen an.", "Enter the name.").into());
    }
    ctx.write(move |tx| {
        store::operator(tx, id)?;
        let account = match people::by_login(tx, &email)? {
            Some(account) if account.kind == AccountKind::Staff => {
                return Err(wrong(
                    &email_field,
                    "Das ist ein Konto der Verwaltung. Es kann nicht für ein Unternehmen handeln.",
                    "This is an account of staff. It cannot act for a company.",
                )
                .into());
            }
            Some(account) => account.id,
            None => people::register(tx, AccountKind::Organisation, &name, &email, Language::De)?,
        };
        store::join(tx, account, id)?;
        Ok(Audit::of("permits.account_joined", id).done())
    })
    .await
}

/// Ends that an account acts for a company.
pub(super) async fn leave(
    ctx: Ctx,
    Path(id): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let id: Id<Operator> = super::id(&id)?;
    let account = super::id(fields.get("konto"))?;
    ctx.write(move |tx| {
        store::leave(tx, account, id)?;
        Ok(Audit::of("permits.account_left", id).done())
    })
    .await?;
    Ok(ctx.redirect(COMPANIES))
}
