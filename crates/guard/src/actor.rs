//! Who acts, and where they stand towards what they act on.

use crate::Role;
use danbe_words::{AgencyClass, AgencyId, Duty, MalformedId, MemberId, Side};
use serde::{Deserialize, Serialize};

/// Someone signed in with a key: a member of an agency, holding a post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Pseudonym.
    pub member: MemberId,
    /// The agency the post belongs to.
    pub agency: AgencyId,
    /// What the agency is.
    pub class: AgencyClass,
    /// What the post is charged with.
    pub duties: Vec<Duty>,
    /// The team inside the agency whose files the post works on.
    pub team: String,
    /// What the agency leaves of that; all of it, where it gave the post no role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// A column of the permission matrix: what an agency's class and a duty amount to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Works on files in an agency that assists persons.
    Caseworker,
    /// Answers for the agency: enrols members, signs their keys.
    Officer,
    /// Chosen to bring members back; opens nothing by this duty.
    Holder,
    /// Registers for an agency that only sends (police, gendarmerie, border post).
    Sender,
    /// Works for an authority that decides on status: receives packages, keeps no files.
    Decider,
    /// Works for the statistics office: opens the coded extracts sealed to it, and counts them; keeps no files.
    Tabulator,
    /// Investigates, on the other side of the wall: opens what was sealed to its unit, keeps no files.
    Investigator,
    /// Keeps the machine running.
    Administrator,
    /// Comes in and opens nothing: there to be brought back when an agency tries its holders.
    Rehearsal,
    /// Reads figures with a passphrase and a code; holds no key.
    Reader,
    /// Writes definitions, enters figures published elsewhere; holds no key.
    Statistician,
    /// Types a service's monthly return; holds no key.
    Typist,
    /// Approves returns of services of a region; holds no key.
    Regional,
    /// Approves for the committee, and publishes; holds no key.
    Approver,
    /// Not signed in.
    Anyone,
    /// At the machine's own console: founding an installation, never through the network.
    Console,
}

impl Standing {
    /// In the order of the printed matrix.
    pub const ALL: &[Self] = &[
        Self::Caseworker,
        Self::Officer,
        Self::Holder,
        Self::Sender,
        Self::Decider,
        Self::Tabulator,
        Self::Investigator,
        Self::Administrator,
        Self::Rehearsal,
        Self::Reader,
        Self::Statistician,
        Self::Typist,
        Self::Regional,
        Self::Approver,
        Self::Anyone,
        Self::Console,
    ];

    /// Those of accounts with a passphrase and a code.
    pub const ACCOUNTS: &[Self] =
        &[Self::Reader, Self::Statistician, Self::Typist, Self::Regional, Self::Approver];

    /// Where a duty puts somebody in an agency of a class; nowhere, where the class has no such duty.
    #[must_use]
    pub const fn of(class: AgencyClass, duty: Duty) -> Option<Self> {
        use AgencyClass as C;
        match (class, duty) {
            (C::ProtectionService | C::ChildProtection | C::ServiceProvider, Duty::Caseworker) => {
                Some(Self::Caseworker)
            }
            (C::Sender, Duty::Caseworker) => Some(Self::Sender),
            (C::DecidingAuthority, Duty::Caseworker) => Some(Self::Decider),
            (C::Statistics, Duty::Caseworker) => Some(Self::Tabulator),
            (C::InvestigatingUnit, Duty::Caseworker) => Some(Self::Investigator),
            (C::Operations, Duty::Administrator) => Some(Self::Administrator),
            (C::Operations, _) | (_, Duty::Administrator | Duty::Caseworker) => None,
            (_, Duty::Officer) => Some(Self::Officer),
            (_, Duty::Holder) => Some(Self::Holder),
            (_, Duty::Rehearsal) => Some(Self::Rehearsal),
        }
    }

    /// Whether anybody stands here on a side of the wall: the columns of its matrix.
    #[must_use]
    pub const fn is_on(self, side: Side) -> bool {
        match (self, side) {
            (Self::Investigator, side) => matches!(side, Side::Investigation),
            (Self::Officer | Self::Holder | Self::Administrator | Self::Rehearsal, _) => true,
            (Self::Anyone | Self::Console, _) => true,
            (_, side) => matches!(side, Side::Protection),
        }
    }

    /// Whether it is work on files, which a role of the agency may narrow; no role touches an office, a trust or the machine.
    #[must_use]
    pub const fn is_work(self) -> bool {
        matches!(self, Self::Caseworker | Self::Sender | Self::Decider | Self::Tabulator | Self::Investigator)
    }

    /// Whether nobody who stands here holds a key.
    #[must_use]
    pub const fn is_without_key(self) -> bool {
        !matches!(
            self,
            Self::Caseworker
                | Self::Officer
                | Self::Holder
                | Self::Sender
                | Self::Decider
                | Self::Tabulator
                | Self::Investigator
                | Self::Administrator
                | Self::Rehearsal
        )
    }

