//! Citizens sign in with a code sent by mail. The first code makes the account. The answer is the
//! same whether there is an account or not.

use axum::http::HeaderMap;
use axum::response::Response;
use jiff::SignedDuration;
use kernel::access::Trust;
use kernel::facts::HolderChanged;
use kernel::limits::Rate;
use kernel::people::{self, Account, AccountKind};
use kernel::session::{self, Session};
use kernel::{Actor, AppError, Audit, Ctx, Fields, Id, Problem, Town, Tx, cases, notify};
use web::button::Weight;
use web::frame::Frame;
use web::passkey::{Ceremony, passkey_button};
use web::{Errors, Field, Form, Markup, Tone, button, buttons, html, page};

use crate::lockout::tag;
use crate::{back, cookies, store};

/// Where citizens arrive.
pub const START: &str = "/konto";
/// How long a code holds.
pub const CODE_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// Cookie that carries the step between address and code.
const COOKIE: &str = "rathaus-anmeldung";
/// Codes one network may ask for.
const PER_CALLER: Rate =
    Rate { name: "people.code.caller", burst: 20, every: SignedDuration::from_secs(30) };
/// Codes one network may ask for one address.
const PER_PAIR: Rate =
    Rate { name: "people.code.pair", burst: 4, every: SignedDuration::from_mins(5) };
/// Codes an address receives from everywhere: its mailbox must not be flooded. Wide enough that a
/// single stranger, held by the limit before, cannot use it up.
const PER_ADDRESS: Rate =
    Rate { name: "people.code.address", burst: 30, every: SignedDuration::from_mins(2) };
/// Longest e-mail address (RFC 5321).
const ADDRESS_BYTES_MAX: usize = 254;

/// The page that asks for the address.
///
/// # Errors
/// Never.
pub async fn show(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    if matches!(ctx.actor, Actor::Citizen { .. }) {
        return Ok(arrived(&ctx, goal.as_deref()));
    }
    let frame = Frame::of(&ctx);
    let outside = crate::oidc::door::part(&ctx, &frame, goal.as_deref()).await?;
    let mut page = frame.plain(title(&frame)).script("passkey.js").lead(lead(&frame)).body(html! {
        (outside)
        (form(&ctx, &frame, "", goal.as_deref(), &Errors::new()))
    });
    if fields.has("abgemeldet") {
        let said = frame.say.of("Sie sind abgemeldet", "You are signed out");
        page = page.message(Tone::Success, said, html! {});
    }
    if fields.has("geloescht") {
        let said = frame.say.of("Ihr Konto ist gelöscht", "Your account is deleted");
        page = page.message(Tone::Success, said, html! {});
    }
    Ok(frame.answer(page))
}

fn title(frame: &Frame<'_>) -> &'static str {
    frame.say.of("Anmelden", "Sign in")
}

fn lead(frame: &Frame<'_>) -> &'static str {
    frame.say.of(
        "Mit einem Konto sehen Sie alle Ihre Vorgänge an einem Ort. Für einen Antrag brauchen Sie es nicht.",
        "With an account you see all your cases in one place. You do not need one to apply.",
    )
}

/// Answers with a redirect to where somebody wanted to go.
pub fn arrived(ctx: &Ctx, goal: Option<&str>) -> Response {
    goal.map_or_else(|| ctx.redirect(START), kernel::http::see_other)
}

fn form(
    ctx: &Ctx,
    frame: &Frame<'_>,
    address: &str,
    goal: Option<&str>,
    errors: &Errors,
) -> Markup {
    let say = frame.say;
    html! {
        (Form::post(&ctx.to("/anmelden"), &ctx.form_token()).body(html! {
            @if let Some(goal) = goal { (Field::new(say, "zurueck", "").value(goal).hidden()) }
            (Field::new(say, "email", say.of("E-Mail-Adresse", "E-mail address"))
                .hint(say.of(
                    "Wir schicken Ihnen einen Code. Wenn Sie noch kein Konto haben, entsteht es dabei.",
                    "We send you a code. If you have no account yet, it is made along the way.",
                ))
                .value(address).error(errors.get("email")).autocomplete("email").email())
            (buttons(html! { (button(Weight::Primary, say.of("Code anfordern", "Request a code"))) }))
        }))
        (passkey_part(ctx, frame, goal))
        (page::prose(html! {
            p { (say.of("Sie arbeiten für die Stadt?", "You work for the town?")) " "
                a href=(ctx.to("/verwaltung/anmelden")) { (say.of("Anmeldung für Beschäftigte", "Staff sign-in")) } }
        }))
    }
}

/// The button to sign in with a passkey, for both doors; nothing where passkeys cannot work.
pub fn passkey_part(ctx: &Ctx, frame: &Frame<'_>, goal: Option<&str>) -> Markup {
    if !crate::passkeys::are_possible(&ctx.town) {
        return html! {};
    }
    let say = frame.say;
    let start = match goal {
        Some(goal) => format!("{}?zurueck={}", ctx.to("/anmelden/passkey/start"), encode(goal)),
        None => ctx.to("/anmelden/passkey/start"),
    };
    passkey_button(
        say,
        Ceremony::SignIn,
        say.of("Mit Passkey anmelden", "Sign in with a passkey"),
        &ctx.form_token(),
        &start,
        &ctx.to("/anmelden/passkey/fertig"),
    )
}

/// An address that mail can be sent to.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && text.len() <= ADDRESS_BYTES_MAX
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';'))
}

