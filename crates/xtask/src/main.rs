//! Checks and chores of the house.
fn main() {}
