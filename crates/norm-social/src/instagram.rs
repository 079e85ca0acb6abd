//! A post on Instagram: containers are made, looked at until they are ready, then published once.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::facebook::made_at;
use crate::meta::{graph, trouble};
use crate::post::{Medium, Order, Post, Published};
use crate::step::{Aim, Call, Here, Taken};
use crate::task::fingerprint;
use crate::trouble::{Class, Trouble, Words};
use crate::wire::{Answer, Body, Method, Request, number, text};

const NAME: &str = "Instagram";
/// Containers live a day; a little less, so that none dies under our hands.
const CONTAINER_LIFE_H: i64 = 23;
/// Pauses between looks at a container: five seconds six times, then half a minute.
const QUICK_LOOKS: u32 = 6;
const QUICK_PAUSE_S: i64 = 5;
const SLOW_PAUSE_S: i64 = 30;
/// Looks before a container is made anew: about ten minutes.
const LOOKS_MAX: u32 = 25;
/// Pause when the posts of a day are used up: the window rolls.
const QUOTA_PAUSE_S: i64 = 3_600;
/// Pictures in one post at most.
pub const MEDIA_MAX: usize = 10;

/// How far a post is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Containers of the parts of a carousel; empty for one picture or film.
    pub children: Vec<String>,
    /// How many of them are ready.
    pub ready: usize,
    /// The container that is published.
    pub container: Option<String>,
    /// When the first container was made.
    pub since: Option<Timestamp>,
    /// Looks at the present container.
    pub looks: u32,
    /// Whether the container is ready.
    pub is_ready: bool,
    /// Whether today's number of posts leaves room for this one.
    pub has_quota: bool,
    /// The published post.
    pub shown: Option<String>,
    /// Whether the container says it was published, but not as what.
    pub is_published: bool,
}

impl Progress {
    pub(crate) fn call(
        &self,
        order: &Order,
        here: &Here<'_>,
        settles: bool,
    ) -> Result<Call, Box<Trouble>> {
        match order {
            Order::Publish(post) => self.publish_call(post, here, settles),
            Order::Correct { .. } => Err(Box::new(
                Trouble::of(Class::Unsupported, "no-edit", NAME)
                    .because(
                        "Instagram kann Texte nach dem Veröffentlichen nicht ändern.",
                        "Instagram cannot change texts once they are published.",
                    )
                    .advise(
                        "Löschen Sie den Beitrag dort und veröffentlichen Sie ihn neu.",
                        "Delete the post there and publish it anew.",
                    ),
            )),
            Order::Delete { id } => {
                Ok(Call::free(Aim::Delete, graph(here.account, Method::Delete, id)))
            }
        }
    }

    fn publish_call(
        &self,
        post: &Post,
        here: &Here<'_>,
        settles: bool,
    ) -> Result<Call, Box<Trouble>> {
        let get = |path: &str| graph(here.account, Method::Get, path);
        let account = &here.account.id;
        if let Some(id) = &self.shown {
            return Ok(Call::free(Aim::Link, get(id).ask("fields", "permalink,timestamp")));
        }
        if self.is_published {
            let list = get(&format!("{account}/media"));
            let list = list.ask("fields", "id,caption,timestamp,permalink").ask("limit", "100");
            return Ok(Call::free(Aim::SettleList, list));
        }
        let look = |id: &str| get(id).ask("fields", "status_code,status");
        if let (true, Some(container)) = (settles, &self.container) {
            return Ok(Call::free(Aim::Settle, look(container)));
        }
        if post.media.is_empty() || post.media.len() > MEDIA_MAX {
            return Err(Box::new(Trouble::of(Class::Media, "count", NAME).because(
                "Instagram braucht ein Bild oder Video, höchstens zehn.",
                "Instagram needs a picture or film, ten at most.",
            )));
        }
        let make = |form| {
            let request = graph(here.account, Method::Post, &format!("{account}/media"));
            request.with(Body::Form(form))
        };
        let is_carousel = post.media.len() > 1;
        if is_carousel && self.children.len() < post.media.len() {
            let at = self.children.len();
            return Ok(Call::free(Aim::Upload(at), make(part(&post.media[at])?)));
        }
        if let Some(child) = self.children.get(self.ready) {
            return Ok(Call::free(Aim::Poll(self.ready), look(child)));
        }
        let Some(container) = &self.container else {
            let form = if is_carousel { carousel(post, &self.children) } else { single(post)? };
            return Ok(Call::free(Aim::Assemble, make(form)));
        };
        if !self.is_ready {
            return Ok(Call::free(Aim::Await, look(container)));
        }
        if !self.has_quota {
            let ask = get(&format!("{account}/content_publishing_limit"));
            return Ok(Call::free(Aim::Quota, ask.ask("fields", "quota_usage,config")));
        }
        let form = vec![("creation_id".to_owned(), container.clone())];
        let request = graph(here.account, Method::Post, &format!("{account}/media_publish"));
        Ok(Call::once(Aim::Publish, request.with(Body::Form(form))))
    }

