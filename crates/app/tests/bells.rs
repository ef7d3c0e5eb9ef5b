//! Something came: open pages ring, a text that says nothing leaves the machine, and nobody else hears of it.

use crate::rig::Stage;
use crate::rig::house::told;
use crate::rig::http::{Response, refused, send};
use crate::rig::people::{Replied, SignedIn, enrolment, invented, on_each_engine};
use crate::rig::sharing::{House, agreed, note};
use danbe_app::notices::{Gateways, Mail, Sms};
use danbe_house::notices::{Rung, See, Seen, Way};
use danbe_protection::referrals::DeclineBody;
use danbe_words::{AgencyClass, Decline, Errand, Purpose, ReferralId, Section};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

const MINUTE: i64 = 60_000;

/// A centre and a clinic that share, and a service that has nothing to do with it.
struct Three {
    centre: House,
    clinic: House,
    other: House,
}

impl Three {
    async fn on(stage: &Stage) -> Self {
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let house = |name, class| House::found(stage, name, class, &pins);
        let centre = house("centre", AgencyClass::ProtectionService).await;
        let clinic = house("clinique", AgencyClass::ServiceProvider).await;
        let other = house("aide", AgencyClass::ServiceProvider).await;
        agreed(stage, centre.id, clinic.id, Purpose::Support).await;
        Self { centre, clinic, other }
    }

    async fn refers(&self, stage: &Stage) -> ReferralId {
        let (worker, address) = (self.centre.post("worker-a"), stage.address());
        let filed = self.centre.desk.register(&invented(1), &invented(1));
        let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
        let terms = self.centre.consents(stage, worker, &filed, self.clinic.id, &[Section::Profile]).await;
        let (body, referral) = self.centre.sends(worker, &filed, &terms, &self.clinic, Errand::Help);
        let _: Replied<()> = worker.done(address, "referrals.send", &body).await;
        referral
    }
}

async fn held(address: SocketAddr, token: String, known: Option<u64>) -> Response {
    let bearer = format!("Bearer {token}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let body = serde_json::to_vec(&Rung { rung: known }).unwrap();
    send(address, "POST", "/session/ring", &headers, &body).await
}

async fn rung(stage: &Stage, who: &SignedIn) -> u64 {
    held(stage.address(), who.token.clone(), None).await.json::<Rung>().rung.unwrap()
}

#[test]
fn an_open_page_rings_for_whom_something_came_and_for_nobody_else() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let three = Three::on(&stage).await;
        let (nurse, lawyer) = (three.clinic.post("worker-a"), three.other.post("worker-a"));
        assert_eq!((rung(&stage, nurse).await, rung(&stage, lawyer).await), (0, 0), "nothing came yet");

        let hers = tokio::spawn(held(address, nurse.token.clone(), Some(0)));
        let his = tokio::spawn(held(address, lawyer.token.clone(), Some(0)));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!hers.is_finished() && !his.is_finished(), "both are held");
        let referral = three.refers(&stage).await;
        let answer = tokio::time::timeout(Duration::from_secs(10), hers).await.expect("it rings").unwrap();
        let line = answer.json::<Rung>().rung.unwrap();
        assert!(line > 0);
        assert_eq!(answer.text(), format!("{{\"rung\":{line}}}"), "a number and no more");
        assert!(!his.is_finished(), "nobody else hears of it");
        his.abort();

        // Her answer rings where it came from.
        let worker = three.centre.post("worker-a");
        let before = rung(&stage, worker).await;
        let decline = DeclineBody { referral, reason: Decline::NoPlace, note: note() };
        let _: Replied<()> = nurse.done(address, "referrals.decline", &decline).await;
        let waited =
            tokio::time::timeout(Duration::from_secs(10), held(address, worker.token.clone(), Some(before)));
        assert!(waited.await.expect("it rings").json::<Rung>().rung.unwrap() > before);

        // Without a session there is no bell.
        refused(&held(address, "x".into(), None).await, 401, "session-closed");
    });
}

/// A mail server of a few lines: what came, whole.
async fn mail_server() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let came: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let kept = Arc::clone(&kept);
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                let (mut whole, mut line, mut writing) = (String::new(), String::new(), false);
                stream.write_all(b"220 essai\r\n").await.unwrap();
                while stream.read_line(&mut line).await.unwrap_or_default() > 0 {
                    whole.push_str(&line);
                    let said: &[u8] = match line.trim_end() {
                        "." => {
                            writing = false;
                            kept.lock().unwrap().push(whole.clone());
                            b"250 pris\r\n"
                        }
                        _ if writing => b"",
                        "DATA" => {
                            writing = true;
                            b"354 oui\r\n"
                        }
                        "QUIT" => b"221 au revoir\r\n",
                        _ => b"250 oui\r\n",
                    };
                    stream.write_all(said).await.unwrap();
                    line.clear();
                }
            });
        }
    });
    (port, came)
}

/// An SMS gateway of a few lines: what came, whole.
async fn gateway() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let came: Arc<Mutex<Vec<String>>> = Arc::default();
    let kept = Arc::clone(&came);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 4096];
            let n = stream.read(&mut bytes).await.unwrap_or_default();
            kept.lock().unwrap().push(String::from_utf8_lossy(&bytes[..n]).into_owned());
            let _ =
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
        }
    });
    (port, came)
}

