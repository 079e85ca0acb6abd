//! A Facebook Page: posts, pictures, films, comments.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Graph, PAGE, error, instant};
use crate::http::{Asked, Told};

/// Letters of a text, as the provider counts them.
const TEXT_MAX: usize = 63_206;
/// Bytes of a picture.
const PHOTO_MAX: usize = 4 * 1024 * 1024;
/// Bytes of one piece of a film that is asked for.
const PIECE: u64 = 1024 * 1024;

/// A comment.
#[derive(Clone, Debug)]
pub struct Comment {
    /// Its number.
    pub id: String,
    /// Its text.
    pub text: String,
    /// When it was made.
    pub at: Timestamp,
    /// Whether only its author sees it.
    pub is_hidden: bool,
}

/// A post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Its number.
    pub id: String,
    /// Its text.
    pub message: String,
    /// Its link.
    pub link: String,
    /// Numbers of its pictures or its film.
    pub media: Vec<String>,
    /// When it was made.
    pub at: Timestamp,
    /// Whether anybody sees it.
    pub is_published: bool,
    /// How often it was changed.
    pub edits: u32,
    /// Comments.
    pub comments: Vec<Comment>,
}

impl Post {
    fn json(&self) -> Value {
        json!({ "id": self.id, "message": self.message, "created_time": instant(self.at),
            "permalink_url": format!("https://www.facebook.com/{PAGE}/posts/{}", self.id),
            "is_published": self.is_published,
            "reactions": { "data": [], "summary": { "total_count": 7 } },
            "comments": { "data": [], "summary": { "total_count": self.comments.len() } },
            "shares": { "count": 2 } })
    }
}

fn is_yes(asked: &Asked, name: &str, usual: bool) -> bool {
    asked.field(name).map_or(usual, |v| matches!(v.as_str(), "true" | "True" | "1"))
}

impl Graph {
    pub(super) fn page_route(
        &mut self,
        asked: &Asked,
        path: &[&str],
        now: Timestamp,
    ) -> Option<Result<Told, Told>> {
        Some(match (asked.method.as_str(), path) {
            ("GET", [PAGE]) => Ok(Told::json(
                200,
                &json!({ "id": PAGE, "name": "Stadt X", "followers_count": 1234,
                    "instagram_business_account": { "id": super::INSTAGRAM } }),
            )),
            ("POST", [PAGE, "feed"]) => self.make_post(asked, now),
            ("POST", [PAGE, "subscribed_apps"]) => {
                self.needs(asked, now, "pages_manage_metadata").map(|()| {
                    self.tells = asked.field("subscribed_fields").as_deref() == Some("feed");
                    Told::json(200, &json!({ "success": true }))
                })
            }
            ("POST", [PAGE, "photos"]) => self.make_photo(asked, now),
            ("POST", [PAGE, "videos"]) => self.film(asked, now),
            ("GET", [PAGE, "published_posts" | "feed" | "posts"]) => self.list(asked, now),
            ("GET", [id, "insights"]) if *id == PAGE || self.posts.iter().any(|p| p.id == *id) => {
                match self.needs(asked, now, "read_insights") {
                    Ok(()) => self.insights(asked, id),
                    Err(told) => Err(told),
                }
            }
            ("GET", [film]) if self.films.values().any(|(id, ..)| id == film) => {
                let post = self.posts.iter().find(|p| p.media.first().is_some_and(|m| m == film));
                let status = if post.is_some() { "ready" } else { "upload_complete" };
                Ok(Told::json(
                    200,
                    &json!({ "id": film, "published": post.is_some(),
                        "status": { "video_status": status },
                        "permalink_url": format!("/{PAGE}/videos/{film}") }),
                ))
            }
            (_, [id]) => return self.post_route(asked, id, now),
            (_, [id, "comments"]) => return self.comments_route(asked, id, now),
            _ => return None,
        })
    }

