//! The server's doors: public pages, reading pages, the pane, synchronisation, sessions, health.

mod annual;
mod answers;
mod bell;
mod joining;
mod limits;
mod listen;
mod offline;
mod pane;
mod public;
mod reader;
mod reading;
mod register;
mod returns;
mod session;
mod shell;
pub mod sync;
mod typed;

use crate::installation::{self, Folder, Https};
use crate::notices::Gateways;
use crate::witness::asking::Asking;
pub use listen::{listen, listen_tls};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use danbe_guard::Policy;
use danbe_house::agencies::DestroyDue;
use danbe_pages::{Lang, Say};
use danbe_protection::referrals::Sweep;
use danbe_store::{Clock, Door, Store, Thread};
use danbe_vault::{Chance, Checkpoint, SecretKey};
use danbe_words::{Moment, Side};
use std::collections::{HashMap, VecDeque};
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// What every door works with.
pub struct House {
    pub(crate) store: Store,
    pub(crate) doors: Vec<Door>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) say: Say,
    pub(crate) arabic: Say,
    pub(crate) folder: Folder,
    shell: Option<shell::Shell>,
    witnesses: Option<Asking>,
    server: SecretKey,
    chance: Mutex<Chance>,
    challenges: Mutex<VecDeque<(String, Moment)>>,
    /// The longest ledger a member's device says it was shown, since lines were lost.
    longest: Mutex<Option<Checkpoint>>,
    throttle: Mutex<HashMap<String, (u32, Moment)>>,
    limits: limits::Limits,
    bell: bell::Bell,
    /// One report is typeset at a time.
    typesetting: Arc<Semaphore>,
    /// Passphrases are hashed two at a time: memory is finite, and a burst of them is an attack.
    hashing: Semaphore,
    /// One rest of the program is packed at a time.
    packing: Semaphore,
    requests: AtomicU64,
    refusals: AtomicU64,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("House").finish_non_exhaustive()
    }
}

impl House {
    /// Opens an installation for serving.
    ///
    /// # Errors
    /// When its keys or database cannot be opened.
    pub async fn open(folder: Folder, clock: Arc<dyn Clock>, policy: Policy) -> io::Result<Arc<Self>> {
        let store = installation::open_store(&folder, Arc::clone(&clock), policy.clone()).await?;
        let secrets = folder.secrets()?;
        let say = Say::new(Lang::French, &words());
        let witnesses = Asking::of(&folder)?;
        let shell = shell::Shell::marked(public::data(folder.paper.kind), &say);
        Ok(Arc::new(Self {
            store,
            doors: installation::doors_of(folder.paper.side),
            policy: Arc::new(policy),
            clock,
            say,
            arabic: Say::new(Lang::Arabic, &[danbe_pages::WORDS_PUBLIC_FR, danbe_pages::WORDS_AR]),
            folder,
            shell,
            witnesses,
            server: secrets.server,
            chance: Mutex::new(crate::chance::of_the_system()?),
            challenges: Mutex::new(VecDeque::new()),
            longest: Mutex::new(None),
            throttle: Mutex::new(HashMap::new()),
            limits: limits::Limits::default(),
            bell: bell::Bell::default(),
            typesetting: Arc::new(Semaphore::new(1)),
            hashing: Semaphore::new(2),
            packing: Semaphore::new(1),
            requests: AtomicU64::new(0),
            refusals: AtomicU64::new(0),
        }))
    }

    /// The store, for commands and tests that work beside the doors.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Asks the witnesses for ever; returns at once where there are none.
    pub async fn ask_witnesses(&self) {
        if let Some(witnesses) = &self.witnesses {
            witnesses.keep(&self.store, || self.clock.now()).await;
        }
    }

    /// Once a minute, for ever: copies whose basis has ended leave the server; what closed agencies kept and nobody took
    /// over is destroyed when its date has come.
    pub async fn destroy_what_is_due(&self) {
        loop {
            while self.is_on(Side::Protection) && self.store.act(Sweep, Thread::default()).await.is_ok() {}
            while self.store.act(DestroyDue, Thread::default()).await.is_ok() {}
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
    }

    /// Rings open pages, and sends notices as soon as something rings and each minute, for ever.
    ///
    /// # Errors
    /// When what the folder says of gateways does not read.
    pub async fn ring(&self) -> io::Result<()> {
        let gateways = Gateways::of(&self.folder)?;
        let telling = async {
            let mut rung = self.bell.hear();
            while gateways.any() {
                if let Err(error) = gateways.round(&self.store, self.clock.as_ref()).await {
                    tracing::warn!(kind = "notice", %error, "notices wait");
                }
                drop(tokio::time::timeout(Duration::from_secs(60), rung.changed()).await);
            }
        };
        tokio::join!(self.bell.keep(&self.store), telling);
        Ok(())
    }

    /// One round of the witnesses, now; says whether enough of them signed.
    ///
    /// # Errors
    /// The database's or the disk's failure.
    pub async fn ask_witnesses_once(&self) -> io::Result<bool> {
        match &self.witnesses {
            Some(witnesses) => witnesses.round(&self.store, &mut HashMap::new(), self.clock.now()).await,
            None => Ok(false),
        }
    }

    fn is_on(&self, side: Side) -> bool {
        self.folder.paper.side == side
    }

    /// The policy in force, for tests that ask as the routes do.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut chance = self.chance.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        chance.bytes()
    }
}

