//! What officers' and new members' devices do: invitations, papers, key changes.

use super::cast::{Cast, Target};
use super::http::{Response, post};
use super::people::{Desk, Replied, SignedIn, sign_in, sign_in_with};
use super::{Stage, chance, database};
use danbe_guard::Role;
use danbe_house::agencies::{
    Accepted, Close, Closing, Estate, LookUp, NameHolders, Named, Others, ProposeClosing, See, Service,
    SwitchOn, TakeOver,
};
use danbe_house::enrolment::{Confirm, Hear, Introduction, Invite, Manner};
use danbe_house::late::{LateOf, Outcome, Settle};
use danbe_house::notices::{self, Try, Wanted, Way, Went};
use danbe_house::posts::{
    Acknowledge, Dismiss, Keys, People, PeopleOf, Pins, Post, Profile, Reinstate, Renew, Secrets, SetTerms,
    Suspend, Welcome,
};
use danbe_house::recovery::{Ask, Request};
use danbe_house::roles::{Define, RolesOf};
use danbe_house::successions::{Deposit, EndingsOf, GivePart, Keeper, ShareKey, keepers};
use danbe_vault::{
    AGENCY_KEY, AgencyCharter, AgencyKey, HandCode, MEMBER_CARD, OpeningKey, Signed, SigningKey, Wrap,
};
use danbe_words::{Duty, MemberId, RoleId};
use std::net::SocketAddr;

/// Verbs of the house about nothing in particular.
pub const OF_THE_HOUSE: [&str; 24] = [
    "posts.people",
    "posts.renew",
    "enrolment.invite",
    "late.list",
    "notices.see",
    "notices.set",
    "roles.define",
    "roles.list",
    "posts.set-terms",
    "posts.set-limits",
    "posts.acknowledge",
    "directory.prove",
    "posts.keep-capsule",
    "agencies.see",
    "agencies.look-up",
    "agencies.name-holders",
    "agencies.switch-on",
    "agencies.others",
    "agencies.propose-closing",
    "agencies.take-over",
    "agencies.close",
    "successions.share",
    "successions.endings",
    "successions.give",
];

/// A new role that keeps these verbs, under a name of its own.
pub fn role(keeps: &[&str]) -> Define {
    let id = RoleId::from_bytes(chance().bytes());
    let (name, keeps) = (format!("rôle {}", id.label()), Role::of(keeps.join(" ")));
    Define { id, from: 0, name, keeps }
}

/// An invitation made by an officer, and what its code opens.
#[derive(Debug)]
pub struct Offer {
    pub code: HandCode,
    pub post: Post,
    pub introduction: Introduction,
}

impl Offer {
    pub fn draw(post: Post, pins: Pins, charter: Signed<AgencyCharter>) -> Self {
        let introduction = Introduction { pins, charter, post: post.clone() };
        Self { code: HandCode::draw(&mut chance()), post, introduction }
    }

    pub fn body(&self) -> Invite {
        let note = self.introduction.seal(&self.code, &mut chance());
        Invite { lookup: self.code.lookup(), post: self.post.clone(), note }
    }
}

/// The officer of Gao, and what her device holds.
pub async fn officer(stage: &Stage) -> (SignedIn, Desk) {
    let officer = sign_in(stage.address(), "gao-3").await;
    let desk = officer.welcome(stage.address()).await;
    (officer, desk)
}

/// A caseworker's post on an office device.
pub fn desk_post(handle: &str, team: &str) -> Post {
    let (handle, team) = (handle.to_owned(), team.to_owned());
    Post { handle, duties: vec![Duty::Caseworker], team, profile: Profile::Caseworker }
}

/// A new device that has asked for a post.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub lookup: String,
    pub request: String,
    pub handle: String,
    pub opening: OpeningKey,
    pub signing: SigningKey,
}

