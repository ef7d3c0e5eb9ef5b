//! A certificate obtained by itself, from a real authority of the kind that gives them (Pebble, the test server of Let's
//! Encrypt, from Debian): proved on the port that serves, renewed in time, and what is said when it cannot be had.

use crate::https::{NAME, ask, dial, init, phone};
use danbe_app::tls::acme::{Authority, keep};
use danbe_app::tls::{self, Certificates};
use danbe_store::{Clock, SystemClock};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const DAY: i64 = 86_400_000;

/// A port nobody listens on at this moment.
fn free() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// An authority of our own making, and a resolver for which every name leads to this machine.
struct Pebble {
    running: Vec<Child>,
    authority: Authority,
    management: SocketAddr,
}

impl Drop for Pebble {
    fn drop(&mut self) {
        for child in &mut self.running {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Pebble {
    /// `port`: where it looks for who serves. `None` where Pebble is not installed.
    fn start(dir: &Path, port: u16) -> Option<Self> {
        let (listen, management, dns, told) = (free(), free(), free(), free());
        let key = rcgen::KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let certificate = rcgen::CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
        let path = |name: &str| dir.join(name);
        std::fs::write(path("root.pem"), certificate.pem()).unwrap();
        std::fs::write(path("root.key"), key.serialize_pem()).unwrap();
        let config = serde_json::json!({ "pebble": {
            "listenAddress": format!("127.0.0.1:{listen}"),
            "managementListenAddress": format!("127.0.0.1:{management}"),
            "certificate": path("root.pem"), "privateKey": path("root.key"),
            "httpPort": 1, "tlsPort": port, "ocspResponderURL": "",
            "externalAccountBindingRequired": false, "certificateValidityPeriod": 90 * 86_400,
        }});
        std::fs::write(path("config.json"), config.to_string()).unwrap();
        let quiet = |program: &str, arguments: &[&str]| {
            let mut command = Command::new(program);
            command.args(arguments).env("PEBBLE_VA_NOSLEEP", "1");
            command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()
        };
        let (told, at) = (format!("127.0.0.1:{told}"), format!("127.0.0.1:{dns}"));
        let resolver = ["-management", &told, "-dns01", &at, "-http01", "", "-https01", "", "-tlsalpn01", ""];
        let here = ["-defaultIPv4", "127.0.0.1", "-defaultIPv6", ""];
        let resolver = quiet("pebble-challtestsrv", &[&resolver[..], &here].concat())?;
        let config = path("config.json").display().to_string();
        let pebble = quiet("pebble", &["-config", &config, "-dnsserver", &at])?;
        let directory = format!("https://127.0.0.1:{listen}/dir");
        let authority = Authority { directory, root: Some(path("root.pem")) };
        let management = SocketAddr::from(([127, 0, 0, 1], management));
        Some(Self { running: vec![resolver, pebble], authority, management })
    }

    /// The certificate phones must know to believe what it signs.
    async fn root(&self, phone: &tokio_rustls::TlsConnector, to: &Path) {
        let mut stream = dial(phone, self.management, "localhost").await.unwrap();
        let said = crate::https::read(&mut stream, "/roots/0", "-----END CERTIFICATE-----\n").await;
        let pem = &said[said.find("-----BEGIN").unwrap()..];
        std::fs::write(to, pem).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_comes_by_itself_and_is_renewed() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    init(&data, NAME, "acme");
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let Some(pebble) = Pebble::start(dir.path(), address.port()) else {
        return println!("pebble is not installed (apt-get install pebble): nothing was tried");
    };
    let certificates = Certificates::open(&data).unwrap();
    let routes = axum::Router::new().route("/health", axum::routing::get(|| async { "ok\n" }));
    let config = certificates.config().unwrap();
    tokio::spawn(danbe_app::web::listen_tls(listener, routes, config, std::future::pending()));
    let now = SystemClock.now().0;
    let asks = async |name: &str, now: i64| keep(&data, name, &pebble.authority, &certificates, now).await;

    // The authority may still be starting.
    let mut first = asks(NAME, now).await;
    for _ in 0..100 {
        if first.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        first = asks(NAME, now).await;
    }
    assert!(first.unwrap(), "a certificate came");
    let root = dir.path().join("known.pem");
    pebble.root(&phone(pebble.authority.root.as_ref().unwrap()), &root).await;
    let hers = phone(&root);
    ask(&mut dial(&hers, address, NAME).await.unwrap(), "/health").await;
    assert!(dial(&hers, address, "autre.exemple.ml").await.is_err(), "another name");
    let term = tls::term(&data).unwrap().unwrap();
    assert_eq!(term.names, [NAME.to_owned()]);
    assert!((89..=90).contains(&term.days_left(now)), "{} days", term.days_left(now));

    assert!(!asks(NAME, now + 58 * DAY).await.unwrap(), "more than a month left");
    let chain = || std::fs::read(data.join("tls/chaine.pem")).unwrap();
    let before = chain();
    assert!(
        asks(NAME, now + 60 * DAY).await.unwrap(),
        "renewed a month before its end, under the same account"
    );
    assert_ne!(chain(), before);
    ask(&mut dial(&phone(&root), address, NAME).await.unwrap(), "/health").await;

    // An authority that is silent: what is in use stays in use.
    let (last, authority) = (chain(), pebble.authority.clone());
    drop(pebble);
    assert!(keep(&data, NAME, &authority, &certificates, now + 80 * DAY).await.is_err());
    assert_eq!(chain(), last);
    ask(&mut dial(&phone(&root), address, NAME).await.unwrap(), "/health").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_leads_elsewhere_is_said_so() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    init(&data, NAME, "acme");
    // Nobody listens where the authority will look.
    let Some(pebble) = Pebble::start(dir.path(), free()) else {
        return println!("pebble is not installed (apt-get install pebble): nothing was tried");
    };
    let certificates = Certificates::open(&data).unwrap();
    let mut said = String::new();
    for _ in 0..100 {
        let kept = keep(&data, NAME, &pebble.authority, &certificates, SystemClock.now().0).await;
        said = kept.unwrap_err().to_string();
        if said.contains(NAME) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(said.contains(&format!("l’autorité ne voit pas {NAME} mener ici")), "{said}");
    assert!(tls::term(&data).unwrap().is_none());
}
