//! One request of the matrix: who asks what of whom, and how it is asked of the running server.

use crate::oracle::oracle;
use crate::rig;
use crate::rig::Stage;
use crate::rig::cast::{Actor, Asked, Cast, Target, ask, papers};
use crate::rig::house::{Newcomer, OF_THE_HOUSE, act_on_house, reject};
use crate::rig::http::Response;
use crate::rig::people::{Filed, invented, sign_in, try_sign_in};
use crate::rig::sharing::{self, Share};
use danbe_house::posts::WelcomeMe;
use danbe_house::recovery::{Approve, RecoveriesOf};
use danbe_protection::allowances;
use danbe_protection::cases::{HistoryOf, List, Open, OpenIdentity, Unfound};
use danbe_store::Clock;
use danbe_words::{Occasion, WideningId};

/// What an actor is towards something of an agency and team; of an absent thing everybody is a stranger.
pub(crate) fn relation(actor: &Actor, agency: &str, team: &str) -> &'static str {
    match (actor.agency == agency, actor.team == team) {
        (true, true) if !team.is_empty() => "team",
        (true, _) => "agency",
        (false, _) => "stranger",
    }
}

/// One request: who, towards what, and whether the oracle opens it.
pub(crate) struct Asking<'c> {
    pub(crate) verb: &'static str,
    pub(crate) actor: &'c Actor,
    pub(crate) relation: &'static str,
    pub(crate) file: Option<&'c Target<Filed>>,
    pub(crate) request: Option<&'c Target<Asked>>,
    pub(crate) member: Option<&'c Target<danbe_words::MemberId>>,
    pub(crate) offer: Option<&'c Target<Newcomer>>,
    pub(crate) late: Option<&'c Target<String>>,
    pub(crate) share: Option<&'c Target<Share>>,
}

impl Asking<'_> {
    pub(crate) fn open(&self) -> bool {
        self.actor.standings.iter().any(|standing| oracle(self.verb, standing, self.relation))
    }

    pub(crate) fn named(&self) -> String {
        let towards = match (self.file, self.request) {
            (Some(target), _) => format!("a file of {}/{}", target.agency, target.team),
            (_, Some(target)) => format!("a request of {}", target.agency),
            _ => match (self.member, self.offer) {
                (Some(target), _) => format!("a member of {}", target.agency),
                (_, Some(target)) => format!("an invitation of {}", target.agency),
                _ => "its own".to_owned(),
            },
        };
        format!("{} by {} ({}) towards {towards}", self.verb, self.actor.who.handle, self.relation)
    }
}

/// Every request of a verb: each actor towards each thing the verb is about.
pub(crate) fn askings<'c>(cast: &'c Cast, verb: &'static str) -> Vec<Asking<'c>> {
    let about_files = [
        "bases.list",
        "bases.record",
        "cases.answer",
        "cases.beside",
        "cases.approve-closing",
        "cases.close",
        "cases.history",
        "cases.index",
        "cases.note",
        "cases.open",
        "cases.open-identity",
        "cases.put-on",
        "cases.take-off",
        "cases.reopen",
        "extracts.send",
        "referrals.send",
    ];
    let mut askings = Vec::new();
    for actor in &cast.actors {
        let base = || Asking {
            verb,
            actor,
            relation: "own",
            file: None,
            request: None,
            member: None,
            offer: None,
            late: None,
            share: None,
        };
        if verb == "referrals.send" {
            askings.push(base());
        }
        if about_files.contains(&verb) {
            askings.extend(cast.files.iter().map(|target| Asking {
                relation: relation(actor, target.agency, target.team),
                file: Some(target),
                ..base()
            }));
        } else if ["recovery.approve", "recovery.finish", "roles.give"].contains(&verb) {
            askings.extend(cast.requests.iter().map(|target| Asking {
                relation: relation(actor, target.agency, ""),
                request: Some(target),
                ..base()
            }));
        } else if ["posts.suspend", "posts.reinstate", "posts.dismiss", "posts.set-end"].contains(&verb) {
            askings.extend(cast.members.iter().map(|target| Asking {
                relation: relation(actor, target.agency, ""),
                member: Some(target),
                ..base()
            }));
        } else if sharing::ABOUT_SHARES.contains(&verb) {
            askings.extend(cast.shares.iter().map(|target| Asking {
                relation: relation(
                    actor,
                    target.agency,
                    if ["bases.review", "reception.open"].contains(&verb) { "" } else { target.team },
                ),
                share: Some(target),
                ..base()
            }));
        } else if verb == "late.settle" {
            askings.extend(cast.lates.iter().map(|target| Asking {
                relation: relation(actor, target.agency, target.team),
                late: Some(target),
                ..base()
            }));
        } else if ["enrolment.withdraw", "enrolment.hear", "enrolment.confirm"].contains(&verb) {
            askings.extend(cast.offers.iter().map(|target| Asking {
                relation: relation(actor, target.agency, ""),
                offer: Some(target),
                ..base()
            }));
        } else {
            askings.push(base());
        }
    }
    // What an open cell does may end something another asks about.
    askings.sort_by_key(Asking::open);
    askings
}

