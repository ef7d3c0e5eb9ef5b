//! Tables as analysts keep them: CSV (comma or semicolon, UTF-8) and Parquet, read row by row.

use parquet::column::reader::ColumnReader;
use parquet::data_type::ByteArray;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fmt::Write;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek};
use std::panic;
use std::path::Path;

/// Goes through a table: `row` gets the number of the row, from 1, and the values of the wanted columns.
///
/// # Errors
/// No such file or column, text that is not UTF-8, a row of another length; with its place, in French.
pub(super) fn each_row(
    path: &Path,
    wanted: &[&str],
    row: impl FnMut(u64, &[Option<&str>]) -> io::Result<()>,
) -> io::Result<()> {
    let is_parquet = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"));
    let read =
        if is_parquet { guarded(|| from_parquet(path, wanted, row)) } else { from_csv(path, wanted, row) };
    read.map_err(|why| io::Error::other(format!("{} : {why}", path.display())))
}

fn wrong(text: impl Into<String>) -> io::Error {
    io::Error::other(text.into())
}

fn places<'a>(wanted: &[&str], header: impl Iterator<Item = &'a str> + Clone) -> io::Result<Vec<usize>> {
    let place = |name: &&str| {
        let found = header.clone().position(|it| it.trim().trim_start_matches('\u{feff}') == *name);
        found.ok_or_else(|| wrong(format!("la colonne « {name} » manque")))
    };
    wanted.iter().map(place).collect()
}

fn from_csv(
    path: &Path,
    wanted: &[&str],
    mut row: impl FnMut(u64, &[Option<&str>]) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(path)?);
    let mut first = Vec::new();
    file.read_until(b'\n', &mut first)?;
    file.rewind()?;
    let count = |mark| first.iter().filter(|byte| **byte == mark).count();
    let mark = if count(b';') > count(b',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(mark).from_reader(file);
    let places = places(wanted, reader.headers().map_err(|why| said(&why))?.iter())?;
    let (mut record, mut number) = (csv::StringRecord::new(), 0);
    while reader.read_record(&mut record).map_err(|why| said(&why))? {
        number += 1;
        let values: Vec<Option<&str>> =
            places.iter().map(|at| record.get(*at).filter(|value| !value.is_empty())).collect();
        row(number, &values)?;
    }
    Ok(())
}

fn said(why: &csv::Error) -> io::Error {
    let line = why.position().map_or(0, csv::Position::line);
    match why.kind() {
        csv::ErrorKind::Utf8 { .. } => wrong(format!("ligne {line} : le texte n’est pas en UTF-8")),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            wrong(format!("ligne {line} : {len} valeurs au lieu de {expected_len}"))
        }
        _ => wrong(format!("ligne {line} : {why}")),
    }
}

/// The library stops at some broken files where it should say so: its stop becomes an error, silently.
fn guarded(read: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    let said = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let read = panic::catch_unwind(panic::AssertUnwindSafe(read));
    panic::set_hook(said);
    read.unwrap_or_else(|_| Err(wrong("fichier Parquet illisible")))
}

/// Rows of a Parquet file read at once.
const BATCH: usize = 8_192;

fn from_parquet(
    path: &Path,
    wanted: &[&str],
    mut row: impl FnMut(u64, &[Option<&str>]) -> io::Result<()>,
) -> io::Result<()> {
    let broken = |why: parquet::errors::ParquetError| wrong(format!("fichier Parquet illisible : {why}"));
    let reader = SerializedFileReader::new(File::open(path)?).map_err(broken)?;
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let header: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
    let places = places(wanted, header.iter().map(String::as_str))?;
    let mut number = 0;
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group).map_err(broken)?;
        let mut columns = Vec::new();
        for place in &places {
            let levels =
                schema.columns().get(*place).map(|column| (column.max_def_level(), column.max_rep_level()));
            let (most, repeated) = levels.unwrap_or_default();
            if repeated > 0 {
                return Err(wrong("fichier Parquet illisible : des listes"));
            }
            columns.push((group.get_column_reader(*place).map_err(broken)?, most));
        }
        let mut left = usize::try_from(group.metadata().num_rows()).unwrap_or(0);
        let mut batch = vec![Texts::default(); columns.len()];
        while left > 0 {
            let size = left.min(BATCH);
            left -= size;
            for ((column, most), texts) in columns.iter_mut().zip(&mut batch) {
                texts.read(column, *most, size)?;
            }
            for at in 0..size {
                number += 1;
                let values: Vec<Option<&str>> = batch.iter().map(|texts| texts.get(at)).collect();
                row(number, &values)?;
            }
        }
    }
    Ok(())
}

/// Values of one column as text, one after another.
#[derive(Clone, Default)]
struct Texts {
    text: String,
    /// Where each begins and ends; `None` for an absent one.
    places: Vec<Option<(usize, usize)>>,
}

impl Texts {
    fn get(&self, at: usize) -> Option<&str> {
        let (from, to) = (*self.places.get(at)?)?;
        self.text.get(from..to).filter(|text| !text.is_empty())
    }

