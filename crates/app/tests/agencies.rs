//! An agency from its charter to the day it may be relied on: what it is refused before, what is missing said at each
//! step, and a trial that is a recovery like any other.

use crate::rig::Stage;
use crate::rig::cast::{Asked, Cast, ask, in_service, papers, root};
use crate::rig::database;
use crate::rig::house::{desk_post, enrol};
use crate::rig::http::{Response, post, refused, send};
use crate::rig::people::{
    Desk, Filed, Replied, SignedIn, enrolment, invented, on_each_engine, open_capsule, sign_in, sign_in_with,
    try_sign_in,
};
use danbe_app::founding::{Account, Plan, found};
use danbe_house::agencies::{
    Accepted, Close, Closing, DestroyDue, Estate, LookUp, LookedUp, MOST, NameHolders, Named, Outside,
    ProposeClosing, See, Service, SwitchOn, TakeOver, Waits,
};
use danbe_house::epochs::Declare;
use danbe_house::late::{LateOf, Lates};
use danbe_house::posts::{Post, Reinstate, Suspend, WelcomeMe, Welcomed};
use danbe_house::recovery::Approve;
use danbe_protection::cases::{List, Listed, Open, OpenIdentity, Opened};
use danbe_store::{Clock, Thread};
use danbe_vault::{CHARTER, Checkpoint, Declaration, Signed, SigningKey};
use danbe_words::{AgencyClass, Duty, Region};

/// An agency just founded under the demonstration's root.
pub(crate) async fn founded(stage: &Stage, prefix: &str) -> Vec<Account> {
    let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
    let (name, class) = (format!("Maison {prefix}"), AgencyClass::ProtectionService);
    let plan = Plan { name, class, region: Region::Gao, prefix: prefix.to_owned() };
    let (paper, accounts) = found(&plan, &root(), &pins, &mut crate::rig::chance()).unwrap();
    let act = paper.into_act(&pins);
    stage.served.house.store().act(act, Thread::default()).await.expect("founded at the console");
    accounts
}

pub(crate) async fn enter(stage: &Stage, account: &Account) -> SignedIn {
    let body = serde_json::json!({ "handle": account.handle });
    let capsule = post(stage.address(), "/session/capsule", &body).await.json();
    let (opening, signing) = open_capsule(&capsule, &account.words).unwrap().keys().unwrap();
    sign_in_with(stage.address(), &account.handle, &opening, &signing).await
}

async fn waits(stage: &Stage, who: &SignedIn) -> Option<Waits> {
    let welcomed: Replied<Welcomed> = who.done(stage.address(), "posts.welcome", &WelcomeMe {}).await;
    welcomed.answer.unwrap().waits
}

async fn see(stage: &Stage, officer: &SignedIn) -> Service {
    let seen: Replied<Service> = officer.done(stage.address(), "agencies.see", &See {}).await;
    seen.answer.unwrap()
}

async fn switch_on(stage: &Stage, officer: &SignedIn) -> Response {
    officer.act(stage.address(), "agencies.switch-on", &SwitchOn {}).await
}

async fn list(stage: &Stage, who: &SignedIn) -> Response {
    who.act(stage.address(), "cases.list", &List::default()).await
}

async fn approve(stage: &Stage, holder: &SignedIn, asked: &Asked) -> Response {
    let body = Approve::sign(asked.id.clone(), asked.text.clone(), &holder.signing);
    holder.act(stage.address(), "recovery.approve", &body).await
}

/// What an officer's device signs about a holder of another agency.
async fn naming(stage: &Stage, officer: &SignedIn, desk: &Desk, handles: &[&str]) -> Named {
    let mut outside = Vec::new();
    for handle in handles {
        let body = LookUp { handle: (*handle).to_owned() };
        let found: Replied<LookedUp> = officer.done(stage.address(), "agencies.look-up", &body).await;
        let found = found.answer.unwrap().holder.expect("a holder elsewhere");
        let (agency, card) = found.holder(&root().verifying()).expect("the root vouches for her");
        let (agency, member) = (agency.agency.parse().unwrap(), card.member.parse().unwrap());
        outside.push(Outside { agency, member, handle: (*handle).to_owned() });
    }
    Named { agency: desk.agency, version: 1, outside }
}

