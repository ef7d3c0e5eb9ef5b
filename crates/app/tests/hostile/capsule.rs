//! A hostile server and the capsule of somebody who drew her words herself: it denies what it was given, keeps nothing, or
//! hands out the one before. What it must not obtain: her words, a cheaper lock, a device that believes it holds her keys.

use super::{act, answering};
use crate::devices::{brought_back, capsule_of};
use crate::rig::device::{Device, Hand, honest};
use crate::rig::{Engine, Stage, account};
use danbe_device::Method;
use danbe_house::posts::KeepCapsule;
use danbe_vault::{Capsule, KdfParams};
use serde_json::{Value, json};

/// Name and aim of each script.
const SCRIPTS: [(&str, &str); 4] = [
    ("capsule-denied", "there is none: her keys locked again and again, to compare what is locked"),
    ("capsule-swallowed", "her capsule thrown away, and the receipt of another act sent back"),
    ("capsule-refused-for-good", "the server says it keeps no capsule: her keys sent some other way"),
    ("capsule-before", "the capsule of her old words, where she types the new ones"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_script_about_a_capsule_obtains_anything() {
    play_all().await;
}

/// Plays every script; gives how many.
pub(super) async fn play_all() -> usize {
    let mut played = vec!["capsule-before"];
    let stage = Stage::open(Engine::Sqlite).await;
    let address = stage.address();
    let before = capsule_of(address, "gao-1").await;
    // The control: brought back, her new words open a second device, which keeps a container of its own.
    let (hers, words) = brought_back(address).await;
    let kept = capsules(&hers);
    assert_eq!(kept.len(), 1, "the control: given once");
    let second = Device::enter_with(address, "gao-1", &words, &honest).await;
    assert!(second.page.contains("/a/equipe") && !second.rows.is_empty(), "{}", second.page);

    let older = |tag: &str, _: &str, body: String| match tag {
        "capsule" => serde_json::to_string(&before).unwrap(),
        _ => body,
    };
    let device = Device::enter_with(address, "gao-1", &words, &older).await;
    assert!(device.rows.is_empty() && !device.page.contains("/a/equipe"), "{}", device.page);
    // Who types the old words opens what is no key any more: it signs in nowhere, and no paper opens.
    let old = &account("gao-1").words;
    let device = Device::enter_with(address, "gao-1", old, &older).await;
    assert!(!device.page.contains("/a/equipe"), "{}", device.page);

    played.push("capsule-denied");
    let none = |_: &str, request: &str, body: String| match act(request) {
        Some(act) if act.verb == "posts.welcome" => {
            answering(&body, |answer| answer["capsule"] = json!(false))
        }
        _ => body,
    };
    let again = locked_again(hers, &words, &none).await;
    let given: Vec<_> = capsules(&again);
    assert!(given.len() > 1, "the control: the device gives what is missing");
    for capsule in &given {
        assert!(capsule.params.m_kib >= KdfParams::FLOOR.m_kib && capsule.params.t >= KdfParams::FLOOR.t);
        assert!(capsule.sealed.0 != kept[0].sealed.0 || *capsule == kept[0], "never twice the same nonce");
    }
    assert!(silent(&again, &words), "her words stay");

    played.push("capsule-swallowed");
    let other = std::cell::RefCell::new(None);
    let swallow = |_: &str, request: &str, body: String| match act(request) {
        Some(act) if act.verb == "posts.welcome" => {
            *other.borrow_mut() = serde_json::from_str::<Value>(&body).ok().map(|it| it["receipt"].clone());
            answering(&body, |answer| answer["capsule"] = json!(false))
        }
        Some(act) if act.verb == "posts.keep-capsule" => {
            json!({ "answer": null, "receipt": other.borrow().clone() }).to_string()
        }
        _ => body,
    };
    let swallowed = locked_again(again, &words, &swallow).await;
    assert!(waits(&swallowed), "what has no receipt of its own is not said to be kept: {}", swallowed.bar);

    played.push("capsule-refused-for-good");
    let refuse = |_: &str, request: &str, body: String| match act(request) {
        Some(act) if act.verb == "posts.welcome" => {
            answering(&body, |answer| answer["capsule"] = json!(false))
        }
        Some(act) if act.verb == "posts.keep-capsule" => {
            json!({ "problem": "not-found", "sentence": "Nous ne gardons rien. Tapez vos mots ici." })
                .to_string()
        }
        _ => body,
    };
    let sent = swallowed.sent.len();
    let refused = locked_again(swallowed, &words, &refuse).await;
    assert!(refused.sent.len() > sent && silent(&refused, &words), "her words stay");
    let mut listed: Vec<_> = SCRIPTS.iter().map(|(name, _)| *name).collect();
    played.sort_unstable();
    listed.sort_unstable();
    assert_eq!(played, listed);
    played.len()
}

/// Her device starts again, and her words open it before this hand.
async fn locked_again(mut device: Device, words: &str, hand: Hand<'_>) -> Device {
    device.restart().await;
    device.go(Method::Post, "/a/ouvrir", &[("words", words)], hand).await;
    device.go(Method::Get, "/a/", &[], hand).await;
    device
}

/// Every capsule this device sent.
fn capsules(device: &Device) -> Vec<Capsule> {
    let acts = device.sent.iter().filter_map(|(_, body)| act(body));
    let kept = acts.filter(|act| act.verb == "posts.keep-capsule");
    kept.map(|act| serde_json::from_str::<KeepCapsule>(act.body.get()).unwrap().capsule).collect()
}

/// No request holds a word of hers.
fn silent(device: &Device, words: &str) -> bool {
    let all: String = device.sent.iter().map(|(_, body)| body.as_str()).collect::<Vec<_>>().join("\n");
    words.split(' ').all(|word| !all.contains(&format!("\"{word}\"")) && !all.contains(words))
}

/// Something was not received.
fn waits(device: &Device) -> bool {
    device.rows.keys().any(|row| row.starts_with("outbox"))
}
