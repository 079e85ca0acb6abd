//! Channels of the demo town: accounts nobody has connected, and posts that wait for them. Nothing is
//! invented about providers: where no answer came, none is shown.

use std::sync::Arc;

use jiff::SignedDuration;
use kernel::publication::{self, Find};
use kernel::{Actor, AppError, Audit, Town, Tx};
use norm_social::Channel;

use crate::account::Connection;
use crate::model::{Post, State, Variant};
use crate::routes::from_publication;
use crate::variant::usual;
use crate::{orders, store};

/// Accounts and posts of the demo town.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>, name: &str) -> Result<(), AppError> {
    let (inside, name) = (Arc::clone(town), name.to_owned());
    town.write(Actor::system("demo"), move |tx| {
        let accounts = [
            Connection::new(Channel::Facebook, "", "demo", &name),
            Connection::new(Channel::Instagram, "", "demo", &name),
            Connection::new(Channel::YouTube, "", "demo", &name),
            Connection::new(Channel::Mastodon, "https://social.example", "demo", &name),
        ];
        for account in &accounts {
            store::account::save(tx, account)?;
        }
        let news = publication::list(tx, &Find::newest("news", 3))?;
        let mut count = 0;
        for (at, item) in news.iter().enumerate() {
            let mut post = Post::new("system:demo".into(), tx.now());
            from_publication(&mut post, item, &inside.plan().base_url);
            // One is written, one waits for its release, one is released and waits for the accounts.
            post.state = if at == 1 { State::Submitted } else { State::Draft };
            if at == 0 {
                post.send_at = Some(tx.now() + SignedDuration::from_hours(36));
            }
            store::save(tx, &post)?;
            let wanted: Vec<&Connection> =
                accounts.iter().filter(|c| at == 2 || goes_with_words(c.channel)).collect();
            set(tx, &post, &wanted)?;
            if at == 2 {
                release(&inside, tx, post)?;
            }
            count += 1;
        }
        Ok(Audit::of("channels.demo_filled", count).done())
    })
    .await
}

/// Whether a post needs neither picture nor film there.
fn goes_with_words(channel: Channel) -> bool {
    matches!(channel, Channel::Facebook | Channel::Mastodon)
}

fn set(tx: &mut Tx<'_>, post: &Post, accounts: &[&Connection]) -> Result<(), AppError> {
    let variants: Vec<Variant> = accounts.iter().map(|c| usual(c)).collect();
    store::set_variants(tx, post.id, &variants)
}

/// Releases it to the accounts whose channel takes it: pictures are hung only while the town is open.
fn release(town: &Town, tx: &mut Tx<'_>, post: Post) -> Result<(), AppError> {
    let accounts = store::account::all(tx)?;
    let mut fits = Vec::new();
    for own in store::variants(tx, post.id)? {
        let Some(account) = accounts.iter().find(|c| c.id == own.account) else { continue };
        let made = crate::variant::make(town, tx, &post, &own, account, "demo")?;
        if !made.is_refused() {
            fits.push(own);
        }
    }
    if fits.is_empty() {
        return Ok(());
    }
    store::set_variants(tx, post.id, &fits)?;
    orders::release(town, tx, post, false).map(drop)
}
