//! A file of figures published elsewhere, read under a mapping: every line right, or none taken and each wrong one
//! named with its column.
//!
//! Commas, semicolons or tabs; UTF-8 or Latin-1 (Windows 1252); headings on one line or, with merged cells, on two.
//! A formula is not computed: it is a value that does not read. What the source itself spoiled is kept with a doubt.

use super::{MOST, Value};
use danbe_words::Unit;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;

/// Bytes read of a file at most.
const MOST_BYTES: u64 = 16 * 1024 * 1024;
/// Wrong lines named at most: who sees twenty repairs the column.
const NAMED: usize = 20;

/// Which column is what.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// Where the figures were published.
    pub source: String,
    /// Lines of headings: 1, or 2 when the first has merged cells.
    pub heading_lines: u8,
    /// Columns that together name a series.
    pub series: Vec<String>,
    /// Columns that together name a part; a cell that says [`Mapping::total`] is left out.
    pub category: Vec<String>,
    /// What stands for "all categories".
    pub total: String,
    /// The year.
    pub year: String,
    /// The value as printed.
    pub value: String,
    /// The unit as worded; a column.
    pub wording: String,
    /// The unit as meant, from a column.
    pub unit: UnitOf,
}

/// How a unit follows from a column.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitOf {
    /// The column.
    pub column: String,
    /// Codes of units by what stands there; anything else is unknown.
    pub codes: BTreeMap<String, Unit>,
}

impl Mapping {
    /// A mapping of the program, by its name.
    #[must_use]
    pub fn shipped(name: &str) -> Option<Self> {
        let texts = [include_str!("mappings/unodc-glotip.json")];
        let read = |text: &&str| serde_json::from_str::<Self>(text).ok();
        texts.iter().filter_map(read).find(|mapping| mapping.name == name)
    }
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// The heading lacks a column.
    Column(String),
    /// Two columns have one name.
    TwiceTheColumn(String),
    /// More lines, or bytes, than one batch takes.
    TooLarge,
    /// Lines that do not read: line, column, what stands there. Twenty at most.
    Lines(Vec<(u64, String, String)>),
    /// The file ends or breaks in the middle.
    Cut(u64),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "le fichier ne contient aucune ligne"),
            Self::Column(name) => write!(f, "la colonne « {name} » n’est pas dans l’en-tête"),
            Self::TwiceTheColumn(name) => write!(f, "deux colonnes portent le nom « {name} »"),
            Self::TooLarge => write!(
                f,
                "le fichier est trop grand : {MOST} lignes et {} Mo au plus ; coupez-le",
                MOST_BYTES / 1_048_576
            ),
            Self::Lines(lines) => {
                for (line, column, typed) in lines {
                    writeln!(f, "ligne {line}, colonne « {column} » : « {typed} » ne se lit pas")?;
                }
                write!(f, "rien n’est importé : corrigez ces lignes, ou leur colonne")
            }
            Self::Cut(line) => write!(f, "le fichier est abîmé vers la ligne {line} : rien n’est importé"),
        }
    }
}

impl std::error::Error for Refused {}

/// Reads a file under a mapping. At most sixteen megabytes are read, and [`MOST`] lines held.
///
/// # Errors
/// [`Refused`], with lines and columns.
pub fn read(file: impl Read, mapping: &Mapping) -> Result<Vec<Value>, Refused> {
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|_| Refused::Cut(0))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Refused::TooLarge);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut records = reader.byte_records();
    let mut next = |line: u64| records.next().transpose().map_err(|_| Refused::Cut(line));
    let first = next(1)?.ok_or(Refused::Empty)?;
    let heading = if mapping.heading_lines > 1 {
        merged(&texts(&first), &texts(&next(2)?.ok_or(Refused::Empty)?))
    } else {
        texts(&first)
    };
    let columns = Columns::new(&heading, mapping)?;
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    let mut line = u64::from(mapping.heading_lines.max(1));
    while let Some(record) = next(line + 1)? {
        line = record.position().map_or(line + 1, csv::Position::line);
        if values.len() == MOST {
            return Err(Refused::TooLarge);
        }
        let fields = texts(&record);
        if fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        match columns.value(&fields, heading.len(), mapping) {
            Ok(value) => values.push(value),
            Err((column, typed)) => wrong.push((line, column, typed)),
        }
        if wrong.len() == NAMED {
            break;
        }
    }
    if !wrong.is_empty() {
        return Err(Refused::Lines(wrong));
    }
    if values.is_empty() {
        return Err(Refused::Empty);
    }
    doubt(&mut values);
    Ok(values)
}

/// What separates the fields of the first line most often.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |mark: u8| first.iter().filter(|byte| **byte == mark).count();
    [b';', b'\t', b','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(b',')
}

fn texts(record: &csv::ByteRecord) -> Vec<String> {
    record.iter().map(|field| text(field).trim().to_owned()).collect()
}

