//! Films: transfers in pieces, processing, captions, stills, lists.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::discovery::{Method, refusal};
use super::{CHANNEL, PLAYLIST, UPLOADS, YouTube};
use crate::http::{Asked, Told};

/// Pieces are multiples of this, in bytes.
const GRAIN: u64 = 256 * 1024;

/// A film.
#[derive(Clone, Debug)]
pub struct Film {
    /// Its number.
    pub id: String,
    /// What it says of itself.
    pub resource: Value,
    /// Its size.
    pub bytes: u64,
    /// Looks until it is processed.
    pub looks: u32,
    /// How it ends.
    pub ends: String,
    /// How often it was changed.
    pub edits: u32,
}

/// A transfer.
#[derive(Clone, Debug)]
pub struct Session {
    resource: Value,
    total: u64,
    so_far: u64,
    film: Option<String>,
}

fn wrong(reason: &str) -> Told {
    refusal(400, reason, "The request metadata is invalid.")
}

fn judge(resource: &Value) -> Result<(), Told> {
    let text = |pointer: &str| resource.pointer(pointer).and_then(Value::as_str);
    let title = text("/snippet/title").unwrap_or_default();
    if title.trim().is_empty() || title.encode_utf16().count() > 100 || title.contains(['<', '>']) {
        return Err(wrong("invalidTitle"));
    }
    let description = text("/snippet/description").unwrap_or_default();
    if description.len() > 5_000 || description.contains(['<', '>']) {
        return Err(wrong("invalidDescription"));
    }
    let tags = resource.pointer("/snippet/tags").and_then(Value::as_array);
    let letters: usize = tags.into_iter().flatten().filter_map(Value::as_str).map(str::len).sum();
    if letters > 500 {
        return Err(wrong("invalidTags"));
    }
    let is_private = text("/status/privacyStatus") == Some("private");
    if text("/status/publishAt").is_some() && !is_private {
        return Err(wrong("invalidPublishAt"));
    }
    Ok(())
}

impl YouTube {
    pub(super) fn perform(&mut self, method: &Method, asked: &Asked, now: Timestamp) -> Told {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        let told = match method.id.as_str() {
            "youtube.channels.list" => Ok(Self::channel()),
            "youtube.videos.insert" => self.begin(asked, now),
            "youtube.videos.list" => Ok(self.list(&of("id"), &method.parts)),
            "youtube.videos.update" => self.update(asked, &method.parts),
            "youtube.videos.delete" => self.delete(&of("id")),
            "youtube.thumbnails.set" => self.still(&of("videoId"), asked),
            "youtube.captions.insert" => self.caption(asked),
            "youtube.captions.list" => Ok(self.captions_of(&of("videoId"))),
            "youtube.playlists.list" => Ok(Self::lists()),
            "youtube.playlistItems.insert" => self.enter(asked),
            "youtube.playlistItems.list" => self.entries_of(&of("playlistId"), &of("videoId")),
            other => Err(refusal(501, "notImplemented", &format!("{other} is not emulated"))),
        };
        told.unwrap_or_else(|told| told)
    }

    fn channel() -> Told {
        let lists = json!({ "relatedPlaylists": { "uploads": UPLOADS, "likes": "" } });
        Told::json(
            200,
            &json!({ "kind": "youtube#channelListResponse", "items": [{ "kind": "youtube#channel",
                "id": CHANNEL, "snippet": { "title": "Stadt X" }, "contentDetails": lists,
                "statistics": { "viewCount": "9000", "subscriberCount": "321",
                    "hiddenSubscriberCount": false, "videoCount": "12" } }] }),
        )
    }

    fn lists() -> Told {
        let list = json!({ "kind": "youtube#playlist", "id": PLAYLIST,
            "snippet": { "channelId": CHANNEL, "title": "Aus dem Rathaus" } });
        Told::json(200, &json!({ "kind": "youtube#playlistListResponse", "items": [list] }))
    }

    fn begin(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        judge(&asked.json)?;
        if asked.field("uploadType").as_deref() != Some("resumable") {
            // The whole at once.
            let bytes = asked.files.first().map_or(0, |(_, bytes)| bytes.len());
            if bytes == 0 {
                return Err(refusal(
                    400,
                    "mediaBodyRequired",
                    "The request does not include the content.",
                ));
            }
            let bytes = u64::try_from(bytes).unwrap_or(0);
            return Ok(self.made(asked.json.clone(), bytes, now));
        }
        let id = self.number("upload-");
        let total = asked.header("x-upload-content-length").parse().unwrap_or(0);
        let session = Session { resource: asked.json.clone(), total, so_far: 0, film: None };
        self.sessions.insert(id.clone(), session);
        let location =
            format!("{}/upload/youtube/v3/videos?uploadType=resumable&upload_id={id}", self.base);
        Ok(Told::empty(200).with("location", location))
    }

