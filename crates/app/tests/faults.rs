//! Whatever arrives, the answer is a code and a sentence, nothing is half-written, and the server goes on.
//!
//! Wrong, cut, replayed, reordered, oversized and forged envelopes; ten thousand mutations of a good one; sessions
//! that are over.

use crate::rig;
use crate::rig::cast::{ask, papers};
use crate::rig::database::counts;
use crate::rig::http::{Response, post, send};
use crate::rig::people::{
    Desk, Draft, Replied, SignedIn, invented, on_each_engine, sign_in, sync, try_sign_in,
};
use crate::rig::{Stage, chance};
use danbe_house::recovery::Approve;
use danbe_protection::cases::List;
use danbe_store::Clock;
use danbe_vault::{Envelope, SigningKey};
use danbe_words::EnvelopeId;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A refusal as it must be: its status, its code, and a French sentence.
fn refused(response: &Response, status: u16, code: &str, what: &str) {
    assert_eq!((response.status, response.code().as_str()), (status, code), "{what}: {}", response.text());
    well_said(response, what);
}

fn well_said(response: &Response, what: &str) {
    let (code, sentence) = response.problem().unwrap_or_else(|| panic!("{what}: {}", response.text()));
    assert!(response.status < 500, "{what}: {code}");
    let stable = code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let said = sentence.ends_with('.') && sentence.contains(' ') && !sentence.contains("problem-");
    assert!(stable && said, "{what}: {code} « {sentence} »");
}

/// A caseworker of Gao at work.
async fn at_work(stage: &Stage) -> (SignedIn, Desk) {
    let gao = sign_in(stage.address(), "gao-1").await;
    let desk = gao.welcome(stage.address()).await;
    (gao, desk)
}

/// Everything but the ledger: what a refusal must leave as it was.
fn without_ledger(counts: BTreeMap<String, i64>) -> BTreeMap<String, i64> {
    counts.into_iter().filter(|(table, _)| !table.starts_with("ledger_")).collect()
}

#[test]
fn an_envelope_that_does_not_hold_is_refused_before_anything_is_written() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk) = at_work(&stage).await;
        let other = sign_in(stage.address(), "gao-2").await;
        let body = desk.register(&invented(1), &invented(1)).registration;
        let draft = || gao.draft("cases.register", &body);
        let changed = |change: &dyn Fn(&mut Draft)| {
            let mut draft = draft();
            change(&mut draft);
            draft.sign(&gao.signing)
        };
        let text = |f: &dyn Fn(String) -> String| {
            let envelope: Envelope = serde_json::from_slice(&draft().sign(&gao.signing)).unwrap();
            let act = f(envelope.act);
            let sig = gao.signing.sign("envelope", act.as_bytes());
            serde_json::to_vec(&Envelope { act, sig }).unwrap()
        };
        let good = draft().sign(&gao.signing);
        let forged = String::from_utf8(good.clone()).unwrap().replace("cases.register", "cases.registre");
        let nobody = SigningKey::generate(&mut chance());
        let as_other = Draft::new("cases.register", other.member, stage.clock.now().0, &body);
        let outer = |value: Value| serde_json::to_vec(&value).unwrap();
        let signature = "envelope-signature";
        let malformed = "envelope-malformed";
        let tries: Vec<(&str, Vec<u8>, u16, &str)> = vec![
            ("nothing", Vec::new(), 400, malformed),
            ("not JSON", b"bonjour".to_vec(), 400, malformed),
            ("not UTF-8", vec![0xff; 200], 400, malformed),
            ("a list", b"[]".to_vec(), 400, malformed),
            ("deep", [b"[".repeat(100_000), b"]".repeat(100_000)].concat(), 400, malformed),
            ("cut in the middle", good[..good.len() / 2].to_vec(), 400, malformed),
            ("cut at the last byte", good[..good.len() - 1].to_vec(), 400, malformed),
            ("followed by more", [good.clone(), b"{}".to_vec()].concat(), 400, malformed),
            ("too large", vec![b' '; 256 * 1024 + 1], 413, "envelope-too-large"),
            ("changed after it was signed", forged.into_bytes(), 401, signature),
            ("signed by nobody's key", draft().sign(&nobody), 401, signature),
            ("signed by a colleague", draft().sign(&other.signing), 401, signature),
            ("of a colleague", as_other.sign(&other.signing), 401, signature),
            ("naming a colleague", as_other.sign(&gao.signing), 401, signature),
            ("a field more outside", outer(json!({"act": "{}", "sig": "AA", "more": 1})), 400, malformed),
            ("no signature", outer(json!({"act": "{}"})), 400, malformed),
            ("a signature too short", outer(json!({"act": "{}", "sig": "AAAA"})), 400, malformed),
            ("a field more inside", text(&|act| act.replacen('{', "{\"more\":1,", 1)), 400, malformed),
            ("a field twice", text(&|act| act.replacen('{', "{\"v\":1,", 1)), 400, malformed),
            ("a field less", text(&|act| act.replacen("\"seq\":1,", "", 1)), 400, malformed),
            ("another version", changed(&|d| d.act.v = 2), 400, malformed),
            ("an id that is none", changed(&|d| d.act.id = "1; DROP TABLE".to_owned()), 400, malformed),
            ("a device that is none", changed(&|d| d.act.device = String::new()), 400, malformed),
            ("a count from zero", changed(&|d| d.act.seq = 0), 400, malformed),
            ("a verb that is none", changed(&|d| d.act.verb = "cases.delete".to_owned()), 404, "not-found"),
        ];
        let before = counts(&stage.url).await;
        for (what, envelope, status, code) in &tries {
            refused(&sync(stage.address(), &gao.token, envelope).await, *status, code, what);
        }
        assert_eq!(counts(&stage.url).await, before, "nothing was written, not even a line");
        assert_eq!(sync(stage.address(), &gao.token, &good).await.status, 200, "the good one is taken");
        println!("{engine:?}: {} envelopes refused at the door", tries.len());
        stage.goes_on().await;
    });
}

