//! Members signed in through the public protocol, and what their devices seal.

use super::http::{self, Response, post, send};
use super::{Engine, Stage, account, chance};
use danbe_app::installation;
use danbe_guard::Effect;
use danbe_house::posts::{
    Challenge, Enrolment, Opened, Secrets, SignIn, Welcome, WelcomeMe, Welcomed, challenge_text,
};
use danbe_protection::cases::steps::{self, QUESTIONS, Values};
use danbe_protection::cases::{
    Answer, AnswerBody, Beside, Content, FactChange, Facts, Index, Indexed, Keyring, NameCard, Named,
    NoteBody, Registration, Sealing, Search,
};
use danbe_store::Clock;
use danbe_vault::{Act, Capsule, Envelope, OpeningKey, SealingKey, SecretKey, SigningKey, once};
use danbe_words::{AgencyId, DeviceId, EnvelopeId, FileKind, MemberId, Tier};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Mutex;

/// A member with an open session.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub handle: String,
    pub member: MemberId,
    pub token: String,
    pub signing: SigningKey,
    pub opening: OpeningKey,
}

/// A reply of `/sync`, read by the verb's own type.
#[derive(Debug, serde::Deserialize)]
pub struct Replied<T> {
    pub answer: Option<T>,
    pub receipt: danbe_vault::Receipt,
}

/// What one device signs next.
#[derive(Debug, Clone)]
pub struct Draft {
    pub act: Act,
}

impl Draft {
    pub fn new<T: Serialize>(verb: &str, member: MemberId, at: i64, body: &T) -> Self {
        let mut chance = chance();
        let body: Box<RawValue> = serde_json::value::to_raw_value(body).unwrap();
        let id = EnvelopeId::from_bytes(chance.bytes()).to_string();
        let device = DeviceId::from_bytes(chance.bytes()).to_string();
        let reads = installation::policy().verb(verb).is_some_and(|spec| spec.effect == Effect::Reads);
        let (verb, member, seq) = (verb.to_owned(), member.to_string(), u64::from(!reads));
        Self { act: Act { v: 1, id, verb, member, device, seq, at, body } }
    }

    pub fn sign(&self, key: &SigningKey) -> Vec<u8> {
        serde_json::to_vec(&Envelope::sign(&self.act, key)).unwrap()
    }
}

/// Sends an envelope under a session.
pub async fn sync(address: SocketAddr, token: &str, envelope: &[u8]) -> Response {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    send(address, "POST", "/sync", &headers, envelope).await
}

impl SignedIn {
    /// One act, as from a device of its own, so that no act waits for another.
    pub fn draft<T: Serialize>(&self, verb: &str, body: &T) -> Draft {
        Draft::new(verb, self.member, danbe_store::SystemClock.now().0, body)
    }

    pub async fn act<T: Serialize>(&self, address: SocketAddr, verb: &str, body: &T) -> Response {
        sync(address, &self.token, &self.draft(verb, body).sign(&self.signing)).await
    }

    /// An act that must be done.
    pub async fn done<T: Serialize, A: DeserializeOwned>(
        &self,
        address: SocketAddr,
        verb: &str,
        body: &T,
    ) -> Replied<A> {
        let response = self.act(address, verb, body).await;
        assert_eq!(response.status, 200, "{} {verb}: {}", self.handle, response.text());
        response.json()
    }

    /// What the post works with.
    pub async fn welcome(&self, address: SocketAddr) -> Desk {
        let replied: Replied<Welcomed> = self.done(address, "posts.welcome", &WelcomeMe {}).await;
        let welcomed = replied.answer.unwrap();
        let welcome = Welcome::open(&welcomed.welcome, &self.opening, None).expect("a welcome that holds");
        Desk::of(welcome)
    }
}

/// Opens the capsule of an account with its words, as any device does; once in a test binary.
pub async fn enrolment(address: SocketAddr, handle: &str) -> Enrolment {
    static OPENED: Mutex<Option<HashMap<String, Enrolment>>> = Mutex::new(None);
    if let Some(known) = OPENED.lock().unwrap().get_or_insert_default().get(handle) {
        return known.clone();
    }
    let capsule: Capsule =
        post(address, "/session/capsule", &serde_json::json!({ "handle": handle })).await.json();
    let opened = open_capsule(&capsule, &account(handle).words).expect("the words open the capsule");
    OPENED.lock().unwrap().get_or_insert_default().insert(handle.to_owned(), opened.clone());
    opened
}

