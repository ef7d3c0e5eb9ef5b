//! Everybody who stands somewhere: the demonstration's posts, and six agencies more whose posts hold one duty each.
//!
//! In the demonstration a holder is also a caseworker or an officer, so that one open cell may hide a closed one.
//! The agencies founded here separate them. The demonstration's root is public by construction: its seed is printed
//! in its source.

use super::house::{Newcomer, Offer, ask_for_post, desk_post, enrol};
use super::http::{Response, post};
use super::people::{Desk, Filed, Replied, SignedIn, enrolment, invented, sign_in, sign_in_with};
use super::{Stage, chance, database};
use danbe_house::posts::{Found, FoundedAgency, FoundedMember, Keys, Pins, Post, Profile, Secrets, Welcome};
use danbe_house::recovery::{Ask, Recoveries, RecoveriesOf, Request};
use danbe_store::{Clock, SystemClock, Thread};
use danbe_vault::{
    AgencyCharter, CHARTER, Chance, Entropy, MEMBER_CARD, MemberCard, OpeningKey, SecretKey, Signed,
    SigningKey, Wrap,
};
use danbe_words::{AgencyClass, AgencyId, Duty, FileId, MemberId, Region};

/// The root of every demonstration.
pub fn root() -> SigningKey {
    SigningKey::generate(&mut Chance::new(Entropy::from_system(*b"danbe, demonstration, seed no. 1")))
}

/// Somebody, described in plain words apart from the guard.
#[derive(Debug, Clone)]
pub struct Actor {
    pub who: SignedIn,
    pub agency: &'static str,
    pub team: &'static str,
    pub standings: &'static [&'static str],
}

/// Agency, team, standings of the posts of the demonstration, as its page of accounts says them.
const DEMONSTRATION: [(&str, &str, &str, &[&str]); 9] = [
    ("gao-1", "gao", "accueil", &["caseworker"]),
    ("gao-2", "gao", "accueil", &["caseworker", "holder"]),
    ("gao-3", "gao", "direction", &["officer", "holder"]),
    ("gao-4", "gao", "juridique", &["caseworker", "holder"]),
    ("gao-5", "gao", "accueil", &["caseworker"]),
    ("segou-1", "segou", "accueil", &["caseworker"]),
    ("bamako-1", "bamako", "accueil", &["caseworker"]),
    ("poste-1", "poste", "poste", &["sender"]),
    ("machine-1", "machine", "machine", &["administrator"]),
];

/// An agency of the tests: name, class, and posts of one duty each, twice, in teams `a` and `b`.
const ESSAIS: [(&str, AgencyClass, Posts); 6] = [
    ("essai", AgencyClass::ProtectionService, ALL),
    ("autre", AgencyClass::ChildProtection, ALL),
    ("essai-poste", AgencyClass::Sender, &[("sender", Duty::Caseworker)]),
    ("essai-decideur", AgencyClass::DecidingAuthority, &[("decider", Duty::Caseworker)]),
    ("essai-bureau", AgencyClass::Statistics, &[("tabulator", Duty::Caseworker)]),
    ("essai-machine", AgencyClass::Operations, &[("administrator", Duty::Administrator)]),
];
/// Posts of whom something is asked and who ask nothing.
const NOWHERE: [&str; 2] = ["perdue", "partante"];
/// Name of a post, and its one duty.
pub type Posts = &'static [(&'static str, Duty)];
const ALL: Posts = &[
    ("caseworker", Duty::Caseworker),
    ("officer", Duty::Officer),
    ("holder", Duty::Holder),
    ("rehearsal", Duty::Rehearsal),
];

/// An agency founded by a test, with every key it has.
#[derive(Debug)]
pub struct Essai {
    pub name: &'static str,
    pub id: AgencyId,
    pub opening: OpeningKey,
    pub signing: SigningKey,
    pub act: Found,
    members: Vec<(String, &'static str, &'static str, OpeningKey, SigningKey)>,
}