#[test]
fn a_body_that_is_not_what_the_verb_takes_is_refused_whole_and_leaves_one_line() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk) = at_work(&stage).await;
        let filed = desk.register(&invented(1), &invented(1));
        let _: Replied<()> = gao.done(stage.address(), "cases.register", &filed.registration).await;
        let value = |n| serde_json::to_value(desk.register(&invented(n), &invented(n)).registration).unwrap();
        let with = |change: &dyn Fn(&mut Value)| {
            let mut body = value(2);
            change(&mut body);
            body
        };
        let malformed = (400, "envelope-malformed");
        let tries: Vec<(&str, &str, Value, (u16, &str))> = vec![
            ("null", "cases.register", Value::Null, malformed),
            ("a number", "cases.register", json!(7), malformed),
            ("a field more", "cases.register", with(&|b| b["name"] = json!("Awa")), malformed),
            ("a fact more", "cases.register", with(&|b| b["facts"]["village"] = json!("Ber")), malformed),
            ("a code that is none", "cases.register", with(&|b| b["facts"]["sex"] = json!("x")), malformed),
            (
                "a day for a month",
                "cases.register",
                with(&|b| b["facts"]["month"] = json!("2024-03-09")),
                malformed,
            ),
            ("a wrong type", "cases.register", with(&|b| b["tokens"] = json!("12")), malformed),
            ("a token beyond its type", "cases.register", with(&|b| b["tokens"] = json!([-1])), malformed),
            ("a file that is no id", "cases.register", with(&|b| b["file"] = json!("1")), malformed),
            (
                "nine tokens",
                "cases.register",
                with(&|b| b["tokens"] = json!([1, 2, 3, 4, 5, 6, 7, 8, 9])),
                (422, "invalid-long-tokens"),
            ),
            (
                "a record without its key",
                "cases.register",
                with(&|b| b["keys"] = json!([])),
                (422, "invalid-key-records"),
            ),
            (
                "the same token twice",
                "cases.register",
                with(&|b| b["tokens"] = json!([5, 5])),
                (409, "state-exists"),
            ),
            (
                "a file that is there",
                "cases.register",
                with(&|b| b["file"] = json!(filed.keyring.file)),
                (409, "state-exists"),
            ),
            (
                "a person that is there",
                "cases.register",
                with(&|b| b["person"] = json!(filed.keyring.person)),
                (409, "state-exists"),
            ),
            (
                "a search of nine",
                "cases.search",
                json!({"tokens": [1, 2, 3, 4, 5, 6, 7, 8, 9]}),
                (422, "invalid-long-tokens"),
            ),
            ("a cursor cut", "cases.list", json!({"after": {"registered": 1}}), malformed),
            ("no file", "cases.open", json!({}), malformed),
            ("a file in capitals", "cases.open", json!({"file": "A".repeat(32)}), malformed),
        ];
        let before = without_ledger(counts(&stage.url).await);
        for (what, verb, body, (status, code)) in &tries {
            let size = stage.size().await;
            refused(&gao.act(stage.address(), verb, body).await, *status, code, what);
            let lines = stage.lines_from(size).await;
            let said: Vec<_> = lines
                .iter()
                .map(|(line, event)| {
                    (line.kind.as_str(), event.facts.get("problem").map_or("", String::as_str))
                })
                .collect();
            assert_eq!(said, [("refused", *code)], "{what}");
        }
        assert_eq!(without_ledger(counts(&stage.url).await), before, "nothing half-written");
        println!("{engine:?}: {} bodies refused, each undone whole", tries.len());
        stage.goes_on().await;
    });
}

