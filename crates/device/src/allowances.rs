//! The officer's device: how many searches a day her agency has, and more of them signed by two.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::Relation;
use danbe_protection::allowances::pages::{self, AllowancesShown, BASE};
use danbe_protection::allowances::{Allowances, Approve, Propose, See, Widening};
use danbe_vault::Json;
use danbe_words::{Occasion, WideningId};

impl Notebook {
    /// Everything under `/a/recherches`.
    pub(crate) fn allowances(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        match (method, rest) {
            (Method::Get, ["proposer"]) => self.ask_widening(kit, &[], &[], step),
            (Method::Post, ["proposer"]) => self.propose_widening(kit, form, turn, step),
            (Method::Post, ["signer", id]) => {
                let listed = self.desk.allowances.widened.iter().map(|it| &it.widening);
                let widening = listed.into_iter().find(|it| it.id.to_string() == *id).cloned();
                let Some(widening) = widening else { return self.nothing_here(kit, path, step) };
                self.write("allowances.approve", &Approve { widening }, (None, None), turn, step);
                self.show(kit, &pages::kept(&kit.say), BASE, step);
            }
            (Method::Get, []) => self.list_allowances(kit, step),
            _ => self.nothing_here(kit, path, step),
        }
    }

    fn list_allowances(&mut self, kit: &Kit, step: &mut Step) {
        let then = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
            let (Ok(allowances), Some(post)) = (came.read::<Allowances>(), &it.post) else { return };
            let (names, own) = (post.names.clone(), post.actor.member);
            it.desk.allowances = allowances.clone();
            let shown = AllowancesShown { allowances, names, own };
            if let Some(view) = it.view(kit, "allowances.see", Relation::Own, shown) {
                it.show(kit, &pages::listed(&kit.say, &view), BASE, step);
            }
        };
        self.ask(kit, "allowances.see", &See {}, then, BASE, step);
    }

    fn ask_widening(
        &mut self,
        kit: &Kit,
        form: &[(String, String)],
        wrong: &[(&str, &str)],
        step: &mut Step,
    ) {
        let Some(post) = &self.post else { return self.nothing_here(kit, BASE, step) };
        let mut members: Vec<_> = post.names.iter().map(|(id, name)| (id.clone(), name.clone())).collect();
        members.sort_by(|(_, one), (_, other)| one.cmp(other));
        let page = pages::propose(&kit.say, &members, form, wrong);
        self.show(kit, &page, &format!("{BASE}/proposer"), step);
    }

    fn propose_widening(
        &mut self,
        kit: &Kit,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let number = |name: &str| typed(form, name).trim().parse::<u32>().ok();
        let searches = number("searches").filter(|n| (1..=Widening::MOST).contains(n));
        let days = number("days").map(i64::from).filter(|days| (1..=Widening::LONGEST).contains(days));
        let occasion = Occasion::from_code(typed(form, "occasion")).ok();
        let whom = typed(form, "for");
        let (Some(searches), Some(days), Some(occasion), false) = (searches, days, occasion, whom.is_empty())
        else {
            let wrong = [
                (whom.is_empty(), ("for", "widening-for-required")),
                (searches.is_none(), ("searches", "widening-searches-required")),
                (days.is_none(), ("days", "widening-days-required")),
                (occasion.is_none(), ("occasion", "widening-occasion-required")),
            ];
            let wrong: Vec<_> = wrong.into_iter().filter_map(|(is, what)| is.then_some(what)).collect();
            return self.ask_widening(kit, form, &wrong, step);
        };
        let widening = Widening {
            id: WideningId::from_bytes(turn.chance.bytes()),
            // A star, for all, is no member.
            member: whom.parse().ok(),
            searches,
            until: Widening::ending(turn.now.0, days),
            occasion,
        };
        self.write("allowances.propose", &Propose { widening }, (None, None), turn, step);
        self.show(kit, &pages::kept(&kit.say), BASE, step);
    }
}
