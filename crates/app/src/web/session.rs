//! `POST /session/…`: challenges, acting sessions, capsules, requests to be brought back. No key comes here.

use super::{House, answers};
use crate::tls;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use danbe_house::enrolment::{self, Finding, TakeEnrolment};
use danbe_house::epochs::{self, Declare, Known, TakeDeclaration, Told};
use danbe_house::late::TakeLate;
use danbe_house::posts::{Challenge, OpenSession, Opened, SignIn, challenge_text, rows};
use danbe_house::recovery::{Ask, TakeRequest};
use danbe_store::{Outcome, Reply, Thread, restored_checkpoint};
use danbe_vault::{Capsule, decoy, token_digest};
use danbe_words::{Duty, Moment, Problem};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::Arc;

/// A challenge is good for two minutes.
const CHALLENGE: i64 = 120_000;
/// Challenges waiting at once; the oldest go first, so that a flood of them keeps nobody out.
const CHALLENGES: usize = 40_000;
/// Bytes of the plaintext of a capsule: decoys are as long.
pub(crate) const CAPSULE: usize = 400;

pub(super) async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Problem> {
    let bytes = to_bytes(body, 16 * 1024).await.map_err(|_| Problem::TooLarge)?;
    serde_json::from_slice(&bytes).map_err(|_| Problem::Malformed)
}

fn answer<T: Serialize>(house: &House, result: Result<T, Problem>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(problem) => answers::refuse(house, &problem),
    }
}

pub(super) async fn challenge(State(house): State<Arc<House>>) -> Response {
    let challenge = data_encoding::BASE64URL_NOPAD.encode(&house.random::<32>());
    let now = house.clock.now();
    let mut waiting = house.challenges.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    keep(&mut waiting, challenge.clone(), now);
    drop(waiting);
    Json(Challenge { challenge }).into_response()
}

/// One challenge more; those too old, and the oldest of too many, are gone.
fn keep(waiting: &mut VecDeque<(String, Moment)>, challenge: String, now: Moment) {
    let old = |(_, made): &(String, Moment)| now.since(*made) >= CHALLENGE;
    while waiting.len() >= CHALLENGES || waiting.front().is_some_and(old) {
        waiting.pop_front();
    }
    waiting.push_back((challenge, now));
}

pub(super) async fn open(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = open_session(&house, body).await;
    answer(&house, result)
}

async fn open_session(house: &House, body: Body) -> Result<Opened, Problem> {
    let sign_in: SignIn = read(body).await?;
    take_challenge(house, &sign_in.challenge)?;
    let mut conn = house.store.read().await?;
    let signer = rows::signer_of(&mut conn, &sign_in.handle).await?.ok_or(Problem::SignIn)?;
    drop(conn);
    let text = challenge_text(&sign_in.handle, &sign_in.challenge);
    signer.signing.verify(SignIn::DOMAIN, text.as_bytes(), &sign_in.sig).map_err(|_| Problem::SignIn)?;
    let token = house.random::<32>();
    let member = signer.actor.member;
    let certificate = signer.actor.duties.contains(&Duty::Administrator).then(|| ending(house)).flatten();
    let act = OpenSession { actor: signer.actor, epoch: signer.epoch, token: token_digest(&token) };
    house.store.act(act, Thread::default()).await?;
    Ok(Opened { token: data_encoding::BASE64URL_NOPAD.encode(&token), member, certificate })
}

/// When the certificate in use ends, if that is within a month.
fn ending(house: &House) -> Option<i64> {
    let term = tls::term(house.folder.path()).ok()??;
    (term.days_left(house.clock.now().0) <= tls::WARNED).then(|| term.end.saturating_mul(1000))
}