impl Essai {
    /// Draws an agency; the act that founds it is not performed yet.
    pub fn draw(
        name: &'static str,
        class: AgencyClass,
        posts: &'static [(&'static str, Duty)],
        pins: &Pins,
    ) -> Self {
        let mut chance = chance();
        let id = AgencyId::from_bytes(chance.bytes());
        let (opening, signing) = (OpeningKey::generate(&mut chance), SigningKey::generate(&mut chance));
        let charter = AgencyCharter {
            agency: id.to_string(),
            name: name.to_owned(),
            class: class.code().to_owned(),
            opening: opening.sealing(),
            signing: signing.verifying(),
            epoch: 1,
        };
        let charter = Signed::sign(&charter, &root(), CHARTER).unwrap();
        let (mut founded, mut members) = (Vec::new(), Vec::new());
        let lost: &[(&str, Duty)] = &[("perdue", Duty::Caseworker), ("partante", Duty::Caseworker)];
        for (standing, duty) in posts.iter().chain(lost) {
            for team in if NOWHERE.contains(standing) { &["a"][..] } else { &["a", "b"] } {
                let handle = format!("{name}-{standing}-{team}");
                let own = (OpeningKey::generate(&mut chance), SigningKey::generate(&mut chance));
                let member = MemberId::from_bytes(chance.bytes());
                let card = card(id, member, (&own.0, &own.1), 1, &post_of(&handle, &[*duty], team), &signing);
                let actor = danbe_guard::Actor {
                    member,
                    agency: id,
                    class,
                    duties: vec![*duty],
                    team: (*team).to_owned(),
                    role: None,
                };
                let papers = (charter.clone(), card.clone());
                let profile = Profile::Caseworker;
                let secrets = Secrets::default();
                let welcome = Welcome::new(actor, handle.clone(), profile, pins.clone(), papers, &secrets)
                    .seal(&signing, &own.0.sealing(), &mut chance)
                    .unwrap();
                let (duties, team_text) = (vec![*duty], (*team).to_owned());
                founded.push(FoundedMember {
                    id: member,
                    handle: handle.clone(),
                    duties,
                    team: team_text,
                    profile,
                    card,
                    welcome,
                    capsule: String::new(),
                });
                members.push((handle, *standing, *team, own.0, own.1));
            }
        }
        let region = Region::Gao;
        let agency = FoundedAgency { id, name: name.to_owned(), class, region, charter };
        let act = Found { root: root().verifying(), agency, members: founded, readers: Vec::new() };
        Self { name, id, opening, signing, act, members }
    }

    /// Handles and keys of its posts, but those of whom something is asked.
    pub fn keys(&self) -> impl Iterator<Item = (&str, &OpeningKey, &SigningKey)> {
        let there = self.members.iter().filter(|member| !NOWHERE.contains(&member.1));
        there.map(|(handle, _, _, opening, signing)| (handle.as_str(), opening, signing))
    }

    /// What its devices seal with.
    pub fn desk(&self) -> Desk {
        let secrets = Secrets {
            opening: Some(self.opening.clone()),
            tokens: Some(SecretKey::generate(&mut chance())),
            signing: Some(self.signing.clone()),
            ..Secrets::default()
        };
        Desk { agency: self.id, to: self.opening.sealing(), secrets, welcome: None }
    }
}

/// A member's card under her agency's key.
pub fn card(
    agency: AgencyId,
    member: MemberId,
    (opening, signing): (&OpeningKey, &SigningKey),
    epoch: u64,
    post: &Post,
    by: &SigningKey,
) -> Signed<MemberCard> {
    let keys = Keys { opening: opening.sealing(), signing: signing.verifying(), epoch };
    Signed::sign(&post.card(agency, member, &keys), by, MEMBER_CARD).unwrap()
}

/// An agency in service, as if it had tried its holders; `agency` as SQL.
pub fn in_service(agency: &str) -> String {
    format!(
        "INSERT INTO house_opening (agency, idx, at, officer, trial) VALUES ({agency}, 0, 0, '', '')
         ON CONFLICT DO NOTHING"
    )
}

/// A post of one duty on an office device.
pub fn post_of(handle: &str, duties: &[Duty], team: &str) -> Post {
    let (handle, team) = (handle.to_owned(), team.to_owned());
    Post { handle, duties: duties.to_vec(), team, profile: Profile::Caseworker }
}

/// A request to be brought back, and the new keys it names.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: String,
    pub text: String,
    pub opening: OpeningKey,
    pub signing: SigningKey,
}