/// UTF-8, or what old spreadsheets write.
fn text(field: &[u8]) -> String {
    match std::str::from_utf8(field) {
        Ok(text) => text.to_owned(),
        Err(_) => field.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

/// The letters Windows 1252 puts where Latin-1 has none that French uses.
fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x85 => '…',
        0x8c => 'Œ',
        0x91 => '‘',
        0x92 => '’',
        0x93 => '“',
        0x94 => '”',
        0x96 => '–',
        0x97 => '—',
        0x9c => 'œ',
        0x9f => 'Ÿ',
        other => char::from(other),
    }
}

/// Two lines of headings: a merged cell reaches over the empty ones to its right.
fn merged(above: &[String], below: &[String]) -> Vec<String> {
    let mut last = String::new();
    let mut heading = Vec::with_capacity(below.len());
    for (place, name) in below.iter().enumerate() {
        if let Some(own) = above.get(place).filter(|own| !own.is_empty()) {
            last.clone_from(own);
        }
        heading.push(match (last.is_empty(), name.is_empty()) {
            (true, _) => name.clone(),
            (false, true) => last.clone(),
            (false, false) => format!("{last} / {name}"),
        });
    }
    heading
}

struct Columns {
    series: Vec<usize>,
    category: Vec<usize>,
    year: usize,
    value: usize,
    wording: usize,
    unit: usize,
}

impl Columns {
    fn new(heading: &[String], mapping: &Mapping) -> Result<Self, Refused> {
        let place = |name: &String| {
            let mut found = heading.iter().enumerate().filter(|(_, own)| *own == name);
            let (place, _) = found.next().ok_or_else(|| Refused::Column(name.clone()))?;
            if found.next().is_some() { Err(Refused::TwiceTheColumn(name.clone())) } else { Ok(place) }
        };
        Ok(Self {
            series: mapping.series.iter().map(place).collect::<Result<_, _>>()?,
            category: mapping.category.iter().map(place).collect::<Result<_, _>>()?,
            year: place(&mapping.year)?,
            value: place(&mapping.value)?,
            wording: place(&mapping.wording)?,
            unit: place(&mapping.unit.column)?,
        })
    }

    /// One line; or the column that does not read and what stands there.
    fn value(&self, fields: &[String], width: usize, mapping: &Mapping) -> Result<Value, (String, String)> {
        let at = |place: usize| fields.get(place).map_or("", String::as_str);
        let wrong = |column: &str, place: usize| (column.to_owned(), at(place).chars().take(60).collect());
        if fields.len() != width {
            let said = format!("{} champs, l’en-tête en a {width}", fields.len());
            return Err(("toutes".to_owned(), said));
        }
        let year = at(self.year).parse().ok().filter(|year| (1900..2200).contains(year));
        let year = year.ok_or_else(|| wrong(&mapping.year, self.year))?;
        let printed = at(self.value);
        let number = match printed.strip_prefix('<') {
            Some(limit) if limit.trim().parse::<u32>().is_ok() => None,
            Some(_) => return Err(wrong(&mapping.value, self.value)),
            None => Some(count(printed).ok_or_else(|| wrong(&mapping.value, self.value))?),
        };
        let series: Vec<&str> = self.series.iter().map(|place| at(*place)).collect();
        if series.iter().any(|name| name.is_empty() || name.len() > 400) {
            return Err((mapping.series.join(", "), series.join(", ").chars().take(60).collect()));
        }
        let parts = self.category.iter().map(|place| at(*place));
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty() && *part != mapping.total).collect();
        Ok(Value {
            series: series.join(", "),
            year,
            category: parts.join(", "),
            printed: printed.to_owned(),
            number,
            wording: at(self.wording).to_owned(),
            unit: mapping.unit.codes.get(at(self.unit)).copied(),
            stage: None,
            definition: None,
            doubt: String::new(),
        })
    }
}

