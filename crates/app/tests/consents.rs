//! Each purpose has a consent of its own, and who refuses one loses nothing else.

use crate::rig::Stage;
use crate::rig::http::refused;
use crate::rig::people::{Filed, Replied, SignedIn, enrolment, invented, on_each_engine};
use crate::rig::sharing::{House, agreed};
use danbe_protection::bases::{Attached, Look, Looked, Recorded, Said, Withdraw, Words};
use danbe_protection::cases::{Content, Open, Opened};
use danbe_protection::referrals::{OpenPackages, Revoke};
use danbe_store::Clock;
use danbe_words::{AgencyClass, BasisId, Errand, Evidence, Ground, Purpose, ReferralId, Section};

const PARTS: [Section; 2] = [Section::Profile, Section::Account];

/// The purposes parts of a file are shared for; statistics have an extract, and a test of their own (`extracts.rs`).
fn parts_of_files() -> Vec<Purpose> {
    Purpose::ALL.iter().copied().filter(|purpose| Section::Profile.is_for(*purpose)).collect()
}

struct Pair {
    centre: House,
    clinic: House,
}

impl Pair {
    async fn on(stage: &Stage) -> Self {
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let centre = House::found(stage, "centre", AgencyClass::ProtectionService, &pins).await;
        let clinic = House::found(stage, "clinique", AgencyClass::ServiceProvider, &pins).await;
        for purpose in parts_of_files() {
            agreed(stage, centre.id, clinic.id, purpose).await;
        }
        Self { centre, clinic }
    }

    /// A woman who says yes to these purposes and to no other; each yes is a referral of its own.
    async fn woman(
        &self,
        stage: &Stage,
        number: u32,
        yes: &[Purpose],
    ) -> (Filed, Vec<(ReferralId, BasisId)>) {
        let (worker, address) = (self.centre.post("worker-a"), stage.address());
        let filed = self.centre.desk.register(&invented(number), &invented(number));
        let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
        let mut sent = Vec::new();
        for purpose in yes {
            let to = (self.clinic.id, *purpose);
            let terms = self.centre.consents_to(stage, worker, &filed, to, &PARTS).await;
            let (body, referral) = self.centre.sends(worker, &filed, &terms, &self.clinic, Errand::Help);
            let _: Replied<()> = worker.done(address, "referrals.send", &body).await;
            sent.push((referral, terms.id));
        }
        (filed, sent)
    }

    /// What her worker and the clinic can do for her: the status of each act.
    async fn services(&self, stage: &Stage, filed: &Filed, support: ReferralId) -> Vec<u16> {
        let (worker, nurse) = (self.centre.post("worker-a"), self.clinic.post("worker-a"));
        let address = stage.address();
        let file = filed.keyring.file;
        let note = self.centre.desk.note(filed, "vue ce matin");
        vec![
            worker.act(address, "cases.open", &Open { file }).await.status,
            worker.act(address, "cases.note", &note).await.status,
            worker.act(address, "cases.search", &self.centre.desk.search(&filed.values)).await.status,
            nurse.act(address, "referrals.open", &OpenPackages { referral: support }).await.status,
            nurse.act(address, "referrals.accept", &self.clinic.takes(support)).await.status,
            worker.act(address, "cases.open", &Open { file }).await.status,
        ]
    }
}

async fn opens(stage: &Stage, who: &SignedIn, referral: ReferralId) -> bool {
    who.act(stage.address(), "referrals.open", &OpenPackages { referral }).await.status == 200
}

#[test]
fn each_purpose_has_a_consent_of_its_own_and_refusing_one_changes_no_service() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let pair = Pair::on(&stage).await;
        let (worker, nurse) = (pair.centre.post("worker-a"), pair.clinic.post("worker-a"));

        // Taking one back takes that one back: every other package is still there.
        let (filed, sent) = pair.woman(&stage, 1, &parts_of_files()).await;
        let file = filed.keyring.file;
        let opened: Replied<Opened> = worker.done(address, "cases.open", &Open { file }).await;
        let before = opened.answer.unwrap();
        let support = sent[0].0;
        for (at, purpose) in parts_of_files().iter().enumerate().skip(1) {
            let _: Replied<()> =
                worker.done(address, "bases.withdraw", &Withdraw { basis: sent[at].1 }).await;
            for (other, (referral, _)) in sent.iter().enumerate() {
                assert_eq!(
                    opens(&stage, nurse, *referral).await,
                    other == 0 || other > at,
                    "{purpose} taken back"
                );
            }
        }
        let opened: Replied<Opened> = worker.done(address, "cases.open", &Open { file }).await;
        let after = opened.answer.unwrap();
        assert_eq!(
            (before.state, before.registered),
            (after.state, after.registered),
            "her file is as it was"
        );
        refused(
            &worker.act(address, "referrals.revoke", &Revoke { referral: sent[1].0 }).await,
            409,
            "state-referral-withdrawn",
        );

        // Who said yes to support alone is served as who said yes to everything.
        let (only, hers) = pair.woman(&stage, 2, &[Purpose::Support]).await;
        let all = pair.services(&stage, &filed, support).await;
        assert_eq!(all, [200; 6]);
        assert_eq!(pair.services(&stage, &only, hers[0].0).await, all);
    });
}

#[test]
fn what_was_signed_stays_with_the_file_and_is_looked_at_by_its_team_alone() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let pair = Pair::on(&stage).await;
        let (filed, _) = pair.woman(&stage, 3, &[]).await;
        let (centre, worker, address) = (&pair.centre, pair.centre.post("worker-a"), stage.address());
        let until = stage.clock.now().0 + 86_400_000;
        let said = Said {
            evidence: Evidence::InkOnPaper,
            ..centre.says(Ground::Consent, pair.clinic.id, Purpose::Support, &PARTS, until)
        };
        let basis = said.id;
        let mut body = centre.recorded(&filed, said, &Words::default());
        // Nobody says "on paper" without the paper, nor brings a paper for what was said aloud.
        refused(&worker.act(address, "bases.record", &body).await, 400, "envelope-malformed");
        let paper = Content::Mark("data:image/jpeg;base64,/9j/4AAQ".to_owned());
        body.mark = Some(Attached { record: centre.desk.sealed(&filed, &paper), key: None });
        let aloud = Said { evidence: Evidence::Witnessed, ..body.said.clone() };
        let aloud = Recorded { said: aloud, ..body.clone() };
        refused(&worker.act(address, "bases.record", &aloud).await, 400, "envelope-malformed");
        let _: Replied<()> = worker.done(address, "bases.record", &body).await;

        // Opening the file does not fetch it; looking at it is an act of its own, of the team.
        let open = Open { file: filed.keyring.file };
        let opened: Replied<Opened> = worker.done(address, "cases.open", &open).await;
        let mark = body.mark.as_ref().unwrap().record.id;
        assert!(opened.answer.unwrap().records.iter().all(|record| record.record.id != mark));
        for stranger in [centre.post("worker-b"), pair.clinic.post("worker-a")] {
            refused(&stranger.act(address, "bases.look", &Look { basis }).await, 404, "not-found");
        }
        let looked: Replied<Looked> =
            centre.post("second-a").done(address, "bases.look", &Look { basis }).await;
        let seen = looked.answer.unwrap().mark.expect("it was signed");
        let opening = centre.desk.secrets.opening.as_ref().unwrap();
        let key = seen.keyring.open_key(&seen.key, opening).unwrap();
        assert_eq!(seen.keyring.open(&seen.record.record, &key), Ok(paper));
    });
}
