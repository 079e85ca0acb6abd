//! The colours of a town as a stylesheet: tokens only, computed from two colours.

use crate::colour::{Colour, TEXT_CONTRAST};

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
        let Scale { action, on_action, visited, stage, stage_deep, tint, accent, accent_soft } =
            self.scale(ground);
        format!(
            "--kern-color-action-default:{action};--kern-color-action-on-default:{on_action};\
             --kern-color-action-visited:{visited};\
             --kern-color-decorative-brand-default:{stage};--rh-stage:{stage};\
             --rh-stage-deep:{stage_deep};--rh-tint:{tint};--rh-accent:{accent};\
             --rh-accent-soft:{accent_soft}"
        )
    }

    fn scale(self, ground: Ground) -> Scale {
        match ground {
            Ground::Light => {
                let tint = self.main.with_lightness(0.965).softened(0.18);
                let action = self.main.readable_against(tint, 6.0);
                Scale {
                    action,
                    on_action: action.readable_on(),
                    visited: Colour { red: 0x6b, green: 0x1f, blue: 0x8a },
                    stage: self.main.readable_against(Colour::WHITE, 7.0),
                    stage_deep: self.main.with_lightness(0.22).softened(0.8),
                    tint,
                    accent: self.accent,
                    accent_soft: self.accent.with_lightness(0.86),
                }
            }
            Ground::Dark => {
                let tint = self.main.with_lightness(0.19).softened(0.3);
                let action = self.main.with_lightness(0.72).readable_against(tint, 6.0);
                Scale {
                    action,
                    on_action: action.readable_on(),
                    visited: Colour { red: 0xd5, green: 0x9b, blue: 0xf0 },
                    stage: self.main.with_lightness(0.30).readable_against(Colour::WHITE, 7.0),
                    stage_deep: self.main.with_lightness(0.16).softened(0.6),
                    tint,
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
    action: Colour,
    on_action: Colour,
    visited: Colour,
    stage: Colour,
    stage_deep: Colour,
    tint: Colour,
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
                assert!(scale.action.contrast(scale.on_action) >= TEXT_CONTRAST, "{main}");
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
