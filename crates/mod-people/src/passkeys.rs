//! Passkeys (WebAuthn): discoverable, with the person verified by the device. A challenge holds
//! once and for five minutes; its state lies sealed in a ticket, the browser carries the token.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use kernel::credentials::{self, StoredPasskey};
use kernel::people::{self, Account, AccountKind};
use kernel::{AppError, Audit, Ctx, Id, Saved, Town, Tx, session};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid, Webauthn,
    WebauthnBuilder, WebauthnError,
};

use crate::cookies;

/// How long a challenge holds.
pub const LIFE: SignedDuration = SignedDuration::from_mins(5);
/// Cookie that carries the ticket of a ceremony.
pub const COOKIE: &str = "rathaus-passkey";
/// Most passkeys of one account.
pub const PASSKEYS_MAX: usize = 20;
/// Most characters of a passkey's name.
const NAME_CHARACTERS_MAX: usize = 60;

/// The ceremony machine of a town. Its address gives the relying party: a passkey made here works
/// only here.
///
/// # Errors
/// Internal when the town's address is none that WebAuthn takes, such as a bare IP address.
pub fn machine(town: &Town) -> Result<Webauthn, AppError> {
    let origin = Url::parse(&town.plan().base_url).map_err(AppError::internal)?;
    let host = origin.domain().ok_or_else(|| AppError::internal("the town has no host name"))?;
    let name = town.profile().name.clone();
    WebauthnBuilder::new(host, &origin)
        .and_then(|builder| builder.rp_name(&name).build())
        .map_err(AppError::internal)
}

/// Whether passkeys can work at the town's address at all.
pub fn are_possible(town: &Town) -> bool {
    machine(town).is_ok()
}

/// What a ceremony is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A new passkey of a signed-in account.
    Register,
    /// A new passkey with a one-time link.
    First,
    /// Signing in.
    SignIn,
    /// Confirming a sensitive step.
    StepUp,
}

impl Purpose {
    fn ticket(self) -> &'static str {
        match self {
            Self::Register => "people.passkey.register",
            Self::First => "people.passkey.first",
            Self::SignIn => "people.passkey.sign-in",
            Self::StepUp => "people.passkey.step-up",
        }
    }
}

/// What the house remembers of a running ceremony.
#[derive(Serialize, Deserialize)]
pub struct Running<S> {
    /// State of the library.
    pub state: S,
    /// Where to go afterwards, or the name of the new passkey.
    pub note: String,
}

/// Keeps the state and answers with the options for the browser.
///
/// # Errors
/// What the database says.
pub async fn begin<S: Serialize>(
    ctx: &Ctx,
    purpose: Purpose,
    subject: String,
    running: &Running<S>,
    options: serde_json::Value,
) -> Result<Response, AppError> {
    let sealed = ctx.town.seal(purpose.ticket(), &serde_json::to_vec(running)?)?;
    let token = ctx
        .write(move |tx| {
            let token = session::ticket(tx, purpose.ticket(), &subject, &sealed, LIFE)?;
            Ok(Audit::of("people.passkey_asked", "challenge").with(token))
        })
        .await?;
    let mut response = json(StatusCode::OK, &options);
    cookies::put(ctx, &mut response, COOKIE, &token, LIFE);
    Ok(response)
}

/// Uses the ticket of a ceremony up: subject and state; none when it ran out or was used.
///
/// # Errors
/// What the database says.
pub fn take<S: DeserializeOwned>(
    tx: &mut Tx<'_>,
    town: &Town,
    purpose: Purpose,
    token: &str,
) -> Result<Option<(String, Running<S>)>, AppError> {
    let Some((subject, sealed)) = session::redeem(tx, purpose.ticket(), token)? else {
        return Ok(None);
    };
    let running = serde_json::from_slice(&town.unseal(purpose.ticket(), &sealed)?)?;
    Ok(Some((subject, running)))
}

