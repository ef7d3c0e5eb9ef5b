//! The device's core against a server that answers what it likes: everything passes through the hands of somebody
//! who holds the machine and all its keys, and changes what comes back.

use crate::rig;
use crate::rig::http::send;
use crate::rig::people::{invented, on_each_engine, sign_in};
use crate::rig::{Stage, account, chance};
use danbe_device::{Core, Event, Method, Step};
use danbe_protection::cases::{Keyring, NoteBody};
use danbe_store::{Clock, SystemClock};
use danbe_vault::{Act, Chance, Envelope, KdfParams, derive};
use danbe_words::{FileId, KeyId, Tier};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

/// What the server sends instead of its answer to a request: given the tag, the request and the answer.
type Hand<'h> = &'h dyn Fn(&str, &str, String) -> String;

/// A device: the core, its rows, what it sent and the page it shows.
struct Device {
    core: Core,
    rows: BTreeMap<String, String>,
    chance: Chance,
    address: SocketAddr,
    sent: Vec<(String, String)>,
    page: String,
}

impl Device {
    async fn empty(address: SocketAddr) -> Self {
        let (rows, page) = (BTreeMap::new(), String::new());
        let mut device = Self { core: Core::new(), rows, chance: chance(), address, sent: Vec::new(), page };
        device.event(Event::Boot { stored: Default::default(), path: "/a/".into() }, &honest).await;
        device
    }

    async fn enter(address: SocketAddr, handle: &str, hand: Hand<'_>) -> Self {
        let mut device = Self::empty(address).await;
        let words = account(handle).words.as_str();
        device.go(Method::Post, "/a/entrer", &[("handle", handle), ("words", words)], hand).await;
        device
    }

    async fn go(&mut self, method: Method, path: &str, form: &[(&str, &str)], hand: Hand<'_>) {
        let form = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        self.event(Event::Go { method, path: path.into(), form }, hand).await;
    }

    /// One event, and all that follows from it.
    async fn event(&mut self, event: Event, hand: Hand<'_>) {
        let mut events = VecDeque::from([event]);
        while let Some(event) = events.pop_front() {
            let step = self.core.turn(event, SystemClock.now(), &mut self.chance);
            self.carry_out(step, hand, &mut events).await;
        }
    }

    async fn carry_out(&mut self, step: Step, hand: Hand<'_>, events: &mut VecDeque<Event>) {
        for (name, value) in step.puts.into_iter().chain(step.notes) {
            match value {
                Some(value) => drop(self.rows.insert(name, value)),
                None => drop(self.rows.remove(&name)),
            }
        }
        if let Some(page) = step.page {
            self.page = page.html;
        }
        if let Some(kdf) = step.kdf {
            let salt = danbe_vault::text::read(&kdf.params.salt).unwrap().try_into().unwrap();
            let params = KdfParams { m_kib: kdf.params.m_kib, t: kdf.params.t, p: kdf.params.p };
            let key = derive(&kdf.words, &salt, params).unwrap();
            events.push_back(Event::Derived { key: danbe_vault::text::write(&key.expose()[..]) });
        }
        for fetch in step.fetch {
            let headers: Vec<_> = fetch.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = send(self.address, "POST", fetch.url, &headers, fetch.body.as_bytes()).await;
            let body = hand(&fetch.tag, &fetch.body, answer.text());
            self.sent.push((fetch.tag.clone(), fetch.body));
            events.push_back(Event::Fetched { tag: fetch.tag, status: answer.status, body });
        }
    }
}

fn honest(_: &str, _: &str, answer: String) -> String {
    answer
}

/// The act of an envelope on its way.
fn act(envelope: &str) -> Option<Act> {
    serde_json::from_str::<Envelope>(envelope).ok()?.read().ok()
}

/// Another answer under the true receipt.
fn answering(body: &str, change: impl FnOnce(&mut serde_json::Value)) -> String {
    let mut reply: serde_json::Value = serde_json::from_str(body).unwrap();
    change(&mut reply["answer"]);
    reply.to_string()
}

