//! Coded answers for a statistics office: they leave on a consent of their own and on nothing else, are handed out while it
//! stands, and are gone when it is taken back.

use crate::rig::cast::root;
use crate::rig::database;
use crate::rig::http::{Response, refused};
use crate::rig::people::{Filed, Replied, SignedIn, enrolment, invented, on_each_engine};
use crate::rig::sharing::{House, Order, agreed};
use crate::rig::{Stage, chance};
use danbe_guard::Terms;
use danbe_protection::bases::{Second, Withdraw, Words};
use danbe_protection::extracts::{Export, Exported, SendExtract, Tally};
use danbe_protection::referrals::package::Refused;
use danbe_protection::referrals::{Package, Send, Sweep};
use danbe_store::{Clock, Thread};
use danbe_words::{AgencyClass, BasisId, FileId, FileKind, Ground, Moment, Purpose, ReferralId, Section};

const DAY: i64 = 86_400_000;
const EXTRACT: [Section; 1] = [Section::Extract];

/// A centre, a statistics office it agreed with, and a clinic.
struct Three {
    centre: House,
    office: House,
    clinic: House,
}

impl Three {
    async fn on(stage: &Stage) -> Self {
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let house = |name, class| House::found(stage, name, class, &pins);
        let centre = house("centre", AgencyClass::ProtectionService).await;
        let office = house("bureau", AgencyClass::Statistics).await;
        let clinic = house("clinique", AgencyClass::ServiceProvider).await;
        agreed(stage, centre.id, office.id, Purpose::Statistics).await;
        agreed(stage, centre.id, clinic.id, Purpose::Support).await;
        Self { centre, office, clinic }
    }

    async fn woman(&self, stage: &Stage, number: u32) -> Filed {
        let filed = self.centre.desk.register(&invented(number), &invented(number));
        let worker = self.centre.post("worker-a");
        let _: Replied<()> = worker.done(stage.address(), "cases.register", &filed.registration).await;
        filed
    }

    /// Her yes to statistics.
    async fn yes(&self, stage: &Stage, filed: &Filed) -> Terms {
        let to = (self.office.id, Purpose::Statistics);
        self.centre.consents_to(stage, self.centre.post("worker-a"), filed, to, &EXTRACT).await
    }

    fn extract(&self, filed: &Filed, terms: &Terms) -> Package {
        let worker = self.centre.post("worker-a");
        self.centre.package(worker, Some(&filed.values), &Order::new(terms), &self.office.to)
    }

    async fn send(&self, stage: &Stage, who: &SignedIn, file: FileId, package: Package) -> Response {
        who.act(stage.address(), "extracts.send", &SendExtract { file, package }).await
    }

    /// A woman who said yes, and whose extract is on the server.
    async fn sent(&self, stage: &Stage, number: u32) -> (Filed, Terms) {
        let filed = self.woman(stage, number).await;
        let terms = self.yes(stage, &filed).await;
        let package = self.extract(&filed, &terms);
        let answer = self.send(stage, self.centre.post("worker-a"), filed.keyring.file, package).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        (filed, terms)
    }
}

async fn export(stage: &Stage, who: &SignedIn, after: Option<ReferralId>) -> Exported {
    let exported: Replied<Exported> = who.done(stage.address(), "extracts.export", &Export { after }).await;
    exported.answer.unwrap()
}

/// On which consents rest what is handed out, and how many are held back.
async fn handed_out(stage: &Stage, who: &SignedIn) -> (Vec<BasisId>, u32) {
    let exported = export(stage, who, None).await;
    assert_eq!(exported.next, None);
    let mut bases: Vec<_> = exported.packages.iter().map(|it| it.says().unwrap().terms.id).collect();
    bases.sort_unstable();
    (bases, exported.held)
}

async fn kept(stage: &Stage) -> i64 {
    database::number(&stage.url, "SELECT COUNT(*) FROM extracts_extract").await
}

