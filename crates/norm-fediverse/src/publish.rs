//! What the town shows: its actor, its articles, what it says about them.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::PUBLIC;
use crate::text::{Block, html, tags};

const CONTEXT: &str = "https://www.w3.org/ns/activitystreams";

/// Addresses of the town's actor; each is for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Its own address.
    pub id: String,
    /// Its name before the `@`.
    pub handle: String,
    /// What people call it.
    pub name: String,
    /// A sentence about it.
    pub summary: String,
    /// Its page.
    pub page: String,
    /// Its picture; empty without.
    pub icon: String,
    /// Its public key.
    pub key_pem: String,
    /// Since when it is there.
    pub since: Timestamp,
    /// Links shown on its profile: name and address, such as the imprint.
    pub fields: Vec<(String, String)>,
}

impl Actor {
    /// The name of its key.
    pub fn key_id(&self) -> String {
        format!("{}#main-key", self.id)
    }

    /// Where messages to it go.
    pub fn inbox(&self) -> String {
        format!("{}/inbox", self.id)
    }

    /// Who follows it.
    pub fn followers(&self) -> String {
        format!("{}/followers", self.id)
    }

    /// What it said.
    pub fn outbox(&self) -> String {
        format!("{}/outbox", self.id)
    }

    /// The document of the actor.
    pub fn document(&self) -> Value {
        let fields: Vec<Value> = self
            .fields
            .iter()
            .map(|(name, href)| {
                let link = crate::text::Span::Link { href: href.clone(), text: href.clone() };
                let value = html(&[Block::Paragraph(vec![link])]);
                let value = value.trim_start_matches("<p>").trim_end_matches("</p>");
                json!({ "type": "PropertyValue", "name": name, "value": value })
            })
            .collect();
        let mut document = json!({
            "@context": [CONTEXT, "https://w3id.org/security/v1", {
                "toot": "http://joinmastodon.org/ns#", "discoverable": "toot:discoverable",
                "indexable": "toot:indexable", "schema": "http://schema.org#",
                "PropertyValue": "schema:PropertyValue", "value": "schema:value",
                "manuallyApprovesFollowers": "as:manuallyApprovesFollowers" }],
            "id": self.id, "type": "Organization", "preferredUsername": self.handle,
            "name": self.name, "summary": html(&[Block::Paragraph(vec![
                crate::text::Span::Text(self.summary.clone())])]),
            "url": self.page, "inbox": self.inbox(), "outbox": self.outbox(),
            "followers": self.followers(), "endpoints": { "sharedInbox": self.inbox() },
            "published": instant(self.since), "discoverable": true, "indexable": true,
            "manuallyApprovesFollowers": false, "attachment": fields,
            "publicKey": { "id": self.key_id(), "owner": self.id, "publicKeyPem": self.key_pem },
        });
        if !self.icon.is_empty() {
            document["icon"] = json!({ "type": "Image", "url": self.icon });
        }
        document
    }
}

/// A picture of an article.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Its address.
    pub url: String,
    /// Its type.
    pub media_type: String,
    /// Alternative text.
    pub alt: String,
    /// Width and height in points.
    pub size: (u32, u32),
    /// What must stay in sight, −1 to 1 right and up.
    pub focus: Option<(f64, f64)>,
}

/// How an article is shown in the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// As a short post with everything in it: every server shows it whole.
    Note,
    /// As an article with a title: Mastodon shows title and link only.
    Article,
}

/// Something the town says.
#[derive(Clone, Debug, PartialEq)]
pub struct Saying {
    /// Its address for ever.
    pub id: String,
    /// How it is shown.
    pub shape: Shape,
    /// Its title.
    pub title: String,
    /// Its first sentence, as text.
    pub teaser: String,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Its page.
    pub page: String,
    /// Its language.
    pub language: String,
    /// Since when it is said.
    pub published: Timestamp,
    /// When it was last corrected.
    pub updated: Option<Timestamp>,
    /// Pictures.
    pub pictures: Vec<Picture>,
}

fn instant(at: Timestamp) -> String {
    format!("{at:.0}")
}

impl Saying {
    /// The object itself, as it lies at its address.
    pub fn object(&self, actor: &Actor) -> Value {
        let content = html(&self.blocks);
        let kind = match self.shape {
            Shape::Note => "Note",
            Shape::Article => "Article",
        };
        let mut object = json!({
            "id": self.id, "type": kind, "attributedTo": actor.id,
            "to": [PUBLIC], "cc": [actor.followers()],
            "content": content, "contentMap": { self.language.as_str(): content },
            "url": self.page, "published": instant(self.published), "sensitive": false,
            "attachment": self.pictures.iter().map(Picture::json).collect::<Vec<_>>(),
            "tag": tags(&self.blocks).iter().map(|(word, href)| {
                json!({ "type": "Hashtag", "name": format!("#{word}"), "href": href })
            }).collect::<Vec<_>>(),
        });
        if let Some(at) = self.updated {
            object["updated"] = json!(instant(at));
        }
        if self.shape == Shape::Article {
            object["name"] = json!(self.title);
            object["summary"] = json!(self.teaser);
            // Servers that do not show articles whole show this instead.
            let preview = html(&[
                Block::Paragraph(vec![crate::text::Span::Strong(self.title.clone())]),
                Block::Paragraph(vec![crate::text::Span::Text(self.teaser.clone())]),
            ]);
            object["preview"] = json!({ "type": "Note", "content": preview,
                "attributedTo": actor.id, "published": instant(self.published) });
        }
        object
    }

