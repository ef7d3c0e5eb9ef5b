//! One person, a basis, a package, an inbox, an answer: between agencies of the running server.

use crate::rig::cast::root;
use crate::rig::database;
use crate::rig::http::refused;
use crate::rig::people::{Filed, Replied, SignedIn, enrolment, invented, on_each_engine};
use crate::rig::sharing::{House, Order, agreed, follow, followed, handed, note};
use crate::rig::{Stage, chance};
use danbe_guard::Terms;
use danbe_house::protocols::{End, Propose, Protocol, Protocols, See, Sign};
use danbe_protection::bases::{Review, Reviewing, Reviews, Second, Tell, Withdraw, Words};
use danbe_protection::cases::{ApproveClosing, Close, Open, Opened, Reopen};
use danbe_protection::referrals::{
    AnswerRecall, DeclineBody, Finish, Inbox, Inboxed, OpenPackages, Refused, Revoke, Send, Sweep,
};
use danbe_store::{Clock, Thread};
use danbe_vault::{Length, Signed, wrap};
use danbe_words::{
    AgencyClass, Decline, Ending, Errand, FileKind, FileState, Ground, Purpose, Recall, Referral, ReferralId,
    Section,
};

const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// A centre, a clinic and a legal-aid service, with protocols between the first and the others.
struct Trio {
    centre: House,
    clinic: House,
    legal: House,
}

impl Trio {
    async fn on(stage: &Stage) -> Self {
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let house = |name, class| House::found(stage, name, class, &pins);
        let centre = house("centre", AgencyClass::ProtectionService).await;
        let clinic = house("clinique", AgencyClass::ServiceProvider).await;
        let legal = house("aide", AgencyClass::ServiceProvider).await;
        for other in [&clinic, &legal] {
            agreed(stage, centre.id, other.id, Purpose::Support).await;
        }
        Self { centre, clinic, legal }
    }

    async fn woman(&self, stage: &Stage) -> Filed {
        let filed = self.centre.desk.register(&invented(1), &invented(1));
        let worker = self.centre.post("worker-a");
        let _: Replied<()> = worker.done(stage.address(), "cases.register", &filed.registration).await;
        filed
    }

    /// A referral to the clinic, on a consent of its own.
    async fn sent(&self, stage: &Stage, errand: Errand) -> (Filed, Terms, ReferralId) {
        let filed = self.woman(stage).await;
        let worker = self.centre.post("worker-a");
        let sections = [Section::Profile, Section::Account];
        let terms = self.centre.consents(stage, worker, &filed, self.clinic.id, &sections).await;
        let (send, referral) = self.centre.sends(worker, &filed, &terms, &self.clinic, errand);
        let _: Replied<()> = worker.done(stage.address(), "referrals.send", &send).await;
        (filed, terms, referral)
    }
}

async fn inbox(stage: &Stage, who: &SignedIn, over: bool) -> Inboxed {
    let asked = Inbox { over, after: None };
    let inboxed: Replied<Inboxed> = who.done(stage.address(), "referrals.inbox", &asked).await;
    inboxed.answer.unwrap()
}

async fn state(stage: &Stage, who: &SignedIn, referral: ReferralId) -> (Referral, Option<Recall>) {
    let line = followed(stage, who).await.into_iter().find(|line| line.id == referral).expect("followed");
    (line.state, line.recall)
}

async fn copies(stage: &Stage, referral: ReferralId) -> i64 {
    database::number(
        &stage.url,
        &format!(
            "SELECT COUNT(*) FROM referrals_package WHERE referral = '{referral}' AND length(parts) > 0"
        ),
    )
    .await
}

