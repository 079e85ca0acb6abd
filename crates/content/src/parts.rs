//! What blocks are made of.

use serde::{Deserialize, Serialize};

use crate::block::Block;
use crate::inline::Inlines;
use crate::key::Key;

/// The weight of a heading among its neighbours, one to four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Rank {
    /// A main section.
    #[default]
    One,
    /// A part of it.
    Two,
    /// A part of that.
    Three,
    /// The finest.
    Four,
}

impl TryFrom<u8> for Rank {
    type Error = String;

    fn try_from(rank: u8) -> Result<Self, String> {
        match rank {
            1 => Ok(Self::One),
            2 => Ok(Self::Two),
            3 => Ok(Self::Three),
            4 => Ok(Self::Four),
            other => Err(format!("rank {other} is not between 1 and 4")),
        }
    }
}

impl From<Rank> for u8 {
    fn from(rank: Rank) -> Self {
        match rank {
            Rank::One => 1,
            Rank::Two => 2,
            Rank::Three => 3,
            Rank::Four => 4,
        }
    }
}

/// What a picture says to people who do not see it, decided for each use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alt {
    /// It says nothing: decoration.
    Decorative,
    /// It shows this.
    Text(String),
}

/// A picture of several.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GalleryImage {
    /// The picture.
    pub media: Option<Key>,
    /// What it shows; none as long as nobody decided.
    pub alt: Option<Alt>,
    /// What stands below it.
    pub caption: Inlines,
}

/// How people follow a film who do not hear.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Captions {
    /// A file with captions.
    File(Key),
    /// They are part of the picture.
    InPicture,
    /// Nobody speaks and no sound matters.
    NoSpeech,
    /// There are none, and this is why.
    Missing(String),
}

/// A point of a list, with points below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListItem {
    /// Its words.
    pub content: Inlines,
    /// Points below it, of the same kind as the list.
    pub items: Vec<ListItem>,
}

/// How urgent a call-out is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// Something went well.
    Success,
    /// Take care.
    Warning,
    /// There is danger.
    Danger,
}

/// A part with a title: a step, a section that opens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// Which cells of a table are headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderCells {
    /// The first row.
    Row,
    /// The first column.
    Column,
    /// Both.
    Both,
}

impl HeaderCells {
    /// Whether the cell at a place is a header.
    pub fn holds(self, row: usize, column: usize) -> bool {
        match self {
            Self::Row => row == 0,
            Self::Column => column == 0,
            Self::Both => row == 0 || column == 0,
        }
    }
}

/// A file to take away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Download {
    /// The file.
    pub media: Option<Key>,
    /// What it is called on the page.
    pub label: String,
    /// What one should know about it.
    pub note: String,
}

/// Which news or events a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Query {
    /// Of any of these topics; all if empty.
    pub topics: Vec<Key>,
    /// Of this unit only.
    pub unit: Option<Key>,
    /// At most so many; the list's own number if zero.
    pub count: u8,
    /// Of the coming so many days only (events); all if zero.
    pub days: u16,
}

/// Where a map looks: WGS 84, in millionths of a degree, and how near.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FramePlace {
    /// Latitude in millionths of a degree.
    pub lat_microdeg: i32,
    /// Longitude in millionths of a degree.
    pub lon_microdeg: i32,
    /// Zoom level of the usual web maps, 0 to 20.
    pub zoom: u8,
}

/// A number that matters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Figure {
    /// The number as it is shown, with its unit: "12,4 km".
    pub value: String,
    /// What it counts.
    pub label: String,
    /// As of when, and from where.
    pub source: String,
}

