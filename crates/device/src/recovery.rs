//! Being brought back, on the three devices concerned: the member's new one, the holders', the officer's.

use crate::core::{Kit, Turn};
use crate::files::Wanted;
use crate::notebook::Notebook;
use crate::step::Step;
use danbe_guard::Actor;
use danbe_house::posts::{Profile, Secrets, Welcome};
use danbe_house::recovery::pages::{self, PendingShown};
use danbe_house::recovery::{Approve, Finish, Pending, QUORUM, Recoveries, RecoveriesOf, Request};
use danbe_vault::{MEMBER_CARD, MemberCard, Signed};
use danbe_words::Duty;

/// A request as it was listed.
pub(crate) type Waiting = Pending;

impl Notebook {
    /// The member waits for her holders: her fingerprint to read aloud.
    pub(crate) fn show_asked(&mut self, kit: &Kit, refused: bool, step: &mut Step) {
        let fingerprint = self.signing.verifying().fingerprint();
        let page = pages::asked(&kit.say, &fingerprint, refused);
        self.show(kit, &page, "/a/retrouver", step);
    }

    /// She tries to come in.
    pub(crate) fn try_again(&mut self, kit: &Kit, step: &mut Step) {
        self.wake();
        let page = danbe_house::posts::pages::moment_please(&kit.say);
        self.show(kit, &page, "/a/retrouver", step);
    }

    /// Everything under `/a/retours`.
    pub(crate) fn recoveries(&mut self, kit: &Kit, rest: &[&str], turn: &mut Turn<'_>, step: &mut Step) {
        match rest {
            [id, "approuver"] => self.approve(kit, id, turn, step),
            [id, "finir"] => self.finish(kit, id, turn, step),
            _ => self.ask(kit, "recovery.list", &RecoveriesOf {}, Wanted::Recoveries, "/a/retours", step),
        }
    }

    pub(crate) fn show_pending(&mut self, kit: &Kit, recoveries: Option<Recoveries>, step: &mut Step) {
        let (Some(Recoveries { pending }), Some(post)) = (recoveries, &self.post) else { return };
        let me = post.actor.member;
        let has = |duty| post.actor.duties.contains(&duty);
        let shown: Vec<_> = pending
            .iter()
            .filter_map(|request| {
                let read = read(request)?;
                let approvals = request.approved.len();
                let mine = request.approved.contains(&me.to_string());
                Some(PendingShown {
                    id: request.id.clone(),
                    handle: read.handle.clone(),
                    fingerprint: read.fingerprint(),
                    approvals,
                    may_approve: has(Duty::Holder) && !mine && request.member != me,
                    may_finish: has(Duty::Officer) && i64::try_from(approvals).is_ok_and(|n| n >= QUORUM),
                })
            })
            .collect();
        self.pending = pending;
        self.show(kit, &pages::pending(&kit.say, &shown), "/a/retours", step);
    }

    fn approve(&mut self, kit: &Kit, id: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(request) = self.pending.iter().find(|pending| pending.id == id) else {
            return self.nothing_here(kit, "/a/retours", step);
        };
        let body = Approve { recovery: request.id.clone(), request: request.request.text.clone() };
        self.write("recovery.approve", &body, (None, None), turn, step);
        self.show(kit, &pages::taken(&kit.say), "/a/retours/pris", step);
    }

    fn finish(&mut self, kit: &Kit, id: &str, turn: &mut Turn<'_>, step: &mut Step) {
        match self.papers(id, turn) {
            Some(body) => {
                self.write("recovery.finish", &body, (None, None), turn, step);
                self.show(kit, &pages::taken(&kit.say), "/a/retours/pris", step);
            }
            None => self.nothing_here(kit, "/a/retours", step),
        }
    }

    /// The new card and welcome of a member, signed and sealed on the officer's device.
    fn papers(&self, id: &str, turn: &mut Turn<'_>) -> Option<Finish> {
        let pending = self.pending.iter().find(|pending| pending.id == id)?;
        let (post, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let (request, signing) = (read(pending)?, secrets.signing.as_ref()?);
        let card = MemberCard {
            agency: post.actor.agency.to_string(),
            member: pending.member.to_string(),
            opening: request.opening,
            signing: request.signing,
            epoch: pending.epoch.checked_add(1)?,
        };
        let card = Signed::sign(&card, signing, MEMBER_CARD).ok()?;
        let duties: Vec<Duty> =
            pending.duties.split(' ').filter_map(|code| Duty::from_code(code).ok()).collect();
        let (works, officer) = (duties.contains(&Duty::Caseworker), duties.contains(&Duty::Officer));
        let actor = Actor {
            member: pending.member,
            agency: post.actor.agency,
            class: post.actor.class,
            duties,
            team: pending.team.clone(),
        };
        // As much as the post had, and never more: a phone that captures opens nothing.
        let keeps = (works || officer) && pending.profile == Profile::Caseworker;
        let trusted = Secrets {
            opening: secrets.opening.clone().filter(|_| keeps),
            tokens: secrets.tokens.clone().filter(|_| keeps),
            signing: secrets.signing.clone().filter(|_| officer),
        };
        let papers = (post.charter.clone(), card.clone());
        let welcome =
            Welcome::new(actor, request.handle, pending.profile, post.pins.clone(), papers, &trusted);
        let welcome = welcome.seal(signing, &request.opening, turn.chance).ok()?;
        Some(Finish { recovery: pending.id.clone(), card, welcome })
    }
}

/// What the request says, if it is signed by the key it names.
fn read(pending: &Pending) -> Option<Request> {
    let claimed: Request = serde_json::from_str(&pending.request.text).ok()?;
    pending.request.verify(&claimed.signing, Request::DOMAIN).ok()
}
