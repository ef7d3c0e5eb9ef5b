//! The agencies and posts of the demonstration, all invented.

use danbe_house::posts::{Profile, Secrets};
use danbe_vault::{Chance, OpeningKey, SecretKey, SigningKey, five_words};
use danbe_words::{AgencyClass, AgencyId, DeviceId, Duty, MemberId, Region};

/// An agency to found.
pub(super) struct Agency {
    pub(super) name: &'static str,
    pub(super) class: AgencyClass,
    pub(super) region: Region,
    pub(super) posts: &'static [Post],
}

/// A post to fill.
pub(super) struct Post {
    pub(super) handle: &'static str,
    pub(super) duties: &'static [Duty],
    pub(super) team: &'static str,
    pub(super) profile: Profile,
    /// Whether somebody may sign in as this post; a capsule takes a moment to lock.
    pub(super) capsule: bool,
    pub(super) who: &'static str,
}

/// Sign-in name and passphrase of the reading account.
pub(super) const READER: (&str, &str) = ("comite-lecture", "baobab tranquille au bord du fleuve");
/// Name of the operations agency.
pub(super) const MACHINE: &str = "Exploitation de la machine (démonstration)";

const WORK: &[Duty] = &[Duty::Caseworker];
const WORK_AND_HOLD: &[Duty] = &[Duty::Caseworker, Duty::Holder];
const LEAD: &[Duty] = &[Duty::Officer, Duty::Holder];
const TEAM: &str = "accueil";

const fn post(handle: &'static str, duties: &'static [Duty], team: &'static str, who: &'static str) -> Post {
    Post { handle, duties, team, profile: Profile::Caseworker, capsule: true, who }
}

/// A post nobody signs in as: it registered people before the demonstration begins.
const fn silent(handle: &'static str) -> Post {
    Post { handle, duties: WORK, team: TEAM, profile: Profile::Caseworker, capsule: false, who: "" }
}

const fn house(name: &'static str, region: Region, posts: &'static [Post]) -> Agency {
    Agency { name, class: AgencyClass::ProtectionService, region, posts }
}

/// Everybody there is. The first eight register the 629 persons.
pub(super) const AGENCIES: &[Agency] = &[
    house(
        "Maison du Figuier, Bamako",
        Region::Bamako,
        &[post("bamako-1", WORK, TEAM, "intervenante, équipe accueil")],
    ),
    house(
        "Maison de la Dune, Gao",
        Region::Gao,
        &[
            post("gao-1", WORK, TEAM, "intervenante, équipe accueil"),
            post("gao-2", WORK_AND_HOLD, TEAM, "intervenant, équipe accueil, détenteur"),
            post("gao-3", LEAD, "direction", "responsable, détenteur"),
            post("gao-4", WORK_AND_HOLD, "juridique", "intervenante, équipe juridique, détentrice"),
            Post {
                handle: "gao-5",
                duties: WORK,
                team: TEAM,
                profile: Profile::CaptureOnly,
                capsule: true,
                who: "intervenante de terrain, téléphone de saisie seule",
            },
        ],
    ),
    house("Maison du Baobab, Kayes", Region::Kayes, &[silent("kayes-1")]),
    house("Maison du Karité, Koulikoro", Region::Koulikoro, &[silent("koulikoro-1")]),
    house("Maison des Deux Rives, Mopti", Region::Mopti, &[silent("mopti-1")]),
    house(
        "Maison du Néré, Ségou",
        Region::Segou,
        &[post("segou-1", WORK, TEAM, "intervenante, équipe accueil")],
    ),
    house("Maison du Tamarinier, Sikasso", Region::Sikasso, &[silent("sikasso-1")]),
    house("Maison du Puits, Tombouctou", Region::Tombouctou, &[silent("tombouctou-1")]),
    Agency {
        name: "Poste frontière (démonstration), Sikasso",
        class: AgencyClass::Sender,
        region: Region::Sikasso,
        posts: &[post("poste-1", WORK, "poste", "agent d’un poste frontière : n’ouvre rien")],
    },
    Agency {
        name: MACHINE,
        class: AgencyClass::Operations,
        region: Region::Bamako,
        posts: &[post(
            "machine-1",
            &[Duty::Administrator],
            "machine",
            "administrateur de la machine : n’ouvre rien",
        )],
    },
    Agency {
        name: "Comité (démonstration), Bamako",
        class: AgencyClass::Committee,
        region: Region::Bamako,
        posts: &[],
    },
];

/// The keys of an agency and of its members.
pub(super) struct Keys {
    pub(super) id: AgencyId,
    pub(super) opening: OpeningKey,
    pub(super) signing: SigningKey,
    pub(super) tokens: SecretKey,
    pub(super) members: Vec<Member>,
}

/// The keys of a member.
pub(super) struct Member {
    pub(super) id: MemberId,
    pub(super) device: DeviceId,
    pub(super) opening: OpeningKey,
    pub(super) signing: SigningKey,
    pub(super) words: String,
}

impl Keys {
    pub(super) fn draw(agency: &Agency, chance: &mut Chance) -> Self {
        Self {
            id: AgencyId::from_bytes(chance.bytes()),
            opening: OpeningKey::generate(chance),
            signing: SigningKey::generate(chance),
            tokens: SecretKey::generate(chance),
            members: agency.posts.iter().map(|_| Member::draw(chance)).collect(),
        }
    }

    /// The agency's secrets a post is trusted with: none on a phone that only captures, none where nobody
    /// works on files.
    pub(super) fn trusted(&self, agency: &Agency, post: &Post) -> Secrets {
        let works = agency.class == AgencyClass::ProtectionService;
        let keeps = works && post.profile == Profile::Caseworker;
        let leads = works && post.duties.contains(&Duty::Officer);
        Secrets {
            opening: keeps.then(|| self.opening.clone()),
            tokens: keeps.then(|| self.tokens.clone()),
            signing: leads.then(|| self.signing.clone()),
            ..Secrets::default()
        }
    }
}

impl Member {
    fn draw(chance: &mut Chance) -> Self {
        Self {
            id: MemberId::from_bytes(chance.bytes()),
            device: DeviceId::from_bytes(chance.bytes()),
            opening: OpeningKey::generate(chance),
            signing: SigningKey::generate(chance),
            words: five_words(chance).join(" "),
        }
    }
}
