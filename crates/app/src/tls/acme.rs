//! A public certificate by itself (ACME, RFC 8555), proved on the port that serves (TLS-ALPN-01, RFC 8737): no other
//! port to open, no file to publish. Nothing of it is needed where there is no Internet.

use super::{Certificates, DAY, WARNED, put, term};
use crate::installation::write_secret;
use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, LetsEncrypt, NewAccount,
    NewOrder, OrderStatus, RetryPolicy,
};
use rcgen::{CertificateParams, CustomExtension, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::CertifiedKey;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Which authority.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Address of its directory.
    pub directory: String,
    /// Its own certificate, when it is not one everybody knows.
    pub root: Option<PathBuf>,
}

impl Default for Authority {
    fn default() -> Self {
        Self { directory: LetsEncrypt::Production.url().to_owned(), root: None }
    }
}

const ACCOUNT: &str = "compte.json";

/// Asks for a certificate when there is none, or when the one in use ends within a month; says whether it did.
///
/// # Errors
/// The authority's refusal or silence, in its words.
pub async fn keep(
    installation: &Path,
    domain: &str,
    authority: &Authority,
    certificates: &Certificates,
    now: i64,
) -> io::Result<bool> {
    let left_out = crate::installation::left_out().as_deref() == Some("acme");
    if left_out || term(installation)?.is_some_and(|term| term.days_left(now) > WARNED) {
        return Ok(false);
    }
    let account = account(installation, authority).await?;
    let done = order(&account, domain, certificates).await;
    certificates.prove(None);
    let (chain, key) = done?;
    put(installation, chain.as_bytes(), key.as_bytes())?;
    certificates.refresh()
}

async fn account(installation: &Path, authority: &Authority) -> io::Result<Account> {
    let builder = match &authority.root {
        Some(root) => Account::builder_with_root(root),
        None => Account::builder(),
    };
    let builder = builder.map_err(io::Error::other)?;
    let path = installation.join("tls").join(ACCOUNT);
    if path.exists() {
        let known: AccountCredentials =
            serde_json::from_str(&fs::read_to_string(&path)?).map_err(io::Error::other)?;
        return builder.from_credentials(known).await.map_err(io::Error::other);
    }
    let new = NewAccount { contact: &[], terms_of_service_agreed: true, only_return_existing: false };
    let (account, credentials) =
        builder.create(&new, authority.directory.clone(), None).await.map_err(io::Error::other)?;
    crate::installation::create_folder(&installation.join("tls"))?;
    write_secret(&path, &serde_json::to_vec(&credentials).map_err(io::Error::other)?)?;
    Ok(account)
}

async fn order(account: &Account, domain: &str, certificates: &Certificates) -> io::Result<(String, String)> {
    let names = [Identifier::Dns(domain.to_owned())];
    let mut order = account.new_order(&NewOrder::new(&names)).await.map_err(io::Error::other)?;
    let mut asked = order.authorizations();
    while let Some(authorization) = asked.next().await {
        let mut authorization = authorization.map_err(io::Error::other)?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge = authorization
            .challenge(ChallengeType::TlsAlpn01)
            .ok_or_else(|| io::Error::other("cette autorité ne propose pas TLS-ALPN-01"))?;
        certificates.prove(Some(proof(
            domain,
            challenge.key_authorization().digest().as_ref(),
            certificates,
        )?));
        challenge.set_ready().await.map_err(io::Error::other)?;
    }
    let unseen = |why: String| io::Error::other(format!("l’autorité ne voit pas {domain} mener ici ({why})"));
    let status =
        order.poll_ready(&RetryPolicy::default()).await.map_err(|error| unseen(error.to_string()))?;
    if status != OrderStatus::Ready {
        return Err(unseen(format!("{status:?}")));
    }
    let key = order.finalize().await.map_err(io::Error::other)?;
    let chain = order.poll_certificate(&RetryPolicy::default()).await.map_err(io::Error::other)?;
    Ok((chain, key))
}

/// The certificate that shows who answers for the name: it holds the digest the authority asked for.
fn proof(domain: &str, digest: &[u8], certificates: &Certificates) -> io::Result<CertifiedKey> {
    if digest.len() != 32 {
        return Err(io::Error::other("l’autorité demande une preuve d’une autre longueur"));
    }
    let mut params = CertificateParams::new(vec![domain.to_owned()]).map_err(io::Error::other)?;
    params.custom_extensions = vec![CustomExtension::new_acme_identifier(digest)];
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let made = params.self_signed(&key).map_err(io::Error::other)?;
    let secret = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
    // The extension is critical and meant for the authority alone: rustls' own check of the pair would refuse it.
    let key = certificates.provider.key_provider.load_private_key(secret).map_err(io::Error::other)?;
    Ok(CertifiedKey::new(vec![made.der().clone()], key))
}

/// Seconds between two looks at the certificate, and after a refusal: authorities count refusals.
pub const EVERY: u64 = (DAY / 2).unsigned_abs();
/// See [`EVERY`].
pub const AGAIN: u64 = 20 * 60;
