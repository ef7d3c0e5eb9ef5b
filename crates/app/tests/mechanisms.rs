//! Two kinds of file over one person: each with its own questions, its own referral mechanism and its own count.

use crate::rig::Stage;
use crate::rig::database;
use crate::rig::http::refused;
use crate::rig::people::{Replied, SignedIn, enrolment, invented, on_each_engine};
use crate::rig::sharing::{House, agreed};
use danbe_protection::cases::{Beside, FactChange, Open, Opened, PutOn, Registration};
use danbe_words::{AgencyClass, Errand, FileId, FileKind, Form, Purpose, Section};

/// The other file over the person, as opening one says it.
async fn beside(stage: &Stage, who: &SignedIn, file: FileId) -> Option<FileId> {
    let opened: Replied<Opened> = who.done(stage.address(), "cases.open", &Open { file }).await;
    opened.answer.unwrap().beside
}

#[test]
fn a_smuggled_person_is_found_to_be_trafficked_and_both_files_stay_over_one_person() {
    on_each_engine(|engine| async move {
        let stage = Stage::open(engine).await;
        let address = stage.address();
        let pins = enrolment(address, "gao-1").await.pins.unwrap();
        let centre = House::found(&stage, "centre", AgencyClass::ProtectionService, &pins).await;
        let clinic = House::found(&stage, "clinique", AgencyClass::ServiceProvider, &pins).await;
        let (worker, other) = (centre.post("worker-a"), centre.post("worker-b"));

        // Nobody who was smuggled is said to be exploited: neither at first nor by a correction.
        let mut filed = centre.desk.register(&invented(1), &invented(1));
        let facts = filed.registration.facts;
        filed.registration.kind = FileKind::Smuggling;
        filed.registration.facts.form = Form::ForcedLabour;
        refused(&worker.act(address, "cases.register", &filed.registration).await, 422, "invalid-kind-form");
        filed.registration.facts.form = Form::Unknown;
        let _: Replied<()> = worker.done(address, "cases.register", &filed.registration).await;
        let change = Some(FactChange::Form(Form::ForcedLabour));
        let answer = centre.desk.answer(&filed, "form", "forced-labour", change);
        refused(&worker.act(address, "cases.answer", &answer).await, 422, "invalid-kind-form");
        let counted = || async {
            let sum = "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) FROM statistics_fact";
            database::number(&stage.url, sum).await
        };
        let before = counted().await;

        // The other kind, over the same person: once, by who works on the first file, and for nobody else's person.
        let second = centre.desk.second(&filed, FileKind::Trafficking);
        refused(&other.act(address, "cases.beside", &second).await, 404, "not-found");
        let same =
            Beside { of: second.of, file: Registration { kind: FileKind::Smuggling, ..second.file.clone() } };
        refused(&worker.act(address, "cases.beside", &same).await, 422, "invalid-kind-kind");
        let stranger =
            Beside { of: second.of, file: centre.desk.register(&invented(2), &invented(2)).registration };
        refused(&worker.act(address, "cases.beside", &stranger).await, 422, "invalid-kind-kind");
        let _: Replied<()> = worker.done(address, "cases.beside", &second).await;
        let again = centre.desk.second(&filed, FileKind::Trafficking);
        refused(&worker.act(address, "cases.beside", &again).await, 409, "state-exists");
        let person = filed.keyring.person;
        let files = format!("SELECT COUNT(*) FROM cases_file WHERE person = '{person}'");
        assert_eq!(database::number(&stage.url, &files).await, 2);
        assert_eq!(counted().await, before + 1, "counted as presumed from the second file on, and once");
        assert_eq!(facts.month, second.file.facts.month);

        // Each file names the other to whoever may open both, also those of before there was a table of them.
        let (one, two) = (filed.keyring.file, second.file.file);
        let statement = danbe_store::schema_text();
        let statement = statement
            .split(';')
            .find(|text| text.contains("INSERT INTO cases_beside"))
            .expect("filled")
            .trim();
        for _ in 0..2 {
            assert_eq!(beside(&stage, worker, one).await, Some(two));
            assert_eq!(beside(&stage, worker, two).await, Some(one));
            database::plant(&stage.url, "DELETE FROM cases_beside").await;
            assert_eq!(beside(&stage, worker, one).await, None);
            database::plant(&stage.url, statement).await;
        }
        let _: Replied<()> =
            worker.done(address, "cases.put-on", &PutOn { file: one, member: other.member }).await;
        assert_eq!(beside(&stage, other, one).await, None, "she was put on the first file alone");

        // What two agencies agreed for victims of trafficking carries no file of a migrant.
        agreed(&stage, centre.id, clinic.id, Purpose::Support).await;
        let terms = centre.consents(&stage, worker, &filed, clinic.id, &[Section::Profile]).await;
        let sends = |kind| centre.sends_of(worker, &filed, &terms, &clinic, (Errand::Help, kind)).0;
        refused(
            &worker.act(address, "referrals.send", &sends(FileKind::Smuggling)).await,
            409,
            "state-no-protocol",
        );
        refused(
            &worker.act(address, "referrals.send", &sends(FileKind::Trafficking)).await,
            422,
            "invalid-kind-kind",
        );
        let (one, two) = (centre.id.min(clinic.id), centre.id.max(clinic.id));
        let row = format!(
            "INSERT INTO referrals_mechanism (one, other, kind) VALUES ('{one}', '{two}', 'smuggling')"
        );
        database::plant(&stage.url, &row).await;
        let _: Replied<()> = worker.done(address, "referrals.send", &sends(FileKind::Smuggling)).await;
    });
}
