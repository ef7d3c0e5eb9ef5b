//! The door of joining: what was declared, and one more statement.

use super::House;
use super::reader::{self, Reader, Refusal};
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use danbe_guard::{Account, Relation};
use danbe_house::posts::rows;
use danbe_statistics::fields::Fields;
use danbe_statistics::joining::{self, DECLARE, Declare, Fault, Said, Shown, Statement};
use danbe_statistics::returns::READ;
use danbe_store::Thread;
use danbe_words::Problem;
use std::sync::Arc;

/// Every statement, and the form for who declares.
pub(super) async fn page(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
) -> Result<Response, Refusal> {
    shown(&house, &account, Said::default()).await
}

async fn shown(house: &House, account: &Account, said: Said) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&READ, account, Relation::Own)?;
    let mut conn = house.store.read().await?;
    let declared = joining::declared(&mut conn).await?;
    let seats = rows::seats(&mut conn).await?;
    let status = if said.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = grant.view(Shown { declared, seats, account: account.clone(), said });
    let page = reader::page(house, account, joining::PATH, &joining::page(&house.say, &view));
    Ok((status, page).into_response())
}

/// A statement declared.
pub(super) async fn declared(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    house.policy.decide_account(&DECLARE, &by, Relation::Own)?;
    let fields = Fields(fields);
    let wrong = |fault| Said { fields: fields.clone(), fault: Some(fault) };
    let statement = match Statement::meant(&fields) {
        Ok(statement) => statement,
        Err(fault) => return shown(&house, &by, wrong(fault)).await,
    };
    match house.store.act(Declare { by: by.clone(), statement }, Thread::default()).await {
        Ok(_) => Ok(Redirect::to(joining::PATH).into_response()),
        Err(Problem::Invalid { field: "joined", .. }) => shown(&house, &by, wrong(Fault::Nobody)).await,
        Err(problem) => Err(problem.into()),
    }
}
