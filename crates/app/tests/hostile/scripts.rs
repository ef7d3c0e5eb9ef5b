//! The published scripts of a hostile server: what each one does, and what it must not obtain.
//!
//! The server is the real one, and behind it somebody who holds the disk, the configuration and every key of the
//! machine: he changes what comes back. A control plays each part honestly first, so that a device which refuses
//! everything fails. The classes of attack are those of Scarlata, Backendal, Torrisi, Paterson and others on services
//! "without knowledge" (ETH Zurich and USI, 2026): origin of keys, recovery, sharing, downgrade, rollback, view.

use super::{act, answering};
use crate::rig::device::{Device, Hand, honest};
use crate::rig::people::{Desk, Filed, Replied, SignedIn, invented, sign_in};
use crate::rig::{Engine, Stage, account, chance};
use danbe_device::Method;
use danbe_house::posts::{Pins, Profile, Welcome};
use danbe_vault::{
    AgencyCharter, CHARTER, Capsule, Chance, Checkpoint, KdfParams, MEMBER_CARD, MemberCard, OpeningKey,
    Receipt, SecretKey, Signature, Signed, SigningKey, tree,
};
use serde_json::{Value, json};
use std::cell::RefCell;

/// Name and aim of every script played here; those of recovery stand in `recovery.rs`, those of witnesses in
/// `witness.rs`.
pub(super) const SCRIPTS: [(&str, &str); 29] = [
    ("kdf-memory", "cheaper words: less memory for Argon2id"),
    ("kdf-passes", "cheaper words: fewer passes"),
    ("kdf-endless", "a phone stopped: more memory than it has"),
    ("capsule-version", "an older, weaker format of capsule"),
    ("capsule-of-a-colleague", "her words tried on another capsule"),
    ("capsule-of-the-server", "a capsule with keys the server knows, under words of its own"),
    ("challenge-to-sign-anything", "a signature over an envelope, had as the answer to a challenge"),
    ("session-of-a-colleague", "her device signs as somebody else"),
    ("welcome-of-a-colleague", "keys of a post she does not hold"),
    ("welcome-of-the-server", "a welcome the server wrote, with token and opening keys it knows"),
    ("welcome-under-another-root", "the whole chain swapped: root, charter, card"),
    ("welcome-unsigned", "a true welcome sealed anew without the agency's signature"),
    ("receipt-of-another-act", "her note kept back, an old receipt sent instead"),
    ("receipt-line-changed", "another line under the same proof"),
    ("receipt-event-withheld", "no event: the receipt would prove nothing of her envelope"),
    ("receipt-event-of-another", "the event of another envelope"),
    ("checkpoint-of-another-key", "a checkpoint signed by a key of the server's making"),
    ("checkpoint-of-another-ledger", "the checkpoint of another installation"),
    ("ledger-shortened", "an earlier state, signed at its time"),
    ("ledger-forked", "a second history, as long as the first, signed by the true key"),
    ("ledger-forked-longer", "a second history, longer, with a proof between its own trees"),
    ("ledger-without-proof", "a longer ledger without the proof that it grew"),
    ("refusal-that-erases", "the server says her registration is refused for good"),
    ("file-of-another", "another file in the place of the one she asked for"),
    ("record-of-another-person", "a true record moved into another file"),
    ("identity-as-account", "a name shown where only the account was opened"),
    ("key-of-another-person", "a key of another file offered for this one"),
    ("card-of-another-file", "a name card moved to another file"),
    ("markup-in-names", "markup in what the server may name: colleagues, sentences"),
];

/// Everything a script plays with.
pub(super) struct Scene {
    stage: Stage,
    gao: SignedIn,
    desk: Desk,
    filed: Vec<Filed>,
    opened: Vec<Value>,
    identities: Vec<Value>,
    /// The server's own key, as on its disk.
    ledger: SigningKey,
    played: RefCell<Vec<&'static str>>,
}

