//! What must be known beside the numbers: returns that lack, definitions that changed, doubts the data themselves raise.

use super::{Gathered, figures};
use danbe_charts::Count;
use danbe_figures::counts;
use danbe_figures::presumed::DEFINITION;
use danbe_pages::{Arg, Say, month_fr};
use danbe_report::{Change, Definition, Doubt, Figure, Kind, Returns};
use danbe_statistics::definitions::Written;
use danbe_statistics::register::Entry;
use danbe_statistics::returns::{Counted, ServiceYear, State, YearFigure};
use danbe_words::Month;

/// Of the months that were expected, those the committee approved, and who owes which.
pub(crate) fn returns(services: &[ServiceYear]) -> Option<Returns> {
    let all = || services.iter().flat_map(|service| service.months.iter().map(|(_, counted)| *counted));
    let count =
        |holds: fn(Counted) -> bool| i64::try_from(all().filter(|it| holds(*it)).count()).unwrap_or(i64::MAX);
    let expected = count(|it| it != Counted::NotYet);
    let approved = count(|it| matches!(it, Counted::Came { state: State::Committee, .. }));
    let missing = services.iter().filter_map(|service| {
        let owed: Vec<String> = service
            .months
            .iter()
            .filter(|(_, counted)| *counted == Counted::Missing)
            .map(|(month, _)| name(*month))
            .collect();
        (!owed.is_empty()).then(|| (service.service.name.clone(), owed.join(", ")))
    });
    (expected > 0).then(|| Returns { expected, approved, missing: missing.collect() })
}

fn name(month: Month) -> String {
    let whole = month_fr(month.year(), month.number());
    whole.split(' ').next().unwrap_or_default().to_owned()
}

fn written(gathered: &Gathered) -> impl Iterator<Item = &Written> {
    gathered.year.figures.iter().map(|figure| &figure.written)
}

/// Definitions that begin in the year.
pub(super) fn changes(say: &Say, gathered: &Gathered) -> Vec<Change> {
    let known: Vec<&Written> = written(gathered).collect();
    changed(say, &known, |from| from.year() == gathered.year.year)
}

/// Definitions that begin when asked: each breaks the series before it. Those without one before stand together.
pub(crate) fn changed(say: &Say, known: &[&Written], begins: impl Fn(Month) -> bool) -> Vec<Change> {
    let (new, next): (Vec<&Written>, Vec<&Written>) = known
        .iter()
        .copied()
        .filter(|it| begins(it.definition.from))
        .partition(|it| it.definition.version == 1);
    let names: Vec<&str> = new.iter().map(|it| it.definition.title.as_str()).collect();
    let new = (!new.is_empty()).then(|| Change {
        what: say.t("annual-change-new"),
        before: say.t("annual-change-none"),
        after: format!("{}.", names.join(", ")),
        effect: say.t("annual-change-new-effect"),
    });
    let change = |it: &Written| {
        let definition = &it.definition;
        let before = known
            .iter()
            .filter(|other| other.definition.code == definition.code)
            .filter(|other| other.definition.version < definition.version)
            .max_by_key(|other| other.definition.version);
        let month = month_fr(definition.from.year(), definition.from.number());
        Change {
            what: definition.title.clone(),
            before: before.map_or_else(|| say.t("annual-change-none"), |other| said(&other.definition)),
            after: said(definition),
            effect: say.a("annual-change-effect", &[("month", Arg::Text(&month))]),
        }
    };
    new.into_iter().chain(next.into_iter().map(change)).collect()
}

fn said(definition: &counts::Definition) -> String {
    format!("{}. {}.", definition.says.trim_end_matches('.'), definition.rule.trim_end_matches('.'))
}

/// A share of "inconnu" from which a figure says little about its parts: one in ten.
const UNKNOWN_SHARE: i64 = 10;

