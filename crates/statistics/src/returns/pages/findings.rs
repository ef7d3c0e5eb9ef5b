//! What the checks found, as sentences: the numbers, and what would repair them.

use crate::returns::Unread;
use danbe_figures::counts::{Finding, Weight, Wrong};
use danbe_pages::{Arg, Markup, Say, html, number_fr};
use danbe_words::Unit;

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// `291 + 113 = 404`, or the one number there is.
fn sum(counts: &[u64]) -> String {
    let given: Vec<String> = counts.iter().map(|count| number_fr(number(*count))).collect();
    let total = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
    match given.len() {
        0 => "0".to_owned(),
        1 => number_fr(number(total)),
        _ => format!("{} = {}", given.join(" + "), number_fr(number(total))),
    }
}

fn units(say: &Say, unit: Unit, count: u64) -> String {
    say.a(&format!("units-{unit}"), &[("n", Arg::Number(number(count)))])
}

/// Tenths of a percent: `53,6`.
fn tenths(tenths: u32) -> String {
    if tenths.is_multiple_of(10) {
        format!("{}", tenths / 10)
    } else {
        format!("{},{}", tenths / 10, tenths % 10)
    }
}

/// One finding about a figure counted in `unit`.
#[must_use]
pub fn finding_fr(say: &Say, unit: Unit, finding: &Finding) -> String {
    let n = |count: &u64| Arg::Number(number(*count));
    match &finding.wrong {
        Wrong::Nothing => say.t("finding-nothing"),
        Wrong::NoTotal { sum } => say.a("finding-no-total", &[("sum", n(sum))]),
        Wrong::PartsBelow { breakdown, counts, total } => {
            let made = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
            let missing = total.saturating_sub(made);
            let args = [
                ("sum", Arg::Text(&sum(counts))),
                ("total", n(total)),
                ("missing", n(&missing)),
                ("units", Arg::Text(&units(say, unit, missing))),
                ("breakdown", Arg::Text(breakdown)),
            ];
            say.a("finding-parts-below", &args)
        }
        Wrong::PartsAbove { breakdown, counts, total } => {
            let made = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
            let excess = made.saturating_sub(*total);
            let args = [
                ("sum", Arg::Text(&sum(counts))),
                ("total", n(total)),
                ("excess", n(&excess)),
                ("breakdown", Arg::Text(breakdown)),
            ];
            say.a("finding-parts-above", &args)
        }
        Wrong::NoUnit { total } => say.a("finding-no-unit", &[("total", n(total))]),
        Wrong::OtherUnit { total, said, expected } => {
            let args = [
                ("total", n(total)),
                ("said", Arg::Text(&units(say, *said, *total))),
                ("expected", Arg::Text(&units(say, *expected, 2))),
            ];
            say.a("finding-other-unit", &args)
        }
        Wrong::NotPeople { total, unit, counts } => {
            let args = [
                ("total", n(total)),
                ("said", Arg::Text(&units(say, *unit, *total))),
                ("sum", Arg::Text(&sum(counts))),
            ];
            say.a("finding-not-people", &args)
        }
        Wrong::Percent { category, count, total, printed, right } => {
            let args = [
                ("category", Arg::Text(category)),
                ("count", n(count)),
                ("total", n(total)),
                ("printed", Arg::Text(&tenths(*printed))),
                ("right", Arg::Text(&tenths(*right))),
            ];
            say.a("finding-percent", &args)
        }
        Wrong::Jump { period, before, now } => {
            say.a("finding-jump", &[("period", Arg::Text(period)), ("before", n(before)), ("now", n(now))])
        }
        Wrong::Elsewhere { source, other, now } => {
            say.a("finding-elsewhere", &[("source", Arg::Text(source)), ("other", n(other)), ("now", n(now))])
        }
        Wrong::Twice(twice) => {
            let args = [
                ("reference", Arg::Text(&twice.reference)),
                ("count", n(&twice.count)),
                ("service", Arg::Text(&twice.service)),
                ("other", n(&twice.other)),
            ];
            say.a("finding-twice", &args)
        }
        Wrong::OperationAbove { reference, count, total } => {
            let args = [("reference", Arg::Text(reference)), ("count", n(count)), ("total", n(total))];
            say.a("finding-operation-above", &args)
        }
        Wrong::NobodyCounts { reference, count } => {
            say.a("finding-nobody-counts", &[("reference", Arg::Text(reference)), ("count", n(count))])
        }
    }
}

/// A field that does not read.
#[must_use]
pub fn unread_fr(say: &Say, unread: &Unread) -> String {
    let typed: String = unread.typed.chars().take(40).collect();
    say.a(&format!("unread-{}", unread.reason), &[("typed", Arg::Text(&typed))])
}

/// Findings as a list: what is refused, then what is asked about, each with the title of its figure and its field.
#[must_use]
pub fn findings_list(say: &Say, lines: &[(Weight, String, String)]) -> Markup {
    let of = |weight: Weight| lines.iter().filter(move |line| line.0 == weight).collect::<Vec<_>>();
    html! {
        @for (weight, key) in [(Weight::Refused, "findings-refused"), (Weight::Asked, "findings-asked")] {
            @let own = of(weight);
            @if !own.is_empty() {
                div.errors role="alert" tabindex="-1" {
                    h2 { (say.t(key)) }
                    ul { @for (_, field, sentence) in own { li { a href={ "#" (field) } { (sentence) } } } }
                }
            }
        }
    }
}
