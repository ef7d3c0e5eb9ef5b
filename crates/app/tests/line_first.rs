//! No line, no answer: when the ledger cannot be written, nothing about a person leaves the server.

use crate::rig::people::{Replied, invented, on_each_engine, sign_in};
use crate::rig::{Engine, Stage, database};
use danbe_protection::cases::{HistoryOf, List, Open, OpenIdentity, Opened};

#[test]
fn a_ledger_that_cannot_be_written_stops_reading_until_it_can() {
    on_each_engine(async |engine| {
        let stage = Stage::open(engine).await;
        let gao = sign_in(stage.address(), "gao-1").await;
        let desk = gao.welcome(stage.address()).await;
        let filed = desk.register(&invented(1), &invented(1));
        let _: Replied<()> = gao.done(stage.address(), "cases.register", &filed.registration).await;
        let file = filed.keyring.file;

        let [stop, go] = match engine {
            Engine::Sqlite => [
                "CREATE TRIGGER stop BEFORE INSERT ON ledger_event BEGIN SELECT RAISE(ABORT, 'stop'); END",
                "DROP TRIGGER stop",
            ],
            Engine::Postgres => {
                ["ALTER TABLE ledger_event RENAME TO gone", "ALTER TABLE gone RENAME TO ledger_event"]
            }
        };
        database::plant(&stage.url, stop).await;
        let refused = [
            gao.act(stage.address(), "cases.open", &Open { file }).await,
            gao.act(stage.address(), "cases.open-identity", &OpenIdentity { file }).await,
            gao.act(stage.address(), "cases.list", &List::default()).await,
            gao.act(stage.address(), "cases.search", &desk.search(&invented(1))).await,
            gao.act(stage.address(), "cases.history", &HistoryOf { file }).await,
        ];
        for response in refused {
            assert_eq!(response.status, 503, "{}", response.text());
            assert!(!response.text().contains("sealed") && !response.text().contains("card"));
        }

        database::plant(&stage.url, go).await;
        let opened: Replied<Opened> = gao.done(stage.address(), "cases.open", &Open { file }).await;
        assert!(!opened.answer.unwrap().records.is_empty());
        assert!(stage.intact().await);
    });
}
