//! A hostile server while a member is brought back: what the officer's device must not sign, whatever it is shown.

use super::{act, answering};
use crate::rig::cast::{Asked, ask};
use crate::rig::device::{Device, Hand, honest};
use crate::rig::{Engine, Stage, chance};
use danbe_device::Method;
use danbe_house::recovery::{Finish, Request};
use danbe_vault::{OpeningKey, Signed, SigningKey};
use serde_json::{Value, json};

/// Name and aim of each script.
const SCRIPTS: [(&str, &str); 10] = [
    ("request-replaced", "the server's keys in the request, after it was approved"),
    ("request-altered", "one letter of the approved request"),
    ("approvals-invented", "approvals the holders never signed"),
    ("approval-doubled", "one holder counted twice"),
    ("approval-of-another-request", "the approvals of an earlier request"),
    ("approval-by-herself", "the member approves her own return"),
    ("epoch-at-its-end", "an epoch that cannot be counted on"),
    ("request-never-made", "a request in the name of a member who asked for nothing, shown to holders"),
    ("request-shown-as-hers", "her own fingerprint beside keys the server knows"),
    ("duty-raised", "the post comes back as an officer's, with the key that signs members"),
];

/// gao-4 asks to be brought back; gao-2 and gao-3 approve through their own devices when told to.
async fn asked(stage: &Stage, approvals: usize) -> Asked {
    let (thing, response) = ask(stage.address(), "gao-1").await;
    assert_eq!(response.status, 200, "{}", response.text());
    for handle in ["gao-2", "gao-4"].into_iter().take(approvals) {
        let mut device = Device::enter(stage.address(), handle, &honest).await;
        device.go(Method::Get, "/a/retours", &[], &honest).await;
        let path = format!("/a/retours/{}/approuver", thing.id);
        device.go(Method::Post, &path, &[], &honest).await;
    }
    thing
}

/// What the officer's device sends when she finishes a request it was shown by this hand.
async fn finished(stage: &Stage, id: &str, hand: Hand<'_>) -> Option<Finish> {
    let mut officer = Device::enter(stage.address(), "gao-3", &honest).await;
    officer.go(Method::Get, "/a/retours", &[], hand).await;
    officer.go(Method::Post, &format!("/a/retours/{id}/finir"), &[], hand).await;
    let mut acts = officer.sent.iter().filter_map(|(_, body)| act(body));
    let finish = acts.rfind(|act| act.verb == "recovery.finish")?;
    serde_json::from_str(finish.body.get()).ok()
}

/// The list of requests, changed where it speaks of one.
fn listed<'c>(id: &'c str, change: impl Fn(&mut Value) + 'c) -> impl Fn(&str, &str, String) -> String + 'c {
    move |_, request, body| match act(request) {
        Some(act) if act.verb == "recovery.list" => answering(&body, |answer| {
            let pending = answer["pending"].as_array_mut().unwrap();
            pending.iter_mut().filter(|it| it["id"] == id).for_each(&change);
        }),
        _ => body,
    }
}

