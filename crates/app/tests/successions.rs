//! An agency of which nobody is left: alarms before it comes to that, the root's word, two holders' parts, a successor that
//! reads what was kept. Through the real core of the device, on each hand that takes part.

use crate::agencies::{destroyed, enter, founded, kept_for};
use crate::rig::cast::{Cast, in_service, root};
use crate::rig::device::{Device, honest};
use crate::rig::house::deposit_of;
use crate::rig::http::refused;
use crate::rig::people::{Replied, SignedIn, invented, on_each_engine, sign_in};
use crate::rig::{Engine, Stage, database};
use danbe_device::Method;
use danbe_house::agencies::{See, Service};
use danbe_house::posts::{WelcomeMe, Welcomed};
use danbe_house::successions::{Alarm, Alarmed, Endings, EndingsOf, GivePart, ShareKey, Succeed, Succession};
use danbe_protection::cases::{Found, Open, Search};
use danbe_store::{Clock, Thread};
use danbe_vault::{Signed, SigningKey, Wrap};
use danbe_words::{AgencyId, Problem};

async fn agency_of(stage: &Stage, handle: &str) -> AgencyId {
    sign_in(stage.address(), handle).await.welcome(stage.address()).await.agency
}

/// The root's word, brought to the console.
/// The root’s word that an agency ends.
pub(crate) async fn order(
    stage: &Stage,
    agency: AgencyId,
    successor: Option<AgencyId>,
    by: &SigningKey,
) -> Result<(), Problem> {
    let word = Signed::sign(&Succession { agency, successor, at: 1 }, by, Succession::DOMAIN).unwrap();
    let act = Succeed { root: root().verifying(), word };
    stage.served.house.store().act(act, Thread::default()).await.map(|_| ())
}

/// Whether the console may take the root's word; nothing of it is left.
pub(crate) async fn ordered(stage: &Stage, cast: &Cast) -> bool {
    let done = order(stage, cast.desk_of("essai").agency, Some(cast.gao.agency), &root()).await;
    database::plant(&stage.url, "DELETE FROM house_closing").await;
    done.is_ok()
}

async fn alarms(stage: &Stage, who: &SignedIn) -> Vec<Alarmed> {
    let welcomed: Replied<Welcomed> = who.done(stage.address(), "posts.welcome", &WelcomeMe {}).await;
    welcomed.answer.unwrap().alarms
}

fn is(alarms: &[Alarmed], name: &str) -> Vec<Alarm> {
    alarms.iter().filter(|it| it.name.contains(name)).map(|it| it.alarm).collect()
}

async fn leaves(stage: &Stage, handles: &str) {
    let gone = format!("UPDATE house_member SET departed = 1 WHERE handle IN ({handles})");
    database::plant(&stage.url, &gone).await;
}

