//! Number and code: shown once to be noted, mailed on request, replaced when they are lost.

use std::sync::Arc;

use axum::response::Response;
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{AppError, Audit, Ctx, Fields, Language, Town, notify};
use web::button::{Weight, action_form, button};
use web::list::definition_list;
use web::page::stack;
use web::{Errors, Field, Form, Frame, Tone, alert, buttons, html};

use super::start::is_guest;
use super::{Stop, holder, parse_id};
use crate::model::{self, Draft, Holder};
use crate::store;

/// Mails with number and code one caller may ask for.
const MAIL_RATE: Rate =
    Rate { name: "applications.mail", burst: 3, every: SignedDuration::from_mins(10) };
/// New codes one caller may ask for.
const CODE_RATE: Rate =
    Rate { name: "applications.code", burst: 5, every: SignedDuration::from_mins(1) };
/// Longest mail address (RFC 5321).
const EMAIL_BYTES_MAX: usize = 254;

/// Place of a sealed code.
pub(crate) fn place(key: &str) -> String {
    format!("applications_holder|code_shown|{key}")
}

/// Place of a sealed address.
pub(crate) fn email_place(key: &str) -> String {
    format!("applications_holder|email|{key}")
}

/// The address of a holder.
pub(crate) fn email_of(town: &Town, holder: &Holder) -> Result<String, AppError> {
    if holder.email.is_empty() {
        return Ok(String::new());
    }
    let bytes = town.unseal(&email_place(&holder.key), &holder.email)?;
    String::from_utf8(bytes).map_err(AppError::internal)
}

fn readable(town: &Town, holder: &Holder) -> Result<Option<String>, AppError> {
    if holder.code_shown.is_empty() {
        return Ok(None);
    }
    let bytes = town.unseal(&place(&holder.key), &holder.code_shown)?;
    Ok(Some(String::from_utf8(bytes).map_err(AppError::internal)?))
}

/// The draft a page was reached from, if its identifier is one.
fn draft_of(fields: &Fields) -> Option<String> {
    parse_id::<Draft>(fields.get("entwurf")).ok().map(|id| id.to_string())
}

async fn own_holder(ctx: &Ctx) -> Result<Holder, Stop> {
    let key = holder(ctx)?;
    if !is_guest(&ctx.actor) {
        return Err(Stop::Elsewhere(ctx.to("/antraege")));
    }
    let found = ctx.read(move |db| store::holder(db, &key)).await?;
    found.ok_or(Stop::Error(AppError::NotFound))
}

/// Shows number and code as long as they were not noted.
pub async fn show_code(ctx: Ctx, fields: Fields) -> Result<Response, Stop> {
    let holder = own_holder(&ctx).await?;
    page(&ctx, &fields, &holder, &Errors::new(), "", fields.has("gesendet"))
}

fn page(
    ctx: &Ctx,
    fields: &Fields,
    holder: &Holder,
    errors: &Errors,
    typed: &str,
    is_sent: bool,
) -> Result<Response, Stop> {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let code = readable(&ctx.town, holder)?;
    let draft = draft_of(fields).unwrap_or_default();
    let token = ctx.form_token();
    let carried = [("entwurf", draft.as_str())];
    let body = match &code {
        Some(code) => stack(html! {
            (definition_list(&[
                (say.of("Nummer", "Number"), html! { strong { (holder.number) } }),
                (say.of("Code", "Code"), html! { strong { (code) } }),
            ]))
            (alert(Tone::Warning, say.of("Bitte notieren Sie beides", "Please note both"), html! {
                p { (say.of(
                    "Mit Nummer und Code kommen Sie später wieder an Ihren Antrag. Den Code zeigen wir nur jetzt. Geben Sie ihn nicht weiter.",
                    "With number and code you get back to your application later. We show the code only now. Do not pass it on.",
                )) }
            }))
            (action_form(&ctx.to("/antrag/code/notiert"), &token, &carried, Weight::Primary,
                if draft.is_empty() { say.of("Ich habe beides notiert", "I have noted both") }
                else { say.of("Notiert, weiter zum Antrag", "Noted, on to the application") }))
            (Form::post(&ctx.to("/antrag/code/senden"), &token)
                .label(say.of("Nummer und Code per E-Mail", "Number and code by e-mail"))
                .body(html! {
                    input type="hidden" name="entwurf" value=(draft);
                    (Field::new(say, "email", say.of("E-Mail-Adresse", "E-mail address"))
                        .hint(say.of(
                            "Wir schicken Ihnen Nummer und Code und erinnern Sie, bevor wir den Entwurf löschen.",
                            "We send you number and code and remind you before we delete the draft.",
                        ))
                        .value(typed)
                        .error(errors.get("email"))
                        .optional()
                        .email())
                    (buttons(html! { (button(Weight::Secondary, say.of("Per E-Mail zuschicken", "Send by e-mail"))) }))
                }))
        }),
        None => stack(html! {
            (definition_list(&[(say.of("Nummer", "Number"), html! { strong { (holder.number) } })]))
            p { (say.of(
                "Den Code zeigen wir nur einmal. Wenn Sie ihn nicht mehr haben, machen wir Ihnen einen neuen; der alte gilt dann nicht mehr.",
                "We show the code only once. If you no longer have it, we make you a new one; the old one is then no longer valid.",
            )) }
            (action_form(&ctx.to("/antrag/code/neu"), &token, &carried, Weight::Secondary,
                say.of("Neuen Code anzeigen", "Show a new code")))
        }),
    };
    let title = say.of("Ihre Nummer und Ihr Code", "Your number and your code");
    let mut page = frame.form(title).errors(errors).body(body);
    if is_sent {
        page = page.message(
            Tone::Success,
            say.of("Die E-Mail ist unterwegs", "The e-mail is on its way"),
            html! {},
        );
    }
    Ok(if errors.is_empty() { frame.answer(page) } else { frame.answer_again(page) })
}

