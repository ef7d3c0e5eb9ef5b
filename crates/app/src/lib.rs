//! The application: everything the floors below leave out, sockets, files, the machine's chance and clock.

pub mod commands;
pub mod demo;
mod desk;
pub mod installation;
pub mod web;