/// Pages with the id of an agency in the address of a form.
fn id_in(page: &str, before: &str) -> String {
    let at = page.split(before).nth(1).unwrap_or_else(|| panic!("{before}: {page}"));
    at.split(['"', '/']).next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_holders_open_the_key_of_an_agency_nobody_is_left_of_for_the_successor_the_root_named() {
    let stage = Stage::open(Engine::Sqlite).await;
    let address = stage.address();
    let worker = sign_in(address, "segou-1").await;
    let filed = worker.welcome(address).await.register(&invented(7), &invented(7));
    let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
    let (segou, gao) = (agency_of(&stage, "segou-2").await, agency_of(&stage, "gao-3").await);

    // A server that asks for parts without the root's word is shown nothing; another root's word is not taken.
    let mut holder = Device::enter(address, "gao-2", &honest).await;
    assert!(!holder.page.contains("/a/parts"));
    holder.go(Method::Get, "/a/parts", &[], &honest).await;
    assert!(holder.page.contains("Aucun service n’attend votre part."), "{}", holder.page);
    let stranger = SigningKey::generate(&mut crate::rig::chance());
    assert_eq!(order(&stage, segou, Some(gao), &stranger).await, Err(Problem::Signature));
    assert_eq!(order(&stage, segou, Some(segou), &root()).await, Err(Problem::Malformed));
    let unknown = AgencyId::from_bytes([3; 16]);
    assert_eq!(order(&stage, unknown, Some(gao), &root()).await, Err(Problem::NotFound));
    let gone = order(&stage, segou, Some(unknown), &root()).await;
    assert_eq!(gone, Err(Problem::State("successor-gone")));

    leaves(&stage, "'segou-1', 'segou-2', 'segou-essai'").await;
    order(&stage, segou, Some(gao), &root()).await.expect("the root says so");

    // One part opens nothing.
    let mut officer = Device::enter(address, "gao-3", &honest).await;
    officer.go(Method::Get, "/a/service", &[], &honest).await;
    assert!(officer.page.contains("Aucun détenteur n’a encore donné sa part"), "{}", officer.page);
    holder.restart().await;
    let words = &crate::rig::account("gao-2").words;
    holder.go(Method::Post, "/a/ouvrir", &[("words", words)], &honest).await;
    assert!(holder.page.contains("attend votre part de sa clé"), "{}", holder.page);
    holder.go(Method::Get, "/a/parts", &[], &honest).await;
    assert!(holder.page.contains("ont désigné Maison de la Dune, Gao"), "{}", holder.page);
    let id = id_in(&holder.page, "/a/parts/");
    assert_eq!(id, segou.to_string());
    holder.go(Method::Post, &format!("/a/parts/{id}"), &[], &honest).await;
    officer.go(Method::Get, "/a/service", &[], &honest).await;
    assert!(officer.page.contains("Un détenteur a donné sa part"), "{}", officer.page);
    assert!(!officer.page.contains("/a/service/succeder/"), "{}", officer.page);
    officer.go(Method::Post, &format!("/a/service/succeder/{id}"), &[("team", "accueil")], &honest).await;
    let colleague = sign_in(address, "gao-1").await;
    let file = filed.keyring.file;
    refused(&colleague.act(address, "cases.open", &Open { file }).await, 404, "not-found");

    // The second: the successor's officer opens the deposit on her device, and the agency is closed.
    let mut second = Device::enter(address, "gao-4", &honest).await;
    second.go(Method::Get, "/a/parts", &[], &honest).await;
    second.go(Method::Post, &format!("/a/parts/{id}"), &[], &honest).await;
    officer.go(Method::Get, "/a/service", &[], &honest).await;
    assert!(officer.page.contains("2 détenteurs ont donné leur part"), "{}", officer.page);
    officer.go(Method::Post, &format!("/a/service/succeder/{id}"), &[("team", "accueil")], &honest).await;
    assert!(officer.bar.contains("Tout est envoyé"), "{}", officer.bar);
    assert_eq!(order(&stage, segou, Some(gao), &root()).await, Err(Problem::NotFound), "it is closed");

    // A caseworker of the successor finds her by name, though she was indexed under a key that is gone, and reads.
    let mut reader = Device::enter(address, "gao-1", &honest).await;
    assert!(reader.page.contains("Ses dossiers sont à Maison de la Dune"), "{}", reader.page);
    let name = [("family", "Nomdefamille7"), ("given", "Prénom7"), ("year", "2000")];
    reader.go(Method::Post, "/a/chercher", &name, &honest).await;
    assert!(reader.page.contains("ne se trouvent pas encore par leur nom"), "{}", reader.page);
    reader.go(Method::Post, "/a/chercher", &name, &honest).await;
    assert!(reader.page.contains("Nomdefamille7"), "found by name: {}", reader.page);
    assert!(!reader.page.contains("ne se trouvent pas encore"), "and every other too: {}", reader.page);
    reader.go(Method::Get, &format!("/a/dossier/{file}"), &[], &honest).await;
    assert!(reader.page.contains("récit inventé 7"), "{}", reader.page);
    let left = database::number(&stage.url, "SELECT COUNT(*) FROM cases_unfound").await;
    assert_eq!(left, 0, "every file taken over was indexed anew");
    assert!(stage.intact().await);
}

/// What a closed agency's tokens found, its successor's find; nothing else of the files has changed.
#[test]
fn files_taken_over_are_found_by_name_once_a_device_of_the_successor_was_at_work() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let segou = sign_in(address, "segou-1").await;
        let filed = segou.welcome(address).await.register(&invented(8), &invented(8));
        let _: Replied<()> = segou.done(address, "cases.register", &filed.registration).await;
        let gao = sign_in(address, "gao-1").await;
        let (from, to) = (segou.welcome(address).await.agency, gao.welcome(address).await.agency);
        // As the event of a closing has it.
        for statement in [
            format!("DELETE FROM cases_token WHERE agency = '{from}'"),
            format!(
                "INSERT INTO cases_unfound (agency, file) SELECT '{to}', c.file FROM cases_card c
                 JOIN cases_file f ON f.id = c.file WHERE f.agency = '{from}'"
            ),
            format!("UPDATE cases_file SET origin = agency, agency = '{to}' WHERE agency = '{from}'"),
        ] {
            database::plant(&stage.url, &statement).await;
        }
        let desk = gao.welcome(address).await;
        let search = async || -> Found {
            let body: Search = desk.search(&invented(8));
            let found: Replied<Found> = gao.done(address, "cases.search", &body).await;
            found.answer.unwrap()
        };
        let before = search().await;
        assert!(before.unfound && before.cards.iter().all(|hit| hit.file != filed.keyring.file));
        let count = async || database::number(&stage.url, "SELECT COUNT(*) FROM cases_unfound").await;
        let waiting = count().await;
        assert!(waiting > 1);
        let mut index = desk.index(&filed);
        index.files[0].named = desk.named(&invented(8), filed.keyring.file);
        let _: Replied<()> = gao.done(address, "cases.index", &index).await;
        assert!(search().await.cards.iter().any(|hit| hit.file == filed.keyring.file));
        assert_eq!(count().await, waiting - 1);
        // Bad input: too many at once, too many tokens.
        index.files = vec![index.files[0].clone(); 51];
        refused(&gao.act(address, "cases.index", &index).await, 422, "invalid-long-cards");
        index.files.truncate(1);
        index.files[0].named.tokens = (0..9).collect();
        refused(&gao.act(address, "cases.index", &index).await, 422, "invalid-long-tokens");
        assert!(stage.intact().await);
    });
}

