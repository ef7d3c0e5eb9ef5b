//! Nothing that names a person is on the server: one canary in each sensitive field, then every byte is searched.
//!
//! The real binary serves with its log at its loudest. A person is registered, answered about, noted, searched; the
//! database, its write-ahead log, every file of the folder, the log, a backup, a dump, the pages, the counts and the
//! memory of the process are searched for each canary in UTF-8 and UTF-16, base64 and hexadecimal. Planted ones are
//! found.

use crate::rig;
use crate::rig::binary::Binary;
use crate::rig::canary::{Canaries, files, forms, memory};
use crate::rig::http::{Response, get, send};
use crate::rig::people::invented;
use danbe_house::agencies::{Other, Others};
use danbe_protection::bases::{Attached, Look, Of, Recorded, Said, Words};
use danbe_protection::cases::Content;
use danbe_protection::cases::steps::{QUESTIONS, Values};
use danbe_protection::cases::{Found, HistoryOf, List, Open, OpenIdentity};
use danbe_protection::extracts::{Export, Exported, SendExtract};
use danbe_protection::referrals::package::{Sealer, Sending};
use danbe_protection::referrals::{
    DeclineBody, Handed, NOTE, OpenPackages, Package, Papers, Send, SentOf, Shared, sections,
};
use danbe_vault::{AgencyCharter, Length, wrap};
use danbe_words::{
    BasisId, Decline, Evidence, FileKind, Giver, Ground, Interpreter, Moment, Purpose, ReferralId, Section,
    Tongue,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const FIELDS_MORE: [&str; 10] =
    ["answer", "note", "address", "witness", "guardian", "reason", "channel", "request", "reply", "years"];

/// What is planted in a field.
fn canary(field: &str) -> String {
    format!("Kz7Canari9{field}Vw4")
}

/// Every part of a file a purpose of help may carry.
fn parts() -> impl Iterator<Item = Section> {
    Section::ALL.iter().copied().filter(|section| section.is_for(Purpose::Support))
}

/// One canary a field.
fn planted() -> Values {
    let names = QUESTIONS.iter().map(|question| question.name).chain(FIELDS_MORE);
    names.map(|name| (name.to_owned(), canary(name))).collect()
}

/// Does everything a caseworker and a reader do; gives every answer.
async fn work(binary: &Binary, canaries: &Values, secrets: &mut BTreeMap<String, Vec<u8>>) -> Vec<Response> {
    let address = binary.address;
    let gao = binary.sign_in("gao-1").await;
    let desk = gao.welcome(address).await;
    let filed = desk.register(&invented(1), canaries);
    let file = filed.keyring.file;
    let mut answers = vec![
        gao.act(address, "cases.register", &filed.registration).await,
        gao.act(address, "cases.answer", &desk.answer(&filed, "place", &canary("answer"), None)).await,
        gao.act(address, "cases.note", &desk.note(&filed, &canary("note"))).await,
    ];
    let search = gao.act(address, "cases.search", &desk.search(canaries)).await;
    let hits: rig::people::Replied<Found> = search.json();
    assert_eq!(hits.answer.unwrap().cards.len(), 1, "she is found by her name");
    answers.push(search);
    answers.push(gao.act(address, "cases.list", &List::default()).await);
    answers.push(gao.act(address, "cases.open", &Open { file }).await);
    answers.push(gao.act(address, "cases.open-identity", &OpenIdentity { file }).await);
    answers.push(gao.act(address, "cases.history", &HistoryOf { file }).await);
    answers.extend(share(binary, &gao, &desk, &filed, canaries).await);
    answers.extend(count(binary, &gao, &desk, &filed).await);
    assert!(answers.iter().all(|answer| answer.status == 200), "everything was done");
    answers
        .extend(come_and_go(&binary.sign_in("gao-3").await, &gao, &desk, address, canaries, secrets).await);
    assert!(answers.iter().all(|answer| answer.status == 200), "everything was done");
    let entered = binary.read().await;
    assert_eq!(entered.status, 303, "{}", entered.text());
    let cookie = entered.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    for path in
        [danbe_statistics::presumed::PATH, "/", "/a-propos", "/limites", "/lecture", "/metrics", "/health"]
    {
        let page = send(address, "GET", path, &[("cookie", &cookie)], b"").await;
        assert_eq!(page.status, 200, "{path}");
        answers.push(page);
    }
    // An address somebody typed a name into.
    let typed = canary("address");
    answers.push(get(address, &format!("/a/{typed}?{typed}={typed}")).await);
    answers.push(get(address, &format!("/{typed}")).await);
    secrets.insert("token".to_owned(), gao.token.clone().into_bytes());
    secrets.insert("cookie".to_owned(), cookie.split_once('=').unwrap().1.as_bytes().to_vec());
    let raw = |text: &str| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    secrets.insert("token, its bytes".to_owned(), raw(&gao.token));
    answers
}

/// A consent, a package of everything there is about her, opened elsewhere, and answered with a note.
async fn share(
    binary: &Binary,
    gao: &rig::people::SignedIn,
    desk: &rig::people::Desk,
    filed: &rig::people::Filed,
    canaries: &Values,
) -> Vec<Response> {
    let (address, mine) = (binary.address, desk.welcome.as_ref().unwrap());
    let others: rig::people::Replied<Vec<Other>> = gao.done(address, "agencies.others", &Others {}).await;
    let read = others.answer.unwrap().into_iter().map(|other| other.read(&mine.pins.root).unwrap());
    let (charter, to) = read.into_iter().find(|(it, _)| it.name.contains("Figuier")).expect("in service");
    let now = danbe_store::Clock::now(&danbe_store::SystemClock);
    let said = says(&charter, Purpose::Support, parts().collect(), now);
    let words = Words {
        witness: canary("witness"),
        guardian: canary("guardian"),
        reason: canary("reason"),
        channel: canary("channel"),
    };
    let record = desk.sealed(filed, &Content::Basis(words));
    let terms = said.terms(now, gao.member, filed.registration.facts.band);
    let basis = said.id;
    let mark = Attached { record: desk.sealed(filed, &Content::Mark(canary("mark"))), key: None };
    let body = Recorded {
        file: filed.keyring.file,
        said,
        record,
        key: None,
        mark: Some(mark),
        reviewer: None,
        reason: None,
    };
    let mut answers = vec![gao.act(address, "bases.record", &body).await];
    answers.push(gao.act(address, "bases.look", &Look { basis }).await);
    let content: Vec<_> = parts()
        .map(|section| {
            let all = sections::questions(section).iter();
            let said = all.map(|question| ((*question).to_owned(), canaries.get(*question).unwrap().clone()));
            (section, Shared { answers: said.collect(), notes: vec![canary("note")] })
        })
        .collect();
    let referral = ReferralId::from_bytes(rig::chance().bytes());
    let sending = Sending {
        referral,
        request: &canary("request"),
        ..Sending::first(FileKind::Trafficking, &content, now, &mut rig::chance())
    };
    let papers = Papers { charter: mine.charter.clone(), card: mine.card.clone() };
    let sealer = Sealer { from: (desk.agency, gao.member), by: &gao.signing, papers: &papers, to: &to };
    let basis = terms.stand(terms.receiver, terms.purpose, &terms.sections, now).unwrap();
    let package = Package::seal(&basis, sending, sealer, &mut rig::chance()).unwrap();
    let body = Send { file: Some(filed.keyring.file), said: None, package };
    answers.push(gao.act(address, "referrals.send", &body).await);

    let bamako = binary.sign_in("bamako-1").await;
    let theirs = bamako.welcome(address).await;
    let given = bamako.act(address, "referrals.open", &OpenPackages { referral }).await;
    let handed: rig::people::Replied<Handed> = given.json();
    let package = handed.answer.unwrap().packages.remove(0);
    let keys = theirs.secrets.opening.iter();
    let opened = package.open(&mine.pins.root, theirs.agency, keys, None, now).expect("it opens there");
    assert_eq!(opened.request, canary("request"));
    answers.push(given);
    let place = referral.to_string();
    let reply = canary("reply");
    let note = wrap(&desk.to, NOTE, place.as_bytes(), reply.as_bytes(), Length::Hidden, &mut rig::chance());
    let body = DeclineBody { referral, reason: Decline::Other, note: Some(note) };
    answers.push(bamako.act(address, "referrals.decline", &body).await);
    answers.push(gao.act(address, "referrals.sent", &SentOf::default()).await);
    answers.push(gao.act(address, "bases.list", &Of { file: filed.keyring.file }).await);
    answers
}

fn says(to: &AgencyCharter, purpose: Purpose, sections: Vec<Section>, now: Moment) -> Said {
    Said {
        id: BasisId::from_bytes(rig::chance().bytes()),
        ground: Ground::Consent,
        purpose,
        receiver: to.agency.parse().unwrap(),
        sections,
        until: now.plus(86_400_000),
        onward: false,
        giver: Giver::Herself,
        assent: false,
        tongue: Tongue::Bambara,
        interpreter: Interpreter::NotNeeded,
        evidence: Evidence::SignedOnScreen,
        wording: 1,
    }
}

/// A consent for statistics, and her age in years in an extract, opened at the office.
async fn count(
    binary: &Binary,
    gao: &rig::people::SignedIn,
    desk: &rig::people::Desk,
    filed: &rig::people::Filed,
) -> Vec<Response> {
    let (address, mine) = (binary.address, desk.welcome.as_ref().unwrap());
    let others: rig::people::Replied<Vec<Other>> = gao.done(address, "agencies.others", &Others {}).await;
    let read = others.answer.unwrap().into_iter().map(|other| other.read(&mine.pins.root).unwrap());
    let (charter, to) = read.into_iter().find(|(it, _)| it.name.contains("Bureau")).expect("in service");
    let now = danbe_store::Clock::now(&danbe_store::SystemClock);
    let said = says(&charter, Purpose::Statistics, vec![Section::Extract], now);
    let terms = said.terms(now, gao.member, filed.registration.facts.band);
    let mark = Attached { record: desk.sealed(filed, &Content::Mark(canary("mark"))), key: None };
    let (file, record) = (filed.keyring.file, desk.sealed(filed, &Content::Basis(Words::default())));
    let body = Recorded { file, said, record, key: None, mark: Some(mark), reviewer: None, reason: None };
    let mut answers = vec![gao.act(address, "bases.record", &body).await];
    let drawn = Shared { answers: vec![("age".to_owned(), canary("years"))], notes: Vec::new() };
    let content = [(Section::Extract, drawn)];
    let sending = Sending::first(FileKind::Trafficking, &content, now, &mut rig::chance());
    let basis = terms.stand(terms.receiver, terms.purpose, &terms.sections, now).expect("it stands");
    let papers = Papers { charter: mine.charter.clone(), card: mine.card.clone() };
    let sealer = Sealer { from: (desk.agency, gao.member), by: &gao.signing, papers: &papers, to: &to };
    let package = Package::seal(&basis, sending, sealer, &mut rig::chance()).unwrap();
    answers.push(gao.act(address, "extracts.send", &SendExtract { file, package }).await);

    let counter = binary.sign_in("bureau-1").await;
    let theirs = counter.welcome(address).await;
    let given = counter.act(address, "extracts.export", &Export::default()).await;
    let exported: rig::people::Replied<Exported> = given.json();
    let package = exported.answer.unwrap().packages.remove(0);
    let keys = theirs.secrets.opening.iter();
    let opened = package.open(&mine.pins.root, theirs.agency, keys, None, now).expect("it opens there");
    assert_eq!(opened.sections[0].1.answers[0].1, canary("years"));
    answers.push(given);
    answers
}

/// Somebody is invited by a code; somebody suspended hands over a registration.
async fn come_and_go(
    officer: &rig::people::SignedIn,
    gao: &rig::people::SignedIn,
    desk: &rig::people::Desk,
    address: std::net::SocketAddr,
    canaries: &Values,
    secrets: &mut BTreeMap<String, Vec<u8>>,
) -> Vec<Response> {
    let mine = desk.welcome.as_ref().unwrap();
    let post = rig::house::desk_post("gao-6", "accueil");
    let offer = rig::house::Offer::draw(post, mine.pins.clone(), mine.charter.clone());
    let filed = desk.register(&invented(1), canaries);
    let late = gao.draft("cases.register", &filed.registration).sign(&gao.signing);
    let members = vec![gao.member];
    secrets.insert("invitation code".to_owned(), offer.code.text().into_bytes());
    secrets.insert("invitation code, bare".to_owned(), offer.code.text().replace('-', "").into_bytes());
    vec![
        officer.act(address, "enrolment.invite", &offer.body()).await,
        rig::house::ask_for_post(address, &offer.code.lookup(), "gao-6").await.1,
        officer.act(address, "posts.suspend", &danbe_house::posts::Suspend { members }).await,
        send(address, "POST", "/session/late", &[], &late).await,
    ]
}

fn search_folder(canaries: &Canaries, folder: &Path) -> (usize, BTreeSet<(String, &'static str)>) {
    let (mut bytes, mut hits) = (0, BTreeSet::new());
    for path in files(folder) {
        let held = std::fs::read(&path).unwrap();
        bytes += held.len();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        hits.extend(
            canaries.found(&held).into_iter().map(|(canary, form)| (format!("{canary} in {name}"), form)),
        );
    }
    (bytes, hits)
}

/// Does it all on one engine and searches; gives how many forms of canaries were looked for.
async fn nothing_is_found(database: Option<String>) -> usize {
    let binary = Binary::serve(database.as_deref(), "trace");
    let values = planted();
    let mut secrets = BTreeMap::new();
    for handle in ["gao-1", "gao-2", "comite-lecture"] {
        let words = binary.words(handle);
        if let Some(tidy) = danbe_vault::tidy_words(&words) {
            secrets.insert(format!("words of {handle}, without accents"), tidy.into_bytes());
        }
        secrets.insert(format!("words of {handle}"), words.into_bytes());
    }
    let answers = work(&binary, &values, &mut secrets).await;
    let mut all: BTreeMap<String, Vec<u8>> =
        values.iter().map(|(name, value)| (name.clone(), value.clone().into_bytes())).collect();
    // What was typed into an address reached the server in clear, and is forgotten with the request.
    let mut sealed = all.clone();
    sealed.remove("address");
    // Read from the folder and kept: the search of the memory must find it.
    sealed.insert("the name of the ledger".to_owned(), b"danbe.example/formation".to_vec());
    let sealed = Canaries::of(&sealed);
    all.extend(secrets);
    let all = Canaries::of(&all);

    for answer in &answers {
        assert_eq!(all.found(&answer.body), BTreeSet::new(), "in an answer");
    }
    let data = binary.dir.path().join("data");
    match &database {
        None => {
            let wal = std::fs::metadata(data.join("danbe.db-wal")).expect("a write-ahead log").len();
            assert!(wal > 0 && data.join("danbe.db-shm").exists(), "searched while it serves");
            let backup = Command::new(env!("CARGO_BIN_EXE_danbe"))
                .args(["backup", "--with-keys", "--data"])
                .arg(&data)
                .arg("--to")
                .arg(binary.dir.path().join("backup"))
                .output()
                .unwrap();
            assert!(backup.status.success(), "{}", String::from_utf8_lossy(&backup.stderr));
        }
        Some(url) => dump(url, &binary.dir.path().join("dump")),
    }
    let log = std::fs::read(binary.dir.path().join("log")).unwrap();
    let told = String::from_utf8_lossy(&log).into_owned();
    let requests = told.lines().filter(|line| line.contains("\"kind\":\"request\"")).count();
    assert!(requests >= answers.len() && told.contains("\"level\":\"DEBUG\""), "the log is at its loudest");
    let (bytes, hits) = search_folder(&all, binary.dir.path());
    assert_eq!(hits, BTreeSet::new());
    let regions = memory(binary.child.id());
    let held: usize = regions.iter().map(Vec::len).sum();
    let in_memory: BTreeSet<String> =
        regions.iter().flat_map(|region| sealed.found(region)).map(|(canary, _)| canary).collect();
    let own = BTreeSet::from(["the name of the ledger".to_owned()]);
    assert_eq!(in_memory, own, "the memory of the server holds the name of its ledger, and nothing else");
    println!(
        "{} canaries in {} forms: 0 in {bytes} bytes of files, {} of them log, {} answers, {held} bytes of memory",
        all.needles().iter().map(|needle| &needle.canary).collect::<BTreeSet<_>>().len(),
        forms(b"12345678").len(),
        log.len(),
        answers.len(),
    );
    found_when_planted(&all, &binary, database.as_deref()).await;
    all.needles().len()
}

fn dump(url: &str, to: &Path) {
    let program = ["/usr/lib/postgresql/15/bin/pg_dump", "pg_dump"];
    let program = program.iter().find(|program| Path::new(program).exists()).unwrap_or(&"pg_dump");
    let done = Command::new(program).arg("--file").arg(to).arg(url).status().expect("pg_dump");
    assert!(done.success());
}

/// The search finds what it is meant to find: each canary in each form, in a copy of the same database.
async fn found_when_planted(all: &Canaries, binary: &Binary, database: Option<&str>) {
    let dir = tempfile::tempdir().unwrap();
    let (url, bytes) = match database {
        None => {
            std::fs::copy(binary.dir.path().join("backup/danbe.db"), dir.path().join("danbe.db")).unwrap();
            (format!("sqlite:{}", dir.path().join("danbe.db").display()), "BLOB")
        }
        Some(url) => (url.to_owned(), "BYTEA"),
    };
    rig::database::plant(&url, &format!("CREATE TABLE planted (held {bytes})")).await;
    for needle in all.needles() {
        let hex = data_encoding::HEXLOWER.encode(&needle.bytes);
        let literal = if database.is_none() { format!("X'{hex}'") } else { format!("'\\x{hex}'") };
        rig::database::plant(&url, &format!("INSERT INTO planted (held) VALUES ({literal})")).await;
    }
    let expected: BTreeSet<_> = all.needles().iter().map(|n| n.canary.clone()).collect();
    let found: BTreeSet<String> = if let Some(url) = database {
        dump(url, &dir.path().join("dump"));
        all.found(&std::fs::read(dir.path().join("dump")).unwrap())
            .into_iter()
            .map(|(canary, _)| canary)
            .collect()
    } else {
        let found = all.found(&std::fs::read(dir.path().join("danbe.db")).unwrap());
        assert_eq!(
            found.len(),
            all.needles().iter().map(|n| (&n.canary, n.form)).collect::<BTreeSet<_>>().len()
        );
        found.into_iter().map(|(canary, _)| canary).collect()
    };
    assert_eq!(found, expected, "every planted canary is found");
    println!("{} planted forms found", all.needles().len());
}

/// The same on PostgreSQL, where there is one.
async fn nothing_is_found_on_postgresql() -> usize {
    if std::env::var("DANBE_TEST_POSTGRES").is_err() {
        return 0;
    }
    let url = rig::database::fresh().await;
    let looked_for = nothing_is_found(Some(url.clone())).await;
    rig::database::drop_later(url);
    looked_for
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_canary_is_found_anywhere_on_a_server_with_sqlite() {
    nothing_is_found(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_canary_is_found_anywhere_on_a_server_with_postgresql() {
    nothing_is_found_on_postgresql().await;
}

/// Promise P10, to be tried again: each form of each canary, on each engine at hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "the proof of a promise: cargo xtask prove P10"]
async fn proof_that_no_canary_is_found() {
    let looked_for = nothing_is_found(None).await + nothing_is_found_on_postgresql().await;
    println!("trials={looked_for} failures=0");
}

#[test]
fn each_form_of_a_canary_is_found_wherever_it_begins() {
    let value = BTreeMap::from([("one".to_owned(), b"Kz7Canari9familyVw4".to_vec())]);
    let canaries = Canaries::of(&value);
    assert_eq!(canaries.found(b"nothing of the kind, Kz7Canari9famil"), BTreeSet::new());
    for before in 0..7 {
        let text = [&b"......."[..before], &value["one"], b"after"].concat();
        for encoding in [&data_encoding::BASE64, &data_encoding::BASE64URL, &data_encoding::BASE64_NOPAD] {
            let found = canaries.found(encoding.encode(&text).as_bytes());
            assert!(!found.is_empty(), "{before} bytes before it");
        }
        assert!(!canaries.found(data_encoding::HEXUPPER.encode(&text).as_bytes()).is_empty());
        assert!(!canaries.found(&text).is_empty());
    }
}

#[test]
fn the_memory_of_a_process_is_read() {
    let held = String::from("Kz7Canari9").repeat(3);
    let value = BTreeMap::from([("held".to_owned(), held.clone().into_bytes())]);
    let canaries = Canaries::of(&value);
    let regions = memory(std::process::id());
    assert!(regions.iter().any(|region| !canaries.found(region).is_empty()), "{} regions", regions.len());
    assert_eq!(held.len(), 30);
}
