//! Browsers of the demo town, so that its figures show something. A demo calls nobody outside: what
//! they chose is never told.

use std::sync::Arc;

use kernel::{Actor, AppError, Audit, Language, Town, settings};
use norm_push::browser::{Sender, Subscription};

use crate::settings::PushSettings;
use crate::{gather, store};

/// Browsers at each service.
const BROWSERS: [(&str, usize); 4] = [
    ("fcm.googleapis.com", 23),
    ("updates.push.services.mozilla.com", 11),
    ("web.push.apple.com", 9),
    ("wns2-par02p.notify.windows.com", 4),
];
/// What they chose, in turn.
const CHOICES: [&[&str]; 4] =
    [&["warning"], &["warning", "disruption"], &["warning", "news", "event"], &["roadworks"]];

/// Fills the demo town and switches its page and its hub on.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>) -> Result<(), AppError> {
    let there = Arc::clone(town);
    town.write(Actor::system("demo"), move |tx| {
        let on =
            PushSettings { tells_browsers: true, tells_readers: true, own_servers: String::new() };
        settings::set(tx, &on)?;
        let mut number = 0;
        for (host, many) in BROWSERS {
            for _ in 0..many {
                let choice = CHOICES[number % CHOICES.len()];
                number += 1;
                let (_, key) = Sender::generate().map_err(AppError::internal)?;
                let to = Subscription {
                    endpoint: format!("https://{host}/demo/{number}"),
                    key,
                    secret: vec![0; 16],
                };
                let topics: Vec<String> = choice.iter().map(|t| (*t).to_owned()).collect();
                store::subscribe(&there, tx, &to, Language::De, &topics)?;
                store::count(tx, "began", 1)?;
            }
        }
        Ok(Audit::of("push.demo", number).done())
    })
    .await?;
    // What stands in the gazette by now is no news.
    gather::look(town).await?;
    gather::warn(town).await
}
