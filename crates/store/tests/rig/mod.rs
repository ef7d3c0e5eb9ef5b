//! A store on a database of its own, with a clock the test sets and two small acts.
#![allow(dead_code, reason = "each test binary uses a part")]

use danbe_guard::{Actor, Effect, Policy, Relation, Standing, VerbSpec};
use danbe_store::{
    Act, Clock, Done, Happening, LedgerKey, LedgerReport, Opening, Outcome, Sent, Store, Thread, Tx,
};
use danbe_vault::{Chance, Checkpoint, Receipt, SigningKey, VerifyingKey};
use danbe_words::{AgencyClass, AgencyId, Duty, MemberId, Moment, Problem};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

pub struct TestClock(AtomicI64);
impl TestClock {
    pub fn set(&self, moment: Moment) {
        self.0.store(moment.0, Ordering::SeqCst);
    }
}
impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

const SAY: VerbSpec = VerbSpec {
    name: "test.say",
    effect: Effect::Writes,
    allows: &[(Standing::Caseworker, Relation::Own)],
    says: "says",
};

fn actor() -> Actor {
    Actor {
        member: MemberId::from_bytes([1; 16]),
        agency: AgencyId::from_bytes([2; 16]),
        class: AgencyClass::ProtectionService,
        duties: vec![Duty::Caseworker],
        team: "t".into(),
        role: None,
    }
}

/// Writes a line and nothing else.
pub struct Say(pub String);
impl Act for Say {
    type Answer = ();
    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        let grant = tx.policy().decide(&SAY, &actor(), Relation::Own)?;
        tx.done(&grant, Happening::bare().with("word", self.0), ()).await
    }
}

/// Touches a table, then fails or not.
pub struct Touch {
    pub fail: Option<Problem>,
}
impl Act for Touch {
    type Answer = ();
    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        let id = tx.version().to_string();
        danbe_store::execute!(
            tx,
            "INSERT INTO house_session (token, kind, holder, epoch, opened) VALUES ($1, 't', $2, 0, 0)",
            id.as_bytes(),
            &id
        )?;
        if let Some(problem) = self.fail {
            return Err(problem);
        }
        let grant = tx.policy().decide(&SAY, &actor(), Relation::Own)?;
        tx.done(&grant, Happening::bare(), ()).await
    }
}

/// Takes a place only one may have, with a write that waits.
pub struct Claim(pub String);
impl Act for Claim {
    type Answer = ();
    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        let grant = tx.policy().decide(&SAY, &actor(), Relation::Own)?;
        danbe_store::put!(
            tx,
            "INSERT INTO house_session (token, kind, holder, epoch, opened) VALUES ($1, 't', $2, 0, 0)",
            self.0.as_bytes(),
            &self.0
        )?;
        tx.done(&grant, Happening::bare().with("place", self.0), ()).await
    }
}

/// A write of device `d`, number `seq`, under an envelope id.
pub fn sent(id: &str, seq: u64) -> Thread {
    let mut digest = [0; 32];
    digest[..id.len()].copy_from_slice(id.as_bytes());
    Thread {
        sent: Some(Sent {
            id: id.into(),
            digest,
            device: "d".into(),
            seq: Some(seq),
            member: actor().member.to_string(),
            agency: actor().agency.to_string(),
            verb: "test.say",
            ahead: false,
        }),
        known: None,
    }
}

pub struct Rig {
    pub store: Arc<Store>,
    pub clock: Arc<TestClock>,
    pub key: VerifyingKey,
    url: String,
    _dir: Option<Arc<tempfile::TempDir>>,
}

static NAMES: AtomicU64 = AtomicU64::new(0);

impl Rig {
    pub async fn postgres() -> Option<Self> {
        if std::env::var("DANBE_TEST_POSTGRES").is_ok() {
            Some(Self::open(Engine::Postgres).await)
        } else {
            None
        }
    }

