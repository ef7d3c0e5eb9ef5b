//! What goes in and out of the core: events, steps.

pub(crate) use danbe_pages::forms::typed;
use danbe_pages::{Page, Say, fragment};
use danbe_vault::{Capsule, SecretKey, Touched};
use danbe_words::{FileId, Shelf};
use serde::{Deserialize, Serialize};

/// Something happened outside.
#[derive(Debug, Clone)]
pub enum Event {
    /// The host started: every row of the container, and the address asked for.
    Boot {
        /// Rows by name.
        stored: Shelf<String, String>,
        /// Address, path and query.
        path: String,
    },
    /// Somebody followed a link or sent a form.
    Go {
        /// Which.
        method: Method,
        /// Address, path and query.
        path: String,
        /// Fields as typed.
        form: Vec<(String, String)>,
    },
    /// The key asked for is there; empty when the words were not five of the list.
    Derived {
        /// 32 bytes, base64url.
        key: String,
    },
    /// The key could not be computed (not enough memory).
    KdfFailed,
    /// The server answered, or did not (status 0).
    Fetched {
        /// As given in the step.
        tag: String,
        /// HTTP status.
        status: u16,
        /// Body.
        body: String,
    },
    /// The browser can have a lock of the phone's own.
    Able {
        /// The site, as the browser writes it.
        origin: String,
    },
    /// The phone's own lock answered, or nobody did.
    Touched(Touched),
    /// The whole program comes: percent, 100 when it is there, none while there is no network.
    Whole {
        /// Percent, or nothing.
        came: u16,
    },
    /// This program takes the place of the first one, which had opened the container.
    Resume(Box<Resume>),
    /// Some time passed, or the network came back.
    Tick {
        /// Somebody is typing: the page does not lock under her hands.
        active: bool,
    },
    /// What the last step wanted written could not be.
    PutFailed {
        /// The browser's word for it.
        reason: String,
    },
}

/// What the first program leaves to the whole one, besides its rows.
#[derive(Debug, Clone, Default)]
pub struct Resume {
    /// Every row of the container.
    pub stored: Shelf<String, String>,
    /// The container's key.
    pub key: Option<SecretKey>,
    /// The site, where the browser can have a lock of the phone's own.
    pub origin: String,
    /// What was asked for.
    pub wish: Wish,
}

/// An address asked for, to be asked for again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// How.
    pub method: Method,
    /// Address, path and query.
    pub path: String,
    /// Fields as typed.
    pub form: Vec<(String, String)>,
}

impl Resume {
    /// Takes the key over, and wipes it where it was.
    pub(crate) fn take(&mut self, secret: &mut [u8]) {
        self.key = SecretKey::from_bytes(secret).ok();
        secret.fill(0);
    }

    /// Hands the key over, and the rest as JSON.
    pub(crate) fn give(&self, secret: &mut [u8]) -> Option<String> {
        let key = self.key.as_ref()?.expose();
        secret.get_mut(..key.len())?.copy_from_slice(&key[..]);
        let Wish { method, path, form } = &self.wish;
        let method = if *method == Method::Post { "POST" } else { "GET" };
        let origin = &self.origin;
        serde_json::to_string(&Left { kind: "resume", origin, method, path, form }).ok()
    }
}

/// What is left, as the worker hands it over.
#[derive(Serialize)]
struct Left<'l> {
    kind: &'static str,
    origin: &'l str,
    method: &'static str,
    path: &'l str,
    form: &'l [(String, String)],
}

/// An event as JavaScript writes it: one flat shape, since a tagged one costs ten kilobytes on every phone.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Written {
    kind: String,
    stored: Shelf<String, String>,
    path: String,
    method: String,
    form: Vec<(String, String)>,
    key: String,
    tag: String,
    status: u16,
    body: String,
    reason: String,
    active: bool,
    origin: String,
    touched: Touched,
}

impl Event {
    /// Reads an event; `None` when it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let Written {
            kind,
            stored,
            path,
            method,
            form,
            key,
            tag,
            status,
            body,
            reason,
            active,
            origin,
            touched,
        } = danbe_vault::text::from_text(text).ok()?;
        let method = if method == "POST" { Method::Post } else { Method::Get };
        Some(match kind.as_str() {
            "boot" => Self::Boot { stored, path },
            "go" => Self::Go { method, path, form },
            "derived" => Self::Derived { key },
            "kdf-failed" => Self::KdfFailed,
            "fetched" => Self::Fetched { tag, status, body },
            "able" => Self::Able { origin },
            "touched" => Self::Touched(touched),
            "whole" => Self::Whole { came: status },
            "resume" => {
                let wish = Wish { method, path, form };
                Self::Resume(Box::new(Resume { stored, key: None, origin, wish }))
            }
            "tick" => Self::Tick { active },
            "put-failed" => Self::PutFailed { reason },
            _ => return None,
        })
    }
}

