//! One post as one channel gets it: text, link, the part of each picture; and what the channel would
//! say to it, before anything is sent.

mod dress;

use content::Key;
use jiff::{SignedDuration, Timestamp};
use kernel::media::{self, Media, Rendition};
use kernel::{AppError, Reader, Town};
use norm_social::judge::{self, Finding, Measured, Weight};
use norm_social::{Channel, Medium, Stored, Words};

use crate::account::{Connection, word};
use crate::film::Film;
use crate::model::{Chosen, Post, Variant};

use dress::dress;

/// How long a provider may fetch pictures after the time a post goes out: through outages too.
const FETCHED_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 8);

/// Parts of pictures: word, name of the size, German, English.
pub const SHAPES: [(&str, &str, &str, &str); 4] = [
    ("", "full-1920", "ganzes Bild", "whole picture"),
    ("square", "square-1080", "Quadrat (1:1)", "square (1:1)"),
    ("portrait", "portrait-1080", "Hochformat (4:5)", "upright (4:5)"),
    ("wide", "og-1200x630", "Querformat (1,91:1)", "wide (1.91:1)"),
];

/// A post as one channel gets it.
#[derive(Clone, Debug)]
pub struct Made {
    /// For the standard.
    pub post: norm_social::Post,
    /// What the channel would say.
    pub findings: Vec<Finding>,
    /// Letters as the channel counts them.
    pub letters: usize,
    /// Letters it takes.
    pub letters_max: usize,
    /// The part of each picture that is shown: its address and what it shows.
    pub shown: Vec<(String, String)>,
}

impl Made {
    /// Whether the channel would refuse it.
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|f| f.weight == Weight::Stop)
    }
}

/// The size of a picture that a channel gets: the wanted part, or one it certainly takes.
fn rendition<'a>(channel: Channel, shape: &str, media: &'a Media) -> Option<&'a Rendition> {
    if media.kind == "video" {
        return media
            .renditions
            .iter()
            .find(|r| r.mime == "video/mp4")
            .or(media.renditions.first());
    }
    let jpeg = |name: &str| {
        let all = media.renditions.iter().filter(|r| r.mime == "image/jpeg");
        all.filter(|r| r.name.starts_with(name)).max_by_key(|r| r.width)
    };
    let size = SHAPES.iter().find(|(word, ..)| *word == shape).map_or("full-1920", |s| s.1);
    let whole = jpeg(size).or_else(|| jpeg("full-1920")).or_else(|| jpeg("full-800"));
    let wanted = whole.or_else(|| media.renditions.iter().find(|r| r.mime == "image/jpeg"));
    let fits = |r: &&Rendition| {
        let aspect = f64::from(r.width) / f64::from(r.height.max(1));
        channel != Channel::Instagram || (0.8..=1.91).contains(&aspect)
    };
    // Instagram refuses what is too narrow or too wide: then the part around the focus.
    wanted.filter(fits).or_else(|| jpeg("square-1080")).or(wanted)
}

fn missing(about: &'static str, de: &str, en: &str) -> Finding {
    Finding { weight: Weight::Stop, about, words: Words::of(de, en) }
}

/// A picture or film as a channel gets it.
struct Picked {
    medium: Medium,
    measured: Measured,
    /// Where it can be looked at.
    path: String,
    /// Whether a machine made what is seen.
    is_synthetic: bool,
}

