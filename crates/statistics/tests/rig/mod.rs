//! A store that statistics listens to, on a database of its own, with acts that write what case files write.
#![allow(dead_code, reason = "each test binary uses a part")]

use danbe_figures::Period;
use danbe_figures::presumed::{ANSWER, REGISTER};
use danbe_guard::{Actor, Effect, Grant, Policy, Relation, Standing, VerbSpec};
use danbe_statistics::presumed::{self, Names, Recounted};
use danbe_store::{Act, Clock, Done, Happening, LedgerKey, Opening, Reading, Store, Thread, Tx};
use danbe_vault::{Chance, SigningKey, VerifyingKey, event_digest};
use danbe_words::{AgeBand, AgencyClass, AgencyId, Duty, Line, MemberId, Moment, Problem, Sex};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

const fn spec(name: &'static str) -> VerbSpec {
    let allows = &[(Standing::Caseworker, Relation::Own)];
    VerbSpec { name, effect: Effect::Writes, allows, says: "writes what case files write" }
}
const REGISTERS: VerbSpec = spec(REGISTER);
const ANSWERS: VerbSpec = spec(ANSWER);

/// Something the room of case files would write.
#[derive(Clone)]
pub enum Writes {
    Register { tag: String, month: &'static str, sex: Sex, band: AgeBand },
    Answer { tag: String, fact: &'static str, was: String, is: String },
    Note,
}

pub fn register(tag: &str, month: &'static str, sex: Sex, band: AgeBand) -> Writes {
    Writes::Register { tag: tag.into(), month, sex, band }
}

pub fn sex(tag: &str, was: Sex, is: Sex) -> Writes {
    Writes::Answer { tag: tag.into(), fact: "sex", was: was.to_string(), is: is.to_string() }
}

pub fn band(tag: &str, was: AgeBand, is: AgeBand) -> Writes {
    Writes::Answer { tag: tag.into(), fact: "band", was: was.to_string(), is: is.to_string() }
}

impl Writes {
    fn happening(self) -> (VerbSpec, Happening) {
        match self {
            Self::Register { tag, month, sex, band } => {
                let happening = Happening::about(tag).with("stage", "presumed").with("month", month);
                let happening =
                    happening.with("region", "kayes").with("manner", "came-alone").with("sex", sex);
                let happening = happening.with("band", band).with("form", "unknown");
                (REGISTERS, happening.with("nationality", "mali"))
            }
            Self::Answer { tag, fact, was, is } => {
                (ANSWERS, Happening::about(tag).with("fact", fact).with("was", was).with(fact, is))
            }
            Self::Note => (ANSWERS, Happening::about("somebody".into())),
        }
    }
}

/// An agency's acts, one line each, in one transaction.
struct Acts {
    agency: u8,
    writes: Vec<Writes>,
}

impl Act for Acts {
    type Answer = ();

    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        let mut last = Err(Problem::NotFound);
        for writes in self.writes {
            let (spec, happening) = writes.happening();
            let grant: Grant = tx.policy().decide(&spec, &actor(self.agency), Relation::Own)?;
            last = Ok(tx.done(&grant, happening, ()).await?);
        }
        last
    }
}

fn actor(agency: u8) -> Actor {
    Actor {
        member: MemberId::from_bytes([1; 16]),
        agency: agency_id(agency),
        class: AgencyClass::ProtectionService,
        duties: vec![Duty::Caseworker],
        team: "accueil".into(),
        role: None,
    }
}

pub fn agency_id(agency: u8) -> AgencyId {
    AgencyId::from_bytes([agency; 16])
}

pub fn names() -> Names {
    let named = [(1, "Service social de Kayes"), (2, "Centre d’accueil de Ségou"), (3, "Association Danaya")];
    named.into_iter().map(|(n, name)| (agency_id(n).to_string(), name.to_owned())).collect()
}

pub struct TestClock(AtomicI64);
impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

pub struct Rig {
    pub store: Store,
    clock: Arc<TestClock>,
    key: VerifyingKey,
    url: String,
    _dir: Option<tempfile::TempDir>,
}

static NAMES: AtomicU64 = AtomicU64::new(0);
/// 10 March 2024, 08:00.
const START: i64 = 1_710_057_600_000;

impl Rig {
    pub async fn sqlite() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self::open(format!("sqlite:{}/danbe.db", dir.path().display()), Some(dir)).await
    }

