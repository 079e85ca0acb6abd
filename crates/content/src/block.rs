//! The kinds of blocks and what each holds.

use serde::{Deserialize, Serialize};

use crate::inline::Inlines;
use crate::key::{BlockId, Key};
use crate::link::LinkTarget;
use crate::parts::{
    Alt, Captions, Download, Figure, FramePlace, GalleryImage, HeaderCells, ListItem, Provider,
    Query, Rank, Section, Tone,
};

/// A block: its lasting id and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Block {
    /// The same through all editions.
    pub id: BlockId,
    /// What it is and holds.
    #[serde(flatten)]
    pub kind: Kind,
}

macro_rules! data {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }
    };
}

data! {
    /// A paragraph.
    Text {
        /// Its words.
        content: Inlines,
    }
}
data! {
    /// A list.
    List {
        /// Whether the order matters, so that the points are numbered.
        ordered: bool,
        /// The points.
        items: Vec<ListItem>,
    }
}
data! {
    /// A heading. Editors choose a rank; the level in the page is computed from nesting.
    Heading {
        /// One is a main section of the page.
        rank: Rank,
        /// Its words.
        content: Inlines,
    }
}
data! {
    /// A picture.
    Image {
        /// The picture in the media library; none as long as it is not uploaded.
        media: Option<Key>,
        /// What it shows, decided for this use; none as long as nobody decided.
        alt: Option<Alt>,
        /// What stands below it.
        caption: Inlines,
    }
}
data! {
    /// Several pictures.
    Gallery {
        /// What the pictures have in common.
        title: String,
        /// The pictures.
        images: Vec<GalleryImage>,
    }
}
data! {
    /// A film from the media library.
    Video {
        /// The film.
        media: Option<Key>,
        /// What it is called.
        title: String,
        /// How people follow who do not hear; none as long as nobody decided.
        captions: Option<Captions>,
        /// The spoken description of what is to be seen.
        description: Option<Key>,
        /// The same film in sign language.
        sign_language: Option<Key>,
        /// Everything that is said and shown, as text.
        transcript: String,
    }
}
data! {
    /// A recording from the media library.
    Audio {
        /// The recording.
        media: Option<Key>,
        /// What it is called.
        title: String,
        /// Everything that is said, as text.
        transcript: String,
    }
}
data! {
    /// Words of somebody.
    Quote {
        /// The words.
        content: Inlines,
        /// Who said them.
        author: String,
        /// Where they can be read.
        source: Option<LinkTarget>,
    }
}
data! {
    /// Something that stands out.
    CallOut {
        /// How urgent it is.
        tone: Tone,
        /// Its title.
        title: String,
        /// What it says: paragraphs and lists.
        blocks: Vec<Block>,
    }
}
data! {
    /// One step after the other.
    Steps {
        /// The steps.
        steps: Vec<Section>,
    }
}
data! {
    /// Sections that open on demand.
    Accordion {
        /// Whether the titles are questions and the sections their answers.
        faq: bool,
        /// The sections.
        sections: Vec<Section>,
    }
}
data! {
    /// A table.
    Table {
        /// What it shows.
        caption: Inlines,
        /// Which cells are headers; none as long as nobody decided.
        header: Option<HeaderCells>,
        /// The cells, row by row, all rows equally long.
        rows: Vec<Vec<Inlines>>,
    }
}
data! {
    /// Files to take away.
    Downloads {
        /// What they have in common.
        title: String,
        /// The files.
        files: Vec<Download>,
    }
}
data! {
    /// How to reach a unit or a person of the town.
    Contact {
        /// The unit's number.
        unit: Option<Key>,
        /// The person's id, if a person is meant.
        person: Option<Key>,
        /// What to write to them about.
        note: Inlines,
    }
}
data! {
    /// When a unit is open; the hours stand with the unit, not here.
    OpeningHours {
        /// The unit's number.
        unit: Option<Key>,
    }
}
data! {
    /// Services of the town.
    Services {
        /// A title above them.
        title: String,
        /// The services, by their address in the catalogue.
        services: Vec<Key>,
    }
}
data! {
    /// News that fit a question.
    News {
        /// A title above them.
        title: String,
        /// Which ones.
        query: Query,
    }
}
data! {
    /// Events that fit a question.
    Events {
        /// A title above them.
        title: String,
        /// Which ones.
        query: Query,
    }
}
data! {
    /// A map.
    Map {
        /// What it shows.
        title: String,
        /// Layers of the house's map.
        layers: Vec<Key>,
        /// Where it looks at first; the whole town if not given.
        center: Option<FramePlace>,
        /// The same in words, for everybody who does not see the map.
        description: String,
    }
}
data! {
    /// Numbers that matter.
    KeyFigures {
        /// A title above them.
        title: String,
        /// The numbers.
        figures: Vec<Figure>,
    }
}
data! {
    /// Something from an allowed provider, loaded only after a click.
    Embed {
        /// Who provides it; none as long as nobody chose.
        provider: Option<Provider>,
        /// What it is at that provider: an id or an address.
        reference: String,
        /// What it is called.
        title: String,
        /// A preview from the own media library.
        preview: Option<Key>,
        /// Where the same can be had without the provider.
        alternative: Option<LinkTarget>,
    }
}
data! {
    /// A form of the house.
    Form {
        /// The form.
        form: Option<Key>,
        /// What stands on the button.
        label: String,
    }
}
data! {
    /// A part of text that is kept once and stands in many pages.
    Snippet {
        /// Which one; none as long as nobody chose.
        snippet: Option<Key>,
    }
}
data! {
    /// Two columns, one below the other on small screens.
    Columns {
        /// What stands left, and first.
        left: Vec<Block>,
        /// What stands right.
        right: Vec<Block>,
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident($data:ty) = $word:literal,)*) => {
        /// What a block is.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(tag = "type", content = "data", rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$doc])* $name($data),)*
            /// A line between two parts.
            Divider,
        }

        impl Kind {
            /// The names of all kinds, as they are stored.
            pub const NAMES: &[&str] = &[$($word,)* "divider"];

            /// The name of the kind, as it is stored.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$name(_) => $word,)*
                    Self::Divider => "divider",
                }
            }

            /// An empty block of a kind; none for an unknown name.
            pub fn empty(name: &str) -> Option<Self> {
                match name {
                    $($word => Some(Self::$name(<$data>::default())),)*
                    "divider" => Some(Self::Divider),
                    _ => None,
                }
            }

            /// Reads what a kind holds.
            pub(crate) fn read(
                name: &str,
                data: &serde_json::Value,
            ) -> Option<Result<Self, serde_path_to_error::Error<serde_json::Error>>> {
                match name {
                    $($word => Some(
                        serde_path_to_error::deserialize(data).map(|data: $data| Self::$name(data)),
                    ),)*
                    "divider" => Some(Ok(Self::Divider)),
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A paragraph.
    Text(Text) = "text",
    /// A list.
    List(List) = "list",
    /// A heading.
    Heading(Heading) = "heading",
    /// A picture.
    Image(Image) = "image",
    /// Several pictures.
    Gallery(Gallery) = "gallery",
    /// A film.
    Video(Video) = "video",
    /// A recording.
    Audio(Audio) = "audio",
    /// A quotation.
    Quote(Quote) = "quote",
    /// Something that stands out.
    CallOut(CallOut) = "call_out",
    /// One step after the other.
    Steps(Steps) = "steps",
    /// Sections that open on demand.
    Accordion(Accordion) = "accordion",
    /// A table.
    Table(Table) = "table",
    /// Files to take away.
    Downloads(Downloads) = "downloads",
    /// How to reach somebody.
    Contact(Contact) = "contact",
    /// When a unit is open.
    OpeningHours(OpeningHours) = "opening_hours",
    /// Services of the town.
    Services(Services) = "services",
    /// News that fit a question.
    News(News) = "news",
    /// Events that fit a question.
    Events(Events) = "events",
    /// A map.
    Map(Map) = "map",
    /// Numbers that matter.
    KeyFigures(KeyFigures) = "key_figures",
    /// Something from an allowed provider.
    Embed(Embed) = "embed",
    /// A form of the house.
    Form(Form) = "form",
    /// A part kept once for many pages.
    Snippet(Snippet) = "snippet",
    /// Two columns.
    Columns(Columns) = "columns",
}
