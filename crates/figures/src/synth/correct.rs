//! Rows corrected until their tables of two columns fit what was measured.

use super::draw::Rows;
use super::misfit::Misfit;
use crate::stream::Stream;

/// What a correction may do.
#[derive(Debug, Clone, Copy)]
pub(super) struct Care {
    /// Times each value of each row is looked at.
    pub(super) sweeps: usize,
    /// Gain, in squared persons, below which a value the pairs gave stays.
    pub(super) loose: f32,
    /// The same for a value the tree gave.
    pub(super) firm: f32,
}

/// Values tried for one place in one sweep.
const TRIES: usize = 3;

/// Changes single values while the squared distance to what is wanted falls.
pub(super) fn correct(rows: &mut Rows, misfit: &mut Misfit, care: Care, stream: &mut Stream) {
    for _ in 0..care.sweeps {
        let mut changed = 0_usize;
        for row in 0..rows.count() {
            for column in 0..rows.columns {
                let least = if rows.is_firm(row, column) { care.firm } else { care.loose };
                let over = misfit.leaving(rows, row, column);
                // a value nobody has too much of stays
                if over * 2.0 <= least {
                    continue;
                }
                let old = rows.code(row, column);
                let mut best: Option<(u16, f32)> = None;
                for _ in 0..TRIES {
                    let Some(new) = misfit.proposal(rows, row, column, stream).filter(|new| *new != old)
                    else {
                        continue;
                    };
                    let gain = 2.0 * (over - misfit.coming(rows, row, (column, new)));
                    if gain > least && best.is_none_or(|(_, held)| gain > held) {
                        best = Some((new, gain));
                    }
                }
                let Some((new, _)) = best else { continue };
                changed += 1;
                misfit.change(rows, row, (column, new));
            }
        }
        if changed * 500 < rows.count() {
            break;
        }
    }
}
