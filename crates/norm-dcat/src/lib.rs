//! Catalogues of open data after DCAT-AP.de: a [`Catalog`] becomes a [`Graph`], which is written as
//! Turtle, RDF/XML and JSON-LD. No input or output, no clock.

mod catalog;
mod graph;
mod write;

pub use catalog::{Catalog, Contact, Dataset, Distribution, Interface, Page, Words};
pub use graph::{Graph, Node, Term};
