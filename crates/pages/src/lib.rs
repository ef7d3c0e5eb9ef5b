//! The pages of Danbé: one set of functions for three hosts (server, worker in the browser, desk).
//!
//! A page is a pure function from meant values to HTML: no input or output, no clock, no chance. The same bytes
//! therefore come from the server, where they work without JavaScript, and from the device, where nothing leaves.
//! Escaping is maud's and is never switched off: on the device an unescaped name would be a stolen key.
//!
//! - [`say`]: words on screen, in French, in Arabic, and in a stretched French that shows what was forgotten
//! - [`layout`]: the document around a page
//! - [`forms`], [`fields`], [`choices`]: one question per page, and what can be answered
//! - [`parts`]: what a page shows besides questions
//! - [`public`]: the pages that need no data
//! - [`samples`]: every component in its normal, erroneous and empty state, for tests and eyes

pub mod choices;
pub mod fields;
pub mod forms;
pub mod french;
pub mod layout;
pub mod parts;
pub mod public;
pub mod samples;
pub mod say;
mod sentence;

pub use forms::*;
pub use french::{date_fr, moment, month_fr, number_fr};
pub use layout::{Current, Data, Frame, Host, Link, Page, document, fragment, heading, invented, nav};
pub use maud::{Markup, html};
pub use public::{ABOUT_AR_PATH, ABOUT_PATH, LIMITS_PATH, WORDS_PUBLIC_FR, about, home, limits, not_found};
pub use say::{Arg, Lang, PROBLEMS_FR, SHARING_FR, Say, WORDS_AR, WORDS_FR};
