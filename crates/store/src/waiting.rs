//! Writes that wait, on the embedded engine: they travel with the act's next question, or with its end.
//!
//! The driver keeps SQLite on a thread of its own; going there and back costs several times the insertion of a
//! row. A registration has some twenty statements and three questions: together they make three journeys. On
//! PostgreSQL nothing waits. Nothing outlives its act, so an error is always the error of the act that wrote.

use danbe_words::Problem;
use sqlx::sqlite::SqliteArguments;
use sqlx::{
    Arguments, AssertSqlSafe, Encode, PgConnection, SqlSafeStr, SqlStr, Sqlite, SqliteConnection, Type,
};
use std::fmt::Write as _;

/// Statements waiting at most: each different text is kept prepared, and memory is finite.
const MOST: usize = 24;

/// Statements not yet sent, as one text, with their arguments in order.
#[derive(Debug, Default)]
pub struct Waiting {
    text: String,
    arguments: SqliteArguments,
    statements: usize,
}

impl Waiting {
    /// One more statement; its arguments follow, in the order of their numbers.
    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        number_on(&mut self.text, sql, self.arguments.len());
        self.text.push(';');
        self.statements += 1;
        self
    }

    /// The next argument of the statement pushed last.
    ///
    /// # Errors
    /// When the value cannot be written as the driver's.
    pub fn argument<'q, T: Encode<'q, Sqlite> + Type<Sqlite>>(&mut self, value: T) -> Result<(), Problem> {
        self.arguments.add(value).map_err(|_| Problem::StoreDown)
    }

    /// The whole text, ending in this question, and the arguments so far: the question's own are bound after.
    #[must_use]
    pub fn then(mut self, question: &'static str) -> (SqlStr, SqliteArguments) {
        if self.statements == 0 {
            return (question.into_sql_str(), self.arguments);
        }
        number_on(&mut self.text, question, self.arguments.len());
        (AssertSqlSafe(self.text).into_sql_str(), self.arguments)
    }

    /// Sends it, when there is something.
    ///
    /// # Errors
    /// The driver's, at the first statement that fails; those after it are not tried.
    pub async fn sent(self, conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if self.statements == 0 {
            return Ok(());
        }
        let text = AssertSqlSafe(self.text);
        sqlx::query_with(text, self.arguments).execute(conn).await.map(|_| ())
    }

    pub(crate) const fn is_long(&self) -> bool {
        self.statements >= MOST
    }
}

/// Copies a statement with its `$n` counted on from the arguments before it. Our texts have no other `$`.
fn number_on(text: &mut String, sql: &str, before: usize) {
    let mut parts = sql.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: usize =
            part.strip_suffix(rest).and_then(|digits| digits.parse().ok()).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = write!(text, "${}", number + before);
        text.push_str(rest);
    }
}

/// Where a write goes.
#[derive(Debug)]
pub enum Place<'c> {
    /// It waits: its arguments are taken now, its turn comes with the next question.
    Waits(&'c mut Waiting),
    /// It is sent at once.
    Now(&'c mut PgConnection),
}

/// Writes a row whose answer nobody needs: `put!(tx, "INSERT …", argument, …)?`.
#[macro_export]
macro_rules! put {
    ($conn:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        async {
            match $crate::Writing::place($conn, $sql).await? {
                $crate::Place::Waits(waiting) => {
                    $(waiting.argument($arg)?;)*
                    Ok(())
                }
                $crate::Place::Now(c) => $crate::sqlx::query($sql)$(.bind($arg))*.execute(c).await
                    .map(|_| ())
                    .map_err($crate::problem),
            }
        }
        .await
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_on_from_the_arguments_before() {
        let mut waiting = Waiting::default();
        for statement in ["SAVEPOINT act", "INSERT INTO a VALUES ($1, $2, $1)", "INSERT INTO b VALUES ($1)"] {
            waiting.push(statement);
            for _ in 0..statement.matches('$').count().min(2) {
                waiting.argument(1).unwrap();
            }
        }
        let (text, arguments) = waiting.then("SELECT c FROM d WHERE e = $1 AND f = $12");
        assert_eq!(
            text.as_str(),
            "SAVEPOINT act;INSERT INTO a VALUES ($1, $2, $1);INSERT INTO b VALUES ($3);\
             SELECT c FROM d WHERE e = $4 AND f = $15"
        );
        assert_eq!(arguments.len(), 3);
    }

    #[test]
    fn a_question_with_nothing_before_it_stays_as_written() {
        assert_eq!(Waiting::default().then("SELECT $1").0.as_str(), "SELECT $1");
    }
}
