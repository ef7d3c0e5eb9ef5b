//! What the pages of the room show: a year within a scope, and one return with all its steps.

use super::year::{figures, service_years};
use super::{Form, READ, Scope, ServiceYear, State, Step, Unread, YearFigure, rows};
use crate::definitions::{self, Service};
use crate::fields::Fields;
use crate::presumed::{self, AsOf, Names};
use danbe_figures::counts::{Definition, Finding};
use danbe_guard::{Account, Grant, Policy, Standing};
use danbe_store::Reading;
use danbe_words::{AgencyId, Month, Problem};

/// A year within a scope.
#[derive(Debug, Clone)]
pub struct Overview {
    /// The year.
    pub year: i16,
    /// Years to choose from, the newest first.
    pub years: Vec<i16>,
    /// What is looked at.
    pub scope: Scope,
    /// Its figures.
    pub figures: Vec<YearFigure>,
    /// Its services.
    pub services: Vec<ServiceYear>,
    /// The newest checkpoint: what is shown is as known there. `None` before there is one.
    pub as_of: Option<AsOf>,
}

/// What an account looks at.
#[must_use]
pub fn scope_of(account: &Account) -> Scope {
    match account.standing {
        Standing::Typist => Scope::Service(account.agency),
        Standing::Regional => Scope::Region(account.region),
        _ => Scope::National,
    }
}

/// A year within a scope; `now` is this month.
///
/// # Errors
/// The database's failure.
pub async fn overview(
    conn: &mut Reading,
    services: &[Service],
    year: i16,
    scope: Scope,
    now: Month,
) -> Result<Overview, Problem> {
    let within = |service: &&Service| match scope {
        Scope::National => true,
        Scope::Region(region) => service.region == region,
        Scope::Service(agency) => service.agency == agency,
    };
    let own: Vec<Service> = services.iter().filter(within).cloned().collect();
    let mut figures = figures(conn, year, scope).await?;
    if let (Scope::Service(_), Some(service)) = (scope, own.first()) {
        // A service sees its own form: not the figures only others type.
        figures.retain(|it| it.written.definition.kinds.contains(&service.kind));
    }
    let services = service_years(conn, &own, year, now).await?;
    let mut years = rows::years(conn).await?;
    for other in [year, now.year()] {
        if !years.contains(&other) {
            years.push(other);
        }
    }
    years.sort_unstable_by(|a, b| b.cmp(a));
    let as_of = presumed::as_of_line(conn, u64::MAX).await?;
    Ok(Overview { year, years, scope, figures, services, as_of })
}

/// One return, opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Whose.
    pub service: Service,
    /// Which month.
    pub month: Month,
    /// What it is made of.
    pub definitions: Vec<Definition>,
    /// As last typed by its service; for others, as last sent.
    pub fields: Fields,
    /// What was meant.
    pub form: Form,
    /// What does not read.
    pub unread: Vec<Unread>,
    /// What the checks say.
    pub findings: Vec<Finding>,
    /// Every step, the oldest first.
    pub steps: Vec<Step>,
    /// How far it has come, and the sending that stands; `None` when it was never sent.
    pub now: Option<(State, i64)>,
}

/// Opens a return for an account that may read it. A draft is its service's own: others see what was sent.
///
/// # Errors
/// [`Problem::NotFound`] when there is no such return, or not for this account.
pub async fn open(
    conn: &mut Reading,
    policy: &Policy,
    account: &Account,
    services: &[Service],
    (agency, month): (AgencyId, Month),
    names: &Names,
) -> Result<(Grant, Opened), Problem> {
    let relation = account.towards(agency);
    let grant = policy.decide_account(&READ, account, relation)?;
    let service = services.iter().find(|it| it.agency == agency).ok_or(Problem::NotFound)?.clone();
    if account.standing == Standing::Regional && service.region != account.region {
        return Err(Problem::NotFound);
    }
    let now = rows::now(conn, agency, month).await?;
    let own = account.standing == Standing::Typist;
    let text = match &now {
        _ if own => rows::saved(conn, agency, month).await?.map(|(text, _)| text),
        Some(now) => rows::saved_at(conn, agency, month, now.sent).await?,
        None => return Err(Problem::NotFound),
    };
    let fields: Fields = match &text {
        Some(text) => serde_json::from_str(text).map_err(rows::damaged)?,
        None => Fields::default(),
    };
    let definitions = definitions::in_force(conn, month, Some(service.kind)).await?;
    let (form, unread) = Form::read(&definitions, &fields);
    let findings = match text {
        Some(_) => super::r#type::findings(conn, agency, month, &definitions, &form, names).await?,
        None => Vec::new(),
    };
    let steps = rows::steps(conn, agency, month).await?;
    let now = now.map(|now| (now.state, now.sent));
    let opened = Opened { service, month, definitions, fields, form, unread, findings, steps, now };
    Ok((grant, opened))
}

/// The newest year anything was sent for; `None` before anything was.
///
/// # Errors
/// The database's failure.
pub async fn newest_year(conn: &mut Reading) -> Result<Option<i16>, Problem> {
    Ok(rows::years(conn).await?.first().copied())
}

/// Definitions under which the committee approved something in a year.
///
/// # Errors
/// The database's failure.
pub async fn approved(conn: &mut Reading, year: i16) -> Result<Vec<Definition>, Problem> {
    let figures = figures(conn, year, Scope::National).await?;
    let has = |it: &YearFigure| !it.by_region.is_empty();
    Ok(figures.into_iter().filter(has).map(|it| it.written.definition).collect())
}

/// A service's form as it was before the last saving.
///
/// # Errors
/// `State("return-nothing-before")` when it was saved once or never.
pub async fn earlier(conn: &mut Reading, agency: AgencyId, month: Month) -> Result<Fields, Problem> {
    let text = rows::saved_before(conn, agency, month).await?;
    let text = text.ok_or(Problem::State("return-nothing-before"))?;
    serde_json::from_str(&text).map_err(rows::damaged)
}
