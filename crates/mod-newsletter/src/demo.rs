//! Readers of the demo town, so that its figures show something. Their addresses end in `.example`:
//! nothing can ever be sent there.

use std::sync::Arc;

use kernel::{Actor, AppError, Audit, Id, Language, Private, Town};

use crate::issue;
use crate::model::{Rhythm, Subscriber, Topics};
use crate::store;

/// Readers of each rhythm.
const READERS: [(Rhythm, usize); 3] =
    [(Rhythm::AtOnce, 4), (Rhythm::Daily, 9), (Rhythm::Weekly, 14)];
/// What they chose, in turn.
const CHOICES: [&[&str]; 4] =
    [&["news", "disruption"], &["event"], &["news", "notice", "event"], &["job"]];

/// Fills the demo town.
///
/// # Errors
/// What the database says.
pub async fn fill_for_demo(town: &Arc<Town>) -> Result<(), AppError> {
    let there = Arc::clone(town);
    town.write(Actor::system("demo"), move |tx| {
        let mut number = 0;
        for (rhythm, many) in READERS {
            for _ in 0..many {
                let choice = CHOICES[number % CHOICES.len()];
                number += 1;
                let topics = Topics(choice.iter().map(|key| (*key).to_owned()).collect());
                let wish = Subscriber {
                    id: Id::new(),
                    email: Private::new(format!("leser-{number}@post.example")),
                    language: Language::De,
                    rhythm,
                    topics: topics.clone(),
                    asked_at: tx.now(),
                    confirmed_at: None,
                    strikes: 0,
                    struck_at: None,
                };
                let known = store::ask(&there, tx, &wish, &format!("demo-{number}"))?;
                store::choose(tx, known.id, rhythm, &topics)?;
                store::count(tx, "confirmed", 1)?;
            }
        }
        Ok(Audit::of("newsletter.demo", number).done())
    })
    .await?;
    // What stands in the gazette by now is no news.
    issue::look(town).await
}
