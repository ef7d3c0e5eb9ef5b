//! Records as codes, and what can be wrong with them.

use crate::privacy::PrivacyError;
use crate::slices::at;
use crate::tables::Place;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The most columns of one release; pairs grow with the square.
pub(super) const MOST_COLUMNS: usize = 80;
/// The most values of one column.
pub(super) const MOST_LABELS: usize = 4_000;

/// One column: its name, and its values. Value 0 is always the blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name in the heading.
    pub name: String,
    /// Values by code; the first is empty.
    pub labels: Vec<String>,
}

impl Column {
    /// Whether a value takes part in combinations: not blank and not zero.
    #[must_use]
    pub fn counts(&self, code: u16) -> bool {
        self.labels.get(usize::from(code)).is_some_and(|label| !label.is_empty() && label != "0")
    }
}

/// Records of persons: for each column, one code a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// The columns.
    pub columns: Vec<Column>,
    /// Codes, column by column.
    pub codes: Vec<Vec<u16>>,
}

/// Why records are refused. Printed, each is a sentence in French.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SynthError {
    /// No record.
    Empty,
    /// Fewer than two columns.
    TooFewColumns,
    /// More columns than can be paired.
    TooManyColumns(usize),
    /// Two columns of one name.
    TwiceTheColumn(String),
    /// A line of another length than the heading.
    Ragged(Place),
    /// A column with more values than one can publish: a number or a name, not a category.
    TooManyLabels(String),
    /// No value of any column is frequent enough to be named.
    NothingFound,
    /// The budget.
    Privacy(PrivacyError),
}

impl fmt::Display for SynthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "le fichier ne contient aucune fiche"),
            Self::TooFewColumns => write!(f, "il faut au moins deux colonnes"),
            Self::TooManyColumns(count) => write!(f, "{count} colonnes : la limite est {MOST_COLUMNS}"),
            Self::TwiceTheColumn(name) => write!(f, "deux colonnes portent le nom « {name} »"),
            Self::Ragged(place) => write!(f, "{place} : le nombre de champs n’est pas celui de l’en-tête"),
            Self::TooManyLabels(name) => {
                write!(f, "colonne « {name} » : plus de {MOST_LABELS} modalités ; regroupez-les")
            }
            Self::NothingFound => write!(f, "aucune modalité n’est assez fréquente pour ce budget"),
            Self::Privacy(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for SynthError {}

impl From<PrivacyError> for SynthError {
    fn from(error: PrivacyError) -> Self {
        Self::Privacy(error)
    }
}

impl Records {
    /// Reads records: the heading, and for each line its number and fields.
    ///
    /// # Errors
    /// Every way a file can be wrong, with its place.
    pub fn read<'a>(
        heading: &[String],
        lines: impl IntoIterator<Item = (usize, Vec<&'a str>)>,
    ) -> Result<Self, SynthError> {
        if heading.len() > MOST_COLUMNS {
            return Err(SynthError::TooManyColumns(heading.len()));
        }
        if heading.len() < 2 {
            return Err(SynthError::TooFewColumns);
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = heading.iter().find(|name| !names.insert(name.as_str())) {
            return Err(SynthError::TwiceTheColumn(twice.clone()));
        }
        let column = |name: &String| Column { name: name.clone(), labels: vec![String::new()] };
        let mut own =
            Self { columns: heading.iter().map(column).collect(), codes: vec![Vec::new(); heading.len()] };
        let mut known: Vec<BTreeMap<String, u16>> = vec![BTreeMap::from([(String::new(), 0)]); heading.len()];
        for (line, fields) in lines {
            if fields.len() != heading.len() {
                return Err(SynthError::Ragged(Place { line, column: String::new() }));
            }
            let places = own.columns.iter_mut().zip(&mut own.codes).zip(&mut known).zip(fields);
            for (((column, codes), known), field) in places {
                let label = field.trim();
                let code = match known.get(label) {
                    Some(code) => *code,
                    None if column.labels.len() >= MOST_LABELS => {
                        return Err(SynthError::TooManyLabels(column.name.clone()));
                    }
                    None => {
                        let code = u16::try_from(column.labels.len()).unwrap_or(u16::MAX);
                        column.labels.push(label.to_owned());
                        known.insert(label.to_owned(), code);
                        code
                    }
                };
                codes.push(code);
            }
        }
        if own.rows() == 0 { Err(SynthError::Empty) } else { Ok(own) }
    }

    /// Number of records.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.codes.first().map_or(0, Vec::len)
    }

    /// One value.
    #[must_use]
    pub fn code(&self, column: usize, row: usize) -> u16 {
        self.codes.get(column).map_or(0, |codes| at(codes, row))
    }

    /// The values of one record.
    pub fn labels(&self, row: usize) -> impl Iterator<Item = &str> + '_ {
        let pairs = self.columns.iter().zip(&self.codes);
        pairs.map(move |(column, codes)| {
            column.labels.get(usize::from(at(codes, row))).map_or("", String::as_str)
        })
    }
}