fn take_challenge(house: &House, challenge: &str) -> Result<(), Problem> {
    let mut waiting = house.challenges.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let place = waiting.iter().rposition(|(known, _)| known == challenge).ok_or(Problem::SignIn)?;
    let (_, made) = waiting.remove(place).ok_or(Problem::SignIn)?;
    drop(waiting);
    if house.clock.now().since(made) < CHALLENGE { Ok(()) } else { Err(Problem::SignIn) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CapsuleOf {
    handle: String,
}

pub(super) async fn capsule(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = find_capsule(&house, body).await;
    answer(&house, result)
}

/// The capsule of a handle, or one that looks the same and opens with no words: both are texts read once, so
/// that neither takes longer.
async fn find_capsule(house: &House, body: Body) -> Result<Capsule, Problem> {
    let CapsuleOf { handle } = read(body).await?;
    let mut conn = house.store.read().await?;
    let found = rows::capsule(&mut conn, &handle).await?;
    let decoy = serde_json::to_string(&decoy(&house.server, &handle, CAPSULE)).unwrap_or_default();
    let text = found.filter(|text| !text.is_empty()).unwrap_or(decoy);
    serde_json::from_str(&text).map_err(|_| Problem::StoreDown)
}

pub(super) async fn recover(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = async {
        let ask: Ask = read(body).await?;
        house.store.act(TakeRequest(ask), Thread::default()).await.map(|_| serde_json::json!({}))
    };
    let result = result.await;
    answer(&house, result)
}

pub(super) async fn invitation(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = async {
        let Finding { lookup } = read(body).await?;
        let mut conn = house.store.read().await?;
        let note = enrolment::rows::note(&mut conn, &lookup, house.clock.now()).await?;
        note.map(|note| enrolment::Found { note }).ok_or(Problem::NotFound)
    };
    let result = result.await;
    answer(&house, result)
}

pub(super) async fn enrol(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = async {
        let ask: Ask = read(body).await?;
        house.store.act(TakeEnrolment(ask), Thread::default()).await.map(|_| serde_json::json!({}))
    };
    let result = result.await;
    answer(&house, result)
}

/// An envelope whose signer has no session any more: nothing is performed, colleagues decide.
pub(super) async fn late(State(house): State<Arc<House>>, headers: HeaderMap, body: Body) -> Response {
    let result = async {
        let bytes = to_bytes(body, super::LONGEST_BODY).await.map_err(|_| Problem::TooLarge)?;
        let thread = Thread { known: super::sync::known(&headers), ..Thread::default() };
        let (Outcome::New(_, receipt) | Outcome::Again(receipt)) =
            house.store.act(TakeLate(bytes.to_vec()), thread).await?;
        let mut reply = Reply { answer: None, receipt };
        super::sync::attest(&house, &mut reply).await?;
        Ok(reply)
    };
    let result = result.await;
    answer(&house, result)
}

/// A device refuses a shorter ledger: what it knows is kept beside what others know, and it is told what officers declared.
pub(super) async fn epoch(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = async {
        let known: Known = read(body).await?;
        let mut conn = house.store.read().await?;
        let signer = rows::signer_of(&mut conn, &known.handle).await?;
        let mut longest = house.longest.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if signer.is_some_and(|signer| known.holds(&signer.signing))
            && longest.as_ref().is_none_or(|it| it.size < known.checkpoint.size)
        {
            longest = Some(known.checkpoint);
            house.longest.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone_from(&longest);
        }
        let kept = restored_checkpoint(&mut conn).await?;
        Ok(Told { kept, longest, declared: epochs::rows::declared(&mut conn).await? })
    };
    let result = result.await;
    answer(&house, result)
}

/// An officer's word that lines were lost.
pub(super) async fn declare(State(house): State<Arc<House>>, body: Body) -> Response {
    let result = async {
        let word: Declare = read(body).await?;
        house.store.act(TakeDeclaration(word), Thread::default()).await.map(|_| serde_json::json!({}))
    };
    let result = result.await;
    answer(&house, result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_challenges_keeps_nobody_out_and_grows_no_further() {
        let mut waiting = VecDeque::new();
        for n in 0..CHALLENGES + 10 {
            keep(&mut waiting, n.to_string(), Moment(0));
        }
        assert_eq!(waiting.len(), CHALLENGES);
        assert!(waiting.iter().any(|(challenge, _)| *challenge == (CHALLENGES + 9).to_string()));
        keep(&mut waiting, "later".into(), Moment(CHALLENGE));
        assert_eq!(waiting.len(), 1, "what is too old is gone");
    }
}
