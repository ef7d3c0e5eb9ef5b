//! The list of a team's files, twenty at a time, when the team has ten thousand and when it has a million.

use crate::load::{Prepared, Server, Wire, chance, copy, request};
use crate::table::{Table, Times};
use danbe_protection::cases::List;
use danbe_store::sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use danbe_store::sqlx::{self, Connection};
use danbe_vault::{Act, Envelope};
use danbe_words::{DeviceId, EnvelopeId};
use serde::Serialize;
use std::path::Path;
use std::time::Instant;

/// Lists asked for at each size.
const ASKED: usize = 1_000;

pub(crate) fn measure(program: &Path, prepared: &Prepared, table: &mut Table) {
    let few = times(program, prepared, 10_000);
    table.known("list of 20 among 10,000 files", few.quantiles(), "one client");
    let many = times(program, prepared, 1_000_000);
    let (p99, most) = (many.at(0.99), (1.5 * few.at(0.99)).min(20.0));
    table.goal(
        "list of 20 among 1,000,000 files",
        many.quantiles(),
        format!("p99 at most {most:.2} ms: 1.5 × and 20 ms"),
        p99 <= most,
    );
}

fn times(program: &Path, prepared: &Prepared, files: i64) -> Times {
    let folder = tempfile::tempdir().unwrap();
    copy(prepared.folder.path(), folder.path());
    tokio::runtime::Runtime::new().unwrap().block_on(fill(folder.path(), prepared, files));
    let server = Server::start(program, folder.path());
    answered(&server, &asking(prepared, "cases.list", &List::default(), ASKED))
}

/// How long each answer takes, for one client that waits for it.
pub(crate) fn answered(server: &Server, requests: &[Vec<u8>]) -> Times {
    let mut wire = Wire::open(server.address).unwrap();
    let times = requests.iter().map(|request| {
        let asked = Instant::now();
        let (status, body) = wire.ask(request).unwrap();
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        asked.elapsed().as_secs_f64() * 1e3
    });
    Times::of(times.collect())
}

/// Files of the post's own team, by the database itself.
async fn fill(folder: &Path, prepared: &Prepared, files: i64) {
    let options = SqliteConnectOptions::new().filename(folder.join("danbe.db")).foreign_keys(true);
    let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(
        "WITH RECURSIVE file (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM file WHERE n < $1)
         INSERT INTO cases_file (id, agency, team, person, registrar, stage, month, region, manner, sex, band,
         form, nationality, registered)
         SELECT LOWER(HEX(RANDOMBLOB(16))), m.agency, p.team, LOWER(HEX(RANDOMBLOB(16))), m.id, 'presumed',
         '2024-03', 'bamako', 'other', 'female', '15-17', 'forced-labour', 'mali', 1704182400000 + n * 1000
         FROM file, house_member m JOIN house_post p ON p.handle = m.post WHERE m.id = $2",
    )
    .bind(files)
    .bind(prepared.post.member.to_string())
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
}

/// The same question, signed so many times.
pub(crate) fn asking<B: Serialize>(prepared: &Prepared, verb: &str, body: &B, times: usize) -> Vec<Vec<u8>> {
    // Another question has other numbers: the server has seen those of the one before.
    let mut chance = chance(verb.len() as u64);
    let post = &prepared.post;
    let device = DeviceId::from_bytes(chance.bytes());
    let headers = format!("authorization: Bearer {}\r\n", post.token);
    (0..times)
        .map(|_| {
            let act = Act {
                v: Envelope::VERSION,
                id: EnvelopeId::from_bytes(chance.bytes()).to_string(),
                verb: verb.into(),
                member: post.member.to_string(),
                device: device.to_string(),
                seq: 0,
                at: 0,
                body: serde_json::value::to_raw_value(body).unwrap(),
            };
            let envelope = serde_json::to_vec(&Envelope::sign(&act, &post.signing)).unwrap();
            request("POST", "/sync", &headers, &envelope)
        })
        .collect()
}
