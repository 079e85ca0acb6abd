//! Icons: those of KERN and our own, from one sprite file; decorative beside a text.

use maud::{Markup, Render, html};

use crate::assets::asset;

/// An icon of the sprite. Rendered with `(Icon::HOME)` inside `html!`; always decorative, so it
/// needs a text beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(&'static str);

macro_rules! icons {
    ($($(#[$doc:meta])* $name:ident = $id:literal,)*) => {
        impl Icon {
            $($(#[$doc])* pub const $name: Self = Self($id);)*
            /// The icon of this id, for names that travel as data.
            pub fn named(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|icon| icon.0 == id)
            }

            /// Every icon, for the pattern page.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }
    };
}

icons! {
    /// A person in a circle: account.
    ACCOUNT = "account-circle",
    /// A plus sign.
    ADD = "add",
    /// Arrow to the left.
    BACK = "arrow-back",
    /// Arrow to the right.
    FORWARD = "arrow-forward",
    /// A calendar sheet.
    CALENDAR = "calendar-today",
    /// A tick.
    CHECK = "check",
    /// A list with ticks.
    CHECKLIST = "checklist",
    /// Angle to the left.
    LEFT = "chevron-left",
    /// Angle to the right.
    RIGHT = "chevron-right",
    /// A cross.
    CLOSE = "close",
    /// Two sheets.
    COPY = "content-copy",
    /// Three lines: menu.
    MENU = "dehaze",
    /// A bin.
    DELETE = "delete",
    /// Arrow onto a tray.
    DOWNLOAD = "download",
    /// A sheet of paper.
    DOCUMENT = "draft",
    /// Folder with an arrow: upload.
    UPLOAD = "drive-folder-upload",
    /// Easy language.
    EASY_LANGUAGE = "easy-language",
    /// A pencil.
    EDIT = "edit",
    /// A question mark in a circle.
    HELP = "help",
    /// A house.
    HOME = "home",
    /// An i in a circle.
    INFO = "info",
    /// A globe.
    LANGUAGE = "language",
    /// A door with an arrow.
    SIGN_OUT = "logout",
    /// An envelope.
    MAIL = "mail",
    /// Leaves the site.
    OPEN_IN_NEW = "open-in-new",
    /// A magnifying glass.
    SEARCH = "search",
    /// Sign language.
    SIGN_LANGUAGE = "sign-language",
    /// A triangle with an exclamation mark.
    WARNING = "warning",
    /// An eye.
    VIEW = "visibility",
    /// A telephone receiver.
    PHONE = "rh-phone",
    /// A pin on a map.
    PLACE = "rh-place",
    /// A clock.
    CLOCK = "rh-clock",
    /// A family.
    FAMILY = "rh-family",
    /// A house with a heart: living, housing benefit.
    LIVING = "rh-living",
    /// An identity card.
    IDENTITY = "rh-identity",
    /// A car.
    CAR = "rh-car",
    /// A bin with an arrow: waste.
    WASTE = "rh-waste",
    /// A bus.
    BUS = "rh-bus",
    /// A tree.
    TREE = "rh-tree",
    /// A book: school and culture.
    SCHOOL = "rh-school",
    /// A crane: building.
    BUILDING = "rh-building",
    /// A coin with the euro sign.
    EURO = "rh-euro",
    /// A briefcase: business.
    BUSINESS = "rh-business",
    /// The town hall.
    TOWN_HALL = "rh-town-hall",
    /// A bell.
    BELL = "rh-bell",
    /// An in-tray.
    INBOX = "rh-inbox",
    /// Bars of a chart.
    CHART = "rh-chart",
    /// A key.
    KEY = "rh-key",
    /// A paper clip.
    CLIP = "rh-clip",
    /// A shield.
    SHIELD = "rh-shield",
    /// A lock.
    LOCK = "rh-lock",
    /// A printer.
    PRINT = "rh-print",
    /// Cable: fibre network.
    FIBRE = "rh-fibre",
    /// A traffic cone: road works.
    ROADWORKS = "rh-roadworks",
    /// A gauge: sensors.
    SENSOR = "rh-sensor",
    /// A speech bubble.
    MESSAGE = "rh-message",
    /// A list of cases.
    CASES = "rh-cases",
    /// A cog wheel: settings.
    SETTINGS = "rh-settings",
}

impl Icon {
    /// The name in the sprite.
    pub const fn id(self) -> &'static str {
        self.0
    }

    fn sized(self, class: &str) -> Markup {
        html! {
            svg class=(class) viewBox="0 0 24 24" aria-hidden="true" focusable="false" {
                use href=(format!("{}#{}", asset("icons.svg"), self.0)) {}
            }
        }
    }

    /// 20 px, beside small text.
    pub fn small(self) -> Markup {
        self.sized("rh-icon rh-icon--small")
    }

    /// 40 px, on tiles.
    pub fn large(self) -> Markup {
        self.sized("rh-icon rh-icon--large")
    }
}

impl Render for Icon {
    fn render(&self) -> Markup {
        self.sized("rh-icon")
    }
}
