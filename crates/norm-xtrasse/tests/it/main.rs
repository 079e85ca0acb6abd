//! The library as its users see it.

mod catalogue;
mod conversion;
mod everything;
mod files;
mod robust;
mod support;
mod verdicts;
