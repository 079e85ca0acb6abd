//! A post on Mastodon or a server that speaks like it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::post::{Medium, Order, Post, Published, Visibility};
use crate::step::{Aim, Call, Here, Taken};
use crate::task::{fingerprint, later};
use crate::trouble::{Class, Trouble, Words};
use crate::wire::{Answer, Body, Content, Method, Request, number, text};

const NAME: &str = "Mastodon";
/// Pause between looks at a file in the making, in seconds.
const LOOK_PAUSE_S: i64 = 5;
/// Looks before a file is handed over anew.
const LOOKS_MAX: u32 = 60;
/// Pause when the server names no time.
const RATE_PAUSE_S: i64 = 300;

/// How far a post is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Files handed over.
    pub files: Vec<String>,
    /// How many of them are ready.
    pub ready: usize,
    /// Looks at the present file.
    pub looks: u32,
    /// How often the server answered with a post that is another one of ours.
    #[serde(default)]
    pub turn: u32,
}

fn api(here: &Here<'_>, method: Method, path: &str) -> Request {
    let address = format!("{}/api/{path}", here.account.bases.api);
    Request::new(method, address).bearer(&here.account.token)
}

fn visibility(post: &Post) -> &'static str {
    match post.visibility {
        Visibility::Public => "public",
        Visibility::Unlisted => "unlisted",
        Visibility::Private => "private",
    }
}

fn handed(medium: &Medium) -> Vec<(String, Content)> {
    let mut parts = vec![("file".to_owned(), Content::Media(medium.file.whole()))];
    if !medium.alt.is_empty() {
        parts.push(("description".into(), Content::Text(medium.alt.clone())));
    }
    if let Some((right, up)) = medium.focus {
        let focus = format!("{:.2},{:.2}", right.clamp(-1.0, 1.0), up.clamp(-1.0, 1.0));
        parts.push(("focus".into(), Content::Text(focus)));
    }
    parts
}

impl Progress {
    pub(crate) fn call(
        &self,
        order: &Order,
        here: &Here<'_>,
        settles: bool,
    ) -> Result<Call, Box<Trouble>> {
        Ok(match order {
            Order::Publish(post) => {
                if settles {
                    let path = format!("v1/accounts/{}/statuses", here.account.id);
                    let list = api(here, Method::Get, &path).ask("limit", "40");
                    let list = list.ask("exclude_reblogs", "true");
                    return Ok(Call::free(Aim::Settle, list));
                }
                if let Some(call) = self.files_call(post, here) {
                    return Ok(call);
                }
                if post.text_with_link().trim().is_empty() && self.files.is_empty() {
                    let empty = Trouble::of(Class::Content, "empty", NAME)
                        .because("Der Beitrag ist leer.", "The post is empty.");
                    return Err(Box::new(empty));
                }
                let request = api(here, Method::Post, "v1/statuses")
                    .header("idempotency-key", self.key(post))
                    .with(Body::Json(self.status(post)));
                Call::once(Aim::Publish, request)
            }
            Order::Correct { id, post } => {
                // The files that hang on it stay as they are, their descriptions are set anew.
                if self.files.is_empty() && !post.media.is_empty() {
                    return Ok(Call::free(
                        Aim::Read,
                        api(here, Method::Get, &format!("v1/statuses/{id}")),
                    ));
                }
                let request = api(here, Method::Put, &format!("v1/statuses/{id}"));
                Call::free(Aim::Change, request.with(Body::Json(self.change(post))))
            }
            Order::Delete { id } => {
                Call::free(Aim::Delete, api(here, Method::Delete, &format!("v1/statuses/{id}")))
            }
        })
    }

    /// Under which the server knows the post again for an hour.
    fn key(&self, post: &Post) -> String {
        match self.turn {
            0 => post.key.clone(),
            turn => format!("{}-{turn}", post.key),
        }
    }

    /// From the beginning, with files handed over anew.
    fn anew(turn: u32) -> Self {
        Self { turn, ..Self::default() }
    }

    fn files_call(&self, post: &Post, here: &Here<'_>) -> Option<Call> {
        if let Some(file) = self.files.get(self.ready) {
            let look = api(here, Method::Get, &format!("v1/media/{file}"));
            return Some(Call::free(Aim::Poll(self.ready), look));
        }
        let medium = post.media.get(self.files.len())?;
        let request = api(here, Method::Post, "v2/media").with(Body::Multipart(handed(medium)));
        Some(Call::free(Aim::Upload(self.files.len()), request))
    }

