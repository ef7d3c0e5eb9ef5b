//! Every component in its normal, erroneous and empty state.
