//! The investigation side: two units, a machine, and what was carried to them over the wall.

use super::cast::{Actor, Cast, Essai, Posts, Target, founded, root};
use super::house::{desk_post, enrol};
use super::people::{SignedIn, invented};
use super::sharing::Share;
use super::{Stage, cast, chance, database};
use danbe_app::installation::{Folder, Kind, Paper, Secrets};
use danbe_guard::Terms;
use danbe_house::posts::Pins;
use danbe_investigation::reception::Take;
use danbe_packages::{Package, Papers, Sealer, Sending, Shared};
use danbe_store::{Clock, Thread};
use danbe_vault::{
    AgencyCharter, CHARTER, Chance, Entropy, OpeningKey, SealingKey, SecretKey, Signed, SigningKey,
};
use danbe_words::{
    AgeBand, AgencyClass, AgencyId, BasisId, Duty, Errand, FileId, FileKind, Giver, Ground, MemberId, Moment,
    PersonId, Problem, Purpose, ReferralId, Review, Section, Side,
};
use std::path::Path;

const DAY: i64 = 86_400_000;

const UNIT: Posts = &[
    ("investigator", Duty::Caseworker),
    ("officer", Duty::Officer),
    ("holder", Duty::Holder),
    ("rehearsal", Duty::Rehearsal),
];
const AGENCIES: [(&str, AgencyClass, Posts); 3] = [
    ("essai", AgencyClass::InvestigatingUnit, UNIT),
    ("autre", AgencyClass::InvestigatingUnit, UNIT),
    ("essai-machine", AgencyClass::Operations, &[("administrator", Duty::Administrator)]),
];

/// A folder of the investigation side, under the root of the tests.
pub fn folder(path: &Path, database: String) -> Folder {
    let mut chance = chance();
    let (ledger, server) = (SigningKey::generate(&mut chance), SecretKey::generate(&mut chance));
    let pins = Pins {
        root: root().verifying(),
        ledger: ledger.verifying(),
        origin: "danbe.example/essai-enquete".to_owned(),
        witnesses: None,
    };
    let paper = Paper::new(Kind::Training, &pins, database);
    let paper = Paper { side: Side::Investigation, recovery_delay: Some(0), ..paper };
    Folder::create(path, paper, &Secrets { ledger, server }).expect("a folder")
}

/// An agency of the protection side that seals to a unit, and its caseworker.
struct Sender {
    root: SigningKey,
    from: (AgencyId, MemberId, SigningKey),
    papers: Papers,
}

impl Sender {
    fn draw() -> Self {
        let mut chance = Chance::new(Entropy::from_system(*b"the other side of the wall, no 1"));
        let (root, signs) = (SigningKey::generate(&mut chance), SigningKey::generate(&mut chance));
        let (agency, member) = (AgencyId::from_bytes(chance.bytes()), MemberId::from_bytes(chance.bytes()));
        let hers = (OpeningKey::generate(&mut chance), SigningKey::generate(&mut chance));
        let charter = AgencyCharter {
            agency: agency.to_string(),
            name: "Centre inventé".to_owned(),
            class: AgencyClass::ProtectionService.code().to_owned(),
            opening: OpeningKey::generate(&mut chance).sealing(),
            signing: signs.verifying(),
            epoch: 1,
        };
        let post = cast::post_of("centre-1", &[Duty::Caseworker], "accueil");
        let card = cast::card(agency, member, (&hers.0, &hers.1), 1, &post, &signs);
        let papers = Papers { charter: Signed::sign(&charter, &root, CHARTER).unwrap(), card };
        Self { root, from: (agency, member, hers.1), papers }
    }

    /// A package for a unit, on a consent for the police that ends tomorrow.
    fn package(&self, (unit, to): (AgencyId, &SealingKey), now: Moment) -> (ReferralId, Package) {
        let mut chance = chance();
        let sections = vec![Section::Profile, Section::Account];
        let terms = Terms {
            id: BasisId::from_bytes(chance.bytes()),
            ground: Ground::Consent,
            purpose: Purpose::Police,
            receiver: unit,
            sections: sections.clone(),
            since: Moment(now.0 - DAY),
            until: Moment(now.0 + DAY),
            onward: false,
            giver: Giver::Herself,
            assent: false,
            band: AgeBand::Unknown,
            first: self.from.1,
            second: None,
            review: Review::Awaited,
            withdrawn: None,
        };
        let basis = terms.stand(unit, Purpose::Police, &sections, now).expect("it stands");
        let content: Vec<_> = sections.iter().map(|section| (*section, Shared::default())).collect();
        let referral = ReferralId::from_bytes(chance.bytes());
        let sending = Sending {
            referral,
            after: (1, None),
            desk: "",
            errand: Errand::Help,
            subject: PersonId::from_bytes(chance.bytes()),
            kind: FileKind::Trafficking,
            request: "une plainte, inventée",
            content: &content,
            at: now,
        };
        let (agency, member, by) = &self.from;
        let sealer = Sealer { from: (*agency, *member), by, papers: &self.papers, to };
        (referral, Package::seal(&basis, sending, sealer, &mut chance).expect("sealed"))
    }
}

