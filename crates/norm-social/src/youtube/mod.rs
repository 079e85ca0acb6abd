//! A film on `YouTube`: sent in pieces that a crash cannot lose, then dressed with still, captions
//! and list.

mod error;
mod lists;
mod resource;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) use error::trouble;
pub use lists::{List, listed, lists};
use resource::{merged, resource, status};

use crate::post::{Order, Post, Published};
use crate::step::{Aim, Call, Here, Taken};
use crate::task::fingerprint;
use crate::trouble::{Class, Trouble, Words};
use crate::wire::{Answer, Body, Method, Request, text};

pub(crate) const NAME: &str = "YouTube";
/// Bytes of one piece: a multiple of 256 KiB, as the service wants it.
pub const PIECE_BYTES: u64 = 8 * 1024 * 1024;
/// Seconds between looks at a film in the making.
const LOOK_PAUSE_S: i64 = 60;
/// Looks before we stop waiting: six hours.
const LOOKS_MAX: u32 = 360;

/// How far a film is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The address pieces are sent to.
    pub session: Option<String>,
    /// How many bytes have arrived; none while we do not know.
    pub offset: Option<u64>,
    /// Whether the service no longer knows the session though the last piece was sent.
    pub is_session_gone: bool,
    /// The film.
    pub film: Option<String>,
    /// Whether the still is set, or cannot be.
    pub has_still: bool,
    /// Captions that are added, or cannot be.
    pub captions: usize,
    /// Whether it is on its list, or cannot be.
    pub is_listed: bool,
    /// Looks at the film in the making.
    pub looks: u32,
    /// The film as it is, before a correction.
    pub current: Option<Value>,
    /// What the editor should know.
    pub notes: Vec<Words>,
}

fn api(here: &Here<'_>, method: Method, path: &str) -> Request {
    let address = format!("{}/youtube/v3/{path}", here.account.bases.api);
    Request::new(method, address).bearer(&here.account.token)
}

fn upload(here: &Here<'_>, path: &str) -> Request {
    let address = format!("{}/upload/youtube/v3/{path}", here.account.bases.upload);
    Request::post(address).bearer(&here.account.token)
}

/// How many bytes a service says it has, from `Range: bytes=0-262143`.
fn arrived(answer: &Answer) -> u64 {
    let range = answer.header("range").and_then(|r| r.rsplit('-').next()?.parse::<u64>().ok());
    range.map_or(0, |last| last + 1)
}

impl Progress {
    /// How many bytes have arrived, for a bar.
    pub fn bytes_sent(&self) -> Option<u64> {
        self.offset
    }

    pub(crate) fn call(
        &self,
        order: &Order,
        here: &Here<'_>,
        settles: bool,
    ) -> Result<Call, Box<Trouble>> {
        Ok(match order {
            Order::Publish(post) => match &self.film {
                Some(id) => self.dress(post, id, here, settles),
                None => self.send(post, here, settles)?,
            },
            Order::Correct { id, post } => match &self.current {
                None => {
                    let read = api(here, Method::Get, "videos").ask("part", "snippet,status");
                    Call::free(Aim::Read, read.ask("id", id))
                }
                Some(current) => {
                    let write = api(here, Method::Put, "videos").ask("part", "snippet,status");
                    Call::free(Aim::Change, write.with(Body::Json(merged(current, id, post))))
                }
            },
            Order::Delete { id } => {
                Call::free(Aim::Delete, api(here, Method::Delete, "videos").ask("id", id))
            }
        })
    }

    fn send(&self, post: &Post, here: &Here<'_>, settles: bool) -> Result<Call, Box<Trouble>> {
        let Some(film) = post.film() else {
            return Err(Box::new(
                Trouble::of(Class::Media, "none", NAME)
                    .because("YouTube braucht ein Video.", "YouTube needs a film."),
            ));
        };
        let total = film.file.bytes;
        if settles && self.is_session_gone {
            let list = api(here, Method::Get, "playlistItems").ask("part", "snippet");
            let list = list.ask("playlistId", &here.account.uploads).ask("maxResults", "25");
            return Ok(Call::free(Aim::Read, list));
        }
        let Some(session) = &self.session else {
            let start = upload(here, "videos")
                .ask("uploadType", "resumable")
                .ask("part", "snippet,status")
                .ask("notifySubscribers", "true")
                .header("x-upload-content-length", total.to_string())
                .header("x-upload-content-type", &film.file.media_type);
            return Ok(Call::free(Aim::Start, start.with(Body::Json(resource(post)))));
        };
        // The address of a session is enough, but the service also takes the token.
        let put = Request::new(Method::Put, session).bearer(&here.account.token);
        let Some(offset) = self.offset.filter(|_| !settles) else {
            let aim = if settles { Aim::Settle } else { Aim::Probe };
            return Ok(Call::free(aim, put.header("content-range", format!("bytes */{total}"))));
        };
        let until = (offset + PIECE_BYTES).min(total);
        let last = until.saturating_sub(1);
        let put = put
            .header("content-range", format!("bytes {offset}-{last}/{total}"))
            .with(Body::Media(film.file.piece(offset, until)));
        // With its last byte a film begins to be.
        let is_last = until >= total;
        Ok(if is_last { Call::once(Aim::Publish, put) } else { Call::free(Aim::Chunk(until), put) })
    }

