//! The way of the browser to the provider and back. What must be remembered in between travels
//! sealed in a cookie for ten minutes, so that asking to sign in changes nothing here.

use axum::http::HeaderMap;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use kernel::http::see_other;
use kernel::{Actor, AppError, Audit, Ctx, Fields, session, settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use web::button::{Weight, link_button};
use web::frame::Frame;
use web::{Markup, buttons, html, page};

use super::OidcError;
use super::client::{self, Exchange};
use super::token::Claims;
use crate::citizen::door::{Visit, arrived, encode};
use crate::lockout::SIGN_IN_RATE;
use crate::outside::{Arrival, Identity, arrive};
use crate::settings::PeopleSettings;
use crate::{back, cookies};

/// Cookie between the way there and back.
const COOKIE: &str = "rathaus-nutzerkonto";
/// Place of the seal.
const PLACE: &str = "people.oidc|cookie";
/// How long somebody may take at the provider.
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// Where the provider sends the browser back to.
pub const BACK: &str = "/anmelden/nutzerkonto/zurueck";

/// What is remembered between the way there and back.
#[derive(Serialize, Deserialize)]
struct Away {
    state: String,
    nonce: String,
    verifier: String,
    goal: String,
    expires_at: Timestamp,
}

async fn settings_of(ctx: &Ctx) -> Result<PeopleSettings, AppError> {
    let settings = ctx.read(settings::get::<PeopleSettings>).await?;
    if settings.oidc { Ok(settings) } else { Err(AppError::NotFound) }
}

/// The button on the page of the door; nothing where the town has not set it up.
///
/// # Errors
/// What the database says.
pub async fn part(ctx: &Ctx, frame: &Frame<'_>, goal: Option<&str>) -> Result<Markup, AppError> {
    let settings = ctx.read(settings::get::<PeopleSettings>).await?;
    if !settings.oidc {
        return Ok(html! {});
    }
    let label = frame.say.of(settings.oidc_label_de.as_str(), settings.oidc_label_en.as_str());
    let path = match goal {
        Some(goal) => format!("{}?zurueck={}", ctx.to("/anmelden/nutzerkonto"), encode(goal)),
        None => ctx.to("/anmelden/nutzerkonto"),
    };
    Ok(buttons(link_button(Weight::Secondary, &path, label)))
}

/// Sends the browser to the provider.
///
/// # Errors
/// [`AppError::NotFound`] where the town has not set it up.
pub async fn leave(ctx: Ctx, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let settings = settings_of(&ctx).await?;
    let description = match client::describe(&settings.oidc_issuer, ctx.now()).await {
        Ok(description) => description,
        Err(error) => return Ok(failed(&ctx, &error)),
    };
    let secret = || session::new_token().0;
    let away = Away {
        state: secret(),
        nonce: secret(),
        verifier: secret(),
        goal: back::page_of(&ctx.town, fields.get("zurueck")).unwrap_or_default(),
        expires_at: ctx.now().checked_add(LIFE).map_err(AppError::internal)?,
    };
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(away.verifier.as_bytes()));
    let mut scopes = settings.oidc_scopes.clone();
    if !scopes.split_whitespace().any(|s| s == "openid") {
        scopes = format!("openid {scopes}");
    }
    let redirect = redirect_of(&ctx);
    let mut pairs = vec![
        ("response_type", "code"),
        ("client_id", &settings.oidc_client_id),
        ("redirect_uri", &redirect),
        ("scope", scopes.trim()),
        ("state", &away.state),
        ("nonce", &away.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("ui_locales", ctx.language.tag()),
    ];
    if !settings.oidc_acr_values.trim().is_empty() {
        pairs.push(("acr_values", settings.oidc_acr_values.trim()));
    }
    let query =
        pairs.iter().map(|(n, v)| format!("{n}={}", encode(v))).collect::<Vec<_>>().join("&");
    let endpoint = &description.authorization_endpoint;
    let mark = if endpoint.contains('?') { '&' } else { '?' };
    let sealed = ctx.town.seal(PLACE, &serde_json::to_vec(&away)?)?;
    let mut response = see_other(&format!("{endpoint}{mark}{query}"));
    cookies::put(&ctx, &mut response, COOKIE, &sealed, LIFE);
    Ok(response)
}

/// The one address registered at the provider, the same in every language.
fn redirect_of(ctx: &Ctx) -> String {
    format!("{}{BACK}", ctx.town.plan().base_url)
}

/// Takes what was remembered out of the cookie.
fn remembered(ctx: &Ctx, headers: &HeaderMap) -> Option<Away> {
    let sealed = cookies::value(headers, COOKIE)?;
    let bytes = ctx.town.unseal(PLACE, &sealed).ok()?;
    let away: Away = serde_json::from_slice(&bytes).ok()?;
    (ctx.now() < away.expires_at).then_some(away)
}

/// The browser comes back from the provider.
///
/// # Errors
/// [`AppError::NotFound`] where the town has not set it up.
pub async fn come_back(ctx: Ctx, headers: HeaderMap, fields: Fields) -> Result<Response, AppError> {
    ctx.limit(SIGN_IN_RATE)?;
    let settings = settings_of(&ctx).await?;
    let Some(away) = remembered(&ctx, &headers) else {
        return Ok(failed(&ctx, &OidcError::Token("nobody was sent away from here")));
    };
    // The cookie was sealed by us: whoever brings the same state began here, in this browser.
    if fields.get("state").is_empty() || fields.get("state") != away.state {
        return Ok(failed(&ctx, &OidcError::Token("another state")));
    }
    let issuer = fields.get("iss");
    if !issuer.is_empty() && issuer != settings.oidc_issuer {
        return Ok(failed(&ctx, &OidcError::Token("another issuer answered")));
    }
    if fields.has("error") || fields.get("code").is_empty() {
        return Ok(cancelled(&ctx));
    }
    let claims = match ask(&ctx, &settings, &away, issuer, fields.get("code")).await {
        Ok(claims) => claims,
        Err(error) => return Ok(failed(&ctx, &error)),
    };
    let identity = identity_of(&settings, &claims);
    let visit = Visit::of(&ctx);
    let signed_in = match ctx.actor {
        Actor::Citizen { account, .. } => Some(account),
        _ => None,
    };
    let arrival = ctx
        .write(move |tx| {
            let arrival = arrive(tx, &identity, &visit, signed_in)?;
            let line = match &arrival {
                Arrival::In(id, _, true) => Audit::of("people.account_made", id),
                Arrival::In(id, _, false) => Audit::of("people.signed_in", id),
                Arrival::Linked(id, _) => Audit::of("people.outside_linked", id),
                Arrival::Foreign | Arrival::Disabled => {
                    Audit::of("people.outside_refused", "outside")
                }
            };
            Ok(line.note(format!("outside {}", identity.trust.word())).with(arrival))
        })
        .await?;
    let goal = back::page_of(&ctx.town, &away.goal);
    let (mut response, token) = match arrival {
        Arrival::In(_, token, true) if goal.is_none() => (ctx.redirect("/konto?neu"), token),
        Arrival::In(_, token, _) => (arrived(&ctx, goal.as_deref()), token),
        Arrival::Linked(_, token) => (ctx.redirect("/konto?verbunden"), token),
        Arrival::Foreign => return Ok(refused(&ctx, frame_words::FOREIGN)),
        Arrival::Disabled => return Ok(refused(&ctx, frame_words::DISABLED)),
    };
    cookies::drop(&ctx, &mut response, COOKIE);
    cookies::put_session(&ctx, &mut response, &token);
    Ok(response)
}

async fn ask(
    ctx: &Ctx,
    settings: &PeopleSettings,
    away: &Away,
    issuer: &str,
    code: &str,
) -> Result<Claims, OidcError> {
    let description = client::describe(&settings.oidc_issuer, ctx.now()).await?;
    if issuer.is_empty() && description.authorization_response_iss_parameter_supported {
        return Err(OidcError::Token("the answer names no issuer"));
    }
    client::exchange(Exchange {
        settings,
        redirect: redirect_of(ctx),
        code: code.to_owned(),
        verifier: away.verifier.clone(),
        nonce: &away.nonce,
        now: ctx.now(),
    })
    .await
}

/// What the claims say, by the names the town has set.
fn identity_of(settings: &PeopleSettings, claims: &Claims) -> Identity {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let name = settings
        .oidc_claim_name
        .split_whitespace()
        .map(text)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    // An address the provider itself does not vouch for is none.
    let is_doubtful = claims.get("email_verified") == Some(&Value::Bool(false));
    let email = if is_doubtful { "" } else { text(&settings.oidc_claim_email) };
    Identity {
        issuer: settings.oidc_issuer.clone(),
        subject: text("sub").to_owned(),
        name,
        email: email.to_owned(),
        trust: settings.trust_of(text(&settings.oidc_claim_trust)),
    }
}

/// Sentences for refusals, German and English.
mod frame_words {
    /// The outside account belongs to another account.
    pub const FOREIGN: (&str, &str) = (
        "Dieses Nutzerkonto gehört schon zu einem anderen Konto bei uns. Melden Sie sich ab und damit wieder an.",
        "This user account belongs to another account here already. Sign out and sign in with it.",
    );
    /// The account is switched off.
    pub const DISABLED: (&str, &str) = (
        "Dieses Konto ist gesperrt. Bitte wenden Sie sich an die Stadt.",
        "This account is locked. Please contact the town.",
    );
    /// Somebody turned back at the provider.
    pub const CANCELLED: (&str, &str) = (
        "Die Anmeldung wurde abgebrochen. Sie können es noch einmal versuchen oder einen anderen Weg wählen.",
        "The sign-in was cancelled. You can try again or choose another way.",
    );
    /// Something between us and the provider went wrong.
    pub const FAILED: (&str, &str) = (
        "Die Anmeldung mit dem Nutzerkonto hat nicht geklappt. Versuchen Sie es noch einmal oder wählen Sie einen anderen Weg.",
        "Signing in with the user account did not work. Try again or choose another way.",
    );
}

fn refused(ctx: &Ctx, (de, en): (&str, &str)) -> Response {
    let frame = Frame::of(ctx);
    let say = frame.say;
    let page = frame
        .plain(say.of("Sie sind nicht angemeldet", "You are not signed in"))
        .body(html! {
            (page::prose(html! { p { (say.of(de, en)) } }))
            (buttons(link_button(Weight::Primary, &ctx.to("/anmelden"), say.of("Zur Anmeldung", "To the sign-in"))))
        });
    let mut response = frame.answer_again(page);
    cookies::drop(ctx, &mut response, COOKIE);
    response
}

fn cancelled(ctx: &Ctx) -> Response {
    refused(ctx, frame_words::CANCELLED)
}

fn failed(ctx: &Ctx, error: &OidcError) -> Response {
    // The cause holds addresses and words of ours, nothing of the person.
    tracing::warn!(%error, "A sign-in with an outside account failed");
    refused(ctx, frame_words::FAILED)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::access::Trust;
    use serde_json::json;

    #[test]
    fn claims_are_read_by_the_names_the_town_has_set() {
        let settings = PeopleSettings {
            oidc_claim_name: "given_name family_name".into(),
            oidc_claim_email: "mail".into(),
            oidc_claim_trust: "loa".into(),
            oidc_trust: "3 = substantial".into(),
            ..PeopleSettings::default()
        };
        let claims = json!({ "sub": "x", "given_name": "Erika", "family_name": "Muster", "mail": "e@m.test", "loa": "3", "acr": "9" });
        let identity = identity_of(&settings, claims.as_object().unwrap());
        assert_eq!((identity.name.as_str(), identity.email.as_str()), ("Erika Muster", "e@m.test"));
        assert_eq!(identity.trust, Trust::Substantial);
        let doubtful = json!({ "sub": "x", "mail": "e@m.test", "email_verified": false, "loa": 3 });
        let identity = identity_of(&settings, doubtful.as_object().unwrap());
        assert_eq!((identity.email.as_str(), identity.trust), ("", Trust::None));
    }
}