#[test]
fn a_holder_who_goes_after_the_start_is_an_alarm_until_another_is_named_and_the_key_shared_again() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (officer, keeper) = (sign_in(address, "gao-3").await, sign_in(address, "machine-1").await);
        assert_eq!(alarms(&stage, &officer).await, []);
        assert_eq!(alarms(&stage, &keeper).await, [], "every agency of the demonstration has its holders");
        let worker = sign_in(address, "gao-1").await;

        // Suspended: she holds a part and cannot be reached, in her own agency and in all that named her.
        let gone = "INSERT INTO house_suspension (member, since) SELECT id, 1 FROM house_member WHERE handle = 'gao-2'";
        database::plant(&stage.url, gone).await;
        let told = alarms(&stage, &officer).await;
        assert_eq!(is(&told, "Dune"), [Alarm::Holders, Alarm::Unshared]);
        assert_eq!(told[0].posts, ["gao-2"]);
        assert_eq!(told.len(), 2, "her own agency's alone");
        let all = alarms(&stage, &keeper).await;
        assert_eq!(
            is(&all, "Néré"),
            [Alarm::Holders, Alarm::Unshared],
            "the machine's keeper hears of every one"
        );
        assert_eq!(alarms(&stage, &worker).await, [], "a caseworker of none");

        // A part for who is not a holder now, an old version, another agency's key: refused.
        let desk = officer.welcome(address).await;
        let good = deposit_of(address, &officer, &desk).await;
        let body = |edit: &dyn Fn(&mut danbe_house::successions::Deposit)| {
            let mut said: danbe_house::successions::Deposit =
                serde_json::from_str(&good.deposit.text).unwrap();
            edit(&mut said);
            let by = desk.secrets.signing.as_ref().unwrap();
            let domain = danbe_house::successions::Deposit::DOMAIN;
            ShareKey { deposit: Signed::sign(&said, by, domain).unwrap() }
        };
        for wrong in [
            body(&|said| said.version = 1),
            body(&|said| said.epoch = 7),
            body(&|said| drop(said.parts.pop())),
            body(&|said| said.parts[0].epoch = 9),
        ] {
            let response = officer.act(address, "successions.share", &wrong).await;
            refused(&response, 409, "state-holders-changed");
        }
        let elsewhere = body(&|said| said.agency = AgencyId::from_bytes([1; 16]));
        let response = officer.act(address, "successions.share", &elsewhere).await;
        refused(&response, 400, "envelope-malformed");
        let stranger = SigningKey::generate(&mut crate::rig::chance());
        let said: danbe_house::successions::Deposit = serde_json::from_str(&good.deposit.text).unwrap();
        let forged = Signed::sign(&said, &stranger, danbe_house::successions::Deposit::DOMAIN).unwrap();
        let response = officer.act(address, "successions.share", &ShareKey { deposit: forged }).await;
        refused(&response, 401, "envelope-signature");
        let _: Replied<()> = officer.done(address, "successions.share", &good).await;
        let told = alarms(&stage, &officer).await;
        assert_eq!(
            is(&told, "Dune"),
            [Alarm::Holders],
            "shared among who is left; a third is still to be named"
        );

        // She comes back, her part is of a deposit that is no more; then everybody has one again.
        database::plant(&stage.url, "DELETE FROM house_suspension").await;
        assert_eq!(is(&alarms(&stage, &officer).await, "Dune"), [Alarm::Unshared]);
        let again = deposit_of(address, &officer, &desk).await;
        let _: Replied<()> = officer.done(address, "successions.share", &again).await;
        assert_eq!(alarms(&stage, &officer).await, []);

        // A year without a word from a holder; the day she comes in it is over.
        let silent = |handle: &str| {
            format!(
                "UPDATE house_part SET confirmed = 1
                 WHERE member = (SELECT id FROM house_member WHERE handle = '{handle}')"
            )
        };
        database::plant(&stage.url, &silent("gao-4")).await;
        let told = alarms(&stage, &officer).await;
        assert_eq!((told[0].alarm, &told[0].posts[..]), (Alarm::Silent, &["gao-4".to_owned()][..]));
        let holder = sign_in(address, "gao-4").await;
        let _: Vec<Alarmed> = alarms(&stage, &holder).await;
        assert_eq!(alarms(&stage, &officer).await, [], "she came in: the same key opens her part");

        // One person left who opens anything.
        leaves(&stage, "'segou-1'").await;
        let segou = sign_in(address, "segou-2").await;
        assert_eq!(is(&alarms(&stage, &segou).await, "Néré"), [Alarm::Alone]);

        // The agency of the holders closes: those who named them hear it.
        let closed = "INSERT INTO house_closing (agency, text, proposer, at, closed)
             SELECT agency, '', '', 1, 1 FROM house_member WHERE handle = 'gao-3'";
        database::plant(&stage.url, closed).await;
        assert_eq!(
            is(&alarms(&stage, &segou).await, "Néré"),
            [Alarm::Holders, Alarm::Unshared, Alarm::Alone]
        );
        assert!(stage.intact().await);
    });
}

