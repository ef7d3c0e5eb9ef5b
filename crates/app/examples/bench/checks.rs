//! What each check costs, one thread, microseconds: none of them is left out for speed.

use crate::load::{Prepared, Ready, Sealer, chance};
use crate::table::Table;
use danbe_app::installation;
use danbe_app::web::sync::admit;
use danbe_guard::{Actor, Relation, VerbSpec};
use danbe_house::posts::rows::Signer;
use danbe_protection::cases::Registration;
use danbe_store::sqlx::{self, Connection, SqliteConnection};
use danbe_store::{
    Act, Done, Happening, LedgerKey, Opening, Store, SystemClock, Thread, Tx, Verb, open_reading, row,
};
use danbe_vault::{Checkpoint, Envelope, SigningKey, tree};
use danbe_words::{AgencyClass, AgencyId, DeviceId, Duty, Problem};
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

/// Lines of the tree that proofs are made in.
const LINES: u64 = 200_000;

pub(crate) fn measure(prepared: &Prepared, table: &mut Table) {
    let mut sealer = Sealer::new(3);
    let post = &prepared.post;
    cost(table, "sealing a registration, on the device", 300, || sealer.seal());
    let (registration, device) = (sealer.seal(), DeviceId::from_bytes(sealer.chance.bytes()));
    let ready = Ready::sign(post, device, 1, registration, &mut sealer.chance);
    let bytes = serde_json::to_vec(&ready.envelope).unwrap();
    let key = post.signing.verifying();
    let actor = Actor {
        member: post.member,
        agency: AgencyId::from_bytes([1; 16]),
        class: AgencyClass::ProtectionService,
        duties: vec![Duty::Caseworker],
        team: "accueil".into(),
        role: None,
    };
    let signer = Signer { actor: actor.clone(), epoch: 1, signing: key, owes: false, in_service: true };
    let (doors, policy) = (installation::doors(), installation::policy());
    cost(table, "reading an envelope and its act", 3_000, || {
        serde_json::from_slice::<Envelope>(&bytes).unwrap().read().unwrap()
    });
    cost(table, "Ed25519 over the envelope, and the act read again", 3_000, || {
        ready.envelope.verify(&key).unwrap()
    });
    cost(table, "everything before the queue (the two above, member, verb)", 3_000, || {
        admit(&doors, &signer, &bytes).unwrap()
    });
    cost(table, "deciding by the policy", 100_000, || {
        policy.decide(&Registration::SPEC, &actor, Relation::Own).unwrap()
    });
    proofs(table);
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        commits(&actor, table).await;
        macros(prepared, table).await;
    });
}

fn cost<T>(table: &mut Table, what: &str, times: u32, mut work: impl FnMut() -> T) {
    let begun = Instant::now();
    for _ in 0..times {
        black_box(work());
    }
    let micros = begun.elapsed().as_secs_f64() * 1e6 / f64::from(times);
    table.known(what, format!("{micros:.2} µs"), "");
}

/// The tree in memory: hashes of a line, proofs, a checkpoint.
fn proofs(table: &mut Table) {
    let mut stored: Vec<[u8; 32]> = Vec::new();
    let line =
        "1 cases.register 00112233445566778899aabbccddeeff 00112233445566778899aabbccddeeff 1704182400000";
    let begun = Instant::now();
    for index in 0..LINES {
        let read = |at: &[u64]| Ok::<_, Infallible>(at.iter().map(|at| stored[*at as usize]).collect());
        let hashes = tree::stored_hashes_for(index, line.as_bytes(), &read).unwrap();
        stored.extend(hashes);
    }
    let micros = begun.elapsed().as_secs_f64() * 1e6 / LINES as f64;
    table.known("a line into the tree", format!("{micros:.1} µs"), "in memory");
    let read = |at: &[u64]| Ok::<_, Infallible>(at.iter().map(|at| stored[*at as usize]).collect());
    let key = SigningKey::generate(&mut chance(9));
    cost(table, "root and signed checkpoint, once a commit", 3_000, || {
        let root = tree::root(LINES, &read).unwrap();
        Checkpoint { origin: "bench".into(), size: LINES, root }.sign(&key)
    });
    let mut index = 0;
    cost(table, "inclusion proof of a receipt (200,000 lines)", 10_000, || {
        index = (index + 7_919) % LINES;
        tree::prove_inclusion(LINES, index, &read).unwrap()
    });
}

/// An act that writes its event and line and nothing else.
struct Say(Actor);

impl Act for Say {
    type Answer = ();
    async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
        const SPEC: VerbSpec = Registration::SPEC;
        let grant = tx.policy().decide(&SPEC, &self.0, Relation::Own)?;
        tx.done(&grant, Happening::bare(), ()).await
    }
}

/// Event, line, tree, checkpoint and receipt through the store: one act a commit, then as many as wait.
async fn commits(actor: &Actor, table: &mut Table) {
    for (at_once, acts) in [(1, 2_000), (64, 20_000)] {
        let folder = tempfile::tempdir().unwrap();
        let opening = Opening {
            url: format!("sqlite:{}", folder.path().join("danbe.db").display()),
            key: LedgerKey { origin: "bench".into(), signing: SigningKey::generate(&mut chance(1)) },
            chance: chance(2),
            clock: Arc::new(SystemClock),
            policy: Arc::new(installation::policy()),
            subscribers: vec![],
            settings: BTreeMap::new(),
            elsewhere: &[],
        };
        let store = Arc::new(Store::open(opening).await.unwrap());
        let begun = Instant::now();
        let tasks: Vec<_> = (0..at_once)
            .map(|_| {
                let (store, actor) = (Arc::clone(&store), actor.clone());
                tokio::spawn(async move {
                    for _ in 0..acts / at_once {
                        store.act(Say(actor.clone()), Thread::default()).await.unwrap();
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let micros = begun.elapsed().as_secs_f64() * 1e6 / f64::from(acts);
        let what = format!("event, line, tree, commit and receipt, {at_once} at once");
        table.known(&what, format!("{micros:.0} µs an act"), "through the store, no HTTP");
    }
}

/// One row by its key, through the macro and through the driver alone.
async fn macros(prepared: &Prepared, table: &mut Table) {
    const SQL: &str = "SELECT text FROM ledger_line WHERE idx = $1";
    const TIMES: i64 = 20_000;
    let path = prepared.folder.path().join("danbe.db");
    let mut reading = open_reading(&format!("sqlite:{}", path.display())).await.unwrap();
    let mut direct = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    // Both sides in turns, so that the machine's moods fall on both.
    let (mut ours, mut theirs) = (0.0, 0.0);
    for round in 0..20 {
        let begun = Instant::now();
        for at in 0..TIMES / 20 {
            black_box(row!(&mut reading, (String,), SQL, (at + round) % 600).unwrap());
        }
        ours += begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        for at in 0..TIMES / 20 {
            let found =
                sqlx::query_as::<_, (String,)>(SQL).bind((at + round) % 600).fetch_optional(&mut direct);
            black_box(found.await.unwrap());
        }
        theirs += begun.elapsed().as_secs_f64();
    }
    let micros = |seconds: f64| seconds * 1e6 / TIMES as f64;
    table.known(
        "a row by its key, through the macro",
        format!("{:.1} µs, {:.2} × the driver", micros(ours), ours / theirs),
        &format!("the driver alone {:.1} µs", micros(theirs)),
    );
}