#[test]
fn an_envelope_is_done_once_and_in_the_order_of_its_device() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk) = at_work(&stage).await;
        let address = stage.address();
        let made = |seq, device: &str| {
            let mut draft =
                gao.draft("cases.register", &desk.register(&invented(1), &invented(1)).registration);
            (draft.act.seq, draft.act.device) = (seq, device.to_owned());
            draft
        };
        let device = EnvelopeId::from_bytes(chance().bytes()).to_string();
        let first = made(1, &device).sign(&gao.signing);
        let before = counts(&stage.url).await["cases_file"];
        for seq in [2, 3, u64::MAX] {
            let early = made(seq, &device).sign(&gao.signing);
            refused(&sync(address, &gao.token, &early).await, 409, "envelope-gap", "before the first");
        }
        let done = sync(address, &gao.token, &first).await;
        let again = sync(address, &gao.token, &first).await;
        assert_eq!((done.status, again.status), (200, 200));
        let (done, again): (Replied<()>, Replied<()>) = (done.json(), again.json());
        assert_eq!(done.receipt.index, again.receipt.index, "the same line");
        assert_eq!(counts(&stage.url).await["cases_file"], before + 1, "done once");
        let late = made(1, &device).sign(&gao.signing);
        refused(&sync(address, &gao.token, &late).await, 409, "envelope-replayed", "the same place again");
        let mut other = made(2, &device);
        other.act.id =
            serde_json::from_str::<Value>(&serde_json::from_slice::<Envelope>(&first).unwrap().act).unwrap()
                ["id"]
                .as_str()
                .unwrap()
                .to_owned();
        refused(
            &sync(address, &gao.token, &other.sign(&gao.signing)).await,
            409,
            "envelope-replayed",
            "another content",
        );
        assert_eq!(sync(address, &gao.token, &made(2, &device).sign(&gao.signing)).await.status, 200);
        let reading = gao.draft("cases.list", &List::default()).sign(&gao.signing);
        assert_eq!(sync(address, &gao.token, &reading).await.status, 200);
        refused(&sync(address, &gao.token, &reading).await, 409, "envelope-replayed", "a reading sent twice");
        assert_eq!(counts(&stage.url).await["cases_file"], before + 2);
        stage.goes_on().await;
    });
}

