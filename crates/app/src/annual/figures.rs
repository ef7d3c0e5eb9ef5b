//! Figures: entries of the register as published, and persons counted from files through the same gate.

use super::{Gathered, day, shut};
use danbe_charts::Count;
use danbe_figures::counts::{
    Breakdown as Partition, Definition, Drafted, Figure as Counted, RECALL, Recall, UNKNOWN,
};
use danbe_figures::gate;
use danbe_figures::presumed::{DEFINITION, Group, Table};
use danbe_pages::{Arg, Say};
use danbe_report::{Before, Breakdown, Comparable, Correction, Figure, Kind, Reach, Survey};
use danbe_statistics::joining::Statement;
use danbe_statistics::register::Entry;
use danbe_words::{Month, Problem, ServiceKind, Stage, Unit};

/// Persons counted from files first, then the register's entries that stand, in the order of what they count.
pub(super) fn all(say: &Say, gathered: &Gathered) -> Result<Vec<Figure>, Problem> {
    let mut figures: Vec<Figure> = presumed(say, gathered)?.into_iter().collect();
    let mut standing: Vec<&Entry> =
        gathered.year.register.iter().filter(|it| it.corrected_by.is_none()).collect();
    standing.retain(|entry| entry.period == format!("{:04}", gathered.year.year));
    standing.sort_by_key(|entry| order(&entry.definition));
    figures.extend(standing.into_iter().map(|entry| published(say, gathered, entry)));
    Ok(figures)
}

/// Persons before files, files before sessions; then by title.
fn order(definition: &Definition) -> (usize, bool, String) {
    let place = Unit::ALL.iter().position(|unit| *unit == definition.unit).unwrap_or(usize::MAX);
    let people = definition.unit != Unit::Person;
    (if people { place + 1 } else { 0 }, definition.stage.is_none(), definition.title.clone())
}

pub(crate) fn unit(say: &Say, unit: Unit) -> String {
    say.t(&format!("annual-unit-{}", unit.code()))
}

pub(crate) fn version(say: &Say, code: &str, version: u16) -> String {
    say.a("annual-version", &[("code", Arg::Text(code)), ("version", Arg::Number(i64::from(version)))])
}

