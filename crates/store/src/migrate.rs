//! Migrations: one text for both engines, applied in order, each in its own transaction, never edited once released.

use crate::conn::Conn;
use crate::dialect::{self, Engine};
use crate::pour;
use crate::{execute, row};
use danbe_words::Problem;

/// Number, name and text of every migration.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "thread", include_str!("../migrations/0001_thread.sql")),
    (2, "house", include_str!("../migrations/0002_house.sql")),
    (4, "returns", include_str!("../migrations/0004_returns.sql")),
    (5, "country", include_str!("../migrations/0005_country.sql")),
    (6, "agencies", include_str!("../migrations/0006_agencies.sql")),
    (8, "joining", include_str!("../migrations/0008_joining.sql")),
    (9, "successions", include_str!("../migrations/0009_successions.sql")),
    (10, "referral", include_str!("../migrations/0010_referral.sql")),
    (11, "directory", include_str!("../migrations/0011_directory.sql")),
    (12, "wall", include_str!("../migrations/0012_wall.sql")),
    (13, "allowances", include_str!("../migrations/0013_allowances.sql")),
    (14, "notices", include_str!("../migrations/0014_notices.sql")),
    (17, "marks", include_str!("../migrations/0017_marks.sql")),
    (18, "extracts", include_str!("../migrations/0018_extracts.sql")),
    (19, "roles", include_str!("../migrations/0019_roles.sql")),
    (20, "beside", include_str!("../migrations/0020_beside.sql")),
];

/// The schema as one text, for the test that compares every column with its tier.
#[must_use]
pub fn schema_text() -> String {
    MIGRATIONS.iter().map(|(_, _, text)| *text).collect::<Vec<_>>().join("\n")
}

/// Names of every table.
#[must_use]
pub fn tables() -> Vec<String> {
    let schema = schema_text();
    let after = schema.split("CREATE TABLE ").skip(1);
    after.filter_map(|text| text.split_whitespace().next().map(str::to_owned)).collect()
}

const KNOWN: &str =
    "CREATE TABLE IF NOT EXISTS store_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)";

/// A migration without the statements about tables that begin with one of these words.
fn without(text: &str, elsewhere: &[impl AsRef<str>]) -> String {
    let stays = |statement: &&str| {
        let lines = statement.lines().filter(|line| !line.trim_start().starts_with("--"));
        let words: Vec<_> = lines.flat_map(str::split_whitespace).collect();
        let named = words.windows(2).find_map(|pair| match pair {
            ["TABLE" | "ON" | "INTO" | "UPDATE" | "FROM", table] => Some(*table),
            _ => None,
        });
        named.is_none_or(|table| !elsewhere.iter().any(|word| table.starts_with(word.as_ref())))
    };
    text.split_inclusive(';').filter(stays).collect()
}

/// Takes an empty database through the steps another one has taken, without the tables it lacks.
///
/// # Errors
/// [`Problem::State`] `exists` when it is not empty, `newer` for a step this program does not know.
pub(crate) async fn raise(conn: &mut Conn, steps: &[i64], lacks: &[String]) -> Result<(), Problem> {
    if !pour::is_empty(conn).await? {
        return Err(Problem::State("exists"));
    }
    let engine = conn.engine();
    conn.run(KNOWN).await?;
    for step in steps {
        let known = MIGRATIONS.iter().find(|(number, ..)| number == step);
        let (number, name, text) = known.ok_or(Problem::State("newer"))?;
        apply(conn, engine, *number, name, &without(text, lacks)).await?;
    }
    Ok(())
}

/// Brings the database to the newest schema, without the tables of another side, which begin with one of these words;
/// gives how many steps it took.
pub(crate) async fn migrate(conn: &mut Conn, elsewhere: &[&str]) -> Result<usize, Problem> {
    let engine = conn.engine();
    conn.run(KNOWN).await?;
    let mut steps = 0;
    for (number, name, text) in MIGRATIONS {
        let known = row!(conn, (i64,), "SELECT number FROM store_migration WHERE number = $1", number)?;
        if known.is_none() {
            apply(conn, engine, *number, name, &without(text, elsewhere)).await?;
            steps += 1;
        }
    }
    Ok(steps)
}

async fn apply(conn: &mut Conn, engine: Engine, number: i64, name: &str, text: &str) -> Result<(), Problem> {
    conn.run(dialect::begin(engine)).await?;
    conn.run(&dialect::schema_for(engine, text)).await?;
    execute!(conn, "INSERT INTO store_migration (number, name) VALUES ($1, $2)", number, name)?;
    conn.run("COMMIT").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_another_side_is_not_made_nor_its_index() {
        let text = schema_text();
        let kept = without(&text, &["cases_", "referrals_"]);
        assert!(text.contains("CREATE TABLE cases_file") && text.contains("CREATE TABLE house_agency"));
        assert!(
            !kept.contains("CREATE TABLE cases_")
                && !kept.contains("ON cases_")
                && !kept.contains("referrals_")
        );
        assert!(kept.contains("CREATE TABLE house_agency") && kept.contains("CREATE TABLE bases_basis"));
        assert_eq!(without(&text, &[] as &[&str]), text);
    }
}