#[test]
fn an_extract_leaves_on_a_consent_of_its_own_and_on_nothing_else() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let three = Three::on(&stage).await;
        let (worker, filed) = (three.centre.post("worker-a"), three.woman(&stage, 1).await);
        let file = filed.keyring.file;
        let try_with = async |terms: &Terms, code: &str| {
            let answer = three.send(&stage, worker, file, three.extract(&filed, terms)).await;
            assert_eq!(answer.code(), code, "{}", answer.text());
        };

        // On nothing that was recorded; on a consent for help, even one that names the office; on one for another agency.
        let yes = three.yes(&stage, &filed).await;
        try_with(&Terms { id: BasisId::from_bytes(chance().bytes()), ..yes.clone() }, "not-found").await;
        let helped = (three.office.id, Purpose::Support);
        let help = three.centre.consents_to(&stage, worker, &filed, helped, &[Section::Profile]).await;
        try_with(&help, "state-basis-purpose").await;
        let dressed = Terms { id: help.id, ..yes.clone() };
        try_with(&dressed, "state-basis-purpose").await;
        let elsewhere = (three.clinic.id, Purpose::Statistics);
        let clinics = three.centre.consents_to(&stage, worker, &filed, elsewhere, &EXTRACT).await;
        try_with(&Terms { id: clinics.id, ..yes.clone() }, "state-basis-receiver").await;
        try_with(&clinics, "state-receiver-gone").await;

        // A yes to statistics covers the extract and no part of her file, and no other yes covers the extract.
        let until = stage.clock.now().0 + DAY;
        for (purpose, sections) in [
            (Purpose::Statistics, &[Section::Profile][..]),
            (Purpose::Statistics, &[Section::Profile, Section::Extract]),
            (Purpose::Support, &EXTRACT),
            (Purpose::Research, &EXTRACT),
        ] {
            let said = three.centre.says(Ground::Consent, three.office.id, purpose, sections, until);
            let body = three.centre.recorded(&filed, said, &Words::default());
            refused(&worker.act(address, "bases.record", &body).await, 400, "envelope-malformed");
        }
        // Nor does the extract go the way of a referral.
        let send = Send { file: Some(file), said: None, package: three.extract(&filed, &yes) };
        refused(&worker.act(address, "referrals.send", &send).await, 409, "state-basis-purpose");
        assert_eq!(kept(&stage).await, 0);

        // By her team alone; to others the file is not there, byte for byte.
        let absent = FileId::from_bytes([9; 16]);
        let package = three.extract(&filed, &yes);
        let nothing = three.send(&stage, worker, absent, package.clone()).await.bytes_but_date();
        for stranger in
            [three.centre.post("worker-b"), three.clinic.post("worker-a"), three.office.post("worker-a")]
        {
            let answer = three.send(&stage, stranger, file, package.clone()).await;
            assert_eq!(
                (answer.status, answer.bytes_but_date()),
                (404, nothing.clone()),
                "{}",
                stranger.handle
            );
        }
        assert_eq!(three.send(&stage, worker, file, package).await.status, 200);
        // The newer takes the place of the one the office had.
        assert_eq!(three.send(&stage, worker, file, three.extract(&filed, &yes)).await.status, 200);
        assert_eq!(kept(&stage).await, 1);

        // What is no dozen of codes does not come in, and the way is open as for everything that leaves.
        let mut large = three.extract(&filed, &yes);
        large.request.0.resize(5_000, 0);
        refused(&three.send(&stage, worker, file, large).await, 413, "envelope-too-large");
        database::plant(&stage.url, "DELETE FROM referrals_purpose").await;
        try_with(&yes, "state-no-authorisation").await;
        database::plant(&stage.url, "DELETE FROM referrals_channel").await;
        try_with(&yes, "state-no-protocol").await;
        assert!(stage.intact().await);
    });
}

