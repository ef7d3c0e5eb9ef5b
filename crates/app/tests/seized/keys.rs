//! The keys that lie on a server, locked: capsules under five words, welcomes of members, deposits of agencies, parts of
//! holders, parts given to a successor. Whoever carried the machine away tries every secret on each, and opens none.

use super::{Loot, text};
use crate::rig::cast::root;
use crate::rig::house::deposit_of;
use crate::rig::people::{Replied, SignedIn, open_capsule, sign_in};
use crate::rig::{Engine, Stage, account, chance};
use danbe_house::agencies::Other;
use danbe_house::posts::Welcome;
use danbe_house::successions::{Deposit, GivePart, Given, Succeed, Succession};
use danbe_store::Thread;
use danbe_store::sqlx::sqlite::SqliteConnectOptions;
use danbe_store::sqlx::{Connection, Row, SqliteConnection};
use danbe_vault::{Capsule, OpeningKey, SecretKey, Signed, Wrap};
use danbe_words::{AgencyId, MemberId};
use std::collections::BTreeSet;

/// What lies there.
struct Locked {
    capsules: Vec<Capsule>,
    welcomes: Vec<Wrap>,
    deposits: Vec<Deposit>,
    given: Vec<(AgencyId, Given)>,
}

impl Locked {
    /// Of the handles and members named: the others are locked the same way.
    async fn carried_away(folder: &std::path::Path) -> Self {
        let options = SqliteConnectOptions::new().filename(folder.join("danbe.db"));
        let mut conn = SqliteConnection::connect_with(&options).await.unwrap();
        let capsules = text(&mut conn, "SELECT capsule FROM house_capsule WHERE handle LIKE 'gao-%'").await;
        let welcomes = "SELECT k.welcome FROM house_key k JOIN house_member m ON m.id = k.member
             WHERE m.handle IN ('gao-3', 'segou-2')";
        let welcomes = text(&mut conn, welcomes).await;
        let deposits = text(&mut conn, "SELECT word FROM house_deposit ORDER BY since DESC LIMIT 1").await;
        let given = text(&mut conn, "SELECT agency, member, part FROM house_given").await;
        let deposit = |word: String| {
            let signed: Signed<Deposit> = serde_json::from_str(&word).unwrap();
            serde_json::from_str(&signed.text).unwrap()
        };
        let part = |row: &danbe_store::sqlx::sqlite::SqliteRow| {
            let (agency, member) = (row.get::<String, _>(0), row.get::<String, _>(1));
            (agency.parse().unwrap(), Given { member: member.parse().unwrap(), part: Wrap(row.get(2)) })
        };
        Self {
            capsules: capsules.iter().map(|row| serde_json::from_str(row.get(0)).unwrap()).collect(),
            welcomes: welcomes.iter().map(|row| Wrap(row.get(0))).collect(),
            deposits: deposits.iter().map(|row| deposit(row.get(0))).collect(),
            given: given.iter().map(part).collect(),
        }
    }

    /// Names of what a secret opens.
    fn opened_by(&self, bytes: &[u8; 32]) -> BTreeSet<&'static str> {
        let (secret, opening) =
            (SecretKey::from_bytes(bytes).unwrap(), OpeningKey::from_bytes(bytes).unwrap());
        let mut opened = BTreeSet::new();
        if self.capsules.iter().any(|it| it.open_with(&secret).is_ok()) {
            opened.insert("capsule");
        }
        if self.welcomes.iter().any(|it| Welcome::open(it, &opening, None).is_ok()) {
            opened.insert("welcome");
        }
        for deposit in &self.deposits {
            let holders = deposit.parts.iter().map(|part| part.member);
            let opens = |member: MemberId| {
                deposit.give((member, &opening), &opening.sealing(), &mut chance()).is_ok()
            };
            if holders.into_iter().any(opens) {
                opened.insert("part");
            }
            let of = |(agency, given): &(AgencyId, Given)| (*agency == deposit.agency).then(|| given.clone());
            let given: Vec<_> = self.given.iter().filter_map(of).collect();
            if !deposit.right_parts(&given, std::iter::once(&opening)).is_empty() {
                opened.insert("part given");
            }
        }
        opened
    }
}

/// Ségou's deposit, and a part of it a holder gave to the successor the root named.
async fn an_end(stage: &Stage) -> SignedIn {
    let address = stage.address();
    let officer = sign_in(address, "segou-2").await;
    let desk = officer.welcome(address).await;
    let share = deposit_of(address, &officer, &desk).await;
    let _: Replied<()> = officer.done(address, "successions.share", &share).await;
    let holder = sign_in(address, "gao-2").await;
    let gao = holder.welcome(address).await;
    let said = Succession { agency: desk.agency, successor: Some(gao.agency), at: 1 };
    let word = Signed::sign(&said, &root(), Succession::DOMAIN).unwrap();
    let act = Succeed { root: root().verifying(), word };
    stage.served.house.store().act(act, Thread::default()).await.expect("the root says so");
    let deposit: Deposit = serde_json::from_str(&share.deposit.text).unwrap();
    let charter = gao.welcome.as_ref().unwrap().charter.clone();
    let (_, to) =
        Other { charter, key: gao.welcome.unwrap().key, beyond: None }.read(&root().verifying()).unwrap();
    let part = deposit.give((holder.member, &holder.opening), &to, &mut chance()).unwrap();
    let body = GivePart { agency: desk.agency, part };
    let _: Replied<()> = holder.done(address, "successions.give", &body).await;
    holder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn capsules_welcomes_deposits_and_parts_open_with_nothing_the_server_holds() {
    let stage = Stage::open(Engine::Sqlite).await;
    let holder = an_end(&stage).await;
    let loot = Loot::carried_away(&stage.folder).await;
    let locked = Locked::carried_away(&stage.folder).await;
    assert!(locked.capsules.len() >= 4 && locked.welcomes.len() == 2);
    assert!(!locked.deposits.is_empty() && locked.given.len() == 1);
    for candidate in &loot.candidates {
        assert_eq!(locked.opened_by(candidate), BTreeSet::new(), "0 keys");
    }
    println!("{} candidates on {} locks: 0 keys", loot.candidates.len(), locked.capsules.len() + 2 + 1 + 1);

    // The control: whoever holds the keys.
    let lead = sign_in(stage.address(), "gao-3").await;
    let desk = lead.welcome(stage.address()).await;
    assert_eq!(locked.opened_by(&lead.opening.expose()), BTreeSet::from(["part", "welcome"]));
    assert_eq!(locked.opened_by(&holder.opening.expose()), BTreeSet::from(["part"]));
    let agency = desk.secrets.opening.as_ref().unwrap();
    assert_eq!(locked.opened_by(&agency.expose()), BTreeSet::from(["part given"]));
    assert!(locked.capsules.iter().any(|it| open_capsule(it, &account("gao-1").words).is_some()));
}
