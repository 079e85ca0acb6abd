//! The colours of a town as a stylesheet: tokens only, computed from two colours.

use crate::colour::{Colour, LARGE_CONTRAST, TEXT_CONTRAST};

/// Contrast of links and buttons: well above the minimum, for tinted grounds and thin strokes.
const ACTION_CONTRAST: f64 = 6.0;
/// Contrast of quiet text.
const MUTED_CONTRAST: f64 = 5.5;
/// Contrast of white text on the stage.
const STAGE_CONTRAST: f64 = 7.0;
/// Links that were visited, on light ground.
const VISITED_ON_LIGHT: Colour = Colour { red: 0x6b, green: 0x1f, blue: 0x8a };
/// Links that were visited, on dark ground.
const VISITED_ON_DARK: Colour = Colour { red: 0xd5, green: 0x9b, blue: 0xf0 };

/// How the pages of a town look, beyond its colours: head, stage, cards, shapes, type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// Calm and plain: the house's own.
    #[default]
    Klar,
    /// Round, tinted, friendly.
    Herzlich,
    /// Like an edited page: a dark head, a book face, rules instead of boxes.
    Kontor,
}

impl Look {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Klar, Self::Herzlich, Self::Kontor];

    /// Its name, as stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Klar => "klar",
            Self::Herzlich => "herzlich",
            Self::Kontor => "kontor",
        }
    }

    /// The look of a name; the house's own for an unknown one.
    pub fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|look| look.name() == name).unwrap_or_default()
    }

    /// How wide the picture of the stage is shown, as in the attribute `sizes`. On narrow screens
    /// the house's own look lays a shade over it that lets a fifth of it through: a small one does.
    pub fn stage_sizes(self) -> &'static str {
        match self {
            Self::Klar => "(min-width: 62rem) 100vw, 14rem",
            Self::Herzlich => "(min-width: 76rem) 76rem, 100vw",
            Self::Kontor => "(min-width: 62rem) 44vw, 100vw",
        }
    }

    /// What it changes, as a stylesheet to follow the colours.
    pub fn css(self) -> &'static str {
        match self {
            Self::Klar => "",
            Self::Herzlich => include_str!("looks/herzlich.css"),
            Self::Kontor => include_str!("looks/kontor.css"),
        }
    }
}

/// The two colours of a town, usually those of its coat of arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Header stripe, stage, footer, links, buttons.
    pub main: Colour,
    /// Small accents: lines, marks, calendar leaves.
    pub accent: Colour,
}

impl Theme {
    /// The colours of the house where a town has chosen none.
    pub const HOUSE: Self = Self {
        main: Colour { red: 0x17, green: 0x4a, blue: 0x6f },
        accent: Colour { red: 0xc8, green: 0x8a, blue: 0x1a },
    };

    /// The stylesheet, to be served as `theme.css` after `site.css`.
    pub fn css(self) -> String {
        let light = self.tokens(Ground::Light);
        let dark = self.tokens(Ground::Dark);
        format!(
            "@media (prefers-color-scheme:light){{:root{{{light}}}}}\
             @media (prefers-color-scheme:dark){{:root{{{dark}}}}}"
        )
    }

    fn tokens(self, ground: Ground) -> String {
        let s = self.scale(ground);
        let tokens = [
            ("kern-color-action-default", s.action),
            ("kern-color-action-on-default", s.action.readable_on()),
            ("kern-color-action-visited", s.visited),
            ("kern-color-decorative-brand-default", s.stage),
            ("kern-color-decorative-border-default", s.line),
            ("kern-color-feedback-info", s.action),
            ("kern-color-feedback-info-background", s.info),
            ("kern-color-layout-border", s.border),
            ("kern-color-layout-text-muted", s.muted),
            ("kern-color-layout-background-default", s.ground),
            ("kern-color-layout-background-hued", s.tint),
            ("kern-color-layout-background-default-surface", s.tint),
            ("rh-stage", s.stage),
            ("rh-stage-deep", s.stage_deep),
            ("rh-tint", s.tint),
            ("rh-accent", s.accent),
            ("rh-accent-soft", s.accent_soft),
        ];
        tokens.iter().fold(String::new(), |css, (name, colour)| format!("{css}--{name}:{colour};"))
    }

