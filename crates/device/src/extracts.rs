//! Coded answers for a statistics office: drawn from a file and looked at before they leave; opened and counted on the
//! office's desk, page by page, in memory only.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::{Relation, Terms};
use danbe_protection::extracts::pages::{self, DESK};
use danbe_protection::extracts::{Export, Exported, SendExtract, Tally, draw};
use danbe_protection::referrals::package::Sending;
use danbe_protection::referrals::{Package, Shared};
use danbe_vault::Json;
use danbe_words::{BasisId, FileId, Moment, Purpose, ReferralId, Section};

impl Notebook {
    /// Everything under `/a/releve/<file>/<basis>`.
    pub(crate) fn extract(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, .. } = *visit;
        let asked = match rest {
            [file, basis, ..] => file.parse().ok().zip(basis.parse().ok()),
            _ => None,
        };
        let Some((file, terms, drawn)) = asked.and_then(|(file, basis)| self.drawn(file, basis)) else {
            return self.nothing_here(kit, path, step);
        };
        match (method, rest) {
            (Method::Get, [_, _]) => {
                let to = self.agencies().into_iter().find(|(id, _)| *id == terms.receiver.to_string());
                let to = to.map_or_else(|| kit.say.t("agency-unknown"), |(_, name)| name);
                if let Some(view) = self.view(kit, "extracts.send", Relation::Team, drawn) {
                    self.show(kit, &pages::preview(&kit.say, (file, terms.id), &to, &view), path, step);
                }
            }
            (Method::Post, [_, _, "envoyer"]) => match self.sealed_extract(file, &terms, drawn, turn) {
                Some(package) => {
                    self.write(
                        "extracts.send",
                        &SendExtract { file, package },
                        (Some(file), None),
                        turn,
                        step,
                    );
                    let kept = danbe_protection::bases::pages::kept(&kit.say, file);
                    self.show(kit, &kept, &format!("/a/accords/{file}/garde"), step);
                }
                None => self.show_bases(kit, file, turn, step), // it says why nothing leaves by it
            },
            _ => self.nothing_here(kit, path, step),
        }
    }

    /// What a basis for statistics of the file in front lets leave.
    fn drawn(&self, file: FileId, basis: BasisId) -> Option<(FileId, Terms, Shared)> {
        if self.desk.bases_of != Some(file) {
            return None;
        }
        let terms = &self.desk.bases.iter().find(|known| known.terms.id == basis)?.terms;
        let kind = self.kind_of(file);
        if terms.purpose != Purpose::Statistics || self.lacks(terms, kind).is_some() {
            return None;
        }
        let (account, _) = self.says(file)?;
        Some((file, terms.clone(), draw(kind, &account)))
    }

    fn sealed_extract(
        &self,
        file: FileId,
        terms: &Terms,
        drawn: Shared,
        turn: &mut Turn<'_>,
    ) -> Option<Package> {
        let basis = terms.stand(terms.receiver, Purpose::Statistics, &[Section::Extract], turn.now).ok()?;
        let content = [(Section::Extract, drawn)];
        // Both ids of it stand nowhere else: nothing joins the extract to the file, for the office.
        let sending = Sending::first(self.kind_of(file), &content, turn.now, turn.chance);
        self.seal_share(&basis, sending, turn)
    }

    /// Everything under `/a/releves`.
    pub(crate) fn extracts(&mut self, kit: &Kit, visit: &Visit<'_>, _: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, .. } = *visit;
        match (method, rest) {
            (Method::Get, []) => self.show(kit, &pages::desk(&kit.say, None), path, step),
            (Method::Post, ["ouvrir"]) => {
                self.desk.tally = Tally::default();
                self.ask_for_extracts(kit, None, step);
            }
            _ => self.nothing_here(kit, path, step),
        }
    }

    /// One page after the other, to the last; what was opened before is forgotten.
    fn ask_for_extracts(&mut self, kit: &Kit, after: Option<ReferralId>, step: &mut Step) {
        let came = |it: &mut Self, kit: &Kit, came: Json, turn: &mut Turn<'_>, step: &mut Step| {
            let Ok(exported) = came.read::<Exported>() else { return };
            it.open_extracts(&exported, turn.now);
            match exported.next {
                Some(next) => it.ask_for_extracts(kit, Some(next), step),
                None => it.show_extracts(kit, step),
            }
        };
        self.ask(kit, "extracts.export", &Export { after }, came, DESK, step);
    }

    /// Opens what can be believed and rests on something at this device's own clock; what does not is counted apart.
    fn open_extracts(&mut self, exported: &Exported, now: Moment) {
        let (Some(post), Some(secrets)) = (&self.post, &self.secrets) else { return };
        let keys: Vec<_> = secrets.opening_keys().collect();
        self.desk.tally.held += exported.held;
        for package in &exported.packages {
            match package.open(&post.pins.root, post.actor.agency, keys.iter().copied(), None, now) {
                Ok(opened) => self.desk.tally.count(&opened),
                Err(why) => self.desk.tally.refused.push(why.code()),
            }
        }
    }

    fn show_extracts(&mut self, kit: &Kit, step: &mut Step) {
        let tally = std::mem::take(&mut self.desk.tally);
        if let Some(view) = self.view(kit, "extracts.export", Relation::Own, tally) {
            self.show(kit, &pages::desk(&kit.say, Some(&view)), DESK, step);
        }
    }
}