/// Asks for the post of an invitation, as a new device does.
pub async fn ask_for_post(address: SocketAddr, lookup: &str, handle: &str) -> (Newcomer, Response) {
    let mut chance = chance();
    let (opening, signing) = (OpeningKey::generate(&mut chance), SigningKey::generate(&mut chance));
    let request = Request {
        id: lookup.to_owned(),
        handle: handle.to_owned(),
        opening: opening.sealing(),
        signing: signing.verifying(),
        at: 0,
    };
    let signed = Signed::sign(&request, &signing, Request::DOMAIN).unwrap();
    let newcomer = Newcomer {
        lookup: lookup.to_owned(),
        request: signed.text.clone(),
        handle: handle.to_owned(),
        opening,
        signing: signing.clone(),
    };
    let response =
        post(address, "/session/enrol", &Ask { request: signed, signing: signing.verifying() }).await;
    (newcomer, response)
}

/// The same request once more: sending one twice changes nothing.
pub async fn ask_again(address: SocketAddr, newcomer: &Newcomer) -> Response {
    let sig = newcomer.signing.sign(Request::DOMAIN, newcomer.request.as_bytes());
    let request = Signed::from_parts(newcomer.request.clone(), sig);
    post(address, "/session/enrol", &Ask { request, signing: newcomer.signing.verifying() }).await
}

impl Newcomer {
    /// What an officer's device signs for her.
    pub fn papers(&self, desk: &Desk, post: &Post, manner: Manner) -> Confirm {
        let agency_key = desk.secrets.signing.as_ref().expect("an officer's device signs");
        let member = MemberId::from_bytes(chance().bytes());
        let keys = Keys { opening: self.opening.sealing(), signing: self.signing.verifying(), epoch: 1 };
        let card = Signed::sign(&post.card(desk.agency, member, &keys), agency_key, MEMBER_CARD).unwrap();
        let welcome = match &desk.welcome {
            None => Wrap(vec![1; 64]),
            Some(mine) => {
                let papers = (mine.charter.clone(), card.clone());
                let (actor, secrets) = (post.actor(&mine.actor, member), desk.secrets.for_post(post));
                let handle = post.handle.clone();
                Welcome::new(actor, handle, post.profile, mine.pins.clone(), papers, &secrets)
                    .with_key(mine.key.clone())
                    .seal(agency_key, &self.opening.sealing(), &mut chance())
                    .unwrap()
            }
        };
        Confirm { lookup: self.lookup.clone(), request: self.request.clone(), manner, card, welcome }
    }

    pub fn heard(&self, by: &SigningKey) -> Hear {
        Hear::sign(self.lookup.clone(), self.request.clone(), by)
    }

    pub async fn sign_in(&self, address: SocketAddr) -> SignedIn {
        sign_in_with(address, &self.handle, &self.opening, &self.signing).await
    }
}

/// The whole way, face to face: invited, asked, confirmed, signed in.
pub async fn enrol(address: SocketAddr, officer: &SignedIn, desk: &Desk, post: Post) -> SignedIn {
    let mine = desk.welcome.as_ref().expect("the officer's welcome");
    let offer = Offer::draw(post, mine.pins.clone(), mine.charter.clone());
    let _: Replied<()> = officer.done(address, "enrolment.invite", &offer.body()).await;
    let (newcomer, response) = ask_for_post(address, &offer.code.lookup(), &offer.post.handle).await;
    assert_eq!(response.status, 200, "{}", response.text());
    let papers = newcomer.papers(desk, &offer.post, Manner::FaceToFace);
    let _: Replied<()> = officer.done(address, "enrolment.confirm", &papers).await;
    newcomer.sign_in(address).await
}

pub async fn people(address: SocketAddr, officer: &SignedIn) -> People {
    let listed: Replied<People> = officer.done(address, "posts.people", &PeopleOf {}).await;
    listed.answer.unwrap()
}

