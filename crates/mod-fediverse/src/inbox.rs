//! What other servers bring: signed, read, and done in one transaction; twice is once.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::SignedDuration;
use kernel::limits::Rate;
use kernel::{Actor as Who, AppError, Audit, Ctx, Saved, Town, Tx};
use norm_fediverse::inbox::{Deed, Heard, MESSAGE_BYTES_MAX, Person, Reply, person, read};
use norm_fediverse::publish::{self, Actor};
use norm_fediverse::sign::{Parts, SignError, belongs, claim};
use norm_fediverse::{MEDIA_TYPE, host};

use crate::model::{Follower, KnownKey, Words};
use crate::{actor, net, say, saying, store};

/// Messages of one caller: a large server sends many on behalf of its people.
const RATE: Rate =
    Rate { name: "fediverse.inbox", burst: 300, every: SignedDuration::from_millis(500) };
/// Documents fetched from one server.
const FETCH_RATE: Rate =
    Rate { name: "fediverse.fetch", burst: 60, every: SignedDuration::from_secs(5) };

/// Takes a message.
pub(crate) async fn receive(ctx: Ctx, request: Request) -> Response {
    match Box::pin(hear(&ctx, request)).await {
        Ok(()) => StatusCode::ACCEPTED.into_response(),
        Err(No::Said(status, why)) => (status, why).into_response(),
        Err(No::House(error)) => error.into_response(),
    }
}

/// Why a message is not taken.
enum No {
    /// Its sender is told.
    Said(StatusCode, String),
    /// The house says.
    House(AppError),
}

impl From<AppError> for No {
    fn from(error: AppError) -> Self {
        Self::House(error)
    }
}

fn no(status: StatusCode, why: impl std::fmt::Display) -> No {
    No::Said(status, why.to_string())
}

