//! A hostile server that also stole an agency's signing key: every card it writes holds along the chain. What it may not do
//! is show such a card to one device alone.

use super::succession::{agency, changed, dealt, sent};
use super::{act, answering};
use crate::rig::device::{Device, Hand, honest};
use crate::rig::people::{Replied, sign_in};
use crate::rig::{Engine, Stage, chance, database};
use danbe_device::Method;
use danbe_house::directory::{Inscribed, Prove, Proved, name_of};
use danbe_house::posts::Renew;
use danbe_vault::{Checkpoint, MEMBER_CARD, MemberCard, OpeningKey, Signed, SigningKey, event_digest, tree};
use danbe_words::{Event, Line, MemberId, Moment};
use serde_json::{Value, json};

/// Name and aim of each script.
const SCRIPTS: [(&str, &str); 6] = [
    ("card-outside-the-ledger", "a card under the stolen key, that stands in no line"),
    ("proof-of-another-card", "the true proof of a colleague's card, for that card"),
    ("event-of-the-server", "that card named in another event under a true line"),
    ("line-of-another-history", "that card named in a line of a tree the server made"),
    ("card-replayed-after-a-newer-one", "the card of a key that was lost, after the device saw the next"),
    ("key-outside-the-ledger", "an opening key of another agency that no line names"),
];

