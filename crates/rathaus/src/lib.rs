//! A town's whole digital operation in one binary: the list of departments and the wiring.

pub mod command;
pub mod config;
pub mod demo;
mod manager;
mod serve;

use std::sync::Arc;

use kernel::Module;
use kernel::notify::Post;
use kernel::paper::Press;
use kernel::town::House;

pub use serve::{serve_until, site};

/// Every department, in the order of the navigation. This list is documentation.
pub fn modules() -> Vec<Module> {
    vec![
        mod_site::module(),
        mod_services::module(),
        mod_applications::module(),
        mod_wohngeld::module(),
        mod_desk::module(),
        mod_studio::module(),
        mod_permits::module(),
        mod_newsroom::module(),
        mod_channels::module(),
        mod_newsletter::module(),
        mod_push::module(),
        mod_fediverse::module(),
        mod_media::module(),
        mod_map::module(),
        mod_broadband::module(),
        mod_roadworks::module(),
        mod_supervision::module(),
        mod_warnings::module(),
        mod_sensors::module(),
        mod_opendata::module(),
        mod_people::module(),
        mod_operations::module(),
    ]
}

/// The house with its press and its way to send mail.
pub fn house(post: Arc<dyn Post>) -> Arc<House> {
    house_with(Arc::new(paper::Typesetter::new()), post)
}

/// The house with another press, as a demo has one while its past is told.
pub fn house_with(press: Arc<dyn Press>, post: Arc<dyn Post>) -> Arc<House> {
    Arc::new(House::new(modules(), press, post))
}
