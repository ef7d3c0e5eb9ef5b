//! From lines of text to a table, once, at the door.

use super::cube::Table;
use super::dimension::{Dimension, PATH_MARK};
use super::error::{Place, TableError};
use super::release::{Release, Shown};
use std::collections::{BTreeMap, BTreeSet};

/// How a file is meant.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The column that holds counts; `None` when each line is one person.
    pub count: Option<String>,
    /// What stands for "all categories" in a line that gives a margin.
    pub total: String,
    /// Columns that are levels of one hierarchy, from the outside in.
    pub nests: Vec<Vec<String>>,
    /// Sets of dimensions to publish together; empty for every margin of all of them.
    pub tables: Vec<Vec<String>>,
}

impl Default for Shape {
    fn default() -> Self {
        Self { count: Some("count".to_owned()), total: "Total".to_owned(), nests: vec![], tables: vec![] }
    }
}

/// One line of a file: its number, the heading being 1, and its fields.
pub type Line = (usize, Vec<String>);

/// Reads the true table.
///
/// # Errors
/// Every way a file can be wrong, with its place: see [`TableError`].
pub fn read(heading: &[String], lines: &[Line], shape: &Shape) -> Result<Table, TableError> {
    let door = Door::new(heading, shape)?;
    let read = door.lines(lines, shape)?;
    let mut table = Table::new(door.dimensions(&read))?;
    publish(&mut table, shape)?;
    let mut margins: Vec<(Place, usize, u64)> = Vec::new();
    let mut given = BTreeSet::new();
    for line in &read {
        let cell = table.cell(&line.nodes(table.dimensions()));
        let count = match &line.count {
            None => 1,
            Some(text) => count_of(text, || line.place(&door.count_name))?,
        };
        if line.count.is_some() && !given.insert(cell) {
            return Err(TableError::TwiceTheCell(line.place("")));
        }
        if table.is_leaf(cell) {
            if table.value(0).checked_add(count).is_none_or(|sum| sum > MOST) {
                return Err(TableError::NotACount(line.place(&door.count_name), count.to_string()));
            }
            table.add(cell, count);
        } else if line.count.is_some() {
            margins.push((line.place(&door.count_name), cell, count));
        } else {
            return Err(TableError::NoLabel(line.place("")));
        }
    }
    for (place, cell, said) in margins {
        let sum = table.value(cell);
        if sum != said {
            return Err(TableError::Contradiction { place, said, sum });
        }
    }
    Ok(table)
}

/// Reads a release: counts, `*` or an empty field where a number is hidden, `<5` where it is said to be below 5.
///
/// # Errors
/// As [`read`], and [`TableError::NotARelease`] for any other text.
pub fn read_release(heading: &[String], lines: &[Line], shape: &Shape) -> Result<Release, TableError> {
    let door = Door::new(heading, shape)?;
    let read = door.lines(lines, shape)?;
    let own = Table::new(door.dimensions(&read))?;
    let mut shown = vec![Shown::Absent; own.size()];
    for line in &read {
        let cell = own.cell(&line.nodes(own.dimensions()));
        let text = line.count.as_deref().unwrap_or_default().trim();
        let place = || line.place(&door.count_name);
        let wrong = || TableError::NotARelease(place(), text.to_owned());
        let read = match text.strip_prefix('<') {
            _ if matches!(text, "" | "*" | "…") => Shown::Hidden,
            Some(limit) => Shown::Below(count_of(limit, place).map_err(|_| wrong())?),
            None => Shown::Count(count_of(text, place).map_err(|_| wrong())?),
        };
        match shown.get_mut(cell) {
            Some(held) if *held == Shown::Absent => *held = read,
            _ => return Err(TableError::TwiceTheCell(line.place(""))),
        }
    }
    Ok(Release { shape: own, shown })
}

/// More persons than live: a number beyond is a slip, and sums below it stay exact.
const MOST: u64 = 100_000_000_000;

fn count_of(text: &str, place: impl Fn() -> Place) -> Result<u64, TableError> {
    let wrong = || TableError::NotACount(place(), text.to_owned());
    let count: u64 = text.trim().parse().map_err(|_| wrong())?;
    if count > MOST { Err(wrong()) } else { Ok(count) }
}

fn publish(table: &mut Table, shape: &Shape) -> Result<(), TableError> {
    if shape.tables.is_empty() {
        return Ok(());
    }
    let names: BTreeMap<&str, usize> = table.dimensions().iter().map(Dimension::name).zip(0..).collect();
    let place =
        |name: &String| names.get(name.as_str()).copied().ok_or_else(|| TableError::NoColumn(name.clone()));
    let sets: Result<Vec<Vec<usize>>, TableError> =
        shape.tables.iter().map(|set| set.iter().map(place).collect()).collect();
    let sets = sets?;
    table.publish_only(&sets);
    Ok(())
}

/// The columns of a file, sorted into dimensions.
struct Door {
    count: Option<usize>,
    count_name: String,
    width: usize,
    /// Name of the dimension, and its columns from the outside in.
    groups: Vec<(String, Vec<usize>)>,
}

/// One line, each dimension as a path.
struct Read {
    number: usize,
    paths: Vec<String>,
    count: Option<String>,
}

impl Read {
    fn place(&self, column: &str) -> Place {
        Place { line: self.number, column: column.to_owned() }
    }

    fn nodes(&self, dimensions: &[Dimension]) -> Vec<usize> {
        let pairs = dimensions.iter().zip(&self.paths);
        pairs.map(|(dimension, path)| dimension.node(path).unwrap_or(0)).collect()
    }
}

