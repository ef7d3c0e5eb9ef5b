//! The pages of the room: the year at a glance, one return to type or to examine.

mod dashboard;
mod findings;
mod sheet;

pub use dashboard::{HOME, Home, dashboard};
pub use findings::{finding_fr, findings_list, unread_fr};
pub use sheet::{RETURN, Sheet, Told, path, return_page, verdict_path};

use crate::definitions;
use crate::{joining, published, register};
use danbe_guard::{Account, Standing};
use danbe_pages::{Link, Say};

/// The doors of an account that reads or types figures; `here` is the path of the page shown.
#[must_use]
pub fn doors(say: &Say, account: &Account, here: &str) -> Vec<Link> {
    let mut doors = Vec::new();
    if account.standing == Standing::Reader {
        doors.push((crate::presumed::PATH, "nav-figures"));
    }
    doors.extend([
        (HOME, "nav-returns"),
        (definitions::PATH, "nav-definitions"),
        (published::PATH, "nav-published"),
        (register::PATH, "nav-register"),
    ]);
    if matches!(account.standing, Standing::Reader | Standing::Statistician) {
        doors.push((joining::PATH, "joining-title"));
    }
    let link = |(path, key): (&str, &str)| {
        let link = Link::to(path, say.t(key));
        if path == here { link.here() } else { link }
    };
    doors.into_iter().map(link).collect()
}