    pub async fn postgres() -> Option<Self> {
        let server = std::env::var("DANBE_TEST_POSTGRES").ok()?;
        let name = format!("statistics_{}_{}", std::process::id(), NAMES.fetch_add(1, Ordering::SeqCst));
        execute(&server, &format!("CREATE DATABASE {name}")).await;
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self::open(format!("{base}/{name}"), None).await)
    }

    async fn open(url: String, dir: Option<tempfile::TempDir>) -> Self {
        let signing = SigningKey::generate(&mut Chance::for_test(1));
        let key = signing.verifying();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let store = Store::open(Opening {
            url: url.clone(),
            key: LedgerKey { origin: "test".into(), signing },
            chance: Chance::for_test(2),
            clock: clock.clone(),
            policy: Arc::new(Policy::new(&[vec![REGISTERS, ANSWERS], danbe_statistics::ways()].concat())),
            subscribers: vec![danbe_statistics::subscriber()],
            settings: std::collections::BTreeMap::new(),
            elsewhere: &[],
        })
        .await
        .unwrap();
        Self { store, clock, key, url, _dir: dir }
    }

    pub fn set_clock(&self, moment: i64) {
        self.clock.0.store(moment, Ordering::SeqCst);
    }

    /// Writes a day of an agency; gives the size of the ledger after it.
    pub async fn write(&self, agency: u8, writes: &[Writes]) -> u64 {
        self.try_write(agency, writes).await.unwrap();
        let mut reading = self.read().await;
        presumed::as_of(&mut reading, None).await.unwrap().size
    }

    pub async fn try_write(&self, agency: u8, writes: &[Writes]) -> Result<(), Problem> {
        let act = Acts { agency, writes: writes.to_vec() };
        self.store.act(act, Thread::default()).await.map(|_| ())
    }

    pub async fn read(&self) -> Reading {
        danbe_store::open_reading(&self.url).await.unwrap()
    }

    pub async fn figure(&self, period: &str, as_of: Option<u64>) -> danbe_figures::presumed::Table {
        presumed::presumed(&mut self.read().await, period.parse().unwrap(), as_of).await.unwrap()
    }

    /// The month it is now.
    pub fn month(&self) -> danbe_words::Month {
        self.clock.now().month()
    }

    pub async fn recount(&self, period: &str, as_of: Option<u64>) -> Recounted {
        let period: Period = period.parse().unwrap();
        presumed::recount(&mut self.read().await, &self.key, "test", period, as_of).await.unwrap()
    }

    /// Rewrites an event and, with it, the digest its line gives.
    pub async fn forge(&self, index: i64, from: &str, to: &str) {
        let sql =
            "SELECT l.text, e.text FROM ledger_line l JOIN ledger_event e ON e.idx = l.idx WHERE l.idx = $1";
        let (line, event) =
            danbe_store::row!(&mut self.read().await, (String, String), sql, index).unwrap().unwrap();
        let forged = event.replace(from, to);
        assert_ne!(forged, event);
        let digest: String = event_digest(&forged).iter().map(|byte| format!("{byte:02x}")).collect();
        let line = Line { digest, ..Line::parse(&line).unwrap() }.text();
        self.tamper(&format!("UPDATE ledger_event SET text = '{forged}' WHERE idx = {index}")).await;
        self.tamper(&format!("UPDATE ledger_line SET text = '{line}' WHERE idx = {index}")).await;
    }

    /// Changes the database behind the server's back.
    pub async fn tamper(&self, statement: &str) {
        execute(&self.url, statement).await;
    }
}

async fn execute(url: &str, statement: &str) {
    use danbe_store::sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqliteConnection};
    if let Some(path) = url.strip_prefix("sqlite:") {
        let mut conn = SqliteConnection::connect(path).await.unwrap();
        conn.execute(AssertSqlSafe(statement)).await.unwrap();
    } else {
        let mut conn = PgConnection::connect(url).await.unwrap();
        conn.execute(AssertSqlSafe(statement)).await.unwrap();
    }
}
