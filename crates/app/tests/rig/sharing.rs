//! What devices seal for another agency: bases, packages, and what a receiver makes of them.

use super::Stage;
use super::cast::{Cast, Essai, Target};
use super::chance;
use super::database;
use super::http::Response;
use super::people::{Desk, Filed, Replied, SignedIn, sign_in_with};
use danbe_guard::Terms;
use danbe_house::posts::Pins;
use danbe_house::protocols::{Authorise, Protocol};
use danbe_protection::bases::{BasisShown, Of, OfFile, Recorded, Said, Words};
use danbe_protection::cases::fold::{Folded, Head};
use danbe_protection::cases::steps::Values;
use danbe_protection::cases::{Content, Registration};
use danbe_protection::extracts::{SendExtract, draw};
use danbe_protection::referrals::package::{Sealer, Sending};
use danbe_protection::referrals::{
    Accept, Follow, Handed, OpenPackages, Package, Papers, Send, Sent, SentLine, SentOf, Shared, sections,
};
use danbe_store::{Clock, Thread};
use danbe_vault::{SealingKey, Wrap};
use danbe_words::{
    AgencyClass, AgencyId, BasisId, Duty, Errand, Evidence, FileId, FileKind, Giver, Ground, Interpreter,
    MemberId, Moment, PersonId, Purpose, RecordId, ReferralId, Section, Tongue,
};

/// An agency of a test, in service, with two caseworkers of team `a` and one of `b`.
#[derive(Debug)]
pub struct House {
    pub id: AgencyId,
    pub to: SealingKey,
    pub desk: Desk,
    essai: Essai,
    pub workers: Vec<SignedIn>,
}

const WORKERS: &[(&str, Duty)] =
    &[("worker", Duty::Caseworker), ("second", Duty::Caseworker), ("officer", Duty::Officer)];

impl House {
    /// Founds it and signs its workers in: `worker-a`, `worker-b`, `second-a`, `second-b`, then officers.
    pub async fn found(stage: &Stage, name: &'static str, class: AgencyClass, pins: &Pins) -> Self {
        let essai = Essai::draw(name, class, WORKERS, pins);
        stage.served.house.store().act(essai.act.clone(), Thread::default()).await.expect("founded");
        database::plant(&stage.url, &super::cast::in_service(&format!("'{}'", essai.id))).await;
        open_for_packages(stage, essai.id).await;
        let mut workers = Vec::new();
        for (handle, opening, signing) in essai.keys() {
            workers.push(sign_in_with(stage.address(), handle, opening, signing).await);
        }
        let (id, to, desk) = (essai.id, essai.opening.sealing(), essai.desk());
        Self { id, to, desk, essai, workers }
    }

    /// The caseworker of a post.
    pub fn post(&self, end: &str) -> &SignedIn {
        self.workers.iter().find(|who| who.handle.ends_with(end)).expect("a post of the house")
    }

    /// The same, in a session of today.
    pub async fn back(&self, stage: &Stage, end: &str) -> SignedIn {
        let SignedIn { handle, opening, signing, .. } = self.post(end);
        sign_in_with(stage.address(), handle, opening, signing).await
    }

    /// Who vouches for a member of it.
    pub fn papers(&self, who: &SignedIn) -> Papers {
        let agency = &self.essai.act.agency;
        let member = self.essai.act.members.iter().find(|member| member.id == who.member).unwrap();
        Papers { charter: agency.charter.clone(), card: member.card.clone() }
    }

    /// A basis for a share with another agency, as its device says it.
    pub fn says(
        &self,
        ground: Ground,
        to: AgencyId,
        purpose: Purpose,
        sections: &[Section],
        until: i64,
    ) -> Said {
        let consent = ground == Ground::Consent;
        Said {
            id: BasisId::from_bytes(chance().bytes()),
            ground,
            purpose,
            receiver: to,
            sections: sections.to_vec(),
            until: Moment(until),
            onward: false,
            giver: if consent { Giver::Herself } else { Giver::Nobody },
            assent: false,
            tongue: Tongue::Bambara,
            interpreter: Interpreter::NotNeeded,
            evidence: if consent { Evidence::Witnessed } else { Evidence::NoSign },
            wording: 1,
        }
    }

    /// The same, sealed for its file.
    pub fn recorded(&self, filed: &Filed, said: Said, words: &Words) -> Recorded {
        let record = self.desk.sealed(filed, &Content::Basis(words.clone()));
        Recorded {
            file: filed.keyring.file,
            said,
            record,
            key: None,
            mark: None,
            reviewer: None,
            reason: None,
        }
    }

