//! Where an officer builds the roles of her agency, and says which post has which.

use crate::core::{Kit, Turn};
use crate::notebook::Notebook;
use crate::step::{Method, Step, Visit, typed};
use danbe_guard::{Actor, Relation, Role};
use danbe_house::roles::pages::{self, BASE, Typed};
use danbe_house::roles::{Define, Give, Roles, RolesOf};
use danbe_vault::Json;
use danbe_words::{Duty, RoleId};

impl Notebook {
    /// Everything under `/a/roles`.
    pub(crate) fn roles(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        let Visit { method, path, rest, form, .. } = *visit;
        match (method, rest) {
            (Method::Post, ["poste", handle]) => self.give_role(kit, handle, typed(form, "role"), turn, step),
            (Method::Post, [id]) => self.define_role(kit, id, form, turn, step),
            _ => {
                let at = path.to_owned();
                let came = move |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.desk.roles = came.read().unwrap_or_default();
                    it.show_roles(kit, &at, step);
                };
                self.ask(kit, "roles.list", &RolesOf {}, came, path, step);
            }
        }
    }

    /// Verbs a role of this agency may keep or withhold, room by room.
    fn narrowable(&self, kit: &Kit) -> Vec<&'static str> {
        let Some(class) = self.post.as_ref().map(|post| post.actor.class) else { return Vec::new() };
        let names = kit.policy.verbs().iter().map(|verb| verb.name);
        let mut names: Vec<_> = names.filter(|name| kit.policy.is_narrowable(name, class)).collect();
        names.sort_unstable();
        names
    }

    fn show_roles(&mut self, kit: &Kit, at: &str, step: &mut Step) {
        let Some(view) = self.view(kit, "roles.list", Relation::Own, self.desk.roles.clone()) else {
            return self.nothing_here(kit, at, step);
        };
        let verbs = self.narrowable(kit);
        let all = || Typed { name: String::new(), keeps: Role::of(verbs.join(" ")) };
        let rest: Vec<_> = at.trim_start_matches(BASE).split('/').filter(|part| !part.is_empty()).collect();
        let page = match rest.as_slice() {
            [] => Some(pages::roles(&kit.say, &view, &verbs)),
            ["nouveau"] => Some(pages::role(&kit.say, at, &all(), &verbs, false)),
            ["droits"] => self.rights(kit, view.get(), &verbs),
            ["poste", handle] => pages::give(&kit.say, &view, handle),
            [id] => view.get().roles.iter().find(|role| role.id.to_string() == *id).map(|known| {
                let (name, keeps) = (known.name.clone(), known.keeps.clone());
                pages::role(&kit.say, at, &Typed { name, keeps }, &verbs, false)
            }),
            _ => None,
        };
        match page {
            Some(page) => self.show(kit, &page, at, step),
            None => self.nothing_here(kit, at, step),
        }
    }

    /// The duties of the agency without a role, then its roles: asked of the same matrix as everything else.
    fn rights(&self, kit: &Kit, seen: &Roles, verbs: &[&str]) -> Option<danbe_pages::Page> {
        let mine = &self.post.as_ref()?.actor;
        let who = |duty, role| Actor { duties: vec![duty], role, ..mine.clone() };
        let duties = [Duty::Caseworker, Duty::Officer]
            .map(|duty| (kit.say.t(&format!("duty-{duty}")), who(duty, None)));
        let roles =
            seen.roles.iter().map(|it| (it.name.clone(), who(Duty::Caseworker, Some(it.keeps.clone()))));
        let (columns, actors): (Vec<_>, Vec<_>) = duties.into_iter().chain(roles).unzip();
        let open = |verb: &str, column: usize| {
            let (spec, actor) = (kit.policy.verb(verb), actors.get(column));
            spec.zip(actor).is_some_and(|(spec, actor)| kit.policy.concerns(spec, actor))
        };
        Some(pages::rights(&kit.say, &columns, verbs, open))
    }

    fn define_role(
        &mut self,
        kit: &Kit,
        id: &str,
        form: &[(String, String)],
        turn: &mut Turn<'_>,
        step: &mut Step,
    ) {
        let known = self.desk.roles.roles.iter().find(|role| role.id.to_string() == id);
        let (id, from, at) = match known {
            Some(role) => (role.id, role.version, format!("{BASE}/{id}")),
            None => (RoleId::from_bytes(turn.chance.bytes()), 0, format!("{BASE}/nouveau")),
        };
        let typed = Typed::read(form);
        let Typed { name, keeps } = typed.clone();
        let body = Define { id, from, name, keeps };
        if !body.is_named() {
            let page = pages::role(&kit.say, &at, &typed, &self.narrowable(kit), true);
            return self.show(kit, &page, &at, step);
        }
        self.write("roles.define", &body, (None, None), turn, step);
        self.show(kit, &pages::taken(&kit.say), &format!("{BASE}/pris"), step);
    }

    fn give_role(&mut self, kit: &Kit, handle: &str, role: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let role = match role {
            pages::WHOLE => None,
            id => match id.parse() {
                Ok(id) => Some(id),
                Err(_) => return self.nothing_here(kit, BASE, step),
            },
        };
        self.write("roles.give", &Give { post: handle.to_owned(), role }, (None, None), turn, step);
        self.show(kit, &pages::taken(&kit.say), &format!("{BASE}/pris"), step);
    }
}

#[cfg(test)]
mod tests {
    use crate::core::Kit;
    use crate::rooms::REST;
    use danbe_words::AgencyClass;

    #[test]
    fn every_right_a_role_may_withhold_has_its_words_and_those_of_its_room() {
        let kit = Kit::new(REST);
        let mut said = 0;
        for verb in kit.policy.verbs().iter().map(|verb| verb.name) {
            if AgencyClass::ALL.iter().any(|class| kit.policy.is_narrowable(verb, *class)) {
                let room = verb.split('.').next().unwrap_or_default();
                for key in [format!("may-{}", verb.replace('.', "-")), format!("room-{room}")] {
                    assert!(kit.say.has(&key), "{key}");
                }
                said += 1;
            }
        }
        assert!(said > 30, "{said}");
    }
}
