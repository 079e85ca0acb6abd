//! Fibre on the map: one point for each address, in the colour of the best that is there.

use kernel::map::{Batch, Entry, Feature, Layer, Look, Mark, Shape};
use kernel::places::{self, Address};
use kernel::{AppError, Id, Text, Tx};

use crate::model::{Status, is_fibre};
use crate::store;

/// Name of the layer.
pub const LAYER: &str = "broadband.fibre";

/// The layer.
pub fn layer() -> Layer {
    let mark = |value, de: &str, en: &str, colour| Mark { value, label: Text::new(de, en), colour };
    Layer {
        group: "glasfaser",
        name: LAYER,
        title: Text::new("Glasfaser", "Fibre"),
        permission: None,
        min_zoom: 11,
        look: Look::Points,
        marks: vec![
            mark("connected", "angeschlossen", "connected", "#00612e"),
            mark("available", "Anschluss möglich", "connection possible", "#3f9b3f"),
            mark("building", "im Bau", "under construction", "#c25e00"),
            mark("planned", "geplant", "planned", "#2b62b8"),
            mark("none", "noch nicht geplant", "not planned yet", "#77717a"),
        ],
    }
}

/// Draws an address as it stands today.
///
/// # Errors
/// What the database says.
pub fn draw(tx: &mut Tx<'_>, batch: &mut Batch, id: Id<Address>) -> Result<(), AppError> {
    let today = tx.today();
    let address = places::address(tx, id)?;
    let all = store::at(tx, id, today)?;
    let mut best: Option<(Status, &String)> = None;
    for one in all.iter().filter(|c| is_fibre(&c.technology)) {
        let status = Status::read(&one.status).map_err(AppError::internal)?;
        if best.is_none_or(|b| status >= b.0) {
            best = Some((status, &one.operator));
        }
    }
    let (status, operator) = best.map_or((Status::None, ""), |(s, o)| (s, o.as_str()));
    let label = status.label();
    let text = |word: &str| {
        if operator.is_empty() { word.to_owned() } else { format!("{word} ({operator})") }
    };
    let feature = Feature {
        layer: LAYER,
        id: id.to_string(),
        shape: Shape::Point((address.x, address.y)),
        min_zoom: 11,
        state: status.mark().to_owned(),
        attributes: Vec::new(),
        days: (None, None),
        entry: Some(Entry {
            title: Text::same(address.line()),
            text: Text::new(text(&label.de), text(&label.en)),
            url: format!("/glasfaser/{id}"),
            street: address.street.clone(),
            district: address.district.map(|d| d.to_string()).unwrap_or_default(),
            position: format!(
                "{} {:06}{}",
                kernel::search::fold(&address.street),
                address.number,
                address.suffix
            ),
        }),
    };
    batch.put(tx, &feature)
}
