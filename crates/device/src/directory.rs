//! Before anything is sealed to somebody's key: do her papers stand in the ledger, and are they the newest seen here?
//!
//! They are looked for under the newest checkpoint this device holds; where the installation has witnesses, under the
//! newest one enough of them countersigned. What was seen once is remembered until the device closes; which epoch of whose
//! key was seen is kept for good, so that an older card, true in its day, is refused from then on.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::Step;
use danbe_house::agencies::{Other, Vouched};
use danbe_house::directory::{MOST, Prove, Proved, name_of};
use danbe_house::posts::{Holding, in_force};
use danbe_vault::{CHARTER, Checkpoint, Json, MEMBER_CARD, VerifyingKey};
use danbe_words::Shelf;

/// Kind of the row that remembers epochs.
pub(crate) const DIRECTORY: &str = "directory";

/// What this device has seen of the directory.
#[derive(Default)]
pub(crate) struct Directory {
    /// The checkpoint papers are looked for under.
    pub(crate) under: Option<Checkpoint>,
    /// Highest epoch seen, by whose key it is.
    pub(crate) newest: Shelf<String, u64>,
    /// Papers seen in the ledger: their names, their lines.
    inscribed: Shelf<String, u64>,
    /// Somebody's papers were not shown, or older ones: nothing is sealed to her.
    pub(crate) refused: bool,
    /// A key waits for papers that are too young: it is tried again.
    pub(crate) again: bool,
}

/// What must stand in the ledger before a key is used.
pub(crate) struct Claim {
    /// Whose key: an agency's or a member's id.
    whose: String,
    epoch: u64,
    papers: Vec<String>,
}

/// A thing listed by the server that carries a key.
pub(crate) trait Claims {
    /// Nothing, when nobody vouches for it by signature.
    fn claim(&self, root: &VerifyingKey) -> Option<Claim>;
}

impl Claims for Other {
    fn claim(&self, root: &VerifyingKey) -> Option<Claim> {
        // A unit beyond the wall stands in its own ledger: what vouches for it here is the root's recognition alone.
        if self.beyond.is_some() {
            let (charter, _) = self.read(root).ok()?;
            return Some(Claim { whose: charter.agency, epoch: charter.epoch, papers: Vec::new() });
        }
        let charter = self.charter.verify(root, CHARTER).ok()?;
        let (_, epoch) = in_force(&charter, self.key.as_ref()).ok()?;
        let papers = [name_of(&self.charter)].into_iter().chain(self.key.as_ref().map(name_of)).collect();
        Some(Claim { whose: charter.agency, epoch, papers })
    }
}

impl Claims for Vouched {
    fn claim(&self, root: &VerifyingKey) -> Option<Claim> {
        let (_, card) = self.holder(root).ok()?;
        let papers = vec![name_of(&self.charter), name_of(&self.card)];
        Some(Claim { whose: card.member, epoch: card.epoch, papers })
    }
}

/// A member of one's own agency, with the key that signs its members.
pub(crate) struct Own(pub(crate) Holding, pub(crate) VerifyingKey);

impl Claims for Own {
    fn claim(&self, _: &VerifyingKey) -> Option<Claim> {
        let card = self.0.card.verify(&self.1, MEMBER_CARD).ok()?;
        Some(Claim { whose: card.member, epoch: card.epoch, papers: vec![name_of(&self.0.card)] })
    }
}

impl Notebook {
    /// What must be seen in the ledger for these, as far as it was not yet.
    pub(crate) fn unseen<'c, C: Claims + 'c>(&self, listed: impl Iterator<Item = &'c C>) -> Vec<String> {
        let Some(pins) = &self.pins else { return Vec::new() };
        let claims = listed.filter_map(|it| it.claim(&pins.root)).flat_map(|claim| claim.papers);
        let mut papers: Vec<_> =
            claims.filter(|paper| !self.desk.directory.inscribed.contains_key(paper)).collect();
        papers.sort_unstable();
        papers.dedup();
        papers
    }

    /// Goes on once the server was asked where these papers stand. `path`: the page that waits, empty when none does.
    pub(crate) fn look_up_papers(
        &mut self,
        kit: &Kit,
        papers: Vec<String>,
        path: &str,
        (turn, step): (&mut Turn<'_>, &mut Step),
        then: impl FnOnce(&mut Self, &Kit, &mut Turn<'_>, &mut Step) + 'static,
    ) {
        let Some(under) = self.desk.directory.under.clone().filter(|_| !papers.is_empty()) else {
            return then(self, kit, turn, step);
        };
        let body = Prove { papers: papers.into_iter().take(MOST).collect(), size: under.size };
        let came = move |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
            let proved: Proved = came.read().unwrap_or_default();
            for line in &proved.lines {
                let names = line.names(&under).unwrap_or_default();
                it.desk.directory.inscribed.extend(names.into_iter().map(|name| (name, line.index)));
            }
            then(it, kit, turn, step);
        };
        match path {
            "" => self.ask_quietly("directory.prove", &body, came),
            path => self.ask(kit, "directory.prove", &body, came, path, step),
        }
    }

    /// Whether this one's papers stand in the ledger and are no older than what was seen here; remembers the newest.
    pub(crate) fn stands(&mut self, listed: &impl Claims, turn: &mut Turn<'_>, step: &mut Step) -> bool {
        let claim = self.pins.as_ref().and_then(|pins| listed.claim(&pins.root));
        let Some(Claim { whose, epoch, papers }) = claim else { return false };
        let directory = &mut self.desk.directory;
        let known = directory.newest.get(&whose).copied().unwrap_or_default();
        if epoch < known || !papers.iter().all(|paper| directory.inscribed.contains_key(paper)) {
            directory.refused = true;
            return false;
        }
        if epoch > known {
            directory.newest.insert(whose, epoch);
            self.put(DIRECTORY, "", &self.desk.directory.newest, turn, step);
        }
        true
    }

    /// Of what was listed, that which stands.
    pub(crate) fn standing<C: Claims>(
        &mut self,
        listed: Vec<C>,
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) -> Vec<C> {
        self.desk.directory.refused = false;
        listed.into_iter().filter(|it| self.stands(it, turn, step)).collect()
    }
}