#[test]
fn a_woman_is_referred_to_two_services_with_different_sections_and_takes_one_back() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let trio = Trio::on(&stage).await;
        let (worker, filed) = (trio.centre.post("worker-a"), trio.woman(&stage).await);
        let health = [Section::Profile, Section::Account];
        let law = [Section::Profile, Section::Identity];
        let to_clinic = trio.centre.consents(&stage, worker, &filed, trio.clinic.id, &health).await;
        let to_legal = trio.centre.consents(&stage, worker, &filed, trio.legal.id, &law).await;
        let (first, clinic) = trio.centre.sends(worker, &filed, &to_clinic, &trio.clinic, Errand::Help);
        let (second, legal) = trio.centre.sends(worker, &filed, &to_legal, &trio.legal, Errand::Help);
        for body in [&first, &second] {
            let _: Replied<()> = worker.done(address, "referrals.send", body).await;
        }

        // Each sees its own line, without a name, and opens its own sections.
        let nurse = trio.clinic.post("worker-a");
        let lines = inbox(&stage, nurse, false).await.lines;
        assert_eq!((lines.len(), lines[0].id, lines[0].state), (1, clinic, Referral::Sent));
        let given = handed(&stage, nurse, clinic).await;
        let keys = trio.clinic.desk.secrets.opening.as_ref();
        let now = stage.clock.now();
        let opened =
            given.packages[0].open(&root().verifying(), trio.clinic.id, keys.into_iter(), None, now).unwrap();
        assert_eq!(opened.request, "une consultation, inventée");
        let sections: Vec<_> = opened.sections.iter().map(|(section, _)| *section).collect();
        assert_eq!(sections, health);
        let said: Vec<_> = opened.sections.iter().flat_map(|(_, shared)| shared.answers.clone()).collect();
        assert!(said.contains(&("account".to_owned(), "récit inventé 1".to_owned())), "{said:?}");
        assert!(!said.iter().any(|(question, _)| question == "family"), "no name was covered");
        // The other's key opens nothing of it, and the other's device believes nothing of it.
        let others = trio.legal.desk.secrets.opening.as_ref();
        let wrong = given.packages[0].open(&root().verifying(), trio.legal.id, others.into_iter(), None, now);
        assert_eq!(wrong.unwrap_err(), Refused::NotForUs);
        refused(
            &trio
                .legal
                .post("worker-a")
                .act(address, "referrals.open", &OpenPackages { referral: clinic })
                .await,
            404,
            "not-found",
        );

        // The clinic takes her on, and says when it is done; the centre follows, without content.
        let _: Replied<()> = nurse.done(address, "referrals.accept", &trio.clinic.takes(clinic)).await;
        assert_eq!(state(&stage, worker, clinic).await, (Referral::Accepted, None));
        assert_eq!(
            copies(&stage, clinic).await,
            0,
            "what was taken on is on the server once, under the clinic's keys"
        );
        let done = Finish { referral: clinic, note: note() };
        let _: Replied<()> = nurse.done(address, "referrals.finish", &done).await;
        let line = followed(&stage, worker).await.into_iter().find(|line| line.id == clinic).unwrap();
        assert_eq!((line.state, line.note), (Referral::Done, note()));

        // She takes back what the legal service had: from the next request its copy is nowhere.
        assert_eq!(copies(&stage, legal).await, 1);
        let counsel = trio.legal.post("worker-a");
        handed(&stage, counsel, legal).await;
        let _: Replied<()> = worker.done(address, "bases.withdraw", &Withdraw { basis: to_legal.id }).await;
        assert_eq!(copies(&stage, legal).await, 0);
        assert_eq!(state(&stage, worker, legal).await, (Referral::Withdrawn, Some(Recall::Asked)));
        assert_eq!(state(&stage, worker, clinic).await, (Referral::Done, None), "the other consent stands");
        refused(
            &counsel.act(address, "referrals.open", &OpenPackages { referral: legal }).await,
            409,
            "state-referral-withdrawn",
        );
        refused(
            &counsel.act(address, "referrals.accept", &trio.legal.takes(legal)).await,
            409,
            "state-referral-withdrawn",
        );
        let answer = AnswerRecall { referral: legal, answer: Recall::Deleted };
        let _: Replied<()> = counsel.done(address, "referrals.answer-recall", &answer).await;
        assert_eq!(state(&stage, worker, legal).await.1, Some(Recall::Deleted));
        let again = trio.centre.package(worker, Some(&filed.values), &Order::new(&to_legal), &trio.legal.to);
        let body = Send { file: Some(filed.keyring.file), said: None, package: again };
        refused(&worker.act(address, "referrals.send", &body).await, 409, "state-basis-withdrawn");
    });
}

