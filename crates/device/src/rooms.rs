//! Which rooms a program holds.
//!
//! A new phone begins with the *first* program: coming in, registering, finding and reading files. The *whole* one has
//! every room. It follows when the post's papers have come, and starts by itself the next time. Whatever is written in
//! [`REST`] costs the first download nothing.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_vault::Touched;

/// A room of the device.
pub(crate) struct Room {
    /// The part of its addresses after `/a/`.
    pub(crate) name: &'static str,
    /// What is said in it, beside what every room says.
    pub(crate) words: &'static [&'static str],
    /// What it does with an address under its own.
    pub(crate) go: Go,
    /// What it does with news; whether it was for this room.
    pub(crate) hear: Hear,
    /// What it has to say first, on the home page.
    pub(crate) says: Says,
}

type Go = fn(&mut Notebook, &Kit, &Visit<'_>, &mut Turn<'_>, &mut Step);
type Says = fn(&Notebook, &Kit) -> Vec<String>;
type Hear = fn(&mut Notebook, &Kit, &News<'_>, &mut Turn<'_>, &mut Step) -> bool;

/// What a room may hear of.
#[cfg_attr(not(feature = "whole"), expect(dead_code, reason = "no room of the first program listens"))]
pub(crate) enum News<'n> {
    /// The server answered a request that names its room: tag, status, body.
    Answer(&'n str, u16, &'n str),
    /// The ledger is shorter than this device knows it, or another one.
    Shorter,
    /// Somebody who knew the agency's key has left.
    KeyDue,
    /// The post's papers have come, and the key need not change.
    Papers,
    /// The phone's own lock answered.
    Touched(&'n Touched),
    /// Time has passed.
    Tick,
    /// A write of this verb was received.
    Done(&'n str),
}

const fn room(name: &'static str, go: Go) -> Room {
    Room { name, words: &[], go, hear: deaf, says: silent }
}

fn deaf(_: &mut Notebook, _: &Kit, _: &News<'_>, _: &mut Turn<'_>, _: &mut Step) -> bool {
    false
}

const fn silent(_: &Notebook, _: &Kit) -> Vec<String> {
    Vec::new()
}

impl Notebook {
    /// Tells the rooms; whether one of them had an ear for it.
    pub(crate) fn tell(&mut self, kit: &Kit, news: &News<'_>, turn: &mut Turn<'_>, step: &mut Step) -> bool {
        kit.rooms().any(|room| (room.hear)(self, kit, news, turn, step))
    }

    /// The ledger is shorter than this device knows it: a room of the whole program knows what to do.
    pub(crate) fn alarm(&mut self, kit: &Kit, turn: &mut Turn<'_>, step: &mut Step) {
        if !self.tell(kit, &News::Shorter, turn, step) {
            self.go(kit, Method::Get, "/a/registre", &[], turn, step);
        }
    }
}

/// Rooms of every program.
pub(crate) const FIRST: &[Room] = &[
    room("enregistrer", Notebook::journey),
    room("envoi", Notebook::one_sent),
    room("chercher", Notebook::search),
    room("equipe", Notebook::list),
    room("dossier", Notebook::file),
    room("invitation", Notebook::invitation),
    room("retrouver", Notebook::returning),
];

/// Rooms of the whole program alone: a new room goes here.
#[cfg(feature = "whole")]
pub(crate) const REST: &[Room] = &[
    Room { words: &[danbe_house::late::WORDS_FR], ..room("reprendre", Notebook::late) },
    Room {
        words: &[danbe_house::epochs::WORDS_FR],
        hear: Notebook::hear_of_loss,
        says: Notebook::fork_says,
        ..room("registre", Notebook::epoch)
    },
    Room { words: &[danbe_house::agencies::WORDS_FR], ..room("service", Notebook::service) },
    Room {
        words: &[danbe_house::posts::PEOPLE_FR, danbe_house::enrolment::OFFICER_FR],
        hear: Notebook::hear_of_people,
        ..room("personnes", Notebook::people)
    },
    Room {
        words: &[danbe_house::posts::PASSKEY_FR],
        hear: Notebook::hear_of_phone,
        ..room("empreinte", Notebook::passkey)
    },
    Room { words: &[danbe_house::recovery::OFFICER_FR], ..room("retours", Notebook::recoveries) },
    Room { words: &[danbe_house::protocols::WORDS_FR], ..room("protocoles", Notebook::protocols) },
    Room {
        words: &[danbe_house::roles::WORDS_FR, danbe_protection::RIGHTS_FR],
        ..room("roles", Notebook::roles)
    },
    Room { words: &[danbe_protection::allowances::WORDS_FR], ..room("recherches", Notebook::allowances) },
    Room { words: &[danbe_house::notices::WORDS_FR], ..room("sonnette", Notebook::notices) },
    Room { words: &[danbe_protection::bases::WORDS_FR], ..room("accords", Notebook::bases) },
    Room { words: &[danbe_protection::cases::CLOSING_FR], ..room("cloture", Notebook::closing) },
    Room { words: &[danbe_protection::cases::BESIDE_FR], ..room("autre", Notebook::beside) },
    Room { words: &[danbe_protection::cases::TEAM_FR], ..room("collegues", Notebook::team) },
    room("avis", Notebook::reviews),
    Room { words: &[danbe_protection::referrals::WORDS_FR], ..room("referer", Notebook::refer) },
    Room { words: &[danbe_protection::screening::WORDS_FR], ..room("filtrage", Notebook::screening) },
    Room { words: &[danbe_investigation::reception::WORDS_FR], ..room("paquets", Notebook::reception) },
    Room { words: &[danbe_protection::extracts::WORDS_FR], ..room("releves", Notebook::extracts) },
    room("releve", Notebook::extract),
    room("envoyes", Notebook::sent_away),
    room("recus", Notebook::inbox),
    Room {
        words: &[danbe_house::successions::WORDS_FR, danbe_house::directory::WORDS_FR],
        hear: Notebook::hear_of_holders,
        says: Notebook::alarms,
        ..room("parts", Notebook::endings)
    },
];
#[cfg(not(feature = "whole"))]
pub(crate) const REST: &[Room] = &[];

#[cfg(test)]
#[cfg(feature = "whole")]
mod tests;