async fn hear(ctx: &Ctx, request: Request) -> Result<(), No> {
    if !request.headers().contains_key("signature") {
        return Err(no(StatusCode::UNAUTHORIZED, SignError::Missing));
    }
    if request.method() != axum::http::Method::POST {
        return Err(no(StatusCode::METHOD_NOT_ALLOWED, "an inbox takes POST"));
    }
    ctx.limit(RATE)?;
    let Some((settings, own)) = actor::ready(&ctx.town).await? else {
        return Err(AppError::NotFound.into());
    };
    let kind = text(request.headers(), "content-type");
    if !norm_fediverse::wants_activity(&kind) {
        let why = format!("send {MEDIA_TYPE}");
        return Err(no(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    let parts = parts(&request);
    let body = to_bytes(request.into_body(), MESSAGE_BYTES_MAX).await;
    let body = body.map_err(|_long| {
        no(StatusCode::PAYLOAD_TOO_LARGE, format!("at most {MESSAGE_BYTES_MAX} bytes"))
    })?;
    let heard = read(&body).map_err(|error| no(StatusCode::BAD_REQUEST, error))?;
    let there = Arc::clone(&ctx.town);
    let (sender, deed) = (heard.actor.clone(), heard.deed.clone());
    let (is_blocked, is_known) = ctx
        .town
        .read(move |db| {
            let host = host(&sender).unwrap_or_default();
            let is_blocked = store::server(db, &host)?.is_some_and(|s| s.is_blocked);
            Ok((is_blocked, concerns_us(&there, db, &sender, &deed)?))
        })
        .await?;
    if is_blocked {
        return Err(no(StatusCode::FORBIDDEN, "this server is not heard here"));
    }
    // Servers tell everybody whose account is gone: of strangers there is nothing to forget, and their
    // key can no longer be fetched.
    if !is_known {
        return Ok(());
    }
    let ask = Ask { town: &ctx.town, own: &own, bases: settings.own() };
    ask.check(&heard, &parts, &body, ctx.now()).await?;
    let person = match &heard.deed {
        Deed::Follow(_) | Deed::Changed => Some(ask.person(&heard.actor).await?),
        _ => None,
    };
    let there = Arc::clone(&ctx.town);
    let follow = serde_json::from_slice(&body).unwrap_or_default();
    ctx.town
        .write(Who::system("fediverse"), move |tx| {
            let done = Deeds { town: &there, own: &own, follow: &follow };
            match done.take(tx, &heard, person.as_ref())? {
                // Who did it is nobody's business later.
                Some(action) => Ok(Audit::of(action, "fediverse").done()),
                None => Ok(Saved::nothing(())),
            }
        })
        .await?;
    Ok(())
}

/// Whether there is anything to do for a message.
fn concerns_us(
    town: &Town,
    db: &mut kernel::Reader<'_>,
    sender: &str,
    deed: &Deed,
) -> Result<bool, AppError> {
    Ok(match deed {
        Deed::Delete(about) if about == sender => {
            store::is_follower(town, db, sender)? || store::has_heard_of(town, db, sender)?
        }
        Deed::Delete(about) => store::is_heard(town, db, about)?,
        Deed::Changed => store::is_follower(town, db, sender)?,
        Deed::Correct(reply) => store::is_heard(town, db, &reply.id)?,
        Deed::Other(_) | Deed::Answer { .. } => false,
        _ => true,
    })
}

fn text(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
}

/// What of a request is signed.
fn parts(request: &Request) -> Parts {
    let headers = request.headers();
    let uri = request.uri();
    let named = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    Parts {
        method: request.method().as_str().to_owned(),
        target: uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        authority: text(headers, "host"),
        headers: headers.iter().filter_map(named).collect(),
    }
}

/// Asking other servers who somebody is.
struct Ask<'a> {
    town: &'a Arc<Town>,
    own: &'a Actor,
    bases: Vec<String>,
}

impl Ask<'_> {
    /// Checks who signed; a key that does not fit is fetched once more, it may have been changed.
    async fn check(
        &self,
        heard: &Heard,
        parts: &Parts,
        body: &[u8],
        now: jiff::Timestamp,
    ) -> Result<(), No> {
        let unsigned = |error: SignError| no(StatusCode::UNAUTHORIZED, error);
        let claim = claim(parts, body, now).map_err(unsigned)?;
        if !belongs(&claim.key_id, &heard.actor) {
            return Err(no(StatusCode::UNAUTHORIZED, "the key is not the sender's"));
        }
        let (there, id) = (Arc::clone(self.town), claim.key_id.clone());
        let known = self.town.read(move |db| store::known_key(&there, db, &id)).await?;
        if let Some(key) = known.filter(|k| k.actor == heard.actor)
            && claim.check(&key.pem).is_ok()
        {
            return Ok(());
        }
        let person = self.person(&heard.actor).await?;
        let key = person.keys.iter().find(|(name, _)| *name == claim.key_id);
        let Some((_, pem)) = key else {
            return Err(no(StatusCode::UNAUTHORIZED, "the sender has no such key"));
        };
        claim.check(pem).map_err(unsigned)?;
        let (there, id) = (Arc::clone(self.town), claim.key_id.clone());
        let fresh = KnownKey { actor: heard.actor.clone(), pem: pem.clone() };
        self.town
            .write(Who::system("fediverse"), move |tx| {
                store::keep_key(&there, tx, &id, &fresh)?;
                Ok(Audit::of("fediverse.key_kept", "fediverse").done())
            })
            .await?;
        Ok(())
    }

    /// Fetches the document of somebody.
    async fn person(&self, address: &str) -> Result<Person, No> {
        let server = host(address).unwrap_or_default();
        self.town.limits().take(FETCH_RATE, &server, self.town.now())?;
        let there = Arc::clone(self.town);
        let key = self.town.read(move |db| actor::key(&there, db)).await?;
        let (key_id, now) = (self.own.key_id(), self.town.now());
        let request = net::Signed { key: &key, key_id: &key_id, now }.get(address)?;
        let answer = net::send(request, self.bases.clone()).await;
        let unknown =
            || no(StatusCode::UNAUTHORIZED, "the sender's server does not say who they are");
        let answer = answer.filter(|a| a.status == 200).ok_or_else(unknown)?;
        let found = person(&answer.body, address).map_err(|e| no(StatusCode::UNAUTHORIZED, e))?;
        if found.id != address {
            return Err(no(StatusCode::UNAUTHORIZED, "the sender has another address"));
        }
        Ok(found)
    }
}

/// Doing what was asked.
struct Deeds<'a> {
    town: &'a Arc<Town>,
    own: &'a Actor,
    /// The message as it came: who asks to follow gets it back.
    follow: &'a serde_json::Value,
}

