//! The table every estimate starts from: for each combination of lists, how many persons stand on exactly those.

use std::collections::BTreeSet;
use std::fmt;

/// Persons counted by the exact set of lists that name them; 3 to 10 lists, at least one person on each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlaps {
    names: Vec<String>,
    /// By set of lists, bit `i` for list `i`; the empty set, which nobody can count, holds 0.
    counts: Vec<u64>,
}

/// What is wrong with a text that should be a table of overlaps; lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// No header, or no line after it.
    Empty,
    /// A header of fewer than two columns, or a name that is empty or stands twice.
    Header(String),
    /// A line with more or fewer fields than the header.
    Fields(usize),
    /// A mark that is neither 0 nor 1, and the list it stands under.
    Mark(usize, String),
    /// A count that is not a whole number of at most a thousand million.
    Count(usize),
    /// A line of zeros: persons on no list cannot have been counted.
    OnNoList(usize),
    /// The combination of an earlier line.
    Repeated(usize),
}

/// Why no figure is given. A refusal is an answer: it can be published where a number could not.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Fewer than three lists, or more than ten.
    Lists(usize),
    /// A list without a person.
    EmptyList(String),
    /// Too few persons on two lists or more for anything to be said.
    Thin {
        /// Persons on at least two lists.
        shared: u64,
        /// How many there must be.
        least: u64,
    },
    /// The rule found no model with an estimate.
    NoModel,
    /// Too many models to go through with this rule and this many lists.
    TooMany(usize),
    /// Too many replicates had no estimate: the table hangs on a few persons.
    Unstable {
        /// Replicates without an estimate.
        failed: usize,
        /// Replicates drawn.
        drawn: usize,
    },
}

const MOST: u64 = 1_000_000_000;

impl Overlaps {
    /// A table from its parts: the names of the lists, and pairs of a set of lists and a number of persons.
    /// Combinations left out count zero; the empty one is ignored.
    ///
    /// # Errors
    /// Fewer than 3 or more than 10 lists; a list without a person.
    pub fn new(names: Vec<String>, rows: impl IntoIterator<Item = (u16, u64)>) -> Result<Self, Refusal> {
        if !(3..=10).contains(&names.len()) {
            return Err(Refusal::Lists(names.len()));
        }
        let mut counts = vec![0_u64; 1 << names.len()];
        for (set, persons) in rows {
            if let Some(count) = counts.get_mut(usize::from(set)).filter(|_| set != 0) {
                *count = count.saturating_add(persons).min(MOST);
            }
        }
        for (list, name) in names.iter().enumerate() {
            let named = counts.iter().enumerate().any(|(set, count)| set >> list & 1 == 1 && *count > 0);
            if !named {
                return Err(Refusal::EmptyList(name.clone()));
            }
        }
        Ok(Self { names, counts })
    }

    /// Reads comma-separated text: one 0/1 column for each list, the count in the last column whatever its name.
    ///
    /// # Errors
    /// Outside: what cannot be read, with its line. Inside: a table that reads but allows no estimate.
    pub fn read(text: &str) -> Result<Result<Self, Refusal>, Unreadable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
        let (header, _) = lines.next().ok_or(Unreadable::Empty)?;
        let mut names: Vec<String> = fields(header).map(str::to_owned).collect();
        let unnamed = names.iter().find(|name| name.is_empty()).cloned();
        names.pop();
        if let Some(name) = unnamed.or_else(|| twice(&names)) {
            return Err(Unreadable::Header(name));
        }
        if names.is_empty() {
            return Err(Unreadable::Header(header.to_owned()));
        }
        let (mut seen, mut rows) = (BTreeSet::new(), Vec::new());
        for (line, number) in lines {
            let (set, persons) = row(line, number, &names)?;
            if !seen.insert(set) {
                return Err(Unreadable::Repeated(number));
            }
            rows.push((set, persons));
        }
        if rows.is_empty() {
            return Err(Unreadable::Empty);
        }
        Ok(Self::new(names, rows))
    }

    /// Names of the lists, in the order of their columns.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Persons by exact set of lists; the place is the set, bit `i` for list `i`.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Persons on at least one list.
    #[must_use]
    pub fn observed(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Persons on at least two lists: what every estimate rests on.
    #[must_use]
    pub fn shared(&self) -> u64 {
        let sets = self.counts.iter().enumerate();
        sets.filter(|(set, _)| set.count_ones() > 1).map(|(_, count)| count).sum()
    }

    /// Pairs of lists that no person stands on together.
    #[must_use]
    pub fn apart(&self) -> Vec<(&str, &str)> {
        let mut apart = Vec::new();
        for (i, one) in self.names.iter().enumerate() {
            for (j, other) in self.names.iter().enumerate().skip(i + 1) {
                let both = (1 << i) | (1 << j);
                let meet =
                    self.counts.iter().enumerate().any(|(set, count)| set & both == both && *count > 0);
                if !meet {
                    apart.push((one.as_str(), other.as_str()));
                }
            }
        }
        apart
    }
}