/// Takes a new package for a unit in, as the console does.
async fn taken(stage: &Stage, unit: &Essai) -> Result<ReferralId, Problem> {
    let sender = Sender::draw();
    let (referral, package) = sender.package((unit.id, &unit.opening.sealing()), stage.clock.now());
    let act = Take { root: sender.root.verifying(), package };
    stage.served.house.store().act(act, Thread::default()).await.map(|_| referral)
}

/// Whether the console takes a package in.
pub async fn takes(stage: &Stage, cast: &Cast) -> Result<ReferralId, Problem> {
    taken(stage, &cast.essais[0]).await
}

impl Cast {
    /// Everybody and everything of the matrix beyond the wall: who has one duty each, and what was carried to each unit.
    pub async fn beyond(stage: &Stage) -> Self {
        let address = stage.address();
        let pins = Folder::open(&stage.folder).unwrap().paper.pins();
        let (mut actors, mut essais): (Vec<Actor>, Vec<Essai>) = (Vec::new(), Vec::new());
        for drawn in AGENCIES {
            let (essai, posts) = founded(stage, drawn, &pins).await;
            essais.push(essai);
            actors.extend(posts);
        }
        let officer = |of: &str| -> SignedIn {
            let mut found = actors.iter().filter(|it| it.agency == of && it.standings == ["officer"]);
            found.next().unwrap().who.clone()
        };
        let mut desk = officer("autre").welcome(address).await;
        desk.secrets = essais[1].desk().secrets;
        desk.to = essais[1].opening.sealing();
        let refused = enrol(address, &officer("autre"), &desk, desk_post("autre-10", "a")).await;
        let suspension =
            format!("INSERT INTO house_suspension (member, since) VALUES ('{}', 1)", refused.member);
        database::plant(&stage.url, &suspension).await;
        let somewhere = AGENCIES.map(|(agency, ..)| (agency, "a"));
        let targets: Vec<_> = somewhere.into_iter().chain([("", "")]).collect();
        let files = targets.iter().map(|(agency, team)| {
            let mut thing = desk.register(&invented(1), &invented(1));
            thing.keyring.file = FileId::from_bytes(chance().bytes());
            Target { agency, team, thing }
        });
        let files = files.collect();
        let mut cast = Self {
            actors,
            demonstration: 0,
            essais,
            files,
            requests: Vec::new(),
            members: Vec::new(),
            offers: Vec::new(),
            lates: Vec::new(),
            shares: Vec::new(),
            refused,
            gao: desk,
        };
        cast.come_late(stage).await;
        for (agency, team) in targets {
            cast.has(stage, agency, team).await;
        }
        cast
    }

    /// What each agency has: a member who acts nowhere, somebody invited, a request to be brought back, a package.
    async fn has(&mut self, stage: &Stage, agency: &'static str, team: &'static str) {
        let of = self.essais.iter().find(|essai| essai.name == agency);
        let leaving = of.and_then(|it| it.act.members.iter().find(|who| who.handle.contains("partante")));
        let member = leaving.map_or_else(|| MemberId::from_bytes(chance().bytes()), |member| member.id);
        let received = match of {
            Some(unit) => taken(stage, unit).await.expect("taken in"),
            None => ReferralId::from_bytes(chance().bytes()),
        };
        let lost = if of.is_some() { format!("{agency}-perdue-a") } else { "nobody-of-that-name".to_owned() };
        let (asked, response) = cast::ask(stage.address(), &lost).await;
        assert_eq!(response.status, 200, "{lost}: {}", response.text());
        let officer = self.actors.iter().find(|it| it.standings == ["officer"]).unwrap();
        let mut offered = self.newcomer(stage, &officer.who).await.thing;
        match of {
            // The machine has no officer, and invites nobody: what would be its own is planted.
            Some(essai) => {
                let statement = format!(
                    "UPDATE house_invitation SET agency = '{}' WHERE lookup = '{}'",
                    essai.id, offered.lookup
                );
                database::plant(&stage.url, &statement).await;
            }
            None => offered.lookup = FileId::from_bytes(chance().bytes()).to_string(),
        }
        self.members.push(Target { agency, team: "", thing: member });
        self.requests.push(Target { agency, team: "", thing: asked });
        self.offers.push(Target { agency, team: "", thing: offered });
        self.shares.push(Target { agency, team, thing: Share::received(received) });
    }
}
