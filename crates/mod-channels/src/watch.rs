//! Every morning each account is asked whether it still lives; editors are told 14, 7 and 2 days
//! before a connection ends, and at once when one has.

use std::sync::Arc;

use kernel::jobs::{JobError, Running};
use kernel::people::{self, AccountKind};
use kernel::{Actor, AppError, Audit, Saved, Town, Tx, notify, settings};
use norm_social::mastodon::Instance;
use norm_social::token::Grant;
use norm_social::youtube::{self, List};
use norm_social::{Account, Channel, Exchange, Trouble, connect};

use crate::account::{self, Connection, Limits, NOT_WARNED, Standing};
use crate::sending::renewed;
use crate::settings::ChannelSettings;
use crate::{CONNECT, orders, outside, store};

/// The daily look at all accounts.
pub fn watch(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        let all = town.read(store::account::all).await?;
        for connection in all.into_iter().filter(|c| !c.sealed.is_empty()) {
            look(&town, &connection).await.map_err(JobError::from)?;
        }
        Ok(())
    })
}

/// What came of asking a provider about a connection.
pub(crate) enum Health {
    /// It lives.
    Lives(Box<Grant>, Told),
    /// A person must see to it.
    Dead(Box<Trouble>),
    /// Nobody can tell now.
    Unknown,
}

/// What a provider told besides.
#[derive(Default)]
pub(crate) struct Told {
    /// What the server takes.
    limits: Option<Limits>,
    /// The lists films can be put on.
    lists: Option<Vec<List>>,
}

impl Told {
    /// Keeps what was told; what was not stays as it was.
    pub(crate) fn keep(self, c: &mut Connection) {
        if let Some(limits) = self.limits {
            c.limits = Some(limits);
        }
        if let Some(lists) = self.lists {
            c.lists = lists;
        }
    }
}

/// Asks whether a connection lives, and what the server takes.
pub(crate) async fn ask(
    town: &Arc<Town>,
    connection: &Connection,
    settings: &ChannelSettings,
) -> Result<Health, AppError> {
    let (account, grant) = match renewed(town, connection, settings).await? {
        Ok(renewed) => renewed,
        Err(trouble) if trouble.class.is_of_account() => return Ok(Health::Dead(trouble)),
        Err(_) => return Ok(Health::Unknown),
    };
    let (inside, channel, api) = (Arc::clone(town), connection.channel, connection.api.clone());
    let app = town.read(move |db| account::app(&inside, db, channel, &api)).await?;
    let is_meta = matches!(channel, Channel::Facebook | Channel::Instagram);
    // Without an application of the town's own Meta tells nobody how a token is: then its list of
    // pages does.
    let request = if is_meta && app.id.is_empty() {
        connect::choices(&account)
    } else {
        connect::health(&account, &app)
    };
    let answer = match outside::send(town, request, settings.own()).await {
        Exchange::Answered(answer) => answer,
        Exchange::NotSent | Exchange::Lost => return Ok(Health::Unknown),
    };
    let now = town.now();
    let told = if is_meta && app.id.is_empty() {
        connect::chosen(channel, &answer, now).map(|_| grant)
    } else {
        connect::healthy(channel, &answer, &grant, now)
    };
    match told {
        Ok(grant) => {
            let besides = told_besides(town, connection, &account, settings).await;
            Ok(Health::Lives(Box::new(grant), besides))
        }
        Err(trouble) if trouble.class.is_of_account() => Ok(Health::Dead(trouble)),
        Err(_) => Ok(Health::Unknown),
    }
}

async fn told_besides(
    town: &Arc<Town>,
    connection: &Connection,
    account: &Account,
    settings: &ChannelSettings,
) -> Told {
    let request = match connection.channel {
        Channel::Mastodon => Instance::request(&connection.api),
        Channel::YouTube => youtube::lists(account),
        Channel::Facebook | Channel::Instagram => return Told::default(),
    };
    let Exchange::Answered(answer) = outside::send(town, request, settings.own()).await else {
        return Told::default();
    };
    if connection.channel == Channel::YouTube {
        return Told { lists: youtube::listed(&answer), ..Told::default() };
    }
    let limits = answer.is_success().then(|| Limits::of(&Instance::read(&answer)));
    Told { limits, ..Told::default() }
}

