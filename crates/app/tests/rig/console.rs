//! What the machine's keeper does at its console: acts no route leads to.

use super::Stage;
use super::cast::Essai;
use danbe_app::installation::Folder;
use danbe_guard::Standing;
use danbe_house::posts::{CloseAccount, FoundedReader, OpenAccount, rows};
use danbe_store::Thread;
use danbe_words::Problem;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The console's way: no route leads there, so the act itself is tried.
pub async fn found(stage: &Stage, name: &'static str) -> Result<(), Problem> {
    let pins = Folder::open(&stage.folder).unwrap().paper.pins();
    let posts: &[(&str, danbe_words::Duty)] = &[("caseworker", danbe_words::Duty::Caseworker)];
    let essai = Essai::draw(name, danbe_words::AgencyClass::ProtectionService, posts, &pins);
    stage.served.house.store().act(essai.act, Thread::default()).await.map(|_| ())
}

/// A name no account had.
pub fn fresh() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("essai-{}", NEXT.fetch_add(1, Ordering::SeqCst))
}

/// An account about figures, made at the console.
pub async fn opened(stage: &Stage, handle: &str) -> Result<(), Problem> {
    let agency = rows::agencies(&mut stage.served.house.store().read().await.unwrap()).await.unwrap();
    let agency = agency.into_iter().next().unwrap().0.parse().unwrap();
    let (handle, standing) = (handle.to_owned(), Standing::Reader);
    let account = FoundedReader { handle, passphrase: String::new(), code_secret: Vec::new(), standing };
    stage.served.house.store().act(OpenAccount { agency, account }, Thread::default()).await.map(|_| ())
}

pub async fn closed(stage: &Stage, handle: &str) -> Result<(), Problem> {
    let act = CloseAccount { handle: handle.to_owned() };
    stage.served.house.store().act(act, Thread::default()).await.map(|_| ())
}