impl Scene {
    async fn set() -> Self {
        let stage = Stage::open(Engine::Sqlite).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let (mut filed, mut opened, mut identities) = (Vec::new(), Vec::new(), Vec::new());
        for number in [1, 2] {
            let one = desk.register(&invented(number), &invented(number));
            let _: Replied<()> = gao.done(address, "cases.register", &one.registration).await;
            let body = json!({ "file": one.keyring.file });
            let answer: Replied<Value> = gao.done(address, "cases.open", &body).await;
            opened.push(answer.answer.unwrap());
            let answer: Replied<Value> = gao.done(address, "cases.open-identity", &body).await;
            identities.push(answer.answer.unwrap());
            filed.push(one);
        }
        let ledger =
            SigningKey::from_bytes(&std::fs::read(stage.folder.join("ledger.key")).unwrap()).unwrap();
        Self { stage, gao, desk, filed, opened, identities, ledger, played: RefCell::default() }
    }

    fn play(&self, name: &'static str) {
        assert!(SCRIPTS.iter().any(|(known, _)| *known == name), "{name} is not in the list");
        self.played.borrow_mut().push(name);
    }

    async fn enter(&self, hand: Hand<'_>) -> Device {
        Device::enter(self.stage.address(), "gao-1", hand).await
    }

    fn file(&self, place: usize) -> String {
        format!("/a/dossier/{}", self.filed[place].keyring.file)
    }
}

