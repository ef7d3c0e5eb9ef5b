//! Differential privacy: what noise costs, how it is drawn, and who has spent what.
//!
//! Neighbouring data differ by one person, added or removed. Losses are kept in zero-concentrated differential privacy
//! (zCDP), where they add up: Bun and Steinke, *Concentrated Differential Privacy* (TCC 2016). Noise is drawn in whole
//! numbers, without a floating-point number on the way: Canonne, Kamath and Steinke, *The Discrete Gaussian for
//! Differential Privacy* (NeurIPS 2020).

mod account;
mod noise;
mod register;

pub use account::{PrivacyError, Rho, epsilon, rho};
pub use noise::{Dice, Scale, Source};
pub use register::{Entry, Kind, Loss, Register, Spent};

#[cfg(test)]
mod references;
