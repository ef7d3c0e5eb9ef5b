//! SQL of the ways between agencies.

use super::Channel;
use danbe_store::{Tx, put, row};
use danbe_words::{AgencyClass, AgencyId, FileKind, Problem, Purpose, Side};

pub(crate) async fn channel(
    tx: &mut Tx,
    from: AgencyId,
    to: AgencyId,
    (purpose, kind): (Purpose, FileKind),
) -> Result<Channel, Problem> {
    let found = row!(
        tx,
        (String, String),
        "SELECT class, state FROM referrals_agency WHERE id = $1",
        to.to_string()
    )?;
    let class =
        found.filter(|(_, state)| state == OPEN).and_then(|(class, _)| AgencyClass::from_code(&class).ok());
    let Some(class) = class.filter(|class| class.receives(purpose) && from != to) else {
        return Ok(Channel::Nobody);
    };
    // Across the wall goes what is for the police, on the protocol that stands beside the other side's root, and nothing else.
    let beyond = class.side() == Some(Side::Investigation);
    if beyond && purpose != Purpose::Police {
        return Ok(Channel::NoProtocol);
    }
    let signed = row!(
        tx,
        (String,),
        "SELECT purpose FROM referrals_channel WHERE one = $1 AND other = $2 AND purpose = $3",
        from.min(to).to_string(),
        from.max(to).to_string(),
        purpose.code()
    )?;
    let mechanism = row!(
        tx,
        (String,),
        "SELECT kind FROM referrals_mechanism WHERE one = $1 AND other = $2 AND kind = $3",
        from.min(to).to_string(),
        from.max(to).to_string(),
        kind.code()
    )?;
    let signed = signed.and(mechanism);
    let authorised =
        row!(tx, (String,), "SELECT purpose FROM referrals_purpose WHERE purpose = $1", purpose.code())?;
    Ok(match (signed, authorised) {
        (None, _) if !beyond => Channel::NoProtocol,
        (_, None) => Channel::NotAuthorised,
        _ => Channel::Open,
    })
}

const OPEN: &str = "open";

/// An agency was founded, put in service, or closed.
pub(crate) async fn know_agency(tx: &mut Tx, agency: &str, class: &str) -> Result<(), Problem> {
    put!(tx, "INSERT INTO referrals_agency (id, class, state) VALUES ($1, $2, 'founded')", agency, class)
}

/// A unit beyond the wall that opens packages: the house recognised the root that chartered it.
pub(crate) async fn know_unit(tx: &mut Tx, unit: &str) -> Result<(), Problem> {
    put!(tx, "DELETE FROM referrals_agency WHERE id = $1", unit)?;
    put!(
        tx,
        "INSERT INTO referrals_agency (id, class, state) VALUES ($1, $2, $3)",
        unit,
        AgencyClass::InvestigatingUnit.code(),
        OPEN
    )
}

pub(crate) async fn agency_is_closed(tx: &mut Tx, agency: &str) -> Result<(), Problem> {
    put!(tx, "UPDATE referrals_agency SET state = 'closed' WHERE id = $1", agency)
}

pub(crate) async fn agency_opens(tx: &mut Tx, agency: &str) -> Result<(), Problem> {
    put!(tx, "UPDATE referrals_agency SET state = $2 WHERE id = $1", agency, OPEN)
}

/// Two agencies agreed: only these purposes are open between them, under these mechanisms.
pub(crate) async fn open_channel(
    tx: &mut Tx,
    one: &str,
    other: &str,
    (purposes, kinds): (&[&str], &[&str]),
) -> Result<(), Problem> {
    put!(tx, "DELETE FROM referrals_channel WHERE one = $1 AND other = $2", one, other)?;
    put!(tx, "DELETE FROM referrals_mechanism WHERE one = $1 AND other = $2", one, other)?;
    for kind in kinds {
        put!(
            tx,
            "INSERT INTO referrals_mechanism (one, other, kind) VALUES ($1, $2, $3)",
            one,
            other,
            *kind
        )?;
    }
    for purpose in purposes {
        put!(
            tx,
            "INSERT INTO referrals_channel (one, other, purpose) VALUES ($1, $2, $3)",
            one,
            other,
            *purpose
        )?;
    }
    Ok(())
}

pub(crate) async fn authorise(tx: &mut Tx, purpose: &str) -> Result<(), Problem> {
    put!(tx, "DELETE FROM referrals_purpose WHERE purpose = $1", purpose)?;
    put!(tx, "INSERT INTO referrals_purpose (purpose) VALUES ($1)", purpose)
}