/// Asks, as a new device of somebody does.
pub async fn ask(address: std::net::SocketAddr, handle: &str) -> (Asked, Response) {
    let mut chance = chance();
    let (opening, signing) = (OpeningKey::generate(&mut chance), SigningKey::generate(&mut chance));
    let request = Request {
        id: FileId::from_bytes(chance.bytes()).to_string(),
        handle: handle.to_owned(),
        opening: opening.sealing(),
        signing: signing.verifying(),
        at: SystemClock.now().0,
    };
    let signed = Signed::sign(&request, &signing, Request::DOMAIN).unwrap();
    let asked = Asked { id: request.id, text: signed.text.clone(), opening, signing: signing.clone() };
    let body = Ask { request: signed, signing: signing.verifying() };
    let response = post(address, "/session/recover", &body).await;
    (asked, response)
}

/// What an officer's device makes of an approved request.
pub async fn papers(
    address: std::net::SocketAddr,
    officer: &SignedIn,
    desk: &Desk,
    asked: &Asked,
) -> danbe_house::recovery::Finish {
    let list: Replied<Recoveries> = officer.done(address, "recovery.list", &RecoveriesOf {}).await;
    let pending = list.answer.unwrap().pending;
    let pending = pending.iter().find(|pending| pending.id == asked.id).expect("the request is listed");
    let agency_key = desk.secrets.signing.as_ref().expect("an officer's device signs");
    let charged = pending.post(&agency_key.verifying(), &pending_handle(&asked.text)).expect("a signed card");
    let keys = (&asked.opening, &asked.signing);
    let card = card(desk.agency, pending.member, keys, pending.epoch + 1, &charged, agency_key);
    let welcome = match &desk.welcome {
        None => Wrap(vec![1; 64]),
        Some(mine) => {
            let actor = charged.actor(&mine.actor, pending.member);
            let papers = (mine.charter.clone(), card.clone());
            let secrets = desk.secrets.for_post(&charged);
            let handle = charged.handle.clone();
            Welcome::new(actor, handle, charged.profile, mine.pins.clone(), papers, &secrets)
                .seal(agency_key, &asked.opening.sealing(), &mut chance())
                .unwrap()
        }
    };
    danbe_house::recovery::Finish { recovery: asked.id.clone(), card, welcome }
}

fn pending_handle(text: &str) -> String {
    serde_json::from_str::<Request>(text).unwrap().handle
}

/// Something acted on: a file or a request, of an agency and team; of nobody when it does not exist.
#[derive(Debug, Clone)]
pub struct Target<T> {
    pub agency: &'static str,
    pub team: &'static str,
    pub thing: T,
}

