//! The agencies and posts of the demonstration, all invented.

use danbe_guard::Standing;
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
    /// Whether it came later: its keys are drawn apart, so that the words of the others stay the same.
    pub(super) later: bool,
    pub(super) who: &'static str,
}

/// An account without a key.
pub(super) struct Reader {
    pub(super) agency: &'static str,
    pub(super) handle: &'static str,
    pub(super) passphrase: &'static str,
    pub(super) standing: Standing,
    pub(super) who: &'static str,
}

const fn reader(
    agency: &'static str,
    handle: &'static str,
    passphrase: &'static str,
    standing: Standing,
    who: &'static str,
) -> Reader {
    Reader { agency, handle, passphrase, standing, who }
}

const COMMITTEE: &str = "Comité (démonstration), Bamako";
pub(super) const BRIGADE: &str = "Brigade (démonstration), Bamako";
pub(super) const COURT: &str = "Cour d’appel (démonstration), Bamako";
const REGION_BAMAKO: &str = "Direction régionale (démonstration), Bamako";
const REGION_GAO: &str = "Direction régionale (démonstration), Gao";
pub(super) const FIGUIER: &str = "Maison du Figuier, Bamako";
pub(super) const DUNE: &str = "Maison de la Dune, Gao";
pub(super) const POSTE: &str = "Poste frontière (démonstration), Sikasso";
pub(super) const NERE: &str = "Maison du Néré, Ségou";
pub(super) const BUREAU: &str = "Bureau des statistiques (démonstration), Bamako";

/// Accounts that read and type figures, with a passphrase and a one-time code (/lecture).
pub(super) const READERS: &[Reader] = &[
    reader(
        COMMITTEE,
        "comite-lecture",
        "baobab tranquille au bord du fleuve",
        Standing::Reader,
        "Comité, lecture des chiffres (/lecture)",
    ),
    reader(
        COMMITTEE,
        "statistique",
        "trois jarres sous le grand karité",
        Standing::Statistician,
        "Comité, statistique : définitions et chiffres publiés ailleurs (/lecture)",
    ),
    reader(
        COMMITTEE,
        "comite-accord",
        "la pirogue passe avant la crue",
        Standing::Approver,
        "Comité, approbation des relevés et publication (/lecture)",
    ),
    reader(
        REGION_BAMAKO,
        "region-bamako",
        "le marché ouvre avec le soleil",
        Standing::Regional,
        "Région de Bamako, approbation des relevés (/lecture)",
    ),
    reader(
        REGION_GAO,
        "region-gao",
        "la dune rose regarde le fleuve",
        Standing::Regional,
        "Région de Gao, approbation des relevés (/lecture)",
    ),
    reader(
        BRIGADE,
        "brigade-releve",
        "sept tambours pour la fête",
        Standing::Typist,
        "Brigade, relevé mensuel (/lecture)",
    ),
    reader(
        COURT,
        "parquet-releve",
        "le mil mûrit après la pluie",
        Standing::Typist,
        "Cour d’appel, relevé mensuel (/lecture)",
    ),
    reader(
        FIGUIER,
        "bamako-releve",
        "une calebasse pleine de lait",
        Standing::Typist,
        "Maison du Figuier, relevé mensuel (/lecture)",
    ),
    reader(
        DUNE,
        "gao-releve",
        "le vent du nord se lève",
        Standing::Typist,
        "Maison de la Dune, relevé mensuel (/lecture)",
    ),
];
/// Name of the operations agency.
pub(super) const MACHINE: &str = "Exploitation de la machine (démonstration)";

const WORK: &[Duty] = &[Duty::Caseworker];
const WORK_AND_HOLD: &[Duty] = &[Duty::Caseworker, Duty::Holder];
const LEAD: &[Duty] = &[Duty::Officer, Duty::Holder];
const TEAM: &str = "accueil";

const fn post(handle: &'static str, duties: &'static [Duty], team: &'static str, who: &'static str) -> Post {
    Post { handle, duties, team, profile: Profile::Caseworker, capsule: true, later: false, who }
}

/// A post nobody signs in as: it registered people before the demonstration begins.
const fn silent(handle: &'static str) -> Post {
    let profile = Profile::Caseworker;
    Post { handle, duties: WORK, team: TEAM, profile, capsule: false, later: false, who: "" }
}

/// An officer nobody signs in as: her agency was put in service before the demonstration begins.
const fn lead(handle: &'static str) -> Post {
    let (duties, profile) = (&[Duty::Officer], Profile::Caseworker);
    Post { handle, duties, team: "direction", profile, capsule: false, later: true, who: "" }
}

/// An officer who came later.
const fn officer(handle: &'static str) -> Post {
    Post { capsule: true, who: "responsable", ..lead(handle) }
}