async fn name(stage: &Stage, officer: &SignedIn, named: &Named, by: &SigningKey) -> Response {
    let word = Signed::sign(named, by, Named::DOMAIN).unwrap();
    officer.act(stage.address(), "agencies.name-holders", &NameHolders { word }).await
}

#[test]
fn nothing_is_handed_out_before_three_holders_a_trial_and_an_officer() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let accounts = founded(&stage, "neuve").await;
        let (officer, worker, holder) = (
            enter(&stage, &accounts[0]).await,
            enter(&stage, &accounts[1]).await,
            enter(&stage, &accounts[2]).await,
        );
        let desk = worker.welcome(address).await;

        // Somebody is in danger tonight: she is registered. What is kept about her waits.
        let filed = desk.register(&invented(1), &invented(1));
        let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
        let file = filed.keyring.file;
        for (verb, response) in [
            ("cases.list", list(&stage, &worker).await),
            ("cases.search", worker.act(address, "cases.search", &desk.search(&invented(1))).await),
            ("cases.open", worker.act(address, "cases.open", &Open { file }).await),
            ("cases.open-identity", worker.act(address, "cases.open-identity", &OpenIdentity { file }).await),
            ("cases.note", worker.act(address, "cases.note", &desk.note(&filed, "note")).await),
        ] {
            assert_eq!((verb, response.code().as_str()), (verb, "state-service-trial"));
            assert!(response.text().contains("n’est pas encore en service"), "{}", response.text());
        }
        assert_eq!(waits(&stage, &worker).await, Some(Waits::Trial));
        refused(&switch_on(&stage, &officer).await, 409, "state-service-trial");
        refused(&switch_on(&stage, &worker).await, 404, "not-found");
        let shown = see(&stage, &officer).await;
        assert_eq!((shown.on, shown.holders.len(), shown.trial), (None, 3, None));
        assert_eq!(shown.rehearsal, ["neuve-essai"]);

        // A holder who cannot be reached does not count: two are not three.
        let gone = Suspend { members: vec![holder.member] };
        let _: Replied<()> = officer.done(address, "posts.suspend", &gone).await;
        refused(&switch_on(&stage, &officer).await, 409, "state-service-holders");
        refused(&list(&stage, &worker).await, 409, "state-service-holders");

        // One of another agency is named in her place.
        let (gao, other) = (sign_in(address, "gao-2").await, sign_in(address, "gao-4").await);
        let (asked, _) = ask(address, "neuve-essai").await;
        refused(&approve(&stage, &gao, &asked).await, 404, "not-found");
        let officers_desk = officer.welcome(address).await;
        let named = naming(&stage, &officer, &officers_desk, &["gao-2"]).await;
        let own = officers_desk.secrets.signing.clone().unwrap();
        assert_eq!(name(&stage, &officer, &named, &own).await.status, 200);
        let shown = see(&stage, &officer).await;
        let elsewhere: Vec<_> = shown.holders.iter().filter(|it| it.elsewhere.is_some()).collect();
        assert_eq!((shown.holders.len(), elsewhere[0].handle.as_str()), (3, "gao-2"));
        refused(&switch_on(&stage, &officer).await, 409, "state-service-trial");

        // The trial: one of her own and the one named; nobody else.
        refused(&approve(&stage, &other, &asked).await, 404, "not-found");
        assert_eq!(approve(&stage, &gao, &asked).await.status, 200);
        let body = papers(address, &officer, &officers_desk, &asked).await;
        refused(&officer.act(address, "recovery.finish", &body).await, 409, "state-recovery-early");
        assert_eq!(approve(&stage, &worker, &asked).await.status, 200);
        assert_eq!(officer.act(address, "recovery.finish", &body).await.status, 200);
        let tried = sign_in_with(address, "neuve-essai", &asked.opening, &asked.signing).await;
        assert_eq!(tried.act(address, "posts.welcome", &WelcomeMe {}).await.status, 200, "she is back");
        refused(&tried.act(address, "recovery.list", &serde_json::json!({})).await, 404, "not-found");

        assert_eq!(waits(&stage, &worker).await, Some(Waits::Officer));
        refused(&list(&stage, &worker).await, 409, "state-service-off");
        assert_eq!(switch_on(&stage, &officer).await.status, 200);
        refused(&switch_on(&stage, &officer).await, 409, "state-exists");
        assert_eq!(waits(&stage, &worker).await, None);
        let listed: Replied<Listed> = worker.done(address, "cases.list", &List::default()).await;
        assert_eq!(listed.answer.unwrap().files.len(), 1, "who was registered before is there");
        assert_eq!(worker.act(address, "cases.open", &Open { file }).await.status, 200);
        // It stays in service when a holder comes back or goes.
        let back = Reinstate { members: vec![holder.member] };
        let _: Replied<()> = officer.done(address, "posts.reinstate", &back).await;
        assert_eq!(list(&stage, &worker).await.status, 200);
        assert!(stage.intact().await);
    });
}

