//! Numbers as French writes them.

/// Between thousands: a narrow space where no line may break.
const NARROW: char = '\u{202f}';

/// A whole number: `5 481`.
#[must_use]
pub fn number(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::with_capacity(digits.len() + 8);
    shown.extend((number < 0).then_some('−'));
    for (place, digit) in digits.chars().enumerate() {
        shown.extend((place > 0 && (digits.len() - place).is_multiple_of(3)).then_some(NARROW));
        shown.push(digit);
    }
    shown
}

/// A part of a whole, computed and never typed, to a tenth: `53,6 %`. A whole of zero has no parts: `–`.
#[must_use]
pub fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 || part < 0 {
        return "–".to_owned();
    }
    let (part, whole) = (i128::from(part), i128::from(whole));
    let tenths = (part * 2_000 + whole) / (whole * 2);
    format!("{},{}{NARROW}%", tenths / 10, tenths % 10)
}

/// A step of an axis and how many: at most `most` steps of 1, 2 or 5 times a power of ten, up to the largest.
pub(crate) fn steps(largest: i64, most: i64) -> (i64, i64) {
    let mut step = 1_i64;
    let mut turn = 0;
    while largest > step.saturating_mul(most) {
        step = if turn % 3 == 1 { step / 2 * 5 } else { step.saturating_mul(2) };
        turn += 1;
    }
    (step, (largest.max(1) - 1) / step + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_parts_are_french() {
        assert_eq!(number(36_000), "36\u{202f}000");
        assert_eq!(number(-5), "−5");
        assert_eq!(percent(337, 629), "53,6\u{202f}%");
        assert_eq!(percent(1, 8), "12,5\u{202f}%");
        assert_eq!(percent(2, 3), "66,7\u{202f}%");
        assert_eq!(percent(0, 0), "–");
    }

    #[test]
    fn an_axis_has_few_round_steps() {
        for (largest, expected) in [
            (0, (1, 1)),
            (4, (1, 4)),
            (5, (1, 5)),
            (629, (200, 4)),
            (5_481, (2_000, 3)),
            (36_000, (10_000, 4)),
            (7, (2, 4)),
            (21, (5, 5)),
        ] {
            assert_eq!(steps(largest, 5), expected, "{largest}");
        }
        assert!(steps(i64::MAX, 5).0 > 0);
    }
}
