//! Way `returns.read`: the returns and their sums, each account as far as it goes.
//!
//! A typist reads the returns of her own service; a region those of its services; the committee all of them.

use danbe_guard::{Effect, Relation, Standing, VerbSpec};

/// Who may read which returns.
pub const READ: VerbSpec = VerbSpec {
    name: "returns.read",
    effect: Effect::Reads,
    allows: &[
        (Standing::Typist, Relation::Own),
        (Standing::Regional, Relation::Own),
        (Standing::Regional, Relation::Stranger),
        (Standing::Approver, Relation::Own),
        (Standing::Approver, Relation::Stranger),
        (Standing::Statistician, Relation::Own),
        (Standing::Statistician, Relation::Stranger),
        (Standing::Reader, Relation::Own),
        (Standing::Reader, Relation::Stranger),
    ],
    says: "read monthly returns and their sums: one's own service's, one's region's, or all for the committee",
};