    pub(crate) fn take(
        &mut self,
        order: &Order,
        aim: Aim,
        answer: &Answer,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        if !answer.is_success() {
            return self.failed(order, aim, answer, here);
        }
        let body = answer.json();
        match aim {
            Aim::Upload(_) => {
                self.since.get_or_insert(here.now);
                self.children.push(text(&body, "/id"));
                Taken::On
            }
            Aim::Assemble => {
                self.since.get_or_insert(here.now);
                self.container = Some(text(&body, "/id"));
                self.looks = 0;
                Taken::On
            }
            Aim::Poll(_) | Aim::Await => self.looked(aim, &body, here.now),
            Aim::Quota => self.quota(&body),
            Aim::Publish => {
                self.shown = Some(text(&body, "/id")).filter(|id| !id.is_empty());
                if self.shown.is_some() { Taken::On } else { Taken::NotSeen }
            }
            Aim::Settle => self.settled(&body),
            Aim::SettleList => self.listed(order, &body, since.or(self.since), here),
            Aim::Link => {
                let id = self.shown.clone().unwrap_or_default();
                let url = text(&body, "/permalink");
                Taken::Done(Published { id, url, notes: Vec::new() })
            }
            _ => match order {
                Order::Delete { id } => {
                    Taken::Done(Published { id: id.clone(), ..Published::default() })
                }
                _ => Taken::On,
            },
        }
    }

    fn looked(&mut self, aim: Aim, body: &Value, now: Timestamp) -> Taken {
        match text(body, "/status_code").as_str() {
            "FINISHED" => {
                match aim {
                    Aim::Poll(_) => self.ready += 1,
                    _ => self.is_ready = true,
                }
                self.looks = 0;
                Taken::On
            }
            "ERROR" => {
                let said = text(body, "/status");
                *self = Self::default();
                // "Error: Media upload has failed with error code 2207026"
                let code = said.rsplit(|c: char| !c.is_ascii_digit()).find(|d| d.len() == 7);
                let code = code.unwrap_or("2207053");
                let told = format!("{{\"error\":{{\"code\":100,\"error_subcode\":{code}}}}}");
                let told = Answer { status: 400, headers: vec![], body: told.into_bytes() };
                Taken::Wrong(trouble(&told, NAME, now))
            }
            "EXPIRED" => {
                *self = Self::default();
                Taken::Wrong(Trouble::of(Class::Stale, "expired", NAME))
            }
            "PUBLISHED" => {
                self.is_published = true;
                Taken::On
            }
            _ if self.looks >= LOOKS_MAX => {
                *self = Self::default();
                Taken::Wrong(Trouble::of(Class::Stale, "never-ready", NAME))
            }
            _ => {
                self.looks += 1;
                let quick = self.looks <= QUICK_LOOKS;
                Taken::Soon(if quick { QUICK_PAUSE_S } else { SLOW_PAUSE_S })
            }
        }
    }

    fn quota(&mut self, body: &Value) -> Taken {
        let used = number(body, "/data/0/quota_usage").unwrap_or(0);
        // Documents disagree on the number, so only what the provider says counts.
        let total = number(body, "/data/0/config/quota_total").unwrap_or(i64::MAX);
        if used >= total {
            return Taken::Soon(QUOTA_PAUSE_S);
        }
        self.has_quota = true;
        Taken::On
    }

    fn settled(&mut self, body: &Value) -> Taken {
        match text(body, "/status_code").as_str() {
            "PUBLISHED" => {
                self.is_published = true;
                Taken::On
            }
            // The same container is never shown twice: to publish it again is safe.
            "FINISHED" | "IN_PROGRESS" => Taken::Absent,
            "EXPIRED" | "ERROR" => {
                *self = Self::default();
                Taken::Absent
            }
            _ => Taken::NotSeen,
        }
    }

    /// The oldest post with the text, made since then: a later one may be another post of ours whose
    /// outcome is unknown as well.
    fn listed(
        &mut self,
        order: &Order,
        body: &Value,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        let Order::Publish(post) = order else { return Taken::NotSeen };
        let wanted = fingerprint(&post.text_with_link());
        let list = body.pointer("/data").and_then(Value::as_array);
        let at = |entry: &Value| made_at(&text(entry, "/timestamp"));
        let entries = list.into_iter().flatten().filter(|entry| {
            since.is_none_or(|since| at(entry).is_some_and(|at| at >= since))
                && fingerprint(&text(entry, "/caption")) == wanted
                && !(here.is_taken)(&text(entry, "/id"))
        });
        if let Some(entry) = entries.min_by_key(|entry| at(entry)) {
            let (id, url) = (text(entry, "/id"), text(entry, "/permalink"));
            return Taken::Done(Published { id, url, notes: Vec::new() });
        }
        self.looks += 1;
        if self.looks <= LOOKS_MAX {
            return Taken::Soon(SLOW_PAUSE_S);
        }
        // It is shown, for the container says so; only as what is unknown.
        let note = Words::of(
            "Der Beitrag ist veröffentlicht, aber in der Liste von Instagram nicht zu finden.",
            "The post is published, but not to be found in Instagram's list.",
        );
        let id = self.container.clone().unwrap_or_default();
        Taken::Done(Published { id, url: String::new(), notes: vec![note] })
    }

