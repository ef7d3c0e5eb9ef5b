//! The doors of definitions, of figures published elsewhere, and of the register for who publishes.

use super::House;
use super::reader::{self, Reader, Refusal};
use super::returns::AskedYear;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use danbe_figures::counts::{Definition, slug};
use danbe_guard::{Account, Relation};
use danbe_house::posts::rows;
use danbe_statistics::definitions::{self, Enlist, Said, WRITE, Write, Written};
use danbe_statistics::fields::Fields;
use danbe_statistics::published::{self, ENTER, EnterOne, Entering, Meant};
use danbe_statistics::register::{self, Looked, PUBLISH, Publish};
use danbe_statistics::returns::{self, READ};
use danbe_store::{Outcome, Thread};
use danbe_words::{Problem, ServiceKind};
use serde::Deserialize;
use std::sync::Arc;

/// The list of definitions.
pub(super) async fn definitions(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&READ, &account, Relation::Own)?;
    let written = definitions::all(&mut house.store.read().await?).await?;
    let shown = definitions::Shown { written, account: account.clone() };
    let page = definitions::page(&house.say, &grant.view(shown));
    Ok(reader::page(&house, &account, definitions::PATH, &page))
}

/// A code, in an address.
#[derive(Deserialize, Default)]
pub(super) struct AskedCode {
    #[serde(default)]
    code: String,
}

/// The form of a definition.
pub(super) async fn writing(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<AskedCode>,
) -> Result<Response, Refusal> {
    let written = definitions::all(&mut house.store.read().await?).await?;
    let last = written.iter().rev().find(|it| it.definition.code == asked.code);
    let fields = last.map(definitions::next_version).unwrap_or_default();
    said(&house, &account, Said::new(fields, None, &written))
}

fn said(house: &House, account: &Account, said: Said) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&WRITE, account, Relation::Own)?;
    let page = definitions::write_page(&house.say, &grant.view(said));
    Ok(reader::page(house, account, definitions::PATH, &page))
}

/// A definition written.
pub(super) async fn write(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    let fields = Fields(fields);
    house.policy.decide_account(&WRITE, &by, Relation::Own)?;
    let written = definitions::all(&mut house.store.read().await?).await?;
    let code = slug(fields.get(if fields.get("code").is_empty() { "title" } else { "code" }));
    let of = |it: &&Written| it.definition.code == code;
    let last = written.iter().rev().find(of).map(|it| it.definition.version);
    if let Err(fault) = definitions::meant(&fields, last) {
        return said(&house, &by, Said::new(fields, Some(fault), &written));
    }
    house.store.act(Write { by, fields }, Thread::default()).await?;
    Ok(Redirect::to(definitions::PATH).into_response())
}

/// The services that type a return.
pub(super) async fn services(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&WRITE, &account, Relation::Own)?;
    let mut conn = house.store.read().await?;
    let services = reader::services(&mut conn).await?;
    let seats = rows::seats(&mut conn).await?;
    let page = definitions::services_page(&house.say, &grant.view((services, seats)));
    Ok(reader::page(&house, &account, definitions::PATH, &page))
}

/// What a form says of a service.
#[derive(Deserialize)]
pub(super) struct Enlisted {
    agency: String,
    kind: String,
    since: String,
}

/// A service more.
pub(super) async fn enlist(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(given): Form<Enlisted>,
) -> Result<Response, Refusal> {
    let invalid = |field| Problem::Invalid { field, reason: "code" };
    let act = Enlist {
        by,
        agency: given.agency.parse().map_err(|_| invalid("agency"))?,
        kind: ServiceKind::from_code(&given.kind).map_err(|_| invalid("kind"))?,
        since: given.since.trim().parse().map_err(|_| invalid("since"))?,
    };
    house.store.act(act, Thread::default()).await?;
    Ok(Redirect::to(definitions::SERVICES).into_response())
}

/// The series published elsewhere.
pub(super) async fn published(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&READ, &account, Relation::Own)?;
    let series = published::series(&mut house.store.read().await?, None).await?;
    let shown = published::Shown { series, account: account.clone() };
    let page = published::page(&house.say, &grant.view(shown));
    Ok(reader::page(&house, &account, published::PATH, &page))
}

/// A definition as `code.version`, and the batch just written.
#[derive(Deserialize, Default)]
pub(super) struct AskedEntry {
    #[serde(default)]
    definition: String,
    written: Option<u64>,
}

/// `code.version`.
fn named(text: &str) -> Option<(&str, u16)> {
    let (code, version) = text.rsplit_once('.')?;
    Some((code, version.parse().ok()?))
}

fn chosen(definitions: &[Definition], text: &str) -> Option<Definition> {
    let (code, version) = named(text)?;
    definitions.iter().find(|it| it.is_of(code, version)).cloned()
}

async fn every_definition(house: &House) -> Result<Vec<Definition>, Problem> {
    let written = definitions::all(&mut house.store.read().await?).await?;
    Ok(written.into_iter().map(|it| it.definition).collect())
}