    /// A consent, recorded; gives its terms as the server keeps them.
    pub async fn consents(
        &self,
        stage: &Stage,
        who: &SignedIn,
        filed: &Filed,
        to: AgencyId,
        sections: &[Section],
    ) -> Terms {
        self.consents_to(stage, who, filed, (to, Purpose::Support), sections).await
    }

    /// The same, for any purpose.
    pub async fn consents_to(
        &self,
        stage: &Stage,
        who: &SignedIn,
        filed: &Filed,
        (to, purpose): (AgencyId, Purpose),
        sections: &[Section],
    ) -> Terms {
        let until = stage.clock.now().0 + 30 * 86_400_000;
        let said = self.says(Ground::Consent, to, purpose, sections, until);
        let id = said.id;
        let body =
            self.recorded(filed, said, &Words { witness: "témoin inventé".into(), ..Words::default() });
        let _: Replied<()> = who.done(stage.address(), "bases.record", &body).await;
        self.basis(stage, who, filed, id).await.terms
    }

    pub async fn basis(&self, stage: &Stage, who: &SignedIn, filed: &Filed, id: BasisId) -> BasisShown {
        let of = Of { file: filed.keyring.file };
        let listed: Replied<OfFile> = who.done(stage.address(), "bases.list", &of).await;
        listed.answer.unwrap().bases.into_iter().find(|basis| basis.terms.id == id).expect("it is listed")
    }

    /// A package of what the terms cover, whether or not they stand now.
    pub fn package(
        &self,
        who: &SignedIn,
        filed: Option<&Values>,
        order: &Order<'_>,
        to: &SealingKey,
    ) -> Package {
        let terms = order.terms;
        let content: Vec<(Section, Shared)> =
            terms.sections.iter().map(|section| (*section, content(*section, filed))).collect();
        // The device would refuse what does not stand; a package of a device that lies is made at a moment when it did.
        let basis = order.while_it_stood().expect("it stood once");
        let sending = Sending {
            referral: order.referral,
            after: order.after,
            desk: order.desk,
            errand: order.errand,
            subject: order.subject,
            kind: order.kind,
            request: "une consultation, inventée",
            content: &content,
            at: terms.since,
        };
        let papers = self.papers(who);
        let sealer = Sealer { from: (self.id, who.member), by: &who.signing, papers: &papers, to };
        Package::seal(&basis, sending, sealer, &mut chance()).expect("sealed")
    }

    /// A referral on its way.
    pub fn sends(
        &self,
        who: &SignedIn,
        filed: &Filed,
        terms: &Terms,
        to: &House,
        errand: Errand,
    ) -> (Send, ReferralId) {
        self.sends_of(who, filed, terms, to, (errand, FileKind::Trafficking))
    }

    /// The same, of a file of a kind.
    pub fn sends_of(
        &self,
        who: &SignedIn,
        filed: &Filed,
        terms: &Terms,
        to: &House,
        (errand, kind): (Errand, FileKind),
    ) -> (Send, ReferralId) {
        let order = Order { errand, kind, ..Order::new(terms) };
        let package = self.package(who, Some(&filed.values), &order, &to.to);
        (Send { file: Some(filed.keyring.file), said: None, package }, order.referral)
    }

    /// What a receiver's device makes of packages it opened: its own file.
    pub fn takes(&self, referral: ReferralId) -> Accept {
        let filed = self.desk.register(&super::people::invented(7), &super::people::invented(7));
        let file = Registration { kind: FileKind::Trafficking, ..filed.registration };
        Accept { referral, file: Some(file) }
    }
}

/// What a package is about.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    pub terms: &'a Terms,
    pub referral: ReferralId,
    pub after: (u32, Option<&'a str>),
    pub desk: &'a str,
    pub errand: Errand,
    pub kind: FileKind,
    pub subject: PersonId,
}

impl<'a> Order<'a> {
    pub fn new(terms: &'a Terms) -> Self {
        let mut chance = chance();
        let referral = ReferralId::from_bytes(chance.bytes());
        let subject = PersonId::from_bytes(chance.bytes());
        let kind = FileKind::Trafficking;
        Self { terms, referral, after: (1, None), desk: "", errand: Errand::Help, kind, subject }
    }

    fn while_it_stood(&self) -> Option<danbe_guard::Basis<danbe_guard::Share>> {
        let Terms { receiver, purpose, since, .. } = self.terms;
        let other = MemberId::from_bytes([9; 16]);
        let fresh = Terms { withdrawn: None, review: danbe_words::Review::Awaited, ..self.terms.clone() };
        let tries = [fresh.clone(), Terms { second: Some(other), ..fresh }];
        tries.iter().find_map(|terms| terms.stand(*receiver, *purpose, &terms.sections, *since).ok())
    }
}

