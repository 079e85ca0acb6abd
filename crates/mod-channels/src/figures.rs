//! Figures: asked for by night, one request for each that may be retired; what a provider does not
//! tell is missing and never zero. No data of persons.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, ToSpan};
use kernel::jobs::Running;
use kernel::{Actor, AppError, Audit, Id, Saved, Town, settings};
use norm_social::figures::{About, Figure, Measure, questions};
use norm_social::{Account, Exchange};

use crate::account::Connection;
use crate::settings::ChannelSettings;
use crate::{outside, sending, store};

/// How long after its sending a post is looked at.
const LOOKED_AT: SignedDuration = SignedDuration::from_hours(24 * 60);
/// Posts of one account looked at in one night.
const POSTS_MAX: i64 = 100;
/// Days of an account that are asked for again: providers correct themselves.
const DAYS: i64 = 4;

/// A figure as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The account.
    pub account: Id<Connection>,
    /// The post; empty for the account itself.
    pub subject: String,
    /// What was counted.
    pub measure: String,
    /// The day; empty for "until now".
    pub day: String,
    /// The provider's name of it.
    pub source: String,
    /// The value.
    pub value: i64,
    /// When it was told.
    pub read_at: Timestamp,
}

/// What can be counted: word, German, English.
pub const MEASURES: [(&str, &str, &str); 9] = [
    ("views", "Aufrufe", "views"),
    ("reach", "Erreichte Konten", "accounts reached"),
    ("reactions", "Reaktionen", "reactions"),
    ("comments", "Kommentare", "comments"),
    ("shares", "Geteilt", "shares"),
    ("clicks", "Klicks", "clicks"),
    ("saves", "Gemerkt", "saves"),
    ("watch-minutes", "Minuten angesehen", "minutes watched"),
    ("followers", "Folgende", "followers"),
];

fn word(measure: Measure) -> &'static str {
    match measure {
        Measure::Views => "views",
        Measure::Reach => "reach",
        Measure::Reactions => "reactions",
        Measure::Comments => "comments",
        Measure::Shares => "shares",
        Measure::Clicks => "clicks",
        Measure::Saves => "saves",
        Measure::WatchMinutes => "watch-minutes",
        Measure::Followers => "followers",
    }
}

/// The nightly questions.
pub fn night(town: Arc<Town>) -> Running<'static> {
    Box::pin(async move {
        let all = town.read(store::account::all).await?;
        for connection in all.into_iter().filter(Connection::is_usable) {
            ask(&town, &connection).await?;
        }
        Ok(())
    })
}

/// Asks for everything about one account and its posts.
pub(crate) async fn ask(town: &Arc<Town>, connection: &Connection) -> Result<(), AppError> {
    let now = town.now();
    let (id, after) = (connection.id, now - LOOKED_AT);
    let (settings, posts) = town
        .read(move |db| {
            let shown = store::task::shown(db, id, after, POSTS_MAX)?;
            Ok((settings::get::<ChannelSettings>(db)?, shown))
        })
        .await?;
    let Ok((account, _)) = sending::renewed(town, connection, &settings).await? else {
        return Ok(());
    };
    let today = kernel::clock::local_day(now);
    let since = today.checked_sub(DAYS.days()).map_err(AppError::internal)?;
    let of_account = (String::new(), About::Account(since, today));
    let of_posts = posts.into_iter().map(|(post, remote)| (post.to_string(), About::Post(remote)));
    let mut found = Vec::new();
    for (subject, about) in std::iter::once(of_account).chain(of_posts) {
        for figure in told(town, &account, &about, &settings).await {
            found.push(counted(id, &subject, &figure, now));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    town.write(Actor::system("channels"), move |tx| {
        // Somebody may have thrown the account away meanwhile.
        if store::account::find(tx, id).is_err() {
            return Ok(Saved::nothing(()));
        }
        found.iter().try_for_each(|c| store::figure::put(tx, c))?;
        Ok(Audit::of("channels.counted", id).note(format!("{} figures", found.len())).done())
    })
    .await
}

/// What a provider tells about something; a question that fails says nothing about the others.
async fn told(
    town: &Arc<Town>,
    account: &Account,
    about: &About,
    settings: &ChannelSettings,
) -> Vec<Figure> {
    let mut all = Vec::new();
    for question in questions(account, about) {
        let asked = outside::send(town, question.request.clone(), settings.own()).await;
        if let Exchange::Answered(answer) = asked
            && let Ok(figures) = question.read(&answer, town.now())
        {
            all.extend(figures);
        }
    }
    all
}

fn counted(account: Id<Connection>, subject: &str, figure: &Figure, now: Timestamp) -> Counted {
    // What is counted "until now" about an account is of today: followers over time.
    let day = match figure.day {
        Some(day) => day.to_string(),
        None if subject.is_empty() => kernel::clock::local_day(now).to_string(),
        None => String::new(),
    };
    Counted {
        account,
        subject: subject.to_owned(),
        measure: word(figure.measure).to_owned(),
        day,
        source: figure.source.clone(),
        value: figure.value,
        read_at: now,
    }
}
