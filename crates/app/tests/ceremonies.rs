//! Signing in, altered: challenges of another moment, signatures by other keys, codes used twice. None opens a session,
//! of either kind, and all are refused in the same bytes.

use crate::rig::http::{Response, form, post, refused, send};
use crate::rig::people::{enrolment, on_each_engine, reading, sign_in};
use crate::rig::{Engine, Stage, account};
use danbe_house::posts::{Challenge, SignIn, WelcomeMe, challenge_text};
use danbe_store::Clock;
use danbe_vault::{Signature, SigningKey, once};
use std::net::SocketAddr;

const DAY: i64 = 86_400_000;

async fn challenge(address: SocketAddr) -> String {
    let given: Challenge = send(address, "POST", "/session/challenge", &[], b"").await.json();
    given.challenge
}

fn signed(handle: &str, challenge: &str, key: &SigningKey) -> SignIn {
    let sig = key.sign(SignIn::DOMAIN, challenge_text(handle, challenge).as_bytes());
    SignIn { handle: handle.to_owned(), challenge: challenge.to_owned(), sig }
}

#[test]
fn no_altered_signing_in_opens_an_acting_session() {
    on_each_engine(|engine| async move {
        println!("{engine:?}: {} altered ceremonies, 0 sessions", acting(engine).await);
    });
}

#[test]
fn no_altered_signing_in_opens_a_reading_session() {
    on_each_engine(|engine| async move {
        println!("{engine:?}: {} altered ceremonies, 0 sessions", reads(engine).await);
    });
}

/// Promise P30, to be tried again, on every engine at hand; the phone's own lock is tried by the device's crate.
#[test]
#[ignore = "the proof of a promise: cargo xtask prove P30"]
fn proof_of_ceremonies() {
    on_each_engine(|engine| async move {
        let tried = acting(engine).await + reads(engine).await;
        println!("{engine:?}: trials={tried} failures=0");
    });
}

/// Tries to open acting sessions; gives how many ways.
async fn acting(engine: Engine) -> usize {
    let stage = Stage::open(engine).await;
    let address = stage.address();
    let (_, gao) = enrolment(address, "gao-1").await.keys().unwrap();
    let (_, other) = enrolment(address, "gao-2").await.keys().unwrap();
    let lines = stage.size().await;
    let mut tried = 0;
    let mut same: Option<String> = None;
    let mut none = |response: &Response, what: &str| {
        refused(response, 401, "sign-in-refused");
        let said = same.get_or_insert_with(|| response.text());
        assert_eq!(*said, response.text(), "{what}: the same bytes, whatever was wrong");
        tried += 1;
    };

    let fresh = challenge(address).await;
    none(&post(address, "/session/open", &signed("gao-1", "never given", &gao)).await, "one's own challenge");
    none(
        &post(address, "/session/open", &signed("gao-1", &fresh, &other)).await,
        "a signature by another key",
    );
    // A challenge is used up by the first try, also by a wrong one.
    none(&post(address, "/session/open", &signed("gao-1", &fresh, &gao)).await, "a challenge tried before");
    for (handle, claimed) in [("gao-2", "gao-1"), ("gao-1", "gao-2"), ("gao-9", "gao-9"), ("", "gao-1")] {
        let fresh = challenge(address).await;
        let body = SignIn { handle: claimed.to_owned(), ..signed(handle, &fresh, &gao) };
        none(&post(address, "/session/open", &body).await, "signed for another");
    }
    let (one, two) = (challenge(address).await, challenge(address).await);
    let swapped = SignIn { sig: signed("gao-1", &one, &gao).sig, ..signed("gao-1", &two, &gao) };
    none(&post(address, "/session/open", &swapped).await, "the signature of another challenge");
    for domain in ["envelope", "welcome", "member-card", ""] {
        let fresh = challenge(address).await;
        let sig = gao.sign(domain, challenge_text("gao-1", &fresh).as_bytes());
        let body = SignIn { handle: "gao-1".to_owned(), challenge: fresh, sig };
        none(&post(address, "/session/open", &body).await, "a signature made for something else");
    }
    for byte in 0..64 {
        let right = signed("gao-1", &challenge(address).await, &gao);
        let mut bytes = right.sig.to_bytes();
        bytes[byte] ^= 1;
        let body = SignIn { sig: Signature::from_bytes(&bytes).unwrap(), ..right };
        none(&post(address, "/session/open", &body).await, "a bit of the signature");
    }
    // Yesterday's, and one of two minutes ago.
    for age in [DAY, 120_000] {
        let old = signed("gao-1", &challenge(address).await, &gao);
        stage.clock.forward(age);
        none(&post(address, "/session/open", &old).await, "a challenge of another moment");
    }
    assert_eq!(stage.size().await, lines, "not one session, not one line");

    // Replayed after it was good once; and what a session of another, or none, is worth.
    let right = signed("gao-1", &challenge(address).await, &gao);
    assert_eq!(post(address, "/session/open", &right).await.status, 200);
    none(&post(address, "/session/open", &right).await, "a signing in replayed");
    let (mine, hers) = (sign_in(address, "gao-1").await, sign_in(address, "gao-2").await);
    let act = mine.draft("posts.welcome", &WelcomeMe {}).sign(&gao);
    for token in ["", "AAAA", &hers.token, &mine.token[1..]] {
        let bearer = format!("Bearer {token}");
        let answer = send(address, "POST", "/sync", &[("authorization", &bearer)], &act).await;
        assert_ne!(answer.status, 200, "{token}");
    }
    tried + 4
}

