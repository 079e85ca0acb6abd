//! Pictures and films against the rules of a channel; the part of a picture it shows.

use super::{Finding, hint, stop};
use crate::mastodon::Instance;
use crate::post::Channel;

/// Bytes of a picture on Facebook.
const FACEBOOK_PICTURE_MAX: u64 = 4 * 1024 * 1024;
/// Bytes of a picture on Instagram.
const INSTAGRAM_PICTURE_MAX: u64 = 8 * 1024 * 1024;
/// Bytes of a film on Instagram; documents name 300 MB to 1 GB, so the lower one.
const INSTAGRAM_FILM_MAX: u64 = 300 * 1024 * 1024;
/// Bytes of a film on `YouTube`.
const YOUTUBE_FILM_MAX: u64 = 256 * 1024 * 1024 * 1024;
/// Bytes of a film on Facebook.
const FACEBOOK_FILM_MAX: u64 = 10 * 1024 * 1024 * 1024;
/// The narrowest and the widest picture on Instagram, width by height.
const ASPECTS: (f64, f64) = (0.8, 1.91);
/// Width of a picture on Instagram, in points.
const INSTAGRAM_WIDTH_MIN: u32 = 320;
/// Pictures in one post on Facebook; more are hidden behind a number.
const FACEBOOK_PICTURES_MAX: usize = 10;

/// A file that the caller measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Its type, `image/jpeg` or `video/mp4`.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// Width in points, as it is shown.
    pub width: u32,
    /// Height in points, as it is shown.
    pub height: u32,
    /// Seconds of a film.
    pub seconds: f64,
    /// Pictures per second of a film; zero if unknown.
    pub rate: f64,
    /// Codec of a film's picture, `h264` or `hevc`; empty if unknown.
    pub codec: String,
    /// Whether a film's table of contents stands before its data.
    pub starts_at_once: bool,
}

impl Measured {
    fn is_film(&self) -> bool {
        self.media_type.starts_with("video/")
    }

    fn aspect(&self) -> f64 {
        f64::from(self.width) / f64::from(self.height.max(1))
    }
}

/// Judges pictures and films of a post, in its order, each with its alternative text.
pub fn media(channel: Channel, instance: &Instance, files: &[(Measured, String)]) -> Vec<Finding> {
    let mut found = Vec::new();
    let (name, count) = (channel.name(), files.len());
    let moving = files.iter().filter(|(file, _)| file.is_film()).count();
    let max = match channel {
        Channel::Facebook => FACEBOOK_PICTURES_MAX,
        Channel::Instagram => crate::instagram::MEDIA_MAX,
        Channel::YouTube => 1,
        Channel::Mastodon => instance.media_max,
    };
    if count > max {
        found.push(stop(
            "media",
            format!(
                "{name} nimmt höchstens {max} Bilder oder Videos in einem Beitrag; es sind {count}."
            ),
            format!("{name} takes {max} pictures or films in a post at most; there are {count}."),
        ));
    }
    if count == 0 && channel == Channel::Instagram {
        found.push(stop(
            "media",
            "Instagram braucht ein Bild oder Video.",
            "Instagram needs a picture or film.",
        ));
    }
    if moving == 0 && channel == Channel::YouTube {
        found.push(stop("media", "YouTube braucht ein Video.", "YouTube needs a film."));
    }
    let mixes = moving > 0 && count > 1 && matches!(channel, Channel::Facebook | Channel::Mastodon);
    if mixes {
        found.push(stop(
            "media",
            format!("{name} zeigt in einem Beitrag entweder Bilder oder ein einziges Video."),
            format!("{name} shows either pictures or one single film in a post."),
        ));
    }
    for (file, alt) in files {
        if file.is_film() {
            film(channel, instance, file, &mut found);
        } else {
            picture(channel, instance, file, alt, &mut found);
        }
    }
    found
}

