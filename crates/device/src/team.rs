//! Who works on one file beside its team: a colleague put on it, taken off again.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::Relation;
use danbe_protection::cases::pages::{TeamShown, team, team_of};
use danbe_protection::cases::{Open, PutOn, TakeOff};
use danbe_vault::Json;
use danbe_words::{Duty, FileId, MemberId, Tier};

impl Notebook {
    /// Everything under `/a/collegues/<file>`.
    pub(crate) fn team(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, .. } = *visit;
        let Some((file, rest)) = visit.file() else { return self.nothing_here(kit, path, step) };
        let about = (Some(file), None);
        match (method, rest) {
            (Method::Post, [act, member]) => {
                let Ok(member) = member.parse::<MemberId>() else {
                    return self.nothing_here(kit, path, step);
                };
                self.desk.on.retain(|known| *known != member);
                if *act == "mettre" {
                    self.desk.on.push(member);
                    self.write("cases.put-on", &PutOn { file, member }, about, turn, step);
                } else {
                    self.write("cases.take-off", &TakeOff { file, member }, about, turn, step);
                }
                self.show_team(kit, file, step);
            }
            _ => {
                let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.opened(kit, file, Tier::Account, came.read().ok(), step);
                    it.show_team(kit, file, step);
                };
                self.ask(kit, "cases.open", &Open { file }, came, path, step);
            }
        }
    }

    fn show_team(&mut self, kit: &Kit, file: FileId, step: &mut Step) {
        let me = self.post.as_ref().map(|post| post.actor.member);
        let works = |it: &&danbe_house::posts::Colleague| {
            it.duties.contains(&Duty::Caseworker) && Some(it.member) != me
        };
        let colleagues = self.desk.colleagues.iter().filter(works);
        let colleagues =
            colleagues.map(|it| (it.member, it.handle.clone(), self.desk.on.contains(&it.member))).collect();
        match self.view(kit, "cases.put-on", Relation::Team, TeamShown { file, colleagues }) {
            Some(view) => self.show(kit, &team(&kit.say, &view), &team_of(file), step),
            None => self.nothing_here(kit, &team_of(file), step),
        }
    }
}
