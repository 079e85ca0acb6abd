//! The reminder of a warning's author, after three quarters of its time.

use std::sync::Arc;

use kernel::jobs::{JobKind, Running, Weight};
use kernel::people::{self, Account};
use kernel::{Actor, AppError, Audit, Id, Saved, Town, notify};
use serde::{Deserialize, Serialize};

use crate::model::{Kind, Message};
use crate::store;

/// The name of the job.
pub const REMIND: &str = "warnings.remind";

/// What the job is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Order {
    /// The message.
    pub message: Id<Message>,
    /// The account of its author; empty for the house.
    pub author: String,
}

/// The job.
pub fn job() -> JobKind {
    JobKind { name: REMIND, weight: Weight::Light, attempts_max: 3, is_armed: false, run }
}

fn run(town: Arc<Town>, body: String) -> Running<'static> {
    Box::pin(async move {
        let order: Order = serde_json::from_str(&body).map_err(AppError::from)?;
        let base = town.plan().base_url.clone();
        town.write(Actor::system("warnings"), move |tx| {
            let Ok(author) = order.author.parse::<Id<Account>>() else { return Ok(Saved::nothing(())) };
            let message = store::find(tx, order.message)?;
            let last = store::thread(tx, message.thread)?.into_iter().next();
            let is_last = last.is_some_and(|l| l.id == message.id && l.kind != Kind::Clear);
            if !is_last || !message.is_shown(tx.now()) {
                return Ok(Saved::nothing(()));
            }
            let account = people::account(tx, author)?;
            let until = message.valid_until.to_zoned(kernel::clock::berlin());
            let text = format!(
                "Ihre Warnung steht noch bis {} auf allen Seiten und endet dann von selbst.\n\n\
                 Gilt sie länger, aktualisieren Sie sie. Ist es vorbei, geben Sie Entwarnung:\n{base}/verwaltung/warnung\n",
                until.strftime("%d.%m.%Y, %H:%M Uhr")
            );
            let event = format!("{REMIND}/{}", message.id);
            notify::mail(tx, &event, account.login.reveal(), "Eine Warnung läuft bald ab", &text)?;
            Ok(Audit::of("warnings.reminded", message.thread).done())
        })
        .await?;
        Ok(())
    })
}
