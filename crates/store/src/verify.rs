//! The ledger checked from the outside: every line, every event, every checkpoint, with nothing believed.
//!
//! Works on a database alone, without a server; the key is the installation's public one, or better the one
//! a device or a witness kept. What is wrong is reported with its index.

use crate::conn::Reading;
use crate::ledger::signed;
use crate::{row, rows};
use danbe_vault::frontier::{Frontier, leaf_place};
use danbe_vault::{Checkpoint, VerifyingKey, event_digest, leaf_hash};
use danbe_words::{Event, Line, Problem};
use std::collections::HashMap;
use std::fmt;

/// What does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The line is not there.
    LineMissing,
    /// The line is not the one that was taken into the tree.
    LineChanged,
    /// The line is no line.
    LineUnreadable,
    /// Time runs backwards between this line and the one before.
    TimeBackwards,
    /// The event is not there, and no signed removal says why.
    EventMissing,
    /// The event is not the one the line proves.
    EventChanged,
    /// The checkpoint of this size is not signed by the key.
    CheckpointSignature,
    /// The lines up to this size do not give the root that was signed.
    CheckpointRoot,
    /// There are lines beyond the last checkpoint.
    LineUnsealed,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LineMissing => "ligne absente",
            Self::LineChanged => "ligne modifiée ou déplacée",
            Self::LineUnreadable => "ligne illisible",
            Self::TimeBackwards => "heure qui recule",
            Self::EventMissing => "événement absent",
            Self::EventChanged => "événement modifié",
            Self::CheckpointSignature => "point de contrôle non signé par la clé",
            Self::CheckpointRoot => "les lignes ne donnent pas la racine signée à cette taille",
            Self::LineUnsealed => "ligne au-delà du dernier point de contrôle",
        })
    }
}

/// One thing that does not hold, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Index of the line, or size of the checkpoint.
    pub index: u64,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What the verification found.
#[derive(Debug, Default)]
pub struct LedgerReport {
    /// Lines read.
    pub lines: u64,
    /// Checkpoints read.
    pub checkpoints: u64,
    /// Root over everything read, hexadecimal.
    pub root: String,
    /// What does not hold, in order.
    pub findings: Vec<Finding>,
}

impl LedgerReport {
    fn find(&mut self, index: u64, wrong: Wrong) {
        self.findings.push(Finding { index, wrong });
    }
}

/// Lines read at a time.
const PAGE: i64 = 2_000;

type Row = (i64, String, Option<String>, Option<Vec<u8>>);

/// Verifies lines, events and checkpoints up to `until` lines (all when `None`), and hands every event that
/// holds to `hear`, in order.
///
/// # Errors
/// The database's failure; what does not hold is in the report, not an error.
pub async fn verify(
    conn: &mut Reading,
    key: &VerifyingKey,
    origin: &str,
    until: Option<u64>,
    mut hear: impl FnMut(u64, &Line, &Event),
) -> Result<LedgerReport, Problem> {
    let mut report = LedgerReport::default();
    let last = row!(conn, (i64,), "SELECT size FROM ledger_checkpoint ORDER BY size DESC LIMIT 1")?;
    let sealed = last.map_or(0, |(size,)| size.unsigned_abs());
    let size = until.unwrap_or(sealed).min(sealed);
    if until.is_none() {
        let extra =
            rows!(conn, (i64,), "SELECT idx FROM ledger_line WHERE idx >= $1 ORDER BY idx", signed(size))?;
        extra.iter().for_each(|(idx,)| report.find(idx.unsigned_abs(), Wrong::LineUnsealed));
    }
    let mut frontier = Frontier::default();
    let mut time = i64::MIN;
    let mut from = 0;
    while from < size {
        let to = (from + PAGE.unsigned_abs()).min(size);
        let mut page = page_of(conn, from, to).await?;
        let mut notes = notes_of(conn, from, to).await?;
        for index in from..to {
            match page.remove(&index) {
                Some(row) => check_line(&mut report, &mut frontier, &mut time, index, row, &mut hear),
                None => {
                    report.find(index, Wrong::LineMissing);
                    frontier.push(leaf_hash(b""));
                }
            }
            if let Some(note) = notes.remove(&(index + 1)) {
                check_note(&mut report, &frontier, index + 1, &note, key, origin);
            }
        }
        from = to;
    }
    report.lines = size;
    report.root = frontier.root().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(report)
}

async fn page_of(conn: &mut Reading, from: u64, to: u64) -> Result<HashMap<u64, Row>, Problem> {
    let lines = rows!(
        conn,
        (i64, String, Option<String>),
        "SELECT l.idx, l.text, e.text FROM ledger_line l LEFT JOIN ledger_event e ON e.idx = l.idx
         WHERE l.idx >= $1 AND l.idx < $2",
        signed(from),
        signed(to)
    )?;
    let nodes = rows!(
        conn,
        (i64, Vec<u8>),
        "SELECT idx, hash FROM ledger_node WHERE idx >= $1 AND idx <= $2",
        signed(leaf_place(from)),
        signed(leaf_place(to))
    )?;
    let mut nodes: HashMap<i64, Vec<u8>> = nodes.into_iter().collect();
    Ok(lines
        .into_iter()
        .map(|(idx, line, event)| {
            let index = idx.unsigned_abs();
            (index, (idx, line, event, nodes.remove(&signed(leaf_place(index)))))
        })
        .collect())
}

async fn notes_of(conn: &mut Reading, from: u64, to: u64) -> Result<HashMap<u64, String>, Problem> {
    let notes = rows!(
        conn,
        (i64, String),
        "SELECT size, note FROM ledger_checkpoint WHERE size > $1 AND size <= $2",
        signed(from),
        signed(to)
    )?;
    Ok(notes.into_iter().map(|(size, note)| (size.unsigned_abs(), note)).collect())
}

fn check_line(
    report: &mut LedgerReport,
    frontier: &mut Frontier,
    time: &mut i64,
    index: u64,
    (_, text, event, node): Row,
    hear: &mut impl FnMut(u64, &Line, &Event),
) {
    let leaf = leaf_hash(text.as_bytes());
    frontier.push(leaf);
    if node.as_deref() != Some(&leaf[..]) {
        report.find(index, Wrong::LineChanged);
    }
    let Some(line) = Line::parse(&text) else { return report.find(index, Wrong::LineUnreadable) };
    if line.at.0 < *time {
        report.find(index, Wrong::TimeBackwards);
    }
    *time = line.at.0;
    let Some(event) = event else { return report.find(index, Wrong::EventMissing) };
    let digest: String = event_digest(&event).iter().map(|byte| format!("{byte:02x}")).collect();
    match serde_json::from_str::<Event>(&event) {
        Ok(read) if digest == line.digest => hear(index, &line, &read),
        _ => report.find(index, Wrong::EventChanged),
    }
}

fn check_note(
    report: &mut LedgerReport,
    frontier: &Frontier,
    size: u64,
    note: &str,
    key: &VerifyingKey,
    origin: &str,
) {
    report.checkpoints += 1;
    match Checkpoint::open(note, origin, key) {
        Err(_) => report.find(size, Wrong::CheckpointSignature),
        Ok(checkpoint) if checkpoint.size != size || checkpoint.root != frontier.root() => {
            report.find(size, Wrong::CheckpointRoot);
        }
        Ok(_) => {}
    }
}
