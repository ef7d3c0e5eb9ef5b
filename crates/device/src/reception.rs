//! A unit beyond the wall: what was carried over for it, opened here when everything about it holds.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::Relation;
use danbe_house::beyond::{Recognition, See};
use danbe_investigation::reception::pages::{self, HERE, ReadPackage};
use danbe_investigation::reception::{Handed, Listed, Mark, OpenReceived, Received};
use danbe_pages::Say;
use danbe_protection::cases::{pages::said, steps::question};
use danbe_protection::referrals::package::{Opened, Shared};
use danbe_vault::{Json, Signed, VerifyingKey};
use danbe_words::{Moment, ReferralId, Side};

impl Notebook {
    /// Everything under `/a/paquets`.
    pub(crate) fn reception(&mut self, kit: &Kit, visit: &Visit<'_>, _: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, .. } = *visit;
        match (method, rest) {
            (Method::Get, []) => self.list_reception(kit, None, path, step),
            (Method::Get, ["apres", taken, referral]) => match (taken.parse(), referral.parse()) {
                (Ok(taken), Ok(referral)) => {
                    self.list_reception(kit, Some(Mark { taken, referral }), path, step);
                }
                _ => self.nothing_here(kit, path, step),
            },
            (Method::Get, [id]) => match id.parse() {
                Ok(id) => self.open_reception(kit, id, path, step),
                Err(_) => self.nothing_here(kit, path, step),
            },
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn list_reception(&mut self, kit: &Kit, after: Option<Mark>, path: &str, step: &mut Step) {
        let at = path.to_owned();
        let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
            let Ok(listed) = came.read::<Listed>() else { return };
            if let Some(view) = it.view(kit, "reception.list", Relation::Own, listed) {
                it.show(kit, &pages::listed(&kit.say, &view), &at, step);
            }
        };
        self.ask(kit, "reception.list", &Received { after }, came, path, step);
    }

    /// First which root stands over there, by the word of one's own; then what was sealed.
    fn open_reception(&mut self, kit: &Kit, id: ReferralId, path: &str, step: &mut Step) {
        let at = path.to_owned();
        let seen = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
            let other = it.other_root(came);
            let came = move |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
                let Ok(handed) = came.read::<Handed>() else { return };
                let (read, refused) = match &other {
                    Some(root) => it.read_reception(&kit.say, id, &handed, root, turn.now),
                    None => (Vec::new(), Some("unrecognised")),
                };
                if let Some(view) = it.view(kit, "reception.open", Relation::Agency, read) {
                    it.show(kit, &pages::opened(&kit.say, id, &view, refused), &format!("{HERE}/{id}"), step);
                }
            };
            it.ask(kit, "reception.open", &OpenReceived { referral: id }, came, &at, step);
        };
        self.ask(kit, "beyond.see", &See {}, seen, path, step);
    }

    /// The root of the other side, when the pinned root recognised it.
    fn other_root(&self, came: Json) -> Option<VerifyingKey> {
        let word: Signed<Recognition> = came.read::<Option<_>>().ok()??;
        let said = word.verify(&self.post.as_ref()?.pins.root, Recognition::DOMAIN).ok()?;
        (said.side == Side::Protection).then_some(said.root)
    }

    /// Opens what can be believed, in its order; the first that cannot is named, and nothing after it is shown.
    fn read_reception(
        &self,
        say: &Say,
        id: ReferralId,
        handed: &Handed,
        root: &VerifyingKey,
        now: Moment,
    ) -> (Vec<ReadPackage>, Option<&'static str>) {
        let (Some(post), Some(secrets)) = (&self.post, &self.secrets) else { return (Vec::new(), None) };
        let keys: Vec<_> = secrets.opening_keys().collect();
        let mut read: Vec<ReadPackage> = Vec::new();
        for package in &handed.packages {
            let after = read.last().map(|last| (last.opened.manifest.seq, last.opened.digest.as_str()));
            match package.open(root, post.actor.agency, keys.iter().copied(), after, now) {
                Ok(opened) if opened.manifest.referral == id => {
                    let said = in_words(say, &opened);
                    read.push(ReadPackage { opened, said });
                }
                Ok(_) => return (read, Some("forged")),
                Err(why) => return (read, Some(why.code())),
            }
        }
        (read, None)
    }
}

/// Question and answer of each section, as every page says them.
fn in_words(say: &Say, opened: &Opened) -> Vec<Vec<(String, String)>> {
    let one = |shared: &Shared| {
        let answers = shared.answers.iter().filter_map(|(name, value)| {
            let asked = question(name)?;
            Some((say.t(&format!("label-{name}")), said(say, asked, value)))
        });
        answers.collect()
    };
    opened.sections.iter().map(|(_, shared)| one(shared)).collect()
}