/// French words of everything the server renders.
#[must_use]
pub(crate) fn words() -> Vec<&'static str> {
    let mut words = vec![include_str!("words.fr.ftl"), danbe_pages::WORDS_PUBLIC_FR];
    words.extend(danbe_statistics::WORDS_FR);
    words.extend([danbe_report::WORDS_FR, crate::annual::WORDS_FR, crate::meeting::WORDS_FR]);
    words.extend([danbe_pages::PROBLEMS_FR, danbe_pages::SHARING_FR]);
    words
}

/// Longest body of any request.
pub(crate) const LONGEST_BODY: usize = 256 * 1024;
/// Longest form of somebody not signed in: its handle is remembered for a minute.
const LONGEST_FORM: usize = 4 * 1024;

/// Where figures are read, typed, approved and looked up.
const FIGURES: [&str; 2] = ["/lecture", "/chiffre"];

/// Every route.
pub fn router(house: Arc<House>) -> Router {
    let routes = [
        ("/", get(public::home)),
        ("/a-propos", get(public::about)),
        ("/a-propos/ar", get(public::about_arabic)),
        ("/limites", get(public::limits)),
        ("/style.css", get(pane::style)),
        ("/health", get(public::health)),
        ("/metrics", get(public::metrics)),
        ("/lecture", get(reading::form).post(reading::sign_in).layer(DefaultBodyLimit::max(LONGEST_FORM))),
        ("/lecture/fermer", post(reading::sign_out)),
        (danbe_statistics::presumed::PATH, get(reading::figures)),
        (annual::PATH, get(annual::form)),
        (annual::FILE, get(annual::file)),
        (annual::PACK, get(annual::pack)),
        (danbe_statistics::register::CODE, get(register::code)),
        (danbe_statistics::returns::HOME, get(returns::home)),
        (danbe_statistics::returns::RETURN, get(returns::sheet).post(returns::typed)),
        ("/lecture/releves/{agency}/{month}/avis", post(returns::examined)),
        (
            "/lecture/releves/{agency}/{month}/modele",
            get(offline::template).post(offline::filled).layer(DefaultBodyLimit::max(offline::LARGEST)),
        ),
        ("/lecture/releves/{agency}/{month}/revenir", post(offline::undone)),
        (danbe_statistics::definitions::PATH, get(typed::definitions)),
        (danbe_statistics::definitions::WRITING, get(typed::writing).post(typed::write)),
        (danbe_statistics::definitions::SERVICES, get(typed::services).post(typed::enlist)),
        (danbe_statistics::joining::PATH, get(joining::page).post(joining::declared)),
        (danbe_statistics::published::PATH, get(typed::published)),
        (danbe_statistics::published::ENTERING, get(typed::entering).post(typed::enter)),
        (danbe_statistics::published::WITHDRAWING, post(typed::withdraw)),
        (danbe_statistics::register::PATH, get(typed::register)),
        (danbe_statistics::register::PUBLISHING, get(typed::publishing).post(typed::publish)),
        (danbe_statistics::register::APPROVING, post(typed::approve)),
        ("/session/challenge", post(session::challenge)),
        ("/session/open", post(session::open)),
        ("/session/capsule", post(session::capsule)),
        ("/session/recover", post(session::recover)),
        ("/session/invitation", post(session::invitation)),
        ("/session/enrol", post(session::enrol)),
        ("/session/late", post(session::late)),
        ("/session/epoch", post(session::epoch)),
        ("/session/declare", post(session::declare)),
        ("/session/ring", post(bell::ring)),
        ("/sync", post(sync::sync)),
        ("/a", get(pane::to_shell)),
        ("/a/", get(pane::shell)),
        ("/a/{*path}", get(pane::file)),
    ];
    let left_out = installation::left_out();
    // Figures are the protection side's: on the other one their addresses are nowhere.
    let here = |path: &str| house.is_on(Side::Protection) || !FIGURES.iter().any(|way| path.starts_with(way));
    let kept = routes.into_iter().filter(|(path, _)| left_out.as_deref() != Some(path) && here(path));
    kept.fold(Router::new(), |router, (path, method)| router.route(path, method))
        .fallback(public::not_found)
        .layer(middleware::map_response_with_state(Arc::clone(&house), reader::told))
        .layer(tower_http::timeout::TimeoutLayer::with_status_code(
            axum::http::StatusCode::REQUEST_TIMEOUT,
            Duration::from_secs(30),
        ))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), limits::brake))
        .layer(middleware::from_fn_with_state(Arc::clone(&house), watch))
        .with_state(house)
}

/// Headers every answer carries, a line in the log, a count. The log names routes, never paths or persons.
async fn watch(
    axum::extract::State(house): axum::extract::State<Arc<House>>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    house.requests.fetch_add(1, Ordering::Relaxed);
    if status >= 400 {
        house.refusals.fetch_add(1, Ordering::Relaxed);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if house.folder.paper.https != Https::Proxy {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(year);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(kind = "request", %method, route, status, millis);
    response
}

/// Pages of the server run no script at all.
const HEADERS: [(&str, &str); 8] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
];