#[test]
fn holders_from_outside_are_named_by_the_agency_and_by_nobody_else() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let accounts = founded(&stage, "petite").await;
        let officer = enter(&stage, &accounts[0]).await;
        let desk = officer.welcome(address).await;
        let own = desk.secrets.signing.clone().unwrap();
        // Whoever is no holder, or is one of her own, is answered as nobody.
        for handle in ["gao-1", "machine-1", "petite-2", "nobody-of-that-name"] {
            let body = LookUp { handle: handle.to_owned() };
            let found: Replied<LookedUp> = officer.done(address, "agencies.look-up", &body).await;
            assert!(found.answer.unwrap().holder.is_none(), "{handle}");
        }
        let named = naming(&stage, &officer, &desk, &["gao-2", "gao-4"]).await;
        let stranger = SigningKey::generate(&mut crate::rig::chance());
        refused(&name(&stage, &officer, &named, &stranger).await, 401, "envelope-signature");
        let twice = Named { outside: vec![named.outside[0].clone(); 2], ..named.clone() };
        refused(&name(&stage, &officer, &twice, &own).await, 400, "envelope-malformed");
        let many = Named { outside: vec![named.outside[0].clone(); MOST + 1], ..named.clone() };
        refused(&name(&stage, &officer, &many, &own).await, 400, "envelope-malformed");
        let late = Named { version: 2, ..named.clone() };
        refused(&name(&stage, &officer, &late, &own).await, 409, "state-holders-changed");
        let mut swapped = named.clone();
        swapped.outside[0].member = swapped.outside[1].member;
        swapped.outside.pop();
        refused(&name(&stage, &officer, &swapped, &own).await, 409, "state-holder-gone");
        assert_eq!(name(&stage, &officer, &named, &own).await.status, 200);
        // The next word takes the place of the one before.
        let next = Named { version: 2, outside: Vec::new(), ..named };
        assert_eq!(name(&stage, &officer, &next, &own).await.status, 200);
        let (asked, _) = ask(address, "petite-essai").await;
        let gao = sign_in(address, "gao-2").await;
        refused(&approve(&stage, &gao, &asked).await, 404, "not-found");
    });
}

/// She who holds a post learns on her own device that somebody asked for her place.
#[test]
fn whoever_is_at_work_is_told_that_somebody_asks_for_her_place() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let gao = sign_in(stage.address(), "gao-1").await;
        let told = async |who: &SignedIn| {
            let body = WelcomeMe {};
            let welcomed: Replied<Welcomed> = who.done(stage.address(), "posts.welcome", &body).await;
            welcomed.answer.unwrap().asked
        };
        assert_eq!(told(&gao).await, None);
        let (_, response) = ask(stage.address(), "gao-1").await;
        assert_eq!(response.status, 200);
        assert!(told(&gao).await.is_some());
        let colleague = sign_in(stage.address(), "gao-2").await;
        assert_eq!(told(&colleague).await, None, "her own place alone");
    });
}

/// A closed agency whose date has come, planted: whether the machine destroys what it kept.
pub(crate) async fn destroyed(stage: &Stage, cast: &Cast) -> bool {
    let agency = cast.desk_of("essai").agency;
    let planted = format!(
        "INSERT INTO house_closing (agency, text, proposer, at, destroy, closed) VALUES ('{agency}', '', '', 1, 2, 1)"
    );
    database::plant(&stage.url, &planted).await;
    let done = stage.served.house.store().act(DestroyDue, Thread::default()).await;
    database::plant(&stage.url, "DELETE FROM house_closing").await;
    done.is_ok()
}

