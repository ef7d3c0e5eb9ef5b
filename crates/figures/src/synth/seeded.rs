//! The aggregate-seeded way of the CTDC release: rows made value by value from released counts.
