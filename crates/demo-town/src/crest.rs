//! Coat of arms of the town, drawn by our own program.
//!
//! Everything is simple geometry: a shield, a bar of water, a bridge and a charge that depends
//! on the seed. No existing coat of arms was looked at.

use crate::dice::Dice;
use crate::model::Colours;

/// Tinctures: name in the words of heraldry, colour of the drawing.
type Tincture = (&'static str, &'static str);

const DARK: [(Tincture, &str); 4] = [
    (("Grün", "#1d5c3a"), "#8fd0a5"),
    (("Blau", "#17407a"), "#a9cdf2"),
    (("Rot", "#8c1c2c"), "#f3b8b1"),
    (("Purpur", "#5a2468"), "#dcb9e6"),
];
const GOLD: Tincture = ("Gold", "#f2c230");
const SILVER: Tincture = ("Silber", "#f6f6f2");

/// The coat of arms: drawing, words, colours of the town.
pub(crate) fn coat_of_arms(seed: u64, town: &str) -> (String, String, Colours) {
    let mut dice = Dice::new(seed, "crest");
    let (field, accent) = *dice.pick(&DARK);
    let (metal, other) = if dice.chance(50) { (GOLD, SILVER) } else { (SILVER, GOLD) };
    let (charge, words) = match dice.below(3) {
        0 => (linden_leaf(other.1), "ein Lindenblatt"),
        1 => (mill_wheel(other.1), "ein Mühlrad mit acht Schaufeln"),
        _ => (star(other.1), "ein achtstrahliger Stern"),
    };
    let arches = [62, 120, 178]
        .map(|x| format!("M{} 196V176A21 21 0 0 1 {} 176V196Z", x - 21, x + 21))
        .concat();
    let shield = "M20 16H220V150C220 220 168 262 120 284C72 262 20 220 20 150Z";
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 240 300\" role=\"img\">\
         <title>Wappen der Stadt {town}</title>\
         <clipPath id=\"schild\"><path d=\"{shield}\"/></clipPath>\
         <g clip-path=\"url(#schild)\"><rect width=\"240\" height=\"300\" fill=\"{field}\"/>\
         {charge}\
         <path d=\"M0 150H240V196H0Z{arches}\" fill=\"{metal}\" fill-rule=\"evenodd\"/>\
         <path d=\"M8 150V136H30V150M54 150V136H76V150M100 150V136H140V150M164 150V136H186V150\
         M210 150V136H232V150\" fill=\"{metal}\"/>\
         <path d=\"M0 218C20 206 40 206 60 218S100 230 120 218S160 206 180 218S220 230 240 218\
         V236C220 248 200 248 180 236S140 224 120 236S80 248 60 236S20 224 0 236Z\" \
         fill=\"{metal}\"/></g>\
         <path d=\"{shield}\" fill=\"none\" stroke=\"#222222\" stroke-width=\"5\"/></svg>",
        field = field.1,
        metal = metal.1,
    );
    let blazon = format!(
        "In {} eine gezinnte Brücke mit drei Bögen in {}, darunter ein Wellenbalken in {}, \
         darüber {words} in {}.",
        field.0, metal.0, metal.0, other.0
    );
    let colours = Colours { primary: field.1.to_owned(), accent: accent.to_owned() };
    (svg, blazon, colours)
}

fn linden_leaf(fill: &str) -> String {
    format!(
        "<path d=\"M120 126C114 114 82 104 82 76C82 56 108 50 120 66\
         C132 50 158 56 158 76C158 104 126 114 120 126Z\" fill=\"{fill}\"/>\
         <path d=\"M120 40V116M120 100L96 80M120 100L144 80M120 84L104 70M120 84L136 70\" stroke=\"#222222\" stroke-width=\"3\" \
         fill=\"none\"/>"
    )
}

fn mill_wheel(fill: &str) -> String {
    let spokes = [0, 45, 90, 135]
        .map(|turn| {
            format!(
                "<rect x=\"76\" y=\"77\" width=\"88\" height=\"7\" \
                 transform=\"rotate({turn} 120 80.5)\"/>"
            )
        })
        .concat();
    format!(
        "<g fill=\"{fill}\">{spokes}</g><circle cx=\"120\" cy=\"80.5\" r=\"31\" fill=\"none\" \
         stroke=\"{fill}\" stroke-width=\"8\"/><circle cx=\"120\" cy=\"80.5\" r=\"8\" \
         fill=\"{fill}\"/>"
    )
}

fn star(fill: &str) -> String {
    let rays = [0, 45, 90, 135, 180, 225, 270, 315]
        .map(|turn| {
            format!(
                "<path d=\"M120 36L128 72L120 80L112 72Z\" transform=\"rotate({turn} 120 80)\"/>"
            )
        })
        .concat();
    format!("<g fill=\"{fill}\">{rays}</g>")
}