/// A post to be brought back on trial.
const fn rehearsal(handle: &'static str) -> Post {
    let (duties, profile) = (&[Duty::Rehearsal], Profile::Caseworker);
    Post { handle, duties, team: "essai", profile, capsule: false, later: true, who: "" }
}

const fn house(name: &'static str, region: Region, posts: &'static [Post]) -> Agency {
    Agency { name, class: AgencyClass::ProtectionService, region, posts }
}

/// An agency that holds no key of a person: its accounts have a passphrase.
const fn without_posts(name: &'static str, class: AgencyClass, region: Region) -> Agency {
    Agency { name, class, region, posts: &[] }
}

/// Everybody there is. The first eight register the 629 persons.
pub(super) const AGENCIES: &[Agency] = &[
    house(
        FIGUIER,
        Region::Bamako,
        &[
            post("bamako-1", WORK, TEAM, "intervenante, équipe accueil"),
            lead("bamako-2"),
            rehearsal("bamako-essai"),
        ],
    ),
    house(
        DUNE,
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
                later: false,
                who: "intervenante de terrain, téléphone de saisie seule",
            },
            officer("gao-12"),
            rehearsal("gao-essai"),
        ],
    ),
    house(
        "Maison du Baobab, Kayes",
        Region::Kayes,
        &[silent("kayes-1"), lead("kayes-2"), rehearsal("kayes-essai")],
    ),
    house(
        "Maison du Karité, Koulikoro",
        Region::Koulikoro,
        &[silent("koulikoro-1"), lead("koulikoro-2"), rehearsal("koulikoro-essai")],
    ),
    house(
        "Maison des Deux Rives, Mopti",
        Region::Mopti,
        &[silent("mopti-1"), lead("mopti-2"), rehearsal("mopti-essai")],
    ),
    house(
        NERE,
        Region::Segou,
        &[
            post("segou-1", WORK, TEAM, "intervenante, équipe accueil"),
            officer("segou-2"),
            rehearsal("segou-essai"),
        ],
    ),
    house(
        "Maison du Tamarinier, Sikasso",
        Region::Sikasso,
        &[silent("sikasso-1"), lead("sikasso-2"), rehearsal("sikasso-essai")],
    ),
    house(
        "Maison du Puits, Tombouctou",
        Region::Tombouctou,
        &[silent("tombouctou-1"), lead("tombouctou-2"), rehearsal("tombouctou-essai")],
    ),
    Agency {
        name: POSTE,
        class: AgencyClass::Sender,
        region: Region::Sikasso,
        posts: &[
            post("poste-1", WORK, "poste", "agent d’un poste frontière : n’ouvre rien"),
            lead("poste-2"),
            rehearsal("poste-essai"),
        ],
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
    without_posts(COMMITTEE, AgencyClass::Committee, Region::Bamako),
    without_posts(BRIGADE, AgencyClass::Sender, Region::Bamako),
    without_posts(COURT, AgencyClass::DecidingAuthority, Region::Bamako),
    without_posts(REGION_BAMAKO, AgencyClass::ChildProtection, Region::Bamako),
    without_posts(REGION_GAO, AgencyClass::ChildProtection, Region::Gao),
    Agency {
        name: BUREAU,
        class: AgencyClass::Statistics,
        region: Region::Bamako,
        posts: &[
            Post {
                later: true,
                ..post("bureau-1", WORK, "releves", "statisticienne : ouvre des relevés sans nom")
            },
            lead("bureau-2"),
            rehearsal("bureau-essai"),
        ],
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
    pub(super) fn draw(agency: &Agency, chance: &mut Chance, apart: &mut Chance) -> Self {
        let came_later = !agency.posts.is_empty() && agency.posts.iter().all(|post| post.later);
        let own = if came_later { &mut *apart } else { &mut *chance };
        Self {
            id: AgencyId::from_bytes(own.bytes()),
            opening: OpeningKey::generate(own),
            signing: SigningKey::generate(own),
            tokens: SecretKey::generate(own),
            members: agency
                .posts
                .iter()
                .map(|post| Member::draw(if post.later { &mut *apart } else { &mut *chance }))
                .collect(),
        }
    }

    /// The agency's secrets a post is trusted with: none on a phone that only captures, none where nobody
    /// works on files.
    pub(super) fn trusted(&self, agency: &Agency, post: &Post) -> Secrets {
        let opens = matches!(agency.class, AgencyClass::ProtectionService | AgencyClass::Statistics);
        let works = opens && post.duties != [Duty::Rehearsal];
        let keeps = works && post.profile == Profile::Caseworker;
        let signs = works || agency.class == AgencyClass::Sender;
        let leads = signs && post.duties.contains(&Duty::Officer);
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
