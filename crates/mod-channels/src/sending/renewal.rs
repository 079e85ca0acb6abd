//! A fresh token before a call, where tokens end by the hour or the month.

use std::sync::Arc;

use kernel::{Actor, AppError, Audit, Saved, Town};
use norm_social::token::Grant;
use norm_social::{Account, Channel, Class, Exchange, Trouble, connect};

use crate::account::{self, Connection};
use crate::settings::ChannelSettings;
use crate::{outside, store};

/// The account with a token that holds now, renewed if need be, and the connection it comes from.
///
/// # Errors
/// What the records say; within, what the provider said.
pub(crate) async fn renewed(
    town: &Arc<Town>,
    connection: &Connection,
    settings: &ChannelSettings,
) -> Result<Result<(Account, Grant), Box<Trouble>>, AppError> {
    let (inside, channel, api) = (Arc::clone(town), connection.channel, connection.api.clone());
    let app = town.read(move |db| account::app(&inside, db, channel, &api)).await?;
    let grant = connection.grant(town)?;
    let now = town.now();
    if !grant.wants_renewal(channel, now) {
        return Ok(Ok((connection.account(settings, &grant, &app), grant)));
    }
    let bases = settings.bases(channel, &connection.api);
    let version = settings.version(channel);
    let Some(request) = connect::renew(channel, &bases, version, &app, &grant) else {
        return Ok(Ok((connection.account(settings, &grant, &app), grant)));
    };
    let lives = grant.expires_at.is_none_or(|end| end > now);
    let fresh = match outside::send(town, request, settings.own()).await {
        Exchange::Answered(answer) => connect::granted(channel, &answer, &grant, now),
        Exchange::NotSent | Exchange::Lost => {
            Err(Box::new(Trouble::of(Class::Transient, "renewal", channel.name())))
        }
    };
    match fresh {
        Ok(fresh) => {
            keep(town, connection, &fresh).await?;
            Ok(Ok((connection.account(settings, &fresh, &app), fresh)))
        }
        // The old one still does.
        Err(trouble) if lives && trouble.class.heals() && channel != Channel::YouTube => {
            Ok(Ok((connection.account(settings, &grant, &app), grant)))
        }
        Err(trouble) => Ok(Err(trouble)),
    }
}

/// Seals a fresh token, unless somebody connected the account anew meanwhile.
async fn keep(town: &Arc<Town>, connection: &Connection, fresh: &Grant) -> Result<(), AppError> {
    let (inside, before, fresh) = (Arc::clone(town), connection.clone(), fresh.clone());
    town.write(Actor::system("channels"), move |tx| {
        let now = store::account::find(tx, before.id).ok();
        let Some(mut now) = now.filter(|c| c.sealed == before.sealed) else {
            return Ok(Saved::nothing(()));
        };
        now.seal(&inside, &fresh)?;
        store::account::save(tx, &now)?;
        Ok(Audit::of("channels.token_renewed", now.id).done())
    })
    .await
}
