//! Random histories of referrals: messages lost, doubled, kept back and brought after others, clocks that go on, agencies that
//! are suspended for a while. After each, nobody has two owners or none, and no copy lies on the server that no basis carries.

use crate::rig::database;
use crate::rig::people::{Filed, SignedIn, enrolment, invented};
use crate::rig::sharing::{House, Order, agreed};
use crate::rig::{Engine, Stage};
use danbe_guard::{Actor, Terms};
use danbe_protection::bases::{Recorded, Withdraw, Words};
use danbe_protection::cases::{ApproveClosing, Close, Reopen};
use danbe_protection::referrals::{AnswerRecall, DeclineBody, Finish, OpenPackages, Revoke, Send, Sweep};
use danbe_store::{Clock, Door, Thread};
use danbe_vault::Chance;
use danbe_words::{
    AgencyClass, Decline, Duty, Ending, Errand, Ground, Problem, Purpose, Recall, ReferralId, Section,
};
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

const HOUR: i64 = 3_600_000;

/// What may be asked, in its order or out of it, once or twice.
struct World {
    stage: Stage,
    doors: HashMap<&'static str, Door>,
    houses: Vec<House>,
    chance: Chance,
    acts: u64,
    refused: u64,
    /// Files another agency took over.
    moved: i64,
    /// Agencies of which nothing comes through at the moment.
    suspended: [bool; 3],
    /// What was signed and has not arrived: agency, post, verb, body.
    kept_back: Vec<(usize, String, String, Box<RawValue>)>,
    belated: u64,
}

