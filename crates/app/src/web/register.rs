//! The public door of the register: a code in, what was published under it out.

use super::reader::Refusal;
use super::{House, public};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use danbe_guard::Standing;
use danbe_statistics::register::{Found, LOOK_UP, code_page, look_up};
use serde::Deserialize;
use std::sync::Arc;

/// What the address asks.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    code: String,
}

/// The page of a code.
pub(super) async fn code(
    State(house): State<Arc<House>>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_without_key(&LOOK_UP, Standing::Anyone)?;
    let found = if asked.code.trim().is_empty() {
        Found::NothingAsked
    } else {
        let mut conn = house.store.read().await?;
        match look_up(&mut conn, &asked.code).await? {
            Some(entry) => Found::Entry(Box::new(entry)),
            None => Found::Nothing(asked.code.chars().take(40).collect()),
        }
    };
    let status = if matches!(found, Found::Nothing(_)) { StatusCode::NOT_FOUND } else { StatusCode::OK };
    Ok((status, public::render(&house, &code_page(&house.say, &grant.view(found)), &[])).into_response())
}