    fn made(&mut self, mut resource: Value, bytes: u64, now: Timestamp) -> Told {
        let id = self.number("v");
        let stamp = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        resource["kind"] = json!("youtube#video");
        resource["id"] = json!(id);
        resource["snippet"]["publishedAt"] = json!(stamp);
        resource["snippet"]["channelId"] = json!(CHANNEL);
        resource["status"]["uploadStatus"] = json!("uploaded");
        if resource["status"]["privacyStatus"].is_null() {
            resource["status"]["privacyStatus"] = json!("public");
        }
        let (looks, ends) = (self.looks, self.ends.clone());
        let told = Told::json(200, &resource);
        self.films.push(Film { id: id.clone(), resource, bytes, looks, ends, edits: 0 });
        self.entries.push((UPLOADS.into(), id));
        told
    }

    pub(super) fn transfer(&mut self, id: &str, asked: &Asked, now: Timestamp) -> Told {
        let Some(session) = self.sessions.get_mut(id) else {
            return refusal(404, "notFound", "The upload session was not found.");
        };
        if let Some(film) = session.film.clone() {
            let film = self.films.iter().find(|f| f.id == film);
            return film.map_or_else(
                || refusal(410, "notFound", "The upload session is gone."),
                |film| Told::json(200, &film.resource),
            );
        }
        let incomplete = |so_far: u64| {
            let told = Told::empty(308);
            if so_far == 0 { told } else { told.with("range", format!("bytes=0-{}", so_far - 1)) }
        };
        let range = asked.header("content-range").trim_start_matches("bytes ").to_owned();
        if range.starts_with('*') {
            return incomplete(session.so_far);
        }
        let (span, total) = range.split_once('/').unwrap_or((&range, ""));
        if let Ok(total) = total.parse() {
            session.total = total;
        }
        let from: u64 = span.split('-').next().and_then(|f| f.parse().ok()).unwrap_or(0);
        let length = u64::try_from(asked.body.len()).unwrap_or(0);
        let ends = from + length >= session.total;
        if from > session.so_far || (!ends && !length.is_multiple_of(GRAIN)) {
            return refusal(400, "badRequest", "Failed to parse Content-Range header.");
        }
        session.so_far = session.so_far.max(from + length);
        if session.so_far < session.total {
            return incomplete(session.so_far);
        }
        let (resource, total) = (session.resource.clone(), session.total);
        let told = self.made(resource, total, now);
        let film = self.films.last().map(|f| f.id.clone());
        if let Some(session) = self.sessions.get_mut(id) {
            session.film = film;
        }
        told
    }

    fn list(&mut self, ids: &str, parts: &[String]) -> Told {
        let mut items = Vec::new();
        for film in self.films.iter_mut().filter(|f| ids.split(',').any(|id| id == f.id)) {
            if film.looks > 0 {
                film.looks -= 1;
            } else if film.resource["status"]["uploadStatus"] == "uploaded" {
                let (end, why) = film.ends.split_once('/').unwrap_or((&film.ends, ""));
                film.resource["status"]["uploadStatus"] = json!(end);
                match end {
                    "failed" => film.resource["status"]["failureReason"] = json!(why),
                    "rejected" => film.resource["status"]["rejectionReason"] = json!(why),
                    _ => {}
                }
            }
            let mut item = json!({ "kind": "youtube#video", "id": film.id });
            for part in parts {
                item[part] = match part.as_str() {
                    "statistics" => {
                        json!({ "viewCount": "42", "likeCount": "5", "commentCount": "1" })
                    }
                    "processingDetails" => json!({ "processingStatus": "processing" }),
                    _ => film.resource[part].clone(),
                };
            }
            items.push(item);
        }
        Told::json(200, &json!({ "kind": "youtube#videoListResponse", "items": items }))
    }

