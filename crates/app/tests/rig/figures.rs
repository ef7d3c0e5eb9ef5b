//! Accounts without a key at every verb about figures: acts performed as the routes perform them.
//!
//! A closed cell answers as if the thing did not exist; an open one answers anything else, be it what is wrong with
//! an act that was made wrong on purpose.

use super::Stage;
use danbe_guard::{Account, Relation, Standing};
use danbe_house::posts::{OpenReading, rows};
use danbe_statistics::definitions::{self, Write};
use danbe_statistics::fields::Fields;
use danbe_statistics::joining::{Declare, Statement};
use danbe_statistics::presumed::Names;
use danbe_statistics::published::{By, Enter};
use danbe_statistics::register::{Approve, Publish};
use danbe_statistics::returns::{self, Examine, Type, Verdict, What};
use danbe_store::{Act, Thread};
use danbe_words::{AgencyId, Month, Problem, Region};
use std::sync::atomic::{AtomicI64, Ordering};

/// Verbs about figures that an account is asked for here.
pub const VERBS: [&str; 8] = [
    "definitions.write",
    "joining.declare",
    "published.enter",
    "register.approve",
    "register.publish",
    "returns.examine",
    "returns.read",
    "returns.type",
];

/// The service the returns asked about are of.
const SERVICE: &str = "Brigade (démonstration), Bamako";

/// Names and regions of agencies.
async fn seats(stage: &Stage) -> Vec<(AgencyId, String, Region)> {
    let mut conn = stage.served.house.store().read().await.unwrap();
    rows::seats(&mut conn).await.unwrap()
}

async fn agency(stage: &Stage, name: &str) -> AgencyId {
    seats(stage).await.into_iter().find(|(_, known, _)| known == name).expect("an agency of that name").0
}

/// An account of the service itself, or of a stranger in the same region.
pub async fn account(stage: &Stage, standing: Standing, relation: Relation) -> Account {
    let own = if relation == Relation::Own { SERVICE } else { "Maison du Figuier, Bamako" };
    let agency = agency(stage, own).await;
    Account { handle: format!("essai-{}", standing.code()), standing, agency, region: Region::Bamako }
}

async fn is_open<A: Act>(stage: &Stage, act: A) -> bool {
    !matches!(stage.served.house.store().act(act, Thread::default()).await, Err(Problem::NotFound))
}

/// Whether a verb answers an account otherwise than as absent.
pub async fn opens(stage: &Stage, verb: &str, standing: Standing, relation: Relation) -> bool {
    static STEP: AtomicI64 = AtomicI64::new(1 << 40);
    let by = account(stage, standing, relation).await;
    let month = Month::new(2024, 11).unwrap();
    match verb {
        "definitions.write" => is_open(stage, Write { by, fields: Fields::default() }).await,
        "joining.declare" => {
            let agencies = Default::default();
            let statement = Statement { year: 1999, agencies, possible: 0, joined: 9, apart: 0 };
            is_open(stage, Declare { by, statement }).await
        }
        "published.enter" => {
            let by = if standing == Standing::Console { By::Console } else { By::Account(by) };
            is_open(stage, Enter { by, source: String::new(), values: Vec::new() }).await
        }
        "register.approve" => is_open(stage, Approve { by, year: 1999 }).await,
        "register.publish" => {
            let definition = "personnes-identifiees".to_owned();
            is_open(stage, Publish { by, year: 2024, definition, version: 1, corrects: None }).await
        }
        "returns.examine" => {
            let agency = agency(stage, SERVICE).await;
            let verdict = Verdict::Approve;
            is_open(stage, Examine { by, agency, month, sent: 0, verdict }).await
        }
        "returns.type" => {
            let (month, what) = (Month::new(2199, 1).unwrap(), What::Save);
            is_open(stage, Type { by, month, fields: Fields::default(), what, names: Names::new() }).await
        }
        "returns.read" => {
            let (seats, agency) = (seats(stage).await, agency(stage, SERVICE).await);
            let house = &stage.served.house;
            let mut conn = house.store().read().await.unwrap();
            let services = definitions::services(&mut conn, &seats).await.unwrap();
            let asked = (agency, month);
            let opened = returns::open(&mut conn, house.policy(), &by, &services, asked, &Names::new()).await;
            !matches!(opened, Err(Problem::NotFound))
        }
        "posts.sign-in" => {
            let (reader, step) = ("statistique".to_owned(), STEP.fetch_add(1, Ordering::SeqCst));
            let token = super::chance().bytes();
            is_open(stage, OpenReading { reader, standing, step, token }).await
        }
        other => panic!("{other} is not asked by an account"),
    }
}
