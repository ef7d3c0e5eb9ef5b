//! What can be wrong with a table, and where.

use std::fmt;

/// A place in a file: the line as an editor counts it, and the column by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, the heading being line 1.
    pub line: usize,
    /// The name of the column; empty when the whole line is meant.
    pub column: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column.as_str() {
            "" => write!(f, "ligne {}", self.line),
            column => write!(f, "ligne {}, colonne « {column} »", self.line),
        }
    }
}

/// Why a table is refused. Printed, each is a sentence in French for the statistician.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableError {
    /// No line after the heading.
    Empty,
    /// Two columns of one name.
    TwiceTheColumn(String),
    /// A column asked for is not in the heading.
    NoColumn(String),
    /// A line has another number of fields than the heading.
    Ragged(Place),
    /// Not a count: negative, fractional, too large, or not a number.
    NotACount(Place, String),
    /// A label is empty, or a path has an empty step.
    NoLabel(Place),
    /// Two lines name the same cell.
    TwiceTheCell(Place),
    /// A margin given in the file is not the sum of its parts.
    Contradiction {
        /// Where the margin stands.
        place: Place,
        /// What the file says.
        said: u64,
        /// What its parts add up to.
        sum: u64,
    },
    /// More cells than the machine should be asked for.
    TooLarge {
        /// Cells the table would have.
        cells: u64,
        /// The most that is taken.
        limit: u64,
    },
    /// The rule cannot be met: threshold or base of zero, or out of range.
    Rule(&'static str),
    /// A hidden cell cannot be protected while these totals are shown.
    Unprotectable(String),
    /// The solver gave up.
    Solver(String),
    /// The release does not say what its hidden cells are.
    NotARelease(Place, String),
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "le tableau ne contient aucune ligne"),
            Self::TwiceTheColumn(name) => write!(f, "deux colonnes portent le nom « {name} »"),
            Self::NoColumn(name) => write!(f, "la colonne « {name} » n’est pas dans l’en-tête"),
            Self::Ragged(place) => write!(f, "{place} : le nombre de champs n’est pas celui de l’en-tête"),
            Self::NotACount(place, text) => {
                write!(f, "{place} : « {text} » n’est pas un effectif (un nombre entier, zéro ou plus)")
            }
            Self::NoLabel(place) => write!(f, "{place} : la modalité est vide"),
            Self::TwiceTheCell(place) => write!(f, "{place} : cette case est déjà donnée plus haut"),
            Self::Contradiction { place, said, sum } => {
                write!(f, "{place} : la marge dit {said}, la somme de ses parties est {sum}")
            }
            Self::TooLarge { cells, limit } => {
                write!(f, "le tableau aurait {cells} cases, la limite est {limit} : regroupez des modalités")
            }
            Self::Rule(why) => write!(f, "règle impossible : {why}"),
            Self::Unprotectable(cell) => {
                write!(f, "la case « {cell} » ne peut pas être protégée si ce total reste affiché")
            }
            Self::Solver(why) => write!(f, "le calcul n’a pas abouti : {why}"),
            Self::NotARelease(place, text) => {
                write!(f, "{place} : « {text} » n’est ni un effectif ni une case masquée")
            }
        }
    }
}

impl std::error::Error for TableError {}