#[test]
fn a_session_that_is_over_does_nothing_from_the_next_request() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let cast = rig::cast::Cast::enter(&stage).await;
        let gao = &cast.actor("gao-1").who;
        let list = |who: &SignedIn| who.draft("cases.list", &List::default()).sign(&who.signing);
        for token in ["", "AAAA", "not base64 é", &gao.token[1..], &cast.actor("gao-2").who.token] {
            let response = sync(address, token, &list(gao)).await;
            let code = if token.len() == gao.token.len() { "envelope-signature" } else { "session-closed" };
            refused(&response, 401, code, token);
        }
        let segou = &cast.actor("segou-1").who;
        rig::database::plant(
            &stage.url,
            &format!("INSERT INTO house_suspension (member, since) VALUES ('{}', 1)", segou.member),
        )
        .await;
        refused(&sync(address, &segou.token, &list(segou)).await, 401, "session-closed", "suspended");
        refused(&try_sign_in(address, "segou-1", &segou.signing).await, 401, "sign-in-refused", "suspended");
        let (asked, _) = ask(address, "gao-1").await;
        for holder in ["gao-2", "gao-4"] {
            let who = &cast.actor(holder).who;
            let body = Approve::sign(asked.id.clone(), asked.text.clone(), &who.signing);
            let _: Replied<()> = who.done(address, "recovery.approve", &body).await;
        }
        let body = papers(address, &cast.actor("gao-3").who, &cast.gao, &asked).await;
        let _: Replied<()> = cast.actor("gao-3").who.done(address, "recovery.finish", &body).await;
        refused(
            &sync(address, &gao.token, &list(gao)).await,
            401,
            "session-closed",
            "brought back elsewhere",
        );
        let back = rig::people::sign_in_with(address, "gao-1", &asked.opening, &asked.signing).await;
        refused(
            &sync(address, &back.token, &list(gao)).await,
            401,
            "envelope-signature",
            "the old key in the new session",
        );
        assert_eq!(sync(address, &back.token, &list(&back)).await.status, 200);
        let bamako = &cast.actor("bamako-1").who;
        stage.clock.forward(12 * 3_600_000 - 60_000);
        assert_eq!(sync(address, &bamako.token, &list(bamako)).await.status, 200, "almost half a day");
        stage.clock.forward(120_000);
        refused(
            &sync(address, &bamako.token, &list(bamako)).await,
            401,
            "session-closed",
            "after half a day",
        );
        goes_on_from_segou(&stage).await;
    });
}

async fn goes_on_from_segou(stage: &Stage) {
    rig::database::plant(&stage.url, "DELETE FROM house_suspension").await;
    let segou = sign_in(stage.address(), "segou-1").await;
    assert_eq!(segou.act(stage.address(), "cases.list", &List::default()).await.status, 200);
    assert!(stage.intact().await);
}

#[test]
fn a_device_whose_clock_runs_ahead_is_served_and_its_event_says_so() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk) = at_work(&stage).await;
        for (ahead, said) in [
            (0, None),
            (4 * 60_000, None),
            (6 * 60_000, Some("ahead")),
            (i64::MAX / 2, Some("ahead")),
            (-86_400_000, None),
        ] {
            let mut draft =
                gao.draft("cases.register", &desk.register(&invented(1), &invented(1)).registration);
            draft.act.at = stage.clock.now().0 + ahead;
            let size = stage.size().await;
            let response = sync(stage.address(), &gao.token, &draft.sign(&gao.signing)).await;
            assert_eq!(response.status, 200, "{}", response.text());
            let (line, event) = stage.lines_from(size).await.remove(0);
            assert_eq!(event.facts.get("clock").map(String::as_str), said, "{ahead} ms ahead");
            assert!((stage.clock.now().0 - line.at.0).abs() < 60_000, "the line has the server's time");
        }
        stage.goes_on().await;
    });
}