fn fields(line: &str) -> impl Iterator<Item = &str> {
    line.split(',').map(|field| field.trim().trim_matches('"'))
}

fn twice(names: &[String]) -> Option<String> {
    let mut seen = BTreeSet::new();
    names.iter().find(|name| !seen.insert(name.as_str())).cloned()
}

fn row(line: &str, number: usize, names: &[String]) -> Result<(u16, u64), Unreadable> {
    let found: Vec<&str> = fields(line).collect();
    let Some((count, marks)) = found.split_last().filter(|(_, marks)| marks.len() == names.len()) else {
        return Err(Unreadable::Fields(number));
    };
    let mut set: u16 = 0;
    for ((mark, name), list) in marks.iter().zip(names).zip(0_u32..) {
        match *mark {
            "0" => {}
            // Beyond sixteen lists the table is refused by its number of lists, whatever the marks say.
            "1" => set |= 1_u16.checked_shl(list).unwrap_or(1),
            _ => return Err(Unreadable::Mark(number, name.clone())),
        }
    }
    if set == 0 {
        return Err(Unreadable::OnNoList(number));
    }
    let persons = count.parse().ok().filter(|persons| *persons <= MOST).ok_or(Unreadable::Count(number))?;
    Ok((set, persons))
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => {
                f.write_str("le tableau est vide : il faut une ligne d’en-tête et au moins une ligne")
            }
            Self::Header(name) => write!(f, "ligne 1 : l’en-tête ne convient pas (« {name} »)"),
            Self::Fields(line) => write!(f, "ligne {line} : pas le même nombre de colonnes que l’en-tête"),
            Self::Mark(line, list) => write!(f, "ligne {line}, liste « {list} » : il faut 0 ou 1"),
            Self::Count(line) => {
                write!(f, "ligne {line} : le nombre de personnes n’est pas un nombre entier")
            }
            Self::OnNoList(line) => {
                write!(f, "ligne {line} : des personnes sur aucune liste ne peuvent pas avoir été comptées")
            }
            Self::Repeated(line) => write!(f, "ligne {line} : cette combinaison de listes est déjà donnée"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lists(n) => write!(f, "il faut de trois à dix listes, il y en a {n}"),
            Self::EmptyList(name) => write!(f, "la liste « {name} » ne nomme personne : retirez sa colonne"),
            Self::Thin { shared, least } => write!(
                f,
                "trop peu de personnes sont sur deux listes ou plus ({shared}, il en faut {least}) : \
                 aucun chiffre ne tiendrait"
            ),
            Self::NoModel => f.write_str("aucun modèle n’a d’estimation avec ces listes"),
            Self::TooMany(lists) => {
                write!(f, "trop de modèles à parcourir avec {lists} listes : choisissez « stepwise »")
            }
            Self::Unstable { failed, drawn } => write!(
                f,
                "{failed} tirages sur {drawn} n’ont pas d’estimation : le résultat tient à quelques personnes"
            ),
        }
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_table_is_read_with_its_count_last() -> Result<(), Unreadable> {
        let table = Overlaps::read("\u{feff}A,B,C,personnes\n1,0,0,5\n 0,1,1 ,2\n0,0,1,1\r\n\n")?;
        let table = table.map_err(|_| Unreadable::Empty)?;
        assert_eq!(table.counts(), [0, 5, 0, 0, 1, 0, 2, 0]);
        assert_eq!((table.observed(), table.shared()), (8, 2));
        assert_eq!(table.apart(), [("A", "B"), ("A", "C")]);
        Ok(())
    }

    #[test]
    fn each_mistake_is_named_with_its_line() {
        let cases = [
            ("", Unreadable::Empty),
            ("A,B,C,n\n", Unreadable::Empty),
            ("A,A,C,n\n1,0,0,1", Unreadable::Header("A".to_owned())),
            ("n\n1", Unreadable::Header("n".to_owned())),
            ("A,B,C,n\n1,0,1", Unreadable::Fields(2)),
            ("A,B,C,n\n1,0,x,1", Unreadable::Mark(2, "C".to_owned())),
            ("A,B,C,n\n1,0,1,-1", Unreadable::Count(2)),
            ("A,B,C,n\n1,0,1,NaN", Unreadable::Count(2)),
            ("A,B,C,n\n0,0,0,4", Unreadable::OnNoList(2)),
            ("A,B,C,n\n1,0,1,1\n1,0,1,2", Unreadable::Repeated(3)),
        ];
        for (text, wrong) in cases {
            assert_eq!(Overlaps::read(text), Err(wrong), "{text:?}");
        }
        let refused = |text: &str| Overlaps::read(text).ok().and_then(Result::err);
        assert_eq!(refused("A,B,n\n1,0,1\n0,1,1"), Some(Refusal::Lists(2)));
        assert_eq!(refused("A,B,C,n\n1,1,0,3"), Some(Refusal::EmptyList("C".to_owned())));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(?s).{0,200}|([AB01,9]{0,9}\n){0,6}") {
            let _ = Overlaps::read(&text);
        }
    }
}
