//! A hostile server that wants an agency's keys: parts dealt to holders of its own, an end no root ordered, a successor it
//! chose. What an officer's and a holder's device send is looked at, since nobody but them can give anything.

use super::{act, answering};
use crate::rig::cast::root;
use crate::rig::device::{Device, Hand, honest};
use crate::rig::people::{Replied, SignedIn, sign_in};
use crate::rig::{Engine, Stage, chance, database};
use danbe_device::Method;
use danbe_house::successions::{Deposit, GivePart, ShareKey, Succeed, Succession};
use danbe_store::Thread;
use danbe_vault::{MEMBER_CARD, MemberCard, OpeningKey, Signed, SigningKey, VaultError};
use danbe_words::{AgencyId, MemberId};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Name and aim of each script.
const SCRIPTS: [(&str, &str); 6] = [
    ("holder-invented", "a part for a holder whose card the server wrote"),
    ("holder-not-named", "a part for a true holder of another agency, whom this one never named"),
    ("holders-all-the-servers", "every part for keys the server knows"),
    ("end-nobody-ordered", "a holder's part, for an end the server signed itself"),
    ("successor-replaced", "a holder's part, for another successor than the root named"),
    ("successor-key-replaced", "a holder's part, sealed to a key the server knows"),
];

pub(super) async fn agency(stage: &Stage, handle: &str) -> AgencyId {
    sign_in(stage.address(), handle).await.welcome(stage.address()).await.agency
}

/// The last body of a verb a device sent.
pub(super) fn sent<T: DeserializeOwned>(device: &Device, verb: &str) -> Option<T> {
    let mut acts = device.sent.iter().filter_map(|(_, body)| act(body));
    serde_json::from_str(acts.rfind(|act| act.verb == verb)?.body.get()).ok()
}

/// An answer of a verb, changed.
pub(super) fn changed<'c>(
    verb: &'c str,
    change: impl Fn(&mut Value) + 'c,
) -> impl Fn(&str, &str, String) -> String + 'c {
    move |_, request, body| match act(request) {
        Some(act) if act.verb == verb => answering(&body, &change),
        _ => body,
    }
}

/// Whom an officer's device deals parts to, when it is shown these papers.
pub(super) async fn dealt(stage: &Stage, hand: Hand<'_>) -> Vec<MemberId> {
    let mut officer = Device::enter(stage.address(), "gao-3", hand).await;
    officer.go(Method::Get, "/a/service", &[], hand).await;
    let Some(share) = sent::<ShareKey>(&officer, "successions.share") else { return Vec::new() };
    let said: Deposit = serde_json::from_str(&share.deposit.text).unwrap();
    said.parts.iter().map(|part| part.member).collect()
}

/// A holder's card the server signed with a key of its own.
fn card_of_the_server(papers: &Value) -> (MemberId, Value) {
    let mut chance = chance();
    let mut card: MemberCard = serde_json::from_str(papers["card"]["text"].as_str().unwrap()).unwrap();
    let member = MemberId::from_bytes(chance.bytes());
    (card.member, card.opening) = (member.to_string(), OpeningKey::generate(&mut chance).sealing());
    let mut papers = papers.clone();
    let by = SigningKey::generate(&mut chance);
    papers["card"] = serde_json::to_value(Signed::sign(&card, &by, MEMBER_CARD).unwrap()).unwrap();
    (member, papers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_script_gets_a_part_of_an_agencys_key() {
    play_all().await;
}

/// Plays every script; gives how many.
pub(super) async fn play_all() -> usize {
    let stage = Stage::open(Engine::Sqlite).await;
    let mut played = sharing(&stage).await;
    played.extend(giving(&stage).await);
    let mut listed: Vec<_> = SCRIPTS.iter().map(|(name, _)| *name).collect();
    played.sort_unstable();
    listed.sort_unstable();
    assert_eq!(played, listed);
    played.len()
}

/// The server says that the key is to be shared anew, and among whom.
async fn sharing(stage: &Stage) -> Vec<&'static str> {
    // The control: a deposit is due, and an officer's device makes it by itself.
    database::plant(&stage.url, "DELETE FROM house_deposit").await;
    let own: Vec<_> = {
        let mut own = Vec::new();
        for handle in ["gao-2", "gao-3", "gao-4"] {
            own.push(sign_in(stage.address(), handle).await.member);
        }
        own
    };
    assert_eq!(dealt(stage, &honest).await, own);
    let mut played = Vec::new();
    let mut try_papers = async |name: &'static str, papers: &dyn Fn(&Value) -> Vec<Value>, wanted: usize| {
        database::plant(&stage.url, "DELETE FROM house_deposit").await;
        let hand = changed("agencies.see", |answer| answer["papers"] = json!(papers(&answer["papers"])));
        let members = dealt(stage, &hand).await;
        assert!(members.iter().all(|member| own.contains(member)), "{name}: {members:?}");
        assert_eq!(members.len(), wanted, "{name}");
        played.push(name);
    };
    let with = |papers: &Value, more: Value| {
        let mut all = papers.as_array().unwrap().clone();
        all.push(more);
        all
    };
    try_papers("holder-invented", &|papers| with(papers, card_of_the_server(&papers[0]).1), 3).await;
    let officer = sign_in(stage.address(), "segou-2").await;
    let theirs: Replied<Value> = officer.done(stage.address(), "agencies.see", &json!({})).await;
    // Ségou's holders are Gao's: to Ségou's own officer nobody of Gao counts whom Ségou did not name.
    let foreign = theirs.answer.unwrap()["papers"][0].clone();
    let unnamed = changed("agencies.see", |answer| {
        answer["named"] = Value::Null;
        answer["papers"] = json!([foreign, foreign]);
    });
    database::plant(&stage.url, "DELETE FROM house_deposit").await;
    let mut segou = Device::enter(stage.address(), "segou-2", &unnamed).await;
    segou.go(Method::Get, "/a/service", &[], &unnamed).await;
    assert!(sent::<ShareKey>(&segou, "successions.share").is_none(), "holder-not-named");
    let servers = |papers: &Value| (0..3).map(|_| card_of_the_server(&papers[0]).1).collect();
    try_papers("holders-all-the-servers", &servers, 0).await;
    played.push("holder-not-named");
    played
}

