//! The permission matrix: built from what the verbs declare, printed for a minister, executed for everyone.

use crate::{Account, Actor, Relation, Role, Standing};
use danbe_words::{AgencyClass, Duty, Problem, Side};
use std::fmt::Write as _;

/// What a verb does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Changes something; sent twice it is done once.
    Writes,
    /// Hands something out; each reading is its own line, sent twice it is refused.
    Reads,
}

/// What a verb declares beside its code.
#[derive(Debug, Clone, Copy)]
pub struct VerbSpec {
    /// Room and verb, `cases.register`.
    pub name: &'static str,
    /// Whether it changes or hands out.
    pub effect: Effect,
    /// Who may perform it, and towards what.
    pub allows: &'static [(Standing, Relation)],
    /// What it does, in one line a minister understands.
    pub says: &'static str,
}

type Cell = (&'static str, Standing, Relation);

/// The matrix in force: every cell not listed is refused.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    verbs: Vec<VerbSpec>,
    cells: Vec<Cell>,
    spared: &'static [&'static str],
}

impl Policy {
    /// The policy of these verbs.
    #[must_use]
    pub fn new(verbs: &[VerbSpec]) -> Self {
        let cells = verbs
            .iter()
            .flat_map(|verb| verb.allows.iter().map(|(standing, relation)| (verb.name, *standing, *relation)))
            .collect();
        Self { verbs: verbs.to_vec(), cells, spared: &[] }
    }

    /// The same policy, where no role withholds these verbs. A verb nobody thought of is not among them.
    #[must_use]
    pub const fn sparing(mut self, verbs: &'static [&'static str]) -> Self {
        self.spared = verbs;
        self
    }

    /// The verb of that name.
    #[must_use]
    pub fn verb(&self, name: &str) -> Option<&VerbSpec> {
        self.verbs.iter().find(|verb| verb.name == name)
    }

    /// Every verb, in the order of the rooms.
    #[must_use]
    pub fn verbs(&self) -> &[VerbSpec] {
        &self.verbs
    }

    /// Whether one cell of the matrix is open.
    #[must_use]
    pub fn allows(&self, verb: &'static str, standing: Standing, relation: Relation) -> bool {
        self.cells.contains(&(verb, standing, relation))
    }

    /// Whether a verb is open to an actor towards anything at all: who it is closed to learns nothing more of it.
    #[must_use]
    pub fn concerns(&self, verb: &VerbSpec, actor: &Actor) -> bool {
        Relation::ALL.iter().any(|relation| self.opens(verb.name, actor, *relation))
    }

    /// Whether the matrix opens a cell to one of the actor's standings, and her role leaves it to her.
    fn opens(&self, verb: &'static str, actor: &Actor, relation: Relation) -> bool {
        let standings = actor.standings();
        let mut left =
            standings.iter().filter(|standing| !self.withholds(actor.role.as_ref(), verb, **standing));
        left.any(|standing| self.allows(verb, *standing, relation))
    }

    /// Whether a role takes a verb from a standing: the one place where roles are decided.
    fn withholds(&self, role: Option<&Role>, verb: &str, standing: Standing) -> bool {
        standing.is_work() && !self.spared.contains(&verb) && role.is_some_and(|role| !role.keeps(verb))
    }

    /// Whether a role of an agency of a class may keep or withhold a verb: one its work opens.
    #[must_use]
    pub fn is_narrowable(&self, verb: &str, class: AgencyClass) -> bool {
        let works =
            |it: &Cell| it.0 == verb && it.1.is_work() && Standing::of(class, Duty::Caseworker) == Some(it.1);
        !self.spared.contains(&verb) && self.cells.iter().any(works)
    }

    /// The same policy with one cell turned over: how the tests prove that each cell is looked at.
    #[must_use]
    pub fn with_cell_turned(&self, verb: &'static str, standing: Standing, relation: Relation) -> Self {
        let mut turned = self.clone();
        let cell = (verb, standing, relation);
        match turned.cells.iter().position(|open| *open == cell) {
            Some(place) => {
                turned.cells.remove(place);
            }
            None => turned.cells.push(cell),
        }
        turned
    }

    /// The same policy without one verb, as if the verb had never been written.
    #[must_use]
    pub fn without(mut self, verb: &str) -> Self {
        self.verbs.retain(|spec| spec.name != verb);
        self.cells.retain(|(name, ..)| *name != verb);
        self
    }

    /// May `actor` perform `verb` on something it stands in `relation` to?
    ///
    /// # Errors
    /// [`Problem::NotFound`] always: a refusal never tells that the thing exists.
    pub fn decide(&self, verb: &VerbSpec, actor: &Actor, relation: Relation) -> Result<Grant, Problem> {
        if self.opens(verb.name, actor, relation) {
            Ok(Grant { actor: Some(actor.clone()), verb: verb.name, relation })
        } else {
            Err(Problem::NotFound)
        }
    }

    /// May somebody without a key (nobody signed in, a reading session, the console) perform `verb`?
    ///
    /// # Errors
    /// [`Problem::NotFound`] when not.
    pub fn decide_without_key(&self, verb: &VerbSpec, standing: Standing) -> Result<Grant, Problem> {
        self.keyless(verb, standing, Relation::Own)
    }

    /// May an account without a key perform `verb` on something it stands in `relation` to?
    ///
    /// # Errors
    /// [`Problem::NotFound`] when not.
    pub fn decide_account(
        &self,
        verb: &VerbSpec,
        account: &Account,
        relation: Relation,
    ) -> Result<Grant, Problem> {
        self.keyless(verb, account.standing, relation)
    }

    fn keyless(&self, verb: &VerbSpec, standing: Standing, relation: Relation) -> Result<Grant, Problem> {
        if standing.is_without_key() && self.allows(verb.name, standing, relation) {
            Ok(Grant { actor: None, verb: verb.name, relation })
        } else {
            Err(Problem::NotFound)
        }
    }

    /// The matrix of a side as text: one line a cell, open or refused, complete.
    #[must_use]
    pub fn print(&self, side: Side) -> String {
        format!("{HEAD}{}", self.lines(side, None))
    }

    /// The same under a role of an agency, one line a cell, complete: `(team)` is what the role withholds.
    #[must_use]
    pub fn print_role(&self, side: Side, role: &Role) -> String {
        format!("{ROLE_HEAD}{}", self.lines(side, Some(role)))
    }

    fn lines(&self, side: Side, role: Option<&Role>) -> String {
        let mut text = String::new();
        for verb in &self.verbs {
            let _ = writeln!(text, "\n# {}: {}", verb.name, verb.says);
            for standing in Standing::ALL.iter().filter(|standing| standing.is_on(side)) {
                let withheld = self.withholds(role, verb.name, *standing);
                let open: Vec<_> =
                    Relation::ALL
                        .iter()
                        .filter(|relation| self.allows(verb.name, *standing, **relation))
                        .map(|relation| {
                            if withheld {
                                format!("({})", relation.code())
                            } else {
                                relation.code().to_owned()
                            }
                        })
                        .collect();
                let answer = if open.is_empty() { "-".to_owned() } else { open.join(" ") };
                let _ = writeln!(text, "{:<28} {:<14} {answer}", verb.name, standing.code());
            }
        }
        text
    }
}