/// What an officer's device makes of a change of the agency's key, from what the server lists; and the new key.
pub fn renewal(people: &People, desk: &Desk) -> (Renew, OpeningKey) {
    let signing = desk.secrets.signing.as_ref().expect("an officer's device signs");
    let mut chance = chance();
    let opening = OpeningKey::generate(&mut chance);
    let epoch = people.key.as_ref().map_or(1, |key| {
        let known: AgencyKey = serde_json::from_str(&key.text).unwrap();
        known.epoch
    });
    let word = AgencyKey { agency: desk.agency.to_string(), opening: opening.sealing(), epoch: epoch + 1 };
    let word = Signed::sign(&word, signing, AGENCY_KEY).unwrap();
    let earlier = desk.secrets.opening_keys().cloned().collect();
    let secrets = Secrets { opening: Some(opening.clone()), earlier, ..desk.secrets.clone() };
    let welcomes = people.posts.iter().filter_map(|held| held.holder.as_ref().map(|holder| (held, holder)));
    let welcomes = welcomes.map(|(held, holder)| {
        let card = holder.card.verify(&signing.verifying(), MEMBER_CARD).unwrap();
        let post = Post::of(&card, &held.post.handle);
        let wrap = match &desk.welcome {
            None => Wrap(vec![1; 64]),
            Some(mine) => {
                let papers = (mine.charter.clone(), holder.card.clone());
                let (actor, trusted) = (post.actor(&mine.actor, holder.member), secrets.for_post(&post));
                Welcome::new(actor, post.handle.clone(), post.profile, mine.pins.clone(), papers, &trusted)
                    .with_key(Some(word.clone()))
                    .seal(signing, &card.opening, &mut chance)
                    .unwrap()
            }
        };
        (holder.member, wrap)
    });
    let welcomes = welcomes.collect();
    (Renew { key: word, welcomes }, opening)
}

/// Decides against a late envelope, which is as if nobody had decided before.
pub async fn reject(stage: &Stage, who: &SignedIn, late: &str) -> Response {
    let open = format!("UPDATE house_late SET settled = NULL WHERE id = '{late}'");
    database::plant(&stage.url, &open).await;
    let body = Settle { late: late.to_owned(), outcome: Outcome::Rejected };
    who.act(stage.address(), "late.settle", &body).await
}

/// Hands over an envelope, as the device of somebody refused does.
pub async fn hand_over(address: SocketAddr, who: &SignedIn) -> Response {
    let body = danbe_protection::cases::Open { file: danbe_words::FileId::from_bytes([3; 16]) };
    let envelope = who.draft("cases.note", &body).sign(&who.signing);
    super::http::send(address, "POST", "/session/late", &[], &envelope).await
}

/// Puts an agency in service that has all it needs and is not; whatever comes of it, it is in service afterwards.
async fn switch_on(stage: &Stage, who: &SignedIn) -> Response {
    let agency = format!("(SELECT agency FROM house_member WHERE id = '{}')", who.member);
    let (id, member) = (danbe_vault::text::hex(&chance().bytes::<16>()), who.member);
    for statement in [
        format!("DELETE FROM house_opening WHERE agency = {agency}"),
        format!(
            "INSERT INTO house_recovery (id, member, agency, request, asked, finished, completed)
             VALUES ('{id}', '{member}', {agency}, '{{}}', 1, 2, 3)"
        ),
        format!(
            "INSERT INTO house_holders (agency, version, word, since) VALUES ({agency}, 900, '', 1)
             ON CONFLICT DO NOTHING"
        ),
        format!(
            "INSERT INTO house_outside (agency, version, member) SELECT {agency}, 900, id FROM house_member
             WHERE handle IN ('gao-2', 'gao-3', 'gao-4', 'essai-holder-a', 'autre-holder-a', 'autre-holder-b')
             ON CONFLICT DO NOTHING"
        ),
    ] {
        database::plant(&stage.url, &statement).await;
    }
    let response = who.act(stage.address(), "agencies.switch-on", &SwitchOn {}).await;
    for statement in [
        super::cast::in_service(&agency),
        format!("DELETE FROM house_outside WHERE agency = {agency} AND version = 900"),
        format!("DELETE FROM house_holders WHERE agency = {agency} AND version = 900"),
    ] {
        database::plant(&stage.url, &statement).await;
    }
    response
}