fn by(mail: u16, sms: u16) -> Gateways {
    Gateways {
        mail: Some(Mail { url: format!("smtp://127.0.0.1:{mail}"), from: "bureau@exemple.ml".into() }),
        sms: Some(Sms {
            url: format!("http://127.0.0.1:{sms}/envoi?to={{to}}&text={{text}}"),
            body: None,
            kind: None,
            authorization: None,
        }),
    }
}

#[test]
fn a_notice_leaves_once_says_nothing_and_is_written_down() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let three = Three::on(&stage).await;
        let address = stage.address();
        let officer = three.clinic.post("officer-a");
        let store = stage.served.house.store();
        let ((mail, letters), (sms, texts)) = (mail_server().await, gateway().await);
        let gateways = by(mail, sms);
        let round = || async { gateways.round(store, stage.clock.as_ref()).await.unwrap() };

        three.refers(&stage).await;
        assert_eq!(round().await, 0, "who asked for no notice gets none");
        let _: Replied<()> = officer.done(address, "notices.set", &told("Rappel pour le bureau")).await;
        assert_eq!(round().await, 0, "what came before is no news");

        let referral = three.refers(&stage).await;
        assert_eq!(round().await, 1);
        assert_eq!(round().await, 0, "once");
        let (letter, text) = (letters.lock().unwrap().concat(), texts.lock().unwrap().concat());
        assert!(letter.contains("RCPT TO:<garde@exemple.ml>"), "{letter}");
        assert!(letter.contains("Subject: Rappel pour le bureau\r\n"), "{letter}");
        assert!(
            text.starts_with("GET /envoi?to=%2B22370000000&text=Rappel%20pour%20le%20bureau HTTP/1.1"),
            "{text}"
        );
        for word in
            ["danb", "traite", "victim", "r\u{e9}f", &referral.to_string(), &three.clinic.id.to_string()]
        {
            assert!(!format!("{letter}{text}").to_lowercase().contains(word), "{word}: {letter}{text}");
        }

        three.refers(&stage).await;
        assert_eq!(round().await, 0, "two things in ten minutes are one notice");
        stage.clock.forward(10 * MINUTE);
        assert_eq!(round().await, 1, "the second is told when they have passed");
        assert_eq!((letters.lock().unwrap().len(), texts.lock().unwrap().len()), (2, 2));
        let seen: Replied<Seen> = officer.done(address, "notices.see", &See {}).await;
        let tried = seen.answer.unwrap().tried;
        assert_eq!(tried.len(), 4);
        assert!(tried.iter().all(|it| (it.sent, it.failed) == (1, 0)));
        assert!(stage.intact().await);
    });
}

#[test]
fn a_notice_that_reaches_nobody_is_tried_three_times_and_an_officer_sees_it() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let three = Three::on(&stage).await;
        let officer = three.clinic.post("officer-a");
        let store = stage.served.house.store();
        let _: Replied<()> = officer.done(stage.address(), "notices.set", &told("1 nouveau message")).await;
        let gateways = by(1, 1);
        let mut tries = Vec::new();
        three.refers(&stage).await;
        for _ in 0..8 {
            tries.push(gateways.round(store, stage.clock.as_ref()).await.unwrap());
            stage.clock.forward(MINUTE);
        }
        assert_eq!(tries, [1, 0, 1, 0, 1, 0, 0, 0]);
        let seen: Replied<Seen> = officer.done(stage.address(), "notices.see", &See {}).await;
        let tried = seen.answer.unwrap().tried;
        assert_eq!(tried.iter().filter(|it| it.way == Way::Mail && it.failed == 1).count(), 3);
        stage.clock.forward(20 * MINUTE);
        assert_eq!(gateways.round(store, stage.clock.as_ref()).await.unwrap(), 0, "given up");
    });
}

#[test]
fn words_that_tell_are_refused_and_so_is_a_sender_that_tells() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let three = Three::on(&stage).await;
        let officer = three.clinic.post("officer-a");
        for text in ["Une victime attend", "Dossier 4K2P", "https://danbe.exemple.ml"] {
            let answer = officer.act(stage.address(), "notices.set", &told(text)).await;
            refused(&answer, 422, "invalid-tells-text");
        }
        let folder = danbe_app::installation::Folder::open(&stage.folder).unwrap();
        let mut gateways = by(25, 80);
        gateways.keep(&folder).unwrap();
        let kept = std::fs::metadata(stage.folder.join(danbe_app::notices::FILE)).unwrap();
        assert_eq!(std::os::unix::fs::MetadataExt::mode(&kept) & 0o777, 0o600, "passwords are for one user");
        for (url, from) in [
            ("smtp://127.0.0.1:25", "danbe@exemple.ml"),
            ("smtp://courrier.exemple.ml:25", "bureau@exemple.ml"),
            ("pas une adresse", "bureau@exemple.ml"),
        ] {
            gateways.mail = Some(Mail { url: url.into(), from: from.into() });
            assert!(gateways.keep(&folder).is_err(), "{url} {from}");
        }
    });
}