/// The refusal of what is no address.
pub fn address_problem() -> Problem {
    let (de, en) = (
        "Geben Sie Ihre E-Mail-Adresse an, zum Beispiel name@beispiel.de.",
        "Enter your e-mail address, for example name@example.org.",
    );
    Problem::new("people/address", de, en).at("email", de, en)
}

/// Brakes on codes by mail.
///
/// # Errors
/// [`AppError::TooMany`].
pub fn limit(ctx: &Ctx, login: &str) -> Result<(), AppError> {
    ctx.limit(PER_CALLER)?;
    let (limits, now) = (ctx.town.limits(), ctx.now());
    limits.take(PER_PAIR, &format!("{}|{login}", ctx.caller), now)?;
    limits.take(PER_ADDRESS, login, now)
}

/// A code on its way by mail.
pub struct MailCode {
    /// What the browser keeps until the code is typed.
    pub token: String,
    /// The code.
    pub code: String,
    hash: String,
    kept_code: String,
    sealed: String,
}

impl MailCode {
    /// A new code for an address.
    ///
    /// # Errors
    /// As [`Town::seal`].
    pub fn new(town: &Town, address: &str) -> Result<Self, AppError> {
        let (token, hash) = session::new_token();
        let code = new_code();
        let kept_code = tag(town, &format!("people_mail_code|{hash}|{code}"));
        let sealed = town.seal(&place(&hash), address.as_bytes())?;
        Ok(Self { token, code, hash, kept_code, sealed })
    }

    /// Keeps it until it is typed or runs out.
    ///
    /// # Errors
    /// What the database says.
    pub fn keep(&self, tx: &mut Tx<'_>) -> Result<(), AppError> {
        store::add_mail_code(tx, &self.hash, &self.sealed, &self.kept_code, CODE_LIFE)
    }

    /// The event of its mail.
    pub fn event(&self) -> String {
        format!("people.mail-code/{}", self.hash)
    }
}

/// Opens the address a code was sent to.
///
/// # Errors
/// As [`Town::unseal`].
pub fn unseal_address(town: &Town, hash: &str, sealed: &str) -> Result<String, AppError> {
    String::from_utf8(town.unseal(&place(hash), sealed)?).map_err(AppError::internal)
}

/// Sends a code to an address.
///
/// # Errors
/// [`AppError::TooMany`] when too many were asked for.
pub async fn send_code(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    let address = fields.get("email").to_owned();
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    if !is_address(&address) {
        let frame = Frame::of(&ctx);
        let errors = frame.errors_of(&address_problem());
        let body = form(&ctx, &frame, &address, goal.as_deref(), &errors);
        return Ok(frame.answer_again(
            frame.plain(title(&frame)).script("passkey.js").errors(&errors).body(body),
        ));
    }
    let login = people::login_form(&address);
    limit(&ctx, &login)?;
    let code = MailCode::new(&ctx.town, &address)?;
    let (town, language, token) = (ctx.town.clone(), ctx.language, code.token.clone());
    ctx.write(move |tx| {
        let known = people::by_login(tx, &login)?;
        code.keep(tx)?;
        let letter = match &known {
            Some(a) if a.kind == AccountKind::Staff => Letter::Staff,
            Some(a) if a.is_disabled => Letter::Disabled,
            _ => Letter::Code(&code.code),
        };
        let (subject, body) = letter.write(&town, language);
        notify::mail(tx, &code.event(), &address, &subject, &body)?;
        Ok(Audit::of("people.code_sent", "mail").done())
    })
    .await?;
    let mut response = ctx.redirect(&match &goal {
        Some(goal) => format!("/anmelden/code?zurueck={}", encode(goal)),
        None => "/anmelden/code".to_owned(),
    });
    cookies::put(&ctx, &mut response, COOKIE, &token, CODE_LIFE);
    Ok(response)
}