/// A file in which each question was answered once.
fn folded(values: &Values) -> Folded {
    let head = |value: &str| {
        let record = RecordId::from_bytes(chance().bytes());
        vec![Head { record, value: value.to_owned(), author: String::new(), at: None }]
    };
    let questions = values.iter().map(|(question, value)| (question.clone(), head(value))).collect();
    Folded { questions, notes: Vec::new() }
}

fn content(section: Section, values: Option<&Values>) -> Shared {
    if let (Section::Extract, Some(values)) = (section, values) {
        return draw(FileKind::Trafficking, &folded(values));
    }
    let said = |question: &&str| {
        let value = values?.get(*question)?.clone();
        Some(((*question).to_owned(), value))
    };
    Shared { answers: sections::questions(section).iter().filter_map(said).collect(), notes: Vec::new() }
}

/// An agency whose way for packages is open, as if it had been switched on.
pub async fn open_for_packages(stage: &Stage, agency: AgencyId) {
    let statement = format!("UPDATE referrals_agency SET state = 'open' WHERE id = '{agency}'");
    database::plant(&stage.url, &statement).await;
}

/// The way between two agencies is open for a purpose, as if they had signed and the installation were authorised.
pub async fn agreed(stage: &Stage, a: AgencyId, b: AgencyId, purpose: Purpose) {
    for statement in [
        format!(
            "INSERT INTO referrals_channel (one, other, purpose) VALUES ('{}', '{}', '{purpose}') ON CONFLICT DO NOTHING",
            a.min(b),
            a.max(b)
        ),
        format!(
            "INSERT INTO referrals_mechanism (one, other, kind) VALUES ('{}', '{}', 'trafficking') ON CONFLICT DO NOTHING",
            a.min(b),
            a.max(b)
        ),
        format!("INSERT INTO referrals_purpose (purpose) VALUES ('{purpose}') ON CONFLICT DO NOTHING"),
    ] {
        database::plant(&stage.url, &statement).await;
    }
}

/// The referrals of one's team, as followed.
pub async fn followed(stage: &Stage, who: &SignedIn) -> Vec<SentLine> {
    let sent: Replied<Sent> = who.done(stage.address(), "referrals.sent", &SentOf::default()).await;
    sent.answer.unwrap().lines
}

/// What a receiver is handed.
pub async fn handed(stage: &Stage, who: &SignedIn, referral: ReferralId) -> Handed {
    let body = OpenPackages { referral };
    let handed: Replied<Handed> = who.done(stage.address(), "referrals.open", &body).await;
    handed.answer.unwrap()
}

/// A later package.
pub fn follow(package: Package) -> Follow {
    Follow { package }
}

/// A note nobody reads in these tests.
pub fn note() -> Option<Wrap> {
    Some(Wrap(vec![1; 80]))
}

/// What hangs on a team's file: a basis, a referral it received, one it sent.
#[derive(Debug, Clone, Copy)]
pub struct Share {
    basis: BasisId,
    received: ReferralId,
    sent: ReferralId,
}

impl Share {
    /// What came over the wall: nothing else hangs on it there.
    pub fn received(referral: ReferralId) -> Self {
        Self { basis: BasisId::from_bytes([9; 16]), received: referral, sent: referral }
    }
}

/// Verbs about one of them.
pub const ABOUT_SHARES: [&str; 13] = [
    "bases.look",
    "reception.open",
    "bases.review",
    "bases.second",
    "bases.tell",
    "bases.withdraw",
    "referrals.accept",
    "referrals.answer-recall",
    "referrals.decline",
    "referrals.finish",
    "referrals.follow",
    "referrals.open",
    "referrals.revoke",
];

/// Verbs of this file.
pub fn is_shared(verb: &str) -> bool {
    const FILES: [&str; 3] = ["cases.close", "cases.approve-closing", "cases.reopen"];
    ["bases.", "beyond.", "extracts.", "reception.", "referrals.", "protocols."]
        .iter()
        .any(|room| verb.starts_with(room))
        || FILES.contains(&verb)
}