/// Founds an agency of the tests and puts it in service; gives whoever has a post in it, signed in.
pub async fn founded(
    stage: &Stage,
    (name, class, posts): (&'static str, AgencyClass, Posts),
    pins: &Pins,
) -> (Essai, Vec<Actor>) {
    const ONE: [&[&str]; 9] = [
        &["caseworker"],
        &["officer"],
        &["holder"],
        &["sender"],
        &["administrator"],
        &["rehearsal"],
        &["decider"],
        &["tabulator"],
        &["investigator"],
    ];
    let essai = Essai::draw(name, class, posts, pins);
    stage.served.house.store().act(essai.act.clone(), Thread::default()).await.expect("founded");
    database::plant(&stage.url, &in_service(&format!("'{}'", essai.id))).await;
    let mut actors = Vec::new();
    for (handle, standing, team, opening, signing) in &essai.members {
        if !NOWHERE.contains(standing) {
            let who = sign_in_with(stage.address(), handle, opening, signing).await;
            let standings = ONE.into_iter().find(|one| one.contains(standing)).unwrap();
            actors.push(Actor { who, agency: name, team, standings });
        }
    }
    (essai, actors)
}

/// Everybody and everything of the matrix.
pub struct Cast {
    pub actors: Vec<Actor>,
    /// How many of the first actors are of the demonstration: the others hold one duty each.
    pub demonstration: usize,
    pub essais: Vec<Essai>,
    pub files: Vec<Target<Filed>>,
    pub requests: Vec<Target<Asked>>,
    pub members: Vec<Target<MemberId>>,
    pub offers: Vec<Target<Newcomer>>,
    pub lates: Vec<Target<String>>,
    pub shares: Vec<Target<super::sharing::Share>>,
    /// Suspended, with something signed and not sent.
    pub refused: SignedIn,
    pub gao: Desk,
}

impl Cast {
    pub async fn enter(stage: &Stage) -> Self {
        let address = stage.address();
        let mut actors = Vec::new();
        for (handle, agency, team, standings) in DEMONSTRATION {
            actors.push(Actor { who: sign_in(address, handle).await, agency, team, standings });
        }
        let demonstration = actors.len();
        let pins = enrolment(address, "gao-1").await.pins.unwrap();
        let mut essais = Vec::new();
        for drawn in ESSAIS {
            let (essai, posts) = founded(stage, drawn, &pins).await;
            essais.push(essai);
            actors.extend(posts);
        }
        let gao = actors[2].who.welcome(address).await;
        let refused = enrol(address, &actors[2].who, &gao, desk_post("gao-10", "accueil")).await;
        let suspension =
            format!("INSERT INTO house_suspension (member, since) VALUES ('{}', 1)", refused.member);
        database::plant(&stage.url, &suspension).await;
        let (files, requests, members, offers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (lates, shares) = (Vec::new(), Vec::new());
        let mut cast = Self {
            actors,
            demonstration,
            essais,
            files,
            requests,
            members,
            offers,
            lates,
            shares,
            refused,
            gao,
        };
        cast.file_everything(stage).await;
        cast.people_everything(stage).await;
        cast.come_late(stage).await;
        cast.shares = super::sharing::planted(stage, &cast).await;
        for (agency, lost) in [
            ("gao", "gao-5"),
            ("essai", "essai-perdue-a"),
            ("autre", "autre-perdue-a"),
            ("essai-poste", "essai-poste-perdue-a"),
            ("essai-decideur", "essai-decideur-perdue-a"),
            ("essai-bureau", "essai-bureau-perdue-a"),
            ("essai-machine", "essai-machine-perdue-a"),
            ("", "nobody-of-that-name"),
        ] {
            let (thing, response) = ask(address, lost).await;
            assert_eq!(response.status, 200, "{lost}: {}", response.text());
            cast.requests.push(Target { agency, team: "", thing });
        }
        cast
    }

    /// One file of a team of each agency. Agencies that assist nobody can have none: theirs are planted.
    async fn file_everything(&mut self, stage: &Stage) {
        let by = |handle: &str| self.actors.iter().find(|a| a.who.handle == handle).unwrap().clone();
        let essai = self.essais[0].desk();
        let mut files = Vec::new();
        for (agency, team, registrar, planted) in [
            ("gao", "accueil", "gao-1", false),
            ("gao", "juridique", "gao-4", false),
            ("segou", "accueil", "segou-1", false),
            ("essai", "a", "essai-caseworker-a", false),
            ("autre", "a", "autre-caseworker-a", false),
            ("gao", "direction", "gao-4", true),
            ("essai-poste", "a", "essai-caseworker-a", true),
            ("essai-decideur", "a", "essai-caseworker-a", true),
            ("essai-bureau", "a", "essai-caseworker-a", true),
            ("essai-machine", "a", "essai-caseworker-a", true),
        ] {
            let registrar = by(registrar);
            let desk = if agency.starts_with("gao") { &self.gao } else { &essai };
            let filed = desk.register(&invented(1), &invented(1));
            let _: Replied<()> =
                registrar.who.done(stage.address(), "cases.register", &filed.registration).await;
            if planted {
                let id =
                    self.essais.iter().find(|e| e.name == agency).map(|e| e.id).unwrap_or(self.gao.agency);
                let file = filed.keyring.file;
                let statement =
                    format!("UPDATE cases_file SET agency = '{id}', team = '{team}' WHERE id = '{file}'");
                database::plant(&stage.url, &statement).await;
            }
            files.push(Target { agency, team, thing: filed });
        }
        let mut absent = files[0].thing.clone();
        absent.keyring.file = FileId::from_bytes(chance().bytes());
        files.push(Target { agency: "", team: "", thing: absent });
        self.files = files;
    }

    /// A member of each agency who acts nowhere else in the tests, and an invitation somebody has used.
    async fn people_everything(&mut self, stage: &Stage) {
        let address = stage.address();
        let new = enrol(address, &self.actor("gao-3").who, &self.gao, desk_post("gao-8", "a")).await;
        let gao = [("gao", new.member)];
        let lost = self.essais.iter().flat_map(|essai| {
            essai.act.members.iter().filter(|m| m.handle.contains("partante")).map(|m| (essai.name, m.id))
        });
        let nobody = [("", MemberId::from_bytes(chance().bytes()))];
        let targets = gao.into_iter().chain(lost).chain(nobody);
        self.members = targets.map(|(agency, thing)| Target { agency, team: "", thing }).collect();
        let mut offers = Vec::new();
        for (agency, officer) in
            [("gao", "gao-3"), ("essai", "essai-officer-a"), ("autre", "autre-officer-a")]
        {
            let thing = self.newcomer(stage, &self.actor(officer).who).await.thing;
            offers.push(Target { agency, team: "", thing });
        }
        // Agencies without an officer invite nobody: theirs are planted.
        for agency in ["essai-poste", "essai-decideur", "essai-bureau", "essai-machine"] {
            let officer = &self.actor("essai-officer-a").who;
            let thing = self.newcomer(stage, officer).await.thing;
            let id = self.essais.iter().find(|essai| essai.name == agency).unwrap().id;
            let (lookup, table) = (&thing.lookup, "house_invitation");
            let statement = format!("UPDATE {table} SET agency = '{id}' WHERE lookup = '{lookup}'");
            database::plant(&stage.url, &statement).await;
            offers.push(Target { agency, team: "", thing });
        }
        let mut nobodys = offers[0].thing.clone();
        nobodys.lookup = FileId::from_bytes(chance().bytes()).to_string();
        offers.push(Target { agency: "", team: "", thing: nobodys });
        self.offers = offers;
    }

    /// Something of every team that came late. What it says is not looked at by who may settle it.
    pub async fn come_late(&mut self, stage: &Stage) {
        let mut lates = Vec::new();
        for target in &self.files {
            let id = FileId::from_bytes(chance().bytes()).to_string();
            let (agency, team) = (target.agency, target.team);
            if !agency.is_empty() {
                let of = |essai: &&Essai| essai.name == agency;
                let actor = self.actors.iter().find(|actor| actor.agency == agency).unwrap();
                let agency = match self.essais.iter().find(of) {
                    Some(essai) => essai.id.to_string(),
                    None => format!("(SELECT agency FROM house_member WHERE id = '{}')", actor.who.member),
                };
                let agency = if agency.starts_with('(') { agency } else { format!("'{agency}'") };
                let bytes = if stage.engine == super::Engine::Sqlite { "x'7b7d'" } else { "'\\x7b7d'" };
                let statement = format!(
                    "INSERT INTO house_late (id, agency, team, member, epoch, verb, claimed, ended, arrived, envelope)
                     VALUES ('{id}', {agency}, '{team}', '{}', 1, 'cases.note', 1, 2, 3, {bytes})",
                    actor.who.member
                );
                database::plant(&stage.url, &statement).await;
            }
            lates.push(Target { agency, team, thing: id });
        }
        self.lates = lates;
    }

    /// Root, ledger and charter of the demonstration's first agency: what a note of an invitation names.
    pub fn papers(&self) -> (Pins, Signed<AgencyCharter>) {
        let welcome = self.gao.welcome.as_ref().unwrap();
        (welcome.pins.clone(), welcome.charter.clone())
    }

    /// Somebody invited by an officer, whose device has asked.
    pub async fn newcomer(&self, stage: &Stage, officer: &SignedIn) -> Target<Newcomer> {
        let (pins, charter) = self.papers();
        let handle = format!("neuf-{}", danbe_vault::text::hex(&chance().bytes::<4>()));
        let offer = Offer::draw(desk_post(&handle, "a"), pins, charter);
        let _: Replied<()> = officer.done(stage.address(), "enrolment.invite", &offer.body()).await;
        let (thing, response) = ask_for_post(stage.address(), &offer.code.lookup(), &handle).await;
        assert_eq!(response.status, 200, "{}", response.text());
        Target { agency: "", team: "", thing }
    }

    pub fn actor(&self, handle: &str) -> &Actor {
        self.actors.iter().find(|actor| actor.who.handle == handle).unwrap()
    }

    /// What the devices of an agency seal with.
    pub fn desk_of(&self, agency: &str) -> Desk {
        match self.essais.iter().find(|essai| essai.name == agency) {
            Some(essai) => essai.desk(),
            None => Desk {
                agency: self.gao.agency,
                to: self.gao.to,
                secrets: self.gao.secrets.clone(),
                welcome: self.gao.welcome.clone(),
            },
        }
    }
}
