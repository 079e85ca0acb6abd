//! Figures: what worked. One request per figure where one retired name would fail all others; what
//! is missing is missing, never zero.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use crate::connect::trouble;
use crate::meta::graph;
use crate::post::{Account, Channel};
use crate::trouble::Trouble;
use crate::wire::{Answer, Method, Request, number, text};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// How often it was shown or played.
    Views,
    /// How many accounts saw it.
    Reach,
    /// Likes and the like.
    Reactions,
    /// Comments and answers.
    Comments,
    /// How often it was passed on.
    Shares,
    /// Clicks.
    Clicks,
    /// How often it was kept for later.
    Saves,
    /// Minutes watched.
    WatchMinutes,
    /// Followers, subscribers.
    Followers,
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What was counted.
    pub measure: Measure,
    /// The provider's name for it: definitions change with it.
    pub source: String,
    /// The day it is about; none for "until now".
    pub day: Option<Date>,
    /// The value.
    pub value: i64,
}

/// What is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// One post or film.
    Post(String),
    /// The account on these days, both included.
    Account(Date, Date),
}

/// A request for figures, and what the answer is read as.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// What to send.
    pub request: Request,
    /// The provider's names it asks for, each with our measure.
    pub names: Vec<(&'static str, Measure)>,
    channel: Channel,
}