pub(crate) async fn perform(stage: &Stage, cast: &Cast, asking: &Asking<'_>) -> Response {
    let (address, who) = (stage.address(), &asking.actor.who);
    if sharing::is_shared(asking.verb) {
        let filed = asking.file.map(|target| &target.thing);
        return sharing::act(stage, who, asking.verb, filed, asking.share.map(|target| &target.thing)).await;
    }
    if let Some(target) = asking.file {
        let file = target.thing.keyring.file;
        let desk = cast.desk_of(target.agency);
        return match asking.verb {
            "cases.open" => who.act(address, "cases.open", &Open { file }).await,
            "cases.open-identity" => who.act(address, "cases.open-identity", &OpenIdentity { file }).await,
            "cases.put-on" => {
                let member = danbe_words::MemberId::from_bytes([8; 16]);
                who.act(address, "cases.put-on", &danbe_protection::cases::PutOn { file, member }).await
            }
            "cases.take-off" => {
                let member = danbe_words::MemberId::from_bytes([8; 16]);
                who.act(address, "cases.take-off", &danbe_protection::cases::TakeOff { file, member }).await
            }
            "cases.history" => who.act(address, "cases.history", &HistoryOf { file }).await,
            "cases.index" => who.act(address, "cases.index", &desk.index(&target.thing)).await,
            "cases.beside" => {
                let body = desk.second(&target.thing, danbe_words::FileKind::Smuggling);
                who.act(address, "cases.beside", &body).await
            }
            "cases.note" => who.act(address, "cases.note", &desk.note(&target.thing, "note inventée")).await,
            _ => {
                let body = desk.answer(&target.thing, "place", "autre lieu inventé", None);
                who.act(address, "cases.answer", &body).await
            }
        };
    }
    if let Some(target) = asking.request {
        return act_on_request(stage, cast, asking, target).await;
    }
    if let Some(target) = asking.late {
        return reject(stage, who, &target.thing).await;
    }
    let own = OF_THE_HOUSE.contains(&asking.verb);
    if own || asking.member.is_some() || asking.offer.is_some() {
        let who = (who, asking.actor.agency);
        return act_on_house(stage, cast, asking.verb, who, asking.member, (asking.offer, asking.open()))
            .await;
    }
    let desk = cast.desk_of(asking.actor.agency);
    match asking.verb {
        "cases.register" => {
            let filed = desk.register(&invented(2), &invented(2));
            who.act(address, "cases.register", &filed.registration).await
        }
        "cases.search" => who.act(address, "cases.search", &desk.search(&invented(1))).await,
        "allowances.see" => who.act(address, "allowances.see", &allowances::See {}).await,
        "allowances.propose" => {
            let widening = more_searches(stage);
            who.act(address, "allowances.propose", &allowances::Propose { widening }).await
        }
        "allowances.approve" => approve_searches(stage, cast, asking).await,
        "cases.list" => who.act(address, "cases.list", &List::default()).await,
        "cases.unfound" => who.act(address, "cases.unfound", &Unfound::default()).await,
        "posts.welcome" => who.act(address, "posts.welcome", &WelcomeMe {}).await,
        "recovery.list" => who.act(address, "recovery.list", &RecoveriesOf {}).await,
        "posts.sign-in" => try_sign_in(address, &who.handle, &who.signing).await,
        other => panic!("{other} is not asked by a member"),
    }
}