    fn dress(&self, post: &Post, id: &str, here: &Here<'_>, settles: bool) -> Call {
        let on_list = |part: &str| api(here, Method::Get, "playlistItems").ask("part", part);
        if settles {
            let ask = on_list("id").ask("playlistId", &post.playlist).ask("videoId", id);
            return Call::free(Aim::SettleList, ask);
        }
        if let (Some(still), false) = (&post.still, self.has_still) {
            let set = upload(here, "thumbnails/set").ask("videoId", id).ask("uploadType", "media");
            return Call::free(Aim::Still, set.with(Body::Media(still.whole())));
        }
        if let Some(captions) = post.captions.get(self.captions) {
            let head = json!({ "snippet": {
                "videoId": id, "language": captions.language, "name": "", "isDraft": false,
            }});
            let add =
                upload(here, "captions").ask("uploadType", "multipart").ask("part", "snippet");
            let add = add.with(Body::Related(head, captions.file.whole()));
            return Call::free(Aim::Caption(self.captions), add);
        }
        if !post.playlist.is_empty() && !self.is_listed {
            let item = json!({ "snippet": {
                "playlistId": post.playlist,
                "resourceId": { "kind": "youtube#video", "videoId": id },
            }});
            let add = api(here, Method::Post, "playlistItems").ask("part", "snippet");
            return Call::once(Aim::List, add.with(Body::Json(item)));
        }
        let look = api(here, Method::Get, "videos").ask("part", "status,processingDetails");
        Call::free(Aim::Await, look.ask("id", id))
    }

    pub(crate) fn take(
        &mut self,
        order: &Order,
        aim: Aim,
        answer: &Answer,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        if answer.status == 308 {
            self.offset = Some(arrived(answer));
            return if aim == Aim::Settle { Taken::Absent } else { Taken::On };
        }
        if !answer.is_success() {
            return self.failed(order, aim, answer, here.now);
        }
        let body = answer.json();
        match aim {
            Aim::Start => {
                self.session = answer.header("location").map(str::to_owned);
                self.offset = Some(0);
                self.is_session_gone = false;
                if self.session.is_none() {
                    return Taken::Wrong(Trouble::of(Class::Unclear, "no-session", NAME));
                }
                Taken::On
            }
            // Whatever piece it was: the service says the film is there.
            Aim::Publish | Aim::Chunk(_) | Aim::Probe | Aim::Settle => self.there(&body),
            Aim::Read => self.read(order, &body, since, here),
            Aim::Still => {
                self.has_still = true;
                Taken::On
            }
            Aim::Caption(_) => {
                self.captions += 1;
                Taken::On
            }
            Aim::List => {
                self.is_listed = true;
                Taken::On
            }
            Aim::SettleList => {
                let items = body.pointer("/items").and_then(Value::as_array);
                self.is_listed = items.is_some_and(|items| !items.is_empty());
                if self.is_listed { Taken::Present } else { Taken::NotSeen }
            }
            Aim::Await => self.looked(order, &body),
            _ => match order {
                Order::Correct { id, .. } | Order::Delete { id } => Taken::Done(self.shown(id)),
                Order::Publish(_) => Taken::On,
            },
        }
    }

    fn shown(&self, id: &str) -> Published {
        let url = format!("https://www.youtube.com/watch?v={id}");
        Published { id: id.to_owned(), url, notes: self.notes.clone() }
    }

    fn there(&mut self, body: &Value) -> Taken {
        let id = text(body, "/id");
        if id.is_empty() {
            return Taken::NotSeen;
        }
        self.film = Some(id);
        Taken::Present
    }

