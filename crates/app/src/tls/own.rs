//! An authority of one's own: a country without the Internet still has HTTPS.
//!
//! Each phone is given the authority's certificate once, by hand. It may sign for one name and nothing else (name
//! constraints, RFC 5280 §4.2.1.10): who steals its key cannot read the bank of whoever installed it.

use super::{DAY, Term, WARNED, put, term};
use crate::installation::{create_folder, write_secret};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints,
};
use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

const AUTHORITY: &str = "autorite.pem";
const AUTHORITY_KEY: &str = "autorite-cle.pem";
/// Ten years; phones are given another one then.
const AUTHORITY_DAYS: i64 = 3_650;
/// Phones refuse longer ones (825 days on some, 398 on others).
const LEAF_DAYS: i64 = 396;
/// Clocks of phones are wrong by hours: a certificate begins the day before.
const BEFORE: i64 = DAY;

/// The authority's certificate, to be given to phones.
#[must_use]
pub fn authority(installation: &Path) -> PathBuf {
    installation.join("tls").join(AUTHORITY)
}

/// Makes an authority for one name, and a certificate under it.
///
/// # Errors
/// When there is one already, or the folder cannot be written.
#[expect(clippy::disallowed_methods, reason = "a certificate is dated by the machine that makes it")]
pub fn make(installation: &Path, domain: &str) -> io::Result<()> {
    let folder = installation.join("tls");
    create_folder(&folder)?;
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let mut params = dated(Vec::new(), AUTHORITY_DAYS, std::time::SystemTime::now().into())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, format!("Autorité de {domain}"));
    params.name_constraints =
        Some(NameConstraints { permitted_subtrees: vec![only(domain)], excluded_subtrees: Vec::new() });
    let authority = params.self_signed(&key).map_err(io::Error::other)?;
    write_secret(&folder.join(AUTHORITY_KEY), key.serialize_pem().as_bytes())?;
    write_secret(&folder.join(AUTHORITY), authority.pem().as_bytes())?;
    renew(installation, domain, std::time::SystemTime::now().into())
}

/// A new certificate under the authority of the folder, in the place of the one in use.
///
/// # Errors
/// When there is no authority.
pub fn renew(installation: &Path, domain: &str, now: OffsetDateTime) -> io::Result<()> {
    let folder = installation.join("tls");
    let authority = fs::read_to_string(folder.join(AUTHORITY))?;
    let key =
        KeyPair::from_pem(&fs::read_to_string(folder.join(AUTHORITY_KEY))?).map_err(io::Error::other)?;
    let issuer = Issuer::from_ca_cert_pem(&authority, key).map_err(io::Error::other)?;
    let mut params = dated(vec![domain.to_owned()], LEAF_DAYS, now)?;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.distinguished_name.push(DnType::CommonName, domain);
    params.use_authority_key_identifier_extension = true;
    let leaf_key = KeyPair::generate().map_err(io::Error::other)?;
    let leaf = params.signed_by(&leaf_key, &issuer).map_err(io::Error::other)?;
    put(installation, leaf.pem().as_bytes(), leaf_key.serialize_pem().as_bytes())
}

/// Renews when the certificate in use is about to end, or names another host.
///
/// # Errors
/// As [`renew`].
pub fn keep(installation: &Path, domain: &str, now: i64) -> io::Result<bool> {
    let in_use = term(installation)?;
    let fresh =
        |term: &Term| term.days_left(now) > WARNED && term.names.iter().any(|name| name.contains(domain));
    if in_use.as_ref().is_some_and(fresh) {
        return Ok(false);
    }
    let now = OffsetDateTime::from_unix_timestamp(now.div_euclid(1000)).map_err(io::Error::other)?;
    renew(installation, domain, now).map(|()| true)
}

fn dated(names: Vec<String>, days: i64, now: OffsetDateTime) -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.not_before = now - time::Duration::seconds(BEFORE);
    params.not_after = now + time::Duration::days(days);
    Ok(params)
}

fn only(domain: &str) -> GeneralSubtree {
    match domain.parse::<IpAddr>() {
        Ok(address) => {
            let whole = if address.is_ipv4() { 32 } else { 128 };
            GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, whole))
        }
        Err(_) => GeneralSubtree::DnsName(domain.to_owned()),
    }
}

/// What to do on each phone, in the order of the hand.
#[must_use]
pub fn steps(installation: &Path) -> String {
    format!(
        "Sur chaque téléphone, une fois, devant la personne :\n  \
         1. Copiez {} sur le téléphone (câble ou carte), jamais par courriel.\n  \
         2. Android : Paramètres, Sécurité, Chiffrement et identifiants, Installer un certificat, Certificat CA.\n     \
         iPhone : ouvrez le fichier, puis Réglages, Général, VPN et gestion, installez ; puis Informations,\n     \
         Réglages de confiance des certificats, activez-le.\n  \
         3. Ouvrez l’adresse : le cadenas paraît, sans avertissement. Sinon, n’allez pas plus loin.\n  \
         4. Effacez le fichier copié.\n\
         Cette autorité ne peut certifier que ce nom : elle ne permet de lire aucun autre site.",
        authority(installation).display()
    )
}