    /// The next `size` values; `most` is the level of one that is there.
    fn read(&mut self, column: &mut ColumnReader, most: i16, size: usize) -> io::Result<()> {
        self.text.clear();
        self.places.clear();
        macro_rules! read {
            ($reader:expr, $say:expr) => {{
                let (mut levels, mut values) = (Vec::new(), Vec::new());
                let read = $reader.read_records(size, Some(&mut levels), None, &mut values);
                read.map_err(|why| wrong(format!("fichier Parquet illisible : {why}")))?;
                let mut values = values.iter();
                for at in 0..size {
                    let there = most == 0 || levels.get(at) == Some(&most);
                    let Some(value) = there.then(|| values.next()).flatten() else {
                        self.places.push(None);
                        continue;
                    };
                    let from = self.text.len();
                    $say(&mut self.text, value)?;
                    self.places.push(Some((from, self.text.len())));
                }
                Ok(())
            }};
        }
        fn number<T: std::fmt::Display>(text: &mut String, value: &T) -> io::Result<()> {
            write!(text, "{value}").map_err(io::Error::other)
        }
        match column {
            ColumnReader::ByteArrayColumnReader(reader) => {
                read!(reader, |text: &mut String, value: &ByteArray| {
                    let said = std::str::from_utf8(value.data());
                    text.push_str(said.map_err(|_| wrong("le texte n’est pas en UTF-8"))?);
                    Ok::<(), io::Error>(())
                })
            }
            ColumnReader::Int64ColumnReader(reader) => read!(reader, number),
            ColumnReader::Int32ColumnReader(reader) => read!(reader, number),
            ColumnReader::DoubleColumnReader(reader) => read!(reader, number),
            ColumnReader::FloatColumnReader(reader) => read!(reader, number),
            ColumnReader::BoolColumnReader(reader) => read!(reader, number),
            _ => Err(wrong("une colonne Parquet d’un type inattendu : texte ou nombres")),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]
mod tests {
    use super::*;

    fn read(bytes: &[u8], wanted: &[&str]) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().map_err(|why| why.to_string())?;
        let path = folder.path().join("t.csv");
        std::fs::write(&path, bytes).map_err(|why| why.to_string())?;
        let mut rows = Vec::new();
        let done = each_row(&path, wanted, |number, values| {
            rows.push(format!("{number} {values:?}"));
            Ok(())
        });
        done.map(|()| rows).map_err(|why| why.to_string())
    }

    #[test]
    fn csv_is_read_with_either_mark() {
        let rows = Ok(vec!["1 [Some(\"x\"), None]".to_owned()]);
        assert_eq!(read(b"a,b\n,x\n", &["b", "a"]), rows);
        assert_eq!(read("\u{feff}a;b\n;x\n".as_bytes(), &["b", "a"]), rows);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let says = |bytes: &[u8], part: &str| {
            let said = read(bytes, &["a"]);
            assert!(said.as_ref().is_err_and(|said| said.contains(part)), "{said:?}");
        };
        says(b"b\n1\n", "la colonne « a » manque");
        says(b"a,b\n1,2\n1\n", "ligne 3 : 1 valeurs au lieu de 2");
        says(b"a\n1\n\xff\xfe\n", "ligne 3 : le texte n’est pas en UTF-8");
    }

    /// A table of one text column, some values absent, as a small Parquet file.
    fn small_parquet(path: &Path) {
        use parquet::data_type::ByteArrayType;
        use parquet::file::writer::SerializedFileWriter;
        use std::sync::Arc;
        let schema = "message t { optional binary a (UTF8); required int64 b; }";
        let schema = Arc::new(parquet::schema::parser::parse_message_type(schema).unwrap());
        let mut writer =
            SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
        let mut group = writer.next_row_group().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        let texts = ["Awa", "Moussa"].map(ByteArray::from);
        column.typed::<ByteArrayType>().write_batch(&texts, Some(&[1, 0, 1]), None).unwrap();
        column.close().unwrap();
        let mut column = group.next_column().unwrap().unwrap();
        column.typed::<parquet::data_type::Int64Type>().write_batch(&[7, 8, 9], None, None).unwrap();
        column.close().unwrap();
        group.close().unwrap();
        writer.close().unwrap();
    }

    #[test]
    fn a_parquet_file_is_read_and_any_broken_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        small_parquet(&path);
        let rows = |path: &Path| {
            let mut rows = Vec::new();
            let done = each_row(path, &["b", "a"], |number, values| {
                rows.push(format!("{number} {values:?}"));
                Ok(())
            });
            done.map(|()| rows).map_err(|why| why.to_string())
        };
        let whole =
            [r#"1 [Some("7"), Some("Awa")]"#, r#"2 [Some("8"), None]"#, r#"3 [Some("9"), Some("Moussa")]"#];
        assert_eq!(rows(&path), Ok(whole.map(str::to_owned).to_vec()));
        let good = std::fs::read(&path).unwrap();
        let broken = folder.path().join("u.parquet");
        let mut refused = 0;
        for at in 0..good.len() {
            for turned in [0x01, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] ^= turned;
                std::fs::write(&broken, &bytes).unwrap();
                refused += usize::from(rows(&broken).is_err_and(|said| said.contains("u.parquet : ")));
            }
            std::fs::write(&broken, &good[..at]).unwrap();
            assert!(rows(&broken).is_err(), "cut at {at}");
        }
        assert!(refused > good.len(), "{refused} of {}", 3 * good.len());
    }
}
