//! A private PostgreSQL cluster for one run of the tests.
//!
//! It lives in a temporary folder and not under `target`: initdb refuses the superuser, and the
//! user `postgres` often cannot enter a checkout that lies in somebody's home. Nothing in it is
//! worth keeping, so fsync is off and the end is immediate.
//!
//! The server hangs on a shell which waits for the end of its standard input: however this tool
//! dies, the pipe closes, the server stops and the folder goes.

use crate::shell::{self, Outcome};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running cluster; dropping it stops the server and removes its folder.
pub(crate) struct Cluster {
    guardian: Child,
    url: String,
}

impl Cluster {
    /// Creates and starts a cluster on a free port of localhost.
    ///
    /// # Errors
    /// PostgreSQL is not installed, or did not accept connections within a minute.
    pub(crate) fn start() -> Outcome<Cluster> {
        let programs = programs().ok_or("PostgreSQL's initdb was not found")?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = std::env::temp_dir().join(format!("danbe-pg-{}", std::process::id()));
        let guardian = as_postgres(&script(&programs, &folder, port))
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        let mut cluster = Cluster { guardian, url: format!("postgres://danbe@127.0.0.1:{port}/postgres") };
        cluster.wait(&programs, port)?;
        Ok(cluster)
    }

    /// Where the tests connect; the role may create databases.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn wait(&mut self, programs: &Path, port: u16) -> Outcome {
        let begun = Instant::now();
        let ready = programs.join("pg_isready");
        while begun.elapsed() < Duration::from_secs(60) {
            if let Some(status) = self.guardian.try_wait()? {
                return Err(format!("PostgreSQL did not start: {status}").into());
            }
            let asked =
                Command::new(&ready).args(["-q", "-h", "127.0.0.1", "-p", &port.to_string()]).status()?;
            if asked.success() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err("PostgreSQL did not accept connections within a minute".into())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.guardian.stdin.take());
        let _ended = self.guardian.wait();
    }
}

/// What the guarding shell does. Paths hold no quote: they are ours or Debian's.
fn script(programs: &Path, folder: &Path, port: u16) -> String {
    let (programs, folder) = (programs.display(), folder.display());
    format!(
        "trap '' INT TERM HUP; umask 077; rm -rf '{folder}'; \
         '{programs}/initdb' -D '{folder}' -A trust -U danbe -E UTF8 --locale=C --no-sync >/dev/null || exit 1; \
         '{programs}/postgres' -D '{folder}' -k '{folder}' -p {port} -c listen_addresses=127.0.0.1 \
         -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 \
         >'{folder}/log' 2>&1 & server=$!; \
         cat >/dev/null; kill -QUIT $server; wait $server; rm -rf '{folder}'"
    )
}

fn as_postgres(script: &str) -> Command {
    if shell::is_root() {
        let mut su = Command::new("su");
        su.args(["postgres", "-s", "/bin/sh", "-c", script]);
        su
    } else {
        let mut sh = Command::new("/bin/sh");
        sh.args(["-c", script]);
        sh
    }
}

/// Debian keeps the server's programs out of the path, one folder per version.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    found.sort();
    if let Some((_, folder)) = found.pop() {
        return Some(folder);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join("initdb").is_file())
}

/// Whether a cluster can be made on this machine.
pub(crate) fn installed() -> bool {
    programs().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpStream;

    /// Where PostgreSQL is absent the tests of the store fail anyway; here nothing can be asked.
    #[test]
    fn a_cluster_starts_answers_and_goes() -> Outcome {
        if !installed() {
            assert!(std::env::var_os("DANBE_TEST_POSTGRES").is_none());
            return Ok(());
        }
        let cluster = Cluster::start()?;
        let address = cluster.url().split(['@', '/']).nth(3).ok_or("no address")?.to_owned();
        assert!(TcpStream::connect(&address).is_ok());
        drop(cluster);
        assert!(TcpStream::connect(&address).is_err());
        let folder = std::env::temp_dir().join(format!("danbe-pg-{}", std::process::id()));
        assert!(!folder.exists());
        Ok(())
    }
}
