//! A file closed on the device: proposed, approved by another, taken up again.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::Relation;
use danbe_protection::cases::pages::{CLOSINGS, ClosingShown, closing, closing_kept, closing_of};
use danbe_protection::cases::{ApproveClosing, Close, Open, Reopen};
use danbe_vault::Json;
use danbe_words::{Ending, FileId, Tier};

impl Notebook {
    /// Everything under `/a/cloture/<file>`.
    pub(crate) fn closing(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, form, .. } = *visit;
        let Some((file, rest)) = visit.file() else { return self.nothing_here(kit, path, step) };
        let about = (Some(file), None);
        let written = match (method, rest) {
            (Method::Post, []) => match Ending::from_code(typed(form, "reason")) {
                Ok(reason) => self.write("cases.close", &Close { file, reason }, about, turn, step),
                Err(_) => return self.show_closing(kit, file, true, step),
            },
            (Method::Post, ["approuver"]) => {
                self.write("cases.approve-closing", &ApproveClosing { file }, about, turn, step)
            }
            (Method::Post, ["reprendre"]) => self.write("cases.reopen", &Reopen { file }, about, turn, step),
            _ => None,
        };
        if written.is_some() {
            let page = closing_kept(&kit.say, file);
            return self.show(kit, &page, &format!("{}/garde", closing_of(file)), step);
        }
        // How far it is, only the server knows: the file is opened again.
        let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
            it.opened(kit, file, Tier::Account, came.read().ok(), step);
            it.show_closing(kit, file, false, step);
        };
        self.ask(kit, "cases.open", &Open { file }, came, path, step);
    }

    fn show_closing(&mut self, kit: &Kit, file: FileId, unsaid: bool, step: &mut Step) {
        let Some(state) = self.state_of(file) else {
            return self.nothing_here(kit, &closing_of(file), step);
        };
        let shown = ClosingShown { file, state, unsaid };
        let view = CLOSINGS.iter().find_map(|verb| self.view(kit, verb, Relation::Team, shown));
        if let Some(view) = view {
            let page = closing(&kit.say, &view, |verb| !self.is_without(kit, verb));
            self.show(kit, &page, &closing_of(file), step);
        }
    }
}