/// The server asks a holder for her part.
async fn giving(stage: &Stage) -> Vec<&'static str> {
    let (segou, gao) = (agency(stage, "segou-2").await, agency(stage, "gao-3").await);
    let officer = sign_in(stage.address(), "segou-2").await;
    let desk = officer.welcome(stage.address()).await;
    let share = crate::rig::house::deposit_of(stage.address(), &officer, &desk).await;
    let _: Replied<()> = officer.done(stage.address(), "successions.share", &share).await;
    let word = |successor, by: &SigningKey| {
        let said = Succession { agency: segou, successor: Some(successor), at: 1 };
        Signed::sign(&said, by, Succession::DOMAIN).unwrap()
    };
    let act = Succeed { root: root().verifying(), word: word(gao, &root()) };
    stage.served.house.store().act(act, Thread::default()).await.expect("the root says so");

    let server = SigningKey::generate(&mut chance());
    let false_key = danbe_vault::AgencyKey {
        agency: gao.to_string(),
        opening: OpeningKey::generate(&mut chance()).sealing(),
        epoch: 9,
    };
    let false_key = Signed::sign(&false_key, &server, danbe_vault::AGENCY_KEY).unwrap();
    let scripts = [
        ("end-nobody-ordered", "/succession", serde_json::to_value(word(gao, &server)).unwrap()),
        ("successor-replaced", "/successor/charter", charter_of(stage, "bamako-1").await),
        ("successor-key-replaced", "/successor/key", serde_json::to_value(false_key).unwrap()),
    ];
    let mut played = Vec::new();
    for (name, place, value) in &scripts {
        let hand = changed("successions.endings", |answer| {
            *answer["waiting"][0].pointer_mut(place).unwrap() = value.clone();
        });
        assert!(given(stage, segou, &hand).await.is_none(), "{name}");
        played.push(*name);
    }
    // The control: the same holder gives her part to the successor the root named, and to it alone.
    let part = given(stage, segou, &honest).await.expect("an honest server is given the part").part;
    let holder = sign_in(stage.address(), "gao-2").await;
    let deposit: Deposit = serde_json::from_str(&share.deposit.text).unwrap();
    let gaos: SignedIn = sign_in(stage.address(), "gao-3").await;
    let keys = gaos.welcome(stage.address()).await.secrets;
    let keys: Vec<_> = keys.opening_keys().cloned().collect();
    let given = [danbe_house::successions::Given { member: holder.member, part }];
    let parts = deposit.right_parts(&given, keys.iter());
    assert_eq!(parts.len(), 1);
    assert_eq!(deposit.open(&parts).unwrap_err(), VaultError::WrongKey, "and one part opens nothing");
    played
}

async fn charter_of(stage: &Stage, handle: &str) -> Value {
    let desk = sign_in(stage.address(), handle).await.welcome(stage.address()).await;
    serde_json::to_value(&desk.welcome.unwrap().charter).unwrap()
}

/// What a holder's device sends when she presses the button, if there is one.
async fn given(stage: &Stage, agency: AgencyId, hand: Hand<'_>) -> Option<GivePart> {
    let mut holder = Device::enter(stage.address(), "gao-2", hand).await;
    holder.go(Method::Get, "/a/parts", &[], hand).await;
    holder.go(Method::Post, &format!("/a/parts/{agency}"), &[], hand).await;
    sent(&holder, "successions.give")
}