/// A count as printed: digits, with commas or spaces between thousands.
fn count(printed: &str) -> Option<i64> {
    let digits: String =
        printed.chars().filter(|it| !matches!(it, ',' | ' ' | '\u{a0}' | '\u{202f}')).collect();
    let plain = !digits.is_empty() && digits.len() <= 12 && digits.bytes().all(|it| it.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

/// What the source spoiled itself is kept, with a doubt.
fn doubt(values: &mut [Value]) {
    let mut keys: BTreeMap<(String, i16, String), usize> = BTreeMap::new();
    for value in values.iter() {
        *keys.entry((value.series.clone(), value.year, value.category.clone())).or_insert(0) += 1;
    }
    for value in values {
        let mut doubts: Vec<&str> = Vec::new();
        if value.series.contains('\u{fffd}') || value.category.contains('\u{fffd}') {
            doubts.push("un caractère de la source est illisible");
        }
        let raw = |part: &str| part.starts_with('Q') && part.contains('_') && part.contains('.');
        if value.category.split(", ").any(raw) {
            doubts.push("la modalité est le nom d’une case de questionnaire");
        }
        let key = (value.series.clone(), value.year, value.category.clone());
        if keys.get(&key).is_some_and(|count| *count > 1) {
            doubts.push("la source donne cette case plusieurs fois");
        }
        value.doubt = doubts.join(" ; ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "Country,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE";

    fn import(bytes: &[u8]) -> Result<Vec<Value>, Refused> {
        read(bytes, &Mapping::shipped("unodc-glotip").unwrap())
    }

    fn lines(text: &str) -> Result<Vec<Value>, Refused> {
        import(format!("{HEADING}\n{text}").as_bytes())
    }

    const ONE: &str =
        "Pays inventé,Detected trafficking victims,Total,Total,Female,0 to 17 years,2017,Counts,";

    #[test]
    fn what_is_printed_is_kept_and_numbers_are_read() {
        let values = lines(&format!("{ONE}<5\n{ONE}20\n{ONE}\"1,234\"\n")).unwrap();
        let read: Vec<_> = values.iter().map(|it| (it.printed.as_str(), it.number)).collect();
        assert_eq!(read, [("<5", None), ("20", Some(20)), ("1,234", Some(1_234))]);
        let first = &values[0];
        assert_eq!(first.series, "Pays inventé, Detected trafficking victims, Total");
        assert_eq!((first.category.as_str(), first.year), ("Female, 0 to 17 years", 2017));
        assert_eq!(first.unit, Some(Unit::Person));
        assert!(first.doubt.contains("plusieurs fois"));
    }

    #[test]
    fn each_wrong_line_is_named_with_its_column_and_none_is_taken() {
        let text =
            format!("{ONE}20\n{ONE}=1+1\n{}\n{ONE}-3\ncourt\n", ONE.replace("2017", "deux mille") + "4");
        let Err(Refused::Lines(wrong)) = lines(&text) else { panic!("it was read") };
        let named: Vec<_> = wrong.iter().map(|(line, column, _)| (*line, column.as_str())).collect();
        assert_eq!(named, [(3, "txtVALUE"), (4, "Year"), (5, "txtVALUE"), (6, "toutes")]);
        let said = Refused::Lines(wrong).to_string();
        assert!(
            said.contains("ligne 3, colonne « txtVALUE » : « =1+1 »") && said.contains("rien n’est importé")
        );
    }

    #[test]
    fn old_spreadsheets_semicolons_and_merged_headings_are_read() {
        let mapping = Mapping {
            heading_lines: 2,
            series: vec!["Source / Pays".into()],
            category: vec!["Source / Sexe".into()],
            total: "Total".into(),
            year: "Chiffre / Année".into(),
            value: "Chiffre / Valeur".into(),
            wording: "Unité".into(),
            unit: UnitOf { column: "Unité".into(), codes: BTreeMap::new() },
            ..Mapping::shipped("unodc-glotip").unwrap()
        };
        let mut bytes = b"Source;;Chiffre;;Unit\xe9\nPays;Sexe;Ann\xe9e;Valeur;\nC\xf4te invent\xe9e;F\xe9minin;2020;77;Personnes d\x92Etat\n".to_vec();
        let values = read(&bytes[..], &mapping).unwrap();
        assert_eq!((values[0].series.as_str(), values[0].category.as_str()), ("Côte inventée", "Féminin"));
        assert_eq!((values[0].wording.as_str(), values[0].number), ("Personnes d’Etat", Some(77)));
        bytes.truncate(30);
        assert!(read(&bytes[..], &mapping).is_err());
    }

    #[test]
    fn what_the_source_spoiled_is_kept_with_a_doubt() {
        let raw = ONE.replace("Total,Total,Female", "by citizenship,Q6.1_10s_2019,Total");
        let broken = ONE.replace("Pays inventé", "Pays inven\u{fffd}");
        let values = lines(&format!("{raw}3\n{broken}4\n")).unwrap();
        assert!(values[0].doubt.contains("questionnaire") && values[1].doubt.contains("illisible"));
    }

    #[test]
    fn five_million_lines_are_refused_before_they_are_held() {
        struct Endless(Vec<u8>, u64);
        impl Read for Endless {
            fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
                let line = &self.0;
                for (place, byte) in out.iter_mut().enumerate() {
                    *byte = line[(place + usize::try_from(self.1).unwrap()) % line.len()];
                }
                self.1 += out.len() as u64;
                Ok(out.len())
            }
        }
        let line = format!("{ONE}20\n").into_bytes();
        let mut endless = Endless(line, 0);
        let refused = read(&mut endless, &Mapping::shipped("unodc-glotip").unwrap());
        assert_eq!(refused, Err(Refused::TooLarge));
        assert!(endless.1 <= 2 * MOST_BYTES, "{} bytes were read", endless.1);
        let many = format!("{ONE}20\n").repeat(MOST + 1);
        assert_eq!(lines(&many), Err(Refused::TooLarge));
    }

    #[test]
    fn an_empty_file_and_a_missing_column_say_so() {
        assert_eq!(import(b""), Err(Refused::Empty));
        assert_eq!(lines(""), Err(Refused::Empty));
        assert_eq!(import(b"a,b\n1,2\n"), Err(Refused::Column("Country".into())));
        assert_eq!(
            import(format!("{HEADING},Year\n").as_bytes()),
            Err(Refused::TwiceTheColumn("Year".into()))
        );
    }
}