/// The code typed at a moment.
type Coding<'a> = &'a dyn Fn(i64) -> String;

/// Tries to open reading sessions; gives how many ways.
async fn reads(engine: Engine) -> usize {
    let stage = Stage::open(engine).await;
    let reader = account("comite-lecture");
    let secret = once::OnceSecret::from_base32(reader.code_secret.as_ref().unwrap()).unwrap();
    let code = |at: i64| once::totp_code(&secret, at.unsigned_abs() / 1000);
    let mut tried = 0;
    reading(&stage).await;
    let used = code(stage.clock.now().0);
    stage.clock.forward(DAY);
    let words = reader.words.as_str();
    let acting = account("gao-1").words.as_str();
    let altered: [(&str, &str, &str, Coding<'_>); 9] = [
        ("yesterday's code", "comite-lecture", words, &|_| used.clone()),
        ("a code of five minutes ago", "comite-lecture", words, &|now| code(now - 300_000)),
        ("a code to come", "comite-lecture", words, &|now| code(now + 300_000)),
        ("no code", "comite-lecture", words, &|_| String::new()),
        ("five digits", "comite-lecture", words, &|now| code(now)[..5].to_owned()),
        ("no passphrase", "comite-lecture", "", &code),
        ("another passphrase", "comite-lecture", "cinq autres mots que voici", &code),
        ("nobody", "comite-inconnu", words, &code),
        ("a post that acts", "gao-1", acting, &code),
    ];
    for (what, handle, passphrase, code) in altered {
        // A wrong try rests an account: each is refused for what it is.
        stage.clock.forward(3_600_000);
        let code = code(stage.clock.now().0);
        let fields = [("handle", handle), ("passphrase", passphrase), ("code", code.as_str())];
        let answer = form(stage.address(), "/lecture", &fields).await;
        assert_eq!(answer.status, 401, "{what}");
        assert!(answer.header("set-cookie").is_none(), "{what}");
        tried += 1;
    }
    stage.clock.forward(3_600_000);
    let good = code(stage.clock.now().0);
    let fields = [("handle", "comite-lecture"), ("passphrase", words), ("code", good.as_str())];
    assert_eq!(form(stage.address(), "/lecture", &fields).await.status, 303);
    let answer = form(stage.address(), "/lecture", &fields).await;
    assert!(answer.status == 401 && answer.header("set-cookie").is_none(), "a code used twice");
    tried + 1
}