/// A basis and two referrals of each team, as they would be once a package was opened.
pub async fn planted(stage: &Stage, cast: &Cast) -> Vec<Target<Share>> {
    let mut shares = Vec::new();
    for target in &cast.files {
        let mut chance = chance();
        let thing = Share {
            basis: BasisId::from_bytes(chance.bytes()),
            received: ReferralId::from_bytes(chance.bytes()),
            sent: ReferralId::from_bytes(chance.bytes()),
        };
        let (agency, team, file) = (target.agency, target.team, target.thing.keyring.file);
        if !agency.is_empty() {
            let here = format!("(SELECT agency FROM cases_file WHERE id = '{file}')");
            let none = AgencyId::from_bytes([7; 16]);
            let terms = Terms {
                id: thing.basis,
                ground: Ground::VitalInterest,
                purpose: Purpose::Support,
                receiver: none,
                sections: vec![Section::Profile],
                since: stage.clock.now(),
                until: Moment(i64::MAX),
                onward: false,
                giver: Giver::Nobody,
                assent: false,
                band: danbe_words::AgeBand::Unknown,
                first: MemberId::from_bytes([7; 16]),
                second: None,
                review: danbe_words::Review::Awaited,
                withdrawn: None,
            };
            let text = serde_json::to_string(&terms).unwrap();
            let now = stage.clock.now().0;
            let basis = format!(
                "INSERT INTO bases_basis (id, agency, file, terms, receiver, purpose, ground, since, until, tongue,
                 interpreter, evidence, wording, reviewer, review) VALUES ('{}', {here}, '{file}', '{text}', '{none}',
                 'support', 'vital-interest', {now}, {}, 'bambara', 'not-needed', 'none', 1, {here}, 'awaited')",
                thing.basis,
                i64::MAX
            );
            database::plant(&stage.url, &basis).await;
            let other = format!("'{none}'");
            for (id, from, to, of) in [
                (thing.received, &other, &here, "NULL".to_owned()),
                (thing.sent, &here, &other, format!("'{file}'")),
            ] {
                let desk = if id == thing.received { team } else { "" };
                let referral = format!(
                    "INSERT INTO referrals_referral (id, sender, team, member, file, basis, receiver, desk, errand,
                     purpose, subject, state, over, packages, sent) VALUES ('{id}', {from}, '{team}', '', {of}, '{}',
                     {to}, '{desk}', 'help', 'support', '{}', 'opened', 0, 1, {now})",
                    thing.basis,
                    PersonId::from_bytes([7; 16])
                );
                database::plant(&stage.url, &referral).await;
            }
        }
        shares.push(Target { agency, team, thing });
    }
    shares
}

/// A package nobody would believe: what a door looks at before it looks at one.
fn forged(referral: ReferralId, who: &SignedIn) -> Package {
    let other = AgencyId::from_bytes([7; 16]);
    let mut chance = chance();
    let nothing = Wrap(vec![1; 64]);
    let terms = Terms {
        id: BasisId::from_bytes(chance.bytes()),
        ground: Ground::Consent,
        purpose: Purpose::Support,
        receiver: other,
        sections: vec![Section::Profile],
        since: Moment(0),
        until: Moment(1),
        onward: false,
        giver: Giver::Herself,
        assent: false,
        band: danbe_words::AgeBand::Unknown,
        first: who.member,
        second: None,
        review: danbe_words::Review::Awaited,
        withdrawn: None,
    };
    let manifest = danbe_protection::referrals::Manifest {
        v: 1,
        referral,
        seq: 1,
        previous: None,
        sender: other,
        member: who.member,
        receiver: other,
        desk: String::new(),
        errand: Errand::Help,
        subject: PersonId::from_bytes(chance.bytes()),
        kind: FileKind::Trafficking,
        terms,
        at: 0,
        request: String::new(),
        parts: vec![String::new()],
    };
    let text = |it: &str| danbe_vault::Signed::from_parts(it.to_owned(), who.signing.sign("nothing", b""));
    let papers = Papers {
        charter: danbe_vault::Signed::from_parts("{}".into(), who.signing.sign("nothing", b"")),
        card: danbe_vault::Signed::from_parts("{}".into(), who.signing.sign("nothing", b"")),
    };
    let manifest = text(&serde_json::to_string(&manifest).unwrap());
    Package { manifest, papers, request: nothing.clone(), parts: vec![nothing] }
}

