//! Repeatable chance for simulation: the same seed, the same figure, on every machine.
//!
//! xoshiro256++ (Blackman and Vigna 2021) seeded through SplitMix64. Not for keys. Gamma by Marsaglia and Tsang
//! 2000; binomial by splitting on beta order statistics (Devroye 1986, X.4.5): exact, and short.

/// A stream of repeatable chance.
#[derive(Debug, Clone)]
pub struct Chance([u64; 4]);

impl Chance {
    /// The stream of a seed.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }

    fn next(&mut self) -> u64 {
        let [a, b, c, d] = self.0;
        let out = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.0 = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        out
    }

    /// Uniform, above 0 and below 1.
    pub fn unit(&mut self) -> f64 {
        let unit = (self.next() >> 11) as f64;
        (unit + 0.5) / 9_007_199_254_740_992.0
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.unit().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Gamma with this shape (above 0) and scale 1.
    pub fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    /// Beta with both shapes above 0.
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let one = self.gamma(a);
        one / (one + self.gamma(b))
    }

    /// How many of `n` tries succeed, each with chance `p`.
    pub fn binomial(&mut self, mut n: u64, mut p: f64) -> u64 {
        let mut successes = 0;
        while n > 20 {
            let half = n.div_ceil(2);
            let (low, high) = (count(half), count(n - half + 1));
            let middle = self.beta(low, high);
            if middle <= p {
                successes += half;
                n -= half;
                p = (p - middle) / (1.0 - middle);
            } else {
                n = half - 1;
                p /= middle;
            }
        }
        successes + (0..n).map(|_| u64::from(self.unit() < p)).sum::<u64>()
    }

    /// Poisson with this mean.
    pub fn poisson(&mut self, mut mean: f64) -> u64 {
        let mut drawn = 0;
        while mean > 16.0 {
            // Ahrens and Dieter 1974: the time of the m-th arrival splits the interval.
            let m = (mean * 0.875).floor();
            let arrival = self.gamma(m);
            let whole = m as u64;
            if arrival > mean {
                return drawn + self.binomial(whole - 1, mean / arrival);
            }
            drawn += whole;
            mean -= arrival;
        }
        let mut left = self.unit();
        let floor = (-mean).exp();
        while left > floor {
            drawn += 1;
            left *= self.unit();
        }
        drawn
    }

    /// `n` things shared out in proportion to `weights`, into `shares` of the same length.
    pub fn share(&mut self, mut n: u64, weights: &[f64], shares: &mut [f64]) {
        let mut left: f64 = weights.iter().sum();
        for (weight, share) in weights.iter().zip(shares) {
            let taken = if n == 0 || *weight <= 0.0 {
                0
            } else if *weight >= left {
                n
            } else {
                self.binomial(n, weight / left)
            };
            *share = count(taken);
            n -= taken;
            left -= weight;
        }
    }
}

/// A count as a number; exact below 2⁵³.
pub(super) fn count(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of many draws, each within five standard errors of what the law says.
    fn agrees(mean: f64, variance: f64, mut draw: impl FnMut(&mut Chance) -> f64) {
        let mut chance = Chance::seeded(7);
        let n = 20_000.0;
        let drawn: Vec<f64> = (0..20_000).map(|_| draw(&mut chance)).collect();
        let m = drawn.iter().sum::<f64>() / n;
        let v = drawn.iter().map(|x| (x - m).powi(2)).sum::<f64>() / n;
        assert!((m - mean).abs() < 5.0 * (variance / n).sqrt(), "mean {m}, not {mean}");
        assert!((v / variance - 1.0).abs() < 0.1, "variance {v}, not {variance}");
    }

    #[test]
    fn draws_follow_their_laws() {
        agrees(0.5, 1.0 / 12.0, Chance::unit);
        agrees(0.4, 0.4, |chance| chance.gamma(0.4));
        agrees(7.0, 7.0, |chance| chance.gamma(7.0));
        agrees(0.2, 0.2 * 0.8 / 6.0, |chance| chance.beta(1.0, 4.0));
        agrees(300.0, 210.0, |chance| count(chance.binomial(1000, 0.3)));
        agrees(3.0, 3.0, |chance| count(chance.poisson(3.0)));
        agrees(120.0, 120.0, |chance| count(chance.poisson(120.0)));
    }

    #[test]
    fn shares_add_up_and_leave_nothing_to_weight_zero() {
        let mut chance = Chance::seeded(1);
        for n in [0, 1, 50, 2744] {
            let mut shares = [9.0; 4];
            chance.share(n, &[2.0, 0.0, 1.0, 5.0], &mut shares);
            assert!((shares.iter().sum::<f64>() - count(n)).abs() < 1e-9 && shares[1] == 0.0);
        }
    }

    #[test]
    fn one_seed_one_stream() {
        let first = |seed| Chance::seeded(seed).unit();
        assert!(first(1) == first(1) && first(1) != first(2));
    }
}