pub fn open_capsule(capsule: &Capsule, words: &str) -> Option<Enrolment> {
    let plain = capsule.open_with(&capsule.key(words).ok()?).ok()?;
    serde_json::from_slice(&plain).ok()
}

/// Asks for a challenge and answers it.
pub async fn try_sign_in(address: SocketAddr, handle: &str, signing: &SigningKey) -> Response {
    let challenge: Challenge = send(address, "POST", "/session/challenge", &[], b"").await.json();
    let sig = signing.sign(SignIn::DOMAIN, challenge_text(handle, &challenge.challenge).as_bytes());
    let body = SignIn { handle: handle.to_owned(), challenge: challenge.challenge, sig };
    post(address, "/session/open", &body).await
}

pub async fn sign_in_with(
    address: SocketAddr,
    handle: &str,
    opening: &OpeningKey,
    signing: &SigningKey,
) -> SignedIn {
    let response = try_sign_in(address, handle, signing).await;
    assert_eq!(response.status, 200, "{handle}: {}", response.text());
    let Opened { token, member, .. } = response.json();
    let (signing, opening) = (signing.clone(), opening.clone());
    SignedIn { handle: handle.to_owned(), member, token, signing, opening }
}

/// Five words, challenge, session.
pub async fn sign_in(address: SocketAddr, handle: &str) -> SignedIn {
    let (opening, signing) = enrolment(address, handle).await.keys().unwrap();
    sign_in_with(address, handle, &opening, &signing).await
}

/// A reading session: passphrase and one-time code; gives the cookie.
pub async fn reading(stage: &Stage) -> String {
    reading_as(stage, "comite-lecture").await
}

/// The same for any account without a key.
pub async fn reading_as(stage: &Stage, handle: &str) -> String {
    // A code serves once: the clock of the test goes on to the next.
    stage.clock.forward(31_000);
    let response = try_reading_as(stage.address(), handle, stage.clock.now().0).await;
    assert_eq!(response.status, 303, "{}", response.text());
    let cookie = response.header("set-cookie").expect("a cookie");
    cookie.split(';').next().unwrap().to_owned()
}

pub async fn try_reading(address: SocketAddr, now: i64) -> Response {
    try_reading_as(address, "comite-lecture", now).await
}

/// The committee's reader comes in by way of a proxy that adds these headers.
pub async fn try_reading_behind(stage: &Stage, proxy: &[(&str, &str)]) -> Response {
    stage.clock.forward(31_000);
    let now = stage.clock.now().0;
    http::form_with(stage.address(), "/lecture", &sign_in_form("comite-lecture", now), proxy).await
}

pub async fn try_reading_as(address: SocketAddr, handle: &str, now: i64) -> Response {
    http::form_with(address, "/lecture", &sign_in_form(handle, now), &[]).await
}