type Name = (&'static str, Measure);

const FACEBOOK_POST: [Name; 3] = [
    ("post_media_view", Measure::Views),
    ("post_total_media_view_unique", Measure::Reach),
    ("post_clicks", Measure::Clicks),
];
const FACEBOOK_PAGE: [Name; 2] =
    [("page_media_view", Measure::Views), ("page_total_media_view_unique", Measure::Reach)];
const INSTAGRAM_POST: [Name; 6] = [
    ("views", Measure::Views),
    ("reach", Measure::Reach),
    ("likes", Measure::Reactions),
    ("comments", Measure::Comments),
    ("shares", Measure::Shares),
    ("saved", Measure::Saves),
];
const INSTAGRAM_ACCOUNT: [Name; 2] = [("views", Measure::Views), ("reach", Measure::Reach)];
/// Beside a post without any permission for figures.
const FACEBOOK_FIELDS: [Name; 3] = [
    ("/reactions/summary/total_count", Measure::Reactions),
    ("/comments/summary/total_count", Measure::Comments),
    ("/shares/count", Measure::Shares),
];
const YOUTUBE_FIELDS: [Name; 3] = [
    ("/items/0/statistics/viewCount", Measure::Views),
    ("/items/0/statistics/likeCount", Measure::Reactions),
    ("/items/0/statistics/commentCount", Measure::Comments),
];
const FEDIVERSE_FIELDS: [Name; 3] = [
    ("/favourites_count", Measure::Reactions),
    ("/replies_count", Measure::Comments),
    ("/reblogs_count", Measure::Shares),
];
/// Columns of reports of `YouTube`.
const YOUTUBE_COLUMNS: [Name; 5] = [
    ("views", Measure::Views),
    ("estimatedMinutesWatched", Measure::WatchMinutes),
    ("likes", Measure::Reactions),
    ("comments", Measure::Comments),
    ("shares", Measure::Shares),
];

/// Everything worth asking. A question that fails says nothing about the others.
pub fn questions(account: &Account, about: &About) -> Vec<Question> {
    let channel = account.channel;
    let ask = |request, names: &[Name]| Question { request, names: names.to_vec(), channel };
    let get = |path: &str| graph(account, Method::Get, path);
    let id = &account.id;
    match (channel, about) {
        (Channel::Facebook, About::Post(post)) => {
            let fields = "reactions.summary(true).limit(0),comments.summary(true).limit(0),shares";
            let mut all = vec![ask(get(post).ask("fields", fields), &FACEBOOK_FIELDS)];
            all.extend(FACEBOOK_POST.iter().map(|name| {
                let request = get(&format!("{post}/insights")).ask("metric", name.0);
                ask(request.ask("period", "lifetime"), &[*name])
            }));
            all
        }
        (Channel::Facebook, About::Account(from, until)) => {
            let followers = get(id).ask("fields", "followers_count");
            let mut all = vec![ask(followers, &[("/followers_count", Measure::Followers)])];
            all.extend(FACEBOOK_PAGE.iter().map(|name| {
                let request = get(&format!("{id}/insights")).ask("metric", name.0);
                ask(span(request.ask("period", "day"), *from, *until), &[*name])
            }));
            all
        }
        (Channel::Instagram, About::Post(post)) => {
            let one =
                |name: &Name| ask(get(&format!("{post}/insights")).ask("metric", name.0), &[*name]);
            INSTAGRAM_POST.iter().map(one).collect()
        }
        (Channel::Instagram, About::Account(from, until)) => {
            let followers = get(id).ask("fields", "followers_count");
            let mut all = vec![ask(followers, &[("/followers_count", Measure::Followers)])];
            all.extend(INSTAGRAM_ACCOUNT.iter().map(|name| {
                let request = get(&format!("{id}/insights"))
                    .ask("metric", name.0)
                    .ask("metric_type", "total_value")
                    .ask("period", "day");
                ask(span(request, *from, *until), &[*name])
            }));
            all
        }
        (Channel::YouTube, _) => {
            youtube(account, about).into_iter().map(|(r, n)| ask(r, n)).collect()
        }
        (Channel::Mastodon, About::Post(post)) => {
            let address = format!("{}/api/v1/statuses/{post}", account.bases.api);
            vec![ask(Request::get(address).bearer(&account.token), &FEDIVERSE_FIELDS)]
        }
        (Channel::Mastodon, About::Account(..)) => {
            let address = format!("{}/api/v1/accounts/{id}", account.bases.api);
            let request = Request::get(address).bearer(&account.token);
            vec![ask(request, &[("/followers_count", Measure::Followers)])]
        }
    }
}

fn span(request: Request, from: Date, until: Date) -> Request {
    request.ask("since", from.to_string()).ask("until", until.to_string())
}

fn youtube(account: &Account, about: &About) -> Vec<(Request, &'static [Name])> {
    let get = |path: &str| {
        Request::get(format!("{}/youtube/v3/{path}", account.bases.api)).bearer(&account.token)
    };
    match about {
        About::Post(film) => {
            let request = get("videos").ask("part", "statistics").ask("id", film);
            vec![(request, &YOUTUBE_FIELDS)]
        }
        About::Account(from, until) => {
            let channel = get("channels").ask("part", "statistics").ask("mine", "true");
            let metrics: Vec<&str> = YOUTUBE_COLUMNS.iter().map(|(name, _)| *name).collect();
            let report = Request::get(format!("{}/v2/reports", account.bases.figures))
                .bearer(&account.token)
                .ask("ids", "channel==MINE")
                .ask("startDate", from.to_string())
                .ask("endDate", until.to_string())
                .ask("metrics", metrics.join(","))
                .ask("dimensions", "day")
                .ask("sort", "day");
            vec![
                (channel, &[("/items/0/statistics/subscriberCount", Measure::Followers)]),
                (report, &YOUTUBE_COLUMNS),
            ]
        }
    }
}

impl Question {
    /// Reads the answer. A figure that is not in it is not in the list.
    ///
    /// # Errors
    /// What the provider says no with; one retired name for instance.
    pub fn read(&self, answer: &Answer, now: Timestamp) -> Result<Vec<Figure>, Box<Trouble>> {
        if !answer.is_success() {
            return Err(Box::new(trouble(self.channel, answer, now)));
        }
        let body = answer.json();
        if body.pointer("/columnHeaders").is_some() {
            return Ok(self.table(&body));
        }
        let mut found = Vec::new();
        for (name, measure) in &self.names {
            let figure =
                |day, value| Figure { measure: *measure, source: (*name).to_owned(), day, value };
            if name.starts_with('/') {
                found.extend(number(&body, name).map(|value| figure(None, value)));
                continue;
            }
            let data = body.pointer("/data").and_then(Value::as_array).into_iter().flatten();
            for entry in data.filter(|entry| text(entry, "/name") == *name) {
                found.extend(number(entry, "/total_value/value").map(|v| figure(None, v)));
                let values = entry.pointer("/values").and_then(Value::as_array);
                for point in values.into_iter().flatten() {
                    let day = day_of(&text(point, "/end_time"));
                    found.extend(number(point, "/value").map(|value| figure(day, value)));
                }
            }
        }
        Ok(found)
    }

    fn table(&self, body: &Value) -> Vec<Figure> {
        let heads = body.pointer("/columnHeaders").and_then(Value::as_array);
        let heads: Vec<String> = heads.into_iter().flatten().map(|h| text(h, "/name")).collect();
        let at = heads.iter().position(|h| h == "day");
        let rows = body.pointer("/rows").and_then(Value::as_array).into_iter().flatten();
        let mut found = Vec::new();
        for row in rows {
            let cell = |at: usize| row.get(at);
            let day = at.and_then(cell).and_then(Value::as_str).and_then(|d| d.parse().ok());
            for (name, measure) in &self.names {
                let value = heads.iter().position(|h| h == name).and_then(cell);
                let value = value.and_then(Value::as_i64);
                found.extend(value.map(|value| Figure {
                    measure: *measure,
                    source: (*name).to_owned(),
                    day,
                    value,
                }));
            }
        }
        found
    }
}

/// Meta writes the instant at which a day ended; the day is the one before.
fn day_of(end: &str) -> Option<Date> {
    let end = made_day(end)?;
    end.yesterday().ok()
}

fn made_day(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}