#[test]
fn nothing_ordinary_leaves_before_a_protocol_and_an_authorisation_and_danger_to_life_waits_for_neither() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let pins = enrolment(address, "gao-1").await.pins.unwrap();
        let centre = House::found(&stage, "centre", AgencyClass::ProtectionService, &pins).await;
        let clinic = House::found(&stage, "clinique", AgencyClass::ServiceProvider, &pins).await;
        let ngo = House::found(&stage, "ong", AgencyClass::ProtectionService, &pins).await;
        let worker = centre.post("worker-a");
        let filed = centre.desk.register(&invented(1), &invented(1));
        let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
        // The demonstration is authorised to share for help; for media nobody is.
        let until = stage.clock.now().0 + DAY;
        let said = centre.says(Ground::Consent, clinic.id, Purpose::Media, &[Section::Profile], until);
        let id = said.id;
        let words = Words { witness: "témoin inventé".into(), ..Words::default() };
        let _: Replied<()> =
            worker.done(address, "bases.record", &centre.recorded(&filed, said, &words)).await;
        let terms = centre.basis(&stage, worker, &filed, id).await.terms;
        let (send, _) = centre.sends(worker, &filed, &terms, &clinic, Errand::Help);
        refused(&worker.act(address, "referrals.send", &send).await, 409, "state-no-protocol");
        let channel = format!(
            "INSERT INTO referrals_channel (one, other, purpose) VALUES ('{}', '{}', 'media')",
            centre.id.min(clinic.id),
            centre.id.max(clinic.id)
        );
        database::plant(&stage.url, &channel).await;
        refused(&worker.act(address, "referrals.send", &send).await, 409, "state-no-protocol");
        let mechanism = channel
            .replace("channel", "mechanism")
            .replace("purpose", "kind")
            .replace("media", "trafficking");
        database::plant(&stage.url, &mechanism).await;
        refused(&worker.act(address, "referrals.send", &send).await, 409, "state-no-authorisation");

        // A night emergency: one person, at once, reviewed by another agency in the morning.
        let until = stage.clock.now().0 + 10 * DAY;
        let said =
            centre.says(Ground::VitalInterest, clinic.id, Purpose::Support, &[Section::Profile], until);
        let mut vital =
            centre.recorded(&filed, said, &Words { reason: "danger, inventé".into(), ..Words::default() });
        refused(&worker.act(address, "bases.record", &vital).await, 400, "envelope-malformed");
        vital.reviewer = Some(ngo.id);
        vital.reason = Some(wrap(&ngo.to, "review", b"", b"danger", Length::Hidden, &mut chance()));
        let _: Replied<()> = worker.done(address, "bases.record", &vital).await;
        let basis = centre.basis(&stage, worker, &filed, vital.said.id).await;
        let (send, referral) = centre.sends(worker, &filed, &basis.terms, &clinic, Errand::Help);
        let _: Replied<()> = worker.done(address, "referrals.send", &send).await;
        handed(&stage, clinic.post("worker-a"), referral).await;

        // Nobody else reviews it, not even who is concerned.
        let uphold = Review { basis: vital.said.id, upheld: true };
        for stranger in [worker, clinic.post("worker-a")] {
            refused(&stranger.act(address, "bases.review", &uphold).await, 404, "not-found");
        }
        let waiting: Replied<Vec<Reviewing>> =
            ngo.post("worker-a").done(address, "bases.reviews", &Reviews {}).await;
        let waiting = waiting.answer.unwrap();
        assert_eq!((waiting.len(), waiting[0].agency), (1, centre.id));

        // After 72 hours without a review it carries nothing any more; the copy goes by itself.
        stage.clock.forward(72 * HOUR + 1_000);
        let (worker, nurse) =
            (&centre.back(&stage, "worker-a").await, &clinic.back(&stage, "worker-a").await);
        let reviewer = &ngo.back(&stage, "worker-a").await;
        let clinic_opens = OpenPackages { referral };
        refused(&nurse.act(address, "referrals.open", &clinic_opens).await, 409, "state-basis-review");
        assert_eq!(copies(&stage, referral).await, 1);
        stage.served.house.store().act(Sweep, Thread::default()).await.expect("one was due");
        assert!(stage.served.house.store().act(Sweep, Thread::default()).await.is_err(), "and no other");
        assert_eq!(copies(&stage, referral).await, 0);
        assert_eq!(state(&stage, worker, referral).await.0, Referral::Expired);
        // A review that comes late is written down, and the next decision rests on it.
        let _: Replied<()> = reviewer.done(address, "bases.review", &uphold).await;
        assert!(
            centre.basis(&stage, worker, &filed, vital.said.id).await.terms.alive(stage.clock.now()).is_ok()
        );
        let _: Replied<()> = worker.done(address, "bases.tell", &Tell { basis: vital.said.id }).await;
        assert!(centre.basis(&stage, worker, &filed, vital.said.id).await.told.is_some());
    });
}

