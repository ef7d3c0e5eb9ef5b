//! The application: everything the floors below leave out, sockets, files, the machine's chance and clock.

pub mod annual;
mod archive;
mod chance;
pub mod commands;
pub mod demo;
pub mod founding;
pub mod installation;
pub mod meeting;
pub mod notices;
mod remaining;
pub mod tls;
pub mod web;
pub mod witness;