/// One medium of a post, or why it cannot be sent.
fn medium(
    town: &Town,
    reader: &mut Reader<'_>,
    of: (Channel, &str),
    chosen: &Chosen,
    until: Timestamp,
) -> Result<Result<Picked, Finding>, AppError> {
    let now = reader.now();
    let found = match Key::parse(&chosen.key) {
        Ok(key) => media::find(reader, &key)?,
        Err(_) => None,
    };
    let Some(found) = found.filter(|m| m.is_usable(now)) else {
        return Ok(Err(missing(
            "media",
            "Ein Bild steht in der Mediathek nicht mehr zur Verfügung. Wählen Sie ein anderes.",
            "A picture is no longer available in the media library. Choose another.",
        )));
    };
    let Some(size) = rendition(of.0, of.1, &found) else {
        return Ok(Err(missing(
            "media",
            "Ein Bild liegt noch nicht als JPEG vor. Warten Sie einen Augenblick.",
            "A picture does not lie there as JPEG yet. Wait a moment.",
        )));
    };
    let (x, y) = found.focal;
    let path = media::preview_path(town, &found, size, until);
    let medium = Medium {
        file: Stored { key: size.sha256.clone(), bytes: size.bytes, media_type: size.mime.clone() },
        alt: chosen.alt.clone(),
        url: format!("{}{path}", town.plan().base_url),
        focus: Some((2.0 * x - 1.0, 1.0 - 2.0 * y)),
    };
    let measured = Measured {
        media_type: size.mime.clone(),
        bytes: size.bytes,
        width: size.width,
        height: size.height,
        // Nobody measured the film: the provider will say if something is wrong.
        seconds: 30.0,
        starts_at_once: true,
        ..Measured::default()
    };
    Ok(Ok(Picked { medium, measured, path, is_synthetic: found.is_generated }))
}

/// Makes a post for one account and judges it. `key` names it for ever.
///
/// # Errors
/// What the database says.
pub fn make(
    town: &Town,
    reader: &mut Reader<'_>,
    post: &Post,
    variant: &Variant,
    connection: &Connection,
    key: &str,
) -> Result<Made, AppError> {
    let channel = connection.channel;
    let now = reader.now();
    let until = post.send_at.unwrap_or(now).max(now) + FETCHED_WITHIN;
    let either = |own: &str, common: &str| {
        if own.trim().is_empty() { common.to_owned() } else { own.to_owned() }
    };
    let (mut media, mut measured, mut shown, mut findings) = (vec![], vec![], vec![], vec![]);
    let mut is_synthetic = false;
    for chosen in &post.media {
        match medium(town, reader, (channel, &variant.shape), chosen, until)? {
            Ok(picked) => {
                is_synthetic |= picked.is_synthetic;
                measured.push((picked.measured, chosen.alt.clone()));
                if !picked.medium.is_film() {
                    shown.push((picked.path, chosen.alt.clone()));
                }
                media.push(picked.medium);
            }
            Err(finding) => findings.push(finding),
        }
    }
    let mut made = norm_social::Post {
        key: key.to_owned(),
        title: either(&variant.title, &post.title),
        text: either(&variant.text, &post.text),
        link: post.link.clone(),
        media,
        language: post.language.clone(),
        is_synthetic,
        ..norm_social::Post::default()
    };
    if channel == Channel::YouTube {
        let dressed = dress(town, reader, &variant.film, &mut made, until)?;
        findings.extend(dressed.findings);
        shown.extend(dressed.still);
    }
    let instance = connection.instance();
    findings.extend(judge::text(channel, &instance, &made));
    findings.extend(judge::media(channel, &instance, &measured));
    if made.text.trim().is_empty() && made.media.is_empty() {
        findings.push(missing("text", "Der Beitrag ist leer.", "The post is empty."));
    }
    findings.sort_by_key(|f| std::cmp::Reverse(f.weight));
    Ok(Made {
        letters: judge::length(channel, &instance, &made),
        letters_max: judge::limits(channel, &instance).max,
        post: made,
        findings,
        shown,
    })
}

/// The name of a post on an account, for ever.
pub fn key(post: &Post, connection: &Connection, number: i64) -> String {
    format!("rathaus/{}/{}/{number}", post.id, word(connection.channel))
}

/// What an account gets unless somebody wishes something else.
pub fn usual(connection: &Connection) -> Variant {
    Variant {
        account: connection.id,
        title: String::new(),
        text: String::new(),
        shape: usual_shape(connection.channel).to_owned(),
        film: Film::default(),
    }
}

/// Which part of a picture a channel gets unless somebody chooses another.
pub fn usual_shape(channel: Channel) -> &'static str {
    match channel {
        Channel::Instagram => "portrait",
        Channel::Facebook | Channel::YouTube | Channel::Mastodon => "",
    }
}
