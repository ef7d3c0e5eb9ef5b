//! The wall: two processes, two folders, two roots. A package crosses it by hand, with its basis, and nothing else does.

use crate::country::enter;
use crate::operate::{danbe, ill, text, well};
use crate::rig::binary::Serving;
use crate::rig::cast::root;
use crate::rig::device::{Device, honest};
use crate::rig::http::{get, refused};
use crate::rig::people::{Replied, SignedIn, invented, sync};
use crate::rig::{Stage, chance};
use danbe_app::installation::{self, Folder};
use danbe_device::Method;
use danbe_house::agencies::{Other, Others};
use danbe_house::beyond::{Recognise, Recognition, See, WallPaper};
use danbe_investigation::reception::{Handed, Listed, OpenReceived, Received};
use danbe_packages::{Package, Papers, Refused, Sealer, Sending};
use danbe_protection::bases::{Recorded, Said, Words};
use danbe_protection::cases::Content;
use danbe_protection::referrals::{Carry, Send, Shared};
use danbe_store::{Clock, SystemClock, Thread};
use danbe_vault::{Signed, SigningKey};
use danbe_words::{
    AgencyClass, AgencyId, BasisId, Evidence, FileKind, Giver, Ground, Interpreter, Moment, Purpose,
    ReferralId, Section, Side, Tongue,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const DAY: i64 = 86_400_000;

/// An installation of a side, as the first hour makes it, and its accounts.
struct Installed {
    data: PathBuf,
    accounts: Vec<Value>,
    side: Side,
}

impl Installed {
    fn of(dir: &Path, side: Side) -> Self {
        let data = dir.join(side.code());
        let mut words = vec!["init", "--json", "--data", text(&data), "--side", side.code()];
        words.extend(["--name", "Essai", "--domain", "danbe.exemple.ml", "--https", "mandataire"]);
        words.extend(["--database", "sqlite", "--service", "Service inventé", "--region", "segou"]);
        words.extend(["--backup", "plus tard"]);
        let said: Value = serde_json::from_str(well(&words).trim()).unwrap();
        Self { data, accounts: said["accounts"].as_array().unwrap().clone(), side }
    }

    fn serve(&self) -> Serving {
        Serving::by(&["serve", "--side", self.side.code()], &self.data)
    }

    fn paper(&self, to: &Path) -> String {
        let said = well(&["wall", "show", "--data", text(&self.data), "--out", text(to)]);
        said.trim().rsplit(" : ").next().unwrap().to_owned()
    }

    fn recognises(&self, paper: &Path, fingerprint: &str) -> (i32, String) {
        let words = ["--fingerprint", fingerprint, "--reference", "protocole inventé n° 3"];
        danbe(
            &[&["wall", "recognise", "--data", text(&self.data), "--paper", text(paper)][..], &words]
                .concat(),
        )
    }

    /// Bytes of a key that lies in its folder.
    fn key(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.data.join(name)).unwrap()
    }

    fn handles(&self) -> BTreeSet<String> {
        self.accounts.iter().map(|it| it["words"].as_str().unwrap().to_owned()).collect()
    }
}