/// How an address was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Method {
    /// A link.
    #[default]
    Get,
    /// A form.
    Post,
}

/// An address taken apart, for the room it names.
pub(crate) struct Visit<'v> {
    pub(crate) method: Method,
    /// All of it.
    pub(crate) path: &'v str,
    /// What follows the name of the room.
    pub(crate) rest: &'v [&'v str],
    pub(crate) query: &'v str,
    pub(crate) form: &'v [(String, String)],
}

impl<'v> Visit<'v> {
    /// The file the address names first, and what follows it.
    pub(crate) fn file(&self) -> Option<(FileId, &'v [&'v str])> {
        let (file, rest) = self.rest.split_first()?;
        Some((file.parse().ok()?, rest))
    }
}

/// What the host does next, in this order: write, show, compute, send, note.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Step {
    /// Page to show.
    pub page: Option<Shown>,
    /// Strip that says what has not been sent.
    pub bar: Option<String>,
    /// Rows to write (or remove) in one flushed transaction.
    pub puts: Vec<(String, Option<String>)>,
    /// Rows nothing on the page stands on: written with `puts`, or after the page when there are none.
    pub notes: Vec<(String, Option<String>)>,
    /// A key to compute.
    pub kdf: Option<Kdf>,
    /// A question to the phone's own lock: what a page hands to `navigator.credentials`, JSON.
    pub touch: Option<String>,
    /// Requests to send.
    pub fetch: Vec<Fetch>,
    /// Forget everything and start again.
    pub lock: bool,
    /// Ask the browser not to evict the container.
    pub persist: bool,
    /// Fetch the whole program.
    pub whole: bool,
    /// Let the whole program take this one's place: see [`crate::Face::leave`].
    pub leave: bool,
}

/// A page for the pane.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Markup of our own templates.
    pub html: String,
    /// Constant title.
    pub title: String,
    /// Opaque address.
    pub path: String,
    /// `h1`, `error`, or nothing.
    pub focus: &'static str,
    /// Whether the address replaces the one before in the history.
    pub replace: bool,
    /// It only asks for patience: not shown when the next page comes within a moment.
    pub moment: bool,
}

/// A key to compute from five words.
#[derive(Debug, Clone, Serialize)]
pub struct Kdf {
    /// Salt and cost.
    pub params: KdfCost,
    /// Five words, tidied.
    pub words: String,
}

/// Salt and cost of a key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct KdfCost {
    /// 16 bytes, base64url.
    pub salt: String,
    /// KiB.
    pub m_kib: u32,
    /// Passes.
    pub t: u32,
    /// Lanes.
    pub p: u32,
}

/// A request to send.
#[derive(Debug, Clone, Serialize)]
pub struct Fetch {
    /// To know the answer by.
    pub tag: String,
    /// Address on our own server.
    pub url: &'static str,
    /// JSON.
    pub body: String,
    /// Headers.
    pub headers: Shelf<&'static str, String>,
}

impl Kdf {
    /// What opens this capsule.
    pub(crate) fn of(capsule: &Capsule, words: &str) -> Self {
        let params = KdfCost {
            salt: danbe_vault::text::write(&capsule.salt),
            m_kib: capsule.params.m_kib,
            t: capsule.params.t,
            p: capsule.params.p,
        };
        Self { params, words: words.to_owned() }
    }
}

impl Step {
    /// Shows a page at an address.
    pub(crate) fn show(&mut self, say: &Say, page: &Page, path: &str) {
        let html = fragment(say, page).into_string();
        let focus = if html.contains("id=\"erreurs\"") { "error" } else { "h1" };
        let (title, path) = (page.title.clone(), path.to_owned());
        self.page = Some(Shown { html, title, path, focus, replace: false, moment: false });
    }

    /// Shows a page in the place of the one asked for.
    pub(crate) fn show_instead(&mut self, say: &Say, page: &Page, path: &str) {
        self.show(say, page, path);
        if let Some(shown) = &mut self.page {
            shown.replace = true;
        }
    }

    /// The page shown gives way to the next one.
    pub(crate) fn for_a_moment(&mut self) {
        if let Some(shown) = &mut self.page {
            shown.moment = true;
        }
    }

    /// The page shown is the one in front, written again: focus and scroll stay where the reader has them.
    pub(crate) fn again(&mut self) {
        if let Some(shown) = &mut self.page {
            shown.focus = "";
        }
    }

    pub(crate) fn put(&mut self, name: &str, value: Option<String>) {
        self.puts.push((name.to_owned(), value));
    }

    pub(crate) fn send(
        &mut self,
        tag: &str,
        url: &'static str,
        body: String,
        headers: Shelf<&'static str, String>,
    ) {
        self.fetch.push(Fetch { tag: tag.to_owned(), url, body, headers });
    }
}
