//! Proofs that cross several files: frozen vectors, hostile input, the tree against the RFC.
