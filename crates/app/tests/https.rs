//! HTTPS without a proxy: an authority of one's own, a certificate exchanged while it serves, silence bounded, an end
//! announced.

use crate::operate::{ill, text, well};
use crate::rig::binary::Serving;
use crate::rig::device::{Device, honest};
use crate::rig::{Engine, Stage};
use danbe_app::tls::{self, Certificates, own};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub(crate) const NAME: &str = "danbe.exemple.ml";

pub(crate) fn init(data: &Path, domain: &str, https: &str) {
    let service = ["--service", "Maison du Figuier", "--region", "gao", "--backup", "plus tard", "--json"];
    let first = ["init", "--data", text(data), "--name", "Essai", "--domain", domain, "--https", https];
    well(&[&first[..], &["--database", "sqlite"], &service].concat());
}

/// A phone that was given this authority.
pub(crate) fn phone(authority: &Path) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

pub(crate) async fn dial(
    phone: &TlsConnector,
    address: SocketAddr,
    name: &str,
) -> std::io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    phone.connect(ServerName::try_from(name.to_owned()).unwrap(), stream).await
}

/// One request on a connection that stays open; gives the body.
pub(crate) async fn ask(stream: &mut TlsStream<TcpStream>, path: &str) -> String {
    read(stream, path, "ok\n").await
}

/// One request, read up to a mark.
pub(crate) async fn read(stream: &mut TlsStream<TcpStream>, path: &str, mark: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {NAME}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while !String::from_utf8_lossy(&answer).contains(mark) {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0, "closed after {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8(answer).unwrap()
}

fn shown(stream: &TlsStream<TcpStream>) -> Vec<u8> {
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_given_the_authority_comes_in_and_no_other_name_is_believed() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    init(&data, NAME, "autorite");
    let said = well(&["certificate", "show", "--data", text(&data)]);
    assert!(said.contains(NAME) && said.contains(" jour(s)") && said.contains("Android"), "{said}");
    let serving = Serving::of(&data);
    let phone = phone(&own::authority(&data));
    let mut stream = dial(&phone, serving.address, NAME).await.unwrap();
    let answer = ask(&mut stream, "/health").await;
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    assert!(dial(&phone, serving.address, "autre.exemple.ml").await.is_err(), "another name");
    let stranger = dir.path().join("stranger");
    init(&stranger, NAME, "autorite");
    let other = self::phone(&own::authority(&stranger));
    assert!(dial(&other, serving.address, NAME).await.is_err(), "an authority this phone was not given");

    // The authority may sign for this name alone: a certificate it signs for a bank is worth nothing.
    own::renew(&data, "banque.exemple.ml", time::OffsetDateTime::now_utc()).unwrap();
    let certificates = Certificates::open(&data).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(certificates.config().unwrap());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let _ = acceptor.accept(stream).await;
    });
    let refused = dial(&phone, address, "banque.exemple.ml").await.unwrap_err().to_string();
    assert!(refused.contains("NameConstraintViolation"), "{refused}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_exchanged_while_it_serves_and_nobody_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let (data, other) = (dir.path().join("data"), dir.path().join("other"));
    init(&data, NAME, "autorite");
    init(&other, NAME, "autorite");
    let certificates = Certificates::open(&data).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = axum::Router::new().route("/health", axum::routing::get(|| async { "ok\n" }));
    let config = certificates.config().unwrap();
    tokio::spawn(danbe_app::web::listen_tls(listener, routes, config, std::future::pending()));

    let before = phone(&own::authority(&data));
    let mut open = dial(&before, address, NAME).await.unwrap();
    ask(&mut open, "/health").await;
    assert!(!certificates.refresh().unwrap(), "nothing changed");
    // A key that is not the certificate's is refused, and nothing changes.
    let (chain, key) = (other.join("tls/chaine.pem"), data.join("tls/cle.pem"));
    ill(
        2,
        &["certificate", "install", "--data", text(&data), "--chain", text(&chain), "--key", text(&key)],
        "cette clé n’est pas celle du certificat",
    );
    assert!(!certificates.refresh().unwrap());
    let key = other.join("tls/cle.pem");
    tokio::time::sleep(Duration::from_millis(20)).await;
    tls::install(&data, &chain, &key).unwrap();
    assert!(certificates.refresh().unwrap(), "the new file is seen");

    let after = phone(&own::authority(&other));
    let mut fresh = dial(&after, address, NAME).await.unwrap();
    assert_ne!(shown(&fresh), shown(&open));
    ask(&mut fresh, "/health").await;
    // Who was there before is still served.
    ask(&mut open, "/health").await;
    // A phone given the first authority alone: a new one, since the old one resumes its session.
    assert!(dial(&phone(&own::authority(&data)), address, NAME).await.is_err());
    // A file damaged later: what is in use stays in use.
    std::fs::write(data.join("tls/chaine.pem"), "nothing").unwrap();
    assert!(certificates.refresh().is_err());
    ask(&mut dial(&after, address, NAME).await.unwrap(), "/health").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_never_finishes_the_handshake_is_cut() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    init(&data, NAME, "autorite");
    let serving = Serving::of(&data);
    let began = Instant::now();
    let silent = (0..50).map(|client| async move {
        let mut stream = TcpStream::connect(serving.address).await.unwrap();
        // Nothing, a first letter, plain HTTP.
        let said: &[u8] = [&b""[..], &[0x16, 3, 1], b"GET / HTTP/1.1\r\n\r\n"][client % 3];
        stream.write_all(said).await.unwrap();
        let mut rest = Vec::new();
        let _ = tokio::time::timeout(Duration::from_secs(25), stream.read_to_end(&mut rest)).await.unwrap();
        assert!(!String::from_utf8_lossy(&rest).contains("Danbé"), "never an answer in clear");
    });
    let silent: Vec<_> = silent.map(tokio::spawn).collect();
    let mut stream = dial(&phone(&own::authority(&data)), serving.address, NAME).await.unwrap();
    ask(&mut stream, "/health").await;
    assert!(began.elapsed() < Duration::from_secs(5), "others are served meanwhile");
    for client in silent {
        client.await.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(25));
}

