//! Connecting an account: the town's application, the way to the provider and back, the choice among
//! accounts, and what was permitted.

use std::sync::Arc;

use kernel::{AppError, Audit, Ctx, Id, Problem, Saved, Town, settings};
use norm_social::connect::{self, App, Choice};
use norm_social::token::{Ability, Grant, missing, needed};
use norm_social::{Account, Channel, Exchange, Request, Secret, Trouble};
use serde::{Deserialize, Serialize};

use crate::account::{self, Connection, NOT_WARNED, Standing, app_place};
use crate::settings::{ChannelSettings, is_base};
use crate::store::account::SignIn;
use crate::watch::{self, Health};
use crate::{orders, outside, store};

/// What must not be read while somebody is on the way.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    /// Proves that whoever comes back is who went.
    pub verifier: String,
    /// What they came back with.
    pub grant: Option<Grant>,
}

fn refuse(trouble: &Trouble) -> AppError {
    let de = format!("{} {}", trouble.reason.de, trouble.advice.de);
    let en = format!("{} {}", trouble.reason.en, trouble.advice.en);
    AppError::refused("channels/provider-says-no", de, en)
}

fn unreachable(channel: Channel) -> AppError {
    let name = channel.name();
    AppError::refused(
        "channels/provider-silent",
        format!(
            "{name} antwortet gerade nicht. Prüfen Sie die Adresse und versuchen Sie es noch einmal."
        ),
        format!("{name} does not answer just now. Check the address and try again."),
    )
}

/// A field that is not right.
pub(crate) fn wrong(field: &str, de: &str, en: &str) -> Problem {
    Problem::new(
        "channels/check-fields",
        "Bitte prüfen Sie die Angaben.",
        "Please check what you entered.",
    )
    .at(field, de, en)
}

/// The address of a server as people write it.
///
/// # Errors
/// A [`Problem`] at the field.
pub(crate) fn server(text: &str) -> Result<String, Problem> {
    let text = text.trim().trim_end_matches('/');
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    if is_base(&whole) {
        return Ok(whole.to_lowercase());
    }
    Err(wrong(
        "server",
        "Geben Sie die Adresse des Servers ein, zum Beispiel social.example.",
        "Enter the address of the server, for example social.example.",
    ))
}

async fn heard(
    town: &Arc<Town>,
    channel: Channel,
    request: Request,
    settings: &ChannelSettings,
) -> Result<norm_social::Answer, AppError> {
    match outside::send(town, request, settings.own()).await {
        Exchange::Answered(answer) => Ok(answer),
        Exchange::NotSent | Exchange::Lost => Err(unreachable(channel)),
    }
}

fn signin_place(id: &str) -> String {
    format!("channels_signin|{id}")
}

fn label(ctx: &Ctx) -> String {
    ctx.actor.label()
}

/// Every permission the town asks a provider for.
fn scopes(channel: Channel) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for scope in Ability::ALL.into_iter().flat_map(|a| needed(channel, a)) {
        if !all.contains(&scope) {
            all.push(scope);
        }
    }
    all
}

/// Saves number and secret of the town's application.
///
/// # Errors
/// What the database says.
pub(crate) async fn save_app(
    ctx: &Ctx,
    channel: Channel,
    client: String,
    secret: String,
) -> Result<(), AppError> {
    let sealed = ctx.town.seal(&app_place(channel, ""), secret.as_bytes())?;
    ctx.write(move |tx| {
        store::account::set_app(tx, account::app_of(channel), "", &client, &sealed)?;
        Ok(Audit::of("channels.app_entered", account::app_of(channel)).done())
    })
    .await
}

/// The town's application; on a server of the fediverse it is registered when it is first needed.
async fn app(ctx: &Ctx, channel: Channel, api: &str) -> Result<App, AppError> {
    let (town, server) = (Arc::clone(&ctx.town), api.to_owned());
    let (found, settings) = ctx
        .read(move |db| {
            Ok((account::app(&town, db, channel, &server)?, settings::get::<ChannelSettings>(db)?))
        })
        .await?;
    if !found.id.is_empty() {
        return Ok(found);
    }
    if channel != Channel::Mastodon {
        return Err(AppError::refused(
            "channels/no-app",
            "Tragen Sie zuerst Nummer und Geheimnis der App ein.",
            "Enter number and secret of the app first.",
        ));
    }
    let (name, site) = (ctx.town.profile().name.clone(), ctx.town.plan().base_url.clone());
    let request = connect::register(api, &name, &found.redirect, &site, &scopes(channel));
    let answer = heard(&ctx.town, channel, request, &settings).await?;
    let made = connect::registered(&answer, &found.redirect, ctx.now()).map_err(|t| refuse(&t))?;
    let sealed = ctx.town.seal(&app_place(channel, api), made.secret.reveal().as_bytes())?;
    let (client, server) = (made.id.clone(), api.to_owned());
    ctx.write(move |tx| {
        store::account::set_app(tx, "mastodon", &server, &client, &sealed)?;
        Ok(Audit::of("channels.app_entered", "mastodon").done())
    })
    .await?;
    Ok(made)
}

