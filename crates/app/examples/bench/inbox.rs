//! What came from other agencies: the inbox when a hundred thousand wait in it, and how soon open pages ring.

use crate::list::{answered, asking};
use crate::load::{Prepared, Server, Wire, copy, request};
use crate::table::{Table, Times};
use danbe_house::notices::Rung;
use danbe_protection::cases::List;
use danbe_protection::referrals::Inbox;
use danbe_store::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use danbe_store::sqlx::{self, Connection};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Referrals that wait.
const WAITING: i64 = 100_000;
/// Inboxes asked for.
const ASKED: usize = 1_000;
/// Open pages of one agency.
const PAGES: usize = 50;
/// Rings measured.
const RINGS: usize = 20;

pub(crate) fn measure(program: &Path, prepared: &Prepared, table: &mut Table) {
    let folder = tempfile::tempdir().unwrap();
    copy(prepared.folder.path(), folder.path());
    tokio::runtime::Runtime::new().unwrap().block_on(fill(folder.path(), prepared));
    let server = Server::start(program, folder.path());
    let open = answered(&server, &asking(prepared, "referrals.inbox", &Inbox::default(), ASKED));
    let p99 = open.at(0.99);
    table.goal(
        "inbox of an agency with 100,000 referrals",
        open.quantiles(),
        "p99 at most 20 ms".into(),
        p99 <= 20.0,
    );
    let rings = rings(&server, prepared);
    table.goal(
        "an act done, to 50 open pages that have rung",
        rings.quantiles(),
        "at most 2,000 ms".into(),
        rings.at(1.0) <= 2_000.0,
    );
}

/// From the answer of an act that rings to the last of the pages it rings on.
fn rings(server: &Server, prepared: &Prepared) -> Times {
    let header = format!("authorization: Bearer {}\r\n", prepared.post.token);
    let ask = move |known: Option<u64>| {
        request("POST", "/session/ring", &header, &serde_json::to_vec(&Rung { rung: known }).unwrap())
    };
    let read = |body: &[u8]| serde_json::from_slice::<Rung>(body).unwrap().rung.unwrap();
    let mut wire = Wire::open(server.address).unwrap();
    let acts = asking(prepared, "cases.list", &List::default(), RINGS);
    let times = acts.iter().map(|act| {
        thread::sleep(Duration::from_millis(300)); // what was done before has rung
        let known = read(&wire.ask(&ask(None)).unwrap().1);
        let pages: Vec<_> = (0..PAGES)
            .map(|_| {
                let (address, request) = (server.address, ask(Some(known)));
                thread::spawn(move || {
                    let body = Wire::open(address).unwrap().ask(&request).unwrap().1;
                    (Instant::now(), body)
                })
            })
            .collect();
        thread::sleep(Duration::from_millis(300)); // every page is held by then
        assert_eq!(wire.ask(act).unwrap().0, 200);
        let done = Instant::now();
        let rung = pages.into_iter().map(|page| page.join().unwrap());
        let last = rung.inspect(|(_, body)| assert!(read(body) > known)).map(|(at, _)| at).max().unwrap();
        last.saturating_duration_since(done).as_secs_f64() * 1e3
    });
    Times::of(times.collect())
}

/// Referrals to the post's agency, by the database itself; and a bell that every line rings.
async fn fill(folder: &Path, prepared: &Prepared) {
    let options = SqliteConnectOptions::new().filename(folder.join("danbe.db"));
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    for statement in [
        "INSERT INTO bases_basis (id, agency, terms, receiver, purpose, ground, since, until, tongue, interpreter, evidence,
         wording, review) VALUES ('b', 'a', '{}', 'r', 'support', 'consent', 0, 9000000000000, 'fr', 'none', 'spoken', 1, 'none')",
        "WITH RECURSIVE one (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < $1)
         INSERT INTO referrals_referral (id, sender, team, member, basis, receiver, desk, errand, purpose, subject, state,
         over, packages, sent)
         SELECT LOWER(HEX(RANDOMBLOB(16))), LOWER(HEX(RANDOMBLOB(16))), 't', 'm', 'b', m.agency,
         CASE n % 3 WHEN 0 THEN '' WHEN 1 THEN p.team ELSE 'elsewhere' END, 'help', 'support',
         LOWER(HEX(RANDOMBLOB(16))), 'sent', 0, 1, 1704182400000 + n * 1000
         FROM one, house_member m JOIN house_post p ON p.handle = m.post WHERE m.id = $2",
        "CREATE TRIGGER bench_rings AFTER INSERT ON ledger_line BEGIN
         INSERT INTO house_bell (agency, rung, told, tries, at)
         SELECT agency, NEW.idx, 0, 0, 0 FROM house_member WHERE id = $2
         ON CONFLICT (agency) DO UPDATE SET rung = NEW.idx; END",
    ] {
        let statement = statement.replace("$2", &format!("'{}'", prepared.post.member)).replace("$1", &WAITING.to_string());
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut conn).await.unwrap();
    }
    conn.close().await.unwrap();
}