/// Whether she stands in her notebook, with the agency's keys in hand.
fn inside(device: &Device) -> bool {
    device.page.contains("/a/equipe")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_script_of_the_list_succeeds_and_the_honest_server_does() {
    assert!(play_all().await >= 25);
}

/// Plays every script; gives how many.
pub(super) async fn play_all() -> usize {
    let scene = Scene::set().await;
    control(&scene).await;
    words(&scene).await;
    sessions(&scene).await;
    welcomes(&scene).await;
    receipts(&scene).await;
    ledgers(&scene).await;
    files(&scene).await;
    names(&scene).await;
    let mut played = scene.played.borrow().clone();
    let mut listed: Vec<_> = SCRIPTS.iter().map(|(name, _)| *name).collect();
    played.sort_unstable();
    listed.sort_unstable();
    assert_eq!(played, listed, "every script of the list was played, once");
    played.len()
}

/// What each part obtains from an honest server.
async fn control(scene: &Scene) {
    let mut device = scene.enter(&honest).await;
    assert!(inside(&device), "{}", device.page);
    assert_eq!(device.derived, [(KdfParams::FLOOR.m_kib, KdfParams::FLOOR.t)]);
    device.go(Method::Get, &scene.file(0), &[], &honest).await;
    assert!(device.page.contains("récit inventé 1"), "{}", device.page);
    device.go(Method::Post, &format!("{}/note", scene.file(0)), &[("note", "Vue ce matin.")], &honest).await;
    device.go(Method::Get, &scene.file(0), &[], &honest).await;
    assert!(device.page.contains("Vue ce matin."), "{}", device.page);
    assert!(
        !device.rows.keys().any(|name| name.starts_with("out")),
        "acknowledged: {:?}",
        device.rows.keys()
    );
    let form = [("family", "Nomdefamille1"), ("given", "Prénom1"), ("year", "2000")];
    device.go(Method::Post, "/a/chercher", &form, &honest).await;
    assert!(device.page.contains(&scene.file(0)), "{}", device.page);
}

/// A capsule as the server changes it.
fn capsule(change: impl Fn(&mut Value)) -> impl Fn(&str, &str, String) -> String {
    move |tag, _, body| {
        if tag != "capsule" {
            return body;
        }
        let mut value: Value = serde_json::from_str(&body).unwrap();
        change(&mut value);
        value.to_string()
    }
}

async fn words(scene: &Scene) {
    for (name, part, value) in
        [("kdf-memory", "m_kib", 8_u32), ("kdf-passes", "t", 1), ("kdf-endless", "m_kib", 64 << 20)]
    {
        scene.play(name);
        let device = scene.enter(&capsule(|capsule| capsule["params"][part] = json!(value))).await;
        assert!(!inside(&device) && device.derived.is_empty(), "{name}: no word was tried");
    }
    scene.play("capsule-version");
    let device = scene.enter(&capsule(|capsule| capsule["v"] = json!(0))).await;
    assert!(!inside(&device) && device.rows.is_empty());

    scene.play("capsule-of-a-colleague");
    let ask = json!({ "handle": "gao-3" });
    let hers: Value = crate::rig::http::post(scene.stage.address(), "/session/capsule", &ask).await.json();
    let device = scene.enter(&capsule(|capsule| *capsule = hers.clone())).await;
    assert!(!inside(&device) && device.rows.is_empty(), "{}", device.page);

    scene.play("capsule-of-the-server");
    let mut chance = chance();
    let theirs = danbe_vault::five_words(&mut chance).join(" ");
    let enrolment = danbe_house::posts::Enrolment::new(
        "gao-1",
        &OpeningKey::generate(&mut chance),
        &SigningKey::generate(&mut chance),
        Some(scene.desk.welcome.as_ref().unwrap().pins.clone()),
    );
    let plain = serde_json::to_vec(&enrolment).unwrap();
    let made = Capsule::lock(&theirs, &plain, KdfParams::FLOOR, &mut chance).unwrap();
    let device = scene.enter(&capsule(|capsule| *capsule = serde_json::to_value(&made).unwrap())).await;
    assert!(!inside(&device) && device.rows.is_empty(), "{}", device.page);
}

async fn sessions(scene: &Scene) {
    scene.play("challenge-to-sign-anything");
    let body = scene.desk.register(&invented(7), &invented(7)).registration;
    let wanted = scene.gao.draft("cases.register", &body).act;
    let wanted = serde_json::to_string(&wanted).unwrap();
    let hand = |tag: &str, _: &str, answer: String| match tag {
        "challenge" => json!({ "challenge": wanted }).to_string(),
        _ => answer,
    };
    let device = scene.enter(&hand).await;
    let signed: Value = device
        .sent
        .iter()
        .find(|(tag, _)| tag == "open")
        .map(|(_, body)| serde_json::from_str(body).unwrap())
        .unwrap();
    let sig: Signature = serde_json::from_value(signed["sig"].clone()).unwrap();
    let key = scene.gao.signing.verifying();
    for domain in ["envelope", "member-card", "agency-charter", "welcome", "recovery", "approve", "sign-in"] {
        assert!(key.verify(domain, wanted.as_bytes(), &sig).is_err(), "signed in {domain}");
    }

    scene.play("session-of-a-colleague");
    let colleague = sign_in(scene.stage.address(), "gao-2").await.member;
    let hand = |tag: &str, _: &str, answer: String| match tag {
        "open" => {
            let mut value: Value = serde_json::from_str(&answer).unwrap();
            value["member"] = json!(colleague);
            value.to_string()
        }
        _ => answer,
    };
    let device = scene.enter(&hand).await;
    assert!(!device.page.contains("récit"), "{}", device.page);
    let mut device = device;
    device.go(Method::Get, &scene.file(0), &[], &hand).await;
    assert!(!device.page.contains("récit inventé 1"), "nothing opens under another's name");
}

async fn welcomes(scene: &Scene) {
    let address = scene.stage.address();
    let mine = scene.desk.welcome.as_ref().unwrap();
    let welcome = |value: Value| {
        move |tag: &str, _: &str, body: String| match tag {
            "welcome" => answering(&body, |answer| answer["welcome"] = value.clone()),
            _ => body,
        }
    };
    scene.play("welcome-of-a-colleague");
    let gao2 = sign_in(address, "gao-2").await;
    let hers: Replied<Value> = gao2.done(address, "posts.welcome", &json!({})).await;
    let device = scene.enter(&welcome(hers.answer.unwrap()["welcome"].clone())).await;
    assert!(!works(scene, device).await);

    let mut chance = chance();
    let sealed = |charter: Signed<AgencyCharter>,
                  card: Signed<MemberCard>,
                  pins: Pins,
                  key: &SigningKey,
                  chance: &mut Chance| {
        let secrets = danbe_house::posts::Secrets {
            opening: Some(OpeningKey::generate(chance)),
            earlier: Vec::new(),
            tokens: Some(SecretKey::generate(chance)),
            signing: None,
        };
        let welcome = Welcome::new(
            mine.actor.clone(),
            "gao-1".into(),
            Profile::Caseworker,
            pins,
            (charter, card),
            &secrets,
        );
        let wrap = welcome.seal(key, &scene.gao.opening.sealing(), chance).unwrap();
        serde_json::to_value(wrap).unwrap()
    };
    scene.play("welcome-of-the-server");
    let server = SigningKey::generate(&mut chance);
    let forged = sealed(mine.charter.clone(), mine.card.clone(), mine.pins.clone(), &server, &mut chance);
    let device = scene.enter(&welcome(forged)).await;
    assert!(!works(scene, device).await);

    scene.play("welcome-under-another-root");
    let root = SigningKey::generate(&mut chance);
    let true_charter = mine.charter.verify(&mine.pins.root, CHARTER).unwrap();
    let card = mine.card.verify(&true_charter.signing, MEMBER_CARD).unwrap();
    let charter = AgencyCharter { signing: server.verifying(), ..true_charter };
    let charter = Signed::sign(&charter, &root, CHARTER).unwrap();
    let card = Signed::sign(&card, &server, MEMBER_CARD).unwrap();
    for pins in [mine.pins.clone(), Pins { root: root.verifying(), ..mine.pins.clone() }] {
        let forged = sealed(charter.clone(), card.clone(), pins, &server, &mut chance);
        let device = scene.enter(&welcome(forged)).await;
        assert!(!works(scene, device).await);
    }

    scene.play("welcome-unsigned");
    let unsigned = danbe_vault::wrap(
        &scene.gao.opening.sealing(),
        "danbe/v1/welcome",
        b"",
        &serde_json::to_vec(mine).unwrap(),
        danbe_vault::Length::Hidden,
        &mut chance,
    );
    let device = scene.enter(&welcome(serde_json::to_value(unsigned).unwrap())).await;
    assert!(!works(scene, device).await);
}

/// Whether a device can open a file with what it was given.
async fn works(scene: &Scene, mut device: Device) -> bool {
    device.go(Method::Get, &scene.file(0), &[], &honest_but_welcome).await;
    device.page.contains("récit inventé 1")
}

/// The welcome never comes again: what the device has is what the script gave it.
fn honest_but_welcome(tag: &str, _: &str, body: String) -> String {
    if tag == "welcome" { "{}".to_owned() } else { body }
}

/// A note is sent under a hand; says whether the device took the answer for an acknowledgement.
async fn acknowledged(scene: &Scene, hand: Hand<'_>) -> bool {
    let mut device = scene.enter(&honest).await;
    device.go(Method::Get, &scene.file(0), &[], &honest).await;
    let note = [("note", "Note qui ne doit pas se perdre.")];
    device.go(Method::Post, &format!("{}/note", scene.file(0)), &note, hand).await;
    let waits = device.rows.keys().any(|name| name.starts_with("out"));
    assert!(device.sent.iter().any(|(tag, _)| tag.starts_with("out:")), "the note was sent");
    !waits
}

/// Changes the receipt of a note.
fn receipt(change: impl Fn(&mut Receipt)) -> impl Fn(&str, &str, String) -> String {
    move |tag, _, body| {
        if !tag.starts_with("out:") {
            return body;
        }
        let mut reply: Value = serde_json::from_str(&body).unwrap();
        let mut receipt: Receipt = serde_json::from_value(reply["receipt"].clone()).unwrap();
        change(&mut receipt);
        reply["receipt"] = serde_json::to_value(receipt).unwrap();
        reply.to_string()
    }
}

async fn receipts(scene: &Scene) {
    assert!(acknowledged(scene, &honest).await, "the honest receipt is taken");
    let address = scene.stage.address();
    scene.play("receipt-of-another-act");
    let note = scene.desk.note(&scene.filed[0], "une autre note");
    let old: Replied<Value> = scene.gao.done(address, "cases.note", &note).await;
    let old = old.receipt;
    assert!(!acknowledged(scene, &receipt(|it| *it = old.clone())).await);
    scene.play("receipt-line-changed");
    assert!(!acknowledged(scene, &receipt(|it| it.line = it.line.replace("cases.note", "cases.open"))).await);
    scene.play("receipt-event-withheld");
    assert!(!acknowledged(scene, &receipt(|it| it.event = None)).await);
    scene.play("receipt-event-of-another");
    assert!(!acknowledged(scene, &receipt(|it| it.event.clone_from(&old.event))).await);
    scene.play("checkpoint-of-another-key");
    let stranger = SigningKey::generate(&mut chance());
    let resign = |it: &mut Receipt, origin: Option<&str>, key: &SigningKey| {
        let pins = &scene.desk.welcome.as_ref().unwrap().pins;
        let mut checkpoint = Checkpoint::open(&it.checkpoint, &pins.origin, &pins.ledger).unwrap();
        if let Some(origin) = origin {
            checkpoint.origin = origin.to_owned();
        }
        it.checkpoint = checkpoint.sign(key);
    };
    assert!(!acknowledged(scene, &receipt(|it| resign(it, None, &stranger))).await);
    scene.play("checkpoint-of-another-ledger");
    assert!(
        !acknowledged(scene, &receipt(|it| resign(it, Some("autre.example/national"), &scene.ledger))).await
    );
    scene.play("refusal-that-erases");
    let mut device = scene.enter(&honest).await;
    device.go(Method::Get, &scene.file(0), &[], &honest).await;
    let refuse = |tag: &str, _: &str, body: String| match tag.starts_with("out:") {
        true => json!({ "problem": "malformed", "sentence": "Refusé." }).to_string(),
        false => body,
    };
    let note = [("note", "Note qu’un serveur voudrait perdre.")];
    device.go(Method::Post, &format!("{}/note", scene.file(0)), &note, &refuse).await;
    assert!(device.rows.keys().any(|name| name.starts_with("out")), "it stays on the device");
}

/// Another history of the same ledger, in the hands of whoever holds its key.
struct Fork {
    hashes: Vec<[u8; 32]>,
    size: u64,
}

impl Fork {
    /// So many lines of the server's own.
    fn of(size: u64) -> Self {
        let mut fork = Self { hashes: Vec::new(), size: 0 };
        (0..size).for_each(|index| fork.push(&format!("line {index} of another history")));
        fork
    }

    fn push(&mut self, line: &str) {
        let read = |at: &[u64]| {
            Ok::<_, ()>(at.iter().map(|at| self.hashes[usize::try_from(*at).unwrap()]).collect())
        };
        let fresh = tree::stored_hashes_for(self.size, line.as_bytes(), &read).unwrap();
        self.hashes.extend(fresh);
        self.size += 1;
    }

    /// The true line and event, proved in this history.
    fn prove(&mut self, receipt: &mut Receipt, origin: &str, key: &SigningKey, from: Option<u64>) {
        self.push(&receipt.line);
        let read = |at: &[u64]| {
            Ok::<_, ()>(at.iter().map(|at| self.hashes[usize::try_from(*at).unwrap()]).collect())
        };
        receipt.index = self.size - 1;
        receipt.proof = tree::prove_inclusion(self.size, receipt.index, &read).unwrap();
        let root = tree::root(self.size, &read).unwrap();
        receipt.checkpoint = Checkpoint { origin: origin.to_owned(), size: self.size, root }.sign(key);
        receipt.consistency = from.map(|from| {
            let proof = tree::prove_consistency(self.size, from, &read).unwrap();
            danbe_vault::Consistency { from, proof }
        });
    }
}

async fn ledgers(scene: &Scene) {
    let pins = scene.desk.welcome.as_ref().unwrap().pins.clone();
    let size =
        |receipt: &Receipt| Checkpoint::open(&receipt.checkpoint, &pins.origin, &pins.ledger).unwrap().size;
    scene.play("ledger-shortened");
    assert!(
        !acknowledged(scene, &receipt(|it| Fork::of(3).prove(it, &pins.origin, &scene.ledger, None))).await
    );
    scene.play("ledger-forked");
    let same = |it: &mut Receipt| {
        let known = it.consistency.as_ref().map_or(0, |consistency| consistency.from);
        Fork::of(known - 1).prove(it, &pins.origin, &scene.ledger, None);
    };
    assert!(!acknowledged(scene, &receipt(same)).await);
    scene.play("ledger-forked-longer");
    let longer = |it: &mut Receipt| {
        let (now, known) = (size(it), it.consistency.as_ref().map(|consistency| consistency.from));
        Fork::of(now + 20).prove(it, &pins.origin, &scene.ledger, known);
    };
    assert!(!acknowledged(scene, &receipt(longer)).await);
    scene.play("ledger-without-proof");
    assert!(!acknowledged(scene, &receipt(|it| it.consistency = None)).await);

    // And she is told, in words.
    let mut device = scene.enter(&honest).await;
    device.go(Method::Get, &scene.file(0), &[], &honest).await;
    let ask = |tag: &str, request: &str, body: String| match tag {
        "ask" => receipt(longer)("out:1", request, body),
        _ => body,
    };
    device.go(Method::Get, &scene.file(1), &[], &ask).await;
    assert!(device.page.contains("Alarme") && device.page.contains("autre histoire"), "{}", device.page);
    assert!(!device.page.contains("récit inventé 2"));
}

/// The answer of a verb, changed.
fn verb(name: &'static str, change: impl Fn(&mut Value)) -> impl Fn(&str, &str, String) -> String {
    move |_, request, body| match act(request) {
        Some(act) if act.verb == name => answering(&body, &change),
        _ => body,
    }
}

async fn files(scene: &Scene) {
    let mut device = scene.enter(&honest).await;
    let first = scene.file(0);
    let other = &scene.opened[1];
    scene.play("file-of-another");
    device.go(Method::Get, &first, &[], &verb("cases.open", |answer| *answer = other.clone())).await;
    assert!(!device.page.contains("récit inventé 2"), "{}", device.page);

    scene.play("record-of-another-person");
    let moved = |answer: &mut Value| {
        let (records, keys) = (other["records"].clone(), other["keys"].clone());
        answer["records"].as_array_mut().unwrap().extend(records.as_array().unwrap().clone());
        answer["keys"].as_array_mut().unwrap().extend(keys.as_array().unwrap().clone());
    };
    device.go(Method::Get, &first, &[], &verb("cases.open", moved)).await;
    assert!(!device.page.contains("récit inventé 2"), "{}", device.page);

    scene.play("identity-as-account");
    let identity = &scene.identities[0];
    let shown = |answer: &mut Value| {
        answer["records"].as_array_mut().unwrap().extend(identity["records"].as_array().unwrap().clone());
        answer["keys"].as_array_mut().unwrap().extend(identity["keys"].as_array().unwrap().clone());
    };
    device.go(Method::Get, &first, &[], &verb("cases.open", shown)).await;
    assert!(!device.page.contains("Nomdefamille1"), "an identity is opened as an act of its own");

    scene.play("key-of-another-person");
    let swapped = |answer: &mut Value| answer["keys"] = other["keys"].clone();
    device.go(Method::Get, &first, &[], &verb("cases.open", swapped)).await;
    assert!(!device.page.contains("récit inventé"), "{}", device.page);

    scene.play("card-of-another-file");
    let card = |answer: &mut Value| {
        for hit in answer["cards"].as_array_mut().unwrap() {
            hit["file"] = json!(scene.filed[1].keyring.file);
        }
    };
    let form = [("family", "Nomdefamille1"), ("given", "Prénom1"), ("year", "2000")];
    device.go(Method::Post, "/a/chercher", &form, &verb("cases.search", card)).await;
    assert!(!device.page.contains("Nomdefamille1"), "her name leads to nobody else's file: {}", device.page);
}

async fn names(scene: &Scene) {
    scene.play("markup-in-names");
    const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    let colleagues = |tag: &str, _: &str, body: String| match tag {
        "welcome" => answering(&body, |answer| {
            for colleague in answer["colleagues"].as_array_mut().unwrap() {
                colleague["handle"] = json!(MARKUP);
            }
        }),
        "ask" => json!({ "problem": "state-closed", "sentence": MARKUP }).to_string(),
        _ => body,
    };
    let mut device = scene.enter(&colleagues).await;
    for path in ["/a/equipe".to_owned(), scene.file(0), "/a/".to_owned()] {
        device.go(Method::Get, &path, &[], &colleagues).await;
        assert!(!device.page.contains("<script") && !device.page.contains("<img"), "{}", device.page);
        assert!(!device.bar.contains("<script"));
    }
    assert!(account("gao-1").words.split(' ').all(|word| !device.page.contains(&format!(">{word}<"))));
}
