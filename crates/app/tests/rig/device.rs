//! A device without a browser: the real core, its rows, and a hand between it and the server.

use super::http::send;
use super::{account, chance};
use danbe_device::{Core, Event, Method, Step};
use danbe_store::{Clock, SystemClock};
use danbe_vault::{Chance, KdfParams, derive};
use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

/// What the server sends instead of its answer to a request: given the tag, the request and the answer.
pub type Hand<'h> = &'h dyn Fn(&str, &str, String) -> String;

/// A device: the core, its rows, what it sent and the page it shows.
pub struct Device {
    pub core: Core,
    pub rows: BTreeMap<String, String>,
    chance: Chance,
    address: SocketAddr,
    /// Tag and body of every request.
    pub sent: Vec<(String, String)>,
    pub page: String,
    /// Where the page puts the reader: at its heading, at its errors, or where she was.
    pub focus: &'static str,
    /// The strip that says what was not sent.
    pub bar: String,
    /// It forgot its keys and asks for the words.
    pub locked: bool,
    /// Cost of every key it was made to compute: memory in KiB, passes.
    pub derived: Vec<(u32, u32)>,
    /// How far its clock runs ahead, in milliseconds.
    pub ahead: i64,
}

impl Device {
    pub async fn empty(address: SocketAddr) -> Self {
        let (rows, page) = (BTreeMap::new(), String::new());
        let mut device = Self {
            core: Core::new(),
            rows,
            chance: chance(),
            address,
            sent: Vec::new(),
            page,
            focus: "",
            bar: String::new(),
            locked: false,
            derived: Vec::new(),
            ahead: 0,
        };
        device.event(Event::Boot { stored: Default::default(), path: "/a/".into() }, &honest).await;
        device
    }

    pub async fn enter(address: SocketAddr, handle: &str, hand: Hand<'_>) -> Self {
        Self::enter_with(address, handle, &account(handle).words, hand).await
    }

    pub async fn enter_with(address: SocketAddr, handle: &str, words: &str, hand: Hand<'_>) -> Self {
        let mut device = Self::empty(address).await;
        device.go(Method::Post, "/a/entrer", &[("handle", handle), ("words", words)], hand).await;
        device
    }

    pub async fn go(&mut self, method: Method, path: &str, form: &[(&str, &str)], hand: Hand<'_>) {
        let form = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        self.event(Event::Go { method, path: path.into(), form }, hand).await;
    }

    /// Follows the second link while the first one's answer is on its way.
    pub async fn hurry(&mut self, first: &str, second: &str, hand: Hand<'_>) {
        let go = |path: &str| Event::Go { method: Method::Get, path: path.to_owned(), form: Vec::new() };
        self.events([go(first), go(second)].into(), hand).await;
    }

    /// The server is at another address from now on.
    pub fn moved(&mut self, address: SocketAddr) {
        self.address = address;
    }

    /// The program starts again with nothing but its rows.
    pub async fn restart(&mut self) {
        let stored = self.rows.clone().into_iter().collect();
        self.core = Core::new();
        self.locked = false;
        self.event(Event::Boot { stored, path: "/a/".into() }, &honest).await;
    }

    /// One event, and all that follows from it.
    pub async fn event(&mut self, event: Event, hand: Hand<'_>) {
        self.events([event].into(), hand).await;
    }

    async fn events(&mut self, mut events: VecDeque<Event>, hand: Hand<'_>) {
        while let Some(event) = events.pop_front() {
            let step = self.core.turn(event, SystemClock.now().plus(self.ahead), &mut self.chance);
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
        if let Some(bar) = step.bar {
            self.bar = bar;
        }
        self.locked |= step.lock;
        if let Some(page) = step.page {
            assert!(!page.html.contains('⟨'), "a word is missing: {}", page.html);
            (self.page, self.focus) = (page.html, page.focus);
        }
        if let Some(kdf) = step.kdf {
            let salt = danbe_vault::text::read(&kdf.params.salt).unwrap().try_into().unwrap();
            let params = KdfParams { m_kib: kdf.params.m_kib, t: kdf.params.t, p: kdf.params.p };
            self.derived.push((params.m_kib, params.t));
            let key = derive(&kdf.words, &salt, params).unwrap();
            events.push_back(Event::Derived { key: danbe_vault::text::write(&key.expose()[..]) });
        }
        // The bell is held for half a minute, by a request of its own: this hand has only one.
        for fetch in step.fetch.into_iter().filter(|fetch| fetch.tag != "bell") {
            let headers: Vec<_> = fetch.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = send(self.address, "POST", fetch.url, &headers, fetch.body.as_bytes()).await;
            let body = hand(&fetch.tag, &fetch.body, answer.text());
            self.sent.push((fetch.tag.clone(), fetch.body));
            events.push_back(Event::Fetched { tag: fetch.tag, status: answer.status, body });
        }
    }
}

pub fn honest(_: &str, _: &str, answer: String) -> String {
    answer
}