pub(super) fn wide(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn count(number: Option<u64>) -> Count {
    number.map_or(Count::Hidden, |number| Count::Known(wide(number)))
}

const fn kind(unit: Unit) -> Kind {
    match unit {
        Unit::Session | Unit::Participant | Unit::Listener | Unit::Respondent => Kind::Reached,
        Unit::File | Unit::Person | Unit::Event => Kind::Declared,
    }
}

fn published(say: &Say, gathered: &Gathered, entry: &Entry) -> Figure {
    let definition = &entry.definition;
    let breakdown = |it: &Partition| Breakdown {
        name: lowered(&it.label),
        parts: it
            .categories()
            .iter()
            .map(|category| (category.label.clone(), count(entry.cell(&it.code, &category.code))))
            .collect(),
    };
    let made =
        [("returns", Arg::Number(wide(entry.returns))), ("services", Arg::Number(wide(entry.services)))];
    let approved = [("by", Arg::Text(&entry.by)), ("on", Arg::Text(&day(entry.at)))];
    Figure {
        code: entry.code.clone(),
        kind: kind(definition.unit),
        label: definition.title.clone(),
        count: count(entry.total()),
        unit: unit(say, definition.unit),
        period: say.a("annual-period", &[("period", Arg::Text(&entry.period))]),
        definition: version(say, &definition.code, definition.version),
        source: say.a("annual-source", &made),
        checkpoint: Some(entry.as_of),
        approved: say.a("annual-approved", &approved),
        breakdowns: definition.breakdowns.iter().map(breakdown).collect(),
        corrections: corrections(gathered, entry),
        before: before(say, gathered, entry),
        reach: (definition.unit == Unit::Listener).then(|| reach(gathered, entry)),
        beside: Vec::new(),
    }
}

/// The rule a reach was counted by, and the spot survey published beside it.
fn reach(gathered: &Gathered, entry: &Entry) -> Reach {
    let checks = |it: &&Entry| {
        let measures = it.definition.measures.as_ref();
        it.corrected_by.is_none()
            && it.period == entry.period
            && measures.is_some_and(|code| *code == entry.definition.code)
    };
    let survey = |it: &Entry| {
        let cell = |category| it.cell(RECALL, category);
        let recall = match (cell("remembers"), cell("forgot"), cell(UNKNOWN)) {
            (Some(remembers), Some(forgot), Some(unknown)) => Some(Recall { remembers, forgot, unknown }),
            _ => None,
        };
        Survey {
            code: it.code.clone(),
            rule: it.definition.rule.clone(),
            asked: count(it.total()),
            remembers: count(cell("remembers")),
            share: recall.and_then(Recall::share).map(|it| [it.share, it.low, it.high].map(tenths)),
        }
    };
    Reach {
        rule: entry.definition.rule.clone(),
        surveys: gathered.year.register.iter().filter(checks).map(survey).collect(),
    }
}

/// A share in tenths of a percent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
fn tenths(share: f64) -> u32 {
    (share * 1000.0).round() as u32
}

/// Every entry it replaces, the newest first; the reason stands on the one that replaces.
fn corrections(gathered: &Gathered, entry: &Entry) -> Vec<Correction> {
    let entries = &gathered.year.register;
    let mut found = Vec::new();
    let mut here = entry;
    while let Some(earlier) =
        here.corrects.as_ref().and_then(|code| entries.iter().find(|it| it.code == *code))
    {
        found.push(Correction { on: day(here.at), from: count(earlier.total()), why: here.reason.clone() });
        here = earlier;
        if found.len() > entries.len() {
            break;
        }
    }
    found
}

/// The year before under the same definition and version; or what was published of it elsewhere, not comparable.
fn before(say: &Say, gathered: &Gathered, entry: &Entry) -> Option<Before> {
    let definition = &entry.definition;
    let figure = gathered
        .year
        .figures
        .iter()
        .find(|it| it.written.definition.is_of(&definition.code, definition.version))?;
    if let Some(count) = figure.year_before {
        return Some(Before { count: Count::Known(count), comparable: Comparable::Yes });
    }
    let earlier = gathered
        .year
        .published
        .iter()
        .flat_map(|series| series.values.iter().map(move |value| (series, value)));
    let beside =
        earlier.filter(|(_, value)| value.year == gathered.year.year - 1 && value.category.is_empty());
    let mut beside = beside
        .filter(|(_, value)| value.definition.as_ref().is_some_and(|(code, _)| *code == definition.code));
    let (series, value) = beside.next()?;
    let why = say.a("annual-elsewhere", &[("source", Arg::Text(&series.source))]);
    Some(Before { count: Count::Known(value.number?), comparable: Comparable::No(why) })
}

/// Men, women, children, and the rest: adults of unknown sex together with persons of unknown age.
const GROUPS: [(&str, &[Group]); 4] = [
    ("men", &[Group::Men]),
    ("women", &[Group::Women]),
    ("children", &[Group::Children]),
    ("unknown", &[Group::AdultsOfUnknownSex, Group::AgeUnknown]),
];

/// Persons presumed, by group alone: by sex as well, the difference of two tables would tell boys from men.
fn presumed(say: &Say, gathered: &Gathered) -> Result<Option<Figure>, Problem> {
    let Some(table) = gathered.presumed.as_ref().filter(|table| table.total() > 0) else {
        return Ok(None);
    };
    let definition = like_a_typed_one(say)?;
    let own = gate::official(&definition, &in_groups(&definition, table)).map_err(shut)?;
    let published = gathered.year.register.iter().filter(|it| it.corrected_by.is_none());
    let cells: Vec<(&Definition, Vec<gate::Cell>)> =
        published.map(|entry| (&entry.definition, entry.gate_cells())).collect();
    let said: Vec<gate::Said> =
        cells.iter().map(|(definition, cells)| gate::Said { definition, cells }).collect();
    let nothing = gate::Official::default();
    // beside what was published, even the total may say too much: then nothing of it is printed
    let official = gate::beside(&definition, own, &said).unwrap_or(nothing);
    let shown = |breakdown: &str, category: &str| {
        let found = official.cells.iter().find(|(b, c, _)| b == breakdown && c == category);
        count(found.and_then(|(_, _, number)| *number))
    };
    let breakdown = |it: &Partition| Breakdown {
        name: lowered(&it.label),
        parts: it.categories().iter().map(|c| (c.label.clone(), shown(&it.code, &c.code))).collect(),
    };
    let year = gathered.year.year.to_string();
    Ok(Some(Figure {
        code: String::new(),
        kind: Kind::Counted,
        label: definition.title.clone(),
        count: shown("", ""),
        unit: unit(say, Unit::Person),
        period: say.a("annual-period-contact", &[("period", Arg::Text(&year))]),
        definition: version(say, DEFINITION.code, DEFINITION.version),
        source: say.t("annual-source-events"),
        checkpoint: Some(table.as_of()),
        approved: say.t("annual-recountable"),
        breakdowns: definition.breakdowns.iter().map(breakdown).collect(),
        corrections: Vec::new(),
        before: None,
        reach: None,
        beside: beside(say, gathered, shown("", "")),
    }))
}

/// What is known of joining, behind the gate of the figure: a hidden figure stays hidden, and so does a small number of
/// persons joined.
fn beside(say: &Say, gathered: &Gathered, figure: Count) -> Vec<(String, String)> {
    let Some(beside) = &gathered.beside else { return Vec::new() };
    let [(pseudonyms, _), (joins, joined), (matches, open), absent] = beside.lines(say);
    let small = |number: u64| number > 0 && number < gate::MIN_CELL;
    let behind = |number: Option<u64>, shown: String| {
        if number.is_some_and(small) { Count::Hidden.shown() } else { shown }
    };
    let found = beside.statement.as_ref();
    vec![
        (pseudonyms, figure.shown()),
        (joins, behind(found.map(|it| it.joined), joined)),
        (matches, behind(found.map(Statement::open), open)),
        absent,
    ]
}

/// The definition of the counted figure in the form the gate knows.
pub(super) fn like_a_typed_one(say: &Say) -> Result<Definition, Problem> {
    let title = say.t("annual-presumed");
    let drafted = Drafted {
        title: &title,
        unit: Unit::Person,
        stage: Some(Stage::Presumed),
        says: &say.t("annual-presumed-says"),
        rule: &say.t("annual-presumed-rule"),
        breakdowns: "groupe",
        kinds: ServiceKind::ALL.to_vec(),
        from: Month::new(2024, 1).ok_or(Problem::StoreDown)?,
        measures: "",
        agenda: None,
    };
    Definition::meant(&drafted, DEFINITION.code, DEFINITION.version).map_err(shut)
}

fn in_groups(definition: &Definition, table: &Table) -> Counted {
    let mut figure = Counted::nothing(definition);
    figure.total = table.total();
    let counts = table.by_group();
    for (category, groups) in GROUPS {
        let own = counts.iter().filter(|(group, _)| groups.contains(group));
        figure.take("group", category, own.map(|(_, count)| count).sum());
    }
    figure
}

/// A name inside a sentence.
pub(crate) fn lowered(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
