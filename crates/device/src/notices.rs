//! Where an officer chooses by what her agency hears that something came.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::Relation;
use danbe_house::notices::pages::{self, BASE};
use danbe_house::notices::{See, Set};
use danbe_vault::Json;

impl Notebook {
    /// Everything under `/a/sonnette`.
    pub(crate) fn notices(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        match (visit.method, visit.rest) {
            (Method::Get, []) => {
                let came = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.desk.told = came.read().unwrap_or_default();
                    it.show_notices(kit, None, None, step);
                };
                self.ask(kit, "notices.see", &See {}, came, BASE, step);
            }
            (Method::Post, []) => {
                let wanted = pages::read(visit.form);
                if let Some(wrong) = wanted.wrong() {
                    return self.show_notices(kit, Some(visit.form), Some(wrong), step);
                }
                self.desk.told.wanted = Some(wanted.clone());
                self.write("notices.set", &Set { wanted }, (None, None), turn, step);
                self.home(kit, step);
            }
            _ => self.nothing_here(kit, visit.path, step),
        }
    }

    fn show_notices(
        &mut self,
        kit: &Kit,
        typed: Option<&[(String, String)]>,
        wrong: Option<(&'static str, &'static str)>,
        step: &mut Step,
    ) {
        let seen = self.desk.told.clone();
        if let Some(view) = self.view(kit, "notices.see", Relation::Own, seen) {
            self.show(kit, &pages::notices(&kit.say, &view, typed, wrong), BASE, step);
        }
    }
}