/// The form of one figure published elsewhere.
pub(super) async fn entering(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<AskedEntry>,
) -> Result<Response, Refusal> {
    let definitions = every_definition(&house).await?;
    let definition = chosen(&definitions, &asked.definition);
    let entering = Entering {
        definitions,
        definition,
        fields: Fields::default(),
        findings: Vec::new(),
        unread: Vec::new(),
        written: asked.written,
        meant: None,
    };
    entered(&house, &account, entering)
}

fn entered(house: &House, account: &Account, entering: Entering) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&ENTER, account, Relation::Own)?;
    let page = published::enter_page(&house.say, &grant.view(entering));
    Ok(reader::page(house, account, published::PATH, &page))
}

/// One figure published elsewhere: refused with its reasons, or written.
pub(super) async fn enter(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Refusal> {
    house.policy.decide_account(&ENTER, &by, Relation::Own)?;
    let fields = Fields(fields);
    let definitions = every_definition(&house).await?;
    let definition = chosen(&definitions, fields.get("definition")).ok_or(Problem::NotFound)?;
    let (meant, unread) = Meant::read(&definition, &fields);
    let known = published::known(&mut house.store.read().await?).await?;
    let findings = meant.findings(&definition, &known);
    if !meant.may_be_written(&findings, &unread) {
        let (definition, meant) = (Some(definition), Some(meant));
        let entering = Entering { definitions, definition, fields, findings, unread, written: None, meant };
        return entered(&house, &by, entering);
    }
    let batch = match house.store.act(EnterOne { by, definition, fields }, Thread::default()).await? {
        Outcome::New(batch, _) => batch,
        Outcome::Again(receipt) => receipt.index,
    };
    Ok(Redirect::to(&format!("{}?written={batch}", published::ENTERING)).into_response())
}

/// The number of a batch.
#[derive(Deserialize)]
pub(super) struct Batch {
    batch: u64,
}

/// A batch withdrawn.
pub(super) async fn withdraw(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(given): Form<Batch>,
) -> Result<Response, Refusal> {
    let by = published::By::Account(by);
    house.store.act(published::Withdraw { by, batch: given.batch }, Thread::default()).await?;
    Ok(Redirect::to(published::PATH).into_response())
}

/// The register of a year.
pub(super) async fn register(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<AskedYear>,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&READ, &account, Relation::Own)?;
    let mut conn = house.store.read().await?;
    let newest = returns::newest_year(&mut conn).await?;
    let year = asked.meant().or(newest).unwrap_or(house.clock.now().month().year());
    let entries = register::entries(&mut conn, year).await?;
    let definitions = returns::approved(&mut conn, year).await?;
    let approval = register::approval(&mut conn, year).await?;
    let shown = register::Shown { year, entries, definitions, approval, account: account.clone() };
    let page = register::register_page(&house.say, &grant.view(shown));
    Ok(reader::page(&house, &account, register::PATH, &page))
}

/// A year's report approved as it stands.
pub(super) async fn approve(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(given): Form<AskedYear>,
) -> Result<Response, Refusal> {
    let year = given.meant().ok_or(Problem::NotFound)?;
    house.store.act(register::Approve { by, year }, Thread::default()).await?;
    Ok(Redirect::to(&format!("{}?year={year:04}", register::PATH)).into_response())
}

/// What is to be published, in an address or a form.
#[derive(Deserialize)]
pub(super) struct AskedFigure {
    year: i16,
    definition: String,
    #[serde(default)]
    corrects: String,
    #[serde(default)]
    reason: String,
}

/// The last look before a figure is published.
pub(super) async fn publishing(
    State(house): State<Arc<House>>,
    Reader(account): Reader,
    Query(asked): Query<AskedFigure>,
) -> Result<Response, Refusal> {
    let grant = house.policy.decide_account(&PUBLISH, &account, Relation::Own)?;
    let (code, version) = named(&asked.definition).ok_or(Problem::NotFound)?;
    let mut conn = house.store.read().await?;
    let preview = register::preview(&mut conn, asked.year, code, version).await?;
    let standing = register::standing_code(&mut conn, asked.year, code).await?;
    let page = register::publish_page(&house.say, &grant.view(Looked { preview, standing }));
    Ok(reader::page(&house, &account, register::PATH, &page))
}

/// A figure published, or corrected: its public page.
pub(super) async fn publish(
    State(house): State<Arc<House>>,
    Reader(by): Reader,
    Form(given): Form<AskedFigure>,
) -> Result<Response, Refusal> {
    let (code, version) = named(&given.definition).ok_or(Problem::NotFound)?;
    let definition = code.to_owned();
    let corrects = (!given.corrects.is_empty()).then_some((given.corrects, given.reason));
    let act = Publish { by, year: given.year, definition, version, corrects };
    match house.store.act(act, Thread::default()).await? {
        Outcome::New(entry, _) => {
            Ok(Redirect::to(&format!("{}?code={}", register::CODE, entry.code)).into_response())
        }
        Outcome::Again(_) => Ok(Redirect::to(register::PATH).into_response()),
    }
}