#[test]
fn the_doors_of_a_session_answer_nonsense_with_a_sentence() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let before = counts(&stage.url).await;
        let large = vec![b' '; 16 * 1024 + 1];
        for path in ["/session/open", "/session/capsule", "/session/recover"] {
            for body in [
                &b""[..],
                b"{}",
                b"[]",
                b"\xff\xfe",
                br#"{"handle": 7}"#,
                br#"{"handle": "gao-1", "more": 1}"#,
            ] {
                let response = send(address, "POST", path, &[], body).await;
                refused(&response, 400, "envelope-malformed", path);
            }
            refused(&send(address, "POST", path, &[], &large).await, 413, "envelope-too-large", path);
        }
        let gao = rig::people::enrolment(address, "gao-1").await.keys().unwrap().1;
        let never_given = danbe_house::posts::SignIn {
            handle: "gao-1".to_owned(),
            challenge: "never given".to_owned(),
            sig: gao.sign("sign-in", danbe_house::posts::challenge_text("gao-1", "never given").as_bytes()),
        };
        refused(
            &post(address, "/session/open", &never_given).await,
            401,
            "sign-in-refused",
            "a challenge of one's own",
        );
        let challenge: danbe_house::posts::Challenge =
            send(address, "POST", "/session/challenge", &[], b"").await.json();
        let sig =
            gao.sign("sign-in", danbe_house::posts::challenge_text("gao-1", &challenge.challenge).as_bytes());
        let body =
            danbe_house::posts::SignIn { handle: "gao-1".to_owned(), challenge: challenge.challenge, sig };
        assert_eq!(counts(&stage.url).await, before, "nothing was written");
        assert_eq!(post(address, "/session/open", &body).await.status, 200);
        refused(&post(address, "/session/open", &body).await, 401, "sign-in-refused", "a challenge twice");
        for (method, path) in
            [("GET", "/sync"), ("PUT", "/sync"), ("DELETE", "/session/open"), ("TRACE", "/")]
        {
            assert_eq!(send(address, method, path, &[], b"").await.status, 405, "{method} {path}");
        }
        stage.goes_on().await;
    });
}

/// One change of some bytes, told by the generator: a byte, a bit, a cut, a hole, a doubling, a swap.
fn mutated(bytes: &[u8], chance: &mut danbe_vault::Chance) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=chance.bytes::<1>()[0] % 3 {
        if bytes.is_empty() {
            break;
        }
        let [kind, value, length, ..] = chance.bytes::<4>();
        let place = usize::try_from(u64::from_le_bytes(chance.bytes())).unwrap() % bytes.len();
        let other = usize::try_from(u64::from_le_bytes(chance.bytes())).unwrap() % bytes.len();
        let end = (place + 1 + usize::from(length)).min(bytes.len());
        match kind % 7 {
            0 => bytes[place] = value,
            1 => bytes[place] ^= 1 << (value % 8),
            2 => bytes.truncate(place),
            3 => drop(bytes.drain(place..end)),
            4 => bytes.insert(place, value),
            5 => {
                let piece = bytes[place..end].to_vec();
                bytes.splice(place..place, piece);
            }
            _ => bytes.swap(place, other),
        }
    }
    bytes
}

const MUTATIONS: usize = 10_000;

#[test]
fn ten_thousand_mutations_of_a_good_envelope_are_each_refused_with_a_sentence() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (gao, desk) = at_work(&stage).await;
        let good = gao
            .draft("cases.register", &desk.register(&invented(1), &invented(1)).registration)
            .sign(&gao.signing);
        let meant: Envelope = serde_json::from_slice(&good).unwrap();
        let before = counts(&stage.url).await;
        let (mut chance, mut codes) = (chance(), BTreeMap::<String, usize>::new());
        let mut harmless = 0;
        for number in 0..MUTATIONS {
            let bytes = mutated(&good, &mut chance);
            // A space between two fields changes nothing that was signed.
            if serde_json::from_slice::<Envelope>(&bytes).is_ok_and(|read| read == meant) {
                harmless += 1;
                continue;
            }
            let response = sync(stage.address(), &gao.token, &bytes).await;
            well_said(&response, &format!("mutation {number}"));
            *codes.entry(response.code()).or_default() += 1;
        }
        assert_eq!(counts(&stage.url).await, before, "nothing was written, not even a line");
        let known = ["envelope-malformed", "envelope-signature", "envelope-too-large"];
        assert!(codes.keys().all(|code| known.contains(&code.as_str())), "{codes:?}");
        assert!(codes.len() >= 2 && harmless < 100, "{codes:?}, {harmless} harmless");
        assert_eq!(sync(stage.address(), &gao.token, &good).await.status, 200, "the good one is taken");
        println!("{engine:?}: {MUTATIONS} mutations, {harmless} changed nothing, {codes:?}");
        stage.goes_on().await;
    });
}
