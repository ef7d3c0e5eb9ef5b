//! A verb: what a signed envelope asks for, and the one door it comes through.
//!
//! Rooms write verbs; the application collects their [`Door`]s; routes, synchronisation, the permission
//! matrix and its tests are all driven by that one list.

use crate::sequencer::{Act, Outcome, Store, Thread};
use crate::tx::{Done, Tx};
use danbe_guard::{Actor, Grant, Relation, VerbSpec};
use danbe_vault::Receipt;
use danbe_words::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use std::future::Future;
use std::pin::Pin;

/// The body of an envelope, and what is done with it.
pub trait Verb: DeserializeOwned + Send + 'static {
    /// Name, effect, who may.
    const SPEC: VerbSpec;
    /// What is handed back.
    type Answer: Serialize + Send + 'static;

    /// Decides, does, and writes the line.
    fn perform(
        self,
        who: &Actor,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<Done<Self::Answer>, Problem>> + Send;
}

impl Tx {
    /// May `who` perform the verb towards something standing in `relation`?
    ///
    /// # Errors
    /// [`Problem::NotFound`] when not.
    pub fn may<V: Verb>(&self, who: &Actor, relation: Relation) -> Result<Grant, Problem> {
        self.policy.decide(&V::SPEC, who, relation)
    }
}

struct Performing<V> {
    actor: Actor,
    /// Read before it queues: the writer's time is everybody's. A body that does not read is refused in its turn.
    verb: Result<V, Problem>,
}

impl<V: Verb> Act for Performing<V> {
    type Answer = V::Answer;

    async fn perform(self, tx: &mut Tx) -> Result<Done<V::Answer>, Problem> {
        self.verb?.perform(&self.actor, tx).await
    }
}

/// What goes back to the device.
#[derive(Debug, Serialize)]
pub struct Reply {
    /// The verb's answer; `null` when the act had been done before.
    pub answer: Option<Box<RawValue>>,
    /// The proof that it is written.
    pub receipt: Receipt,
}

type Run = for<'s> fn(
    &'s Store,
    Actor,
    Thread,
    Box<RawValue>,
) -> Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send + 's>>;

/// A verb the application knows, without its types.
#[derive(Clone, Copy)]
pub struct Door {
    /// What the verb declares.
    pub spec: VerbSpec,
    run: Run,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Door").field(&self.spec.name).finish()
    }
}

impl Door {
    /// The door of a verb.
    #[must_use]
    pub fn of<V: Verb>() -> Self {
        Self {
            spec: V::SPEC,
            run: |store, actor, thread, body| Box::pin(run::<V>(store, actor, thread, body)),
        }
    }

    /// Performs the verb for a verified actor and envelope.
    ///
    /// # Errors
    /// The verb's refusal, or the store's failure.
    pub async fn perform(
        &self,
        store: &Store,
        actor: Actor,
        thread: Thread,
        body: Box<RawValue>,
    ) -> Result<Reply, Problem> {
        (self.run)(store, actor, thread, body).await
    }
}

async fn run<V: Verb>(
    store: &Store,
    actor: Actor,
    thread: Thread,
    body: Box<RawValue>,
) -> Result<Reply, Problem> {
    let verb = serde_json::from_str(body.get()).map_err(|_| Problem::Malformed);
    let act = Performing::<V> { actor, verb };
    match store.act(act, thread).await? {
        Outcome::New(answer, receipt) => {
            let answer = serde_json::value::to_raw_value(&answer).map_err(|_| Problem::StoreDown)?;
            Ok(Reply { answer: Some(answer), receipt })
        }
        Outcome::Again(receipt) => Ok(Reply { answer: None, receipt }),
    }
}
