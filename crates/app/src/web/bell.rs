//! `POST /session/ring`: a request held until something comes for the agency of who asks, or a while has passed.
//!
//! The answer is a number that grows and says nothing else. What rings is looked up after each act, for everybody at
//! once: a thousand held requests cost one reading.

use super::{House, answers, session, sync};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use danbe_house::notices::{Rung, rows};
use danbe_store::Store;
use danbe_words::{AgencyId, Problem};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};

/// How long a request is held: less than any answer may take, and than proxies wait.
const HELD: Duration = Duration::from_secs(25);
/// Held at once: two thirds of the connections there are. Who comes beyond is answered at once, and asks again later.
const PLACES: usize = 256;
/// Looked up at least so often, whatever was heard.
const ANYHOW: Duration = Duration::from_secs(60);
/// Acts that come together are looked up together.
const TOGETHER: Duration = Duration::from_millis(50);

/// The line that rang each agency last.
type Rungs = HashMap<AgencyId, i64>;

/// The bell of a house.
#[derive(Debug)]
pub(super) struct Bell {
    acted: Notify,
    places: Semaphore,
    rungs: watch::Sender<Rungs>,
}

impl Default for Bell {
    fn default() -> Self {
        Self { acted: Notify::new(), places: Semaphore::new(PLACES), rungs: watch::Sender::new(Rungs::new()) }
    }
}

impl Bell {
    /// Something was done: it may ring.
    pub(super) fn acted(&self) {
        self.acted.notify_one();
    }

    /// Hears of every ring from now on.
    pub(super) fn hear(&self) -> watch::Receiver<Rungs> {
        self.rungs.subscribe()
    }

    /// Looks up what rings, for ever.
    pub(super) async fn keep(&self, store: &Store) {
        loop {
            if let Err(problem) = self.look(store).await {
                tracing::warn!(kind = "bell", %problem, "what rings is not known");
            }
            drop(tokio::time::timeout(ANYHOW, self.acted.notified()).await);
            tokio::time::sleep(TOGETHER).await;
        }
    }

    async fn look(&self, store: &Store) -> Result<(), Problem> {
        let mut conn = store.read().await?;
        let found: Rungs = rows::rungs(&mut conn).await?.into_iter().collect();
        drop(conn);
        self.rungs.send_if_modified(|known| {
            let changed = *known != found;
            *known = found;
            changed
        });
        Ok(())
    }
}

pub(super) async fn ring(State(house): State<Arc<House>>, headers: HeaderMap, body: Body) -> Response {
    match held(&house, &headers, body).await {
        Ok(rung) => Json(rung).into_response(),
        Err(problem) => answers::refuse(&house, &problem),
    }
}

async fn held(house: &House, headers: &HeaderMap, body: Body) -> Result<Rung, Problem> {
    let Rung { rung: known } = session::read(body).await?;
    let agency = sync::signer(house, headers).await?.actor.agency;
    let last =
        |rungs: &Rungs| u64::try_from(rungs.get(&agency).copied().unwrap_or_default()).unwrap_or_default();
    let mut hears = house.bell.hear();
    let place = house.bell.places.try_acquire();
    let held = if place.is_ok() { HELD } else { Duration::ZERO };
    let newer = hears.wait_for(|rungs| known.is_none_or(|known| last(rungs) > known));
    let rung = match tokio::time::timeout(held, newer).await {
        Ok(Ok(rungs)) => last(&rungs),
        _ => known.unwrap_or_default(),
    };
    Ok(Rung { rung: Some(rung) })
}