/// Asks one of the verbs of this file.
pub async fn act(
    stage: &Stage,
    who: &SignedIn,
    verb: &'static str,
    filed: Option<&Filed>,
    share: Option<&Share>,
) -> Response {
    let address = stage.address();
    let absent = || FileId::from_bytes([9; 16]);
    let file = filed.map_or_else(absent, |filed| filed.keyring.file);
    let none = Share {
        basis: BasisId::from_bytes([9; 16]),
        received: ReferralId::from_bytes([9; 16]),
        sent: ReferralId::from_bytes([9; 16]),
    };
    let Share { basis, received, sent } = share.copied().unwrap_or(none);
    let json = |body: serde_json::Value| body;
    let word = || {
        let a = AgencyId::from_bytes([1; 16]);
        let said = Protocol::between(
            a,
            AgencyId::from_bytes([2; 16]),
            1,
            vec![Purpose::Support],
            vec![FileKind::Trafficking],
            "n°".into(),
        );
        danbe_vault::Signed::sign(&said, &who.signing, "nothing").unwrap()
    };
    match verb {
        "bases.record" => {
            let filed = filed.expect("about a file");
            let record = filed.registration.records[0].clone();
            let said = Said {
                id: BasisId::from_bytes(chance().bytes()),
                ground: Ground::Consent,
                purpose: Purpose::Support,
                receiver: AgencyId::from_bytes([7; 16]),
                sections: Vec::new(),
                until: Moment(0),
                onward: false,
                giver: Giver::Herself,
                assent: false,
                tongue: Tongue::French,
                interpreter: Interpreter::NotNeeded,
                evidence: Evidence::Witnessed,
                wording: 1,
            };
            let body = Recorded { file, said, record, key: None, mark: None, reviewer: None, reason: None };
            who.act(address, verb, &body).await
        }
        "bases.list" | "cases.approve-closing" | "cases.reopen" => {
            who.act(address, verb, &json(serde_json::json!({ "file": file }))).await
        }
        "cases.close" => {
            who.act(address, verb, &json(serde_json::json!({ "file": file, "reason": "other" }))).await
        }
        "bases.look" | "bases.second" | "bases.tell" | "bases.withdraw" => {
            who.act(address, verb, &json(serde_json::json!({ "basis": basis }))).await
        }
        "bases.review" => {
            who.act(address, verb, &json(serde_json::json!({ "basis": basis, "upheld": true }))).await
        }
        "bases.reviews" | "beyond.see" | "extracts.export" | "protocols.see" | "reception.list"
        | "referrals.inbox" | "referrals.sent" => who.act(address, verb, &json(serde_json::json!({}))).await,
        "protocols.end" => {
            who.act(address, verb, &json(serde_json::json!({ "with": AgencyId::from_bytes([2; 16]) }))).await
        }
        "protocols.propose" | "protocols.sign" => {
            who.act(address, verb, &json(serde_json::json!({ "word": word() }))).await
        }
        "referrals.send" => {
            let body =
                Send { file: filed.map(|filed| filed.keyring.file), said: None, package: forged(sent, who) };
            who.act(address, verb, &body).await
        }
        "extracts.send" => {
            let body = SendExtract { file, package: forged(sent, who) };
            who.act(address, verb, &body).await
        }
        "referrals.follow" => who.act(address, verb, &follow(forged(sent, who))).await,
        "referrals.revoke" => who.act(address, verb, &json(serde_json::json!({ "referral": sent }))).await,
        "referrals.decline" => {
            let body = serde_json::json!({ "referral": received, "reason": "other" });
            who.act(address, verb, &body).await
        }
        "referrals.answer-recall" => {
            let body = serde_json::json!({ "referral": received, "answer": "held" });
            who.act(address, verb, &body).await
        }
        _ => who.act(address, verb, &json(serde_json::json!({ "referral": received }))).await,
    }
}

/// Whether the console authorises a purpose.
pub async fn authorised(stage: &Stage) -> bool {
    let act = Authorise { purpose: Purpose::Return, reference: "essai".into() };
    stage.served.house.store().act(act, Thread::default()).await.is_ok()
}

/// Whether a copy whose basis has ended is swept away.
pub async fn swept(stage: &Stage, cast: &Cast) -> bool {
    let share = cast.shares.iter().find(|share| !share.agency.is_empty()).unwrap().thing;
    let bytes = if stage.engine == super::Engine::Sqlite { "x'01'" } else { "'\\x01'" };
    for statement in [
        format!("DELETE FROM referrals_package WHERE referral = '{}'", share.sent),
        format!(
            "INSERT INTO referrals_package (referral, seq, manifest, papers, parts, held, at)
             VALUES ('{}', 1, '{{}}', '{{}}', {bytes}, 1, 1)",
            share.sent
        ),
        format!("UPDATE bases_basis SET until = 1 WHERE id = '{}'", share.basis),
    ] {
        database::plant(&stage.url, &statement).await;
    }
    stage.served.house.store().act(danbe_protection::referrals::Sweep, Thread::default()).await.is_ok()
}
