//! A spot survey: of the people asked at some place, how many remember a campaign, and how sure that share is.
//!
//! A survey checks a reach; it is neither added to it nor multiplied with it.

/// Standard normal quantile of a two-sided interval of 95 %.
const Z: f64 = 1.959_963_984_540_054;

/// Answers of a spot survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recall {
    /// Remember it.
    pub remembers: u64,
    /// Do not.
    pub forgot: u64,
    /// Asked, and the answer is not known: in neither part of the share.
    pub unknown: u64,
}

/// A share with its interval of 95 %, each between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// Those who remember among those who answered.
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Recall {
    /// Everybody asked.
    #[must_use]
    pub const fn asked(self) -> u64 {
        self.remembers.saturating_add(self.forgot).saturating_add(self.unknown)
    }

    /// The share of those who remember, with Wilson's score interval (Wilson 1927; recommended by Brown, Cai and
    /// DasGupta 2001 for few answers and shares near 0 or 1). `None` when nobody answered.
    ///
    /// The interval holds for people drawn at random; of passers-by it says how few they were, and nothing more.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "answers of a survey are far below 2^52")]
    pub fn share(self) -> Option<Share> {
        let n = self.remembers.saturating_add(self.forgot) as f64;
        if n == 0.0 {
            return None;
        }
        let share = self.remembers as f64 / n;
        let centre = share + Z * Z / (2.0 * n);
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + Z * Z / n;
        let within = |end: f64| (end / whole).clamp(0.0, 1.0);
        Some(Share { share, low: within(centre - half), high: within(centre + half) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe, Statistics in Medicine 17 (1998), table I, method 3 (score without continuity correction).
    #[test]
    fn the_interval_is_that_of_the_worked_examples() {
        for (remembers, asked, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let recall = Recall { remembers, forgot: asked - remembers, unknown: 7 };
            let share = recall.share().unwrap();
            assert!((share.low - low).abs() < 5e-5 && (share.high - high).abs() < 5e-5, "{share:?}");
            assert!((share.share - remembers as f64 / asked as f64).abs() < 1e-12);
            assert_eq!(recall.asked(), asked + 7);
        }
    }

    #[test]
    fn nobody_answered_is_no_share() {
        assert_eq!(Recall { remembers: 0, forgot: 0, unknown: 12 }.share(), None);
    }
}