/// An officer's device shares the key again by itself, as soon as it is told that a holder is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_officers_device_says_the_alarm_and_shares_the_key_among_who_is_left() {
    let stage = Stage::open(Engine::Sqlite).await;
    let gone =
        "INSERT INTO house_suspension (member, since) SELECT id, 1 FROM house_member WHERE handle = 'gao-2'";
    database::plant(&stage.url, gone).await;
    let mut officer = Device::enter(stage.address(), "gao-3", &honest).await;
    assert!(
        officer.page.contains("moins de trois détenteurs peuvent encore être joints"),
        "{}",
        officer.page
    );
    assert!(officer.page.contains("gao-2"), "{}", officer.page);
    let acts = officer.sent.iter().filter(|(_, body)| body.contains("successions.share"));
    assert_eq!(acts.count(), 1, "shared, by itself and once");
    let told = sign_in(stage.address(), "gao-3").await;
    assert_eq!(is(&alarms(&stage, &told).await, "Dune"), [Alarm::Holders]);
    officer.go(Method::Get, "/a/service", &[], &honest).await;
    assert!(officer.page.contains("Partagée entre 2 détenteurs"), "{}", officer.page);
    let mut keeper = Device::enter(stage.address(), "machine-1", &honest).await;
    assert!(keeper.page.contains("Maison de la Dune, Gao ; Maison des Deux Rives"), "{}", keeper.page);
    keeper.go(Method::Get, "/a/parts", &[], &honest).await;
    assert!(!keeper.page.contains("Je donne ma part"), "{}", keeper.page);
}