/// Looks at one account and notes what was found.
pub(crate) async fn look(town: &Arc<Town>, connection: &Connection) -> Result<(), AppError> {
    let settings = town.read(settings::get::<ChannelSettings>).await?;
    let health = ask(town, connection, &settings).await?;
    let (inside, id, before) = (Arc::clone(town), connection.id, connection.connected_at);
    town.write(Actor::system("channels"), move |tx| {
        let now = tx.now();
        let mut c = store::account::find(tx, id)?;
        if c.connected_at != before || c.sealed.is_empty() {
            return Ok(Saved::nothing(()));
        }
        match health {
            Health::Unknown => return Ok(Saved::nothing(())),
            Health::Dead(trouble) => {
                let was_usable = c.is_usable();
                c.standing = Standing::Stopped;
                c.trouble = Some(*trouble);
                c.checked_at = Some(now);
                if was_usable {
                    tell_stopped(tx, &c)?;
                }
            }
            Health::Lives(grant, told) => {
                let was_usable = c.is_usable();
                c.seal(&inside, &grant)?;
                told.keep(&mut c);
                c.standing = Standing::Connected;
                c.trouble = None;
                c.checked_at = Some(now);
                warn(tx, &mut c, &grant)?;
                if !was_usable {
                    orders::free(tx, &c)?;
                }
            }
        }
        store::account::save(tx, &c)?;
        Ok(Audit::of("channels.account_checked", c.id).note(c.standing.word()).done())
    })
    .await
}

/// Tells the editors that a connection ends, once for each of the days.
fn warn(tx: &mut Tx<'_>, c: &mut Connection, grant: &Grant) -> Result<(), AppError> {
    let Some(days) = grant.warning(c.channel, tx.now()) else {
        c.warned = NOT_WARNED;
        return Ok(());
    };
    if days >= c.warned {
        return Ok(());
    }
    c.warned = days;
    let until = c.ends_at.map(|at| kernel::Language::De.day(kernel::clock::local_day(at)));
    let until = until.unwrap_or_default();
    let name = c.label();
    let text = format!(
        "Die Verbindung zu „{name}“ endet am {until}. Danach gehen dort keine Beiträge mehr hinaus.\n\n\
         Verbinden Sie das Konto vorher neu. Die Seite führt Sie durch die Schritte:"
    );
    tell(tx, c, &format!("ends-{days}"), &format!("{name}: Die Verbindung läuft bald ab"), &text)
}

/// Tells the editors that a connection has ended.
///
/// # Errors
/// What the database says.
pub(crate) fn tell_stopped(tx: &mut Tx<'_>, c: &Connection) -> Result<(), AppError> {
    let name = c.label();
    let why = c.trouble.as_ref().map(|t| format!("{} {}", t.reason.de, t.advice.de));
    let text = format!(
        "{}\n\nBeiträge für dieses Konto warten, bis es wieder verbunden ist; die anderen Kanäle sind nicht betroffen.",
        why.unwrap_or_default()
    );
    tell(tx, c, "stopped", &format!("{name}: Das Konto ist nicht mehr verbunden"), &text)
}

/// Writes to everybody who may connect accounts.
fn tell(
    tx: &mut Tx<'_>,
    c: &Connection,
    what: &str,
    subject: &str,
    text: &str,
) -> Result<(), AppError> {
    let since = c.connected_at.map(jiff::Timestamp::as_second).unwrap_or_default();
    let page = format!("/verwaltung/kanaele/konten/{}", account::word(c.channel));
    for account in people::of_kind(tx, AccountKind::Staff)? {
        if account.is_disabled || !people::actor(tx, &account)?.may(CONNECT) {
            continue;
        }
        let event = format!("channels/{}/{since}/{what}/{}", c.id, account.id);
        let body = format!("{text}\n\n{page}\n");
        notify::mail(tx, &event, account.login.reveal(), subject, &body)?;
    }
    Ok(())
}
