//! How much is spent: ρ of zCDP, and what it means as ε and δ.

use std::fmt;

/// A loss of privacy in zCDP, in billionths, so that sums are exact and a limit is a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Rho(u64);

impl Rho {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many billionths.
    #[must_use]
    pub const fn from_billionths(billionths: u64) -> Self {
        Self(billionths)
    }

    /// In billionths.
    #[must_use]
    pub const fn billionths(self) -> u64 {
        self.0
    }

    /// As a number, for formulae.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a budget is far below 2^53 billionths")]
    pub fn value(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// Both losses.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left after a loss; `None` when it is more than there was.
    #[must_use]
    pub const fn without(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(left) => Some(Self(left)),
            None => None,
        }
    }

    /// A share of it, rounded down: `parts` of `whole`.
    #[must_use]
    pub fn share(self, parts: u64, whole: u64) -> Self {
        let share = u128::from(self.0) * u128::from(parts) / u128::from(whole.max(1));
        Self(u64::try_from(share).unwrap_or(self.0).min(self.0))
    }
}

impl fmt::Display for Rho {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:09}", self.0 / 1_000_000_000, self.0 % 1_000_000_000)
    }
}

/// Why a budget is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivacyError {
    /// ε is not a number above zero, or above what means anything.
    Epsilon,
    /// δ is not between zero and one, both excluded.
    Delta,
    /// The budget of these persons and this year is spent.
    Spent(Box<super::Spent>),
    /// The share that is left is too small for a scale of noise.
    TooLittle,
}

impl fmt::Display for PrivacyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Epsilon => write!(f, "epsilon doit être un nombre au-dessus de 0, et au plus 50"),
            Self::Delta => write!(f, "delta doit être entre 0 et 1, bornes exclues"),
            Self::Spent(spent) => write!(f, "{spent}"),
            Self::TooLittle => write!(f, "le budget demandé est trop petit pour publier quoi que ce soit"),
        }
    }
}

impl std::error::Error for PrivacyError {}

/// ln δ that ρ-zCDP allows at ε: the least over orders α of Canonne, Kamath and Steinke (2020), corollary 13.
fn log_delta(rho: f64, epsilon: f64) -> f64 {
    let at = |log_order: f64| {
        let above = log_order.exp(); // α − 1
        let order = above + 1.0;
        above * (order * rho - epsilon) + order * (-1.0 / order).ln_1p() - above.ln()
    };
    // convex in α: a golden search on its logarithm
    let ratio = (5.0_f64.sqrt() - 1.0) / 2.0;
    let (mut low, mut high) = (-12.0_f64, 16.0_f64);
    for _ in 0..120 {
        let (one, other) = (high - ratio * (high - low), low + ratio * (high - low));
        if at(one) < at(other) {
            high = other;
        } else {
            low = one;
        }
    }
    at((low + high) / 2.0).min(0.0)
}

fn check(epsilon: f64, delta: f64) -> Result<(), PrivacyError> {
    if !(epsilon > 0.0 && epsilon <= 50.0) {
        return Err(PrivacyError::Epsilon);
    }
    if !(delta > 0.0 && delta < 1.0) {
        return Err(PrivacyError::Delta);
    }
    Ok(())
}

/// The largest ρ for which ρ-zCDP implies (ε, δ), rounded down.
///
/// # Errors
/// ε or δ out of range.
pub fn rho(epsilon: f64, delta: f64) -> Result<Rho, PrivacyError> {
    check(epsilon, delta)?;
    let (mut low, mut high) = (0.0, epsilon);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if log_delta(middle, epsilon) <= delta.ln() { low = middle } else { high = middle }
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 50 billion")]
    let billionths = (low * 1e9).floor() as u64;
    Ok(Rho(billionths.saturating_sub(1)))
}

/// The least ε that ρ-zCDP implies at δ, rounded up to a millionth.
///
/// # Errors
/// δ out of range.
pub fn epsilon(rho: Rho, delta: f64) -> Result<f64, PrivacyError> {
    check(1.0, delta)?;
    let simple = rho.value() + 2.0 * (rho.value() * -delta.ln()).sqrt();
    let (mut low, mut high) = (0.0, simple);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if log_delta(rho.value(), middle) <= delta.ln() { high = middle } else { low = middle }
    }
    Ok((high * 1e6).ceil() / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conversion_is_at_least_as_good_as_the_simple_one_and_comes_back() {
        for (wanted, delta) in [(0.1, 1e-6), (1.0, 1e-5), (4.0, 1.898_140_134_878_442_6e-6), (10.0, 1e-9)] {
            let rho = rho(wanted, delta).unwrap();
            let simple = |rho: f64| rho + 2.0 * (rho * -delta.ln()).sqrt();
            assert!(simple(rho.value()) > wanted, "a better conversion allows more");
            let back = epsilon(rho, delta).unwrap();
            assert!(back <= wanted + 1e-5 && back > wanted * 0.999, "{back} for {wanted}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for epsilon in [0.0, -1.0, f64::NAN, f64::INFINITY, 51.0] {
            assert_eq!(rho(epsilon, 1e-6), Err(PrivacyError::Epsilon));
        }
        for delta in [0.0, 1.0, -1e-9, f64::NAN] {
            assert_eq!(rho(1.0, delta), Err(PrivacyError::Delta));
        }
    }

    #[test]
    fn shares_never_add_up_to_more() {
        let all = Rho::from_billionths(1_000_000_007);
        let parts = (0..7).fold(Rho::ZERO, |sum, _| sum.and(all.share(1, 7)));
        assert!(parts <= all);
    }
}