/// Nobody succeeds: the agency is closed at once, and what it kept waits for the installation's term.
#[test]
fn an_agency_the_root_ends_without_a_successor_closes_at_once() {
    on_each_engine(|engine| async move {
        let mut stage = Stage::open(engine).await;
        let address = stage.address();
        let accounts = founded(&stage, "seule").await;
        let officer = enter(&stage, &accounts[0]).await;
        let agency = format!("(SELECT agency FROM house_member WHERE id = '{}')", officer.member);
        database::plant(&stage.url, &in_service(&agency)).await;
        let agency = officer.welcome(address).await.agency;
        order(&stage, agency, None, &root()).await.expect("the root says so");
        refused(&officer.act(address, "posts.welcome", &WelcomeMe {}).await, 401, "session-closed");
        let other = sign_in(address, "gao-1").await;
        let welcomed: Replied<Welcomed> = other.done(address, "posts.welcome", &WelcomeMe {}).await;
        assert!(welcomed.answer.unwrap().closed.iter().any(|it| it.name == "Maison seule"));
        let _ = stage.clock.now();
        kept_for(&mut stage, 30).await;
        let cast = Cast::enter(&stage).await;
        assert!(destroyed(&stage, &cast).await);
        assert!(stage.intact().await);
    });
}

/// Bad input: a part of an agency that does not end, or of which one holds none; a successor ordered anew.
#[test]
fn parts_are_given_only_by_who_has_one_and_only_for_an_end_the_root_ordered() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (segou, gao) = (agency_of(&stage, "segou-2").await, agency_of(&stage, "gao-3").await);
        let (holder, officer) = (sign_in(address, "gao-2").await, sign_in(address, "segou-2").await);
        let body = GivePart { agency: segou, part: Wrap(vec![1; 64]) };
        let early = holder.act(address, "successions.give", &body).await;
        refused(&early, 409, "state-closing-changed");
        order(&stage, segou, Some(gao), &root()).await.unwrap();
        // An officer cannot put her own proposal in the place of the root's word.
        let closing = danbe_house::agencies::Closing { agency: segou, successor: None, destroy: None, at: 1 };
        let text = serde_json::to_string(&closing).unwrap();
        let proposal = danbe_house::agencies::ProposeClosing { text, estate: None };
        let response = officer.act(address, "agencies.propose-closing", &proposal).await;
        refused(&response, 409, "state-closing-changed");
        let waiting: Replied<Endings> = holder.done(address, "successions.endings", &EndingsOf {}).await;
        let [ending] = &waiting.answer.unwrap().waiting[..] else { panic!("one agency ends") };
        assert!(ending.read(&root().verifying()).is_ok());
        let stranger = SigningKey::generate(&mut crate::rig::chance());
        assert!(ending.read(&stranger.verifying()).is_err(), "another root vouches for nothing here");
        // What is no part at all is kept, and counts for nothing on the successor's device.
        let _: Replied<()> = holder.done(address, "successions.give", &body).await;
        let seen: Replied<Service> =
            sign_in(address, "gao-3").await.done(address, "agencies.see", &See {}).await;
        let endings = seen.answer.unwrap().endings;
        let known = endings[0].read(&root().verifying()).unwrap();
        let keys = sign_in(address, "gao-3").await.welcome(address).await.secrets;
        let keys: Vec<_> = keys.opening_keys().cloned().collect();
        assert_eq!((endings[0].given.len(), known.right(&endings[0].given, keys.iter())), (1, 0));
        assert!(known.open(&endings[0].given, keys.iter()).is_err());
        // Ordered again, for another successor: what was given for the first is gone.
        let bamako = agency_of(&stage, "bamako-1").await;
        order(&stage, segou, Some(bamako), &root()).await.unwrap();
        let given = database::number(&stage.url, "SELECT COUNT(*) FROM house_given").await;
        assert_eq!(given, 0);
        assert!(stage.intact().await);
    });
}