impl World {
    async fn begin(seed: u64) -> Self {
        let stage = Stage::open(Engine::Sqlite).await;
        let pins = enrolment(stage.address(), "gao-1").await.pins.unwrap();
        let mut houses = Vec::new();
        for name in ["une", "deux", "trois"] {
            houses.push(House::found(&stage, name, AgencyClass::ProtectionService, &pins).await);
        }
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            agreed(&stage, houses[a].id, houses[b].id, Purpose::Support).await;
        }
        let doors = danbe_protection::doors().into_iter().map(|door| (door.spec.name, door)).collect();
        let mut bytes = [0x68; 32];
        for (place, byte) in bytes.iter_mut().zip(seed.to_le_bytes()) {
            *place = byte;
        }
        let chance = Chance::new(danbe_vault::Entropy::from_system(bytes));
        Self {
            stage,
            doors,
            houses,
            chance,
            acts: 0,
            refused: 0,
            moved: 0,
            suspended: [false; 3],
            kept_back: Vec::new(),
            belated: 0,
        }
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from_le_bytes(self.chance.bytes()) % limit
    }

    fn actor(&self, house: usize, end: &str) -> (Actor, &SignedIn) {
        let who = self.houses[house].post(end);
        let duty = if end.starts_with("officer") { Duty::Officer } else { Duty::Caseworker };
        let actor = Actor {
            member: who.member,
            agency: self.houses[house].id,
            class: AgencyClass::ProtectionService,
            duties: vec![duty],
            team: end.rsplit('-').next().unwrap().to_owned(),
            role: None,
        };
        (actor, who)
    }

    /// Performs a verb as its door does. A failure that is not a refusal ends the test.
    async fn act<B: Serialize>(&mut self, house: usize, end: &str, verb: &str, body: &B) -> bool {
        self.arrives(house, end, verb, serde_json::value::to_raw_value(body).unwrap()).await
    }

    async fn arrives(&mut self, house: usize, end: &str, verb: &str, body: Box<RawValue>) -> bool {
        if self.suspended[house] {
            return false;
        }
        let (actor, _) = self.actor(house, end);
        let store = self.stage.served.house.store();
        let end = self.doors[verb].perform(store, actor, Thread::default(), body).await;
        self.acts += 1;
        match end {
            Ok(_) => true,
            Err(Problem::StoreDown | Problem::Malformed) => panic!("{verb}: {:?}", end.err()),
            Err(_) => {
                self.refused += 1;
                false
            }
        }
    }

    async fn sweep(&mut self) {
        while self.stage.served.house.store().act(Sweep, Thread::default()).await.is_ok() {}
    }

    /// A person in the first agency, consents for the others, and two dozen things that happen to her.
    async fn history(&mut self) {
        self.suspended = [false; 3];
        let filed = self.houses[0].desk.register(&invented(1), &invented(1));
        assert!(self.act(0, "worker-a", "cases.register", &filed.registration).await);
        let file = filed.keyring.file;
        let mut consents: Vec<(usize, Terms)> = Vec::new();
        let mut sent: Vec<(usize, ReferralId)> = Vec::new();
        for _ in 0..60 {
            if self.below(4) == 0 {
                self.suspended = [false; 3];
            }
            let other = 1 + self.below(2);
            match self.below(23) {
                0 | 1 => consents.extend(self.consent(&filed, other).await.map(|terms| (other, terms))),
                2..=5 if !consents.is_empty() => {
                    let at = self.below(consents.len());
                    let (to, terms) = consents[at].clone();
                    let errand = if self.below(2) == 0 { Errand::Transfer } else { Errand::Help };
                    let (_, worker) = self.actor(0, "worker-a");
                    let order = Order { errand, ..Order::new(&terms) };
                    let package =
                        self.houses[0].package(worker, Some(&filed.values), &order, &self.houses[to].to);
                    let body = Send { file: Some(file), said: None, package };
                    self.twice_or_never(0, "worker-a", "referrals.send", &body).await;
                    sent.push((to, order.referral));
                }
                6 if !consents.is_empty() => {
                    let at = self.below(consents.len());
                    let body = Withdraw { basis: consents[at].1.id };
                    self.twice_or_never(0, "worker-a", "bases.withdraw", &body).await;
                }
                7 => {
                    let on = [HOUR, 30 * HOUR, 200 * HOUR][self.below(3)];
                    self.stage.clock.forward(on);
                }
                8 => {
                    let verb = self.below(3);
                    let close = Close { file, reason: Ending::Other };
                    match verb {
                        0 => drop(self.act(0, "worker-a", "cases.close", &close).await),
                        1 => drop(
                            self.act(0, "second-a", "cases.approve-closing", &ApproveClosing { file }).await,
                        ),
                        _ => drop(self.act(0, "worker-a", "cases.reopen", &Reopen { file }).await),
                    }
                }
                9 => {
                    let house = self.below(3);
                    self.suspended[house] = true;
                }
                10..=12 if !self.kept_back.is_empty() => self.something_arrives().await,
                _ if !sent.is_empty() => {
                    let at = self.below(sent.len());
                    let (to, referral) = sent[at];
                    self.answer(to, referral).await;
                }
                _ => {}
            }
        }
        self.suspended = [false; 3];
        while !self.kept_back.is_empty() {
            self.something_arrives().await;
        }
        self.sweep().await;
        self.holds(&filed).await;
    }

    async fn consent(&mut self, filed: &Filed, other: usize) -> Option<Terms> {
        let now = self.stage.clock.now();
        let until = now.0 + [HOUR, 48 * HOUR, 1_000 * HOUR][self.below(3)];
        let (receiver, (actor, _)) = (self.houses[other].id, self.actor(0, "worker-a"));
        let said =
            self.houses[0].says(Ground::Consent, receiver, Purpose::Support, &[Section::Profile], until);
        let body: Recorded = self.houses[0].recorded(filed, said, &Words::default());
        let done = self.act(0, "worker-a", "bases.record", &body).await;
        done.then(|| body.said.terms(now, actor.member, filed.registration.facts.band))
    }

    /// One of the things a receiver, or whoever takes it back, may do; by one of two colleagues.
    async fn answer(&mut self, to: usize, referral: ReferralId) {
        let end = ["worker-a", "second-a", "worker-b"][self.below(3)];
        match self.below(10) {
            0..=2 => self.twice_or_never(to, end, "referrals.open", &OpenPackages { referral }).await,
            3..=5 => {
                let body = self.houses[to].takes(referral);
                self.twice_or_never(to, end, "referrals.accept", &body).await;
            }
            6 => {
                let body = DeclineBody { referral, reason: Decline::NoPlace, note: None };
                self.twice_or_never(to, end, "referrals.decline", &body).await;
            }
            7 => self.twice_or_never(to, end, "referrals.finish", &Finish { referral, note: None }).await,
            8 => self.twice_or_never(0, end, "referrals.revoke", &Revoke { referral }).await,
            _ => {
                let answer = [Recall::Deleted, Recall::Held][self.below(2)];
                let body = AnswerRecall { referral, answer };
                self.twice_or_never(to, end, "referrals.answer-recall", &body).await;
            }
        }
    }

    /// One of the things that were kept back, whichever was signed first.
    async fn something_arrives(&mut self) {
        let at = self.below(self.kept_back.len());
        let (house, end, verb, body) = self.kept_back.swap_remove(at);
        self.belated += u64::from(self.arrives(house, &end, &verb, body).await);
    }

    /// Lost one time in eight, doubled one time in eight, kept back one time in eight.
    async fn twice_or_never<B: Serialize>(&mut self, house: usize, end: &str, verb: &str, body: &B) {
        match self.below(8) {
            0 => {}
            1 => {
                self.act(house, end, verb, body).await;
                self.act(house, end, verb, body).await;
            }
            2 => {
                let body = serde_json::value::to_raw_value(body).unwrap();
                self.kept_back.push((house, end.to_owned(), verb.to_owned(), body));
            }
            _ => drop(self.act(house, end, verb, body).await),
        }
    }

    /// What must hold, asked of the database and not of the verbs.
    async fn holds(&mut self, filed: &Filed) {
        let (url, file) = (self.stage.url.clone(), filed.keyring.file);
        let count = async |sql: String| database::number(&url, &sql).await;
        let moved = count(format!(
            "SELECT COUNT(*) FROM referrals_referral WHERE file = '{file}' AND errand = 'transfer' AND kept IS NOT NULL"
        ))
        .await;
        let gone =
            count(format!("SELECT COUNT(*) FROM cases_file WHERE id = '{file}' AND state = 'transferred'"))
                .await;
        self.moved += moved;
        assert!(moved <= 1, "two owners: {moved} agencies took one file over");
        assert_eq!(moved, gone, "a file is its sender's until somebody has it, and no longer");
        let nowhere = count(format!(
            "SELECT COUNT(*) FROM referrals_referral r WHERE file = '{file}' AND state IN ('accepted', 'done')
             AND (kept IS NULL OR handler IS NULL OR kept NOT IN (SELECT id FROM cases_file))"
        ))
        .await;
        assert_eq!(nowhere, 0, "accepted, and nowhere");
        let answered_twice = count(format!(
            "SELECT COUNT(*) FROM referrals_referral WHERE file = '{file}' AND kept IS NOT NULL AND decline IS NOT NULL"
        ))
        .await;
        assert_eq!(answered_twice, 0, "accepted and declined");
        let given_back = count(format!(
            "SELECT COUNT(*) FROM referrals_referral r WHERE file = '{file}' AND recall = 'deleted' AND kept IS NOT NULL
             AND (SELECT COUNT(*) FROM cases_key k WHERE k.file = r.kept) > 0"
        ))
        .await;
        assert_eq!(given_back, 0, "said deleted, and the keys are there");
        let now = self.stage.clock.now().0;
        let copies = count(format!(
            "SELECT COUNT(*) FROM referrals_package p JOIN referrals_referral r ON r.id = p.referral
             JOIN bases_basis b ON b.id = r.basis WHERE r.file = '{file}' AND length(p.parts) > 0
             AND (b.withdrawn IS NOT NULL OR b.until < {now} OR r.over = 1)"
        ))
        .await;
        assert_eq!(copies, 0, "a copy that no basis carries");
    }
}

fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn histories(count: u64, seed: u64) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mut world = World::begin(seed).await;
        for _ in 0..count {
            world.history().await;
        }
        let (acts, refused) = (world.acts, world.refused);
        assert!(refused > acts / 10 && refused < acts, "histories in which nothing goes wrong prove nothing");
        assert!(world.moved > i64::try_from(count / 20).unwrap(), "and people do move: {}", world.moved);
        assert!(world.belated > count / 4, "and things come late: {}", world.belated);
        println!(
            "{count} histories, {acts} acts, {refused} refused, {} done late, {} files moved",
            world.belated, world.moved
        );
    });
}

#[test]
fn nobody_has_two_owners_or_none_and_no_copy_outlives_its_basis() {
    histories(40, 1);
}

/// Promise P17 for referrals: `cargo xtask prove histories`.
#[test]
#[ignore = "the proof of a promise: cargo xtask prove histories"]
fn proof_of_random_histories() {
    let count = told("DANBE_PROVE_TRIALS").unwrap_or(20_000);
    histories(count, told("DANBE_PROVE_SEED").unwrap_or(1));
    println!("trials={count} failures=0");
}