#[test]
fn an_end_is_announced_a_month_before_and_ones_own_authority_renews() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    init(&data, NAME, "autorite");
    assert!(!well(&["doctor", "--data", text(&data)]).contains("À VOIR"));
    // An hour more, so that no second that passes makes a day less.
    let now = time::OffsetDateTime::now_utc() + time::Duration::hours(1);
    let millis = (now.unix_timestamp() - 1800) * 1000;
    for (days, announced) in [(340, false), (367, true), (400, true)] {
        own::renew(&data, NAME, now - time::Duration::days(days)).unwrap();
        let left = 396 - days;
        assert_eq!(tls::term(&data).unwrap().unwrap().days_left(millis), left);
        if announced {
            ill(1, &["doctor", "--data", text(&data)], &format!("À VOIR : le certificat : {left} jour(s)"));
        } else {
            well(&["doctor", "--data", text(&data)]);
        }
    }
    assert!(own::keep(&data, NAME, millis).unwrap(), "renewed");
    assert!(!own::keep(&data, NAME, millis).unwrap(), "once");
    assert!(own::keep(&data, "nouveau.exemple.ml", millis).unwrap(), "another name");
    std::fs::remove_dir_all(data.join("tls")).unwrap();
    ill(1, &["doctor", "--data", text(&data)], "aucun certificat en service");
}

/// A real certificate of so many days and an hour more, from an authority of the State.
fn lasting(days: i64, data: &Path, dir: &Path) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![NAME.to_owned()]).unwrap();
    let now = time::OffsetDateTime::now_utc();
    params.not_before = now - time::Duration::days(60);
    params.not_after = now + time::Duration::days(days) + time::Duration::hours(1);
    let (chain, secret) = (dir.join("chain.pem"), dir.join("key.pem"));
    std::fs::write(&chain, params.self_signed(&key).unwrap().pem()).unwrap();
    std::fs::write(&secret, key.serialize_pem()).unwrap();
    tls::install(data, &chain, &secret).unwrap();
}

/// Whoever keeps the machine learns it where she looks every day, and nobody else is troubled.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_is_warned_a_month_before_a_certificate_ends() {
    let (stage, dir) = (Stage::open(Engine::Sqlite).await, tempfile::tempdir().unwrap());
    let said = "Le certificat de ce serveur finit le";
    let mut machine = Device::enter(stage.address(), "machine-1", &honest).await;
    assert!(!machine.page.contains(said), "no certificate, no word");
    for (days, warned) in [(200, false), (31, false), (30, true), (1, true), (-3, true), (90, false)] {
        lasting(days, &stage.folder, dir.path());
        // She comes back the next morning.
        machine.restart().await;
        let words = crate::rig::account("machine-1").words.clone();
        machine.go(danbe_device::Method::Post, "/a/ouvrir", &[("words", &words)], &honest).await;
        assert_eq!(machine.page.contains(said), warned, "{days} days: {}", machine.page);
        let end = tls::term(&stage.folder).unwrap().unwrap().end * 1000;
        let day = danbe_house::posts::pages::people::day(end);
        assert_eq!(machine.page.contains(&day), warned, "{day}");
        if days == 1 {
            let gao = Device::enter(stage.address(), "gao-1", &honest).await;
            assert!(!gao.page.contains("certificat"), "a caseworker can do nothing about it");
        }
    }
}
