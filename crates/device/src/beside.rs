//! A second file over the same person, of the other kind: its answers are copied, sealed under keys of its own.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::Relation;
use danbe_protection::cases::pages::{BesideShown, beside, beside_of};
use danbe_protection::cases::steps::{self, Values};
use danbe_protection::cases::{Beside, Sealing};
use danbe_words::{FileId, FileKind};

impl Notebook {
    /// Everything under `/a/autre/<file>`.
    pub(crate) fn beside(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, .. } = *visit;
        let Some((file, [])) = visit.file() else { return self.nothing_here(kit, path, step) };
        if self.keyring_of(file).is_none() {
            return self
                .with_bases(kit, file, path, step, move |it, kit, _, step| it.show_beside(kit, file, step));
        }
        match method {
            Method::Get => self.show_beside(kit, file, step),
            Method::Post => self.open_beside(kit, file, turn, step),
        }
    }

    fn other_kind(&self, file: FileId) -> FileKind {
        if self.kind_of(file).is_trafficking() { FileKind::Smuggling } else { FileKind::Trafficking }
    }

    /// What the new file receives: every answer there is, once each, that its kind is asked; nothing while names are closed.
    fn copied(&self, file: FileId) -> Option<Values> {
        let (account, identity) = self.says(file)?;
        let kind = self.other_kind(file);
        let of = |folded: danbe_protection::cases::fold::Folded| {
            folded.questions.into_iter().filter_map(|(name, heads)| match heads.as_slice() {
                [head] => Some((name, head.value.clone())),
                _ => None,
            })
        };
        let all = of(account).chain(of(identity?));
        Some(all.filter(|(name, value)| !value.is_empty() && steps::is_asked(kind, name)).collect())
    }

    fn show_beside(&mut self, kit: &Kit, file: FileId, step: &mut Step) {
        let shown = BesideShown { file, kind: self.other_kind(file), values: self.copied(file) };
        match self.view(kit, "cases.beside", Relation::Team, shown) {
            Some(view) => self.show(kit, &beside(&kit.say, &view), &beside_of(file), step),
            None => self.nothing_here(kit, &beside_of(file), step),
        }
    }

    fn open_beside(&mut self, kit: &Kit, file: FileId, turn: &mut Turn<'_>, step: &mut Step) {
        let known = self.keyring_of(file).zip(self.copied(file));
        let agency = self.post.as_ref().and_then(|post| post.agency());
        let made = known.zip(agency).and_then(|((keyring, values), (agency, to))| {
            let facts = steps::facts(&values)?;
            let sealing = Sealing::beside(keyring, agency, to, turn.chance);
            Some(self.sealed_whole(sealing, (self.other_kind(file), facts), &values, turn))
        });
        let Some(made) = made else { return self.show_beside(kit, file, step) };
        let about = Some(made.file);
        match self.write("cases.beside", &Beside { of: file, file: made }, (about, None), turn, step) {
            Some(seq) => self.show_sent(kit, &seq.to_string(), step),
            None => self.nothing_here(kit, &beside_of(file), step),
        }
    }
}