#[test]
fn a_childs_best_interest_takes_two_workers_and_a_refused_review_takes_all_back() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let trio = Trio::on(&stage).await;
        let (first, second) = (trio.centre.post("worker-a"), trio.centre.post("second-a"));
        let mut child = invented(3);
        child.insert("age".to_owned(), "12".to_owned());
        let filed = trio.centre.desk.register(&child, &child);
        let _: Replied<()> = first.done(address, "cases.register", &filed.registration).await;
        let until = stage.clock.now().0 + 10 * DAY;
        let sections = [Section::Profile];
        // A child's own word is not enough, nor a guardian's without hers.
        let alone = trio.centre.says(Ground::Consent, trio.clinic.id, Purpose::Support, &sections, until);
        let body = trio.centre.recorded(&filed, alone, &Words::default());
        refused(&first.act(address, "bases.record", &body).await, 409, "state-basis-giver");
        let said = trio.centre.says(Ground::BestInterest, trio.clinic.id, Purpose::Support, &sections, until);
        let id = said.id;
        let body = trio.centre.recorded(&filed, said, &Words::default());
        let _: Replied<()> = first.done(address, "bases.record", &body).await;
        let terms = trio.centre.basis(&stage, first, &filed, id).await.terms;
        let (send, referral) = trio.centre.sends(first, &filed, &terms, &trio.clinic, Errand::Help);
        refused(&first.act(address, "referrals.send", &send).await, 409, "state-basis-second");
        refused(&first.act(address, "bases.second", &Second { basis: id }).await, 409, "state-basis-second");
        refused(
            &trio.centre.post("worker-b").act(address, "bases.second", &Second { basis: id }).await,
            404,
            "not-found",
        );
        let _: Replied<()> = second.done(address, "bases.second", &Second { basis: id }).await;
        let _: Replied<()> = first.done(address, "referrals.send", &send).await;
        assert_eq!(state(&stage, first, referral).await.0, Referral::Sent);
        // An adult's interest is hers to say.
        let woman = trio.woman(&stage).await;
        let said = trio.centre.says(Ground::BestInterest, trio.clinic.id, Purpose::Support, &sections, until);
        let body = trio.centre.recorded(&woman, said, &Words::default());
        refused(&first.act(address, "bases.record", &body).await, 409, "state-basis-child");
    });
}

#[test]
fn two_who_accept_at_once_are_one_and_a_transfer_moves_the_file_with_that_act() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let trio = Trio::on(&stage).await;
        let (filed, _, referral) = trio.sent(&stage, Errand::Transfer).await;
        let (one, two) = (trio.clinic.post("worker-a"), trio.clinic.post("second-a"));
        refused(
            &one.act(address, "referrals.accept", &trio.clinic.takes(referral)).await,
            409,
            "state-referral-sent",
        );
        handed(&stage, one, referral).await;
        handed(&stage, two, referral).await;
        // Until then she is the centre's, which may not close her file behind the question.
        let worker = trio.centre.post("worker-a");
        let file = filed.keyring.file;
        let close = Close { file, reason: Ending::Moved };
        refused(&worker.act(address, "cases.close", &close).await, 409, "state-referral-waits");
        let (first, second) = (trio.clinic.takes(referral), trio.clinic.takes(referral));
        let (a, b) = tokio::join!(
            one.act(address, "referrals.accept", &first),
            two.act(address, "referrals.accept", &second)
        );
        let mut ends = [a.status, b.status];
        ends.sort_unstable();
        assert_eq!(ends, [200, 409], "{} {}", a.text(), b.text());
        let opened: Replied<Opened> = worker.done(address, "cases.open", &Open { file }).await;
        assert_eq!(opened.answer.unwrap().state, FileState::Transferred);
        let note = trio.centre.desk.note(&filed, "trop tard");
        refused(&worker.act(address, "cases.note", &note).await, 409, "state-file-closed");
        assert_eq!(inbox(&stage, one, true).await.lines.len(), 1);
    });
}