    fn make_post(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        self.needs(asked, now, "pages_manage_posts")?;
        let message = asked.field("message").unwrap_or_default();
        let link = asked.field("link").unwrap_or_default();
        let mut media = Vec::new();
        for at in 0.. {
            let Some(entry) = asked.field(&format!("attached_media[{at}]")) else { break };
            media.push(entry);
        }
        // The official library sends the whole list in one field.
        if let Some(list) = asked.field("attached_media") {
            let list: Value = serde_json::from_str(&list).unwrap_or(Value::Null);
            media.extend(list.as_array().into_iter().flatten().map(Value::to_string));
        }
        let media: Vec<String> = media
            .iter()
            .filter_map(|entry| {
                let value: Value = serde_json::from_str(entry).ok()?;
                Some(value.get("media_fbid")?.as_str()?.to_owned())
            })
            .collect();
        if message.is_empty() && link.is_empty() && media.is_empty() {
            return Err(error(100, 0, "(#100) Missing message or attachment"));
        }
        if message.encode_utf16().count() > TEXT_MAX {
            return Err(error(100, 0, "(#100) Param message is too long"));
        }
        if link.contains("facebook.com/") {
            return Err(error(1_609_008, 0, "You can't post Facebook links"));
        }
        let day = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
        if media.iter().any(|id| self.photos.get(id).is_none_or(|(_, at)| *at < day)) {
            return Err(error(100, 33, "Unsupported post request. Object does not exist"));
        }
        if let Some(last) = self.posts.last()
            && last.message == message
            && last.link == link
            && last.media == media
            && now.duration_since(last.at) < SignedDuration::from_mins(1)
        {
            return Err(error(506, 0, "(#506) Duplicate status message"));
        }
        let id = format!("{PAGE}_{}", self.number());
        for photo in &media {
            self.photos.remove(photo);
        }
        let is_published = is_yes(asked, "published", true);
        let post = Post {
            id,
            message,
            link,
            media,
            at: now,
            is_published,
            edits: 0,
            comments: Vec::new(),
        };
        let mut told = post.json();
        if asked.field("fields").is_none() {
            told = json!({ "id": post.id });
        }
        self.posts.push(post);
        Ok(Told::json(200, &told))
    }

    fn make_photo(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        self.needs(asked, now, "pages_manage_posts")?;
        let file = asked.files.first().map(|(_, bytes)| bytes.as_slice());
        if file.is_none() && asked.field("url").is_none() {
            return Err(error(324, 0, "(#324) Missing or invalid image file"));
        }
        if let Some(bytes) = file {
            if bytes.len() > PHOTO_MAX {
                return Err(error(1_366_046, 0, "Photos must be smaller than 4 MB"));
            }
            let is_known = bytes.starts_with(&[0xff, 0xd8]) || bytes.starts_with(b"\x89PNG");
            if !is_known {
                return Err(error(1_366_046, 0, "Photos must be saved as JPEG or PNG"));
            }
        }
        let id = self.number();
        let alt = asked.field("alt_text_custom").unwrap_or_default();
        if !is_yes(asked, "published", true) {
            self.photos.insert(id.clone(), (alt, now));
            return Ok(Told::json(200, &json!({ "id": id })));
        }
        let message = asked.field("caption").or_else(|| asked.field("message"));
        let post = Post {
            id: format!("{PAGE}_{}", self.number()),
            message: message.unwrap_or_default(),
            link: String::new(),
            media: vec![id.clone()],
            at: now,
            is_published: true,
            edits: 0,
            comments: Vec::new(),
        };
        let told = json!({ "id": id, "post_id": post.id });
        self.posts.push(post);
        Ok(Told::json(200, &told))
    }

    fn film(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        self.needs(asked, now, "pages_manage_posts")?;
        let of = |name: &str| asked.field(name).unwrap_or_default();
        let (session, phase) = (of("upload_session_id"), of("upload_phase"));
        if phase == "start" {
            let size = of("file_size").parse().unwrap_or(0);
            let (session, film) = (self.number(), self.number());
            self.films.insert(session.clone(), (film.clone(), size, 0));
            return Ok(Told::json(
                200,
                &json!({ "video_id": film, "upload_session_id": session, "start_offset": "0",
                    "end_offset": size.min(PIECE).to_string() }),
            ));
        }
        let Some((film, size, so_far)) = self.films.get_mut(&session) else {
            return Err(error(100, 33, "Unsupported request. The upload session does not exist"));
        };
        if phase == "transfer" {
            let start: u64 = of("start_offset").parse().unwrap_or(u64::MAX);
            let length = asked.files.first().map_or(0, |(_, bytes)| bytes.len());
            if start != *so_far {
                let told = json!({ "error": { "message": "Chunk is out of order", "code": 6001,
                    "error_subcode": 1_363_037, "type": "OAuthException",
                    "error_data": { "start_offset": so_far.to_string(),
                        "end_offset": (*so_far + PIECE).min(*size).to_string() } } });
                return Err(Told::json(400, &told));
            }
            *so_far = (*so_far + u64::try_from(length).unwrap_or(0)).min(*size);
            let end = (*so_far + PIECE).min(*size);
            return Ok(Told::json(
                200,
                &json!({ "start_offset": so_far.to_string(), "end_offset": end.to_string() }),
            ));
        }
        if *so_far < *size {
            return Err(error(1_363_047, 0, "The video is not complete"));
        }
        let film = film.clone();
        if self.posts.iter().any(|p| p.media.contains(&film)) {
            return Err(error(506, 0, "The video was finished already"));
        }
        let id = format!("{PAGE}_{}", self.number());
        let is_published = is_yes(asked, "published", true);
        let message = of("description");
        let link = String::new();
        let media = vec![film];
        let comments = Vec::new();
        self.posts.push(Post {
            id,
            message,
            link,
            media,
            at: now,
            is_published,
            edits: 0,
            comments,
        });
        Ok(Told::json(200, &json!({ "success": true })))
    }