    /// The word of the printed matrix.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Caseworker => "caseworker",
            Self::Officer => "officer",
            Self::Holder => "holder",
            Self::Sender => "sender",
            Self::Decider => "decider",
            Self::Tabulator => "tabulator",
            Self::Investigator => "investigator",
            Self::Administrator => "administrator",
            Self::Rehearsal => "rehearsal",
            Self::Reader => "reader",
            Self::Statistician => "statistician",
            Self::Typist => "typist",
            Self::Regional => "regional",
            Self::Approver => "approver",
            Self::Anyone => "anyone",
            Self::Console => "console",
        }
    }
}

/// Where the actor stands towards the thing acted on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// On the team of the file.
    Team,
    /// In the file's or request's agency, not on the team; or named by it as a holder from outside.
    Agency,
    /// Of another agency, or there is no such thing.
    Stranger,
    /// The act is about nothing in particular, or the actor's own things.
    Own,
}

impl Relation {
    /// In the order of the printed matrix.
    pub const ALL: &[Self] = &[Self::Team, Self::Agency, Self::Stranger, Self::Own];

    /// The word of the printed matrix.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Team => "team",
            Self::Agency => "agency",
            Self::Stranger => "stranger",
            Self::Own => "own",
        }
    }
}

/// Where something is: the agency and team that have it, and nothing else of it.
///
/// A relation is decided from it before anything more is read. What does not exist has one too, [`Place::NOBODY`]'s, so
/// that refusing it is the same work as refusing what is another's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The agency.
    pub agency: AgencyId,
    /// The team inside it; empty when it is for whoever is there.
    pub team: String,
}

impl Place {
    /// The agency of what does not exist, as text: no member is of it.
    pub const NOBODY: &'static str = "00000000000000000000000000000000";

    /// As the database has it: the agency's id, and the team.
    ///
    /// # Errors
    /// [`MalformedId`] when the first is no id.
    pub fn read((agency, team): (String, String)) -> Result<Self, MalformedId> {
        Ok(Self { agency: agency.parse()?, team })
    }

    /// Whether there is such a thing at all.
    #[must_use]
    fn is_somewhere(&self) -> bool {
        self.agency != AgencyId::from_bytes([0; 16])
    }
}

impl Actor {
    /// Where the actor stands towards what is in a place.
    #[must_use]
    pub fn at(&self, place: &Place) -> Relation {
        let relation = self.towards(Some((place.agency, &place.team)));
        if place.is_somewhere() { relation } else { Relation::Stranger }
    }

    /// Every standing of the actor.
    ///
    /// The class of the agency comes first: in a sending agency a caseworker is a sender and nothing more,
    /// in the operations agency nobody touches a file.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        self.duties.iter().filter_map(|duty| Standing::of(self.class, *duty)).collect()
    }

    /// Where the actor stands towards a file of `agency` and `team`; `None` when there is no such file.
    #[must_use]
    pub fn towards(&self, file: Option<(AgencyId, &str)>) -> Relation {
        match file {
            Some((agency, team)) if agency == self.agency && team == self.team => Relation::Team,
            Some((agency, _)) if agency == self.agency => Relation::Agency,
            _ => Relation::Stranger,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(class: AgencyClass, duties: &[Duty]) -> Actor {
        Actor {
            member: MemberId::from_bytes([1; 16]),
            agency: AgencyId::from_bytes([2; 16]),
            class,
            duties: duties.to_vec(),
            team: "accueil".into(),
            role: None,
        }
    }

    #[test]
    fn a_sender_is_never_a_caseworker() {
        assert_eq!(actor(AgencyClass::Sender, &[Duty::Caseworker]).standings(), [Standing::Sender]);
    }

    #[test]
    fn operations_stand_nowhere_near_a_file() {
        let all = actor(AgencyClass::Operations, Duty::ALL);
        assert_eq!(all.standings(), [Standing::Administrator]);
    }

    #[test]
    fn what_does_not_exist_is_nobodys_even_to_a_member_of_no_agency() {
        let place = |agency: &str| Place::read((agency.to_owned(), "accueil".to_owned()));
        let mut me = actor(AgencyClass::ProtectionService, &[Duty::Caseworker]);
        let (mine, nobodys) = (place(&me.agency.to_string()).unwrap(), place(Place::NOBODY).unwrap());
        assert_eq!((me.at(&mine), me.at(&nobodys)), (Relation::Team, Relation::Stranger));
        me.agency = nobodys.agency;
        assert_eq!(me.at(&nobodys), Relation::Stranger);
        assert!(place("").is_err());
    }

    #[test]
    fn an_absent_file_and_a_foreign_one_are_the_same() {
        let me = actor(AgencyClass::ProtectionService, &[Duty::Caseworker]);
        assert_eq!(me.towards(None), me.towards(Some((AgencyId::from_bytes([9; 16]), "accueil"))));
        assert_eq!(me.towards(Some((me.agency, "accueil"))), Relation::Team);
        assert_eq!(me.towards(Some((me.agency, "juridique"))), Relation::Agency);
    }
}