impl Door {
    fn new(heading: &[String], shape: &Shape) -> Result<Self, TableError> {
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, name) in heading.iter().enumerate() {
            if places.insert(name, place).is_some() {
                return Err(TableError::TwiceTheColumn(name.clone()));
            }
        }
        let column =
            |name: &String| places.get(name.as_str()).copied().ok_or(TableError::NoColumn(name.clone()));
        let count = shape.count.as_ref().map(column).transpose()?;
        let mut groups: Vec<(String, Vec<usize>)> = Vec::new();
        let mut nested = BTreeSet::new();
        for nest in &shape.nests {
            let own: Vec<usize> = nest.iter().map(column).collect::<Result<_, _>>()?;
            nested.extend(own.iter().copied());
            groups.push((nest.join(">"), own));
        }
        let lone = heading.iter().enumerate();
        let lone = lone.filter(|(place, _)| Some(*place) != count && !nested.contains(place));
        groups.extend(lone.map(|(place, name)| (name.clone(), vec![place])));
        groups.sort_by_key(|(_, columns)| columns.first().copied());
        let count_name = shape.count.clone().unwrap_or_default();
        Ok(Self { count, count_name, width: heading.len(), groups })
    }

    fn lines(&self, lines: &[Line], shape: &Shape) -> Result<Vec<Read>, TableError> {
        if lines.is_empty() {
            return Err(TableError::Empty);
        }
        lines.iter().map(|(number, fields)| self.line(*number, fields, shape)).collect()
    }

    fn line(&self, number: usize, fields: &[String], shape: &Shape) -> Result<Read, TableError> {
        let place = |column: &str| Place { line: number, column: column.to_owned() };
        if fields.len() != self.width {
            return Err(TableError::Ragged(place("")));
        }
        let mut paths = Vec::with_capacity(self.groups.len());
        for (name, columns) in &self.groups {
            let mut steps: Vec<&str> = Vec::new();
            for column in columns {
                let label = fields.get(*column).map_or("", |it| it.trim());
                if label == shape.total {
                    break;
                }
                let empty = |step: &str| step.trim().is_empty();
                if label.split(PATH_MARK).any(empty) {
                    return Err(TableError::NoLabel(place(name)));
                }
                steps.push(label);
            }
            paths.push(steps.join(&PATH_MARK.to_string()));
        }
        let count = self.count.map(|it| fields.get(it).cloned().unwrap_or_default());
        Ok(Read { number, paths, count })
    }

    fn dimensions(&self, read: &[Read]) -> Vec<Dimension> {
        let each = self.groups.iter().enumerate().map(|(place, (name, _))| {
            let paths = read.iter().filter_map(|line| line.paths.get(place));
            Dimension::new(name, paths.map(String::as_str))
        });
        each.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(csv: &str) -> (Vec<String>, Vec<Line>) {
        let fields = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = csv.lines();
        let heading = fields(lines.next().unwrap());
        (heading, (2..).zip(lines.map(fields)).collect())
    }

    fn table(csv: &str) -> Result<Table, TableError> {
        let (heading, lines) = text(csv);
        read(&heading, &lines, &Shape::default())
    }

    #[test]
    fn margins_come_from_the_leaves_and_a_wrong_one_is_refused_where_it_is() {
        let good = table("region,sex,count\nGao,f,12\nGao,m,3\nMopti/Djenné,f,4\nTotal,f,16\n").unwrap();
        assert_eq!(good.value(0), 19);
        let wrong = table("region,sex,count\nGao,f,12\nGao,m,3\nTotal,Total,16\n").unwrap_err();
        let place = Place { line: 4, column: "count".to_owned() };
        assert_eq!(wrong, TableError::Contradiction { place, said: 16, sum: 15 });
    }

    #[test]
    fn each_thing_that_can_be_wrong_says_where() {
        let place = |line, column: &str| Place { line, column: column.to_owned() };
        let cases = [
            ("a,a,count\nx,y,1\n", TableError::TwiceTheColumn("a".to_owned())),
            ("a,b\nx,y\n", TableError::NoColumn("count".to_owned())),
            ("a,count\n", TableError::Empty),
            ("a,count\nx,-1\n", TableError::NotACount(place(2, "count"), "-1".to_owned())),
            ("a,count\nx,1.5\n", TableError::NotACount(place(2, "count"), "1.5".to_owned())),
            ("a,count\nx,1\nx,2\n", TableError::TwiceTheCell(place(3, ""))),
            ("a,count\n,1\n", TableError::NoLabel(place(2, "a"))),
            ("a,count\nx,1,2\n", TableError::Ragged(place(2, ""))),
        ];
        for (csv, expected) in cases {
            assert_eq!(table(csv).unwrap_err(), expected, "{csv}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_file_makes_the_door_panic(
            heading in proptest::collection::vec("[abc]|count", 0..5),
            lines in proptest::collection::vec(proptest::collection::vec("[xy/]{0,3}|Total|[0-9*<-]{0,4}", 0..5), 0..12),
        ) {
            let lines: Vec<Line> = (2..).zip(lines).collect();
            let nested = Shape { nests: vec![vec!["a".to_owned(), "b".to_owned()]], ..Shape::default() };
            for shape in [Shape::default(), nested, Shape { count: None, ..Shape::default() }] {
                let _ = read(&heading, &lines, &shape);
                if let Ok(release) = read_release(&heading, &lines, &shape) {
                    let _ = super::super::audit(&release, &Default::default(), 11, &mut |_, _| {});
                }
            }
        }
    }

    #[test]
    fn ten_thousand_columns_are_refused_not_tried() {
        let heading: Vec<String> =
            (0..10_000).map(|it| format!("c{it}")).chain(["count".to_owned()]).collect();
        let fields = heading.iter().map(|_| "1".to_owned()).collect();
        let error = read(&heading, &[(2, fields)], &Shape::default()).unwrap_err();
        assert!(matches!(error, TableError::TooLarge { .. }));
    }
}