    fn wrapped(&self, actor: &Actor, kind: &str, id: &str, at: Timestamp) -> Value {
        json!({
            "@context": [CONTEXT, { "sensitive": "as:sensitive", "Hashtag": "as:Hashtag",
                "toot": "http://joinmastodon.org/ns#",
                "focalPoint": { "@container": "@list", "@id": "toot:focalPoint" } }],
            "id": id, "type": kind, "actor": actor.id, "published": instant(at),
            "to": [PUBLIC], "cc": [actor.followers()], "object": self.object(actor),
        })
    }

    /// It is said.
    pub fn create(&self, actor: &Actor) -> Value {
        self.wrapped(actor, "Create", &format!("{}#create", self.id), self.published)
    }

    /// It is corrected.
    pub fn update(&self, actor: &Actor) -> Value {
        let at = self.updated.unwrap_or(self.published);
        let id = format!("{}#update-{}", self.id, at.as_second());
        self.wrapped(actor, "Update", &id, at)
    }
}

impl Picture {
    fn json(&self) -> Value {
        let mut picture = json!({ "type": "Image", "mediaType": self.media_type,
            "url": self.url, "name": self.alt });
        if self.size.0 > 0 {
            picture["width"] = json!(self.size.0);
            picture["height"] = json!(self.size.1);
        }
        if let Some((right, up)) = self.focus {
            picture["focalPoint"] = json!([right, up]);
        }
        picture
    }
}

/// It is taken back: what is left at its address, wrapped in the message that says so.
pub fn delete(actor: &Actor, object: &str, at: Timestamp) -> Value {
    json!({
        "@context": CONTEXT, "id": format!("{object}#delete"), "type": "Delete",
        "actor": actor.id, "to": [PUBLIC], "cc": [actor.followers()],
        "object": tombstone(object, at),
    })
}

/// What is left of something that was taken back (status 410).
pub fn tombstone(object: &str, at: Timestamp) -> Value {
    json!({ "id": object, "type": "Tombstone", "deleted": instant(at) })
}

/// Accepts a request to follow, which is handed back whole.
pub fn accept(actor: &Actor, follow: &Value) -> Value {
    let id = follow.get("id").and_then(Value::as_str).unwrap_or_default();
    let mut follow = follow.clone();
    if let Some(fields) = follow.as_object_mut() {
        fields.remove("@context");
    }
    json!({
        "@context": CONTEXT, "id": format!("{}#accept-{}", actor.id, sum(id)), "type": "Accept",
        "actor": actor.id, "object": follow,
    })
}

/// The actor itself changed: name, picture, key.
pub fn update_actor(actor: &Actor, at: Timestamp) -> Value {
    json!({
        "@context": CONTEXT, "id": format!("{}#update-{}", actor.id, at.as_second()),
        "type": "Update", "actor": actor.id, "to": [PUBLIC], "cc": [actor.followers()],
        "object": actor.document(),
    })
}

/// A short number of a text, the same every time.
fn sum(text: &str) -> String {
    let start = 0xcbf2_9ce4_8422_2325_u64;
    let sum =
        text.bytes().fold(start, |sum, b| (sum ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    format!("{sum:016x}")
}

/// A collection by its number alone: who follows is nobody's business.
pub fn counted(id: &str, total: u64) -> Value {
    json!({ "@context": CONTEXT, "id": id, "type": "OrderedCollection", "totalItems": total })
}

/// The outbox: where its pages begin.
pub fn outbox(actor: &Actor, total: u64) -> Value {
    let id = actor.outbox();
    json!({ "@context": CONTEXT, "id": id, "type": "OrderedCollection", "totalItems": total,
        "first": format!("{id}?seite=1") })
}

/// A page of the outbox, newest first.
pub fn outbox_page(actor: &Actor, number: u32, sayings: &[Saying], has_more: bool) -> Value {
    let id = actor.outbox();
    let items: Vec<Value> = sayings
        .iter()
        .map(|saying| {
            let mut create = saying.create(actor);
            if let Some(fields) = create.as_object_mut() {
                fields.remove("@context");
            }
            create
        })
        .collect();
    let mut page = json!({ "@context": CONTEXT, "id": format!("{id}?seite={number}"),
        "type": "OrderedCollectionPage", "partOf": id, "orderedItems": items });
    if has_more {
        page["next"] = json!(format!("{id}?seite={}", number + 1));
    }
    page
}