    fn read(
        &mut self,
        order: &Order,
        body: &Value,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        let Order::Publish(post) = order else {
            let item = body.pointer("/items/0").cloned();
            let is_there = item.is_some();
            self.current = item;
            return if is_there {
                Taken::On
            } else {
                Taken::Wrong(Trouble::of(Class::Gone, "videoNotFound", NAME))
            };
        };
        let list = body.pointer("/items").and_then(Value::as_array);
        let at = |entry: &Value| text(entry, "/snippet/publishedAt").parse::<Timestamp>().ok();
        let entries = list.into_iter().flatten().filter(|entry| {
            since.is_none_or(|since| at(entry).is_some_and(|at| at >= since))
                && fingerprint(&text(entry, "/snippet/title")) == fingerprint(&post.title)
                && !(here.is_taken)(&text(entry, "/snippet/resourceId/videoId"))
        });
        // The oldest: a later one may be another film of ours whose outcome is unknown as well.
        if let Some(entry) = entries.min_by_key(|entry| at(entry)) {
            self.film = Some(text(entry, "/snippet/resourceId/videoId"));
            return Taken::Present;
        }
        Taken::NotSeen
    }

    fn looked(&mut self, order: &Order, body: &Value) -> Taken {
        let id = self.film.clone().unwrap_or_default();
        let Some(film) = body.pointer("/items/0") else {
            return Taken::Wrong(Trouble::of(Class::Gone, "videoNotFound", NAME));
        };
        match text(film, "/status/uploadStatus").as_str() {
            "processed" => {
                let asked = match order {
                    Order::Publish(post) => text(&status(post), "/privacyStatus"),
                    _ => String::new(),
                };
                let is = text(film, "/status/privacyStatus");
                if !asked.is_empty() && is != asked {
                    self.notes.push(Words::of(
                        format!(
                            "Bestellt war die Sichtbarkeit {asked}, YouTube hat {is} gespeichert."
                        ),
                        format!("Visibility {asked} was asked for, YouTube stored {is}."),
                    ));
                }
                Taken::Done(self.shown(&id))
            }
            "failed" => Taken::Wrong(error::failed_film(&text(film, "/status/failureReason"))),
            "rejected" => {
                Taken::Wrong(error::rejected_film(&text(film, "/status/rejectionReason")))
            }
            "deleted" => Taken::Wrong(Trouble::of(Class::Gone, "deleted", NAME)),
            _ if self.looks >= LOOKS_MAX => {
                self.notes.push(Words::of(
                    "YouTube verarbeitet das Video noch.",
                    "YouTube is still processing the film.",
                ));
                Taken::Done(self.shown(&id))
            }
            _ => {
                self.looks += 1;
                Taken::Soon(LOOK_PAUSE_S)
            }
        }
    }

    fn failed(&mut self, order: &Order, aim: Aim, answer: &Answer, now: Timestamp) -> Taken {
        let trouble = trouble(answer, now);
        let is_gone = matches!(answer.status, 404 | 410);
        match aim {
            Aim::Delete if trouble.class == Class::Gone => match order {
                Order::Delete { id } => Taken::Done(self.shown(id)),
                _ => Taken::Wrong(trouble),
            },
            // Before the last byte there is no film: begin anew.
            Aim::Chunk(_) | Aim::Probe if is_gone => {
                *self = Self::default();
                Taken::Wrong(Trouble { class: Class::Stale, ..trouble })
            }
            // Whether it ever had a last byte: the list of uploads knows.
            Aim::Publish if is_gone => {
                self.is_session_gone = true;
                self.session = None;
                self.offset = None;
                Taken::Wrong(Trouble { class: Class::Unclear, ..trouble })
            }
            Aim::Settle if is_gone => {
                self.is_session_gone = true;
                self.session = None;
                self.offset = None;
                Taken::On
            }
            Aim::Chunk(_) => {
                // How much of it arrived is unknown now.
                self.offset = None;
                Taken::Wrong(trouble)
            }
            Aim::Still | Aim::Caption(_) | Aim::List if !trouble.class.heals() => {
                self.without(aim, &trouble)
            }
            _ => Taken::Wrong(trouble),
        }
    }

    /// The film is there; what it lacks is no reason to call it failed.
    fn without(&mut self, aim: Aim, trouble: &Trouble) -> Taken {
        if trouble.class.is_of_account() && trouble.class != Class::Permission {
            return Taken::Wrong(trouble.clone());
        }
        let (de, en) = match aim {
            Aim::Still => {
                self.has_still = true;
                ("Das Vorschaubild fehlt", "The still is missing")
            }
            Aim::List => {
                self.is_listed = true;
                ("Das Video steht nicht in der Playlist", "The film is not on its list")
            }
            _ => {
                self.captions += 1;
                if trouble.class == Class::Duplicate {
                    return Taken::On;
                }
                ("Untertitel fehlen", "Captions are missing")
            }
        };
        self.notes.push(Words::of(
            format!("{de}: {}", trouble.reason.de),
            format!("{en}: {}", trouble.reason.en),
        ));
        Taken::On
    }
}