/// An officer's word that ten lines more were lost than there are.
pub(crate) async fn declared(stage: &Stage, cast: &Cast) -> Response {
    let officer = cast.actors.iter().find(|actor| actor.standings.contains(&"officer")).unwrap();
    let mut conn = stage.served.house.store().read().await.unwrap();
    let (_, note) = danbe_store::newest_checkpoint(&mut conn).await.unwrap().unwrap();
    drop(conn);
    let paper = danbe_app::installation::Folder::open(&stage.folder).unwrap().paper;
    let kept = Checkpoint::open(&note, &paper.origin, &paper.ledger).unwrap();
    let lost = Checkpoint { size: kept.size + 10, root: [7; 32], ..kept.clone() };
    let said = Declaration { v: 1, lost, kept, reason: "essai".into(), at: 1 };
    declare(stage, &officer.who, &said.to_text().unwrap()).await
}

pub(crate) async fn declare(stage: &Stage, officer: &SignedIn, text: &str) -> Response {
    let sig = Declaration::sign(text, &officer.signing);
    let body = Declare { member: officer.member, text: text.to_owned(), sig };
    post(stage.address(), "/session/declare", &body).await
}

/// Two agencies in service, and what a closing of the first needs.
struct Ending {
    officers: [SignedIn; 2],
    desk: Desk,
    successor: (SignedIn, Desk),
    text: String,
    estate: Signed<Estate>,
}

/// Somebody of an agency founded by a test holds two officers' posts; the demonstration's Gao takes over.
async fn ending(stage: &Stage) -> (Ending, Filed) {
    let address = stage.address();
    let accounts = founded(stage, "fermee").await;
    let first = enter(stage, &accounts[0]).await;
    database::plant(
        &stage.url,
        &in_service(&format!("(SELECT agency FROM house_member WHERE id = '{}')", first.member)),
    )
    .await;
    let desk = first.welcome(address).await;
    let post = Post { duties: vec![Duty::Officer], ..desk_post("fermee-4", "direction") };
    let second = enrol(address, &first, &desk, post).await;
    let worker = enter(stage, &accounts[1]).await;
    let filed = worker.welcome(address).await.register(&invented(5), &invented(5));
    let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
    let successor = sign_in(address, "gao-3").await;
    let successors = successor.welcome(address).await;
    let (by, to) = (desk.secrets.signing.as_ref().unwrap(), (successors.agency, &successors.to));
    let keys = desk.secrets.opening_keys();
    let estate = Estate::seal((desk.agency, by), to, keys, &mut crate::rig::chance()).unwrap();
    let closing = Closing { agency: desk.agency, successor: Some(successors.agency), destroy: None, at: 1 };
    let text = serde_json::to_string(&closing).unwrap();
    (Ending { officers: [first, second], desk, successor: (successor, successors), text, estate }, filed)
}

impl Ending {
    async fn propose(&self, stage: &Stage) -> Response {
        let body = ProposeClosing { text: self.text.clone(), estate: Some(self.estate.clone()) };
        self.officers[0].act(stage.address(), "agencies.propose-closing", &body).await
    }

    async fn take_over(&self, stage: &Stage, estate: &Signed<Estate>, team: &str) -> Response {
        let (officer, desk) = &self.successor;
        let estate = danbe_vault::text::hex(&estate.digest());
        let said = Accepted { agency: desk.agency, estate };
        let by = desk.secrets.signing.as_ref().unwrap();
        let accepted = Signed::sign(&said, by, Accepted::DOMAIN).unwrap();
        let body = TakeOver { from: self.desk.agency, accepted, team: team.to_owned(), estate: None };
        officer.act(stage.address(), "agencies.take-over", &body).await
    }

    async fn close(&self, stage: &Stage, officer: usize, text: &str) -> Response {
        let body = Close { text: text.to_owned() };
        self.officers[officer].act(stage.address(), "agencies.close", &body).await
    }
}

