//! Which services type a monthly return, and which form they are given: written by the statistician, dated.

use danbe_words::{AgencyId, Month, Region, ServiceKind};

/// An agency a return may come from: its id, its public name, the region of its seat.
pub type Seat = (AgencyId, String, Region);

/// A service that types a return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The agency.
    pub agency: AgencyId,
    /// Its public name.
    pub name: String,
    /// Region of its seat.
    pub region: Region,
    /// What it is.
    pub kind: ServiceKind,
    /// First month it types.
    pub since: Month,
}

#[cfg(feature = "server")]
mod server {
    use super::{Seat, Service};
    use crate::definitions::{WRITE, rows};
    use danbe_guard::{Account, Relation};
    use danbe_store::{Act, Done, Happening, Reachable, Tx};
    use danbe_words::{AgencyId, Month, Problem, ServiceKind};

    /// One service more, or what it is from now on.
    #[derive(Debug)]
    pub struct Enlist {
        /// Who.
        pub by: Account,
        /// The agency.
        pub agency: AgencyId,
        /// What it is.
        pub kind: ServiceKind,
        /// First month it types.
        pub since: Month,
    }

    impl Act for Enlist {
        type Answer = ();

        async fn perform(self, tx: &mut Tx) -> Result<Done<()>, Problem> {
            let grant = tx.policy().decide_account(&WRITE, &self.by, Relation::Own)?;
            rows::enlist(tx, self.agency, self.kind, self.since, &self.by.handle).await?;
            let happening = Happening::about(super::super::TAG.to_owned())
                .with("service", self.agency)
                .with("kind", self.kind)
                .with("since", self.since)
                .with("account", &self.by.handle);
            tx.done(&grant, happening, ()).await
        }
    }

    /// Every service that types a return, in the order of `seats`: id, name and region of agencies.
    ///
    /// # Errors
    /// The database's failure.
    pub async fn services<C: Reachable + Send>(
        conn: &mut C,
        seats: &[Seat],
    ) -> Result<Vec<Service>, Problem> {
        let enlisted = rows::enlisted(conn).await?;
        let service = |(agency, name, region): &Seat| {
            let (kind, since) = enlisted.get(agency).copied()?;
            Some(Service { agency: *agency, name: name.clone(), region: *region, kind, since })
        };
        Ok(seats.iter().filter_map(service).collect())
    }
}

#[cfg(feature = "server")]
pub use server::{Enlist, services};
