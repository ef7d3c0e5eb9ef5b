//! What a reader needs to check the report: what changed, doubts, definitions, the register, the method.

use super::{cited, note, plain, said, text, words};
use crate::document::{Block, Cell, Section};
use crate::nouns::{Change, Definition, Report};
use danbe_pages::{Arg, Say};

pub(super) fn changes(say: &Say, caption: String, changes: &[Change]) -> Section {
    let mut blocks = vec![text(say.t("report-changes-lead"))];
    if changes.is_empty() {
        blocks.push(note(say.t("report-changes-none")));
    } else {
        let heads =
            ["report-what", "report-was", "report-is", "report-effect"].map(|key| say.t(key)).to_vec();
        let rows = changes
            .iter()
            .map(|it| [&it.what, &it.before, &it.after, &it.effect].map(words).to_vec())
            .collect();
        blocks.push(Block::Table(plain("changements", caption, heads, &[2, 3, 3, 3], rows)));
    }
    Section { id: "ce-qui-a-change", title: say.t("report-changes"), blocks }
}

pub(super) fn doubts(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(say.t("report-doubts-lead"))];
    if report.doubts.is_empty() {
        blocks.push(note(say.t("report-doubts-none")));
    } else {
        let heads = ["report-about", "report-doubt", "report-settled"].map(|key| say.t(key)).to_vec();
        let rows = report
            .doubts
            .iter()
            .map(|it| [&it.about, &it.text, &it.settled_by].map(words).to_vec())
            .collect();
        blocks.push(Block::Table(plain("doutes", say.t("report-doubts-caption"), heads, &[2, 4, 3], rows)));
    }
    Section { id: "doutes", title: say.t("report-doubts"), blocks }
}

pub(super) fn definitions(say: &Say, definitions: &[Definition]) -> Section {
    let mut blocks = vec![text(say.t("report-definitions-lead"))];
    if definitions.is_empty() {
        blocks.push(note(say.t("report-definitions-none")));
    }
    for definition in definitions {
        let (code, since) = (Arg::Text(&definition.code), Arg::Text(&definition.since));
        let unit = Arg::Text(&definition.unit);
        blocks.push(Block::Heading { text: definition.name.clone() });
        blocks.push(text(definition.text.clone()));
        let mut points =
            vec![say.a("report-definition-line", &[("code", code), ("since", since), ("unit", unit)])];
        points.extend(definition.breakdowns.iter().cloned());
        blocks.push(Block::Points { points });
    }
    Section { id: "definitions", title: say.t("report-definitions"), blocks }
}

pub(super) fn register(say: &Say, report: &Report) -> Section {
    let mut blocks = vec![text(say.t("report-register-lead"))];
    if report.figures.is_empty() {
        blocks.push(note(said(say, "report-none", report)));
    } else {
        let heads = [
            "report-code",
            "report-number",
            "report-unit",
            "report-figure",
            "report-definition-and-source",
            "report-checkpoint",
            "report-approved-by",
        ];
        let rows = report
            .figures
            .iter()
            .map(|it| {
                let checkpoint = it.checkpoint.map_or_else(
                    || say.t("report-typed"),
                    |size| {
                        say.a(
                            "report-checkpoint-n",
                            &[("n", Arg::Number(i64::try_from(size).unwrap_or(i64::MAX)))],
                        )
                    },
                );
                vec![
                    words(cited(say, it)),
                    Cell::Count(it.count),
                    words(&it.unit),
                    words(format!("{}, {}", it.label, it.period)),
                    words(format!("{} ; {}", it.definition, it.source)),
                    words(checkpoint),
                    words(&it.approved),
                ]
            })
            .collect();
        let caption = said(say, "report-register-caption", report);
        let heads = heads.map(|key| say.t(key)).to_vec();
        blocks.push(Block::Table(plain("registre", caption, heads, &[20, 9, 12, 20, 20, 11, 16], rows)));
    }
    blocks.push(Block::Heading { text: say.t("report-corrections") });
    blocks.push(corrections(say, report));
    Section { id: "registre", title: say.t("report-register"), blocks }
}

fn corrections(say: &Say, report: &Report) -> Block {
    let rows: Vec<Vec<Cell>> = report
        .figures
        .iter()
        .flat_map(|figure| figure.corrections.iter().map(move |correction| (figure, correction)))
        .map(|(figure, correction)| {
            vec![
                words(&figure.code),
                words(&correction.on),
                Cell::Count(correction.from),
                Cell::Count(figure.count),
                words(&correction.why),
            ]
        })
        .collect();
    if rows.is_empty() {
        return text(say.t("report-corrections-none"));
    }
    let heads =
        ["report-code", "report-on", "report-was", "report-is", "report-why"].map(|key| say.t(key)).to_vec();
    Block::Table(plain("corrections", say.t("report-corrections-caption"), heads, &[3, 3, 2, 2, 6], rows))
}

pub(super) fn method(say: &Say, report: &Report) -> Section {
    let points =
        |keys: &[&str]| Block::Points { points: keys.iter().map(|key| said(say, key, report)).collect() };
    let blocks = vec![
        text(say.t("report-method-lead")),
        points(&[
            "report-method-units",
            "report-method-kinds",
            "report-method-unknown",
            "report-method-percent",
            "report-method-hidden",
            "report-method-past",
        ]),
        Block::Heading { text: say.t("report-check") },
        points(&[
            "report-check-code",
            "report-check-recount",
            "report-check-ledger",
            "report-check-workbook",
        ]),
        Block::Heading { text: say.t("report-cannot") },
        points(&["report-cannot-all", "report-cannot-trend", "report-cannot-region"]),
    ];
    Section { id: "methode", title: say.t("report-method"), blocks }
}