    fn status(&self, post: &Post) -> Value {
        let mut status = json!({
            "status": post.text_with_link(), "visibility": visibility(post),
        });
        if !self.files.is_empty() {
            status["media_ids"] = json!(self.files);
        }
        if !post.language.is_empty() {
            status["language"] = json!(post.language);
        }
        status
    }

    fn change(&self, post: &Post) -> Value {
        let mut change = self.status(post);
        if let Some(fields) = change.as_object_mut() {
            fields.remove("visibility");
        }
        let described = self.files.iter().zip(&post.media);
        let attributes: Vec<Value> =
            described.map(|(id, medium)| json!({ "id": id, "description": medium.alt })).collect();
        if !attributes.is_empty() {
            change["media_attributes"] = json!(attributes);
        }
        change
    }

    pub(crate) fn take(
        &mut self,
        order: &Order,
        aim: Aim,
        answer: &Answer,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        let body = answer.json();
        if !answer.is_success() {
            return self.failed(order, aim, answer, here.now);
        }
        match aim {
            Aim::Upload(_) => {
                self.files.push(text(&body, "/id"));
                self.looks = 0;
                if answer.status == 202 {
                    return Taken::Soon(LOOK_PAUSE_S);
                }
                self.ready = self.files.len();
                Taken::On
            }
            Aim::Poll(at) => {
                if answer.status != 206 {
                    self.ready = at + 1;
                    return Taken::On;
                }
                self.looks += 1;
                if self.looks > LOOKS_MAX {
                    *self = Self::anew(self.turn);
                    return Taken::Wrong(Trouble::of(Class::Stale, "never-ready", NAME));
                }
                Taken::Soon(LOOK_PAUSE_S)
            }
            // The server knows the key from a time whose answer was lost, and what it made then has been
            // taken for another post of ours that says the same: this one is not there yet.
            Aim::Publish if (here.is_taken)(&text(&body, "/id")) => {
                *self = Self::anew(self.turn + 1);
                Taken::Absent
            }
            Aim::Publish | Aim::Change => Taken::Done(shown(&body)),
            Aim::Settle => self.found(order, &body, since, here),
            Aim::Read => {
                let files = body.pointer("/media_attachments").and_then(Value::as_array);
                self.files = files.into_iter().flatten().map(|f| text(f, "/id")).collect();
                if self.files.is_empty() {
                    // Taken away there by hand: only the text can be set.
                    self.files = vec![];
                    return Taken::Wrong(Trouble::of(Class::Media, "no-files", NAME).because(
                        "Der Beitrag hat dort keine Bilder mehr.",
                        "The post no longer has pictures there.",
                    ));
                }
                Taken::On
            }
            _ => match order {
                Order::Delete { id } => {
                    Taken::Done(Published { id: id.clone(), ..Published::default() })
                }
                _ => Taken::On,
            },
        }
    }

    fn failed(&mut self, order: &Order, aim: Aim, answer: &Answer, now: Timestamp) -> Taken {
        let trouble = trouble(answer, now);
        match (aim, trouble.class) {
            (Aim::Delete, Class::Gone) => match order {
                Order::Delete { id } => {
                    Taken::Done(Published { id: id.clone(), ..Published::default() })
                }
                _ => Taken::Wrong(trouble),
            },
            // Files nobody used are thrown away after a while.
            (Aim::Poll(_), Class::Gone) => {
                *self = Self::anew(self.turn);
                Taken::Wrong(Trouble { class: Class::Stale, ..trouble })
            }
            (Aim::Upload(_) | Aim::Poll(_), Class::Content) => {
                Taken::Wrong(Trouble { class: Class::Media, ..trouble })
            }
            _ => Taken::Wrong(trouble),
        }
    }

    /// The post among those of the account: the same words, the same files, not another one of ours.
    fn found(
        &self,
        order: &Order,
        body: &Value,
        since: Option<Timestamp>,
        here: &Here<'_>,
    ) -> Taken {
        let Order::Publish(post) = order else { return Taken::NotSeen };
        let wanted = fingerprint(&post.text_with_link());
        let made_at = |entry: &Value| text(entry, "/created_at").parse::<Timestamp>().ok();
        let entries = body.as_array().into_iter().flatten().filter(|entry| {
            since.is_none_or(|since| made_at(entry).is_some_and(|at| at >= since))
                && fingerprint(&plain(&text(entry, "/content"))) == wanted
                && self.has_our_files(entry)
                && !(here.is_taken)(&text(entry, "/id"))
        });
        // The oldest: a later one may be another post of ours whose outcome is unknown as well.
        entries
            .min_by_key(|entry| made_at(entry))
            .map_or(Taken::NotSeen, |entry| Taken::Done(shown(entry)))
    }

