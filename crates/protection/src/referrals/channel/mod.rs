//! The way from one agency to another, as this side heard of it: agencies in service, protocols, authorisations.

pub(crate) mod rows;

/// Whether the way from one agency to another is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// The receiver closed, is not in service, or has nobody who opens a package.
    Nobody,
    /// The two have signed nothing for this purpose.
    NoProtocol,
    /// The installation has no authorisation for this purpose.
    NotAuthorised,
    /// It is.
    Open,
}