/// Begins a sign-in; answers the page of the provider somebody must go to.
///
/// # Errors
/// [`AppError::Refused`] where the application is missing or the server does not answer.
pub(crate) async fn go(ctx: &Ctx, channel: Channel, api: &str) -> Result<String, AppError> {
    let app = app(ctx, channel, api).await?;
    let settings = ctx.read(settings::get::<ChannelSettings>).await?;
    let state = secret();
    let kept = Kept { verifier: secret(), grant: None };
    let page = connect::sign_in(
        channel,
        &settings.bases(channel, api),
        settings.version(channel),
        &app,
        &scopes(channel),
        &state,
        &kept.verifier,
    );
    note(ctx, &state, channel, api, &kept).await?;
    Ok(page)
}

/// Two random ids: too much to guess.
fn secret() -> String {
    kernel::keys::Key::random().to_hex().to_string()
}

async fn note(
    ctx: &Ctx,
    id: &str,
    channel: Channel,
    api: &str,
    kept: &Kept,
) -> Result<(), AppError> {
    let sealed = ctx.town.seal(&signin_place(id), &serde_json::to_vec(kept)?)?;
    let (api, person, made_at) = (api.to_owned(), label(ctx), ctx.now());
    let (id, row) = (id.to_owned(), SignIn { channel, api, person, sealed, made_at });
    ctx.write(move |tx| {
        store::account::add_signin(tx, &id, &row)?;
        Ok(Audit::of("channels.sign_in_begun", account::word(channel)).done())
    })
    .await
}

/// A sign-in of the person who asks.
///
/// # Errors
/// [`AppError::NotFound`] when it is somebody else's, over, or was never begun.
pub(crate) async fn begun(ctx: &Ctx, id: &str) -> Result<(SignIn, Kept), AppError> {
    let wanted = id.to_owned();
    let row = ctx.read(move |db| store::account::signin(db, &wanted)).await?;
    let row = row.filter(|row| row.person == label(ctx)).ok_or(AppError::NotFound)?;
    let kept = serde_json::from_slice(&ctx.town.unseal(&signin_place(id), &row.sealed)?)?;
    Ok((row, kept))
}

/// Somebody came back with a code: it becomes a connection to choose an account with. Answers the
/// number of the choice.
///
/// # Errors
/// What the provider says.
pub(crate) async fn came_back(ctx: &Ctx, state: &str, code: &str) -> Result<String, AppError> {
    let (row, kept) = begun(ctx, state).await?;
    let (channel, api) = (row.channel, row.api.as_str());
    // A code counts once; a second visit of the address begins nothing.
    let id = state.to_owned();
    let is_first = ctx
        .write(move |tx| {
            let is_first = store::account::end_signin(tx, &id)?;
            Ok(Audit::of("channels.sign_in_returned", account::word(channel)).with(is_first))
        })
        .await?;
    if !is_first {
        return Err(AppError::NotFound);
    }
    let app = app(ctx, channel, api).await?;
    let settings = ctx.read(settings::get::<ChannelSettings>).await?;
    let (bases, version) = (settings.bases(channel, api), settings.version(channel));
    let request = connect::exchange(channel, &bases, version, &app, code, &kept.verifier);
    let answer = heard(&ctx.town, channel, request, &settings).await?;
    let now = ctx.now();
    let mut grant =
        connect::granted(channel, &answer, &Grant::default(), now).map_err(|t| refuse(&t))?;
    let is_meta = matches!(channel, Channel::Facebook | Channel::Instagram);
    if let Some(request) =
        connect::renew(channel, &bases, version, &app, &grant).filter(|_| is_meta)
    {
        let answer = heard(&ctx.town, channel, request, &settings).await?;
        grant = connect::granted(channel, &answer, &grant, now).map_err(|t| refuse(&t))?;
    }
    offer(ctx, channel, api, grant).await
}

/// A token somebody brought: a choice to choose an account with.
///
/// # Errors
/// What the provider says.
pub(crate) async fn brought(
    ctx: &Ctx,
    channel: Channel,
    api: &str,
    token: &str,
) -> Result<String, AppError> {
    let grant = Grant { token: Secret::new(token), since: Some(ctx.now()), ..Grant::default() };
    offer(ctx, channel, api, grant).await
}

async fn offer(ctx: &Ctx, channel: Channel, api: &str, grant: Grant) -> Result<String, AppError> {
    // Asked now, so that a wrong token is said where it was entered.
    choices(ctx, channel, api, &grant).await?;
    let id = secret();
    let kept = Kept { verifier: String::new(), grant: Some(grant) };
    note(ctx, &id, channel, api, &kept).await?;
    Ok(id)
}