    pub async fn open(engine: Engine) -> Self {
        let (url, dir) = match engine {
            Engine::Sqlite => {
                let dir = Arc::new(tempfile::tempdir().unwrap());
                (format!("sqlite:{}/danbe.db", dir.path().display()), Some(dir))
            }
            Engine::Postgres => (fresh_database().await, None),
        };
        let signing = SigningKey::generate(&mut Chance::for_test(1));
        let key = signing.verifying();
        let clock = Arc::new(TestClock(AtomicI64::new(1_000)));
        let store = Store::open(Opening {
            url: url.clone(),
            key: LedgerKey { origin: "test".into(), signing },
            chance: Chance::for_test(2),
            clock: clock.clone(),
            policy: Arc::new(Policy::new(&[SAY])),
            subscribers: vec![],
            settings: std::collections::BTreeMap::new(),
            elsewhere: &[],
        })
        .await
        .unwrap();
        Self { store: Arc::new(store), clock, key, url, _dir: dir }
    }

    /// Where the database is.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn say(&self, say: Say, known: Option<&Checkpoint>) -> Result<((), Receipt), Problem> {
        let thread = Thread { sent: None, known: known.map(|c| c.size) };
        match self.store.act(say, thread).await? {
            Outcome::New((), receipt) => Ok(((), receipt)),
            Outcome::Again(_) => panic!("said twice"),
        }
    }

    pub async fn verify(&self) -> LedgerReport {
        let mut reading = danbe_store::open_reading(&self.url).await.unwrap();
        danbe_store::verify(&mut reading, &self.key, "test", None, |_, _, _| {}).await.unwrap()
    }

    pub async fn kinds(&self) -> Vec<String> {
        let mut kinds = Vec::new();
        let mut reading = danbe_store::open_reading(&self.url).await.unwrap();
        danbe_store::verify(&mut reading, &self.key, "test", None, |_, line, _| {
            kinds.push(line.kind.clone())
        })
        .await
        .unwrap();
        kinds
    }

    pub async fn touched(&self) -> i64 {
        let mut reading = self.store.read().await.unwrap();
        danbe_store::rows!(&mut reading, (i64,), "SELECT COUNT(*) FROM house_session").unwrap()[0].0
    }

    /// Damages the ledger behind the server's back, keeping a copy to put back.
    pub async fn with_damage(&self, statement: &str) -> &Self {
        for table in ["line", "event", "checkpoint"] {
            self.admin(&format!("CREATE TABLE kept_{table} AS SELECT * FROM ledger_{table}")).await;
        }
        self.admin(statement).await;
        self
    }

    pub async fn undo_damage(&self) {
        for table in ["line", "event", "checkpoint"] {
            self.admin(&format!("DELETE FROM ledger_{table}")).await;
            self.admin(&format!("INSERT INTO ledger_{table} SELECT * FROM kept_{table}")).await;
            self.admin(&format!("DROP TABLE kept_{table}")).await;
        }
    }

    /// Runs a statement behind the server's back.
    pub async fn plant(&self, text: &str) {
        self.admin(text).await;
    }

    async fn admin(&self, text: &str) {
        use danbe_store::sqlx::{self, Connection, Executor};
        if let Some(path) = self.url.strip_prefix("sqlite:") {
            let mut c = sqlx::SqliteConnection::connect(path).await.unwrap();
            c.execute(sqlx::AssertSqlSafe(text)).await.unwrap();
        } else {
            let mut c = sqlx::PgConnection::connect(&self.url).await.unwrap();
            c.execute(sqlx::AssertSqlSafe(text)).await.unwrap();
        }
    }
}

async fn fresh_database() -> String {
    use danbe_store::sqlx::{self, Connection, Executor};
    let server = std::env::var("DANBE_TEST_POSTGRES").unwrap();
    let name = format!("store_{}_{}", std::process::id(), NAMES.fetch_add(1, Ordering::SeqCst));
    let mut c = sqlx::PgConnection::connect(&server).await.unwrap();
    c.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    let (base, _) = server.rsplit_once('/').unwrap();
    format!("{base}/{name}")
}
