//! Why two records were brought together, weight by weight: as text, and as a waterfall chart.

use crate::compare::{Comparer, MISSING, said};
use crate::learn::Weights;
use crate::rows::Lost;
use crate::table::Table;
use std::fmt::{self, Write};

/// One column's part.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Name of the column.
    pub column: String,
    /// Value of the first record, as it was compared.
    pub one: String,
    /// Value of the second.
    pub other: String,
    /// How they agree, in French.
    pub agreement: &'static str,
    /// Weight in bits: each adds or takes a factor of two.
    pub weight: f64,
}

/// A pair taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Ids of the two records.
    pub ids: (String, String),
    /// Where any two records start.
    pub prior: f64,
    /// Columns in order.
    pub lines: Vec<Line>,
    /// The sum: log₂ odds.
    pub total: f64,
}

impl Explanation {
    /// Takes a pair apart.
    ///
    /// # Errors
    /// Rows on a shelf that do not come back.
    pub fn of(table: &Table, weights: &Weights, one: u32, other: u32) -> Result<Self, Lost> {
        let mut records = [one, other];
        records.sort_unstable();
        table.rows.view(&records, |view| {
            let row = |record: u32| view.row(view.slot(record));
            Self::of_rows(table, weights, (one, row(one)), (other, row(other)))
        })
    }

    fn of_rows(table: &Table, weights: &Weights, (one, a): (u32, &[u32]), (other, b): (u32, &[u32])) -> Self {
        let pattern = Comparer::of(table).pattern(a, b);
        let line = |(column, kept): (usize, &crate::kind::Column)| {
            let (one, other) = (table.value(column, a).to_owned(), table.value(column, b).to_owned());
            // Both known and yet passed over: names that stand in each other's place count once.
            let counted = pattern.level(column) == MISSING && !one.is_empty() && !other.is_empty();
            let agreement =
                if counted { "compté avec le prénom" } else { said(kept.kind, pattern.level(column)) };
            let weight = weights.of_column(table, pattern, column, a);
            Line { column: kept.name.clone(), one, other, agreement, weight }
        };
        Self {
            ids: (table.id(one).to_owned(), table.id(other).to_owned()),
            prior: weights.prior,
            lines: table.columns().enumerate().map(line).collect(),
            total: weights.of(table, pattern, a),
        }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} et {}", self.ids.0, self.ids.1)?;
        writeln!(f, "  {:>7}  au départ, deux fiches prises au hasard", comma(self.prior))?;
        for line in &self.lines {
            writeln!(
                f,
                "  {:>7}  {:<14} {} / {} : {}",
                comma(line.weight),
                line.column,
                shown(&line.one),
                shown(&line.other),
                line.agreement
            )?;
        }
        let odds = self.total.exp2();
        let percent = if odds.is_infinite() { 100.0 } else { 100.0 * odds / (1.0 + odds) };
        let percent = format!("{percent:.2}").replace('.', ",");
        writeln!(f, "  {:>7}  au total : {percent} % que ce soit la même personne", comma(self.total))
    }
}

/// A weight as a French reader expects it: a sign, a comma.
fn comma(weight: f64) -> String {
    format!("{weight:+.1}").replace('.', ",").replace('-', "−")
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(inconnu)" } else { value }
}

/// The pair as an SVG picture: each column a step up or down from where any two records start.
#[must_use]
pub fn waterfall(pair: &Explanation) -> String {
    const LEFT: f64 = 300.0;
    const WIDE: f64 = 520.0;
    const STEP: f64 = 34.0;
    let mut reached = pair.prior;
    let mut steps = vec![("au départ".to_owned(), String::new(), 0.0, pair.prior)];
    for line in &pair.lines {
        let values = format!("{} / {} : {}", shown(&line.one), shown(&line.other), line.agreement);
        steps.push((line.column.clone(), values, reached, reached + line.weight));
        reached += line.weight;
    }
    steps.push(("au total".to_owned(), String::new(), 0.0, pair.total));
    let ends = || steps.iter().flat_map(|(_, _, from, to)| [*from, *to]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    let x = |weight: f64| LEFT + WIDE * (weight - low) / (high - low).max(1e-9);
    let height = 50.0 + STEP * f64::from(u32::try_from(steps.len()).unwrap_or(1));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 {height}\" role=\"img\" font-family=\"sans-serif\" \
         font-size=\"13\"><title>Pourquoi {} et {}</title><rect width=\"900\" height=\"{height}\" fill=\"#fff\"/>\
         <line x1=\"{zero:.1}\" x2=\"{zero:.1}\" y1=\"10\" y2=\"{bottom}\" stroke=\"#444\"/>\
         <text x=\"{zero:.1}\" y=\"{label}\" text-anchor=\"middle\">une chance sur deux</text>",
        escaped(&pair.ids.0),
        escaped(&pair.ids.1),
        zero = x(0.0),
        bottom = height - 30.0,
        label = height - 10.0,
    );
    let mut y = 14.0;
    for (name, values, from, to) in &steps {
        let (start, end) = (x(from.min(*to)), x(from.max(*to)));
        // Told apart by the sign too, not by colour alone.
        let fill = if to >= from { "#1b6e53" } else { "#a33b20" };
        let _ = write!(
            svg,
            "<text x=\"8\" y=\"{:.0}\" font-weight=\"bold\">{}</text><text x=\"8\" y=\"{:.0}\" font-size=\"10\" \
             fill=\"#444\">{}</text><rect x=\"{start:.1}\" y=\"{y:.0}\" width=\"{:.1}\" height=\"20\" fill=\"{fill}\"/>\
             <text x=\"{:.1}\" y=\"{:.0}\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            y + 10.0,
            escaped(name),
            y + 23.0,
            escaped(&values.chars().take(60).collect::<String>()),
            (end - start).max(1.0),
            end + 6.0,
            y + 15.0,
            comma(to - from),
        );
        y += STEP;
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