/// A holder's card under the agency's own key, for a key the server knows.
fn forged(papers: &Value, by: &SigningKey) -> (MemberId, Value, String) {
    let mut chance = chance();
    let mut card: MemberCard = serde_json::from_str(papers["card"]["text"].as_str().unwrap()).unwrap();
    let member = MemberId::from_bytes(chance.bytes());
    (card.member, card.opening) = (member.to_string(), OpeningKey::generate(&mut chance).sealing());
    let card = Signed::sign(&card, by, MEMBER_CARD).unwrap();
    let mut papers = papers.clone();
    papers["card"] = serde_json::to_value(&card).unwrap();
    (member, papers, name_of(&card))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_script_has_a_key_sealed_to_whose_papers_stand_nowhere() {
    play_all().await;
}

/// Plays every script; gives how many.
pub(super) async fn play_all() -> usize {
    let mut played = Vec::new();
    cards(&mut played).await;
    older(&mut played).await;
    keys(&mut played).await;
    let mut listed: Vec<_> = SCRIPTS.iter().map(|(name, _)| *name).collect();
    played.sort_unstable();
    listed.sort_unstable();
    assert_eq!(played, listed);
    played.len()
}

/// A part of the agency's key, for a holder of the server's making.
async fn cards(played: &mut Vec<&'static str>) {
    let stage = Stage::open(Engine::Sqlite).await;
    let lead = sign_in(stage.address(), "gao-3").await;
    let desk = lead.welcome(stage.address()).await;
    let by = desk.secrets.signing.clone().unwrap();
    let seen: Replied<Value> = lead.done(stage.address(), "agencies.see", &json!({})).await;
    let papers = seen.answer.unwrap()["papers"].clone();
    let (member, fake, name) = forged(&papers[0], &by);
    let mut all = papers.as_array().unwrap().clone();
    all.push(fake);
    let listing = changed("agencies.see", move |answer| answer["papers"] = json!(all));

    // What the server can say of that card's place.
    let size = stage.size().await;
    let true_line: Replied<Proved> = {
        let papers = vec![name_of(&desk.welcome.as_ref().unwrap().card)];
        lead.done(stage.address(), "directory.prove", &Prove { papers, size }).await
    };
    let true_line = true_line.answer.unwrap().lines[0].clone();
    let event: Event = serde_json::from_str(&true_line.event).unwrap();
    let mut lying = event.clone();
    lying.facts.insert("papers".into(), name.clone());
    let lying = serde_json::to_string(&lying).unwrap();
    let line = Line {
        kind: "enrolment.confirm".into(),
        actor: member.to_string(),
        digest: danbe_vault::text::hex(&event_digest(&lying)),
        at: Moment(1),
    };
    let own = tree_of(&line.text());
    let scripts: [(&'static str, Option<Inscribed>); 4] = [
        ("card-outside-the-ledger", None),
        ("proof-of-another-card", Some(true_line.clone())),
        ("event-of-the-server", Some(Inscribed { event: lying.clone(), ..true_line })),
        ("line-of-another-history", Some(Inscribed::new(0, line.text(), lying, &own))),
    ];
    for (name, answer) in scripts {
        let proving = |tag: &str, request: &str, body: String| {
            let body = listing(tag, request, body);
            match (act(request), &answer) {
                (Some(asked), Some(line)) if asked.verb == "directory.prove" => answering(&body, |answer| {
                    answer["lines"].as_array_mut().unwrap().push(serde_json::to_value(line).unwrap());
                }),
                _ => body,
            }
        };
        database::plant(&stage.url, "DELETE FROM house_deposit").await;
        let parts = dealt(&stage, &proving).await;
        assert!(!parts.contains(&member), "{name}");
        assert_eq!(parts.len(), 3, "{name}: the others are not kept waiting");
        played.push(name);
    }
}

/// A tree of one line of the server's own: its proof is as true as it is short.
fn tree_of(line: &str) -> Vec<[u8; 32]> {
    let none = |_: &[u64]| Ok::<_, ()>(Vec::new());
    let hashes = tree::stored_hashes_for(0, line.as_bytes(), &none).unwrap();
    let read = |at: &[u64]| Ok::<_, ()>(at.iter().map(|at| hashes[usize::try_from(*at).unwrap()]).collect());
    let made = Checkpoint { origin: "x".into(), size: 1, root: tree::root(1, &read).unwrap() };
    let proof = tree::prove_inclusion(1, 0, &read).unwrap();
    made.includes(0, line.as_bytes(), &proof).expect("in its own tree it holds");
    proof
}

/// The agency's new key, for the key a member lost.
async fn older(played: &mut Vec<&'static str>) {
    let stage = Stage::open(Engine::Sqlite).await;
    let lead = sign_in(stage.address(), "gao-3").await;
    let listed = crate::rig::house::people(stage.address(), &lead).await;
    let hers = |held: &&danbe_house::posts::Held| held.post.handle == "gao-1";
    let old = listed.posts.iter().find(hers).unwrap().holder.as_ref().unwrap().card.clone();
    let old = serde_json::to_value(old).unwrap();
    let _ = crate::devices::brought_back(stage.address()).await;

    // Her lost key makes a change of the agency's key due: this device sees the new card while it makes it.
    let due = "UPDATE house_epoch SET since = 1";
    database::plant(&stage.url, due).await;
    let mut officer = Device::enter(stage.address(), "gao-3", &honest).await;
    assert!(
        sent::<Renew>(&officer, "posts.renew").is_some(),
        "the control: the list is true, the key changes"
    );
    // Due again, and the server lists the card of before.
    database::plant(&stage.url, due).await;
    let replay: Hand<'_> = &|_, request, body| match act(request) {
        Some(act) if act.verb == "posts.people" => answering(&body, |answer| {
            let posts = answer["posts"].as_array_mut().unwrap();
            let hers = posts.iter_mut().find(|held| held["post"]["handle"] == "gao-1").unwrap();
            hers["holder"]["card"] = old.clone();
        }),
        _ => body,
    };
    officer.sent.clear();
    officer.restart().await;
    let words = crate::rig::account("gao-3").words.clone();
    officer.go(Method::Post, "/a/ouvrir", &[("words", &words)], replay).await;
    assert!(sent::<Renew>(&officer, "posts.renew").is_none(), "sealed to a key that was lost");
    officer.restart().await;
    officer.go(Method::Post, "/a/ouvrir", &[("words", &words)], &honest).await;
    assert!(sent::<Renew>(&officer, "posts.renew").is_some(), "the control");
    played.push("card-replayed-after-a-newer-one");
}

/// What leaves for another agency, for a key the server knows.
async fn keys(played: &mut Vec<&'static str>) {
    let stage = Stage::open(Engine::Sqlite).await;
    let segou = agency(&stage, "segou-1").await;
    let by =
        sign_in(stage.address(), "segou-2").await.welcome(stage.address()).await.secrets.signing.unwrap();
    let key = danbe_vault::AgencyKey {
        agency: segou.to_string(),
        opening: OpeningKey::generate(&mut chance()).sealing(),
        epoch: 7,
    };
    let key = serde_json::to_value(Signed::sign(&key, &by, danbe_vault::AGENCY_KEY).unwrap()).unwrap();
    let hand = changed("agencies.others", |answer| {
        let all = answer.as_array_mut().unwrap();
        let hers =
            all.iter_mut().find(|it| it["charter"]["text"].as_str().unwrap().contains(&segou.to_string()));
        hers.unwrap()["key"] = key.clone();
    });
    let place = "/a/service/fermer";
    let mut officer = Device::enter(stage.address(), "gao-3", &honest).await;
    officer.go(Method::Get, place, &[], &hand).await;
    assert!(!officer.page.contains(&segou.to_string()), "offered as a successor: {}", officer.page);
    officer.go(Method::Get, place, &[], &honest).await;
    assert!(officer.page.contains(&segou.to_string()), "the control: {}", officer.page);
    played.push("key-outside-the-ledger");
}