/// What a caseworker's device does for a unit beyond the wall: a consent for the police, recorded, and a package.
async fn sends_beyond(serving: &Serving, worker: &SignedIn) -> (ReferralId, AgencyId) {
    let address = serving.address;
    let desk = worker.welcome(address).await;
    let welcome = desk.welcome.clone().unwrap();
    let filed = desk.register(&invented(1), &invented(1));
    let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
    let others: Replied<Vec<Other>> = worker.done(address, "agencies.others", &Others {}).await;
    let others = others.answer.unwrap();
    let unit = others.iter().find(|other| other.beyond.is_some()).expect("the unit is known");
    let (charter, to) = unit.read(&welcome.pins.root).expect("by one's own root's word");
    assert!(unit.read(&root().verifying()).is_err(), "and by no other");
    let receiver: AgencyId = charter.agency.parse().unwrap();
    let said = |purpose| Said {
        id: BasisId::from_bytes(chance().bytes()),
        ground: Ground::Consent,
        purpose,
        receiver,
        sections: vec![Section::Profile, Section::Account],
        until: Moment(SystemClock.now().0 + 30 * DAY),
        onward: false,
        giver: Giver::Herself,
        assent: false,
        tongue: Tongue::Bambara,
        interpreter: Interpreter::NotNeeded,
        evidence: Evidence::Witnessed,
        wording: 1,
    };
    let mut sent = None;
    for purpose in [Purpose::Support, Purpose::Police] {
        let said = said(purpose);
        let id = said.id;
        let record = desk
            .sealed(&filed, &Content::Basis(Words { witness: "témoin inventé".into(), ..Words::default() }));
        let body = Recorded {
            file: filed.keyring.file,
            said,
            record,
            key: None,
            mark: None,
            reviewer: None,
            reason: None,
        };
        let _: Replied<()> = worker.done(address, "bases.record", &body).await;
        let terms =
            body.said.terms(Moment(SystemClock.now().0), worker.member, danbe_words::AgeBand::Unknown);
        let terms = danbe_guard::Terms { id, ..terms };
        let basis = terms.stand(receiver, purpose, &terms.sections, terms.since).unwrap();
        let shared =
            |text: &str| Shared { answers: vec![("account".to_owned(), text.to_owned())], notes: Vec::new() };
        let content = [(Section::Profile, Shared::default()), (Section::Account, shared("récit inventé"))];
        let referral = ReferralId::from_bytes(chance().bytes());
        let sending = Sending {
            referral,
            request: "une plainte, inventée",
            ..Sending::first(FileKind::Trafficking, &content, terms.since, &mut chance())
        };
        let papers = Papers { charter: welcome.charter.clone(), card: welcome.card.clone() };
        let from = (desk.agency, worker.member);
        let sealer = Sealer { from, by: &worker.signing, papers: &papers, to: &to };
        let package = Package::seal(&basis, sending, sealer, &mut chance()).unwrap();
        let body = Send { file: Some(filed.keyring.file), said: None, package };
        let answer = worker.act(address, "referrals.send", &body).await;
        if purpose == Purpose::Police {
            assert_eq!(answer.status, 200, "{}", answer.text());
            sent = Some((referral, receiver));
        } else {
            refused(&answer, 409, "state-no-protocol"); // help is given on this side
        }
    }
    sent.unwrap()
}