#[test]
fn a_decline_leaves_the_person_with_her_sender_and_a_revoked_referral_is_nowhere() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let trio = Trio::on(&stage).await;
        let (filed, terms, referral) = trio.sent(&stage, Errand::Help).await;
        let (worker, nurse) = (trio.centre.post("worker-a"), trio.clinic.post("worker-a"));
        let no = DeclineBody { referral, reason: Decline::NoPlace, note: note() };
        let _: Replied<()> = nurse.done(address, "referrals.decline", &no).await;
        let line = followed(&stage, worker).await.remove(0);
        assert_eq!(
            (line.state, line.decline, copies(&stage, referral).await),
            (Referral::Declined, Some(Decline::NoPlace), 0)
        );
        // The consent stands: the next referral rests on it, to one desk of the clinic.
        let order = Order { desk: "b", ..Order::new(&terms) };
        let package = trio.centre.package(worker, Some(&filed.values), &order, &trio.clinic.to);
        let body = Send { file: Some(filed.keyring.file), said: None, package };
        let _: Replied<()> = worker.done(address, "referrals.send", &body).await;
        refused(
            &nurse.act(address, "referrals.open", &OpenPackages { referral: order.referral }).await,
            404,
            "not-found",
        );
        assert!(inbox(&stage, nurse, false).await.lines.is_empty(), "another desk's");
        assert_eq!(inbox(&stage, trio.clinic.post("worker-b"), false).await.lines.len(), 1);
        // A colleague of another team revokes nothing; who leads does.
        let revoke = Revoke { referral: order.referral };
        refused(
            &trio.centre.post("worker-b").act(address, "referrals.revoke", &revoke).await,
            404,
            "not-found",
        );
        let _: Replied<()> = trio.centre.post("officer-a").done(address, "referrals.revoke", &revoke).await;
        assert_eq!(
            state(&stage, worker, order.referral).await,
            (Referral::Withdrawn, None),
            "nobody had opened it"
        );
        assert_eq!(copies(&stage, order.referral).await, 0);
    });
}

#[test]
fn packages_come_in_their_order_while_the_basis_stands() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let trio = Trio::on(&stage).await;
        let (filed, terms, referral) = trio.sent(&stage, Errand::Help).await;
        let (worker, nurse) = (trio.centre.post("worker-a"), trio.clinic.post("worker-a"));
        let line = followed(&stage, worker).await.remove(0);
        let first = handed(&stage, nurse, referral).await.packages.remove(0);
        let subject = first.says().unwrap().subject;
        let (_, digest) = (line.last.0, line.last.1.clone());
        assert_eq!(digest, first.digest());
        let next = |seq, digest| Order { referral, subject, after: (seq, digest), ..Order::new(&terms) };
        let package = |order: &Order<'_>| {
            follow(trio.centre.package(worker, Some(&filed.values), order, &trio.clinic.to))
        };
        for (seq, before) in [(3, Some(digest.as_str())), (2, None), (2, Some("00")), (1, None)] {
            let body = package(&next(seq, before));
            refused(&worker.act(address, "referrals.follow", &body).await, 409, "state-package-order");
        }
        let _: Replied<()> = nurse.done(address, "referrals.accept", &trio.clinic.takes(referral)).await;
        let _: Replied<()> =
            worker.done(address, "referrals.follow", &package(&next(2, Some(&digest)))).await;
        let given = handed(&stage, nurse, referral).await;
        assert_eq!((given.packages.len(), given.after.clone()), (1, Some((1, digest.clone()))));
        let keys = trio.clinic.desk.secrets.opening.as_ref();
        let after = given.after.as_ref().map(|(seq, digest)| (*seq, digest.as_str()));
        let open = |after| {
            given.packages[0].open(
                &root().verifying(),
                trio.clinic.id,
                keys.into_iter(),
                after,
                stage.clock.now(),
            )
        };
        assert!(open(after).is_ok());
        assert_eq!(open(None).unwrap_err(), Refused::Order);
        // Of another referral's file, by a stranger, or after the basis is over, nothing follows.
        let late = package(&next(3, Some(&given.packages[0].digest())));
        refused(&trio.legal.post("worker-a").act(address, "referrals.follow", &late).await, 404, "not-found");
        stage.clock.forward(31 * DAY);
        let worker = &trio.centre.back(&stage, "worker-a").await;
        refused(&worker.act(address, "referrals.follow", &late).await, 409, "state-basis-expired");
    });
}

#[test]
fn a_file_is_closed_by_two_and_taken_up_again_and_every_step_stays() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let trio = Trio::on(&stage).await;
        let filed = trio.woman(&stage).await;
        let file = filed.keyring.file;
        let (one, two) = (trio.centre.post("worker-a"), trio.centre.post("second-a"));
        let close = Close { file, reason: Ending::Completed };
        refused(
            &one.act(address, "cases.approve-closing", &ApproveClosing { file }).await,
            409,
            "state-exists",
        );
        let _: Replied<()> = one.done(address, "cases.close", &close).await;
        refused(
            &one.act(address, "cases.approve-closing", &ApproveClosing { file }).await,
            409,
            "state-closing-second",
        );
        let _: Replied<()> = two.done(address, "cases.approve-closing", &ApproveClosing { file }).await;
        let note = trio.centre.desk.note(&filed, "après la clôture");
        refused(&one.act(address, "cases.note", &note).await, 409, "state-file-closed");
        let _: Replied<()> = one.done(address, "cases.reopen", &Reopen { file }).await;
        let _: Replied<()> = one.done(address, "cases.note", &note).await;
        let steps = format!("SELECT COUNT(*) FROM cases_closing WHERE file = '{file}'");
        assert_eq!(database::number(&stage.url, &steps).await, 3);
    });
}