/// Anybody can wrap a key to the agency, whose sealing key is public: the server puts one of its own first among the
/// keys of a file. What is written next must not be sealed under it.
#[test]
fn a_key_the_server_put_into_a_file_seals_nothing() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let filed = desk.register(&invented(1), &invented(1));
        let _: rig::people::Replied<()> = gao.done(address, "cases.register", &filed.registration).await;

        let mut chance = chance();
        let (known, planted) = loop {
            // The lowest id of all, so that any order of ids takes it first.
            let (key, planted) = filed.keyring.new_key(Tier::Account, &desk.to, &mut chance);
            if planted.id < KeyId::from_bytes([2; 16]) {
                break (key, planted);
            }
        };
        let keyring: Keyring = filed.keyring;
        let hostile = |_: &str, request: &str, body: String| match act(request) {
            Some(act) if act.verb == "cases.open" => answering(&body, |answer| {
                answer["keys"].as_array_mut().unwrap().insert(0, serde_json::to_value(&planted).unwrap());
            }),
            _ => body,
        };
        let file = format!("/a/dossier/{}", keyring.file);
        let mut device = Device::enter(address, "gao-1", &hostile).await;
        device.go(Method::Get, &file, &[], &hostile).await;
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
        device.go(Method::Post, &format!("{file}/note"), &[("note", "Elle dort chez Awa.")], &hostile).await;

        let notes: Vec<_> = device.sent.iter().filter_map(|(_, body)| act(body)).collect();
        let note = notes.iter().find(|act| act.verb == "cases.note").expect("the note is sent");
        let note: NoteBody = serde_json::from_str(note.body.get()).unwrap();
        assert_ne!(note.record.key, planted.id);
        assert!(keyring.open(&note.record, &known).is_err(), "the server reads the note");

        device.go(Method::Get, &file, &[], &honest).await;
        assert!(device.page.contains("Elle dort chez Awa."), "a colleague reads it: {}", device.page);
    });
}

/// Asked for one file, the server answers with another of the same team.
#[test]
fn another_file_is_not_shown_in_the_place_of_the_one_asked_for() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let gao = sign_in(address, "gao-1").await;
        let desk = gao.welcome(address).await;
        let mut files: Vec<(FileId, serde_json::Value)> = Vec::new();
        for number in [1, 2] {
            let filed = desk.register(&invented(number), &invented(number));
            let file = filed.keyring.file;
            let _: rig::people::Replied<()> = gao.done(address, "cases.register", &filed.registration).await;
            let body = serde_json::json!({ "file": file });
            let opened: rig::people::Replied<serde_json::Value> =
                gao.done(address, "cases.open", &body).await;
            files.push((file, opened.answer.unwrap()));
        }
        let swap = |_: &str, request: &str, body: String| match act(request) {
            Some(act) if act.verb == "cases.open" => answering(&body, |answer| *answer = files[1].1.clone()),
            _ => body,
        };
        let mut device = Device::enter(address, "gao-1", &honest).await;
        device.go(Method::Get, &format!("/a/dossier/{}", files[0].0), &[], &swap).await;
        assert!(!device.page.contains("récit inventé 2"), "{}", device.page);
        device.go(Method::Get, &format!("/a/dossier/{}", files[0].0), &[], &honest).await;
        assert!(device.page.contains("récit inventé 1"), "{}", device.page);
    });
}

/// Until her welcome came, the device of a member being brought back can prove no checkpoint: it must keep none, or
/// after its next start it holds every true one for a fork.
#[test]
fn a_device_brought_back_believes_the_ledger_after_a_restart() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let mut hers = Device::empty(address).await;
        hers.go(Method::Post, "/a/retrouver", &[("handle", "gao-1")], &honest).await;
        let shown = hers.page.split("translate=\"no\">").find_map(|part| {
            let words = part.split('<').next()?;
            danbe_vault::check_words(words).is_ok().then(|| words.to_owned())
        });
        let words = shown.expect("five new words");
        hers.go(Method::Post, "/a/retrouver/mots", &[("words", &words)], &honest).await;
        for (handle, act) in [("gao-2", "approuver"), ("gao-4", "approuver"), ("gao-3", "finir")] {
            let mut colleague = Device::enter(address, handle, &honest).await;
            colleague.go(Method::Get, "/a/retours", &[], &honest).await;
            let id =
                colleague.page.split("/a/retours/").nth(1).unwrap().split('/').next().unwrap().to_owned();
            colleague.go(Method::Post, &format!("/a/retours/{id}/{act}"), &[], &honest).await;
        }
        hers.go(Method::Post, "/a/retrouver/essayer", &[], &honest).await;
        assert!(hers.page.contains("/a/retrouver/croire"), "the root is compared first: {}", hers.page);
        hers.go(Method::Post, "/a/retrouver/croire", &[], &honest).await;
        assert!(hers.page.contains("/a/chercher"), "she is back: {}", hers.page);

        let stored = hers.rows.clone().into_iter().collect();
        hers.core = Core::new();
        hers.event(Event::Boot { stored, path: "/a/".into() }, &honest).await;
        hers.go(Method::Post, "/a/ouvrir", &[("words", &words)], &honest).await;
        hers.go(Method::Get, "/a/equipe", &[], &honest).await;
        assert!(hers.page.contains("/a/dossier/"), "the team's list comes: {}", hers.page);
    });
}
