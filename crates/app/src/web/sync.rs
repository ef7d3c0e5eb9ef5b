//! `POST /sync`: one signed envelope in, one answer with its receipt out. The only way any verb is performed.

use super::{House, LONGEST_BODY, answers};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::header};
use danbe_guard::{Actor, Effect};
use danbe_house::agencies::{self, waits_for_service};
use danbe_house::posts::rows::{self, Signer};
use danbe_store::{Door, Reply, Sent, Thread};
use danbe_vault::{Act, Envelope, token_digest};
use danbe_words::Problem;
use serde_json::value::RawValue;
use std::sync::Arc;

/// How far a device's clock may run ahead before the event says so.
const AHEAD: i64 = 5 * 60_000;

pub(super) async fn sync(State(house): State<Arc<House>>, headers: HeaderMap, body: Body) -> Response {
    match take(&house, &headers, body).await {
        Ok(reply) => Json(reply).into_response(),
        Err(problem) => answers::refuse(&house, &problem),
    }
}

async fn take(house: &House, headers: &HeaderMap, body: Body) -> Result<Reply, Problem> {
    let bytes = to_bytes(body, LONGEST_BODY).await.map_err(|_| Problem::TooLarge)?;
    let signer = signer(house, headers).await?;
    let admitted = admit(&house.doors, &signer, &bytes)?;
    let spec = &admitted.door.spec;
    if signer.owes && spec.effect == Effect::Reads && spec.name != "posts.welcome" {
        return Err(Problem::State("terms"));
    }
    if !signer.in_service && waits_for_service(spec) && house.policy.concerns(spec, &signer.actor) {
        let mut conn = house.store.read().await?;
        if let Some(waits) = agencies::rows::waits(&mut conn, signer.actor.agency).await? {
            return Err(Problem::State(waits.code()));
        }
    }
    let mut reply = perform(house, admitted, known(headers)).await?;
    house.bell.acted();
    attest(house, &mut reply).await?;
    Ok(reply)
}

/// The receipt with what witnesses say of it, where there are any.
pub(super) async fn attest(house: &House, reply: &mut Reply) -> Result<(), Problem> {
    match &house.witnesses {
        Some(witnesses) => witnesses.attest(&house.store, &mut reply.receipt).await,
        None => Ok(()),
    }
}

/// Size of the last checkpoint the sender holds.
pub(super) fn known(headers: &HeaderMap) -> Option<u64> {
    headers.get("danbe-known").and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok())
}

/// Who sends: the member of the session whose token the request carries.
pub(super) async fn signer(house: &House, headers: &HeaderMap) -> Result<Signer, Problem> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "))
        .and_then(|text| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok())
        .ok_or(Problem::Session)?;
    let mut conn = house.store.read().await?;
    rows::acting(&mut conn, &token_digest(&token), house.clock.now()).await?.ok_or(Problem::Session)
}

/// An envelope whose signature, member and verb hold.
#[derive(Debug)]
pub struct Admitted {
    door: Door,
    actor: Actor,
    sent: Sent,
    at: i64,
    body: Box<RawValue>,
}

/// Checks an envelope against its signer's key, before any database is asked.
///
/// # Errors
/// [`Problem::Malformed`], [`Problem::Signature`], or [`Problem::NotFound`] for a verb that is not.
pub fn admit(doors: &[Door], signer: &Signer, bytes: &[u8]) -> Result<Admitted, Problem> {
    let envelope: Envelope = serde_json::from_slice(bytes).map_err(|_| Problem::Malformed)?;
    let read = envelope.read().map_err(|_| Problem::Malformed)?;
    let act: Act = envelope.verify(&signer.signing).map_err(|_| Problem::Signature)?;
    if act.member != signer.actor.member.to_string() {
        return Err(Problem::Signature);
    }
    let shaped = [&read.id, &read.device].iter().all(|id| id.parse::<danbe_words::EnvelopeId>().is_ok());
    if !shaped {
        return Err(Problem::Malformed);
    }
    let door = *doors.iter().find(|door| door.spec.name == act.verb).ok_or(Problem::NotFound)?;
    let seq = match door.spec.effect {
        Effect::Writes if act.seq == 0 => return Err(Problem::Malformed),
        Effect::Writes => Some(act.seq),
        Effect::Reads => None,
    };
    let sent = Sent {
        id: act.id,
        digest: envelope.digest(),
        // One member's count on one device: another member's envelopes never stand in its way.
        device: format!("{}:{}", act.device, signer.actor.member),
        seq,
        member: signer.actor.member.to_string(),
        agency: signer.actor.agency.to_string(),
        verb: door.spec.name,
        ahead: false,
    };
    Ok(Admitted { door, actor: signer.actor.clone(), sent, at: act.at, body: act.body })
}

/// Performs an admitted envelope.
///
/// # Errors
/// The verb's refusal, or the store's failure.
pub async fn perform(house: &House, admitted: Admitted, known: Option<u64>) -> Result<Reply, Problem> {
    let Admitted { door, actor, mut sent, at, body } = admitted;
    sent.ahead = at > house.clock.now().0 + AHEAD;
    door.perform(&house.store, actor, Thread { sent: Some(sent), known }, body).await
}
