//! `danbe notice`: by what the machine tells agencies that something came.

use crate::installation::Folder;
use crate::notices::{Gateways, Mail, Sms};
use clap::Args;
use danbe_house::notices::Way;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub(super) struct Notice {
    /// Dossier de l’installation ; le serveur relit ces réglages à son prochain départ
    #[arg(long)]
    data: PathBuf,
    /// Serveur de courrier, `smtps://utilisateur:mot-de-passe@hôte:465` ou `smtp://hôte:587?tls=required`
    #[arg(long, requires = "from")]
    mail: Option<String>,
    /// Adresse de l’expéditeur ; elle ne dit ni le système ni le sujet
    #[arg(long, requires = "mail")]
    from: Option<String>,
    /// Passerelle SMS, par exemple `https://hôte/envoi?to={to}&text={text}`
    #[arg(long)]
    sms: Option<String>,
    /// Corps de la demande, avec `{to}` et `{text}` ; sans lui, la demande est un GET
    #[arg(long, requires = "sms")]
    sms_body: Option<String>,
    /// Type du corps : `application/json`, ou un formulaire si rien n’est dit
    #[arg(long, requires = "sms_body")]
    sms_type: Option<String>,
    /// En-tête `authorization` de la passerelle
    #[arg(long, requires = "sms")]
    sms_authorization: Option<String>,
    /// Ne plus rien envoyer
    #[arg(long, conflicts_with_all = ["mail", "sms"])]
    none: bool,
    /// Envoyer « essai » à cette adresse ou à ce numéro
    #[arg(long)]
    trial: Option<String>,
}

impl Notice {
    pub(super) async fn run(self) -> io::Result<ExitCode> {
        let folder = Folder::open(&self.data)?;
        let mut gateways = if self.none { Gateways::default() } else { Gateways::of(&folder)? };
        if let Some((url, from)) = self.mail.zip(self.from) {
            gateways.mail = Some(Mail { url, from });
        }
        if let Some(url) = self.sms {
            let (body, kind, authorization) = (self.sms_body, self.sms_type, self.sms_authorization);
            gateways.sms = Some(Sms { url, body, kind, authorization });
        }
        gateways.keep(&folder)?;
        if let Some(to) = self.trial {
            let way = if to.contains('@') { Way::Mail } else { Way::Sms };
            gateways.send(way, &to, "essai").await?;
            println!("essai remis");
        }
        println!(
            "courrier électronique : {}",
            gateways.mail.as_ref().map_or("non défini", |mail| &mail.from)
        );
        println!("SMS : {}", if gateways.sms.is_some() { "défini" } else { "non défini" });
        Ok(ExitCode::SUCCESS)
    }
}