    fn scale(self, ground: Ground) -> Scale {
        let tone =
            |lightness: f64, chroma: f64| self.main.softened(chroma).with_lightness(lightness);
        match ground {
            Ground::Light => {
                let tint = tone(0.966, 0.12);
                Scale {
                    ground: Colour::WHITE,
                    tint,
                    info: tone(0.935, 0.25),
                    muted: tone(0.45, 0.35).readable_against(tint, MUTED_CONTRAST),
                    line: tone(0.87, 0.22),
                    border: tone(0.58, 0.3).readable_against(tint, LARGE_CONTRAST),
                    action: self.main.readable_against(tint, ACTION_CONTRAST),
                    visited: VISITED_ON_LIGHT.readable_against(tint, ACTION_CONTRAST),
                    stage: self.main.readable_against(Colour::WHITE, STAGE_CONTRAST),
                    stage_deep: tone(0.22, 0.8),
                    accent: self.accent,
                    accent_soft: self.accent.with_lightness(0.86),
                }
            }
            Ground::Dark => {
                let tint = tone(0.21, 0.3);
                Scale {
                    ground: tone(0.155, 0.25),
                    tint,
                    info: tone(0.28, 0.45),
                    muted: tone(0.8, 0.25).readable_against(tint, MUTED_CONTRAST),
                    line: tone(0.36, 0.3),
                    border: tone(0.62, 0.3).readable_against(tint, LARGE_CONTRAST),
                    action: self.main.with_lightness(0.74).readable_against(tint, ACTION_CONTRAST),
                    visited: VISITED_ON_DARK.readable_against(tint, ACTION_CONTRAST),
                    stage: self
                        .main
                        .with_lightness(0.3)
                        .readable_against(Colour::WHITE, STAGE_CONTRAST),
                    stage_deep: tone(0.12, 0.6),
                    accent: self.accent.with_lightness(0.72),
                    accent_soft: self.accent.with_lightness(0.42),
                }
            }
        }
    }

    /// What a town should know about its choice: sentences about colours that had to be changed
    /// to stay readable. Empty if all is well.
    pub fn findings(self, say: crate::Say) -> Vec<String> {
        let mut out = Vec::new();
        let contrast = self.main.contrast(Colour::WHITE);
        if contrast < TEXT_CONTRAST {
            let used = self.main.readable_against(Colour::WHITE, TEXT_CONTRAST);
            out.push(say.of(
                format!(
                    "Die Hauptfarbe {} ist für Schrift auf Weiß zu hell (Kontrast {contrast:.1} zu 1, nötig sind 4,5 zu 1). Für Links und Knöpfe wird sie auf {used} abgedunkelt.",
                    self.main
                ),
                format!(
                    "The main colour {} is too light for text on white (contrast {contrast:.1} to 1, needed are 4.5 to 1). For links and buttons it is darkened to {used}.",
                    self.main
                ),
            ));
        }
        out
    }
}

#[derive(Debug, Clone, Copy)]
enum Ground {
    Light,
    Dark,
}

struct Scale {
    ground: Colour,
    tint: Colour,
    info: Colour,
    muted: Colour,
    line: Colour,
    border: Colour,
    action: Colour,
    visited: Colour,
    stage: Colour,
    stage_deep: Colour,
    accent: Colour,
    accent_soft: Colour,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Say;

    #[test]
    fn every_town_colour_gives_readable_tokens_in_both_themes() {
        for main in ["#ffd100", "#c8102e", "#00843d", "#1a4f8b", "#ffffff", "#000000", "#7fdbff"] {
            let theme = Theme { main: main.parse().unwrap(), accent: Theme::HOUSE.accent };
            for ground in [Ground::Light, Ground::Dark] {
                let scale = theme.scale(ground);
                assert!(scale.action.contrast(scale.tint) >= TEXT_CONTRAST, "{main} {ground:?}");
                let on_action = scale.action.readable_on();
                assert!(scale.action.contrast(on_action) >= TEXT_CONTRAST, "{main}");
                assert!(scale.action.contrast(scale.info) >= TEXT_CONTRAST, "{main} {ground:?}");
                for ground_colour in [scale.ground, scale.tint] {
                    assert!(scale.muted.contrast(ground_colour) >= TEXT_CONTRAST, "{main}");
                    assert!(scale.visited.contrast(ground_colour) >= TEXT_CONTRAST, "{main}");
                    assert!(scale.border.contrast(ground_colour) >= LARGE_CONTRAST, "{main}");
                }
                assert!(scale.stage.contrast(Colour::WHITE) >= TEXT_CONTRAST, "{main} {ground:?}");
                assert!(scale.stage_deep.contrast(Colour::WHITE) >= TEXT_CONTRAST, "{main}");
            }
        }
    }

    #[test]
    fn tells_the_town_about_a_colour_that_is_too_light() {
        let yellow = Theme { main: "#ffd100".parse().unwrap(), accent: Theme::HOUSE.accent };
        assert_eq!(yellow.findings(Say::GERMAN).len(), 1);
        assert!(Theme::HOUSE.findings(Say::GERMAN).is_empty());
    }
}