fn too_large(name: &str, bytes: u64, max: u64, found: &mut Vec<Finding>) {
    const MEGA: u64 = 1024 * 1024;
    if bytes > max {
        let (is, max) = (bytes.div_ceil(MEGA), max / MEGA);
        found.push(stop(
            "media",
            format!("Die Datei ist für {name} zu groß: {is} MB von höchstens {max} MB."),
            format!("The file is too large for {name}: {is} MB of {max} MB at most."),
        ));
    }
}

fn wrong_type(name: &str, kind: &str, wanted: &str, found: &mut Vec<Finding>) {
    let kind = kind.rsplit('/').next().unwrap_or_default().to_uppercase();
    found.push(stop(
        "media",
        format!("{name} nimmt {kind} nicht an, gebraucht wird {wanted}."),
        format!("{name} does not take {kind}, {wanted} is needed."),
    ));
}

fn picture(
    channel: Channel,
    instance: &Instance,
    file: &Measured,
    alt: &str,
    found: &mut Vec<Finding>,
) {
    let name = channel.name();
    let kind = file.media_type.as_str();
    if alt.trim().is_empty() {
        found.push(hint(
            "alt",
            "Ohne Alternativtext wissen blinde Menschen nicht, was das Bild zeigt.",
            "Without alternative text blind people do not know what the picture shows.",
        ));
    }
    match channel {
        Channel::Facebook => {
            if !matches!(kind, "image/jpeg" | "image/png") {
                wrong_type(name, kind, "JPEG/PNG", found);
            }
            too_large(name, file.bytes, FACEBOOK_PICTURE_MAX, found);
        }
        Channel::Instagram => {
            if kind != "image/jpeg" {
                wrong_type(name, kind, "JPEG", found);
            }
            too_large(name, file.bytes, INSTAGRAM_PICTURE_MAX, found);
            if file.width < INSTAGRAM_WIDTH_MIN {
                found.push(stop(
                    "media",
                    format!("Das Bild ist für Instagram zu klein: {} Punkte breit, gebraucht werden {INSTAGRAM_WIDTH_MIN}.", file.width),
                    format!("The picture is too small for Instagram: {} points wide, {INSTAGRAM_WIDTH_MIN} are needed.", file.width),
                ));
            }
            let (narrow, wide) = ASPECTS;
            if file.aspect() < narrow - 0.005 || file.aspect() > wide + 0.005 {
                found.push(stop(
                    "media",
                    "Das Seitenverhältnis passt nicht zu Instagram (erlaubt ist 4:5 bis 1,91:1). Ein Zuschnitt hilft.",
                    "The aspect does not fit Instagram (4:5 to 1.91:1 is allowed). A crop helps.",
                ));
            }
        }
        Channel::Mastodon => {
            if !instance.media_types.is_empty() && !instance.media_types.iter().any(|t| t == kind) {
                wrong_type(name, kind, "JPEG/PNG/WebP", found);
            }
            too_large(name, file.bytes, instance.picture_bytes_max, found);
            let letters = alt.chars().count();
            if letters > instance.alt_max {
                found.push(stop(
                    "alt",
                    format!(
                        "Der Alternativtext ist zu lang: {letters} von höchstens {} Zeichen.",
                        instance.alt_max
                    ),
                    format!(
                        "The alternative text is too long: {letters} of {} characters at most.",
                        instance.alt_max
                    ),
                ));
            }
        }
        Channel::YouTube => {}
    }
}