    fn update(&mut self, asked: &Asked, parts: &[String]) -> Result<Told, Told> {
        let id = asked.json["id"].as_str().unwrap_or_default();
        judge(&asked.json)?;
        let Some(film) = self.films.iter_mut().find(|f| f.id == id) else {
            return Err(refusal(404, "videoNotFound", "The video cannot be found."));
        };
        for part in parts {
            // A part is replaced as a whole; what is the service's own stays.
            let own = ["publishedAt", "channelId", "uploadStatus"];
            let mut new = asked.json[part].clone();
            for name in own {
                if let Some(value) = film.resource[part].get(name) {
                    new[name] = value.clone();
                }
            }
            film.resource[part] = new;
        }
        film.edits += 1;
        Ok(Told::json(200, &film.resource))
    }

    fn delete(&mut self, id: &str) -> Result<Told, Told> {
        if !self.films.iter().any(|f| f.id == id) {
            return Err(refusal(404, "videoNotFound", "The video cannot be found."));
        }
        self.films.retain(|f| f.id != id);
        self.entries.retain(|(_, film)| film != id);
        Ok(Told::empty(204))
    }

    fn still(&mut self, film: &str, asked: &Asked) -> Result<Told, Told> {
        if !self.films.iter().any(|f| f.id == film) {
            return Err(refusal(404, "videoNotFound", "The video cannot be found."));
        }
        let image = asked.files.first().map_or(asked.body.as_slice(), |(_, bytes)| bytes);
        if !image.starts_with(&[0xff, 0xd8]) && !image.starts_with(b"\x89PNG") {
            return Err(refusal(400, "invalidImage", "The provided image content is invalid."));
        }
        if !self.stills.iter().any(|s| s == film) {
            self.stills.push(film.to_owned());
        }
        Ok(Told::json(200, &json!({ "kind": "youtube#thumbnailSetResponse", "items": [] })))
    }

    fn caption(&mut self, asked: &Asked) -> Result<Told, Told> {
        let of = |name: &str| asked.json["snippet"][name].as_str().unwrap_or_default().to_owned();
        let key = (of("videoId"), of("language"));
        if !self.films.iter().any(|f| f.id == key.0) {
            return Err(refusal(404, "videoNotFound", "The video cannot be found."));
        }
        if asked.files.is_empty() {
            return Err(refusal(400, "contentRequired", "The request does not contain the track."));
        }
        if self.captions.contains(&key) {
            return Err(refusal(409, "captionExists", "The track exists already."));
        }
        let id = self.number("c");
        self.captions.push(key);
        Ok(Told::json(
            200,
            &json!({ "kind": "youtube#caption", "id": id, "snippet": asked.json["snippet"] }),
        ))
    }

    fn captions_of(&self, film: &str) -> Told {
        let of = self.captions.iter().filter(|(f, _)| f == film);
        let items: Vec<Value> = of
            .map(|(film, language)| {
                json!({ "snippet": { "videoId": film, "language": language, "status": "serving" } })
            })
            .collect();
        Told::json(200, &json!({ "kind": "youtube#captionListResponse", "items": items }))
    }

    fn enter(&mut self, asked: &Asked) -> Result<Told, Told> {
        let of = |pointer: &str| {
            asked.json.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let list = of("/snippet/playlistId");
        let film = of("/snippet/resourceId/videoId");
        if list != PLAYLIST {
            return Err(refusal(404, "playlistNotFound", "The playlist cannot be found."));
        }
        if !self.films.iter().any(|f| f.id == film) {
            return Err(refusal(404, "videoNotFound", "The video cannot be found."));
        }
        let id = self.number("i");
        self.entries.push((list, film));
        Ok(Told::json(
            200,
            &json!({ "kind": "youtube#playlistItem", "id": id, "snippet": asked.json["snippet"] }),
        ))
    }

    fn entries_of(&self, list: &str, film: &str) -> Result<Told, Told> {
        if list != PLAYLIST && list != UPLOADS {
            return Err(refusal(404, "playlistNotFound", "The playlist cannot be found."));
        }
        let suits = |(l, f): &&(String, String)| l == list && (film.is_empty() || f == film);
        let items: Vec<Value> = self
            .entries
            .iter()
            .rev()
            .filter(suits)
            .map(|(list, film)| {
                let found = self.films.iter().find(|f| f.id == *film);
                let snippet = found.map_or(Value::Null, |f| f.resource["snippet"].clone());
                json!({ "kind": "youtube#playlistItem", "id": format!("{list}.{film}"), "snippet": {
                    "playlistId": list, "title": snippet["title"], "publishedAt": snippet["publishedAt"],
                    "resourceId": { "kind": "youtube#video", "videoId": film } } })
            })
            .collect();
        Ok(Told::json(200, &json!({ "kind": "youtube#playlistItemListResponse", "items": items })))
    }
}