/// One step of a closing, with what has to be there before it; nothing of it is left.
async fn end(stage: &Stage, cast: &Cast, verb: &'static str, (who, agency): (&SignedIn, &str)) -> Response {
    let address = stage.address();
    let (desk, own) = (cast.desk_of(agency), cast.desk_of(agency).agency);
    let from = if agency == "autre" { cast.desk_of("essai") } else { cast.desk_of("autre") };
    let sealed = |from: &Desk, to: &Desk| {
        let (by, keys) = (from.secrets.signing.as_ref().unwrap(), from.secrets.opening_keys());
        Estate::seal((from.agency, by), (to.agency, &to.to), keys, &mut chance()).unwrap()
    };
    let closing = |agency, successor, destroy| Closing { agency, successor, destroy, at: 1 };
    let text = |closing: &Closing| serde_json::to_string(closing).unwrap();
    let response = match verb {
        "agencies.propose-closing" => {
            let text = text(&closing(own, Some(from.agency), None));
            who.act(address, verb, &ProposeClosing { text, estate: Some(sealed(&desk, &from)) }).await
        }
        "agencies.take-over" => {
            let estate = sealed(&from, &desk);
            let said = text(&closing(from.agency, Some(own), None));
            let paper = serde_json::to_string(&estate).unwrap();
            let planted = format!(
                "INSERT INTO house_closing (agency, text, estate, successor, proposer, at)
                 VALUES ('{}', '{said}', '{paper}', (SELECT agency FROM house_member WHERE id = '{1}'), '{1}', 1)",
                from.agency, who.member
            );
            database::plant(&stage.url, &planted).await;
            let said = Accepted { agency: own, estate: danbe_vault::text::hex(&estate.digest()) };
            let by = desk.secrets.signing.as_ref().unwrap();
            let accepted = Signed::sign(&said, by, Accepted::DOMAIN).unwrap();
            let body = TakeOver { from: from.agency, accepted, team: "a".into(), estate: None };
            who.act(address, verb, &body).await
        }
        _ => {
            let said = text(&closing(own, None, Some(i64::MAX)));
            let planted = format!(
                "INSERT INTO house_closing (agency, text, proposer, at, destroy)
                 VALUES ('{own}', '{said}', '{}', 1, {})",
                MemberId::from_bytes([7; 16]),
                i64::MAX
            );
            database::plant(&stage.url, &planted).await;
            let sessions = "CREATE TABLE kept AS SELECT * FROM house_session";
            database::plant(&stage.url, sessions).await;
            let response = who.act(address, verb, &Close { text: said }).await;
            let back = "INSERT INTO house_session SELECT * FROM kept
                 WHERE token NOT IN (SELECT token FROM house_session)";
            database::plant(&stage.url, back).await;
            database::plant(&stage.url, "DROP TABLE kept").await;
            response
        }
    };
    database::plant(&stage.url, "DELETE FROM house_closing").await;
    response
}

/// A deposit among the holders an agency has now, as its officer's device makes it.
pub async fn deposit_of(address: SocketAddr, who: &SignedIn, desk: &Desk) -> ShareKey {
    let seen: Replied<Service> = who.done(address, "agencies.see", &See {}).await;
    let seen = seen.answer.unwrap();
    let said = |word: &Signed<Named>| serde_json::from_str::<Named>(&word.text).unwrap();
    let named = seen.named.as_ref().map(said);
    let keepers = keepers(&seen.papers, &super::cast::root().verifying(), desk.agency, named.as_ref());
    let epoch = match people(address, who).await.key {
        Some(key) => serde_json::from_str::<AgencyKey>(&key.text).unwrap().epoch,
        None => 1,
    };
    let version = seen.deposit.map_or(0, |it| it.version) + 1;
    let (by, keys) = (desk.secrets.signing.as_ref().unwrap(), desk.secrets.opening_keys());
    let made = Deposit::make((desk.agency, by), (version, epoch), keys, &keepers, &mut chance());
    ShareKey { deposit: made.unwrap() }
}

