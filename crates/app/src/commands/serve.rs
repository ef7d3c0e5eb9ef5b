//! `danbe serve`, `danbe demo`, `danbe migrate`.

use crate::demo::{self, DemoClock};
use crate::installation::{self, Folder, Https, Paper};
use crate::tls::acme::Authority;
use crate::tls::{self, Certificates};
use crate::web::{House, listen, listen_tls, router};
use clap::Args;
use danbe_store::{Clock, SystemClock};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Options of `serve`.
#[derive(Args)]
pub(super) struct Serve {
    /// Dossier de l’installation
    #[arg(long)]
    data: PathBuf,
    /// Côté du mur : celui de l’installation, ou rien n’est servi
    #[arg(long, value_parser = super::sides(), default_value = "protection")]
    side: String,
    /// Adresse d’écoute
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Annuaire de l’autorité publique (ACME), si ce n’est pas celle de tout le monde
    #[arg(long)]
    acme: Option<String>,
    /// Certificat de cette autorité (PEM), si les machines ne la connaissent pas
    #[arg(long)]
    acme_root: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        log_to_stderr();
        let folder = Folder::open(&self.data)?.on(super::side_of(&self.side)?)?;
        let _lock = folder.lock()?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let paper = folder.paper.clone();
        let house = House::open(folder, clock, installation::policy_of(paper.side)).await?;
        let listener = TcpListener::bind(self.listen).await?;
        work(&house);
        if paper.https == Https::Proxy || installation::left_out().as_deref() == Some("https") {
            println!("Danbé : http://{}", listener.local_addr()?);
            return answer(listener, house).await;
        }
        let certificates = Certificates::open(&self.data)?;
        let config = certificates.config()?;
        println!("Danbé : https://{}", listener.local_addr()?);
        let authority = match self.acme {
            Some(directory) => Authority { directory, root: self.acme_root },
            None => Authority { root: self.acme_root, ..Authority::default() },
        };
        let keeping = keep_certificate(self.data, paper, authority, certificates);
        tokio::select! {
            () = listen_tls(listener, router(house), config, asked_to_stop()) => {}
            () = keeping => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Looks at the certificate every half a minute: takes a new file into service, renews what may be renewed here, and
/// says in the log when it is about to end. Never ends.
async fn keep_certificate(
    data: PathBuf,
    paper: Paper,
    authority: Authority,
    certificates: Arc<Certificates>,
) {
    let domain = paper.domain.unwrap_or_default();
    let mut asked: Option<tokio::time::Instant> = None;
    let mut pause = 0;
    loop {
        let now = SystemClock.now().0;
        let due = asked.is_none_or(|then| then.elapsed().as_secs() > pause);
        let kept = match paper.https {
            Https::Own => tls::own::keep(&data, &domain, now),
            Https::Acme if due => {
                asked = Some(tokio::time::Instant::now());
                let kept = tls::acme::keep(&data, &domain, &authority, &certificates, now).await;
                pause = if kept.is_ok() { tls::acme::EVERY } else { tls::acme::AGAIN };
                kept
            }
            _ => Ok(false),
        };
        let read = kept.and_then(|_| certificates.refresh());
        if let Err(error) = read {
            tracing::error!(kind = "certificate", %error, "the certificate in use stays in use");
        }
        if let Ok(Some(term)) = tls::term(&data)
            && term.days_left(now) <= tls::WARNED
        {
            tracing::warn!(
                kind = "certificate",
                days = term.days_left(now),
                "the certificate is about to end"
            );
        }
        tokio::time::sleep(Duration::from_secs(30)).await;
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
        let _lock = made.house.folder.lock()?;
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
        work(&made.house);
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
    let _lock = folder.lock()?;
    installation::open_store(
        &folder,
        Arc::new(DemoClock::real()),
        installation::policy_of(folder.paper.side),
    )
    .await?;
    println!("Base de données à jour.");
    Ok(ExitCode::SUCCESS)
}

/// What a house does without being asked.
fn work(house: &Arc<House>) {
    let asking = Arc::clone(house);
    tokio::spawn(async move { asking.ask_witnesses().await });
    let destroying = Arc::clone(house);
    tokio::spawn(async move { destroying.destroy_what_is_due().await });
    let ringing = Arc::clone(house);
    tokio::spawn(async move {
        if let Err(error) = ringing.ring().await {
            tracing::error!(kind = "notice", %error, "no notice leaves");
        }
    });
}

async fn answer(listener: TcpListener, house: Arc<House>) -> io::Result<ExitCode> {
    listen(listener, router(house), asked_to_stop()).await;
    Ok(ExitCode::SUCCESS)
}

pub(super) async fn asked_to_stop() {
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
pub(super) fn log_to_stderr() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("DANBE_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    let subscriber =
        tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).finish();
    // Another subscriber is already set only in tests.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