#[test]
fn the_office_is_handed_exactly_those_that_stand_and_the_line_says_how_many() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let three = Three::on(&stage).await;
        let (worker, counter) = (three.centre.post("worker-a"), three.office.post("worker-a"));
        let mut sent = Vec::new();
        for number in 1..=4 {
            sent.push(three.sent(&stage, number).await.1);
        }
        sent.sort_by_key(|terms| terms.id);
        let all: Vec<_> = sent.iter().map(|terms| terms.id).collect();
        assert_eq!(handed_out(&stage, counter).await, (all.clone(), 0));

        // Taken back between the sending and the counting: the copy is gone, not held.
        let basis = all[3];
        let _: Replied<()> = worker.done(address, "bases.withdraw", &Withdraw { basis }).await;
        assert_eq!(kept(&stage).await, 3);
        assert_eq!(handed_out(&stage, counter).await, (all[..3].to_vec(), 0));

        // Ended since: held back before anybody swept, then swept.
        let ended = Terms { until: Moment(stage.clock.now().0 - 1), ..sent[2].clone() };
        plant_terms(&stage, &ended).await;
        let before = stage.size().await;
        assert_eq!(handed_out(&stage, counter).await, (all[..2].to_vec(), 1));
        let line = stage.lines_from(before).await.pop().unwrap().1;
        let told = |fact: &str| line.facts.get(fact).cloned().unwrap_or_default();
        assert_eq!(
            (line.kind.as_str(), told("count"), told("held")),
            ("extracts.export", "2".into(), "1".into())
        );
        stage.served.house.store().act(Sweep, Thread::default()).await.expect("one was due");
        assert!(stage.served.house.store().act(Sweep, Thread::default()).await.is_err(), "and no other");
        assert_eq!((kept(&stage).await, handed_out(&stage, counter).await), (2, (all[..2].to_vec(), 0)));

        // Another office has none of them; nobody else is handed any.
        let pins = enrolment(address, "gao-1").await.pins.unwrap();
        let other = House::found(&stage, "autre-bureau", AgencyClass::Statistics, &pins).await;
        assert_eq!(handed_out(&stage, other.post("worker-a")).await, (Vec::new(), 0));
        for stranger in [worker, three.office.post("officer-a"), three.clinic.post("worker-a")] {
            refused(&stranger.act(address, "extracts.export", &Export::default()).await, 404, "not-found");
        }

        // The two ended what they agreed, or the office is not in service: nothing is handed out.
        for (undo, again) in [
            (
                "DELETE FROM referrals_channel WHERE purpose = 'statistics'".to_owned(),
                format!(
                    "INSERT INTO referrals_channel (one, other, purpose) VALUES ('{}', '{}', 'statistics')",
                    three.centre.id.min(three.office.id),
                    three.centre.id.max(three.office.id)
                ),
            ),
            (
                format!("UPDATE referrals_agency SET state = 'closed' WHERE id = '{}'", three.office.id),
                format!("UPDATE referrals_agency SET state = 'open' WHERE id = '{}'", three.office.id),
            ),
        ] {
            database::plant(&stage.url, &undo).await;
            assert_eq!(handed_out(&stage, counter).await, (Vec::new(), 2), "{undo}");
            database::plant(&stage.url, &again).await;
        }
        assert_eq!(handed_out(&stage, counter).await, (all[..2].to_vec(), 0));
        assert!(stage.intact().await);
    });
}

async fn plant_terms(stage: &Stage, terms: &Terms) {
    let withdrawn = terms.withdrawn.map_or_else(|| "NULL".to_owned(), |at| at.0.to_string());
    let statement = format!(
        "UPDATE bases_basis SET terms = '{}', until = {}, withdrawn = {withdrawn}, ground = '{}' WHERE id = '{}'",
        serde_json::to_string(terms).unwrap(),
        terms.until.0,
        terms.ground,
        terms.id
    );
    database::plant(&stage.url, &statement).await;
}

#[test]
fn a_decision_by_two_hands_out_nothing_while_the_second_is_missing() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let (address, three) = (stage.address(), Three::on(&stage).await);
        let (worker, counter) = (three.centre.post("worker-a"), three.office.post("worker-a"));
        let filed = three.woman(&stage, 1).await;
        let until = stage.clock.now().0 + DAY;
        let said =
            three.centre.says(Ground::LegalOrder, three.office.id, Purpose::Statistics, &EXTRACT, until);
        let basis = said.id;
        let words = Words { reason: "ordre inventé".into(), ..Words::default() };
        let _: Replied<()> =
            worker.done(address, "bases.record", &three.centre.recorded(&filed, said, &words)).await;
        let alone = three.centre.basis(&stage, worker, &filed, basis).await.terms;
        let file = filed.keyring.file;
        let early = three.send(&stage, worker, file, three.extract(&filed, &alone)).await;
        assert_eq!(early.code(), "state-basis-second");
        let _: Replied<()> =
            three.centre.post("second-a").done(address, "bases.second", &Second { basis }).await;
        let both = three.centre.basis(&stage, worker, &filed, basis).await.terms;
        assert_eq!(three.send(&stage, worker, file, three.extract(&filed, &both)).await.status, 200);
        assert_eq!(handed_out(&stage, counter).await, (vec![basis], 0));
        for second in [None, Some(both.first)] {
            plant_terms(&stage, &Terms { second, ..both.clone() }).await;
            assert_eq!(handed_out(&stage, counter).await, (Vec::new(), 1), "{second:?}");
        }
    });
}

