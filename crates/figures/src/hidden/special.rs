//! The few special functions estimation needs, over `libm`.

use std::f64::consts::{PI, SQRT_2};

/// ln Γ(x), for x > 0.
pub(super) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// P(Z ≤ z) for a standard normal Z.
pub(super) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The z under which a share `p` of a standard normal lies; infinite at 0 and 1.
///
/// Abramowitz and Stegun 26.2.23 to start, then Halley's rule on `erfc` to full precision.
pub(super) fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    let tail = p.min(1.0 - p);
    let t = (-2.0 * tail.ln()).sqrt();
    let top = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let bottom = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut z = -(t - top / bottom);
    for _ in 0..3 {
        let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
        let step = (normal_below(z) - tail) / density;
        z -= step / (1.0 + 0.5 * z * step);
    }
    if p < 0.5 { z } else { -z }
}

/// The smaller tail of a Poisson law that holds `count`: min{P(X ≤ count), P(X ≥ count)} when the mean is `mean`.
pub(super) fn poisson_tail(count: f64, mean: f64) -> f64 {
    if mean <= 0.0 {
        return if count > 0.0 { 0.0 } else { 1.0 };
    }
    let mut term = (count * mean.ln() - mean - ln_gamma(count + 1.0)).exp();
    let (mut sum, mut k) = (0.0, count);
    while term > sum * 1e-17 && k >= 0.0 {
        sum += term;
        if count <= mean {
            term *= k / mean;
            k -= 1.0;
        } else {
            k += 1.0;
            term *= mean / k;
        }
    }
    sum.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_law_is_the_tabulated_one_both_ways() {
        for (z, p) in [(0.0, 0.5), (1.959_963_984_540_054, 0.975), (-2.326_347_874_040_841, 0.01)] {
            assert!((normal_below(z) - p).abs() < 1e-14);
            assert!((normal_quantile(p) - z).abs() < 1e-12);
        }
        assert!(normal_quantile(0.0) == f64::NEG_INFINITY && normal_quantile(1.0) == f64::INFINITY);
    }

    #[test]
    fn poisson_tails_agree_with_sums_by_hand() {
        // X ~ Poisson(2): P(X ≤ 1) = 3 e⁻², P(X ≥ 4) = 1 − (1 + 2 + 2 + 4/3) e⁻².
        assert!((poisson_tail(1.0, 2.0) - 3.0 * (-2.0_f64).exp()).abs() < 1e-14);
        assert!((poisson_tail(4.0, 2.0) - (1.0 - 19.0 / 3.0 * (-2.0_f64).exp())).abs() < 1e-14);
        assert!(poisson_tail(0.0, 0.0) == 1.0 && poisson_tail(3.0, 0.0) == 0.0);
    }
}
