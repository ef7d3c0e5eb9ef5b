//! What colleagues who are refused had signed: looked at, adopted in one's own name, or not.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit};
use danbe_guard::Relation;
use danbe_house::late::pages::{self, LateShown};
use danbe_house::late::{Late, LateOf, Lates, Outcome, Settle};
use danbe_vault::{CHARTER, Json, VerifyingKey};
use danbe_words::{FileId, RecordId, Region};

/// Coded facts of a registration, in the order they are said; their words are `<question>-<code>`.
const FACTS: [&str; 6] = ["region", "manner", "sex", "band", "form", "nationality"];

impl Notebook {
    /// Everything under `/a/reprendre`.
    pub(crate) fn late(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, rest, .. } = *visit;
        match (method, rest) {
            (Method::Post, [id, "adopter"]) => self.adopt(kit, id, turn, step),
            (Method::Post, [id, "rejeter"]) => {
                let body = Settle { late: (*id).to_owned(), outcome: Outcome::Rejected };
                self.write("late.settle", &body, (None, None), turn, step);
                self.show(kit, &pages::settled(&kit.say), pages::BASE, step);
            }
            _ => {
                let then = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.show_lates(kit, came.read().ok(), step)
                };
                self.ask(kit, "late.list", &LateOf {}, then, pages::BASE, step)
            }
        }
    }

    fn agency_signs(&self) -> Option<VerifyingKey> {
        let post = self.post.as_ref()?;
        Some(post.charter.verify(&post.pins.root, CHARTER).ok()?.signing)
    }

    pub(crate) fn show_lates(&mut self, kit: &Kit, lates: Option<Lates>, step: &mut Step) {
        let (Some(Lates { late }), Some(agency)) = (lates, self.agency_signs()) else { return };
        let all = late.len();
        let shown: Vec<_> =
            late.iter().filter_map(|late| Some(self.late_shown(kit, late, &late.body(&agency)?))).collect();
        self.desk.lates = late;
        let unsigned = all - shown.len();
        if let Some(view) = self.view(kit, "late.list", Relation::Own, shown) {
            self.show(kit, &pages::list(&kit.say, view.get(), unsigned), pages::BASE, step);
        }
    }

    fn late_shown(&self, kit: &Kit, late: &Late, body: &Json) -> LateShown {
        let names = self.post.as_ref().map(|post| &post.names);
        let who = names.and_then(|names| names.get(&late.member.to_string())).cloned().unwrap_or_default();
        let did = kit.say.t(&format!("did-{}", late.verb.replace('.', "-")));
        let file = about(body).0.map(|file| format!(" · {}", file.label())).unwrap_or_default();
        let fact = |name: &&str| {
            let code = body.get("facts")?.get(name)?.as_text()?;
            if let Ok(region) = Region::from_code(code) {
                return Some(region.name().to_owned());
            }
            let word = format!("{name}-{code}");
            Some(if kit.say.has(&word) { kit.say.t(&word) } else { code.to_owned() })
        };
        let facts = FACTS.iter().filter_map(fact).collect();
        LateShown {
            id: late.id.clone(),
            who,
            what: format!("{did}{file}"),
            facts,
            when: (late.claimed, late.ended),
        }
    }

    /// The same act in one's own name, then the settlement that names it: sent in this order, refused together.
    fn adopt(&mut self, kit: &Kit, id: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let found = self.desk.lates.iter().find(|late| late.id == id).cloned();
        let Some((late, body)) = found.and_then(|late| {
            let body = late.body(&self.agency_signs()?)?;
            Some((late, body))
        }) else {
            return self.nothing_here(kit, pages::BASE, step);
        };
        let seq = self.write(&late.verb, &body, about(&body), turn, step);
        let envelope =
            seq.and_then(|seq| self.outbox.get(&seq)).map(|item| item.id.clone()).unwrap_or_default();
        let settle = Settle { late: late.id, outcome: Outcome::Adopted(envelope) };
        self.write("late.settle", &settle, (None, None), turn, step);
        self.show(kit, &pages::settled(&kit.say), pages::BASE, step);
    }
}

/// The file and record a body speaks of.
fn about(body: &Json) -> (Option<FileId>, Option<RecordId>) {
    let id = |json: Option<&Json>| json.and_then(Json::as_text).map(str::to_owned);
    let record = body.get("record").and_then(|record| id(record.get("id")));
    (id(body.get("file")).and_then(|id| id.parse().ok()), record.and_then(|id| id.parse().ok()))
}