#[test]
fn what_opens_at_the_office_is_codes_and_years_and_each_is_counted_once() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let three = Three::on(&stage).await;
        let counter = three.office.post("worker-a");
        let (filed, terms) = three.sent(&stage, 1).await;
        let (root, now) = (root().verifying(), stage.clock.now());
        let keys = || three.office.desk.secrets.opening.iter();
        let package = export(&stage, counter, None).await.packages.remove(0);
        let opened = package.open(&root, three.office.id, keys(), None, now).expect("it opens there");
        let said = opened.sections[0].1.answers.clone();
        let said_of = |question: &str| filed.values.get(question).unwrap().clone();
        let age = ("age".to_owned(), said_of("age"));
        assert!(said.contains(&age) && age.1.parse::<u8>().is_ok(), "{said:?}");
        let text = format!("{opened:?}");
        let file = &filed.registration;
        for hers in [said_of("family"), said_of("account"), file.file.to_string()] {
            assert!(!text.contains(&hers), "{hers}");
        }
        assert!(!text.contains(&filed.keyring.person.to_string()), "nothing joins it to her file");

        // The centre itself opens it no more; a changed one, or one whose consent has ended by then, is believed by nobody.
        let centres = three.centre.desk.secrets.opening.iter();
        assert_eq!(package.open(&root, three.office.id, centres, None, now).unwrap_err(), Refused::Damaged);
        let mut changed = package.clone();
        changed.parts[0].0[40] ^= 1;
        assert_eq!(changed.open(&root, three.office.id, keys(), None, now).unwrap_err(), Refused::Forged);
        let late = now.plus(31 * DAY);
        let ended = Refused::Basis(danbe_guard::Lack::Expired);
        assert_eq!(package.open(&root, three.office.id, keys(), None, late).unwrap_err(), ended);

        // Twice on one consent, as a server that kept an older copy would hand it out: counted once.
        let mut tally = Tally::default();
        tally.count(&opened);
        tally.count(&opened);
        assert_eq!((tally.opened(FileKind::Trafficking), tally.refused.as_slice()), (1, &["twice"][..]));

        // Sent once more after it was taken back, the same bytes leave nothing.
        let basis = terms.id;
        let worker = three.centre.post("worker-a");
        let _: Replied<()> = worker.done(stage.address(), "bases.withdraw", &Withdraw { basis }).await;
        let again = three.send(&stage, worker, filed.keyring.file, package).await;
        assert_eq!((again.code().as_str(), kept(&stage).await), ("state-basis-withdrawn", 0));
    });
}

#[test]
fn a_long_export_comes_page_by_page_and_each_extract_once() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let three = Three::on(&stage).await;
        three.sent(&stage, 1).await;
        for number in 1..120_u8 {
            let statement = format!(
                "INSERT INTO extracts_extract (id, file, agency, office, basis, manifest, papers, parts)
                 SELECT '{}', '{}', agency, office, basis, manifest, papers, parts FROM extracts_extract LIMIT 1",
                ReferralId::from_bytes([number; 16]),
                FileId::from_bytes([number; 16])
            );
            database::plant(&stage.url, &statement).await;
        }
        let (mut after, mut pages) = (None, Vec::new());
        loop {
            let page = export(&stage, three.office.post("worker-a"), after).await;
            assert!(after.is_none() || page.next.is_none() || page.next > after, "it goes on");
            pages.push(page.packages.len());
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(pages, [50, 50, 20]);
    });
}

#[test]
fn an_agency_that_closes_leaves_no_extract_behind() {
    on_each_engine(|engine| async move {
        for office_closes in [true, false] {
            let stage = Stage::open(engine).await;
            let three = Three::on(&stage).await;
            three.sent(&stage, 1).await;
            assert_eq!(kept(&stage).await, 1);
            let closed = if office_closes { three.office.id } else { three.centre.id };
            crate::successions::order(&stage, closed, None, &root()).await.expect("the root says so");
            assert_eq!(kept(&stage).await, 0);
        }
    });
}