fn sign_in_form(handle: &str, now: i64) -> [(&'static str, String); 3] {
    let account = account(handle);
    let secret = once::OnceSecret::from_base32(account.code_secret.as_ref().unwrap()).unwrap();
    let code = once::totp_code(&secret, now.unsigned_abs() / 1000);
    [("handle", account.handle.clone()), ("passphrase", account.words.clone()), ("code", code.to_string())]
}

/// What a device of the post seals with.
#[derive(Debug)]
pub struct Desk {
    pub agency: AgencyId,
    pub to: SealingKey,
    pub secrets: Secrets,
    pub welcome: Option<Welcome>,
}

/// A registration and what its device remembers of it.
#[derive(Debug, Clone)]
pub struct Filed {
    pub values: Values,
    pub keyring: Keyring,
    pub registration: Registration,
}

/// The answers of an invented person, by question.
pub fn invented(number: u32) -> Values {
    [
        ("region", "gao".to_owned()),
        ("place", format!("lieu inventé {number}")),
        ("date", "2024-03-09".to_owned()),
        ("manner", "outreach".to_owned()),
        ("account", format!("récit inventé {number}")),
        ("form", "forced-labour".to_owned()),
        ("sex", "female".to_owned()),
        ("age", "24".to_owned()),
        ("nationality", "mali".to_owned()),
        ("family", format!("Nomdefamille{number}")),
        ("given", format!("Prénom{number}")),
        ("year", "2000".to_owned()),
        ("document", format!("INVENTÉ-{number:04}")),
        ("telephone", format!("70 00 {number:04}")),
        ("contact", format!("contact inventé {number}")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

impl Desk {
    fn of(welcome: Welcome) -> Self {
        let charter = welcome.charter.verify(&welcome.pins.root, danbe_vault::CHARTER).unwrap();
        let (to, _) = danbe_house::posts::in_force(&charter, welcome.key.as_ref()).unwrap();
        Self { agency: welcome.actor.agency, to, secrets: welcome.secrets().unwrap(), welcome: Some(welcome) }
    }

    /// A registration with the facts of some values and the sealed text of others.
    pub fn register(&self, facts: &Values, sealed: &Values) -> Filed {
        let mut chance = chance();
        let mut sealing = Sealing::begin(self.agency, self.to, &mut chance);
        let keyring = sealing.keyring();
        for tier in [Tier::Account, Tier::Identity] {
            let answers = QUESTIONS.iter().filter(|question| question.tier == tier).filter_map(|question| {
                let value = sealed.get(question.name)?.clone();
                Some(Answer { question: question.name.to_owned(), value, from: Vec::new() })
            });
            sealing.answers(tier, answers.collect(), &mut chance);
        }
        let card = card(sealed).seal(keyring.file, &self.to, &mut chance);
        let facts = steps::facts(facts).expect("place, date and manner");
        let registration = sealing.finish(FileKind::Trafficking, facts, Some(card), self.tokens_of(sealed));
        Filed { values: sealed.clone(), keyring, registration }
    }

    /// A second file over the person of one there is.
    pub fn second(&self, of: &Filed, kind: FileKind) -> Beside {
        let mut chance = chance();
        let sealing = Sealing::beside(of.keyring, self.agency, self.to, &mut chance);
        let facts = Facts { form: danbe_words::Form::Unknown, ..of.registration.facts };
        Beside { of: of.keyring.file, file: sealing.finish(kind, facts, None, Vec::new()) }
    }

    fn tokens_of(&self, values: &Values) -> Vec<u32> {
        let card = card(values);
        self.secrets.tokens.as_ref().map(|key| card.kept_tokens(key)).unwrap_or_default()
    }

    /// The file's card, sealed again, with tokens of the same key.
    pub fn index(&self, filed: &Filed) -> Index {
        let file = filed.keyring.file;
        Index { files: vec![Indexed { file, named: self.named(&invented(1), file) }] }
    }

    /// A card and the tokens that find it.
    pub fn named(&self, values: &Values, file: danbe_words::FileId) -> Named {
        let card = card(values).seal(file, &self.to, &mut chance());
        Named { card, tokens: self.tokens_of(values) }
    }

    /// A search for the name among the values.
    pub fn search(&self, values: &Values) -> Search {
        Search { tokens: self.tokens_of(values), whole: None }
    }

    /// One answer more, under the file's account key.
    pub fn answer(&self, filed: &Filed, question: &str, value: &str, fact: Option<FactChange>) -> AnswerBody {
        let answer = Answer { question: question.to_owned(), value: value.to_owned(), from: Vec::new() };
        let record = self.seal(filed, &Content::Answers(vec![answer]));
        AnswerBody { file: filed.keyring.file, record, key: None, fact, named: None }
    }

    /// A note.
    pub fn note(&self, filed: &Filed, text: &str) -> NoteBody {
        let record = self.seal(filed, &Content::Note(text.to_owned()));
        NoteBody { file: filed.keyring.file, record, key: None }
    }

    /// A record under the file's account key.
    pub fn sealed(&self, filed: &Filed, content: &Content) -> danbe_protection::cases::SealedRecord {
        self.seal(filed, content)
    }

    fn seal(&self, filed: &Filed, content: &Content) -> danbe_protection::cases::SealedRecord {
        let key =
            filed.registration.keys.iter().find(|key| key.tier == Tier::Account).expect("an account key");
        let opened = match &self.secrets.opening {
            Some(opening) => filed.keyring.open_key(key, opening),
            None => Err(danbe_vault::VaultError::WrongKey),
        };
        // Who has not the key seals with another: the server cannot tell.
        let secret = opened.unwrap_or_else(|_| SecretKey::generate(&mut chance()));
        filed.keyring.seal(content, Tier::Account, (&secret, key.id), &mut chance())
    }
}

fn card(values: &Values) -> NameCard {
    NameCard::of(|name| values.get(name).cloned()).unwrap_or_default()
}

/// Everybody of a list, signed in.
pub async fn everybody(stage: &Stage, handles: &[&str]) -> Vec<SignedIn> {
    let mut everybody = Vec::with_capacity(handles.len());
    for handle in handles {
        everybody.push(sign_in(stage.address(), handle).await);
    }
    everybody
}

/// Runs a test on each engine there is.
pub fn on_each_engine<F: Future<Output = ()>>(test: impl Fn(Engine) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for engine in Engine::at_hand() {
        runtime.block_on(test(engine));
    }
}
