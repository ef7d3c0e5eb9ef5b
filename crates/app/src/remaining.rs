//! What remains to be done before an installation may hold a real person, in the words of who must do it.

use crate::installation::{Https, Kind, Paper};

/// One sentence for each thing the country has not settled; nothing is invented in its place.
pub(crate) fn remaining(paper: &Paper) -> Vec<String> {
    let domain = paper.domain.as_deref().unwrap_or("(nom non défini)");
    let mut list = vec![match paper.https {
        Https::Proxy => format!(
            "Nom et certificat : {domain}, derrière un mandataire. Placez-le devant ce programme, qui parle HTTP."
        ),
        Https::Acme => format!(
            "Nom et certificat : {domain}, certificat public. Le nom doit mener à cette machine, port 443 ouvert."
        ),
        Https::Own => format!(
            "Nom et certificat : {domain}, autorité propre. Donnez autorite.pem à chaque téléphone : danbe certificate show"
        ),
        Https::Files => format!(
            "Nom et certificat : {domain}, certificat fourni : danbe certificate install --chain … --key …"
        ),
    }];
    if paper.kind != Kind::Real {
        list.push(
            "Cérémonie des gardiens (3 sur 5) : danbe ceremony make, hors réseau, puis danbe init --ceremony. \
             Le registre repart alors de zéro : rien d’ici n’est repris."
                .to_owned(),
        );
    }
    list.push(
        "Détenteurs : trois par service, et un essai de recouvrement réussi avant d’ouvrir.".to_owned(),
    );
    list.push(match paper.closed_kept_days {
        Some(days) => format!("Dossiers d’un service fermé que personne ne reprend : détruits {days} jours après."),
        None => "Dossiers d’un service fermé que personne ne reprend, date de destruction : non définie. Le ministère la \
                 fixe avec l’autorité de protection des données (closed_kept_days) ; d’ici là rien n’est détruit."
            .to_owned(),
    });
    list.push("Protocoles entre services : aucun signé.".to_owned());
    list.push(match paper.authorisations.as_slice() {
        [] => "Références d’autorisation (protection des données) : non défini.".to_owned(),
        references => format!("Références d’autorisation : {}.", references.join(", ")),
    });
    list.push(format!("Ligne d’urgence : {}.", paper.hotline.as_deref().unwrap_or("non défini")));
    list.push(
        "Messages qui préviennent un service (courrier électronique, SMS) : danbe notice ; rien ne part d’ici là."
            .to_owned(),
    );
    list.push(match paper.backup.len() {
        0 => "Sauvegardes : aucune clé hors ligne : danbe backup key, sur une autre machine.".to_owned(),
        keys => {
            format!("Sauvegardes : scellées à {keys} clé(s) ; une autre machine doit venir les chercher.")
        }
    });
    list
}