/// Shares the key of one's own agency; who may not see it sends what would be refused after it was looked at.
async fn share(stage: &Stage, cast: &Cast, (who, agency): (&SignedIn, &str)) -> Response {
    let (address, desk) = (stage.address(), cast.desk_of(agency));
    let body = if who.act(address, "agencies.see", &See {}).await.status == 200 {
        deposit_of(address, who, &desk).await
    } else {
        let by = desk.secrets.signing.as_ref().unwrap();
        let keeper = |n| Keeper { member: MemberId::from_bytes([n; 16]), epoch: 1, key: desk.to };
        let (keys, keepers) = (desk.secrets.opening_keys(), [1, 2].map(keeper));
        let made = Deposit::make((desk.agency, by), (1, 1), keys, &keepers, &mut chance());
        ShareKey { deposit: made.unwrap() }
    };
    who.act(address, "successions.share", &body).await
}

/// Gives a part of an agency the root ends, of whose deposit one is as if one had a part; nothing of it is left.
async fn give(stage: &Stage, (who, own): (&SignedIn, danbe_words::AgencyId)) -> Response {
    for statement in [
        format!(
            "INSERT INTO house_part (agency, member, epoch, confirmed) VALUES ('{own}', '{}', 1, 1)
             ON CONFLICT DO NOTHING",
            who.member
        ),
        format!(
            "INSERT INTO house_closing (agency, text, proposer, at, succession)
             VALUES ('{own}', '', '', 1, '')"
        ),
    ] {
        database::plant(&stage.url, &statement).await;
    }
    let body = GivePart { agency: own, part: Wrap(vec![1; 64]) };
    let response = who.act(stage.address(), "successions.give", &body).await;
    for table in ["house_given", "house_part", "house_closing"] {
        database::plant(&stage.url, &format!("DELETE FROM {table} WHERE agency = '{own}'")).await;
    }
    response
}