/// A request by keys the server knows.
fn forged(id: &str) -> Value {
    let mut chance = chance();
    let (opening, signing) = (OpeningKey::generate(&mut chance).sealing(), SigningKey::generate(&mut chance));
    let request =
        Request { id: id.to_owned(), handle: "gao-1".into(), opening, signing: signing.verifying(), at: 0 };
    serde_json::to_value(Signed::sign(&request, &signing, Request::DOMAIN).unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_script_makes_an_officer_sign_what_two_holders_did_not_approve() {
    play_all().await;
}

/// Plays every script; gives how many.
pub(super) async fn play_all() -> usize {
    let mut played = Vec::new();
    let stage = Stage::open(Engine::Sqlite).await;
    let none = asked(&stage, 0).await;
    let officer = Device::enter(stage.address(), "gao-3", &honest).await;
    assert!(officer.page.contains("/a/retours"), "{}", officer.page);
    let list = crate::rig::people::sign_in(stage.address(), "gao-3").await;
    let list: crate::rig::people::Replied<Value> =
        list.done(stage.address(), "recovery.list", &json!({})).await;
    assert_eq!(list.answer.unwrap()["pending"].as_array().unwrap().len(), 1);

    played.push("approvals-invented");
    let invented = |it: &mut Value| {
        it["approved"] = json!([]);
        it["ready"] = json!(0);
        it["approvals"] = json!(3);
    };
    assert!(finished(&stage, &none.id, &listed(&none.id, |it| it["ready"] = json!(0))).await.is_none());
    assert!(finished(&stage, &none.id, &listed(&none.id, invented)).await.is_none());

    // One true approval.
    let mut holder = Device::enter(stage.address(), "gao-2", &honest).await;
    holder.go(Method::Get, "/a/retours", &[], &honest).await;
    holder.go(Method::Post, &format!("/a/retours/{}/approuver", none.id), &[], &honest).await;
    played.push("approval-doubled");
    let doubled = |it: &mut Value| {
        let one = it["approved"][0].clone();
        it["approved"] = json!([one, one]);
        it["ready"] = json!(0);
    };
    assert!(finished(&stage, &none.id, &listed(&none.id, doubled)).await.is_none());
    played.push("approval-by-herself");
    let herself = |it: &mut Value| {
        let mut more = it["approved"][0].clone();
        it["member"] = more["card"]["text"]
            .as_str()
            .map(|text| {
                let card: Value = serde_json::from_str(text).unwrap();
                card["member"].clone()
            })
            .unwrap();
        more["sig"] = it["approved"][0]["sig"].clone();
        it["approved"] = json!([it["approved"][0], more]);
        it["ready"] = json!(0);
    };
    assert!(finished(&stage, &none.id, &listed(&none.id, herself)).await.is_none());

    never_made(&mut played).await;
    // Two true approvals of one request.
    let stage = Stage::open(Engine::Sqlite).await;
    let two = asked(&stage, 2).await;
    played.push("request-replaced");
    let replaced = listed(&two.id, |it| it["request"] = forged(&two.id));
    assert!(finished(&stage, &two.id, &replaced).await.is_none());
    played.push("request-altered");
    let altered = |it: &mut Value| {
        let text = it["request"]["text"].as_str().unwrap().replace("gao-1", "gao-5");
        it["request"]["text"] = json!(text);
    };
    assert!(finished(&stage, &two.id, &listed(&two.id, altered)).await.is_none());
    played.push("approval-of-another-request");
    let other = "0".repeat(two.id.len());
    let replayed = |it: &mut Value| {
        it["id"] = json!(other);
        it["request"] = forged(&other);
    };
    assert!(finished(&stage, &other, &listed(&two.id, replayed)).await.is_none());
    played.push("epoch-at-its-end");
    assert!(finished(&stage, &two.id, &listed(&two.id, |it| it["epoch"] = json!(u64::MAX))).await.is_none());

    played.push("duty-raised");
    let raised = |it: &mut Value| {
        it["duties"] = json!("caseworker officer holder");
        it["profile"] = json!("caseworker");
    };
    // This one is finished: the request is true and approved. What the new keys open must be no more than before.
    let finish = finished(&stage, &two.id, &listed(&two.id, raised))
        .await
        .expect("the control: two approvals are enough");
    let welcome = danbe_house::posts::Welcome::open(&finish.welcome, &two.opening, None).unwrap();
    assert!(welcome.secrets().unwrap().signing.is_none(), "the key that signs members is given by hand");
    let mut listed: Vec<_> = SCRIPTS.iter().map(|(name, _)| *name).collect();
    played.sort_unstable();
    listed.sort_unstable();
    assert_eq!(played, listed);
    played.len()
}

/// gao-1 is at work and asked for nothing. The server invents a request in her name and lists it to a holder.
async fn never_made(played: &mut Vec<&'static str>) {
    let stage = Stage::open(Engine::Sqlite).await;
    let real = asked(&stage, 0).await;
    let id = "0".repeat(real.id.len());
    let request = forged(&id);
    let digits = |request: &Value| {
        let text: Value = serde_json::from_str(request["text"].as_str().unwrap()).unwrap();
        serde_json::from_value::<danbe_vault::VerifyingKey>(text["signing"].clone()).unwrap().fingerprint()
    };
    let invented = listed(&real.id, |it| {
        it["id"] = json!(id);
        it["request"] = request.clone();
        it["approved"] = json!([]);
    });
    played.push("request-never-made");
    let mut holder = Device::enter(stage.address(), "gao-2", &honest).await;
    holder.go(Method::Get, "/a/retours", &[], &invented).await;
    // What she would have to hear aloud is the fingerprint of these keys: gao-1 has none to read.
    assert!(holder.page.contains(&digits(&request)), "{}", holder.page);
    assert!(!holder.page.contains(&real.signing.verifying().fingerprint()), "{}", holder.page);
    let approves = |device: &Device| {
        device.sent.iter().filter_map(|(_, body)| act(body)).any(|act| act.verb == "recovery.approve")
    };
    assert!(!approves(&holder), "nothing is signed before she presses");
    // One holder who compares nothing is not enough, and the true request has none of it.
    holder.go(Method::Post, &format!("/a/retours/{id}/approuver"), &[], &invented).await;
    assert!(approves(&holder), "the control: what she presses is signed");
    assert!(finished(&stage, &id, &invented).await.is_none());
    assert!(finished(&stage, &real.id, &honest).await.is_none());

    played.push("request-shown-as-hers");
    let hers = serde_json::to_value(real.signing.verifying()).unwrap();
    let mixed = listed(&real.id, |it| {
        let mut text: Value = serde_json::from_str(request["text"].as_str().unwrap()).unwrap();
        text["signing"] = hers.clone();
        it["request"] = json!({ "text": text.to_string(), "sig": request["sig"] });
    });
    let mut holder = Device::enter(stage.address(), "gao-4", &honest).await;
    holder.go(Method::Get, "/a/retours", &[], &honest).await;
    let link = format!("/a/retours/{}/approuver", real.id);
    assert!(holder.page.contains(&link), "the control: {}", holder.page);
    holder.go(Method::Get, "/a/retours", &[], &mixed).await;
    assert!(!holder.page.contains(&link), "{}", holder.page);
}
