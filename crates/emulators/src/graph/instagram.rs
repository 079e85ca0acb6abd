//! A professional account on Instagram: containers, publishing, figures.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Graph, INSTAGRAM, error, instant};
use crate::http::{Asked, Told, call};

/// Letters of a caption.
const CAPTION_MAX: usize = 2_200;
/// Words with `#`.
const HASHTAGS_MAX: usize = 30;

/// A container.
#[derive(Clone, Debug)]
pub struct Container {
    /// Addresses of its pictures and films.
    pub urls: Vec<String>,
    /// Its text.
    pub caption: String,
    /// When it was made.
    pub at: Timestamp,
    /// Looks until it is ready.
    pub looks: u32,
    /// The subcode it fails with, if it does.
    pub fails: Option<i64>,
    /// Whether it was published.
    pub is_published: bool,
}

impl Container {
    fn code(&self, now: Timestamp) -> &'static str {
        if self.is_published {
            "PUBLISHED"
        } else if now.duration_since(self.at) > SignedDuration::from_hours(24) {
            "EXPIRED"
        } else if self.looks > 0 {
            "IN_PROGRESS"
        } else if self.fails.is_some() {
            "ERROR"
        } else {
            "FINISHED"
        }
    }
}

impl Graph {
    pub(super) fn instagram_route(
        &mut self,
        asked: &Asked,
        path: &[&str],
        now: Timestamp,
    ) -> Option<Result<Told, Told>> {
        let publish = "instagram_content_publish";
        let may = |scope: &str| self.needs(asked, now, scope);
        Some(match (asked.method.as_str(), path) {
            ("POST", [INSTAGRAM, "media"]) => match may(publish) {
                Ok(()) => self.make_container(asked, now),
                Err(told) => Err(told),
            },
            ("POST", [INSTAGRAM, "media_publish"]) => match may(publish) {
                Ok(()) => self.publish(asked, now),
                Err(told) => Err(told),
            },
            ("GET", [INSTAGRAM, "content_publishing_limit"]) => {
                let config = json!({ "quota_total": self.quota_total, "quota_duration": 86_400 });
                let data = json!([{ "quota_usage": self.used(now), "config": config }]);
                Ok(Told::json(200, &json!({ "data": data })))
            }
            ("GET", [INSTAGRAM, "media"]) => {
                let list: Vec<Value> = self.media.iter().rev().take(25).map(shown).collect();
                Ok(Told::json(200, &json!({ "data": list })))
            }
            ("GET", [INSTAGRAM]) => Ok(Told::json(
                200,
                &json!({ "id": INSTAGRAM, "username": "stadt", "followers_count": 456 }),
            )),
            ("GET", [id, "insights"])
                if *id == INSTAGRAM || self.media.iter().any(|(m, ..)| m == id) =>
            {
                match may("instagram_manage_insights") {
                    Ok(()) => self.insights(asked, id),
                    Err(told) => Err(told),
                }
            }
            ("GET", [id]) => return self.look(id, now),
            ("DELETE", [id]) => {
                let at = self.media.iter().position(|(m, ..)| m == id)?;
                if !self.deletes_media {
                    return Some(Err(error(3, 0, "(#3) Application does not have the capability")));
                }
                self.media.remove(at);
                Ok(Told::json(200, &json!({ "success": true })))
            }
            _ => return None,
        })
    }

    fn look(&mut self, id: &str, now: Timestamp) -> Option<Result<Told, Told>> {
        if let Some(entry) = self.media.iter().find(|(m, ..)| m == id) {
            return Some(Ok(Told::json(200, &shown(entry))));
        }
        let container = self.containers.get_mut(id)?;
        let code = container.code(now);
        container.looks = container.looks.saturating_sub(1);
        let status = match (code, container.fails) {
            ("ERROR", Some(sub)) => {
                format!("Error: Media upload has failed with error code {sub}")
            }
            ("IN_PROGRESS", _) => "In Progress: Media is still being processed.".into(),
            _ => format!("{code}: Media has been uploaded."),
        };
        Some(Ok(Told::json(200, &json!({ "status_code": code, "status": status, "id": id }))))
    }

    fn make_container(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        let of = |name: &str| asked.field(name).unwrap_or_default();
        let caption = of("caption");
        let tags = caption.split_whitespace().filter(|w| w.starts_with('#')).count();
        if caption.encode_utf16().count() > CAPTION_MAX || tags > HASHTAGS_MAX {
            return Err(error(36_004, 2_207_010, "The caption was too long."));
        }
        let mut fails = None;
        let mut urls = vec![];
        if of("media_type") == "CAROUSEL" {
            let children: Vec<String> = of("children").split(',').map(str::to_owned).collect();
            if !(2..=10).contains(&children.len()) {
                return Err(error(100, 2_207_028, "Invalid number of carousel items"));
            }
            for child in &children {
                let Some(part) = self.containers.get(child) else {
                    return Err(error(100, 33, "Object does not exist"));
                };
                urls.extend(part.urls.clone());
            }
        } else {
            let film = of("video_url");
            let url = if film.is_empty() { of("image_url") } else { film.clone() };
            if url.is_empty() {
                return Err(error(100, 0, "The parameter image_url is required"));
            }
            if !film.is_empty() && !ends(&film, &["mp4", "mov"]) {
                fails = Some(2_207_026);
            }
            if film.is_empty() && ends(&url, &["png"]) {
                return Err(error(36_001, 2_207_005, "The image format is not supported."));
            }
            let is_local = url.starts_with("http://127.0.0.1");
            let fetched = !is_local || call("GET", &url, "text/plain", "", b"") == Some(200);
            if self.fetches && !fetched {
                return Err(error(9004, 2_207_052, "The media could not be fetched from this URI"));
            }
            urls.push(url);
        }
        let id = self.number();
        let looks = self.looks;
        let container = Container { urls, caption, at: now, looks, fails, is_published: false };
        self.containers.insert(id.clone(), container);
        Ok(Told::json(200, &json!({ "id": id })))
    }

    fn used(&self, now: Timestamp) -> usize {
        let day = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(now);
        self.media.iter().filter(|(_, _, _, at)| *at > day).count()
    }

    fn publish(&mut self, asked: &Asked, now: Timestamp) -> Result<Told, Told> {
        let id = asked.field("creation_id").unwrap_or_default();
        if self.used(now) >= self.quota_total {
            return Err(error(9, 2_207_042, "You reached maximum number of posts"));
        }
        let Some(container) = self.containers.get_mut(&id) else {
            return Err(error(24, 2_207_006, "The requested resource does not exist"));
        };
        match container.code(now) {
            "FINISHED" => {}
            "EXPIRED" => return Err(error(-2, 2_207_020, "The media has expired")),
            "PUBLISHED" => return Err(error(-1, 2_207_001, "The media was published already")),
            _ => return Err(error(9007, 2_207_027, "Media ID is not available")),
        }
        container.is_published = true;
        let caption = container.caption.clone();
        let number = self.number();
        self.media.push((number.clone(), caption, id, now));
        Ok(Told::json(200, &json!({ "id": number })))
    }
}

fn ends(url: &str, extensions: &[&str]) -> bool {
    let path = url.split('?').next().unwrap_or_default();
    path.rsplit('.').next().is_some_and(|end| extensions.contains(&end))
}

fn shown((id, caption, _, at): &(String, String, String, Timestamp)) -> Value {
    json!({ "id": id, "caption": caption, "timestamp": instant(*at),
        "permalink": format!("https://www.instagram.com/p/{id}/") })
}
