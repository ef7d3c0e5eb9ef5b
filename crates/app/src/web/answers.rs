//! How a problem is told: a stable code for programs, a sentence that says what to do for people.

use super::House;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use danbe_words::Problem;
use serde_json::json;

/// The answer to a program. For [`Problem::NotFound`] always the same bytes.
pub(crate) fn refuse(house: &House, problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({ "problem": problem.code(), "sentence": house.say.t(&problem.word()) });
    (status, Json(body)).into_response()
}