/// What a verb about a member, an invitation or the agency's key asks, by somebody who may or may not.
pub async fn act_on_house(
    stage: &Stage,
    cast: &Cast,
    verb: &'static str,
    (who, agency): (&SignedIn, &str),
    target: Option<&Target<MemberId>>,
    (offer, open): (Option<&Target<Newcomer>>, bool),
) -> Response {
    let address = stage.address();
    if let Some(target) = target {
        let members = vec![target.thing];
        return match verb {
            "posts.suspend" => who.act(address, verb, &Suspend { members }).await,
            "posts.set-end" => {
                let end = Some(i64::MAX);
                who.act(address, verb, &danbe_house::posts::SetEnd { members, end }).await
            }
            "posts.reinstate" => who.act(address, verb, &Reinstate { members }).await,
            _ => {
                let back = format!("UPDATE house_member SET departed = NULL WHERE id = '{}'", target.thing);
                database::plant(&stage.url, &back).await;
                who.act(address, verb, &Dismiss { member: target.thing }).await
            }
        };
    }
    let desk = cast.desk_of(agency);
    if let Some(target) = offer {
        let theirs = cast.desk_of(target.agency);
        let mut newcomer = target.thing.clone();
        let post = desk_post(&newcomer.handle, "a");
        if open {
            newcomer = cast.newcomer(stage, who).await.thing;
        }
        let post = Post { handle: newcomer.handle.clone(), ..post };
        return match verb {
            "enrolment.withdraw" => {
                let body = danbe_house::enrolment::Withdraw { lookup: newcomer.lookup.clone() };
                who.act(address, verb, &body).await
            }
            "enrolment.hear" => who.act(address, verb, &newcomer.heard(&who.signing)).await,
            _ => who.act(address, verb, &newcomer.papers(&theirs, &post, Manner::FaceToFace)).await,
        };
    }
    match verb {
        "enrolment.invite" => {
            let (pins, charter) = cast.papers();
            let handle = format!("neuf-{}", danbe_vault::text::hex(&chance().bytes::<4>()));
            let offer = Offer::draw(desk_post(&handle, "a"), pins, charter);
            who.act(address, verb, &offer.body()).await
        }
        "posts.set-terms" => {
            let response = who.act(address, verb, &SetTerms { text: "Charte inventée.".into() }).await;
            // Nobody has to read it before what is asked next.
            database::plant(&stage.url, "DELETE FROM house_terms WHERE version > 1").await;
            response
        }
        "posts.set-limits" => {
            let limits = danbe_house::posts::Limits::default();
            who.act(address, verb, &danbe_house::posts::SetLimits { limits }).await
        }
        "posts.acknowledge" => {
            let written = format!(
                "INSERT INTO house_terms (agency, version, text, since)
                 SELECT agency, 1, 'Charte', 1 FROM house_member WHERE id = '{}' ON CONFLICT DO NOTHING",
                who.member
            );
            database::plant(&stage.url, &written).await;
            who.act(address, verb, &Acknowledge { version: 1 }).await
        }
        "directory.prove" => {
            let papers = vec![danbe_house::directory::name_of(&cast.papers().1)];
            who.act(address, verb, &danbe_house::directory::Prove { papers, size: 1 }).await
        }
        "posts.keep-capsule" => {
            let key = danbe_vault::SecretKey::generate(&mut chance());
            let params = danbe_vault::KdfParams::FLOOR;
            let capsule = danbe_vault::Capsule::lock_with(&key, [1; 16], params, b"{}", &mut chance());
            who.act(address, verb, &danbe_house::posts::KeepCapsule { capsule }).await
        }
        "agencies.see" => who.act(address, verb, &See {}).await,
        "agencies.look-up" => who.act(address, verb, &LookUp { handle: "gao-2".into() }).await,
        "agencies.name-holders" => {
            let said = format!("SELECT COUNT(*) FROM house_holders WHERE agency = '{}'", desk.agency);
            let version = database::number(&stage.url, &said).await + 1;
            let named = Named { agency: desk.agency, version, outside: Vec::new() };
            let signing = desk.secrets.signing.as_ref().expect("every desk of the cast");
            let word = Signed::sign(&named, signing, Named::DOMAIN).unwrap();
            who.act(address, verb, &NameHolders { word }).await
        }
        "agencies.switch-on" => switch_on(stage, who).await,
        "agencies.others" => who.act(address, verb, &Others {}).await,
        "successions.endings" => who.act(address, verb, &EndingsOf {}).await,
        "successions.share" => share(stage, cast, (who, agency)).await,
        "successions.give" => give(stage, (who, desk.agency)).await,
        "agencies.propose-closing" | "agencies.take-over" | "agencies.close" => {
            end(stage, cast, verb, (who, agency)).await
        }
        "roles.define" => who.act(address, verb, &role(&[])).await,
        "roles.list" => who.act(address, verb, &RolesOf {}).await,
        "notices.see" => who.act(address, verb, &notices::See {}).await,
        "notices.set" => who.act(address, verb, &told("1 nouveau message")).await,
        "late.list" => who.act(address, verb, &LateOf {}).await,
        "posts.people" => who.act(address, verb, &PeopleOf {}).await,
        _ if open => {
            let (body, _) = renewal(&people(address, who).await, &desk);
            who.act(address, verb, &body).await
        }
        _ => {
            let people = People {
                posts: Vec::new(),
                offers: Vec::new(),
                key: None,
                due: None,
                terms: None,
                limits: Default::default(),
            };
            who.act(address, verb, &renewal(&people, &cast.desk_of("essai")).0).await
        }
    }
}

/// What an agency is told from now on, and where.
pub fn told(text: &str) -> notices::Set {
    let (mails, phones) = (vec!["garde@exemple.ml".to_owned()], vec!["+22370000000".to_owned()]);
    notices::Set { wanted: Wanted { text: text.to_owned(), mails, phones } }
}

/// Whether the machine may write down what became of a notice.
pub async fn tried(stage: &Stage) -> bool {
    let outcomes = vec![Went { way: Way::Mail, sent: 1, failed: 0 }];
    let act = Try { agency: danbe_words::AgencyId::from_bytes([1; 16]), rung: 0, outcomes };
    stage.served.house.store().act(act, danbe_store::Thread::default()).await.is_ok()
}