fn more_searches(stage: &Stage) -> allowances::Widening {
    allowances::Widening {
        id: WideningId::from_bytes(rig::chance().bytes()),
        member: None,
        searches: 100,
        until: allowances::Widening::ending(stage.clock.now().0, 1),
        occasion: Occasion::Import,
    }
}

/// Another officer of the agency, where there is one, has proposed what is approved.
async fn approve_searches(stage: &Stage, cast: &Cast, asking: &Asking<'_>) -> Response {
    let (address, actor) = (stage.address(), asking.actor);
    let widening = more_searches(stage);
    let propose = allowances::Propose { widening: widening.clone() };
    let colleague = |it: &&Actor| it.agency == actor.agency && it.who.handle != actor.who.handle;
    let mut officers = cast.actors.iter().filter(|it| it.standings.contains(&"officer")).filter(colleague);
    let first = match officers.next() {
        Some(officer) => Some(officer.who.clone()),
        None if actor.agency == "gao" => Some(sign_in(address, "gao-12").await),
        None => None,
    };
    if let Some(first) = first {
        first.act(address, "allowances.propose", &propose).await;
    }
    actor.who.act(address, "allowances.approve", &allowances::Approve { widening }).await
}

async fn act_on_request(stage: &Stage, cast: &Cast, asking: &Asking<'_>, target: &Target<Asked>) -> Response {
    let (address, who) = (stage.address(), &asking.actor.who);
    if asking.verb == "roles.give" {
        let asked: danbe_house::recovery::Request = serde_json::from_str(&target.thing.text).unwrap();
        let body = danbe_house::roles::Give { post: asked.handle, role: None };
        return who.act(address, "roles.give", &body).await;
    }
    if asking.verb == "recovery.approve" {
        let body = Approve::sign(target.thing.id.clone(), target.thing.text.clone(), &who.signing);
        return who.act(address, "recovery.approve", &body).await;
    }
    let desk = cast.desk_of(target.agency);
    if !asking.open() {
        let (asked, member) = (&target.thing, who.member);
        let post = rig::cast::post_of("gao-9", &[], "a");
        let (keys, by) = ((&asked.opening, &asked.signing), desk.secrets.signing.as_ref().unwrap());
        let card = rig::cast::card(desk.agency, member, keys, 2, &post, by);
        let welcome = danbe_vault::Wrap(vec![1; 64]);
        let body = danbe_house::recovery::Finish { recovery: asked.id.clone(), card, welcome };
        return who.act(address, "recovery.finish", &body).await;
    }
    // A request of its own, approved by two holders of the agency.
    let lost: danbe_house::recovery::Request = serde_json::from_str(&target.thing.text).unwrap();
    let (asked, response) = ask(address, &lost.handle).await;
    assert_eq!(response.status, 200);
    let holders = cast.actors.iter().filter(|a| a.agency == target.agency && a.standings.contains(&"holder"));
    for holder in holders.take(2) {
        let body = Approve::sign(asked.id.clone(), asked.text.clone(), &holder.who.signing);
        let _: rig::people::Replied<()> = holder.who.done(address, "recovery.approve", &body).await;
    }
    let body = papers(address, who, &desk, &asked).await;
    who.act(address, "recovery.finish", &body).await
}
