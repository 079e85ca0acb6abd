//! The tests of the whole house: journeys, guards, and the source itself. One binary, so that it
//! links once.

mod bad;
mod browser;
mod crash;
mod deadlines;
mod fibre;
mod fim;
mod guards;
mod hub;
mod journey;
mod newsroom;
mod permits;
mod sensors;
mod sources;
mod studio;
mod supervision;
mod tidy;
mod wohngeld;
mod works;
mod xzufi;
