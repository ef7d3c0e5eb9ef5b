//! Who may do what, and see what: decided once, here, without IO, for the server, the device and the desk.
//!
//! Every verb declares beside its code who may perform it ([`VerbSpec`]). From these the [`Policy`] is built,
//! printed as `policy.txt` and executed. A [`Grant`] can only come out of [`Policy::decide`]; a write needs
//! one to be recorded, a page needs one to be shown ([`View`]). Absent and forbidden are the same answer.

mod account;
mod actor;
mod basis;
mod policy;
mod role;

pub use account::Account;
pub use actor::{Actor, Place, Relation, Standing};
pub use basis::{Basis, Lack, REVIEW_WITHIN, Share, Terms};
pub use policy::{Effect, Grant, Policy, VerbSpec, View};
pub use role::Role;