#[test]
fn two_agencies_agree_by_their_own_keys_and_either_ends_it() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let pins = enrolment(address, "gao-1").await.pins.unwrap();
        let one = House::found(&stage, "centre", AgencyClass::ProtectionService, &pins).await;
        let two = House::found(&stage, "clinique", AgencyClass::ServiceProvider, &pins).await;
        let (leads, other, worker) = (one.post("officer-a"), two.post("officer-a"), one.post("worker-a"));
        let said = |version, purposes: &[Purpose]| {
            Protocol::between(
                one.id,
                two.id,
                version,
                purposes.to_vec(),
                vec![FileKind::Trafficking],
                "n° 12".to_owned(),
            )
        };
        let word = |house: &House, said: &Protocol| {
            Signed::sign(said, house.desk.secrets.signing.as_ref().unwrap(), Protocol::DOMAIN).unwrap()
        };
        let first = said(1, &[Purpose::Support]);
        let propose = |house: &House, said: &Protocol| Propose { word: word(house, said) };
        let sign = |house: &House, said: &Protocol| Sign { word: word(house, said) };
        // Another's signature is none, nor is a version that does not follow, nor an agreement with oneself.
        refused(
            &leads.act(address, "protocols.propose", &propose(&two, &first)).await,
            401,
            "envelope-signature",
        );
        let early = propose(&one, &said(2, &[Purpose::Support]));
        refused(&leads.act(address, "protocols.propose", &early).await, 409, "state-protocol-changed");
        let _: Replied<()> = leads.done(address, "protocols.propose", &propose(&one, &first)).await;
        refused(
            &leads.act(address, "protocols.sign", &sign(&one, &first)).await,
            409,
            "state-protocol-other",
        );
        let wider = said(1, &[Purpose::Support, Purpose::Media]);
        refused(
            &other.act(address, "protocols.sign", &sign(&two, &wider)).await,
            409,
            "state-protocol-changed",
        );

        // Until the other has signed nothing ordinary leaves; then it does; and no longer once one of them ends it.
        let filed = one.desk.register(&invented(1), &invented(1));
        let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
        let terms = one.consents(&stage, worker, &filed, two.id, &[Section::Profile]).await;
        let send = || one.sends(worker, &filed, &terms, &two, Errand::Help).0;
        refused(&worker.act(address, "referrals.send", &send()).await, 409, "state-no-protocol");
        let _: Replied<()> = other.done(address, "protocols.sign", &sign(&two, &first)).await;
        let _: Replied<()> = worker.done(address, "referrals.send", &send()).await;
        let seen: Replied<Protocols> = worker.done(address, "protocols.see", &See {}).await;
        let seen = seen.answer.unwrap();
        let shown = &seen.protocols[0];
        let keys = [&one, &two].map(|house| house.desk.secrets.signing.as_ref().unwrap().verifying());
        let both = [(&shown.proposed, &keys[0]), (shown.signed.as_ref().unwrap(), &keys[1])];
        assert_eq!(Protocol::read(both), Ok(first.clone()));
        assert_eq!(seen.newest, [(two.id, 1)]);
        let _: Replied<()> = other.done(address, "protocols.end", &End { with: one.id }).await;
        refused(&worker.act(address, "referrals.send", &send()).await, 409, "state-no-protocol");
        refused(
            &other.act(address, "protocols.end", &End { with: one.id }).await,
            409,
            "state-protocol-changed",
        );
        // The next agreement is the second one, and what it does not name stays closed.
        let second = said(2, &[Purpose::Media]);
        let _: Replied<()> = other.done(address, "protocols.propose", &propose(&two, &second)).await;
        let _: Replied<()> = leads.done(address, "protocols.sign", &sign(&one, &second)).await;
        refused(&worker.act(address, "referrals.send", &send()).await, 409, "state-no-protocol");
    });
}
