//! The doors of monthly returns: a year at a glance, a return to type, a return to examine. No JavaScript.

use super::House;
use super::reader::{self, Reader, Refusal};
use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use danbe_guard::Relation;
use danbe_statistics::fields::Fields;
use danbe_statistics::returns::{
    self, Examine, HOME, Home, READ, Sent, Sheet, Told, Type, Verdict, What, dashboard, return_page,
};
use danbe_store::{Outcome, Thread};
use danbe_words::{AgencyId, Month, Problem};
use serde::Deserialize;
use std::sync::Arc;

/// A year, as typed in an address.
#[derive(Deserialize, Default)]
pub(super) struct AskedYear {
    #[serde(default)]
    pub(super) year: String,
}

impl AskedYear {
    /// Four digits, of the last century to the next.
    pub(super) fn meant(&self) -> Option<i16> {
        self.year.parse().ok().filter(|year| (1900..2200).contains(year) && self.year.len() == 4)
    }
}

/// A year at a glance.
pub(super) async fn home(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<AskedYear>,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&READ, &account, Relation::Own)?;
    let now = house.clock.now().month();
    let mut conn = house.store.read().await?;
    let services = reader::services(&mut conn).await?;
    let newest = returns::newest_year(&mut conn).await?;
    let year = asked.meant().or(newest).unwrap_or(now.year());
    let scope = returns::scope_of(&account);
    let overview = returns::overview(&mut conn, &services, year, scope, now).await?;
    let page = dashboard(&house.say, &grant.view(Home { overview, account: account.clone() }));
    Ok(reader::page(&house, &account, HOME, &page))
}

/// Service and month, from an address.
pub(super) fn meant((agency, month): (String, String)) -> Result<(AgencyId, Month), Problem> {
    Ok((agency.parse().map_err(|_| Problem::NotFound)?, month.parse().map_err(|_| Problem::NotFound)?))
}

/// What was just done, carried by the address after a form.
#[derive(Deserialize, Default)]
pub(super) struct AfterForm {
    #[serde(default)]
    done: String,
}

impl AfterForm {
    fn told(&self) -> Told {
        let examined = returns::State::from_code(&self.done).map(Told::Examined);
        match self.done.strip_prefix("sent-").and_then(|line| line.parse().ok()) {
            Some(line) => Told::Sent(line),
            None if self.done == "saved" => Told::Saved,
            None if self.done == "kept" => Told::Kept,
            None if self.done == "filled" => Told::Filled,
            None if self.done == "undone" => Told::Undone,
            None => examined.unwrap_or(Told::Nothing),
        }
    }
}

/// One return.
pub(super) async fn sheet(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Path(asked): Path<(String, String)>,
    Query(after): Query<AfterForm>,
) -> Result<Response, Refusal> {
    let asked = meant(asked)?;
    let mut conn = house.store.read().await?;
    let services = reader::services(&mut conn).await?;
    let names = reader::names(&mut conn).await?;
    let (grant, opened) = returns::open(&mut conn, &house.policy, &account, &services, asked, &names).await?;
    let sheet = Sheet { opened, account: account.clone(), told: after.told() };
    Ok(reader::page(&house, &account, HOME, &return_page(&house.say, &grant.view(sheet))))
}

/// A month typed: saved, or sent.
pub(super) async fn typed(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Path(asked): Path<(String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let mut fields = Fields(fields);
    let (agency, month) = meant(asked)?;
    if agency != by.agency {
        return Err(Problem::NotFound.into());
    }
    let what = if fields.get("what") == "send" { What::Send } else { What::Save };
    fields.0.retain(|(name, _)| name != "what");
    let names = reader::names(&mut house.store.read().await?).await?;
    let act = Type { by, month, fields, what, names };
    let done = match house.store.act(act, Thread::default()).await? {
        Outcome::New(Sent::Sent(line), _) => format!("sent-{line}"),
        Outcome::New(Sent::Kept(..), _) => "kept".to_owned(),
        Outcome::New(Sent::Saved, _) | Outcome::Again(_) => "saved".to_owned(),
    };
    Ok(Redirect::to(&format!("{}?done={done}", returns::path(agency, month))).into_response())
}

/// What an examiner posts.
#[derive(Deserialize)]
pub(super) struct Given {
    sent: i64,
    verdict: String,
    #[serde(default)]
    question: String,
}

/// A return examined.
pub(super) async fn examined(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Path(asked): Path<(String, String)>,
    Form(given): Form<Given>,
) -> Result<Response, Refusal> {
    let (agency, month) = meant(asked)?;
    let verdict = match given.verdict.as_str() {
        "approve" => Verdict::Approve,
        "ask" => Verdict::Ask(given.question),
        _ => return Err(Problem::Invalid { field: "verdict", reason: "code" }.into()),
    };
    let act = Examine { by, agency, month, sent: given.sent, verdict };
    let state = match house.store.act(act, Thread::default()).await? {
        Outcome::New(state, _) => state.code(),
        Outcome::Again(_) => "",
    };
    Ok(Redirect::to(&format!("{}?done={state}", returns::path(agency, month))).into_response())
}
