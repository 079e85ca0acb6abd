//! GML: the XML form of the standard.

mod read;
mod shape;
mod write;

pub(crate) use read::read;
pub use write::write;

/// Namespace of GML 3.2.
pub(crate) const GML: &str = "http://www.opengis.net/gml/3.2";
/// Namespace of the collection.
pub(crate) const SF: &str = "http://www.opengis.net/ogcapi-features-1/1.0/sf";
/// Namespace of a collection as a WFS answers it.
pub(crate) const WFS: &str = "http://www.opengis.net/wfs/2.0";