fn json(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// Answers the script: go on there.
pub fn go(ctx: &Ctx, path: &str) -> Response {
    let mut response = json(StatusCode::OK, &serde_json::json!({ "location": path }));
    cookies::drop(ctx, &mut response, COOKIE);
    response
}

/// Answers the script with a sentence to show.
pub fn refuse(ctx: &Ctx, de: &str, en: &str) -> Response {
    let body = serde_json::json!({ "error": ctx.say(de, en) });
    let mut response = json(StatusCode::UNPROCESSABLE_ENTITY, &body);
    cookies::drop(ctx, &mut response, COOKIE);
    response
}

/// The refusal that says nothing about what was wrong.
pub fn not_accepted(ctx: &Ctx) -> Response {
    refuse(
        ctx,
        "Dieser Passkey wurde nicht angenommen. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
        "This passkey was not accepted. Try again or choose another way.",
    )
}

/// The token of the running ceremony.
pub fn token(headers: &HeaderMap) -> Option<String> {
    cookies::value(headers, COOKIE)
}

/// A credential identifier as it is kept.
pub fn spelled(credential: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(credential)
}

/// A name for a new passkey: as typed, or the device it is made on.
pub fn name_of(ctx: &Ctx, typed: &str) -> String {
    let typed: String = typed.trim().chars().take(NAME_CHARACTERS_MAX).collect();
    if typed.is_empty() { format!("Passkey, {}", ctx.device) } else { typed }
}

/// Options for making a passkey: discoverable, so that nobody types a name to sign in.
///
/// # Errors
/// Internal when the town's address is none that WebAuthn takes.
pub fn registration(
    town: &Town,
    account: &Account,
    known: &[StoredPasskey],
) -> Result<(serde_json::Value, PasskeyRegistration), AppError> {
    let exclude: Vec<CredentialID> =
        known.iter().filter_map(|k| URL_SAFE_NO_PAD.decode(&k.credential).ok()).collect();
    let handle = Uuid::parse_str(&account.id.to_string()).map_err(AppError::internal)?;
    let person = &account.person;
    let (options, state) = machine(town)?
        .start_passkey_registration(
            handle,
            person.email.reveal(),
            person.name.reveal(),
            Some(exclude),
        )
        .map_err(AppError::internal)?;
    let mut options = serde_json::to_value(options)?;
    // The library leaves it to chance whether the device can list the key later; we ask for it.
    let selection = &mut options["publicKey"]["authenticatorSelection"];
    selection["residentKey"] = "required".into();
    selection["requireResidentKey"] = true.into();
    Ok((options, state))
}

/// Checks the device's answer and keeps the passkey. None when the answer does not hold.
///
/// # Errors
/// [`AppError::Refused`] when the credential is known already.
pub fn keep(
    tx: &mut Tx<'_>,
    town: &Town,
    account: Id<Account>,
    answer: &RegisterPublicKeyCredential,
    running: &Running<PasskeyRegistration>,
) -> Result<Option<Id<StoredPasskey>>, AppError> {
    let Ok(passkey) = machine(town)?.finish_passkey_registration(answer, &running.state) else {
        return Ok(None);
    };
    let credential = spelled(passkey.cred_id());
    let text = serde_json::to_string(&passkey)?;
    credentials::add_passkey(tx, account, &credential, &running.note, &text).map(Some)
}

/// Options for signing in: the device lists the passkeys it has for this town.
///
/// # Errors
/// Internal when the town's address is none that WebAuthn takes.
pub fn discovery(town: &Town) -> Result<(serde_json::Value, DiscoverableAuthentication), AppError> {
    let (mut options, state) =
        machine(town)?.start_discoverable_authentication().map_err(AppError::internal)?;
    // A button was pressed: this is no suggestion beside a text field.
    options.mediation = None;
    Ok((serde_json::to_value(options)?, state))
}

/// Options for confirming with one of an account's passkeys.
///
/// # Errors
/// Internal when the town's address is none that WebAuthn takes.
pub fn confirmation(
    town: &Town,
    known: &[StoredPasskey],
) -> Result<(serde_json::Value, PasskeyAuthentication), AppError> {
    let keys = known
        .iter()
        .map(|k| serde_json::from_str::<Passkey>(&k.passkey))
        .collect::<Result<Vec<_>, _>>()?;
    let (options, state) =
        machine(town)?.start_passkey_authentication(&keys).map_err(AppError::internal)?;
    Ok((serde_json::to_value(options)?, state))
}

/// Whose passkey signed, or why it is not accepted.
pub enum Found {
    /// This account; its passkey is noted as used.
    Account(Account),
    /// Nobody's, or the signature does not hold: a word for the logbook.
    Nobody(&'static str),
}

/// Finds and checks the passkey that signs somebody in.
///
/// # Errors
/// What the database says.
pub fn recognise(
    tx: &mut Tx<'_>,
    town: &Town,
    answer: &PublicKeyCredential,
    state: DiscoverableAuthentication,
) -> Result<Found, AppError> {
    let machine = machine(town)?;
    let Ok((handle, credential)) = machine.identify_discoverable_authentication(answer) else {
        return Ok(Found::Nobody("no handle"));
    };
    let Some(stored) = credentials::by_credential(tx, &spelled(credential))? else {
        return Ok(Found::Nobody("unknown passkey"));
    };
    if stored.account.to_string() != handle.to_string() {
        return Ok(Found::Nobody("wrong handle"));
    }
    let mut passkey: Passkey = serde_json::from_str(&stored.passkey)?;
    match machine.finish_discoverable_authentication_v2(answer, state, &passkey) {
        Ok(result) => used(tx, &stored, &mut passkey, &result),
        Err(error) => Ok(Found::Nobody(word(&error))),
    }
}

/// Checks the passkey that confirms a step of an account.
///
/// # Errors
/// What the database says.
pub fn confirm(
    tx: &mut Tx<'_>,
    town: &Town,
    account: Id<Account>,
    answer: &PublicKeyCredential,
    state: &PasskeyAuthentication,
) -> Result<Found, AppError> {
    let result = match machine(town)?.finish_passkey_authentication(answer, state) {
        Ok(result) => result,
        Err(error) => return Ok(Found::Nobody(word(&error))),
    };
    match credentials::by_credential(tx, &spelled(result.cred_id()))? {
        Some(stored) if stored.account == account => {
            let mut passkey: Passkey = serde_json::from_str(&stored.passkey)?;
            used(tx, &stored, &mut passkey, &result)
        }
        _ => Ok(Found::Nobody("unknown passkey")),
    }
}

fn used(
    tx: &mut Tx<'_>,
    stored: &StoredPasskey,
    passkey: &mut Passkey,
    result: &AuthenticationResult,
) -> Result<Found, AppError> {
    if !result.user_verified() {
        return Ok(Found::Nobody("person not verified"));
    }
    passkey.update_credential(result);
    credentials::used_passkey(tx, stored.id, &serde_json::to_string(passkey)?)?;
    let account = people::account(tx, stored.account)?;
    if account.is_disabled {
        return Ok(Found::Nobody("disabled"));
    }
    Ok(Found::Account(account))
}

/// A word for the logbook: a counter that went backwards hints at a copied key.
fn word(error: &WebauthnError) -> &'static str {
    match error {
        WebauthnError::CredentialPossibleCompromise => "counter went backwards",
        _ => "signature refused",
    }
}

/// Where an account arrives after signing in.
pub fn start_of(account: &Account) -> &'static str {
    match account.kind {
        AccountKind::Staff => crate::staff::door::START,
        _ => crate::citizen::door::START,
    }
}

/// A line that a ceremony failed, with nothing else kept.
///
/// # Errors
/// What the database says.
pub fn failed<T>(subject: &str, why: &'static str, value: T) -> Saved<T> {
    Audit::of("people.passkey_refused", subject).note(why).with(value)
}
