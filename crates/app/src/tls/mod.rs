//! HTTPS without a proxy: the certificate in use, read again when its file changes, warned about before it ends.
//!
//! ```text
//! tls/chaine.pem, cle.pem              what is shown to phones, wherever it came from
//! tls/autorite.pem, autorite-cle.pem   an authority of one's own (own)
//! tls/compte.json                      an account with a public authority (acme)
//! ```
//!
//! Connections under way keep the certificate they began with; the next ones get the new one. Nothing here protects a
//! name: those are sealed before they travel. It keeps sign-in names and coded facts from whoever holds the network.

pub mod acme;
pub mod own;

use crate::installation::write_secret;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// Warned about this many days before its end.
pub const WARNED: i64 = 30;
const DAY: i64 = 86_400;
const CHAIN: &str = "chaine.pem";
const KEY: &str = "cle.pem";
/// The protocol a public authority speaks to see that a name leads here (RFC 8737).
const ACME: &[u8] = b"acme-tls/1";

/// The certificates of one installation.
pub struct Certificates {
    folder: PathBuf,
    provider: Arc<CryptoProvider>,
    current: RwLock<Current>,
    proof: RwLock<Option<Arc<CertifiedKey>>>,
}

#[derive(Default)]
struct Current {
    key: Option<Arc<CertifiedKey>>,
    read: Option<SystemTime>,
}

impl std::fmt::Debug for Certificates {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificates").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Certificates {
    /// The certificates in `tls/` of an installation's folder; there may be none yet.
    ///
    /// # Errors
    /// When there are files that do not go together.
    pub fn open(installation: &Path) -> io::Result<Arc<Self>> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let folder = installation.join("tls");
        let certificates = Self { folder, provider, current: RwLock::default(), proof: RwLock::default() };
        if certificates.folder.join(CHAIN).exists() {
            certificates.reload()?;
        }
        Ok(Arc::new(certificates))
    }

    /// What a listening socket needs: TLS 1.2 and 1.3, HTTP/1.1.
    ///
    /// # Errors
    /// When the library refuses its own defaults.
    pub fn config(self: &Arc<Self>) -> io::Result<Arc<ServerConfig>> {
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider));
        let mut config = builder
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec(), ACME.to_vec()];
        Ok(Arc::new(config))
    }

    /// Reads the files again if they changed since; says whether they did.
    ///
    /// # Errors
    /// When they do not go together: what was in use stays in use.
    pub fn refresh(&self) -> io::Result<bool> {
        let changed = fs::metadata(self.folder.join(CHAIN)).and_then(|file| file.modified()).ok();
        let known = self.current.read().unwrap_or_else(PoisonError::into_inner).read;
        if changed.is_none() || changed == known {
            return Ok(false);
        }
        self.reload().map(|()| true)
    }

    fn reload(&self) -> io::Result<()> {
        let path = self.folder.join(CHAIN);
        let read = fs::metadata(&path)?.modified().ok();
        let key = read_pair(&path, &self.folder.join(KEY), &self.provider)?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Current { key: Some(Arc::new(key)), read };
        Ok(())
    }

    fn prove(&self, proof: Option<CertifiedKey>) {
        *self.proof.write().unwrap_or_else(PoisonError::into_inner) = proof.map(Arc::new);
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let asked = hello.alpn().is_some_and(|mut protocols| protocols.any(|name| name == ACME));
        if asked {
            return self.proof.read().unwrap_or_else(PoisonError::into_inner).clone();
        }
        self.current.read().unwrap_or_else(PoisonError::into_inner).key.clone()
    }
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current").finish_non_exhaustive()
    }
}

/// A chain and its key; they must go together.
fn read_pair(chain: &Path, key: &Path, provider: &CryptoProvider) -> io::Result<CertifiedKey> {
    let ill = |path: &Path, error: &dyn std::fmt::Display| {
        io::Error::other(format!("{} : {error}", path.display()))
    };
    let certificates: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(chain).map_err(|error| ill(chain, &error))?.collect();
    let certificates = certificates.map_err(|error| ill(chain, &error))?;
    if certificates.is_empty() {
        return Err(ill(chain, &"aucun certificat"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| ill(key, &error))?;
    CertifiedKey::from_der(certificates, secret, provider)
        .map_err(|_| ill(key, &"cette clé n’est pas celle du certificat"))
}

/// Puts a chain and a key in the place of the ones in use, each at once; they must go together.
///
/// # Errors
/// When they do not, or the folder cannot be written.
pub fn install(installation: &Path, chain: &Path, key: &Path) -> io::Result<()> {
    read_pair(chain, key, &rustls::crypto::ring::default_provider())?;
    put(installation, &fs::read(chain)?, &fs::read(key)?)
}

/// The key first: a server that reads in between finds a pair that does not go together, and keeps what it has.
fn put(installation: &Path, chain: &[u8], key: &[u8]) -> io::Result<()> {
    let folder = installation.join("tls");
    crate::installation::create_folder(&folder)?;
    for (name, bytes) in [(KEY, key), (CHAIN, chain)] {
        let fresh = folder.join(format!("{name}.nouveau"));
        if fresh.exists() {
            fs::remove_file(&fresh)?;
        }
        write_secret(&fresh, bytes)?;
        fs::rename(&fresh, folder.join(name))?;
    }
    Ok(())
}

/// What a certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Names it is for.
    pub names: Vec<String>,
    /// Its end, in seconds since 1970.
    pub end: i64,
}

impl Term {
    /// Whole days left at a moment in milliseconds; negative once it has ended.
    #[must_use]
    pub const fn days_left(&self, now: i64) -> i64 {
        (self.end - now.div_euclid(1000)).div_euclid(DAY)
    }
}

/// What the certificate in use says, if there is one.
///
/// # Errors
/// When it does not read.
pub fn term(installation: &Path) -> io::Result<Option<Term>> {
    let path = installation.join("tls").join(CHAIN);
    if !path.exists() {
        return Ok(None);
    }
    let ill = |error: &dyn std::fmt::Display| io::Error::other(format!("{} : {error}", path.display()));
    let der = CertificateDer::from_pem_file(&path).map_err(|error| ill(&error))?;
    let (_, read) = x509_parser::parse_x509_certificate(&der).map_err(|error| ill(&error))?;
    let names = read.subject_alternative_name().ok().flatten();
    let names = names.map(|names| names.value.general_names.iter().map(name).collect()).unwrap_or_default();
    Ok(Some(Term { names, end: read.validity().not_after.timestamp() }))
}

fn name(name: &x509_parser::extensions::GeneralName<'_>) -> String {
    match name {
        x509_parser::extensions::GeneralName::DNSName(name) => (*name).to_owned(),
        other => other.to_string(),
    }
}