#[test]
fn a_closed_agencys_files_are_its_successors_and_its_members_are_refused() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (ending, filed) = ending(&stage).await;
        let (file, agency) = (filed.keyring.file, ending.desk.agency);
        let colleague = sign_in(address, "gao-1").await;
        refused(&colleague.act(address, "cases.open", &Open { file }).await, 404, "not-found");

        assert_eq!(ending.propose(&stage).await.status, 200);
        refused(&ending.close(&stage, 0, &ending.text).await, 409, "state-closing-second");
        refused(&ending.close(&stage, 1, &ending.text).await, 409, "state-closing-not-accepted");
        // Another estate than the one proposed is not what was taken over; a stranger takes nothing over.
        let by = ending.desk.secrets.signing.as_ref().unwrap();
        let to = (ending.successor.1.agency, &ending.successor.1.to);
        let keys = ending.desk.secrets.opening_keys();
        let other = Estate::seal((agency, by), to, keys, &mut crate::rig::chance()).unwrap();
        refused(&ending.take_over(&stage, &other, "accueil").await, 409, "state-closing-changed");
        refused(&ending.take_over(&stage, &ending.estate, "").await, 422, "invalid-post-team");
        assert_eq!(ending.take_over(&stage, &ending.estate, "accueil").await.status, 200);
        // A text changed since it was proposed is not signed; proposing again asks the successor again.
        let changed = ending.text.replace("\"at\":1", "\"at\":2");
        refused(&ending.close(&stage, 1, &changed).await, 409, "state-closing-changed");
        assert_eq!(ending.propose(&stage).await.status, 200);
        refused(&ending.close(&stage, 1, &ending.text).await, 409, "state-closing-not-accepted");
        assert_eq!(ending.take_over(&stage, &ending.estate, "accueil").await.status, 200);
        assert_eq!(ending.close(&stage, 1, &ending.text).await.status, 200);

        for officer in &ending.officers {
            refused(&officer.act(address, "posts.welcome", &WelcomeMe {}).await, 401, "session-closed");
            refused(&try_sign_in(address, &officer.handle, &officer.signing).await, 401, "sign-in-refused");
        }
        // Whoever worked there without a network is not lost either: her envelope is her successor's to decide.
        let note = ending.desk.note(&filed, "note tardive");
        let late = ending.officers[0].draft("cases.note", &note).sign(&ending.officers[0].signing);
        let handed = send(address, "POST", "/session/late", &[], &late).await;
        assert_eq!(handed.status, 200, "{}", handed.text());
        let lates: Replied<Lates> = colleague.done(address, "late.list", &LateOf {}).await;
        assert_eq!(lates.answer.unwrap().late.len(), 1);

        // The successor's team lists and opens it, with keys its own agency took over.
        let listed: Replied<Listed> = colleague.done(address, "cases.list", &List::default()).await;
        assert!(listed.answer.unwrap().files.iter().any(|line| line.file == file));
        let welcomed: Replied<Welcomed> = colleague.done(address, "posts.welcome", &WelcomeMe {}).await;
        let welcomed = welcomed.answer.unwrap();
        let told = welcomed.closed.iter().find(|it| it.name == "Maison fermee").expect("everybody is told");
        assert!(told.successor.as_ref().is_some_and(|name| name.contains("Dune")));
        let gao = colleague.welcome(address).await;
        let own = gao.welcome.as_ref().unwrap().charter.verify(&root().verifying(), CHARTER).unwrap();
        let with = gao.secrets.opening_keys();
        let keys = welcomed.inherited[0].open(&root().verifying(), (gao.agency, &own.signing), with).unwrap();
        let opened: Replied<Opened> = colleague.done(address, "cases.open", &Open { file }).await;
        let opened = opened.answer.unwrap();
        assert_eq!(opened.keyring.agency, agency, "its seals stay bound to where it began");
        let key = opened.keyring.open_key(&opened.keys[0], &keys[0]).expect("the old key, taken over");
        assert!(opened.records.iter().any(|record| opened.keyring.open(&record.record, &key).is_ok()));
        let before =
            gao.secrets.opening_keys().find_map(|own| opened.keyring.open_key(&opened.keys[0], own).ok());
        assert!(before.is_none(), "and none of its own");
        let sender = sign_in(address, "poste-1").await;
        let welcomed: Replied<Welcomed> = sender.done(address, "posts.welcome", &WelcomeMe {}).await;
        assert_eq!(welcomed.answer.unwrap().closed.len(), 1, "senders too");
        assert!(stage.intact().await);
    });
}