    fn list(&self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        self.needs(asked, now, "pages_read_engagement")?;
        let limit = asked.field("limit").and_then(|l| l.parse().ok()).unwrap_or(25);
        // Pages of the newest first; `after` is the number of the last post of the page before.
        let since = asked.field("since").and_then(|s| s.parse().ok()).unwrap_or(i64::MIN);
        let after = asked.field("after").unwrap_or_default();
        let newest = self.posts.iter().rev().filter(|p| p.is_published);
        let newest = newest.filter(|p| p.at.as_second() >= since);
        let mut rest = newest.skip_while(|p| !after.is_empty() && p.id != after).peekable();
        if !after.is_empty() {
            rest.next();
        }
        let page: Vec<&Post> = rest.by_ref().take(limit).collect();
        let mut paging = json!({});
        if let (Some(last), true) = (page.last(), rest.peek().is_some()) {
            paging = json!({ "cursors": { "after": last.id }, "next": format!("https://graph.facebook.com/v25.0/{PAGE}/published_posts?after={}", last.id) });
        }
        let data: Vec<Value> = page.into_iter().map(Post::json).collect();
        Ok(Told::json(200, &json!({ "data": data, "paging": paging })))
    }

    fn post_route(
        &mut self,
        asked: &Asked,
        id: &str,
        now: Timestamp,
    ) -> Option<Result<Told, Told>> {
        let comment = self.posts.iter_mut().flat_map(|p| &mut p.comments).find(|c| c.id == id);
        if let Some(comment) = comment {
            if asked.method == "POST" {
                comment.is_hidden = is_yes(asked, "is_hidden", false);
            }
            if asked.method == "DELETE" {
                for post in &mut self.posts {
                    post.comments.retain(|c| c.id != id);
                }
            }
            return Some(Ok(Told::json(200, &json!({ "success": true }))));
        }
        // A film can be deleted by its own number, too.
        let is_it = |p: &Post| p.id == id || p.media.first().is_some_and(|m| m == id);
        let at = self.posts.iter().position(is_it)?;
        let needed = if asked.method == "GET" { "" } else { "pages_manage_posts" };
        if let Err(told) = self.needs(asked, now, needed) {
            return Some(Err(told));
        }
        let success = Told::json(200, &json!({ "success": true }));
        Some(Ok(match asked.method.as_str() {
            "GET" => Told::json(200, &self.posts.get(at)?.json()),
            "DELETE" => {
                self.posts.remove(at);
                success
            }
            _ => {
                let post = self.posts.get_mut(at)?;
                if let Some(message) = asked.field("message") {
                    post.message = message;
                    post.edits += 1;
                }
                success
            }
        }))
    }

    fn comments_route(
        &mut self,
        asked: &Asked,
        id: &str,
        now: Timestamp,
    ) -> Option<Result<Told, Told>> {
        let number = self.number();
        let post =
            self.posts.iter_mut().find(|p| p.id == id || p.comments.iter().any(|c| c.id == id))?;
        if asked.method == "POST" {
            let text = asked.field("message").unwrap_or_default();
            let id = format!("{}_{number}", post.id);
            post.comments.push(Comment { id: id.clone(), text, at: now, is_hidden: false });
            return Some(Ok(Told::json(200, &json!({ "id": id }))));
        }
        let one = |c: &Comment| {
            json!({ "id": c.id, "message": c.text, "created_time": instant(c.at),
                "is_hidden": c.is_hidden, "from": { "id": "9", "name": "Somebody" } })
        };
        let data: Vec<Value> = post.comments.iter().map(one).collect();
        Some(Ok(Told::json(200, &json!({ "data": data }))))
    }
}
