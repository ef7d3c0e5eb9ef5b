//! Clients that hang up, say nothing, say nonsense, or come too many: none keeps anything from the others.

use crate::rig;
use crate::rig::Stage;
use crate::rig::binary::Binary;
use crate::rig::chance;
use crate::rig::http::{get, raw, request};
use crate::rig::people::{invented, sync};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Files and sockets a process holds.
fn held(pid: u32) -> usize {
    std::fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count()
}

/// Hangs up at one of the worst moments.
async fn abort(address: std::net::SocketAddr, moment: usize, token: &str, envelope: &[u8]) {
    let bearer = format!("Bearer {token}");
    let bytes = request("POST", "/sync", &[("authorization", &bearer)], envelope);
    let head = bytes.len() - envelope.len();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let sent = match moment % 5 {
        0 => &bytes[..head / 2],
        1 => &bytes[..head],
        2 => &bytes[..head + envelope.len() / 2],
        3 => &bytes[..bytes.len() - 1],
        _ => &bytes[..],
    };
    stream.write_all(sent).await.unwrap();
    if moment.is_multiple_of(2) {
        // Give the server time to begin.
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    drop(stream);
}

async fn a_thousand_hang_up(database: Option<String>) {
    let binary = Binary::serve(database.as_deref(), "warn");
    let (address, pid) = (binary.address, binary.child.id());
    let gao = binary.sign_in("gao-1").await;
    let desk = gao.welcome(address).await;
    let draft = || gao.draft("cases.register", &desk.register(&invented(1), &invented(1)).registration);
    // Many at once, before counting: the pools have opened what they keep open.
    for _ in 0..10 {
        let at_once = (0..20).map(|_| {
            let (envelope, token) = (draft().sign(&gao.signing), gao.token.clone());
            tokio::spawn(async move { sync(address, &token, &envelope).await.status })
        });
        for client in at_once.collect::<Vec<_>>() {
            assert_eq!(client.await.unwrap(), 200);
        }
    }
    let (baseline, began) = (held(pid), Instant::now());
    for wave in 0..50 {
        let clients = (0..20).map(|client| {
            let (envelope, token) = (draft().sign(&gao.signing), gao.token.clone());
            tokio::spawn(async move { abort(address, wave + client, &token, &envelope).await })
        });
        for client in clients.collect::<Vec<_>>() {
            client.await.unwrap();
        }
    }
    let took = began.elapsed();
    let mut now = held(pid);
    let waiting = Instant::now();
    while now > baseline && waiting.elapsed() < Duration::from_secs(20) {
        tokio::time::sleep(Duration::from_millis(50)).await;
        now = held(pid);
    }
    assert!(now <= baseline, "{now} files and sockets held, {baseline} before");
    if let Some(url) = &database {
        let open = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'";
        assert_eq!(rig::database::number(url, open).await, 0, "no transaction is left open");
    }
    assert_eq!(get(address, "/health").await.text(), "ok\n");
    let mut times = Vec::new();
    for _ in 0..200 {
        let envelope = draft().sign(&gao.signing);
        let began = Instant::now();
        assert_eq!(sync(address, &gao.token, &envelope).await.status, 200);
        times.push(began.elapsed());
    }
    times.sort();
    let (p50, p99) = (times[100], times[198]);
    assert!(p99 < Duration::from_secs(1), "{p99:?}");
    let verified = std::process::Command::new(env!("CARGO_BIN_EXE_danbe"))
        .args(["ledger", "verify", "--data"])
        .arg(binary.dir.path().join("data"))
        .output()
        .unwrap();
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stdout));
    println!(
        "1000 clients hung up in {took:?}: {baseline} files before, {now} after; then p50 {p50:?}, p99 {p99:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_clients_that_hang_up_leave_nothing_behind() {
    a_thousand_hang_up(None).await;
    if std::env::var("DANBE_TEST_POSTGRES").is_ok() {
        let url = rig::database::fresh().await;
        a_thousand_hang_up(Some(url.clone())).await;
        rig::database::drop_later(url);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_request_at_all_ends_that_connection_and_nothing_else() {
    let stage = Stage::open(rig::Engine::Sqlite).await;
    let mut chance = chance();
    let patience = Duration::from_secs(2);
    let mut answered = 0;
    for number in 0..200 {
        let noise = chance.bytes::<64>();
        let bytes = [&noise[..], b"\r\n\r\n"].concat();
        // Noise may read as the beginning of a request: the server then waits for the rest, until we hang up.
        if let Ok(answer) = tokio::time::timeout(patience, raw(stage.address(), &bytes)).await {
            assert!(answer.is_none_or(|answer| answer.status == 400), "noise {number}");
            answered += 1;
        }
    }
    assert!(answered > 190, "{answered} of 200 answered at once");
    let endless = [b"GET / HTTP/1.1\r\n".to_vec(), b"x: y\r\n".repeat(80_000)].concat();
    let answer = tokio::time::timeout(patience, raw(stage.address(), &endless)).await.expect("an end");
    assert!(answer.is_none_or(|answer| answer.status == 431), "headers without end");
    println!("{answered} of 200 noises ended at once");
    stage.goes_on().await;
}

/// Sends some bytes, then nothing; gives whether the server ended the connection within the time.
async fn ended(address: std::net::SocketAddr, said: &[u8], patience: Duration) -> bool {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(said).await.unwrap();
    let mut rest = Vec::new();
    tokio::time::timeout(patience, stream.read_to_end(&mut rest)).await.is_ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_nothing_is_not_waited_for() {
    let stage = Stage::open(rig::Engine::Sqlite).await;
    let (address, patience) = (stage.address(), Duration::from_secs(25));
    let slow = [
        &b""[..],
        b"GET / HT",
        b"GET / HTTP/1.1\r\nhost: danbe\r\nx: ",
        b"GET /health HTTP/1.1\r\nhost: danbe\r\n\r\n",
    ];
    let waiting: Vec<_> = slow.map(|said| tokio::spawn(ended(address, said, patience))).into();
    for (said, waiting) in slow.iter().zip(waiting) {
        assert!(waiting.await.unwrap(), "{:?} keeps its connection", String::from_utf8_lossy(said));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_clients_than_places_wait_and_are_served() {
    let stage = Stage::open(rig::Engine::Sqlite).await;
    let mut silent = Vec::new();
    for _ in 0..420 {
        silent.push(TcpStream::connect(stage.address()).await.unwrap());
    }
    let patience = Duration::from_millis(500);
    let asked = b"GET /health HTTP/1.1\r\nhost: danbe\r\nconnection: close\r\n\r\n";
    let refused = tokio::time::timeout(patience, raw(stage.address(), asked)).await;
    assert!(refused.is_err(), "every place is taken: the next one waits");
    silent.drain(..200).for_each(drop);
    let answer = tokio::time::timeout(Duration::from_secs(5), raw(stage.address(), asked)).await;
    assert_eq!(answer.expect("a place").expect("an answer").status, 200);
}
