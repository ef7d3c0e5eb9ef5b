//! The application: everything the floors below leave out, sockets, files, the machine's chance and clock.

pub mod annual;
mod chance;
pub mod commands;
pub mod demo;

pub mod installation;
pub mod web;