const HEAD: &str = "\
# Who may do what. One line: verb, standing, and towards whom it is open; `-` means: never.
#   team      a file of the actor's own team        agency   of her agency, another team
#   stranger  of another agency, or nothing at all  own      about nothing in particular, or her own things
# Whatever is not open is answered exactly as if it did not exist.
";

const ROLE_HEAD: &str = "\
# Who may do what under this role, in the shape of the whole matrix. A word in brackets is what the role withholds:
# it is answered exactly as if it did not exist. A role only narrows.
";

/// Permission to perform one verb now: made by [`Policy`] alone, asked for by every write and every page.
#[derive(Debug, Clone)]
pub struct Grant {
    actor: Option<Actor>,
    verb: &'static str,
    relation: Relation,
}

impl Grant {
    /// Who acts; `None` when nobody is signed in.
    #[must_use]
    pub const fn actor(&self) -> Option<&Actor> {
        self.actor.as_ref()
    }

    /// The verb granted.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        self.verb
    }

    /// Where the actor stands towards the thing.
    #[must_use]
    pub const fn relation(&self) -> Relation {
        self.relation
    }

    /// What may be shown under this grant.
    #[must_use]
    pub const fn view<T>(&self, value: T) -> View<T> {
        View(value)
    }
}

/// A value somebody was granted to see: pages about persons take nothing else.
#[derive(Debug, Clone)]
pub struct View<T>(T);

impl<T> View<T> {
    /// The value.
    pub const fn get(&self) -> &T {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use danbe_words::{AgencyId, MemberId};

    const OPEN: VerbSpec = VerbSpec {
        name: "room.open",
        effect: Effect::Reads,
        allows: &[(Standing::Caseworker, Relation::Team)],
        says: "opens",
    };

    fn caseworker() -> Actor {
        Actor {
            member: MemberId::from_bytes([1; 16]),
            agency: AgencyId::from_bytes([2; 16]),
            class: AgencyClass::ProtectionService,
            duties: vec![Duty::Caseworker],
            team: "accueil".into(),
            role: None,
        }
    }

    #[test]
    fn only_the_open_cell_opens() {
        let policy = Policy::new(&[OPEN]);
        for relation in Relation::ALL {
            let decided = policy.decide(&OPEN, &caseworker(), *relation).map(|_| ());
            let expected = if *relation == Relation::Team { Ok(()) } else { Err(Problem::NotFound) };
            assert_eq!(decided, expected, "{relation:?}");
        }
        assert!(policy.decide_without_key(&OPEN, Standing::Anyone).is_err());
    }

    #[test]
    fn a_turned_cell_is_the_only_difference() {
        let policy = Policy::new(&[OPEN]);
        let turned = policy.with_cell_turned("room.open", Standing::Sender, Relation::Team);
        let lines = |p: &Policy| p.print(Side::Protection).lines().map(str::to_owned).collect::<Vec<_>>();
        let different = lines(&policy).into_iter().zip(lines(&turned)).filter(|(a, b)| a != b).count();
        assert_eq!(different, 1);
    }

    #[test]
    fn a_verb_taken_away_is_gone() {
        let policy = Policy::new(&[OPEN]).without("room.open");
        assert!(policy.verb("room.open").is_none());
        assert!(policy.decide(&OPEN, &caseworker(), Relation::Team).is_err());
    }
}
