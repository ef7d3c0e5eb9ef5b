//! Everything a database holds, poured into an empty one, of the same engine or the other.
//!
//! One schema for both engines and three types make a copy a walk over tables. The source is read in one transaction that
//! sees one moment, so it may go on serving; the other end gets the steps of the schema the source has, and no others,
//! so that an upgrade can be tried on the copy. Rows pass one at a time: a ledger need not fit in memory.

use crate::conn::{Conn, problem};
use crate::dialect::{self, Engine};
use crate::migrate;
use crate::{Reach, Reachable, row, rows};
use danbe_words::Problem;
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Row};

/// A value of one of the three types of the schema, or none.
enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A column: its name and which type it is.
struct Column {
    name: String,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Number,
    Text,
    Bytes,
}

/// Pours `from` into `to`, which must hold nothing; both are addresses of databases. Gives the number of rows.
///
/// # Errors
/// [`Problem::State`] `exists` when `to` holds something, `newer` when `from` was written by a later program;
/// a database's failure.
pub async fn pour(from: &str, to: &str) -> Result<u64, Problem> {
    let mut source = Conn::open(from).await.map_err(problem)?;
    let mut target = Conn::open(to).await.map_err(problem)?;
    source.run(dialect::one_moment(source.engine())).await?;
    let steps = rows!(&mut source, (i64,), "SELECT number FROM store_migration ORDER BY number")?;
    let steps: Vec<i64> = steps.into_iter().map(|(number,)| number).collect();
    let mut lacks = Vec::new();
    for table in crate::tables() {
        if columns(&mut source, &table).await?.is_empty() {
            lacks.push(table);
        }
    }
    migrate::raise(&mut target, &steps, &lacks).await?;
    target.run(dialect::begin(target.engine())).await?;
    let mut poured = 0;
    for table in crate::tables() {
        // Of our own schema, and not of what the source says of itself.
        let columns = columns(&mut target, &table).await?;
        if !columns.is_empty() {
            poured += table_of(&mut source, &mut target, &table, &columns).await?;
        }
    }
    target.run("COMMIT").await?;
    source.run("ROLLBACK").await?;
    target.run(dialect::alone(target.engine())).await?;
    Ok(poured)
}

/// Every row of one table.
async fn table_of(
    source: &mut Conn,
    target: &mut Conn,
    table: &str,
    columns: &[Column],
) -> Result<u64, Problem> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
    let names = names.join(", ");
    let read = format!("SELECT {names} FROM {table}");
    let write = format!("INSERT INTO {table} ({names}) VALUES ({})", places.join(", "));
    let mut poured = 0;
    // The same walk over the rows of either driver.
    macro_rules! walk {
        ($conn:expr) => {{
            let mut found = sqlx::query(AssertSqlSafe(read)).fetch($conn);
            while let Some(row) = found.try_next().await.map_err(problem)? {
                let cell = |(place, column): (usize, &Column)| -> Result<Cell, sqlx::Error> {
                    Ok(match column.kind {
                        Kind::Number => Cell::Number(row.try_get(place)?),
                        Kind::Text => Cell::Text(row.try_get(place)?),
                        Kind::Bytes => Cell::Bytes(row.try_get(place)?),
                    })
                };
                let cells: Result<_, _> = columns.iter().enumerate().map(cell).collect();
                insert(target, &write, cells.map_err(problem)?).await?;
                poured += 1;
            }
        }};
    }
    match source.reach() {
        Reach::Sqlite(c, _) => walk!(c),
        Reach::Postgres(c) => walk!(c),
    }
    Ok(poured)
}

async fn insert(target: &mut Conn, text: &str, cells: Vec<Cell>) -> Result<(), Problem> {
    macro_rules! bound {
        ($conn:expr) => {{
            let mut query = sqlx::query(AssertSqlSafe(text.to_owned()));
            for cell in cells {
                query = match cell {
                    Cell::Number(value) => query.bind(value),
                    Cell::Text(value) => query.bind(value),
                    Cell::Bytes(value) => query.bind(value),
                };
            }
            query.execute($conn).await.map(|_| ()).map_err(problem)
        }};
    }
    match target.reach() {
        Reach::Sqlite(c, _) => bound!(c),
        Reach::Postgres(c) => bound!(c),
    }
}

/// The columns of a table, in order; none when there is no such table.
async fn columns(conn: &mut Conn, table: &str) -> Result<Vec<Column>, Problem> {
    let found = match conn.engine() {
        Engine::Sqlite => {
            rows!(conn, (String, String), "SELECT name, type FROM pragma_table_info($1) ORDER BY cid", table)?
        }
        Engine::Postgres => rows!(
            conn,
            (String, String),
            "SELECT CAST(column_name AS TEXT), CAST(data_type AS TEXT) FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
            table
        )?,
    };
    let kind = |said: &str| match said.to_ascii_uppercase().as_str() {
        "TEXT" => Kind::Text,
        "BLOB" | "BYTEA" => Kind::Bytes,
        _ => Kind::Number,
    };
    Ok(found.into_iter().map(|(name, said)| Column { kind: kind(&said), name }).collect())
}

/// Whether a database holds nothing of ours yet.
pub(crate) async fn is_empty(conn: &mut Conn) -> Result<bool, Problem> {
    Ok(columns(conn, "store_migration").await?.is_empty()
        || row!(conn, (i64,), "SELECT number FROM store_migration LIMIT 1")?.is_none())
}
