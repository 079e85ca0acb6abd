//! The base map: what the kernel's register and the town's geometry draw.

use kernel::Text;
use kernel::map::{BASE, Layer, Look};
use kernel::places::LAYERS;

/// From which zoom each layer of [`LAYERS`] has tiles, and how it looks.
const DRAWN: [(u8, Look); 6] = [
    (9, Look::Areas),
    (9, Look::Areas),
    (9, Look::Lines),
    (8, Look::Areas),
    (10, Look::Lines),
    (16, Look::Points),
];

/// The layers of the base map.
pub fn base() -> Vec<Layer> {
    let titles = [
        ("Flächen", "Areas"),
        ("Gewässer", "Waters"),
        ("Bahnlinien", "Railways"),
        ("Stadtteile", "Districts"),
        ("Straßen", "Streets"),
        ("Adressen", "Addresses"),
    ];
    let all = LAYERS.iter().zip(titles).zip(DRAWN);
    all.map(|((name, (de, en)), (min_zoom, look))| Layer {
        group: BASE,
        name,
        title: Text::new(de, en),
        permission: None,
        min_zoom,
        look,
        marks: Vec::new(),
    })
    .collect()
}