    /// Whether the files of a post are those handed over for this one; a server that names none leaves
    /// it open.
    fn has_our_files(&self, entry: &Value) -> bool {
        let theirs = entry.pointer("/media_attachments").and_then(Value::as_array);
        theirs.is_none_or(|theirs| {
            let theirs: Vec<String> = theirs.iter().map(|file| text(file, "/id")).collect();
            theirs == self.files
        })
    }
}

fn shown(body: &Value) -> Published {
    Published { id: text(body, "/id"), url: text(body, "/url"), notes: Vec::new() }
}

/// The text of a status without its markup.
pub fn plain(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        if tag.starts_with("<br") || tag.starts_with("</p") {
            plain.push('\n');
        }
        rest = after;
    }
    plain.push_str(rest);
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'")];
    let plain = named.iter().fold(plain, |text, (name, letter)| text.replace(name, letter));
    plain.replace("&amp;", "&").trim().to_owned()
}

/// What an answer that is no success says.
pub(crate) fn trouble(answer: &Answer, now: Timestamp) -> Trouble {
    let said = text(&answer.json(), "/error");
    let low = said.to_ascii_lowercase();
    let class = match answer.status {
        403 if low.contains("scope") => Class::Permission,
        403 if ["suspend", "disabled", "moderat", "locked"].iter().any(|w| low.contains(w)) => {
            Class::Suspended
        }
        401 => Class::Auth,
        403 => Class::Permission,
        404 => Class::Gone,
        410 => Class::VersionRetired,
        422 => Class::Content,
        429 => Class::Rate,
        500.. => Class::Transient,
        _ => Class::Unclear,
    };
    let mut trouble = Trouble::of(class, answer.status.to_string(), NAME);
    if class == Class::Content && !said.is_empty() {
        trouble.reason = Words::of(
            format!("Der Server nimmt den Beitrag nicht an: „{said}“"),
            format!("The server does not take the post: “{said}”"),
        );
    }
    let until = (class == Class::Rate).then(|| {
        let reset = answer.header("x-ratelimit-reset").and_then(|at| at.parse().ok());
        reset.unwrap_or_else(|| later(now, RATE_PAUSE_S))
    });
    trouble.until(until)
}

/// Until when the account shall rest, by the headers of an answer.
pub fn pace(answer: &Answer, _now: Timestamp) -> Option<Timestamp> {
    if answer.header("x-ratelimit-remaining")?.trim() != "0" {
        return None;
    }
    answer.header("x-ratelimit-reset")?.parse().ok()
}

/// What a server says of its limits (`GET /api/v2/instance`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Letters in a post.
    pub letters_max: usize,
    /// What an address counts.
    pub url_weight: usize,
    /// Files on a post.
    pub media_max: usize,
    /// Bytes of a picture.
    pub picture_bytes_max: u64,
    /// Bytes of a film.
    pub film_bytes_max: u64,
    /// Letters in an alternative text.
    pub alt_max: usize,
    /// Types it takes; empty if it does not say.
    pub media_types: Vec<String>,
}

impl Default for Instance {
    fn default() -> Self {
        Self {
            letters_max: 500,
            url_weight: 23,
            media_max: 4,
            picture_bytes_max: 16 * 1024 * 1024,
            film_bytes_max: 99 * 1024 * 1024,
            alt_max: 1_500,
            media_types: Vec::new(),
        }
    }
}

impl Instance {
    /// The request for them; no token is needed.
    pub fn request(api: &str) -> Request {
        Request::get(format!("{api}/api/v2/instance"))
    }

    /// Reads them; what a server does not say is as with Mastodon itself.
    pub fn read(answer: &Answer) -> Self {
        let body = answer.json();
        let usual = Self::default();
        let of = |path: &str| {
            number(&body, &format!("/configuration/{path}")).and_then(|n| u64::try_from(n).ok())
        };
        let size =
            |path: &str, usual| of(path).and_then(|n| usize::try_from(n).ok()).unwrap_or(usual);
        let types = body.pointer("/configuration/media_attachments/supported_mime_types");
        let types = types.and_then(Value::as_array).into_iter().flatten();
        Self {
            letters_max: size("statuses/max_characters", usual.letters_max),
            url_weight: size("statuses/characters_reserved_per_url", usual.url_weight),
            media_max: size("statuses/max_media_attachments", usual.media_max),
            picture_bytes_max: of("media_attachments/image_size_limit")
                .unwrap_or(usual.picture_bytes_max),
            film_bytes_max: of("media_attachments/video_size_limit")
                .unwrap_or(usual.film_bytes_max),
            alt_max: size("media_attachments/description_limit", usual.alt_max),
            media_types: types.filter_map(|t| t.as_str().map(str::to_owned)).collect(),
        }
    }
}
