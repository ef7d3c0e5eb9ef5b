//! The table: what, measured, the limit or goal beside it, and whether it holds.

/// Lines as they are measured.
pub(crate) struct Table {
    lines: Vec<[String; 4]>,
    load: String,
}

impl Table {
    pub(crate) fn begin() -> Self {
        Self { lines: Vec::new(), load: load_average() }
    }

    /// A figure that has a goal.
    pub(crate) fn goal(&mut self, what: &str, measured: String, beside: String, holds: bool) {
        let verdict = if holds { "holds" } else { "MISSED" };
        self.line(what, measured, beside, verdict);
    }

    /// A figure that is only known.
    pub(crate) fn known(&mut self, what: &str, measured: String, beside: &str) {
        self.line(what, measured, beside.to_owned(), "");
    }

    fn line(&mut self, what: &str, measured: String, beside: String, verdict: &str) {
        eprintln!("{what}: {measured} ({beside}) {verdict}");
        self.lines.push([what.to_owned(), measured, beside, verdict.to_owned()]);
    }

    pub(crate) fn print(&self) {
        println!("\nLoad average {} before, {} after.\n", self.load, load_average());
        println!("| what | measured | limit or goal of the run | |\n|---|---|---|---|");
        for [what, measured, beside, verdict] in &self.lines {
            println!("| {what} | {measured} | {beside} | {verdict} |");
        }
    }
}

fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Durations in order, asked for their quantiles.
pub(crate) struct Times(Vec<f64>);

impl Times {
    pub(crate) fn of(mut millis: Vec<f64>) -> Self {
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// Milliseconds below which a share of them lies.
    pub(crate) fn at(&self, share: f64) -> f64 {
        let place = (self.0.len().saturating_sub(1) as f64 * share).round() as usize;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn quantiles(&self) -> String {
        format!("p50 {:.2} ms, p99 {:.2} ms", self.at(0.5), self.at(0.99))
    }
}
