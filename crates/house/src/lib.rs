//! The organisations' own house: agencies, posts and the people who hold them, how they come in, leave and return.
//!
//! Knows no assisted person. Depends on no other side.

pub mod agencies;
pub mod beyond;
pub mod directory;
pub mod enrolment;
pub mod epochs;
pub mod late;
pub mod notices;
pub mod posts;
pub mod protocols;
pub mod recovery;
pub mod roles;
pub mod successions;

/// Verbs of the house that work on files opens too, and that no role withholds: coming in, and finding whom to seal to. What
/// colleagues left behind (`late`) is not among them: it is files.
pub const SPARED: [&str; 8] = [
    "agencies.others",
    "beyond.see",
    "directory.prove",
    "posts.acknowledge",
    "posts.keep-capsule",
    "posts.sign-in",
    "posts.welcome",
    "protocols.see",
];

/// Every verb of the house that comes in an envelope.
#[cfg(feature = "server")]
#[must_use]
pub fn doors() -> Vec<danbe_store::Door> {
    [
        posts::doors(),
        agencies::doors(),
        directory::doors(),
        enrolment::doors(),
        late::doors(),
        notices::doors(),
        protocols::doors(),
        beyond::doors(),
        recovery::doors(),
        roles::doors(),
        successions::doors(),
    ]
    .concat()
}

/// What the house hears of its own events.
#[cfg(feature = "server")]
#[must_use]
pub fn subscribers() -> Vec<std::sync::Arc<dyn danbe_store::Subscriber>> {
    vec![std::sync::Arc::new(notices::rows::Bell)]
}

/// Every verb of the house that has its own way in: signing in, founding.
#[must_use]
pub fn ways() -> Vec<danbe_guard::VerbSpec> {
    vec![
        posts::SIGN_IN,
        posts::FOUND,
        posts::OPEN_ACCOUNT,
        posts::CLOSE_ACCOUNT,
        directory::INSCRIBE,
        enrolment::ASK,
        epochs::DECLARE,
        agencies::DESTROY,
        beyond::RECOGNISE,
        late::TAKE,
        notices::TRIED,
        protocols::AUTHORISE,
        recovery::ASK,
        successions::SUCCEED,
    ]
}
