//! A million typed cells: the dashboard cold and warm, and the recount of a year, also among ten million events.
//! `cargo xtask bench returns [events]`; without a number, no other events are written.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    reason = "a measurement prints, and stops at the first surprise"
)]

use danbe_guard::{Account, Policy, Relation, Standing};
use danbe_pages::{Lang, Say};
use danbe_statistics::definitions::{self, Enlist, Seat, Write};
use danbe_statistics::fields::Fields;
use danbe_statistics::presumed::Names;
use danbe_statistics::recount::recount;
use danbe_statistics::returns::{
    self, Examine, Home, READ, Scope, Sent, Type, Verdict, What, dashboard, field_name,
};
use danbe_store::{Clock, LedgerKey, Opening, Outcome, Reading, Store, Thread, open_reading};
use danbe_vault::{Chance, SigningKey};
use danbe_words::{AgencyId, Moment, Month, Region, ServiceKind};
use std::sync::Arc;
use std::time::Instant;

const SERVICES: u8 = 100;
const YEARS: [i16; 5] = [2020, 2021, 2022, 2023, 2024];
const CATEGORIES: usize = 34;
const DEFINITIONS: usize = 5;
const BARE: u64 = 6_000_000;

struct Later;
impl Clock for Later {
    fn now(&self) -> Moment {
        Moment(1_746_400_000_000)
    }
}

fn account(standing: Standing, agency: u8) -> Account {
    let region = *Region::ALL.get(usize::from(agency) % Region::ALL.len()).unwrap();
    let agency = AgencyId::from_bytes([agency; 16]);
    Account { handle: "essai".into(), standing, agency, region }
}

