//! Noise in whole numbers, exactly distributed, from bytes somebody else draws.

use super::{PrivacyError, Rho};

/// Where bytes come from: the operating system in the program, a repeatable stream in tests.
pub trait Source {
    /// Fills all of it with independent uniform bytes.
    fn fill(&mut self, bytes: &mut [u8]);
}

const POOL: usize = 4096;

/// Exact chances made of uniform bytes.
pub struct Dice<'a> {
    source: &'a mut dyn Source,
    pool: Box<[u8; POOL]>,
    used: usize,
}

impl<'a> Dice<'a> {
    /// Dice over a source of bytes.
    pub fn new(source: &'a mut dyn Source) -> Self {
        Self { source, pool: Box::new([0; POOL]), used: POOL }
    }

    fn byte(&mut self) -> u8 {
        if self.used >= POOL {
            self.source.fill(self.pool.as_mut_slice());
            self.used = 0;
        }
        let byte = self.pool.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        byte
    }

    /// A number below `limit`, each as likely as another; 0 for a limit of 0 or 1.
    pub fn below(&mut self, limit: u128) -> u128 {
        let bits = 128 - limit.saturating_sub(1).leading_zeros();
        let mask = if bits == 0 { 0 } else { u128::MAX >> (128 - bits) };
        loop {
            let mut drawn: u128 = 0;
            for _ in 0..bits.div_ceil(8) {
                drawn = (drawn << 8) | u128::from(self.byte());
            }
            drawn &= mask;
            if drawn < limit.max(1) {
                return drawn;
            }
        }
    }

    /// Yes with probability `part` of `whole`.
    pub fn chance(&mut self, part: u128, whole: u128) -> bool {
        self.below(whole) < part
    }

    /// Yes with probability exp(−`part`/`whole`) (algorithm 1 of the paper).
    pub fn exp_minus(&mut self, mut part: u128, whole: u128) -> bool {
        while part > whole {
            if !self.exp_minus_small(whole, whole) {
                return false;
            }
            part -= whole;
        }
        self.exp_minus_small(part, whole)
    }

    fn exp_minus_small(&mut self, part: u128, whole: u128) -> bool {
        let mut round: u128 = 1;
        while self.chance(part, whole.saturating_mul(round)) {
            round += 1;
        }
        round % 2 == 1
    }

    /// A whole number with probability proportional to exp(−|x|/`scale`) (algorithm 2 of the paper).
    pub fn laplace(&mut self, scale: u64) -> i64 {
        let scale = u128::from(scale.max(1));
        loop {
            let rest = self.below(scale);
            if !self.exp_minus(rest, scale) {
                continue;
            }
            let mut times: u128 = 0;
            while self.exp_minus(1, 1) {
                times += 1;
            }
            let size = i64::try_from(rest + scale * times).unwrap_or(i64::MAX);
            match self.chance(1, 2) {
                true if size == 0 => {}
                true => return -size,
                false => return size,
            }
        }
    }

    /// A whole number with probability proportional to exp(−x²/2σ²) (algorithm 3 of the paper).
    pub fn gaussian(&mut self, scale: Scale) -> i64 {
        let (n, d) = (u128::from(scale.square), u128::from(DENOMINATOR));
        let t = u128::from(scale.sigma_floor()) + 1;
        // exp(−(|y| − σ²/t)² / 2σ²) with σ² = n/d is exp(−(|y|·t·d − n)² / (2·n·d·t²))
        let whole = 2 * n * d * t * t;
        loop {
            let drawn = self.laplace(u64::try_from(t).unwrap_or(u64::MAX));
            let apart = (u128::from(drawn.unsigned_abs()).saturating_mul(t * d)).abs_diff(n);
            // beyond the reach of 128 bits the chance is far below 2^-1000: never
            if apart.checked_mul(apart).is_some_and(|part| self.exp_minus(part, whole)) {
                return drawn;
            }
        }
    }
}

const DENOMINATOR: u64 = 16;
/// σ² at most, in sixteenths: sums of squares then fit 128 bits with room.
const LARGEST: u64 = 1 << 40;

/// The scale of discrete Gaussian noise: σ² in sixteenths, a rational number, rounded up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    square: u64,
}

