//! A post on a Facebook Page: pictures handed over unseen, then one call that shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::meta::{graph, trouble};
use crate::post::{Order, Post, Published};
use crate::step::{Aim, Call, Here, Taken};
use crate::task::fingerprint;
use crate::trouble::{Class, Trouble, Words};
use crate::wire::{Answer, Body, Content, Method, number, text};

const NAME: &str = "Facebook";
/// Bytes of one piece of a film, at most; the provider may ask for less.
const PIECE_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Posts of one page of the list that is looked through when an outcome is unknown; all pages since
/// the call are, however many posts left at once.
const LOOK_BACK: &str = "100";
/// Seconds between looks at a film in the making.
const FILM_PAUSE_S: i64 = 30;

/// The transfer of a film.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Number of the film.
    pub film: String,
    /// Number of the transfer.
    pub session: String,
    /// First byte wanted next.
    pub from: u64,
    /// The byte after the last wanted next.
    pub until: u64,
}

/// How far a post is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Numbers of pictures handed over, not yet seen by anybody.
    pub pictures: Vec<String>,
    /// The film on its way.
    pub transfer: Option<Transfer>,
    /// Where the list of posts goes on that is being looked through; empty at its beginning.
    #[serde(default)]
    pub after: String,
    /// What was found there so far: number and address.
    #[serde(default)]
    pub seen: Option<(String, String)>,
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    let filled = pairs.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl Progress {
    /// How many bytes of a film have arrived.
    pub fn bytes_sent(&self) -> Option<u64> {
        self.transfer.as_ref().map(|t| t.from)
    }

    pub(crate) fn call(
        &self,
        order: &Order,
        here: &Here<'_>,
        since: Option<Timestamp>,
    ) -> Result<Call, Box<Trouble>> {
        let graph = |method, path: &str| graph(here.account, method, path);
        Ok(match order {
            Order::Publish(post) => {
                if let Some(since) = since {
                    return Ok(Call::free(Aim::Settle, self.settle(since, here)));
                }
                match post.film() {
                    Some(film) => self.film_call(post, film.file.bytes, here),
                    None => self.post_call(post, here)?,
                }
            }
            Order::Correct { id, post } => {
                let message = [("message", post.text.as_str())];
                let request = graph(Method::Post, id).with(Body::Form(fields(&message)));
                Call::free(Aim::Change, request)
            }
            Order::Delete { id } => Call::free(Aim::Delete, graph(Method::Delete, id)),
        })
    }

    fn settle(&self, since: Timestamp, here: &Here<'_>) -> crate::wire::Request {
        if let Some(transfer) = &self.transfer {
            let fields = "id,status,published,permalink_url";
            return graph(here.account, Method::Get, &transfer.film).ask("fields", fields);
        }
        let list =
            graph(here.account, Method::Get, &format!("{}/published_posts", here.account.id))
                .ask("fields", "id,message,created_time,permalink_url")
                .ask("since", since.as_second().to_string())
                .ask("limit", LOOK_BACK);
        if self.after.is_empty() { list } else { list.ask("after", &self.after) }
    }

    fn post_call(&self, post: &Post, here: &Here<'_>) -> Result<Call, Box<Trouble>> {
        let page = &here.account.id;
        if let Some(medium) = post.media.get(self.pictures.len()) {
            let mut parts = vec![
                ("published".to_owned(), Content::Text("false".into())),
                ("source".to_owned(), Content::Media(medium.file.whole())),
            ];
            if !medium.alt.is_empty() {
                parts.push(("alt_text_custom".into(), Content::Text(medium.alt.clone())));
            }
            let request = graph(here.account, Method::Post, &format!("{page}/photos"));
            let request = request.with(Body::Multipart(parts));
            return Ok(Call::free(Aim::Upload(self.pictures.len()), request));
        }
        if post.text.trim().is_empty() && post.link.is_empty() && self.pictures.is_empty() {
            let empty = Trouble::of(Class::Content, "empty", NAME)
                .because("Der Beitrag ist leer.", "The post is empty.");
            return Err(Box::new(empty));
        }
        // Beside pictures the field for a link would show one or the other.
        let shows_link = self.pictures.is_empty();
        let message = if shows_link { post.text.clone() } else { post.text_with_link() };
        let link = if shows_link { post.link.as_str() } else { "" };
        let mut form = fields(&[
            ("message", &message),
            ("link", link),
            ("published", "true"),
            ("fields", "id,permalink_url"),
        ]);
        for (at, id) in self.pictures.iter().enumerate() {
            form.push((format!("attached_media[{at}]"), json!({ "media_fbid": id }).to_string()));
        }
        let request = graph(here.account, Method::Post, &format!("{page}/feed"));
        Ok(Call::once(Aim::Publish, request.with(Body::Form(form))))
    }

    fn film_call(&self, post: &Post, bytes: u64, here: &Here<'_>) -> Call {
        let request = graph(here.account, Method::Post, &format!("{}/videos", here.account.id));
        let Some(transfer) = &self.transfer else {
            let form = [("upload_phase", "start"), ("file_size", &bytes.to_string())];
            return Call::free(Aim::Start, request.with(Body::Form(fields(&form))));
        };
        let file = post.film().map(|m| m.file.clone()).unwrap_or_default();
        if transfer.from < bytes {
            let most = transfer.from + PIECE_BYTES_MAX;
            let wanted = if transfer.until > transfer.from { transfer.until } else { most };
            let until = wanted.min(most).min(bytes);
            let piece = file.piece(transfer.from, until);
            let parts = vec![
                ("upload_phase".to_owned(), Content::Text("transfer".into())),
                ("upload_session_id".to_owned(), Content::Text(transfer.session.clone())),
                ("start_offset".to_owned(), Content::Text(transfer.from.to_string())),
                ("video_file_chunk".to_owned(), Content::Media(piece)),
            ];
            return Call::free(Aim::Chunk(until), request.with(Body::Multipart(parts)));
        }
        let synthetic = if post.is_synthetic { "true" } else { "" };
        let form = fields(&[
            ("upload_phase", "finish"),
            ("upload_session_id", &transfer.session),
            ("title", &post.title),
            ("description", &post.text_with_link()),
            ("published", "true"),
            ("is_ai_generated", synthetic),
        ]);
        Call::once(Aim::Publish, request.with(Body::Form(form)))
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
                self.pictures.push(text(&body, "/id"));
                Taken::On
            }
            Aim::Start | Aim::Chunk(_) => self.transferred(aim, &body),
            Aim::Publish => match &self.transfer {
                Some(transfer) => Taken::Done(shown(&transfer.film, "")),
                None if text(&body, "/id").is_empty() => Taken::NotSeen,
                None => Taken::Done(shown(&text(&body, "/id"), &text(&body, "/permalink_url"))),
            },
            Aim::Settle => self.settled(order, &body, since, here),
            Aim::Change | Aim::Delete => match order {
                Order::Correct { id, .. } | Order::Delete { id } => Taken::Done(shown(id, "")),
                Order::Publish(_) => Taken::On,
            },
            _ => Taken::On,
        }
    }

    fn transferred(&mut self, aim: Aim, body: &Value) -> Taken {
        let offset = |name: &str| number(body, name).and_then(|n| u64::try_from(n).ok());
        if aim == Aim::Start {
            self.transfer = Some(Transfer {
                film: text(body, "/video_id"),
                session: text(body, "/upload_session_id"),
                from: offset("/start_offset").unwrap_or(0),
                until: offset("/end_offset").unwrap_or(0),
            });
            return Taken::On;
        }
        if let (Some(transfer), Aim::Chunk(until)) = (&mut self.transfer, aim) {
            transfer.from = offset("/start_offset").unwrap_or(until);
            transfer.until = offset("/end_offset").unwrap_or(0);
        }
        Taken::On
    }

    fn settled(
        &mut self,
        order: &Order,
        body: &Value,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        if let Some(transfer) = &self.transfer {
            let status = text(body, "/status/video_status");
            return match (body.pointer("/published"), status.as_str()) {
                (Some(Value::Bool(true)), _) => {
                    Taken::Done(shown(&transfer.film, &text(body, "/permalink_url")))
                }
                (_, "processing" | "uploading") => Taken::Soon(FILM_PAUSE_S),
                _ => Taken::NotSeen,
            };
        }
        let Order::Publish(post) = order else { return Taken::NotSeen };
        // Beside pictures the link stands in the text.
        let wanted = [fingerprint(&post.text), fingerprint(&post.text_with_link())];
        let list = body.pointer("/data").and_then(Value::as_array);
        let found = list.into_iter().flatten().filter(|entry| {
            let at = made_at(&text(entry, "/created_time"));
            let is_recent = since.is_none_or(|since| at.is_some_and(|at| at >= since));
            is_recent
                && wanted.contains(&fingerprint(&text(entry, "/message")))
                && !(here.is_taken)(&text(entry, "/id"))
        });
        // Of several that say the same the oldest: a later one may be another post of ours whose
        // outcome is unknown as well, and which cannot be the older one.
        // Pages go from the newest to the oldest.
        if let Some(entry) = found.min_by_key(|entry| made_at(&text(entry, "/created_time"))) {
            self.seen = Some((text(entry, "/id"), text(entry, "/permalink_url")));
        }
        let after = text(body, "/paging/cursors/after");
        if !text(body, "/paging/next").is_empty() && !after.is_empty() && after != self.after {
            self.after = after;
            return Taken::On;
        }
        self.after.clear();
        self.seen.take().map_or(Taken::NotSeen, |(id, url)| Taken::Done(shown(&id, &url)))
    }

    fn failed(&mut self, order: &Order, aim: Aim, answer: &Answer, here: &Here<'_>) -> Taken {
        let trouble = trouble(answer, NAME, here.now);
        let body = answer.json();
        // Another piece is wanted than was sent: the provider says which.
        let wanted = number(&body, "/error/error_data/start_offset");
        if let (Aim::Chunk(_), Some(from), Some(transfer)) = (aim, wanted, &mut self.transfer) {
            transfer.from = u64::try_from(from).unwrap_or(0);
            transfer.until = 0;
            return Taken::On;
        }
        match (aim, trouble.class) {
            // Taken away already: that is what was wanted.
            (Aim::Delete, Class::Gone) => match order {
                Order::Delete { id } => Taken::Done(Published {
                    notes: vec![Words::of(
                        "Der Beitrag war dort schon gelöscht.",
                        "The post had been deleted there already.",
                    )],
                    ..shown(id, "")
                }),
                _ => Taken::Wrong(trouble),
            },
            // A film never finished is not there: nothing was shown.
            (Aim::Settle, Class::Gone) => {
                self.transfer = None;
                Taken::Absent
            }
            // A transfer that is forgotten begins anew; pictures unused for a day vanish.
            (Aim::Chunk(_), Class::Gone | Class::Stale) => {
                self.transfer = None;
                Taken::Wrong(Trouble { class: Class::Stale, ..trouble })
            }
            (Aim::Publish, Class::Gone) => {
                *self = Self::default();
                Taken::Wrong(Trouble { class: Class::Stale, ..trouble })
            }
            _ => Taken::Wrong(trouble),
        }
    }
}

fn shown(id: &str, url: &str) -> Published {
    let url = if url.is_empty() || url.starts_with("http") {
        url.to_owned()
    } else {
        format!("https://www.facebook.com{url}")
    };
    Published { id: id.to_owned(), url, notes: Vec::new() }
}

/// `2026-11-22T13:00:00+0000`, as Meta writes instants.
pub(crate) fn made_at(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| Timestamp::strptime("%Y-%m-%dT%H:%M:%S%z", text).ok())
}