fn person(
    settings: &ChannelSettings,
    app: &App,
    channel: Channel,
    api: &str,
    grant: &Grant,
) -> Account {
    Connection::new(channel, api, "", "").account(settings, grant, app)
}

/// The accounts somebody may choose from. Of Instagram those behind pages.
///
/// # Errors
/// What the provider says.
pub(crate) async fn choices(
    ctx: &Ctx,
    channel: Channel,
    api: &str,
    grant: &Grant,
) -> Result<Vec<Choice>, AppError> {
    let (town, server) = (Arc::clone(&ctx.town), api.to_owned());
    let (app, settings) = ctx
        .read(move |db| {
            Ok((account::app(&town, db, channel, &server)?, settings::get::<ChannelSettings>(db)?))
        })
        .await?;
    let account = person(&settings, &app, channel, api, grant);
    let answer = heard(&ctx.town, channel, connect::choices(&account), &settings).await?;
    let found = connect::chosen(channel, &answer, ctx.now()).map_err(|t| refuse(&t))?;
    if channel != Channel::Instagram {
        return Ok(found);
    }
    let with_account = found.into_iter().filter(|c| !c.instagram.is_empty());
    Ok(with_account.map(|c| Choice { id: c.instagram.clone(), ..c }).collect())
}

/// Connects the account somebody chose, after asking what was permitted.
///
/// # Errors
/// [`AppError::Refused`] when posts may not be published with it.
pub(crate) async fn choose(ctx: &Ctx, id: &str, remote: &str) -> Result<Id<Connection>, AppError> {
    let (row, kept) = begun(ctx, id).await?;
    let (channel, api) = (row.channel, row.api.clone());
    let grant = kept.grant.ok_or(AppError::NotFound)?;
    let all = choices(ctx, channel, &api, &grant).await?;
    let choice = all.into_iter().find(|c| c.id == remote).ok_or(AppError::NotFound)?;
    let (server, number) = (api.clone(), choice.id.clone());
    let known =
        ctx.read(move |db| store::account::by_remote(db, channel, &server, &number)).await?;
    let mut connection =
        known.unwrap_or_else(|| Connection::new(channel, &api, &choice.id, &choice.name));
    let is_page = choice.token.is_some();
    let mut own = Grant { token: choice.token.unwrap_or(grant.token.clone()), ..grant };
    if is_page {
        // A page's token ends with the consent, not with the person's own token.
        own.expires_at = None;
    }
    connection.name = choice.name;
    connection.uploads = choice.uploads;
    connection.seal(&ctx.town, &own)?;
    let settings = ctx.read(settings::get::<ChannelSettings>).await?;
    match watch::ask(&ctx.town, &connection, &settings).await? {
        Health::Lives(grant, told) => {
            told.keep(&mut connection);
            connection.seal(&ctx.town, &grant)?;
        }
        Health::Dead(trouble) => return Err(refuse(&trouble)),
        Health::Unknown => return Err(unreachable(channel)),
    }
    let lacks = missing(channel, Ability::Publish, &connection.scopes);
    if !connection.scopes.is_empty() && !lacks.is_empty() {
        let list = lacks.join(", ");
        return Err(AppError::refused(
            "channels/permission-missing",
            format!(
                "Es fehlt die Erlaubnis zu veröffentlichen ({list}). Verbinden Sie neu und stimmen Sie allem zu."
            ),
            format!(
                "The permission to publish is missing ({list}). Connect again and agree to everything."
            ),
        ));
    }
    save(ctx, id.to_owned(), connection).await
}

async fn save(
    ctx: &Ctx,
    signin: String,
    mut connection: Connection,
) -> Result<Id<Connection>, AppError> {
    ctx.write(move |tx| {
        let now = tx.now();
        if !store::account::end_signin(tx, &signin)? {
            return Ok(Saved::nothing(connection.id));
        }
        connection.standing = Standing::Connected;
        connection.trouble = None;
        connection.warned = NOT_WARNED;
        connection.resume_at = None;
        connection.connected_at = Some(now);
        connection.checked_at = Some(now);
        store::account::save(tx, &connection)?;
        orders::free(tx, &connection)?;
        Ok(Audit::of("channels.connected", connection.id)
            .note(account::word(connection.channel))
            .with(connection.id))
    })
    .await
}

/// Forgets the token of an account; its posts stay where they are.
///
/// # Errors
/// What the database says.
pub(crate) async fn disconnect(ctx: &Ctx, id: Id<Connection>) -> Result<Channel, AppError> {
    ctx.write(move |tx| {
        let mut c = store::account::find(tx, id)?;
        c.standing = Standing::Off;
        c.sealed.clear();
        c.scopes.clear();
        c.trouble = None;
        c.ends_at = None;
        store::account::save(tx, &c)?;
        Ok(Audit::of("channels.disconnected", id).with(c.channel))
    })
    .await
}