/// Who may be embedded after a click.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// A film; the reference is its id of eleven characters.
    Youtube,
    /// A film; the reference is its number.
    Vimeo,
    /// A film on any server of the network; the reference is its address with `/w/` or `/videos/`.
    Peertube,
    /// A post on any server of the network; the reference is its address.
    Mastodon,
    /// A post; the reference is its short code.
    Instagram,
    /// A post; the reference is its address.
    Facebook,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Youtube,
        Self::Vimeo,
        Self::Peertube,
        Self::Mastodon,
        Self::Instagram,
        Self::Facebook,
    ];

    /// The name people know.
    pub fn label(self) -> &'static str {
        match self {
            Self::Youtube => "YouTube",
            Self::Vimeo => "Vimeo",
            Self::Peertube => "PeerTube",
            Self::Mastodon => "Mastodon",
            Self::Instagram => "Instagram",
            Self::Facebook => "Facebook",
        }
    }

    /// Who gets the visitor's data when the content is loaded, for the text beside the button.
    pub fn recipient(self) -> &'static str {
        match self {
            Self::Youtube => "Google (USA)",
            Self::Vimeo => "Vimeo (USA)",
            Self::Peertube => "PeerTube",
            Self::Mastodon => "Mastodon",
            Self::Instagram | Self::Facebook => "Meta (USA)",
        }
    }

    /// The address of the frame that is loaded after the click; none for a reference that is none.
    pub fn frame_url(self, reference: &str) -> Option<String> {
        let is_code = |length: std::ops::RangeInclusive<usize>| {
            length.contains(&reference.len())
                && reference.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        };
        let address = || {
            let target = crate::link::LinkTarget::parse(reference).ok()?;
            let rest = reference.strip_prefix("https://")?;
            let (host, path) = rest.split_once('/')?;
            (target.is_external() && !host.contains(':'))
                .then(|| (host.to_owned(), path.to_owned()))
        };
        match self {
            Self::Youtube => is_code(11..=11)
                .then(|| format!("https://www.youtube-nocookie.com/embed/{reference}")),
            Self::Vimeo => {
                let is_number = (1..=15).contains(&reference.len())
                    && reference.bytes().all(|b| b.is_ascii_digit());
                is_number.then(|| format!("https://player.vimeo.com/video/{reference}?dnt=1"))
            }
            Self::Peertube => {
                let (host, path) = address()?;
                let id = path.strip_prefix("w/").or_else(|| path.strip_prefix("videos/watch/"))?;
                let is_id =
                    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
                is_id.then(|| format!("https://{host}/videos/embed/{id}"))
            }
            Self::Mastodon => {
                let (host, path) = address()?;
                let (name, number) = path.strip_prefix('@')?.split_once('/')?;
                let is_post = !name.is_empty()
                    && !number.is_empty()
                    && number.bytes().all(|b| b.is_ascii_digit());
                is_post.then(|| format!("https://{host}/@{name}/{number}/embed"))
            }
            Self::Instagram => {
                is_code(5..=20).then(|| format!("https://www.instagram.com/p/{reference}/embed/"))
            }
            Self::Facebook => {
                let (host, _) = address()?;
                let is_theirs = matches!(host.as_str(), "www.facebook.com" | "facebook.com");
                let coded: String = reference.bytes().map(percent).collect();
                is_theirs.then(|| format!("https://www.facebook.com/plugins/post.php?href={coded}"))
            }
        }
    }
}

/// A byte as it may stand in a query.
fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_loaded_from_allowed_hosts_only() {
        let frame = |provider: Provider, reference: &str| provider.frame_url(reference);
        assert_eq!(
            frame(Provider::Youtube, "dQw4w9WgXcQ").as_deref(),
            Some("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ")
        );
        assert!(frame(Provider::Youtube, "dQw4w9WgXcQ?autoplay=1").is_none());
        assert!(frame(Provider::Facebook, "https://evil.example/x").is_none());
        assert!(frame(Provider::Mastodon, "https://social.example/@stadt/112233").is_some());
        assert!(frame(Provider::Mastodon, "javascript:alert(1)").is_none());
        let post = frame(Provider::Facebook, "https://www.facebook.com/stadt/posts/1?a=b").unwrap();
        assert!(post.ends_with("href=https%3A%2F%2Fwww.facebook.com%2Fstadt%2Fposts%2F1%3Fa%3Db"));
        for provider in Provider::ALL {
            assert!(frame(provider, "\"><script>").is_none(), "{provider:?}");
            assert!(frame(provider, "").is_none(), "{provider:?}");
        }
    }
}