fn definition(n: usize) -> Fields {
    let categories: Vec<String> = (1..CATEGORIES).map(|it| format!("catégorie {it}")).collect();
    let pairs = [
        ("title", format!("Chiffre {n}")),
        ("unit", "person".to_owned()),
        ("stage", "none".to_owned()),
        ("says", "Qui compte".to_owned()),
        ("rule", "Une fois".to_owned()),
        ("breakdowns", format!("Sorte : {}", categories.join(", "))),
        ("from", "2020-01".to_owned()),
        ("kinds", "ngo".to_owned()),
    ];
    Fields(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

async fn act<A: danbe_store::Act>(store: &Store, act: A) -> A::Answer {
    match store.act(act, Thread::default()).await.unwrap() {
        Outcome::New(answer, _) => answer,
        Outcome::Again(_) => panic!("no envelope"),
    }
}

/// One service's month, sent and approved twice.
async fn month(store: Arc<Store>, agency: u8, month: Month, fields: Fields) {
    let by = account(Standing::Typist, agency);
    let (agency_id, region) = (by.agency, by.region);
    let typed = Type { by, month, fields, what: What::Send, names: Names::new() };
    let Sent::Sent(line) = act(&store, typed).await else { panic!("it was kept") };
    let sent = i64::try_from(line).unwrap();
    for standing in [Standing::Regional, Standing::Approver] {
        let by = Account { region, ..account(standing, 255) };
        act(&store, Examine { by, agency: agency_id, month, sent, verdict: Verdict::Approve }).await;
    }
}

async fn fill(store: &Arc<Store>) {
    let by = || account(Standing::Statistician, 254);
    for n in 0..DEFINITIONS {
        act(store, Write { by: by(), fields: definition(n) }).await;
    }
    let since = Month::new(2020, 1).unwrap();
    for agency in 0..SERVICES {
        let (agency, kind) = (AgencyId::from_bytes([agency; 16]), ServiceKind::Ngo);
        act(store, Enlist { by: by(), agency, kind, since }).await;
    }
    let mut conn = store.read().await.unwrap();
    let definitions = definitions::in_force(&mut conn, since, None).await.unwrap();
    drop(conn);
    let mut fields = Fields::default();
    for definition in &definitions {
        let categories = definition.breakdowns.first().unwrap().categories();
        fields.put(&field_name(&definition.code, "", ""), (categories.len() * 3).to_string());
        for category in categories {
            fields.put(&field_name(&definition.code, "sorte", &category.code), "3".to_owned());
        }
    }
    for year in YEARS {
        for number in 1..=12 {
            let in_month = Month::new(year, number).unwrap();
            let each = (0..SERVICES)
                .map(|agency| tokio::spawn(month(Arc::clone(store), agency, in_month, fields.clone())));
            for one in each.collect::<Vec<_>>() {
                one.await.unwrap();
            }
        }
        eprintln!("{year} typed");
    }
}

async fn page(conn: &mut Reading, policy: &Policy, say: &Say, seats: &[Seat]) -> usize {
    let services = definitions::services(conn, seats).await.unwrap();
    let now = Later.now().month();
    let overview = returns::overview(conn, &services, 2024, Scope::National, now).await.unwrap();
    let account = account(Standing::Reader, 254);
    let grant = policy.decide_account(&READ, &account, Relation::Own).unwrap();
    dashboard(say, &grant.view(Home { overview, account })).body.into_string().len()
}

fn quantile(mut millis: Vec<f64>, share: f64) -> f64 {
    millis.sort_by(f64::total_cmp);
    let place = ((millis.len() - 1) as f64 * share).round() as usize;
    *millis.get(place).unwrap()
}

/// What the machine itself takes for work of its own of five milliseconds: its noise is the limit.
fn machine() -> f64 {
    let started = Instant::now();
    let sum = (0..BARE).fold(0_u64, |sum, n| std::hint::black_box(sum.wrapping_mul(31).wrapping_add(n)));
    std::hint::black_box(sum);
    started.elapsed().as_secs_f64() * 1e3
}

/// Highest memory of this process so far, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0) / 1024
}

#[tokio::main]
async fn main() {
    let events: i64 = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
    let dir = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}/danbe.db", dir.path().display());
    let policy = Policy::new(&danbe_statistics::ways());
    let opening = Opening {
        url: url.clone(),
        key: LedgerKey { origin: "bench".into(), signing: SigningKey::generate(&mut Chance::for_test(1)) },
        chance: Chance::for_test(2),
        clock: Arc::new(Later),
        policy: Arc::new(policy.clone()),
        subscribers: vec![danbe_statistics::subscriber()],
        settings: std::collections::BTreeMap::new(),
        elsewhere: &[],
    };
    let store = Arc::new(Store::open(opening).await.unwrap());
    let started = Instant::now();
    fill(&store).await;
    let cells = usize::from(SERVICES) * YEARS.len() * 12 * DEFINITIONS * (CATEGORIES + 1);
    println!("{cells} cells typed and approved twice in {:.0} s", started.elapsed().as_secs_f64());
    let say = Say::new(Lang::French, &danbe_statistics::WORDS_FR);
    let seat = |n: u8| {
        let by = account(Standing::Typist, n);
        (by.agency, format!("Service {n}"), by.region)
    };
    let seats: Vec<Seat> = (0..SERVICES).map(seat).collect();
    println!("load of the machine: {}", std::fs::read_to_string("/proc/loadavg").unwrap_or_default().trim());
    let (mut cold, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..200 {
        bare.push(machine());
        let started = Instant::now();
        let mut conn = open_reading(&url).await.unwrap();
        page(&mut conn, &policy, &say, &seats).await;
        cold.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let mut conn = open_reading(&url).await.unwrap();
    let mut warm = Vec::new();
    for _ in 0..1000 {
        bare.push(machine());
        let started = Instant::now();
        page(&mut conn, &policy, &say, &seats).await;
        warm.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let said = |name: &str, times: Vec<f64>, limit: f64| {
        let (p50, p99) = (quantile(times.clone(), 0.5), quantile(times, 0.99));
        let verdict = if p99 <= limit { "holds" } else { "MISSED" };
        println!("dashboard, {name}: p50 {p50:.1} ms, p99 {p99:.1} ms (limit {limit:.0} ms) {verdict}");
    };
    said("a new connection each time", cold, 100.0);
    said("one connection", warm, 20.0);
    let (p50, p99) = (quantile(bare.clone(), 0.5), quantile(bare, 0.99));
    println!(
        "the machine, some five milliseconds of bare work between pages: p50 {p50:.1} ms, p99 {p99:.1} ms"
    );
    if events > 0 {
        others(&url, events).await;
    }
    let started = Instant::now();
    let found = recount(&mut conn, 2024, u64::MAX).await.unwrap();
    let took = started.elapsed().as_secs_f64();
    let verdict = if took <= 10.0 && found.altered.is_empty() { "holds" } else { "MISSED" };
    println!(
        "recount of 2024 among {events} other events: {} events, {} cells, {} altered, {took:.2} s (limit 10 s) {verdict}",
        found.events,
        found.cells,
        found.altered.len()
    );
    println!("highest memory of the process: {} MB", peak());
}

/// Events of other rooms, as many as asked for, written beside the ledger: the recount must not read them.
async fn others(url: &str, events: i64) {
    use danbe_store::sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
    let mut conn = SqliteConnection::connect(url.trim_start_matches("sqlite:")).await.unwrap();
    let line = "'1 cases.note 0123456789abcdef0123456789abcdef ' || HEX(RANDOMBLOB(32)) || ' 1746400000000'";
    let event = "'{\"v\":1,\"kind\":\"cases.note\",\"agency\":\"0123456789abcdef0123456789abcdef\",\"facts\":{},\"salt\":\"' || HEX(RANDOMBLOB(16)) || '\"}'";
    for (table, columns, values) in [
        ("ledger_line", "idx, text", format!("100000000 + n, {line}")),
        ("ledger_event", "idx, tag, text", format!("100000000 + n, HEX(RANDOMBLOB(16)), {event}")),
    ] {
        let text = format!(
            "WITH RECURSIVE each_one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each_one WHERE n < {events})
             INSERT INTO {table} ({columns}) SELECT {values} FROM each_one"
        );
        conn.execute(AssertSqlSafe(text)).await.unwrap();
        eprintln!("{table}: {events} more");
    }
}
