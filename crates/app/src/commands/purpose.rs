//! `danbe purpose`: a purpose of sharing opens with the reference of its authorisation, entered at the console.

use clap::Args;
use danbe_house::protocols::Authorise;
use danbe_store::Thread;
use danbe_words::Purpose as Code;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Purpose {
    /// Dossier de l’installation ; le serveur doit être arrêté
    #[arg(long)]
    data: PathBuf,
    /// Finalité
    #[arg(long, value_parser = purposes())]
    open: String,
    /// Référence de l’acte de l’autorité qui la permet
    #[arg(long)]
    reference: String,
}

/// What may be opened, as the command line lists it.
fn purposes() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(Code::ALL.iter().map(|it| it.code()))
}

impl Purpose {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let (store, _lock) = super::store_alone(&self.data).await?;
        let purpose = Code::from_code(&self.open).map_err(io::Error::other)?;
        let act = Authorise { purpose, reference: self.reference.clone() };
        let told = |problem| io::Error::other(format!("refusé : {problem}"));
        store.act(act, Thread::default()).await.map_err(told)?;
        println!("finalité « {} » ouverte, référence « {} »", self.open, self.reference);
        Ok(ExitCode::SUCCESS)
    }
}
