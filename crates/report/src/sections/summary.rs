//! The year in numbers: each with its code, none added to another.

use super::{cited, note, said, text};
use crate::document::{Block, Card, Section};
use crate::nouns::{Comparable, Figure, Kind, Report};
use danbe_charts::{Count, number};
use danbe_pages::{Arg, Say};

/// More would not be a summary.
const MOST: usize = 9;

pub(super) fn section(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(said(say, "report-summary-lead", report))];
    if report.figures.is_empty() {
        blocks.push(note(said(say, "report-summary-empty", report)));
    } else {
        let cards = report.figures.iter().take(MOST).map(|figure| card(say, figure)).collect();
        blocks.push(Block::Cards { cards });
        blocks.push(note(say.t("report-summary-no-sum")));
        let sentences: Vec<String> = report.figures.iter().filter_map(|figure| since(say, figure)).collect();
        if !sentences.is_empty() {
            blocks.push(Block::Heading { text: say.t("report-summary-before") });
            blocks.push(Block::Points { points: sentences });
        }
    }
    if let Some(returns) = &report.returns {
        let args = [("approved", Arg::Number(returns.approved)), ("expected", Arg::Number(returns.expected))];
        blocks.push(text(say.a("report-summary-returns", &args)));
    }
    let counts = [("doubts", Arg::Number(i64::try_from(report.doubts.len()).unwrap_or(i64::MAX)))];
    blocks.push(text(say.a("report-summary-doubts", &counts)));
    Section { id: "resume", title: said(say, "report-summary", report), blocks }
}

fn card(say: &Say, figure: &Figure) -> Card {
    let kind = say.t(match figure.kind {
        Kind::Counted => "report-kind-counted",
        Kind::Declared => "report-kind-declared",
        Kind::Reached => "report-kind-reached",
    });
    Card {
        value: figure.count.shown(),
        unit: figure.unit.clone(),
        label: figure.label.clone(),
        note: kind,
        code: format!("[{}]", cited(say, figure)),
    }
}

/// What became of a figure since the year before: a comparison only where there is one.
fn since(say: &Say, figure: &Figure) -> Option<String> {
    let before = figure.before.as_ref()?;
    let (Count::Known(now), Count::Known(then)) = (figure.count, before.count) else {
        return None;
    };
    let (label, now_shown, then_shown) = (figure.label.as_str(), number(now), number(then));
    let args =
        [("label", Arg::Text(label)), ("now", Arg::Text(&now_shown)), ("then", Arg::Text(&then_shown))];
    match &before.comparable {
        Comparable::No(why) => {
            let mut args = args.to_vec();
            args.push(("why", Arg::Text(why)));
            Some(say.a("report-since-no", &args))
        }
        Comparable::Yes => {
            let key = match now.cmp(&then) {
                std::cmp::Ordering::Less => "report-since-less",
                std::cmp::Ordering::Equal => "report-since-same",
                std::cmp::Ordering::Greater => "report-since-more",
            };
            Some(say.a(key, &args))
        }
    }
}