/// Forgets the readable code and goes on.
pub async fn note_code(ctx: Ctx, fields: Fields) -> Result<Response, Stop> {
    let holder = own_holder(&ctx).await?;
    if !holder.code_shown.is_empty() {
        ctx.write(move |tx| {
            store::forget_code(tx, &holder.key)?;
            Ok(Audit::of("applications.code_noted", &holder.key).done())
        })
        .await?;
    }
    Ok(match draft_of(&fields) {
        Some(draft) => ctx.redirect(&format!("/antrag/entwurf/{draft}")),
        None => ctx.redirect("/antraege"),
    })
}

/// Replaces the code; the old one is void.
pub async fn new_code(ctx: Ctx, fields: Fields) -> Result<Response, Stop> {
    ctx.limit(CODE_RATE)?;
    let holder = own_holder(&ctx).await?;
    let code = model::new_code();
    let tag = model::code_tag(&ctx.town, &holder.number, &code);
    let shown = ctx.town.seal(&place(&holder.key), code.as_bytes())?;
    ctx.write(move |tx| {
        store::set_code(tx, &holder.key, &tag, &shown)?;
        Ok(Audit::of("applications.code_replaced", &holder.key).done())
    })
    .await?;
    let draft = draft_of(&fields).map(|d| format!("?entwurf={d}")).unwrap_or_default();
    Ok(ctx.redirect(&format!("/antrag/code{draft}")))
}

/// Whether a text has the shape of a mail address. More than the shape only a mail can tell.
pub(crate) fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && text.len() <= EMAIL_BYTES_MAX
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
        && !local.contains('@')
}

/// Mails number and code.
pub async fn mail_code(ctx: Ctx, fields: Fields) -> Result<Response, Stop> {
    let holder = own_holder(&ctx).await?;
    let email = fields.get("email").to_owned();
    if !is_email(&email) {
        let mut errors = Errors::new();
        errors.add(
            "email",
            ctx.say(
                "Geben Sie eine E-Mail-Adresse ein, zum Beispiel name@beispiel.de.",
                "Enter an e-mail address, for example name@example.org.",
            ),
        );
        return page(&ctx, &fields, &holder, &errors, &email, false);
    }
    ctx.limit(MAIL_RATE)?;
    let Some(code) = readable(&ctx.town, &holder)? else {
        // Noted in another tab meanwhile: the page says how to get a new one.
        return page(&ctx, &fields, &holder, &Errors::new(), "", false);
    };
    let town = Arc::clone(&ctx.town);
    let language = ctx.language;
    ctx.write(move |tx| {
        let sealed = town.seal(&email_place(&holder.key), email.as_bytes())?;
        store::set_email(tx, &holder.key, &sealed)?;
        // One mail per code and address, however often the button is pressed.
        let about = format!("{}|{email}", holder.code_tag);
        let digest = kernel::session::kept(&about);
        let event =
            format!("applications/code/{}/{}", holder.key, digest.get(..16).unwrap_or_default());
        let (subject, body) = letter(&town, language, &holder.number, &code);
        notify::mail(tx, &event, &email, &subject, &body)?;
        Ok(Audit::of("applications.code_mailed", &holder.key).done())
    })
    .await?;
    let draft = draft_of(&fields).map(|d| format!("&entwurf={d}")).unwrap_or_default();
    Ok(ctx.redirect(&format!("/antrag/code?gesendet=ja{draft}")))
}

fn letter(town: &Town, language: Language, number: &str, code: &str) -> (String, String) {
    let name = &town.profile().name;
    let base = &town.plan().base_url;
    match language {
        Language::De => (
            format!("Ihr Antrag bei der {name}: Nummer und Code"),
            format!(
                "Guten Tag,\n\nmit dieser Nummer und diesem Code machen Sie mit Ihrem Antrag weiter:\n\n\
                 Nummer: {number}\nCode: {code}\n\n{base}/antrag/weiter\n\n\
                 Bewahren Sie diese E-Mail gut auf und geben Sie den Code nicht weiter. \
                 Wenn Sie keinen Antrag angefangen haben, löschen Sie diese E-Mail einfach.\n\n\
                 Freundliche Grüße\n{name}\n"
            ),
        ),
        Language::En => (
            format!("Your application at {name}: number and code"),
            format!(
                "Hello,\n\nwith this number and this code you continue your application:\n\n\
                 Number: {number}\nCode: {code}\n\n{base}/en/antrag/weiter\n\n\
                 Keep this e-mail safe and do not pass the code on. \
                 If you have not begun an application, simply delete this e-mail.\n\n\
                 Kind regards\n{name}\n"
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn addresses_have_a_shape() {
        for good in ["a@b.de", "vor.name+x@sub.beispiel.de", "müller@bücher.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "@b.de",
            "a@b",
            "a b@c.de",
            "a@b.de\nBcc: x@y.de",
            "a@@b.de",
            "a@.de",
            "a@b.",
            "a,b@c.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