/// The installation says how long files of a closed agency are kept; it serves on under that.
pub(crate) async fn kept_for(stage: &mut Stage, days: u32) {
    let folder = danbe_app::installation::Folder::open(&stage.folder).unwrap();
    let mut paper = folder.paper.clone();
    paper.closed_kept_days = Some(days);
    folder.change(&paper).unwrap();
    stage.under(danbe_app::installation::policy()).await;
}

/// Where no term is set nothing is destroyed, however long ago an agency closed; a term set later counts from its closing.
#[test]
fn nothing_is_destroyed_before_somebody_has_said_how_long_it_is_kept() {
    on_each_engine(|engine| async move {
        let mut stage = Stage::open(engine).await;
        let (ending, filed) = ending(&stage).await;
        let day = 24 * 3_600_000;
        let closing = Closing { agency: ending.desk.agency, successor: None, destroy: None, at: 1 };
        let text = serde_json::to_string(&closing).unwrap();
        let body = ProposeClosing { text: text.clone(), estate: None };
        let _: Replied<()> =
            ending.officers[0].done(stage.address(), "agencies.propose-closing", &body).await;
        assert_eq!(ending.close(&stage, 1, &text).await.status, 200);
        stage.clock.forward(4_000 * day);
        let destroy =
            async |stage: &Stage| stage.served.house.store().act(DestroyDue, Thread::default()).await.is_ok();
        assert!(!destroy(&stage).await, "ten years later it is all there");
        kept_for(&mut stage, 5_000).await;
        assert!(!destroy(&stage).await);
        kept_for(&mut stage, 3_000).await;
        assert!(destroy(&stage).await, "counted from the day it closed");
        let left = format!("SELECT COUNT(*) FROM cases_key WHERE file = '{}'", filed.keyring.file);
        assert_eq!(database::number(&stage.url, &left).await, 0);
    });
}

#[test]
fn what_nobody_takes_over_is_destroyed_at_its_date_and_stays_counted() {
    on_each_engine(|engine| async move {
        let mut stage = Stage::open(engine).await;
        let (ending, filed) = ending(&stage).await;
        let day = 24 * 3_600_000;
        let closing = |destroy| Closing { agency: ending.desk.agency, successor: None, destroy, at: 1 };
        let text = |destroy| serde_json::to_string(&closing(destroy)).unwrap();
        let propose = async |stage: &Stage, text: String| {
            let body = ProposeClosing { text, estate: None };
            ending.officers[0].act(stage.address(), "agencies.propose-closing", &body).await
        };
        // Nobody has said how long: no date is invented, and what closes waits.
        refused(&propose(&stage, text(Some(stage.clock.now().0 + day))).await, 409, "state-closing-kept");
        assert_eq!(propose(&stage, text(None)).await.status, 200);
        kept_for(&mut stage, 30).await;
        refused(&propose(&stage, text(None)).await, 409, "state-closing-kept");
        refused(&propose(&stage, text(Some(stage.clock.now().0 + day))).await, 422, "invalid-date-destroy");
        let said = text(Some(stage.clock.now().0 + 30 * day));
        assert_eq!(propose(&stage, said.clone()).await.status, 200);
        assert_eq!(ending.close(&stage, 1, &said).await.status, 200);
        let destroy = async || stage.served.house.store().act(DestroyDue, Thread::default()).await.is_ok();
        assert!(!destroy().await, "not before its date");
        let rows = async |table: &str| {
            let sql = format!("SELECT COUNT(*) FROM {table} WHERE file = '{}'", filed.keyring.file);
            database::number(&stage.url, &sql).await
        };
        assert!(rows("cases_key").await > 0 && rows("cases_record").await > 0);
        stage.clock.forward(31 * day);
        assert!(destroy().await);
        for table in ["cases_key", "cases_record", "cases_card", "cases_token"] {
            assert_eq!(rows(table).await, 0, "{table}");
        }
        assert!(!destroy().await, "once");
        let id = filed.keyring.file;
        let kept = format!("SELECT COUNT(*) FROM cases_file WHERE id = '{id}'");
        assert_eq!(database::number(&stage.url, &kept).await, 1, "the coded facts stay counted");
        assert!(stage.intact().await);
    });
}
