//! Numbers that are compared exactly: a telephone's, a document's. What was typed stays as typed in the sealed answer;
//! what is compared is written here in one way, so that spaces and signs make no difference.
//!
//! A crate that knows every country's plan weighs more than a phone's whole first program (its tables alone), so only two
//! rules are applied, both of ITU-T E.164: a number that opens with `+` or `00` says its country, and none is longer than
//! fifteen digits. Any other number is taken as one of [`COUNTRY`], and the form says so.

use danbe_linkage::fold::fold;

/// The country of a number that names none: Mali (ITU-T E.164). The hint of the question says it.
pub const COUNTRY: &str = "223";

/// Most digits of a telephone number (ITU-T E.164), country included.
const DIGITS: usize = 15;
/// Longest document number that is compared, in letters and digits.
const SIGNS: usize = 40;

/// A telephone number as it is compared, digits alone, country first; `None` when it is not one.
#[must_use]
pub fn telephone(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for sign in typed.trim().trim_start_matches('+').chars() {
        match digit(sign) {
            Some(digit) => digits.push(digit),
            None if sign.is_whitespace() || "-./()\u{2010}\u{2011}\u{2013}".contains(sign) => {}
            None => return None,
        }
    }
    let told = typed.trim().starts_with('+');
    let whole = match digits.strip_prefix("00") {
        Some(rest) if !told => rest.to_owned(),
        _ if told || digits.is_empty() => digits,
        _ => format!("{COUNTRY}{digits}"),
    };
    (1..=DIGITS).contains(&whole.len()).then_some(whole)
}

/// A document's number as it is compared, letters and digits alone, small; `None` when there are none, or too many.
#[must_use]
pub fn document(typed: &str) -> Option<String> {
    let signs = fold(typed);
    let plain: String =
        signs.chars().filter(|sign| *sign != ' ').map(|sign| digit(sign).unwrap_or(sign)).collect();
    (1..=SIGNS).contains(&plain.chars().count()).then_some(plain)
}

/// A digit as it is written in French, in Arabic (both ways) or in N'Ko.
fn digit(sign: char) -> Option<char> {
    ['0', '٠', '۰', '߀'].into_iter().find_map(|zero| {
        let value = u32::from(sign).checked_sub(u32::from(zero)).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_telephone_is_written_in_many_ways() {
        for typed in [
            "76 12 34 56",
            "76123456",
            "76-12-34-56",
            "76.12.34.56",
            "(76) 12 34 56",
            " 76/123456 ",
            "+223 76 12 34 56",
            "00223 76 12 34 56",
            "+22376123456",
            "٧٦١٢٣٤٥٦",
            "۷۶ ۱۲ ۳۴ ۵۶",
            "߇߆߁߂߃߄߅߆",
        ] {
            assert_eq!(telephone(typed).as_deref(), Some("22376123456"), "{typed}");
        }
        assert_eq!(telephone("+225 07 07 07 07 07").as_deref(), Some("2250707070707"));
        assert_ne!(telephone("+33 1 23 45 67 89"), telephone("1 23 45 67 89"));
    }

    #[test]
    fn what_is_no_telephone_is_said() {
        for typed in ["", "+", "00", "chez sa tante", "76 12 34 5x", "+1234567890123456"] {
            assert_eq!(telephone(typed), None, "{typed}");
        }
    }

    #[test]
    fn one_document_is_written_in_many_ways() {
        for typed in ["A 123-456/b", "a123456B", "A.123.456.B", "A ١٢٣٤٥٦ b"] {
            assert_eq!(document(typed).as_deref(), Some("a123456b"), "{typed}");
        }
        assert_eq!(document("n° "), Some("n".to_owned()));
        assert_eq!(document(" -- "), None);
        assert_eq!(document(&"9".repeat(41)), None);
    }

    proptest! {
        #[test]
        fn nothing_typed_breaks_them_and_written_again_they_are_the_same(typed in any::<String>()) {
            if let Some(plain) = telephone(&typed) {
                prop_assert_eq!(telephone(&format!("+{plain}")), Some(plain));
            }
            if let Some(plain) = document(&typed) {
                prop_assert_eq!(document(&plain), Some(plain));
            }
        }
    }
}