    fn failed(&mut self, order: &Order, aim: Aim, answer: &Answer, here: &Here<'_>) -> Taken {
        let trouble = trouble(answer, NAME, here.now);
        if let (Aim::Delete, Order::Delete { id }) = (aim, order) {
            return match trouble.class {
                Class::Gone => Taken::Done(Published { id: id.clone(), ..Published::default() }),
                Class::Content | Class::Permission | Class::Unclear => {
                    let unsupported = Trouble::of(Class::Unsupported, trouble.code, NAME).advise(
                        "Löschen Sie den Beitrag in der App von Instagram.",
                        "Delete the post in Instagram's app.",
                    );
                    Taken::Wrong(unsupported)
                }
                _ => Taken::Wrong(trouble),
            };
        }
        let is_old = self.since.is_some_and(|since| {
            here.now.duration_since(since) > SignedDuration::from_hours(CONTAINER_LIFE_H)
        });
        match (aim, trouble.class) {
            // Seen now and then although all is well: look again, make nothing anew.
            (Aim::Await | Aim::Poll(_) | Aim::Settle, Class::Gone) if !is_old => {
                Taken::Soon(SLOW_PAUSE_S)
            }
            (Aim::Settle, Class::Gone) => {
                *self = Self::default();
                Taken::Absent
            }
            (Aim::Publish, Class::NotReady) => {
                self.is_ready = false;
                Taken::Wrong(trouble)
            }
            (Aim::Publish, Class::Rate) => {
                self.has_quota = false;
                Taken::Wrong(trouble)
            }
            (Aim::Link, _) if trouble.class != Class::Auth => {
                let id = self.shown.clone().unwrap_or_default();
                Taken::Done(Published { id, ..Published::default() })
            }
            (Aim::Publish, Class::Gone) => {
                Taken::Wrong(Trouble { class: Class::Unclear, ..trouble })
            }
            (_, Class::Stale) => {
                *self = Self::default();
                Taken::Wrong(trouble)
            }
            _ => Taken::Wrong(trouble),
        }
    }
}

type Form = Vec<(String, String)>;

fn form(pairs: &[(&str, &str)]) -> Form {
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn reachable(medium: &Medium) -> Result<&str, Box<Trouble>> {
    if medium.url.is_empty() {
        return Err(Box::new(Trouble::of(Class::Media, "no-url", NAME).because(
            "Instagram muss das Bild von der Homepage abholen können; es hat dort keine Adresse.",
            "Instagram must be able to fetch the picture from the homepage; it has no address there.",
        )));
    }
    Ok(&medium.url)
}

fn part(medium: &Medium) -> Result<Form, Box<Trouble>> {
    let url = reachable(medium)?;
    Ok(if medium.is_film() {
        form(&[("is_carousel_item", "true"), ("media_type", "VIDEO"), ("video_url", url)])
    } else {
        form(&[("is_carousel_item", "true"), ("image_url", url), ("alt_text", &medium.alt)])
    })
}

fn carousel(post: &Post, children: &[String]) -> Form {
    let children = children.join(",");
    form(&[
        ("media_type", "CAROUSEL"),
        ("children", &children),
        ("caption", &post.text_with_link()),
    ])
}

fn single(post: &Post) -> Result<Form, Box<Trouble>> {
    let Some(medium) = post.media.first() else { return Ok(Vec::new()) };
    let url = reachable(medium)?;
    let caption = post.text_with_link();
    let synthetic = if post.is_synthetic { "true" } else { "" };
    Ok(if medium.is_film() {
        form(&[
            ("media_type", "REELS"),
            ("video_url", url),
            ("caption", &caption),
            ("share_to_feed", "true"),
            ("is_ai_generated", synthetic),
        ])
    } else {
        form(&[
            ("image_url", url),
            ("caption", &caption),
            ("alt_text", &medium.alt),
            ("is_ai_generated", synthetic),
        ])
    })
}

/// A request for the identifier of the professional account behind a page.
pub fn account_of_page(account: &crate::post::Account) -> Request {
    graph(account, Method::Get, &account.id).ask("fields", "instagram_business_account")
}
