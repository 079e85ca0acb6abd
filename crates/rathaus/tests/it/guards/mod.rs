//! Guards: what must hold in the whole house, whoever writes the next department.

mod dependencies;
mod documents;
mod facts;
mod layers;
mod permissions;
mod problems;
mod routes;
mod settings;
mod sql;
mod tables;
