//! The matrix with its third and fourth side: what may be done with a referral, by how far it has come and by how the basis
//! under it stands. To whom it is not, no basis and no stage makes a difference: the answer is that of what does not exist.

use crate::rig::database;
use crate::rig::http::Response;
use crate::rig::people::{Filed, Replied, SignedIn, enrolment, invented};
use crate::rig::sharing::{House, Order, agreed, follow};
use crate::rig::{Engine, Stage};
use danbe_guard::Terms;
use danbe_protection::extracts::{Export, Exported, SendExtract};
use danbe_protection::referrals::{DeclineBody, OpenPackages, Package, Revoke, Send};
use danbe_store::Clock;
use danbe_words::{
    AgeBand, AgencyClass, AgencyId, Decline, Giver, Ground, MemberId, Moment, PersonId, Purpose, ReferralId,
    Review, Section,
};

const HOUR: i64 = 3_600_000;

/// How a basis stands: as it was recorded, as the package says it is, what is wrong with it, and whether that was to be
/// seen when the package was taken or is to be seen for ever after.
struct Standing {
    name: &'static str,
    recorded: Terms,
    said: Terms,
    lack: Option<Lack>,
}

#[derive(Clone, Copy)]
enum Lack {
    /// It carries nothing, whatever is asked.
    Ever(&'static str),
    /// It carries something, and not this package.
    This(&'static str),
}

fn standings(terms: &Terms, other: AgencyId, now: Moment) -> Vec<Standing> {
    let as_is = |name, recorded: Terms, lack| Standing { name, said: recorded.clone(), recorded, lack };
    let vital = |hours: i64, review| Terms {
        ground: Ground::VitalInterest,
        giver: Giver::Nobody,
        since: Moment(now.0 - hours * HOUR),
        review,
        ..terms.clone()
    };
    let childs = |second| Terms {
        ground: Ground::BestInterest,
        giver: Giver::Nobody,
        band: AgeBand::Unknown,
        second,
        ..terms.clone()
    };
    let early = Terms { since: Moment(now.0 - 50 * HOUR), ..terms.clone() };
    let late = Terms { until: Moment(now.0 - HOUR), ..early.clone() };
    let taken_back = Terms { withdrawn: Some(Moment(now.0 - HOUR)), ..early };
    let elsewhere = |recorded| Standing { name: "", recorded, said: terms.clone(), lack: None };
    vec![
        as_is("a consent that lives", terms.clone(), None),
        as_is("a consent that has ended", late, Some(Lack::Ever("state-basis-expired"))),
        as_is("a consent taken back", taken_back, Some(Lack::Ever("state-basis-withdrawn"))),
        Standing {
            name: "a consent for something else",
            lack: Some(Lack::This("state-basis-purpose")),
            ..elsewhere(Terms { purpose: Purpose::Media, ..terms.clone() })
        },
        Standing {
            name: "a consent for another agency",
            lack: Some(Lack::This("state-basis-receiver")),
            ..elsewhere(Terms { receiver: other, ..terms.clone() })
        },
        Standing {
            name: "a consent for less",
            lack: Some(Lack::This("state-basis-section")),
            ..elsewhere(Terms { sections: vec![Section::Profile], ..terms.clone() })
        },
        as_is("danger to life, not reviewed yet", vital(71, Review::Awaited), None),
        as_is("danger to life, upheld", vital(200, Review::Upheld), None),
        as_is(
            "danger to life, not reviewed in time",
            vital(73, Review::Awaited),
            Some(Lack::Ever("state-basis-review")),
        ),
        as_is("danger to life, refused", vital(1, Review::Refused), Some(Lack::Ever("state-basis-review"))),
        as_is("a child’s interest, by one", childs(None), Some(Lack::Ever("state-basis-second"))),
        as_is("a child’s interest, by two", childs(Some(MemberId::from_bytes([9; 16]))), None),
    ]
}

const STAGES: [(&str, i64); 4] = [("sent", 0), ("opened", 0), ("accepted", 0), ("declined", 1)];
const VERBS: [&str; 6] = [
    "referrals.send",
    "referrals.follow",
    "referrals.revoke",
    "referrals.open",
    "referrals.accept",
    "referrals.decline",
];

/// What whoever may is answered, written by hand: the problem's code, or nothing when it is done.
fn oracle(verb: &str, stage: &str, lack: Option<Lack>) -> Option<String> {
    let taken = match lack {
        Some(Lack::Ever(code) | Lack::This(code)) => Some(code.to_owned()),
        None => None,
    };
    let ever = match lack {
        Some(Lack::Ever(code)) => Some(code.to_owned()),
        _ => None,
    };
    let not_from = |stages: &[&str]| (!stages.contains(&stage)).then(|| format!("state-referral-{stage}"));
    match verb {
        "referrals.send" => taken,
        "referrals.follow" if stage == "declined" => Some("state-referral-over".to_owned()),
        "referrals.follow" => taken,
        "referrals.open" => not_from(&["sent", "opened", "accepted"]).or(ever),
        "referrals.accept" => not_from(&["opened"]).or(ever),
        // Saying no, and taking back, never wait for a basis.
        "referrals.decline" => not_from(&["sent", "opened"]),
        _ => not_from(&["sent", "opened", "accepted"]),
    }
}

/// A basis as it would stand in the database.
fn recorded(terms: &Terms) -> String {
    let withdrawn = terms.withdrawn.map_or_else(|| "NULL".to_owned(), |at| at.0.to_string());
    let text = serde_json::to_string(terms).unwrap();
    format!(
        "UPDATE bases_basis SET terms = '{text}', withdrawn = {withdrawn}, until = {}, since = {}, review = '{}',
         ground = '{}' WHERE id = '{}'",
        terms.until.0, terms.since.0, terms.review, terms.ground, terms.id
    )
}

/// A centre that sent a woman's package to a clinic's team `a`, and another service.
struct Sent {
    centre: House,
    clinic: House,
    other: House,
    filed: Filed,
    terms: Terms,
    referral: ReferralId,
    subject: PersonId,
    first: String,
}

impl Sent {
    async fn on(stage: &Stage) -> Self {
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let house = |name, class| House::found(stage, name, class, &pins);
        let centre = house("centre", AgencyClass::ProtectionService).await;
        let clinic = house("clinique", AgencyClass::ServiceProvider).await;
        let other = house("aide", AgencyClass::ProtectionService).await;
        agreed(stage, centre.id, clinic.id, Purpose::Support).await;
        let worker = centre.post("worker-a");
        let filed = centre.desk.register(&invented(1), &invented(1));
        let _: Replied<()> = worker.done(stage.address(), "cases.register", &filed.registration).await;
        let sections = [Section::Profile, Section::Account];
        let terms = centre.consents(stage, worker, &filed, clinic.id, &sections).await;
        let order = Order { desk: "a", ..Order::new(&terms) };
        let package = centre.package(worker, Some(&filed.values), &order, &clinic.to);
        let (referral, subject, first) = (order.referral, order.subject, package.digest());
        let send = Send { file: Some(filed.keyring.file), said: None, package };
        let _: Replied<()> = worker.done(stage.address(), "referrals.send", &send).await;
        database::plant(&stage.url, "CREATE TABLE kept AS SELECT referral, parts FROM referrals_package")
            .await;
        Self { centre, clinic, other, filed, terms, referral, subject, first }
    }

    /// The referral as it was when it had come so far, on a basis that stands so.
    async fn set(&self, stage: &Stage, (state, over): (&str, i64), terms: &Terms) {
        let referral = self.referral;
        for statement in [
            format!("DELETE FROM referrals_package WHERE referral = '{referral}' AND seq > 1"),
            format!(
                "UPDATE referrals_package SET held = 1, parts = (SELECT parts FROM kept k WHERE k.referral = '{referral}')
                 WHERE referral = '{referral}'"
            ),
            format!(
                "UPDATE referrals_referral SET state = '{state}', over = {over}, packages = 1, kept = NULL, recall = NULL
                 WHERE id = '{referral}'"
            ),
            recorded(terms),
        ] {
            database::plant(&stage.url, &statement).await;
        }
    }

    fn package(&self, who: &SignedIn, said: &Terms, order: &Order<'_>) -> Package {
        let order = Order { terms: said, subject: self.subject, ..*order };
        self.centre.package(who, Some(&self.filed.values), &order, &self.clinic.to)
    }

    /// Of one verb: in the team it is for, elsewhere in the agency, and in another one.
    fn actors(&self, verb: &str) -> [&SignedIn; 3] {
        let sender = ["referrals.send", "referrals.follow", "referrals.revoke"].contains(&verb);
        let house = if sender { &self.centre } else { &self.clinic };
        [house.post("worker-a"), house.post("worker-b"), self.other.post("worker-a")]
    }

    async fn act(&self, stage: &Stage, who: &SignedIn, verb: &str, said: &Terms) -> Response {
        let (address, referral) = (stage.address(), self.referral);
        // What a stranger sends is signed by the centre's worker, and brought by the stranger.
        let by = self.centre.post("worker-a");
        match verb {
            "referrals.send" => {
                let package = self.package(by, said, &Order::new(said));
                let body = Send { file: Some(self.filed.keyring.file), said: None, package };
                who.act(address, verb, &body).await
            }
            "referrals.follow" => {
                let after = (2, Some(self.first.as_str()));
                let order = Order { referral, after, ..Order::new(said) };
                who.act(address, verb, &follow(self.package(by, said, &order))).await
            }
            "referrals.revoke" => who.act(address, verb, &Revoke { referral }).await,
            "referrals.open" => who.act(address, verb, &OpenPackages { referral }).await,
            "referrals.accept" => who.act(address, verb, &self.clinic.takes(referral)).await,
            _ => who.act(address, verb, &DeclineBody { referral, reason: Decline::Other, note: None }).await,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_be_done_with_a_referral_depends_on_its_stage_and_its_basis_and_for_others_on_nothing() {
    let stage = Stage::open(Engine::Sqlite).await;
    let sent = Sent::on(&stage).await;
    let nothing = ReferralId::from_bytes([9; 16]);
    let absent = sent.other.post("worker-a");
    let absent = absent.act(stage.address(), "referrals.open", &OpenPackages { referral: nothing }).await;
    let absent = absent.bytes_but_date();
    let (mut executed, mut done, mut wrong) = (0, 0, Vec::new());
    for at in STAGES {
        for basis in standings(&sent.terms, sent.other.id, stage.clock.now()) {
            sent.set(&stage, at, &basis.recorded).await;
            for verb in VERBS.into_iter().filter(|verb| at.0 == "sent" || *verb != "referrals.send") {
                let [_, elsewhere, stranger] = sent.actors(verb);
                for who in [elsewhere, stranger] {
                    let answer = sent.act(&stage, who, verb, &basis.said).await;
                    executed += 1;
                    if answer.bytes_but_date() != absent {
                        let said = answer.text();
                        wrong.push(format!("{verb} by {}, {}, {}: {said}", who.handle, at.0, basis.name));
                    }
                }
            }
            for verb in VERBS.into_iter().filter(|verb| at.0 == "sent" || *verb != "referrals.send") {
                sent.set(&stage, at, &basis.recorded).await;
                let answer = sent.act(&stage, sent.actors(verb)[0], verb, &basis.said).await;
                let problem = (answer.status != 200).then(|| answer.code());
                executed += 1;
                done += u32::from(problem.is_none());
                let expected = oracle(verb, at.0, basis.lack);
                if problem != expected {
                    wrong.push(format!("{verb}, {}, {}: {problem:?}, not {expected:?}", at.0, basis.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stage.intact().await, "the ledger holds after every refusal");
    println!("verb × relation × stage × basis: {executed} cells executed, {done} done");
}

/// Puts a package at the office as if it had been taken when its basis stood.
async fn put_there(stage: &Stage, filed: &Filed, package: &Package) {
    let manifest = package.says().unwrap();
    let sealed = serde_json::to_vec(&(&package.request, &package.parts)).unwrap();
    database::plant(&stage.url, "DELETE FROM extracts_extract").await;
    let statement = format!(
        "INSERT INTO extracts_extract (id, file, agency, office, basis, manifest, papers, parts)
         VALUES ('{}', '{}', '{}', '{}', '{}', '{}', '{}', x'{}')",
        manifest.referral,
        filed.keyring.file,
        manifest.sender,
        manifest.receiver,
        manifest.terms.id,
        serde_json::to_string(&package.manifest).unwrap(),
        serde_json::to_string(&package.papers).unwrap(),
        danbe_vault::text::hex(&sealed)
    );
    database::plant(&stage.url, &statement).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leaves_for_statistics_depends_on_its_basis_when_it_is_sent_and_when_it_is_handed_out() {
    let stage = Stage::open(Engine::Sqlite).await;
    let address = stage.address();
    let pins = enrolment(address, "gao-1").await.pins.unwrap();
    let house = |name, class| House::found(&stage, name, class, &pins);
    let centre = house("centre", AgencyClass::ProtectionService).await;
    let office = house("bureau", AgencyClass::Statistics).await;
    let other = house("autre-bureau", AgencyClass::Statistics).await;
    agreed(&stage, centre.id, office.id, Purpose::Statistics).await;
    let (worker, counter) = (centre.post("worker-a"), office.post("worker-a"));
    let filed = centre.desk.register(&invented(1), &invented(1));
    let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
    let file = filed.keyring.file;
    let yes = (office.id, Purpose::Statistics);
    let terms = centre.consents_to(&stage, worker, &filed, yes, &[Section::Extract]).await;
    let (mut executed, mut handed) = (0, 0);
    for basis in standings(&terms, other.id, stage.clock.now()) {
        // Nobody can even seal for statistics on a danger to life: what is brought says it was a consent.
        let vital = basis.recorded.ground == Ground::VitalInterest;
        let said = if vital { &terms } else { &basis.said };
        let package = || centre.package(worker, Some(&filed.values), &Order::new(said), &office.to);
        let lack = match basis.lack {
            _ if vital => Some("state-basis-vital"),
            Some(Lack::Ever(code) | Lack::This(code)) => Some(code),
            None => None,
        };
        database::plant(&stage.url, &recorded(&basis.recorded)).await;
        let send = SendExtract { file, package: package() };
        let answer = worker.act(address, "extracts.send", &send).await;
        let problem = (answer.status != 200).then(|| answer.code());
        assert_eq!(problem.as_deref(), lack, "sent on {}", basis.name);
        let absent = SendExtract { file: danbe_words::FileId::from_bytes([9; 16]), ..send.clone() };
        let absent = worker.act(address, "extracts.send", &absent).await.bytes_but_date();
        for stranger in [centre.post("worker-b"), other.post("worker-a"), counter] {
            let answer = stranger.act(address, "extracts.send", &send).await;
            assert_eq!(answer.bytes_but_date(), absent, "{} on {}", stranger.handle, basis.name);
        }
        put_there(&stage, &filed, &package()).await;
        let exported: Replied<Exported> = counter.done(address, "extracts.export", &Export::default()).await;
        let exported = exported.answer.unwrap();
        let right = if lack.is_none() { (1, 0) } else { (0, 1) };
        assert_eq!((exported.packages.len(), exported.held), right, "handed out on {}", basis.name);
        let theirs: Replied<Exported> =
            other.post("worker-a").done(address, "extracts.export", &Export::default()).await;
        assert_eq!(theirs.answer.unwrap(), Exported::default(), "another office on {}", basis.name);
        (executed, handed) = (executed + 6, handed + right.0);
    }
    assert_eq!(handed, 2, "the consent that lives, and the decision by two");
    println!("statistics × relation × basis: {executed} cells executed, {handed} handed out");
}
