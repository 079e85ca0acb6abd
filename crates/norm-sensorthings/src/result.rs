//! Results as tables and maps: CSV (RFC 4180) and `GeoJSON` (RFC 7946), written row by row.

mod columns;
mod csv;
mod geojson;

pub use columns::{TableColumn, table_columns};
pub use csv::{CsvWriter, Separator};
pub use geojson::{FeatureRow, GeoJsonWriter};