/// A path as the value of a query.
pub fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn place(hash: &str) -> String {
    format!("people_mail_code|address|{hash}")
}

/// Eight random digits.
fn new_code() -> String {
    let mut bytes = [0_u8; 8];
    rand::fill(&mut bytes);
    // 2^64 is so much larger than 10^8 that the bias cannot be seen.
    format!("{:08}", u64::from_le_bytes(bytes) % 100_000_000)
}

/// What the mail says.
pub enum Letter<'a> {
    /// A code.
    Code(&'a str),
    /// The address belongs to staff.
    Staff,
    /// The account is switched off.
    Disabled,
    /// The address belongs to another account.
    Taken,
}

impl Letter<'_> {
    /// Subject and text.
    pub fn write(&self, town: &Town, language: kernel::Language) -> (String, String) {
        let name = town.profile().name.clone();
        let base = &town.plan().base_url;
        let (subject, text) = match self {
            Self::Code(code) => {
                let code = format!("{} {}", &code[..4], &code[4..]);
                (
                    language.of("Ihr Code zur Anmeldung", "Your sign-in code"),
                    match language {
                        kernel::Language::De => format!(
                            "Ihr Code: {code}\n\nGeben Sie ihn auf der Seite ein, auf der Sie ihn angefordert haben. Er gilt 15 Minuten.\n\nWenn Sie keinen Code angefordert haben, müssen Sie nichts tun. Geben Sie den Code niemandem weiter; wir fragen nie danach."
                        ),
                        kernel::Language::En => format!(
                            "Your code: {code}\n\nEnter it on the page where you requested it. It is valid for 15 minutes.\n\nIf you did not request a code, you need not do anything. Do not pass the code on; we never ask for it."
                        ),
                    },
                )
            }
            Self::Staff => (
                language.of("Ihre Anmeldung", "Your sign-in"),
                match language {
                    kernel::Language::De => format!(
                        "Zu dieser E-Mail-Adresse gehört ein Zugang für Beschäftigte. Melden Sie sich damit hier an: {base}/verwaltung/anmelden\n\nFür ein Konto als Bürgerin oder Bürger nehmen Sie bitte eine andere Adresse."
                    ),
                    kernel::Language::En => format!(
                        "This e-mail address belongs to a member of staff. Sign in here: {base}/en/verwaltung/anmelden\n\nFor an account as a citizen please use another address."
                    ),
                },
            ),
            Self::Taken => (
                language.of("Ihre Anmeldung", "Your sign-in"),
                language.of(
                    "Jemand wollte diese E-Mail-Adresse für ein Konto eintragen. Zu ihr gehört aber schon ein Konto. Wenn Sie das selbst waren: Melden Sie sich mit dieser Adresse an. Sonst müssen Sie nichts tun.",
                    "Somebody wanted to enter this e-mail address for an account. It belongs to an account already. If that was you: sign in with this address. Otherwise you need not do anything.",
                ).to_owned(),
            ),
            Self::Disabled => (
                language.of("Ihre Anmeldung", "Your sign-in"),
                language.of(
                    "Dieses Konto ist gesperrt. Bitte wenden Sie sich an die Stadt.",
                    "This account is locked. Please contact the town.",
                ).to_owned(),
            ),
        };
        (
            format!("{name}: {subject}"),
            format!("{}\n\n{text}\n\n{name}\n{base}\n", language.of("Guten Tag,", "Hello,")),
        )
    }
}

