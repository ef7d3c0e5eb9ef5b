//! `danbe serve`, `danbe demo`, `danbe migrate`.

use crate::demo::{self, DemoClock};
use crate::installation::{self, Folder};
use crate::web::{House, listen, router};
use clap::Args;
use danbe_store::{Clock, SystemClock};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Options of `serve`.
#[derive(Args)]
pub(super) struct Serve {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Adresse d’écoute
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Serve {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        log_to_stderr();
        let folder = Folder::open(&self.data)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let house = House::open(folder, clock, installation::policy()).await?;
        let listener = TcpListener::bind(self.listen).await?;
        println!("Danbé : http://{}", listener.local_addr()?);
        answer(listener, house).await
    }
}

/// Options of `demo`.
#[derive(Args)]
pub(super) struct Demo {
    /// Dossier de la démonstration ; créé s’il n’existe pas
    #[arg(long, default_value = "demonstration")]
    data: PathBuf,
    /// Adresse d’écoute
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Base PostgreSQL vide à employer au lieu de SQLite, `postgres://…`
    #[arg(long)]
    database: Option<String>,
    /// Écrire l’adresse et les comptes en JSON, sur une ligne
    #[arg(long)]
    json: bool,
    /// Préparer sans servir
    #[arg(long)]
    only_make: bool,
}

impl Demo {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        log_to_stderr();
        let made = demo::open(&self.data, self.database).await?;
        if self.only_make {
            return Ok(ExitCode::SUCCESS);
        }
        let listener = TcpListener::bind(self.listen).await?;
        let address = format!("http://{}", listener.local_addr()?);
        if self.json {
            let text = serde_json::json!({ "address": address, "accounts": made.accounts });
            println!("{text}");
        } else {
            print_accounts(&address, &made.accounts);
        }
        answer(listener, made.house).await
    }
}

fn print_accounts(address: &str, accounts: &[demo::Account]) {
    println!("\nDanbé, démonstration : {address}\n");
    println!(
        "Toutes les personnes et tous les services sont inventés. N’y écrivez rien sur une personne réelle.\n"
    );
    for account in accounts {
        println!("  {:<16} {}", account.handle, account.words);
        println!("  {:<16} {}", "", account.who);
        if let Some(secret) = &account.code_secret {
            println!("  {:<16} codes à six chiffres : clé {secret} (application d’authentification)", "");
            println!("  {:<16} ou : danbe figure code --secret {secret}", "");
        }
    }
    println!("\nDossiers : {address}/a/    Chiffres : {address}/lecture    Arrêter : Ctrl-C\n");
}

/// Brings the schema up without serving.
pub(super) async fn migrate(data: PathBuf) -> io::Result<ExitCode> {
    let folder = Folder::open(&data)?;
    installation::open_store(&folder, Arc::new(DemoClock::real()), installation::policy()).await?;
    println!("Base de données à jour.");
    Ok(ExitCode::SUCCESS)
}

async fn answer(listener: TcpListener, house: Arc<House>) -> io::Result<ExitCode> {
    listen(listener, router(house), asked_to_stop()).await;
    Ok(ExitCode::SUCCESS)
}

async fn asked_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) =
        (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

/// One JSON line an event, on standard error; `DANBE_LOG` chooses what (`warn` unless told).
fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DANBE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let subscriber =
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).finish();
    // Another subscriber is already set only in tests.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