fn film(channel: Channel, instance: &Instance, file: &Measured, found: &mut Vec<Finding>) {
    let name = channel.name();
    let kind = file.media_type.as_str();
    let max = match channel {
        Channel::Facebook => FACEBOOK_FILM_MAX,
        Channel::Instagram => INSTAGRAM_FILM_MAX,
        Channel::YouTube => YOUTUBE_FILM_MAX,
        Channel::Mastodon => instance.film_bytes_max,
    };
    too_large(name, file.bytes, max, found);
    let is_mp4 = matches!(kind, "video/mp4" | "video/quicktime");
    if matches!(channel, Channel::Facebook | Channel::Instagram) && !is_mp4 {
        wrong_type(name, kind, "MP4/MOV", found);
    }
    if channel == Channel::Mastodon
        && !instance.media_types.is_empty()
        && !instance.media_types.iter().any(|t| t == kind)
    {
        wrong_type(name, kind, "MP4/WebM", found);
    }
    if channel != Channel::Instagram {
        return;
    }
    if !file.codec.is_empty() && !matches!(file.codec.as_str(), "h264" | "hevc") {
        wrong_type(name, &file.codec, "H.264/HEVC", found);
    }
    if !(3.0..=900.0).contains(&file.seconds) {
        found.push(stop(
            "media",
            "Ein Video auf Instagram dauert 3 Sekunden bis 15 Minuten.",
            "A film on Instagram lasts 3 seconds to 15 minutes.",
        ));
    }
    if file.rate > 0.0 && !(23.0..=60.0).contains(&file.rate) {
        found.push(stop(
            "media",
            "Ein Video auf Instagram hat 23 bis 60 Bilder in der Sekunde.",
            "A film on Instagram has 23 to 60 pictures a second.",
        ));
    }
    if file.width > 1_920 {
        found.push(stop(
            "media",
            "Ein Video auf Instagram ist höchstens 1.920 Punkte breit.",
            "A film on Instagram is 1,920 points wide at most.",
        ));
    }
    if is_mp4 && !file.starts_at_once {
        found.push(stop(
            "media",
            "Das Video muss „für das Web optimiert“ gespeichert sein (Inhaltsverzeichnis am Anfang).",
            "The film must be saved “optimised for the web” (its table of contents first).",
        ));
    }
    let is_upright = file.width == 0 || (file.aspect() - 9.0 / 16.0).abs() <= 0.02;
    if file.seconds > 90.0 || !is_upright {
        found.push(hint(
            "media",
            "Im Reels-Reiter erscheinen nur Videos im Format 9:16 bis 90 Sekunden.",
            "Only films of 9:16 up to 90 seconds appear in the reels tab.",
        ));
    }
}

/// A part of a picture, in points from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    /// From the left.
    pub x: u32,
    /// From above.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// The part of a picture that a channel shows, around the focus (−1 to 1, right and up). The whole
/// where its shape suits.
pub fn crop(channel: Channel, width: u32, height: u32, focus: (f64, f64)) -> Crop {
    let whole = Crop { x: 0, y: 0, width, height };
    if width == 0 || height == 0 {
        return whole;
    }
    let aspect = f64::from(width) / f64::from(height);
    let wanted = match channel {
        Channel::Instagram => aspect.clamp(ASPECTS.0, ASPECTS.1),
        Channel::YouTube => 16.0 / 9.0,
        Channel::Facebook | Channel::Mastodon => aspect,
    };
    let (keep_width, keep_height) = if aspect > wanted {
        (scaled(height, wanted).min(width), height)
    } else {
        (width, scaled(width, 1.0 / wanted).min(height))
    };
    let x = start(width, keep_width, f64::midpoint(focus.0.clamp(-1.0, 1.0), 1.0));
    let y = start(height, keep_height, f64::midpoint(-focus.1.clamp(-1.0, 1.0), 1.0));
    Crop { x, y, width: keep_width, height: keep_height }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "rounded and within the size of a picture"
)]
fn scaled(length: u32, by: f64) -> u32 {
    // Down: a picture that is too wide by one point is refused, too.
    ((f64::from(length) * by).floor() as u32).max(1)
}

/// Where a part of a length begins so that a point, given as share, is as near its middle as can be.
fn start(length: u32, keep: u32, share: f64) -> u32 {
    let point = scaled(length, share.clamp(0.0, 1.0)).min(length);
    point.saturating_sub(keep / 2).min(length - keep)
}