/// The page that asks for the code.
///
/// # Errors
/// What the database says.
pub async fn ask_code(ctx: Ctx, headers: HeaderMap, fields: Fields) -> Result<Response, AppError> {
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    let Some(token) = cookies::value(&headers, COOKIE) else {
        return Ok(ctx.redirect("/anmelden"));
    };
    let hash = session::kept(&token);
    if !ctx.read(move |db| store::mail_code_runs(db, &hash)).await? {
        return Ok(code_over(&ctx, goal.as_deref()));
    }
    let frame = Frame::of(&ctx);
    let body = code_form(&ctx, &frame, goal.as_deref(), &Errors::new());
    Ok(frame.answer(frame.plain(code_title(&frame)).body(body)))
}

fn code_title(frame: &Frame<'_>) -> &'static str {
    frame.say.of("Code eingeben", "Enter the code")
}

fn code_form(ctx: &Ctx, frame: &Frame<'_>, goal: Option<&str>, errors: &Errors) -> Markup {
    let say = frame.say;
    html! {
        p { (say.of(
            "Wir haben Ihnen eine E-Mail mit einem Code geschickt. Es kann ein paar Minuten dauern, bis sie da ist. Sehen Sie auch im Ordner für unerwünschte Mails nach.",
            "We have sent you an e-mail with a code. It may take a few minutes to arrive. Please also look into your spam folder.",
        )) }
        (Form::post(&ctx.to("/anmelden/code"), &ctx.form_token()).body(html! {
            @if let Some(goal) = goal { (Field::new(say, "zurueck", "").value(goal).hidden()) }
            (Field::new(say, "code", say.of("Code aus der E-Mail", "Code from the e-mail"))
                .hint(say.of("Acht Ziffern.", "Eight digits.")).error(errors.get("code")).code())
            (buttons(html! { (button(Weight::Primary, say.of("Anmelden", "Sign in"))) }))
        }))
        (page::prose(html! {
            p { a href=(ctx.to("/anmelden")) { (say.of("Einen neuen Code anfordern", "Request a new code")) } }
        }))
    }
}

fn code_over(ctx: &Ctx, goal: Option<&str>) -> Response {
    let frame = Frame::of(ctx);
    let mut errors = Errors::new();
    errors.add_general(frame.say.of(
        "Der Code gilt nicht mehr. Fordern Sie bitte einen neuen an.",
        "The code is no longer valid. Please request a new one.",
    ));
    let body = form(ctx, &frame, "", goal, &Errors::new());
    frame.answer_again(frame.plain(title(&frame)).script("passkey.js").errors(&errors).body(body))
}

/// What became of a typed code.
enum Outcome {
    /// Signed in: token of the session, and whether the account is new.
    In(String, bool),
    /// Wrong; how many tries are left.
    Wrong(i64),
    /// Ran out, used, or tried too often.
    Over,
}

/// Checks the code and signs in.
///
/// # Errors
/// [`AppError::TooMany`] while the brakes hold.
pub async fn check_code(
    ctx: Ctx,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, AppError> {
    ctx.limit(crate::lockout::SIGN_IN_RATE)?;
    let goal = back::page_of(&ctx.town, fields.get("zurueck"));
    let Some(token) = cookies::value(&headers, COOKIE) else {
        return Ok(code_over(&ctx, goal.as_deref()));
    };
    let digits: String = fields.get("code").chars().filter(char::is_ascii_digit).collect();
    let hash = session::kept(&token);
    let given = tag(&ctx.town, &format!("people_mail_code|{hash}|{digits}"));
    let visit = Visit::of(&ctx);
    let town = ctx.town.clone();
    let outcome = ctx
        .write(move |tx| {
            let Some((sealed, kept, left)) = store::try_mail_code(tx, &hash)? else {
                return Ok(kernel::Saved::nothing(Outcome::Over));
            };
            if kept != given {
                return Ok(Audit::of("people.code_wrong", "mail").with(Outcome::Wrong(left)));
            }
            store::end_mail_code(tx, &hash)?;
            let address = unseal_address(&town, &hash, &sealed)?;
            let (account, is_new) = match people::by_login(tx, &address)? {
                Some(a) if a.kind == AccountKind::Staff || a.is_disabled => {
                    return Ok(Audit::of("people.code_refused", a.id).with(Outcome::Over));
                }
                Some(account) => (account, false),
                None => {
                    // Until somebody says their name, the address stands for it.
                    let id = people::register(
                        tx,
                        AccountKind::Citizen,
                        &address,
                        &address,
                        visit.language,
                    )?;
                    (people::account(tx, id)?, true)
                }
            };
            let token = enter(tx, &account, &visit)?;
            let action = if is_new { "people.account_made" } else { "people.signed_in" };
            Ok(Audit::of(action, account.id).with(Outcome::In(token, is_new)))
        })
        .await?;
    let wrong = |left: i64| {
        let frame = Frame::of(&ctx);
        let (de, en) = (
            format!("Der Code stimmt nicht. Sie haben noch {left} Versuche."),
            format!("The code is wrong. You have {left} tries left."),
        );
        let errors =
            frame.errors_of(&Problem::new("people/code-wrong", &de, &en).at("code", &de, &en));
        let body = code_form(&ctx, &frame, goal.as_deref(), &errors);
        frame.answer_again(frame.plain(code_title(&frame)).errors(&errors).body(body))
    };
    Ok(match outcome {
        Outcome::In(token, is_new) => {
            let mut response = match (&goal, is_new) {
                (None, true) => ctx.redirect("/konto?neu"),
                (goal, _) => arrived(&ctx, goal.as_deref()),
            };
            cookies::drop(&ctx, &mut response, COOKIE);
            cookies::put_session(&ctx, &mut response, &token);
            response
        }
        Outcome::Wrong(left) if left > 0 => wrong(left),
        Outcome::Wrong(_) | Outcome::Over => code_over(&ctx, goal.as_deref()),
    })
}

/// What a citizen brings along when they sign in.
pub struct Visit {
    /// The session before, of a guest or none.
    before: Option<Session>,
    /// What a guest holds.
    guest: Option<String>,
    /// Browser and system.
    device: String,
    /// Language of the page.
    pub language: kernel::Language,
}

impl Visit {
    /// Of this request.
    pub fn of(ctx: &Ctx) -> Self {
        let guest = match &ctx.actor {
            Actor::Guest { key } => Some(key.clone()),
            _ => None,
        };
        Self {
            before: ctx.session.clone(),
            guest,
            device: ctx.device.clone(),
            language: ctx.language,
        }
    }

    /// The session before.
    pub fn before(&self) -> Option<&Session> {
        self.before.as_ref()
    }

    /// Browser and system.
    pub fn device(&self) -> &str {
        &self.device
    }
}

/// Starts the session of a citizen and takes along what they held as a guest.
///
/// # Errors
/// What the database says.
pub fn enter(tx: &mut Tx<'_>, account: &Account, visit: &Visit) -> Result<String, AppError> {
    // A code or passkey says nothing about who somebody is in a register.
    enter_with(tx, account, visit, Trust::None)
}

/// The same with what an outside account vouches for: the trust of an account is that of its
/// latest sign-in.
///
/// # Errors
/// What the database says.
pub fn enter_with(
    tx: &mut Tx<'_>,
    account: &Account,
    visit: &Visit,
    trust: Trust,
) -> Result<String, AppError> {
    people::set_trust(tx, account.id, trust)?;
    if let Some(before) = &visit.before {
        session::sign_out(tx, before)?;
    }
    if let Some(from) = &visit.guest {
        take_along(tx, from, account.id)?;
    }
    session::start(tx, account, &visit.device)
}

/// Passes what a guest held to an account: cases and mailbox here, drafts by the fact.
fn take_along(tx: &mut Tx<'_>, from: &str, account: Id<Account>) -> Result<(), AppError> {
    let to = format!("account/{account}");
    let count = cases::hand_over(tx, from, &to)?;
    notify::hand_over(tx, from, &to)?;
    tx.emit(&HolderChanged { from: from.to_owned(), to })?;
    tx.record(&Audit::of("people.holder_changed", account).note(format!("cases={count}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_recognised() {
        for good in ["a@b.de", "erika.muster+x@mail.example.org", "ü@münchen.example"] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@b.de", "a".repeat(250));
        for bad in [
            "",
            "a",
            "a@b",
            "@b.de",
            "a@.de",
            "a@b.",
            "a b@c.de",
            "a@b.de\nBcc: x@y.z",
            "a@b.de,c@d.de",
            &long,
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn codes_have_eight_digits() {
        for _ in 0..100 {
            let code = new_code();
            assert!(code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}