impl Scale {
    /// The least noise for which `counts` tables, each changed by one in one cell when a person comes or goes, together
    /// lose at most ρ: σ² = counts / 2ρ.
    ///
    /// # Errors
    /// [`PrivacyError::TooLittle`] when ρ is nothing, or the noise would drown any table.
    pub fn for_tables(counts: u64, rho: Rho) -> Result<Self, PrivacyError> {
        if rho == Rho::ZERO {
            return Err(PrivacyError::TooLittle);
        }
        let square = u128::from(counts.max(1)) * u128::from(DENOMINATOR) * 1_000_000_000;
        let square = square.div_ceil(2 * u128::from(rho.billionths()));
        match u64::try_from(square) {
            Ok(square) if square <= LARGEST => Ok(Self { square: square.max(1) }),
            _ => Err(PrivacyError::TooLittle),
        }
    }

    /// σ, in persons.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "below 2^40")]
    pub fn sigma(self) -> f64 {
        (self.square as f64 / DENOMINATOR as f64).sqrt()
    }

    /// What so many tables with this noise lose: ρ = counts / 2σ², rounded up.
    #[must_use]
    pub fn loss(self, counts: u64) -> Rho {
        let loss = (u128::from(counts) * u128::from(DENOMINATOR) * 1_000_000_000)
            .div_ceil(2 * u128::from(self.square));
        Rho::from_billionths(u64::try_from(loss).unwrap_or(u64::MAX))
    }

    fn sigma_floor(self) -> u64 {
        (self.square / DENOMINATOR).isqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stream::Stream;

    /// Pearson's statistic over cells expected at least five times, and its degrees of freedom.
    fn chi_square(drawn: &[i64], weight: impl Fn(i64) -> f64) -> (f64, usize) {
        let sum: f64 = (-4000..=4000).map(&weight).sum();
        let mut statistic = 0.0;
        let mut cells = 0;
        for value in -400..=400_i64 {
            let expected = drawn.len() as f64 * weight(value) / sum;
            if expected >= 5.0 {
                let seen = drawn.iter().filter(|it| **it == value).count() as f64;
                statistic += (seen - expected).powi(2) / expected;
                cells += 1;
            }
        }
        (statistic, cells)
    }

    /// Far beyond what chance allows: mean and six standard deviations of chi square.
    fn fits((statistic, cells): (f64, usize)) -> bool {
        let freedom = cells as f64 - 1.0;
        statistic < freedom + 6.0 * (2.0 * freedom).sqrt()
    }

    #[test]
    fn noise_has_the_distribution_it_claims() {
        let mut source = Stream(7);
        let mut dice = Dice::new(&mut source);
        for scale in [1_u64, 3, 10] {
            let drawn: Vec<i64> = (0..40_000).map(|_| dice.laplace(scale)).collect();
            assert!(
                fits(chi_square(&drawn, |x| (-(x.abs() as f64) / scale as f64).exp())),
                "laplace {scale}"
            );
        }
        for square in [8_u64, 16, 70, 16 * 110] {
            let scale = Scale { square };
            let variance = square as f64 / 16.0;
            let drawn: Vec<i64> = (0..40_000).map(|_| dice.gaussian(scale)).collect();
            let right = |x: i64| (-((x * x) as f64) / (2.0 * variance)).exp();
            assert!(fits(chi_square(&drawn, right)), "gaussian {square}");
            // an oracle that cannot say no is none
            let wrong = |x: i64| (-((x * x) as f64) / (2.4 * variance)).exp();
            assert!(!fits(chi_square(&drawn, wrong)), "gaussian {square}, another variance");
        }
    }

    #[test]
    fn a_scale_never_loses_more_than_it_was_given() {
        for billionths in [1_u64, 999, 1_000_000, 266_000_000, 5_000_000_000] {
            for counts in [1, 66, 231] {
                let rho = Rho::from_billionths(billionths);
                if let Ok(scale) = Scale::for_tables(counts, rho) {
                    assert!(scale.loss(counts) <= rho, "{billionths} over {counts}");
                }
            }
        }
        assert_eq!(Scale::for_tables(1, Rho::ZERO), Err(PrivacyError::TooLittle));
    }
}