impl Deeds<'_> {
    /// Does it; the word for the logbook, or nothing if there was nothing to do.
    fn take(
        &self,
        tx: &mut Tx<'_>,
        heard: &Heard,
        person: Option<&Person>,
    ) -> Result<Option<&'static str>, AppError> {
        let (town, actor) = (self.town, &heard.actor);
        let server = host(actor).unwrap_or_default();
        Ok(match &heard.deed {
            Deed::Follow(whom) if *whom == self.own.id => {
                let Some(person) = person else { return Ok(None) };
                store::seen(tx, &server)?;
                self.follow(tx, person, &server)?;
                Some("fediverse.followed")
            }
            Deed::Changed => {
                if let Some(person) = person {
                    self.keep(tx, person, &server)?;
                }
                Some("fediverse.follower_changed")
            }
            Deed::Undo(Some(deed), _) => self.undo(tx, deed, actor)?,
            // Some send only the number of what they take back: it can be nothing but the following.
            Deed::Undo(None, _) => {
                store::unfollow(town, tx, actor)?.then_some("fediverse.unfollowed")
            }
            Deed::Delete(about) if about == actor => {
                store::unfollow(town, tx, actor)?;
                store::forget_author(town, tx, actor)?;
                Some("fediverse.account_gone")
            }
            Deed::Delete(about) => {
                store::forget(town, tx, about)?.then_some("fediverse.reply_taken_back")
            }
            Deed::Say(reply) | Deed::Correct(reply) => self.answer(tx, reply, actor, &server)?,
            Deed::Like(about) => self.react(tx, about, "like", actor)?,
            Deed::Share(about) => self.react(tx, about, "share", actor)?,
            Deed::Follow(_) | Deed::Answer { .. } | Deed::Other(_) => None,
        })
    }

    fn keep(&self, tx: &mut Tx<'_>, person: &Person, server: &str) -> Result<(), AppError> {
        let follower = Follower {
            actor: person.id.clone(),
            inbox: person.inbox.clone(),
            shared_inbox: person.shared_inbox.clone(),
        };
        store::follow(self.town, tx, &follower, server)
    }

    fn follow(&self, tx: &mut Tx<'_>, person: &Person, server: &str) -> Result<(), AppError> {
        self.keep(tx, person, server)?;
        let accept = publish::accept(self.own, self.follow);
        say::send(self.town, tx, &accept, std::slice::from_ref(&person.inbox))?;
        Ok(())
    }

    fn undo(
        &self,
        tx: &mut Tx<'_>,
        deed: &Deed,
        actor: &str,
    ) -> Result<Option<&'static str>, AppError> {
        let town = self.town;
        let (about, kind) = match deed {
            Deed::Follow(whom) if *whom == self.own.id => {
                return Ok(store::unfollow(town, tx, actor)?.then_some("fediverse.unfollowed"));
            }
            Deed::Like(about) => (about, "like"),
            Deed::Share(about) => (about, "share"),
            _ => return Ok(None),
        };
        let Some(publication) = saying::publication_of(town, about) else { return Ok(None) };
        store::unreact(town, tx, &publication, kind, actor)?;
        Ok(Some("fediverse.reaction_taken_back"))
    }

    fn react(
        &self,
        tx: &mut Tx<'_>,
        about: &str,
        kind: &str,
        actor: &str,
    ) -> Result<Option<&'static str>, AppError> {
        let Some(publication) = saying::publication_of(self.town, about) else { return Ok(None) };
        if store::said(tx, &publication)?.is_none() {
            return Ok(None);
        }
        store::react(self.town, tx, &publication, kind, actor)?;
        Ok(Some("fediverse.reaction"))
    }

    /// Keeps a public answer to something the town said. Private messages are not taken: the network
    /// is no place to write to an authority.
    fn answer(
        &self,
        tx: &mut Tx<'_>,
        reply: &Reply,
        actor: &str,
        server: &str,
    ) -> Result<Option<&'static str>, AppError> {
        let Some(publication) = saying::publication_of(self.town, &reply.to) else {
            return Ok(None);
        };
        if !reply.is_public || store::said(tx, &publication)?.is_none() {
            return Ok(None);
        }
        store::seen(tx, server)?;
        let words =
            Words { actor: actor.to_owned(), text: reply.text.clone(), page: reply.page.clone() };
        store::hear(self.town, tx, &reply.id, &publication, &words)?;
        Ok(Some("fediverse.reply_heard"))
    }
}
