//! The directory: papers named in the ledger, and papers of before that are written into it.

use crate::rig::house::officer;
use crate::rig::people::{Replied, on_each_engine, sign_in};
use crate::rig::{Stage, database};
use danbe_house::directory::{Inscribe, Prove, Proved, name_of};
use danbe_store::Thread;
use danbe_vault::{Checkpoint, VaultError};
use danbe_words::Problem;

/// The way at the console, with something to write.
pub(crate) async fn inscribed(stage: &Stage) -> bool {
    database::plant(&stage.url, "DELETE FROM house_paper").await;
    stage.served.house.store().act(Inscribe, Thread::default()).await.is_ok()
}

#[test]
fn a_paper_stands_in_one_line_and_its_proof_holds_under_no_other_checkpoint() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let (lead, desk) = officer(&stage).await;
        let mine = desk.welcome.as_ref().unwrap();
        let papers = vec![name_of(&mine.charter), name_of(&mine.card), "0".repeat(64)];
        let pins = &mine.pins;
        let welcome: Replied<serde_json::Value> =
            lead.done(address, "posts.welcome", &danbe_house::posts::WelcomeMe {}).await;
        let under = welcome.receipt.verify(&pins.origin, &pins.ledger, None).unwrap();

        let ask = |size| Prove { papers: papers.clone(), size };
        let proved: Replied<Proved> = lead.done(address, "directory.prove", &ask(under.size)).await;
        let lines = proved.answer.unwrap().lines;
        assert_eq!(lines.len(), 1, "the founding of the agency named both, and nothing names the third");
        let names = lines[0].names(&under).unwrap();
        assert!(papers[..2].iter().all(|paper| names.contains(paper)) && !names.contains(&papers[2]));
        let other = Checkpoint { root: [7; 32], ..under.clone() };
        assert_eq!(lines[0].names(&other), Err(VaultError::NotIncluded));
        let mut swapped = lines[0].clone();
        swapped.event = swapped.event.replace(&papers[0], &papers[2]);
        assert_eq!(swapped.names(&under), Err(VaultError::NotIncluded), "another event under the same line");

        let early: Replied<Proved> = lead.done(address, "directory.prove", &ask(1)).await;
        assert!(early.answer.unwrap().lines.iter().all(|line| line.index < 1));
        let beyond = lead.act(address, "directory.prove", &ask(u64::MAX)).await;
        crate::rig::http::refused(&beyond, 400, "envelope-malformed");
    });
}

#[test]
fn papers_of_before_are_inscribed_once_and_nothing_is_written_when_none_lacks() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let store = stage.served.house.store();
        let again = store.act(Inscribe, Thread::default()).await.map(|_| ());
        assert_eq!(again, Err(Problem::NotFound), "the demonstration was inscribed as it was founded");
        assert!(inscribed(&stage).await);
        let again = store.act(Inscribe, Thread::default()).await.map(|_| ());
        assert_eq!(again, Err(Problem::NotFound));
        let gao = sign_in(stage.address(), "gao-1").await;
        let desk = gao.welcome(stage.address()).await;
        let papers = vec![name_of(&desk.welcome.as_ref().unwrap().card)];
        let size = stage.size().await;
        let proved: Replied<Proved> =
            gao.done(stage.address(), "directory.prove", &Prove { papers, size }).await;
        assert_eq!(proved.answer.unwrap().lines.len(), 1);
        assert!(stage.intact().await);
    });
}
