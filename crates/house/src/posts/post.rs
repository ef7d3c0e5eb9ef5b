//! A post: what it is charged with, whoever holds it.

use danbe_guard::Actor;
use danbe_vault::{MemberCard, SealingKey, VerifyingKey};
use danbe_words::{AgencyId, Duty, MemberId};
use serde::{Deserialize, Serialize};

/// How much a device may keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// Each answer is sealed at once; a restart resumes at the next question and shows nothing earlier.
    CaptureOnly,
    /// Drafts can be read again after the five words.
    Caseworker,
}

impl Profile {
    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CaptureOnly => "capture-only",
            Self::Caseworker => "caseworker",
        }
    }

    /// The profile of a text; the stricter one for any other.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        if code == "caseworker" { Self::Caseworker } else { Self::CaptureOnly }
    }
}

/// A post of an agency. People come and go; team, duties and name stay with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Its name, and what its holder signs in with: small letters, digits, hyphens.
    pub handle: String,
    /// What it is charged with.
    pub duties: Vec<Duty>,
    /// Team whose files it works on.
    pub team: String,
    /// What the device of its holder may keep.
    pub profile: Profile,
}

/// A member's keys, as her device names them.
#[derive(Debug, Clone, Copy)]
pub struct Keys {
    /// To wrap for her.
    pub opening: SealingKey,
    /// To check what she signs.
    pub signing: VerifyingKey,
    /// Counts the changes of these keys, from 1.
    pub epoch: u64,
}

/// Longest name of a post or team, in letters.
const LONGEST: usize = 24;

impl Post {
    /// Whether name and team are written as they must be, and no duty stands twice.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let named = |text: &str, least: usize| (least..=LONGEST).contains(&text.chars().count());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let mut duties = self.duties.clone();
        duties.sort_unstable();
        duties.dedup();
        let team = named(&self.team, 1) && !self.team.chars().any(char::is_control);
        named(&self.handle, 3) && self.handle.chars().all(plain) && team && duties.len() == self.duties.len()
    }

    /// Whether its holder works with the agency's opening key: on files, or on the keys of members; never on a phone
    /// that only captures.
    #[must_use]
    pub fn keeps_keys(&self) -> bool {
        let works = self.duties.iter().any(|duty| matches!(duty, Duty::Caseworker | Duty::Officer));
        works && self.profile == Profile::Caseworker
    }

    /// Whether its holder signs members' cards.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.duties.contains(&Duty::Officer) && self.profile == Profile::Caseworker
    }

    /// The card of a member who holds it.
    #[must_use]
    pub fn card(&self, agency: AgencyId, member: MemberId, keys: &Keys) -> MemberCard {
        MemberCard {
            agency: agency.to_string(),
            member: member.to_string(),
            opening: keys.opening,
            signing: keys.signing,
            epoch: keys.epoch,
            duties: self.duties.clone(),
            team: self.team.clone(),
            profile: self.profile.code().to_owned(),
        }
    }

    /// Whether a card speaks of this post.
    #[must_use]
    pub fn is_on(&self, card: &MemberCard) -> bool {
        card.duties == self.duties && card.team == self.team && card.profile == self.profile.code()
    }

    /// The post a signed card speaks of, under a name the card does not carry.
    #[must_use]
    pub fn of(card: &MemberCard, handle: &str) -> Self {
        Self {
            handle: handle.to_owned(),
            duties: card.duties.clone(),
            team: card.team.clone(),
            profile: Profile::from_code(&card.profile),
        }
    }

    /// Who acts from it, in the agency and class of `like`.
    #[must_use]
    pub fn actor(&self, like: &Actor, member: MemberId) -> Actor {
        Actor {
            member,
            agency: like.agency,
            class: like.class,
            duties: self.duties.clone(),
            team: self.team.clone(),
            role: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_named_so_that_it_can_be_typed_and_said() {
        let post = |handle: &str, team: &str, duties: &[Duty]| Post {
            handle: handle.into(),
            duties: duties.to_vec(),
            team: team.into(),
            profile: Profile::Caseworker,
        };
        let work = &[Duty::Caseworker];
        assert!(post("gao-6", "équipe mobile", work).is_well_formed());
        assert!(post("gao-6", "accueil", &[]).is_well_formed(), "a post may have no duty yet");
        for wrong in [
            post("ga", "accueil", work),
            post("Gao-6", "accueil", work),
            post("gao 6", "accueil", work),
            post("gao~6", "accueil", work),
            post(&"g".repeat(25), "accueil", work),
            post("gao-6", "", work),
            post("gao-6", "accueil\n", work),
            post("gao-6", "accueil", &[Duty::Officer, Duty::Officer]),
        ] {
            assert!(!wrong.is_well_formed(), "{wrong:?}");
        }
    }

    #[test]
    fn a_phone_that_captures_keeps_no_key_whatever_its_duties() {
        let phone = Post {
            handle: "gao-6".into(),
            duties: vec![Duty::Caseworker, Duty::Officer],
            team: "accueil".into(),
            profile: Profile::CaptureOnly,
        };
        assert!(!phone.keeps_keys() && !phone.leads());
        let desk = Post { profile: Profile::Caseworker, ..phone };
        assert!(desk.keeps_keys() && desk.leads());
        assert!(!Post { duties: vec![Duty::Holder], ..desk }.keeps_keys());
    }
}