/// What the data say against themselves, each with what would settle it.
pub(super) fn doubts(say: &Say, gathered: &Gathered, figures: &[Figure]) -> Vec<Doubt> {
    let doubt = |about: &str, key: &str, args: &[(&str, Arg)]| Doubt {
        about: about.to_owned(),
        text: say.a(&format!("annual-doubt-{key}"), args),
        settled_by: say.t(&format!("annual-doubt-{key}-settled")),
    };
    let mut doubts = Vec::new();
    if figures.iter().any(|figure| figure.kind == Kind::Counted) {
        doubts.push(doubt(&say.t("annual-presumed"), "joining", &[]));
        if figures.iter().any(|figure| {
            figure.kind == Kind::Declared
                && figure.unit == self::figures::unit(say, danbe_words::Unit::Person)
        }) {
            doubts.push(doubt(&say.t("annual-doubt-overlap-about"), "overlap", &[]));
        }
    }
    if let Some(returns) = returns(&gathered.year.services).filter(|it| it.approved < it.expected) {
        let args = [
            ("missing", Arg::Number(returns.expected - returns.approved)),
            ("expected", Arg::Number(returns.expected)),
        ];
        doubts.push(doubt(&say.t("report-declared"), "returns", &args));
    }
    let kept = gathered.year.figures.iter().filter(|it| unpublished(gathered, it));
    let kept: Vec<&str> = kept.map(|it| it.written.definition.title.as_str()).collect();
    if !kept.is_empty() {
        let args = [("n", Arg::Number(i64::try_from(kept.len()).unwrap_or(i64::MAX)))];
        doubts.push(doubt(&kept.join(", "), "unpublished", &args));
    }
    for figure in figures {
        for breakdown in &figure.breakdowns {
            let unknown = breakdown.parts.last().and_then(|(_, count)| count.known());
            if let (Some(unknown), Count::Known(whole)) = (unknown, figure.count)
                && unknown > 0
                && unknown * UNKNOWN_SHARE >= whole
            {
                let args = [
                    ("unknown", Arg::Number(unknown)),
                    ("whole", Arg::Number(whole)),
                    ("by", Arg::Text(&breakdown.name)),
                ];
                doubts.push(doubt(cited(figure), "unknown", &args));
            }
            let hidden = breakdown.parts.iter().filter(|(_, count)| *count == Count::Hidden).count();
            if hidden > 0 {
                let args = [
                    ("n", Arg::Number(i64::try_from(hidden).unwrap_or(i64::MAX))),
                    ("by", Arg::Text(&breakdown.name)),
                ];
                doubts.push(doubt(cited(figure), "hidden", &args));
            }
        }
    }
    doubts
}

/// Whether the committee approved counts of a figure and published none.
fn unpublished(gathered: &Gathered, figure: &YearFigure) -> bool {
    let definition = &figure.written.definition;
    let same = |entry: &Entry| entry.definition.is_of(&definition.code, definition.version);
    figure.committee.total > 0 && !gathered.year.register.iter().any(same)
}

fn cited(figure: &Figure) -> &str {
    if figure.code.is_empty() { &figure.label } else { &figure.code }
}

/// The definitions behind what is printed: the figure counted from files, then those services type.
pub(super) fn definitions(say: &Say, gathered: &Gathered) -> Vec<Definition> {
    let mut found = Vec::new();
    if gathered.presumed.as_ref().is_some_and(|table| table.total() > 0) {
        found.push(Definition {
            code: figures::version(say, DEFINITION.code, DEFINITION.version),
            name: say.t("annual-presumed"),
            unit: figures::unit(say, danbe_words::Unit::Person),
            since: say.t("annual-presumed-since"),
            text: format!("{}. {}.", say.t("annual-presumed-says"), say.t("annual-presumed-rule")),
            breakdowns: Vec::new(),
        });
    }
    found.extend(written(gathered).map(|it| defined(say, it)));
    found
}

/// A definition as printed.
pub(crate) fn defined(say: &Say, written: &Written) -> Definition {
    let definition = &written.definition;
    let parts = definition.breakdowns.iter().map(|breakdown| {
        let names: Vec<&str> =
            breakdown.categories().iter().map(|category| category.label.as_str()).collect();
        format!("{} : {}.", breakdown.label, names.join(", "))
    });
    Definition {
        code: figures::version(say, &definition.code, definition.version),
        name: definition.title.clone(),
        unit: figures::unit(say, definition.unit),
        since: month_fr(definition.from.year(), definition.from.number()),
        text: said(definition),
        breakdowns: parts.collect(),
    }
}
