//! Bringing a colleague back, on the devices of holders and officers; her own is in `arriving.rs`.

use crate::core::{Kit, Turn};
use crate::notebook::{Notebook, Post};
use crate::step::{Step, Visit};
use danbe_house::posts::{Keys, Post as Charged, Secrets, Welcome};
use danbe_house::recovery::pages::{self, PendingShown};
use danbe_house::recovery::{Approve, Finish, QUORUM, Recoveries, RecoveriesOf, Request};
use danbe_vault::{CHARTER, Json, MEMBER_CARD, MemberCard, Signed, Wrap};
use danbe_words::{Duty, MemberId};

impl Notebook {
    /// Everything under `/a/retours`.
    pub(crate) fn recoveries(&mut self, kit: &Kit, visit: &Visit<'_>, turn: &mut Turn<'_>, step: &mut Step) {
        match visit.rest {
            [id, "approuver"] => self.approve(kit, id, turn, step),
            [id, "finir"] => self.finish(kit, id, turn, step),
            _ => {
                let then = |it: &mut Self, kit: &Kit, came: Json, _: &mut Turn<'_>, step: &mut Step| {
                    it.show_pending(kit, came.read().ok(), step)
                };
                self.ask(kit, "recovery.list", &RecoveriesOf {}, then, "/a/retours", step)
            }
        }
    }

    pub(crate) fn show_pending(&mut self, kit: &Kit, recoveries: Option<Recoveries>, step: &mut Step) {
        let (Some(Recoveries { pending }), Some(post)) = (recoveries, &self.post) else { return };
        let me = post.actor.member;
        let has = |duty| post.actor.duties.contains(&duty);
        let shown: Vec<_> = pending
            .iter()
            .filter_map(|request| {
                let read = read(&request.request)?;
                let approvers = request.approvers(&post.pins.root);
                let (approvals, mine) = (approvers.len(), approvers.contains(&me));
                Some(PendingShown {
                    id: request.id.clone(),
                    handle: read.handle.clone(),
                    fingerprint: read.fingerprint(),
                    approvals,
                    may_approve: has(Duty::Holder) && !mine && request.member != me,
                    may_finish: has(Duty::Officer)
                        && request.charter == post.charter
                        && i64::try_from(approvals).is_ok_and(|n| n >= QUORUM),
                })
            })
            .collect();
        self.desk.pending = pending;
        let mine = has(Duty::Holder).then(|| self.signing.verifying().fingerprint());
        let page = pages::pending(&kit.say, &shown, mine.as_deref());
        self.show(kit, &page, "/a/retours", step);
    }

    fn approve(&mut self, kit: &Kit, id: &str, turn: &mut Turn<'_>, step: &mut Step) {
        let Some(request) = self.desk.pending.iter().find(|pending| pending.id == id) else {
            return self.nothing_here(kit, "/a/retours", step);
        };
        let body = Approve::sign(request.id.clone(), request.request.text.clone(), &self.signing);
        self.write("recovery.approve", &body, (None, None), turn, step);
        self.show(kit, &pages::taken(&kit.say, None), "/a/retours/pris", step);
    }

    fn finish(&mut self, kit: &Kit, id: &str, turn: &mut Turn<'_>, step: &mut Step) {
        match self.papers(id, turn) {
            Some(body) => {
                self.write("recovery.finish", &body, (None, None), turn, step);
                let root = self.pins.as_ref().map(|pins| pins.root.fingerprint());
                self.show(kit, &pages::taken(&kit.say, root.as_deref()), "/a/retours/pris", step);
            }
            None => self.nothing_here(kit, "/a/retours", step),
        }
    }

    /// The new card and welcome of a member, signed and sealed on the officer's device.
    fn papers(&self, id: &str, turn: &mut Turn<'_>) -> Option<Finish> {
        let pending = self.desk.pending.iter().find(|pending| pending.id == id)?;
        let (post, secrets) = (self.post.as_ref()?, self.secrets.as_ref()?);
        let (request, signing) = (read(&pending.request)?, secrets.signing.as_ref()?);
        // Two colleagues' own signatures, checked here: what the server counts is not asked.
        let hers = pending.charter.verify(&post.pins.root, CHARTER).ok()?;
        (hers.signing == signing.verifying()).then_some(())?;
        let approvals = i64::try_from(pending.approvers(&post.pins.root).len()).ok()?;
        (approvals >= QUORUM).then_some(())?;
        // Duties, team and profile as the agency signed them with her lost key: as much as she had, and never more.
        let charged = pending.post(&signing.verifying(), &request.handle)?;
        let keys =
            Keys { opening: request.opening, signing: request.signing, epoch: pending.epoch.checked_add(1)? };
        let (card, welcome) = papers(post, secrets, &charged, pending.member, &keys, turn)?;
        Some(Finish { recovery: pending.id.clone(), card, welcome })
    }
}

/// A member's card and welcome, signed and sealed on an officer's device: as much as her post is trusted with.
pub(crate) fn papers(
    mine: &Post,
    secrets: &Secrets,
    charged: &Charged,
    member: MemberId,
    keys: &Keys,
    turn: &mut Turn<'_>,
) -> Option<(Signed<MemberCard>, Wrap)> {
    let signing = secrets.signing.as_ref()?;
    let card = Signed::sign(&charged.card(mine.actor.agency, member, keys), signing, MEMBER_CARD).ok()?;
    let papers = (mine.charter.clone(), card.clone());
    let (actor, trusted) = (charged.actor(&mine.actor, member), secrets.for_post(charged));
    let (handle, pins) = (charged.handle.clone(), mine.pins.clone());
    let welcome = Welcome::new(actor, handle, charged.profile, pins, papers, &trusted);
    let welcome = welcome.with_key(mine.agency_key.clone()).seal(signing, &keys.opening, turn.chance).ok()?;
    Some((card, welcome))
}

/// What the request says, if it is signed by the key it names.
pub(crate) fn read(request: &Signed<Request>) -> Option<Request> {
    let claimed: Request = danbe_vault::text::from_text(&request.text).ok()?;
    request.verify(&claimed.signing, Request::DOMAIN).ok()
}