/// Under a root in five hands, any three recognise the other side, and no fewer.
#[test]
fn three_custodians_of_five_recognise_the_other_side() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let (ceremony, parts, data) = (path("ceremony.json"), path("parts"), path("here"));
    well(&["ceremony", "make", "--paper", text(&ceremony), "--shares-to", text(&parts)]);
    let mut init = vec!["init", "--data", text(&data), "--ceremony", text(&ceremony), "--name", "Essai"];
    init.extend(["--domain", "danbe.exemple.ml", "--https", "mandataire", "--database", "sqlite"]);
    init.extend(["--backup", "plus tard"]);
    well(&init);
    let there = Installed::of(dir.path(), Side::Investigation);
    let (wall, word) = (path("wall.json"), path("word.json"));
    let fingerprint = there.paper(&wall);
    let shares: Vec<_> = (1..=5).map(|number| parts.join(format!("part-{number}.txt"))).collect();
    let recognises = |digits: &str, chosen: &[&PathBuf]| {
        let mut line = vec!["ceremony", "recognise", "--paper", text(&ceremony), "--wall", text(&wall)];
        line.extend(["--fingerprint", digits, "--out", text(&word)]);
        chosen.iter().for_each(|share| line.extend(["--share", text(share)]));
        danbe(&line)
    };
    let own = Folder::open(&data).unwrap().paper.root;
    let theirs = Folder::open(&there.data).unwrap().paper.root;
    let mut signed = 0;
    for subset in 1_u32..1 << shares.len() {
        let chosen: Vec<_> =
            shares.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|it| it.1).collect();
        let (code, said) = recognises(&fingerprint, &chosen);
        if chosen.len() < 3 {
            let few = format!("{} part(s) ; il en faut 3", chosen.len());
            assert!(code == 2 && said.contains(&few) && !word.exists(), "{subset:05b}: {said}");
            continue;
        }
        assert_eq!(code, 0, "{subset:05b}: {said}");
        let made: Signed<Recognition> =
            serde_json::from_str(&std::fs::read_to_string(&word).unwrap()).unwrap();
        let said = made.verify(&own, Recognition::DOMAIN).unwrap();
        assert_eq!((said.side, said.root), (Side::Investigation, theirs));
        signed += 1;
        std::fs::rename(&word, path("last.json")).unwrap();
    }
    assert_eq!(signed, 16, "every three, four and five of five");
    let (code, said) = recognises("0000 0000", &[&shares[0], &shares[1], &shares[2]]);
    assert!(code == 2 && said.contains("n’inscrivez rien") && !word.exists(), "{said}");
    let (code, said) = recognises(&fingerprint, &[&shares[0], &shares[1], &shares[0]]);
    assert!(code == 2 && said.contains("donnée deux fois") && !word.exists(), "{said}");
    // The word is carried to the machine, which holds no root.
    let last = path("last.json");
    let mut carried = vec!["wall", "recognise", "--data", text(&data), "--paper", text(&wall)];
    carried.extend(["--fingerprint", &fingerprint, "--reference", "protocole inventé n° 4"]);
    ill(2, &carried, "");
    carried.extend(["--word", text(&last)]);
    assert!(well(&carried).contains("1 unité(s)"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_sides_share_no_table_key_root_or_account_and_a_package_crosses_by_hand() {
    let dir = tempfile::tempdir().unwrap();
    let (here, there) =
        (Installed::of(dir.path(), Side::Protection), Installed::of(dir.path(), Side::Investigation));
    for (one, other) in [(&here, "investigation"), (&there, "protection")] {
        ill(2, &["serve", "--side", other, "--data", text(&one.data)], "chaque côté a son dossier");
    }
    ill(2, &["serve", "--data", text(&there.data)], "du côté enquête");
    for name in ["root.key", "ledger.key", "server.key"] {
        assert_ne!(here.key(name), there.key(name), "{name}");
    }
    assert!(here.handles().is_disjoint(&there.handles()));
    assert_ne!(
        Folder::open(&here.data).unwrap().paper.origin,
        Folder::open(&there.data).unwrap().paper.origin
    );

    // Each learns of the other's root from a paper, once its fingerprint was compared.
    let (ours, theirs) = (dir.path().join("ours"), dir.path().join("theirs"));
    let (us, them) = (here.paper(&ours), there.paper(&theirs));
    let (code, said) = here.recognises(&theirs, &us);
    assert!(code == 2 && said.contains("n’inscrivez rien"), "{said}");
    let (code, said) = there.recognises(&ours, &us);
    assert_eq!(code, 0, "{said}");
    let (code, said) = here.recognises(&theirs, &them);
    assert!(code == 0 && said.contains("1 unité(s)"), "{said}");
    well(&["purpose", "--data", text(&here.data), "--open", "police", "--reference", "essai"]);

    let serving = here.serve();
    let worker = enter(&serving, &here.accounts[1]).await;
    let (referral, receiver) = sends_beyond(&serving, &worker).await;
    drop(serving);
    let stick = dir.path().join("stick");
    assert!(
        well(&["wall", "out", "--data", text(&here.data), "--to", text(&stick)]).starts_with("1 paquet(s)")
    );
    let carried = std::fs::read_to_string(&stick).unwrap();
    assert!(!carried.contains("récit inventé") && !carried.contains("plainte"), "what is carried is sealed");
    let take = ["wall", "in", "--data", text(&there.data), "--from", text(&stick)];
    assert!(well(&take).contains("1 paquet(s) pris, 0 déjà là"));
    assert!(well(&take).contains("0 paquet(s) pris, 1 déjà là"), "carried twice, taken once");
    ill(2, &["wall", "in", "--data", text(&here.data), "--from", text(&stick)], "du côté protection");
    ill(2, &["wall", "out", "--data", text(&there.data), "--to", text(&stick)], "du côté enquête");

    // Over there it is a line without a name, and opens for the unit alone, under the root its own root recognised.
    let serving = there.serve();
    let address = serving.address;
    let officer = enter(&serving, &there.accounts[1]).await;
    let listed: Replied<Listed> = officer.done(address, "reception.list", &Received::default()).await;
    let lines = listed.answer.unwrap().lines;
    assert_eq!((lines.len(), lines[0].referral, lines[0].opened), (1, referral, None));
    let desk = officer.welcome(address).await;
    let pins = desk.welcome.clone().unwrap().pins;
    let word: Replied<Option<Signed<Recognition>>> = officer.done(address, "beyond.see", &See {}).await;
    let said =
        word.answer.unwrap().unwrap().verify(&pins.root, Recognition::DOMAIN).expect("one's own root's word");
    let handed: Replied<Handed> = officer.done(address, "reception.open", &OpenReceived { referral }).await;
    let package = handed.answer.unwrap().packages.remove(0);
    let keys: Vec<_> = desk.secrets.opening_keys().collect();
    let open = |root, now| package.open(root, receiver, keys.iter().copied(), None, now);
    let now = Moment(SystemClock.now().0);
    let opened = open(&said.root, now).expect("it opens");
    assert_eq!((opened.request.as_str(), opened.from.as_str()), ("une plainte, inventée", "Service inventé"));
    assert_eq!(open(&pins.root, now).unwrap_err(), Refused::Forged, "not under the root of this side");
    assert!(matches!(open(&said.root, Moment(now.0 + 31 * DAY)), Err(Refused::Basis(_))), "its basis ended");

    // The unit's own device says the same, in French.
    let words = |account: &Value, name: &str| account[name].as_str().unwrap().to_owned();
    let (handle, five) = (words(&there.accounts[1], "handle"), words(&there.accounts[1], "words"));
    let mut device = Device::enter_with(address, &handle, &five, &honest).await;
    device.go(Method::Get, "/a/paquets", &[], &honest).await;
    assert!(device.page.contains(&referral.label()) && !device.page.contains("inventé"), "{}", device.page);
    device.go(Method::Get, &format!("/a/paquets/{referral}"), &[], &honest).await;
    for said in ["une plainte, inventée", "récit inventé", "Accord de la personne", "Service inventé"] {
        assert!(device.page.contains(said), "{said}: {}", device.page);
    }
    // A server that names another root for the other side is not believed: nothing opens.
    let lies = |tag: &str, request: &str, answer: String| {
        let other = SigningKey::generate(&mut chance());
        let said = Recognition { side: Side::Protection, root: said.root, at: 0 };
        let word = serde_json::to_string(&Signed::sign(&said, &other, Recognition::DOMAIN).unwrap()).unwrap();
        let begins = answer.find("{\"text\"").filter(|_| tag == "ask" && request.contains("beyond.see"));
        begins.map_or(answer.clone(), |at| {
            let ends = answer.find(",\"receipt\"").unwrap();
            format!("{}{word}{}", &answer[..at], &answer[ends..])
        })
    };
    device.go(Method::Get, &format!("/a/paquets/{referral}"), &[], &lies).await;
    assert!(
        !device.page.contains("inventé") && device.page.contains("pas encore reconnu"),
        "{}",
        device.page
    );

    // A session of one side is nothing on the other; verbs, pages and things of the other are nowhere.
    let foreign = danbe_vault::Envelope::sign(&worker.draft("cases.list", &json!({})).act, &worker.signing);
    let answer = sync(address, &worker.token, &serde_json::to_vec(&foreign).unwrap()).await;
    refused(&answer, 401, "session-closed");
    let absent = officer.act(address, "unheard.of", &json!({})).await;
    for verb in ["cases.list", "cases.open", "bases.list", "referrals.open", "referrals.inbox"] {
        let answer = officer.act(address, verb, &json!({})).await;
        assert_eq!(answer.bytes_but_date(), absent.bytes_but_date(), "{verb}");
    }
    let nothing = OpenReceived { referral: ReferralId::from_bytes([9; 16]) };
    refused(&officer.act(address, "reception.open", &nothing).await, 404, "not-found");
    for page in ["/lecture", "/chiffre", "/lecture/releves"] {
        assert_eq!(get(address, page).await.status, 404, "{page}");
    }
    for (side, table) in [(&here, "reception_package"), (&there, "cases_file"), (&there, "statistics_fact")] {
        let url = format!("sqlite:{}", side.data.join("danbe.db").display());
        assert!(danbe_store::count_rows(&url, &[table]).await.is_err(), "{table} is not made there");
        assert!(danbe_store::count_rows(&url, &["house_agency"]).await.is_ok());
    }
    drop(serving);
    well(&["ledger", "verify", "--data", text(&there.data)]);
    // A copy of it is a copy of it: no table of the other side comes back with it.
    let (copy, back) = (dir.path().join("copy"), dir.path().join("back"));
    well(&["backup", "--data", text(&there.data), "--to", text(&copy)]);
    let keys = |data: &Path| data.to_str().unwrap().to_owned();
    let put_back = ["restore", "--from", text(&copy), "--data", text(&back)];
    let rehearse = ["restore", "--rehearse", "--from", text(&copy)];
    ill(2, &[&put_back[..], &["--keys", &keys(&here.data)]].concat(), "celles d’une autre installation");
    ill(2, &[&rehearse[..], &["--keys", &keys(&here.data)]].concat(), "celles d’une autre installation");
    assert!(!back.exists());
    let said = well(&[&rehearse[..], &["--keys", &keys(&there.data)]].concat());
    assert!(said.contains("Tout est revenu.") && said.contains("à travers le mur : 1"), "{said}");
    assert!(!said.contains("dossiers"), "{said}");
    well(&[&put_back[..], &["--keys", &keys(&there.data)]].concat());
    ill(2, &["serve", "--side", "protection", "--data", text(&back)], "chaque côté a son dossier");
    // Sealed, as another host comes for it: it comes back with its own keys, and with no others.
    let offline = dir.path().join("offline.key");
    let public = well(&["backup", "key", "--out", text(&offline)]).lines().last().unwrap().to_owned();
    let sealed = |data: &Path, part: &str, name: &str| {
        let out = dir.path().join(name);
        let words = ["--part", part, "--key", &public, "--out", text(&out)];
        well(&[&["backup", "--data", text(data)][..], &words].concat());
        out
    };
    let whole = sealed(&there.data, "data", "there.bak");
    let (own, others) = (sealed(&there.data, "keys", "own.bak"), sealed(&here.data, "keys", "others.bak"));
    let rehearse = ["restore", "--rehearse", "--from", text(&whole), "--key", text(&offline), "--keys"];
    assert!(well(&[&rehearse[..], &[text(&own)]].concat()).contains("Tout est revenu."));
    ill(2, &[&rehearse[..], &[text(&others)]].concat(), "celles d’une autre installation");
    let url = format!("sqlite:{}", copy.join("danbe.db").display());
    assert!(danbe_store::count_rows(&url, &["cases_file"]).await.is_err());
    assert_eq!(danbe_store::count_rows(&url, &["reception_package"]).await, Ok(vec![1]));
}

#[test]
fn each_side_has_its_own_verbs_and_the_house_between_them() {
    let verbs = |side| -> BTreeSet<&str> {
        installation::policy_of(side).verbs().iter().map(|verb| verb.name).collect()
    };
    let house: BTreeSet<&str> = danbe_house::ways()
        .iter()
        .chain(danbe_house::doors().iter().map(|door| &door.spec))
        .map(|it| it.name)
        .collect();
    let (here, there) = (verbs(Side::Protection), verbs(Side::Investigation));
    let shared: BTreeSet<&str> = here.intersection(&there).copied().collect();
    assert_eq!(shared, house, "what both sides have is the house's");
    let only: Vec<_> = there.difference(&house).copied().collect();
    assert_eq!(only, ["reception.list", "reception.open", "reception.take"], "and nothing more over there");
    let printed = well(&["policy", "print", "--side", "investigation"]);
    for word in
        ["caseworker", "sender", "decider", "tabulator", "cases.", "extracts.", "referrals.", "statistics."]
    {
        let found = printed.lines().filter(|line| !line.starts_with('#') && line.contains(word)).count();
        assert_eq!(found, 0, "{word}");
    }
    assert!(printed.contains("reception.open               investigator   agency"));
    assert!(!well(&["policy", "print"]).contains("investigator"));
}

/// No class, verb or path serves immigration enforcement; one that is planted is found.
#[test]
fn nothing_serves_immigration_enforcement() {
    const WORDS: [&str; 7] =
        ["immigration", "deport", "enforcement", "removal", "expuls", "reconduit", "refoul"];
    let serves = |text: &str| WORDS.iter().any(|word| text.to_lowercase().contains(word));
    let paths = [
        include_str!("../src/web/mod.rs"),
        include_str!("../../device/src/notebook.rs"),
        include_str!("../../device/src/rooms.rs"),
    ];
    let mut all: Vec<String> = AgencyClass::ALL.iter().map(|it| it.code().to_owned()).collect();
    all.extend(Purpose::ALL.iter().map(|it| it.code().to_owned()));
    for side in Side::ALL {
        all.extend(
            installation::policy_of(*side).verbs().iter().map(|it| format!("{} {}", it.name, it.says)),
        );
    }
    for text in paths {
        all.extend(text.split('"').skip(1).step_by(2).map(str::to_owned));
    }
    assert!(all.len() > 200, "{} names looked at", all.len());
    let found: Vec<_> = all.iter().filter(|text| serves(text)).collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(serves("border-removal") && serves("/a/expulsions") && serves("immigration-service"), "planted");
}

/// Whether the console writes down another side.
pub(crate) async fn recognised(stage: &Stage) -> bool {
    let (own, other) = (root(), SigningKey::generate(&mut chance()));
    let said = Recognition { side: Side::Investigation, root: other.verifying(), at: 0 };
    let act = Recognise {
        own: (Side::Protection, own.verifying()),
        word: Signed::sign(&said, &own, Recognition::DOMAIN).unwrap(),
        paper: WallPaper { side: said.side, root: said.root, charters: Vec::new() },
        reference: "essai".to_owned(),
    };
    stage.served.house.store().act(act, Thread::default()).await.is_ok()
}

/// Whether the console hands packages over.
pub(crate) async fn carried(stage: &Stage) -> bool {
    stage.served.house.store().act(Carry, Thread::default()).await.is_ok()
}
