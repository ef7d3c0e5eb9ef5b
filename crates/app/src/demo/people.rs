//! 629 invented presumed persons of 2024: 42 men, 250 women, 337 children. Single names from a pool of spellings,
//! put together by chance.

use super::accounts::Keys;
use danbe_protection::cases::steps::{self, QUESTIONS, Values};
use danbe_protection::cases::{Answer, NameCard, Registration, Sealing};
use danbe_vault::Chance;
use danbe_words::{FileKind, Form, Manner, Moment, Nationality, Region, Tier};

/// 2 January 2024, 08:00 in Mali.
pub(super) const FIRST_DAY: i64 = 1_704_182_400_000;
const DAY: i64 = 86_400_000;

/// Who is counted: number, sex, youngest and oldest age.
const GROUPS: [(usize, &str, u64, u64); 4] =
    [(42, "male", 18, 52), (250, "female", 18, 47), (190, "female", 4, 17), (147, "male", 5, 17)];

/// Share of the eight agencies, in persons out of a hundred.
const SHARES: [u64; 8] = [31, 12, 11, 8, 11, 12, 9, 6];

const FAMILIES: [&str; 40] = [
    "Coulibaly",
    "Diarra",
    "Traoré",
    "Keïta",
    "Sissoko",
    "Konaté",
    "Kanté",
    "Dembélé",
    "Sanogo",
    "Maïga",
    "Barry",
    "Camara",
    "Cissé",
    "Touré",
    "Diallo",
    "Dicko",
    "Sangaré",
    "Tangara",
    "Bagayoko",
    "Koné",
    "Samaké",
    "Dabo",
    "Daou",
    "Guindo",
    "N'Diaye",
    "Sidibé",
    "Diakité",
    "Doumbia",
    "Fofana",
    "Sacko",
    "Sylla",
    "Diawara",
    "Berthé",
    "Haïdara",
    "Soumaré",
    "Bah",
    "Sow",
    "Ouattara",
    "Diabaté",
    "Bamba",
];
const WOMEN: [&str; 30] = [
    "Fatoumata",
    "Aminata",
    "Mariam",
    "Awa",
    "Assitan",
    "Hawa",
    "Kadiatou",
    "Fanta",
    "Sira",
    "Aïssata",
    "Oumou",
    "Rokia",
    "Rokiatou",
    "Bintou",
    "Salimata",
    "Assétou",
    "Maïmouna",
    "Korotoumou",
    "Ramata",
    "Safiatou",
    "Aïssatou",
    "Nana",
    "Djénéba",
    "Coumba",
    "Sitan",
    "Fatim",
    "Ténin",
    "Assan",
    "Sali",
    "Fatou",
];
const MEN: [&str; 30] = [
    "Mamadou",
    "Moussa",
    "Oumar",
    "Souleymane",
    "Abdoulaye",
    "Boubacar",
    "Seydou",
    "Cheick",
    "Modibo",
    "Yaya",
    "Ibrahima",
    "Kalilou",
    "Fousseyni",
    "Abdou",
    "Ousmane",
    "Bakary",
    "Soumaïla",
    "Sory",
    "Mahamadou",
    "Lamine",
    "Amara",
    "Kassim",
    "Yacouba",
    "Drissa",
    "Hamidou",
    "Alassane",
    "Sékou",
    "Amadou",
    "Youssouf",
    "Daouda",
];
const ACCOUNTS: [&str; 4] = [
    "On lui a promis un travail. Depuis, elle ne garde pas ce qu'elle gagne.",
    "La personne dit avoir été confiée à une connaissance de la famille, puis déplacée deux fois.",
    "Ses papiers sont gardés par celui qui l'emploie. Elle demande un endroit sûr.",
    "L'enfant dit qu'il doit rapporter une somme chaque soir.",
];

/// One invented person and when she was met.
pub(super) struct Person {
    pub(super) agency: usize,
    pub(super) registered: Moment,
    values: Values,
}

/// Everybody, in the order in which they were registered.
pub(super) fn everybody(chance: &mut Chance) -> Vec<Person> {
    let mut everybody: Vec<_> = GROUPS
        .iter()
        .flat_map(|(count, sex, youngest, oldest)| (0..*count).map(move |_| (*sex, *youngest, *oldest)))
        .map(|(sex, youngest, oldest)| person(sex, youngest, oldest, chance))
        .collect();
    everybody.sort_by_key(|person| person.registered);
    everybody
}

/// A number below `limit`.
fn below(limit: u64, chance: &mut Chance) -> u64 {
    u64::from_le_bytes(chance.bytes()) % limit.max(1)
}

fn one_of<T: Copy>(from: &[T], chance: &mut Chance) -> Option<T> {
    let place = below(from.len() as u64, chance);
    usize::try_from(place).ok().and_then(|place| from.get(place)).copied()
}

fn agency(chance: &mut Chance) -> usize {
    let mut left = below(SHARES.iter().sum(), chance);
    for (place, share) in SHARES.iter().enumerate() {
        match left.checked_sub(*share) {
            Some(rest) => left = rest,
            None => return place,
        }
    }
    0
}

fn person(sex: &str, youngest: u64, oldest: u64, chance: &mut Chance) -> Person {
    let agency = agency(chance);
    let day = i64::try_from(below(364, chance)).unwrap_or_default();
    let hour = i64::try_from(below(9 * 3_600_000, chance)).unwrap_or_default();
    let registered = Moment(FIRST_DAY + day * DAY + hour);
    let age = youngest + below(oldest - youngest + 1, chance);
    let region = super::AGENCIES.get(agency).map_or(Region::Bamako, |a| a.region);
    let given = if sex == "female" { &WOMEN } else { &MEN };
    let (year, month, ..) = registered.civil();
    let met = 1 + below(u64::from(registered.civil().2.unsigned_abs()), chance);
    let values = [
        ("region", region.code().to_owned()),
        ("date", format!("{year:04}-{month:02}-{met:02}")),
        ("manner", one_of(Manner::ALL, chance).map_or("other", Manner::code).to_owned()),
        ("account", one_of(&ACCOUNTS, chance).unwrap_or_default().to_owned()),
        ("form", form(sex, age, chance).code().to_owned()),
        ("sex", sex.to_owned()),
        ("age", age.to_string()),
        ("nationality", nationality(chance).code().to_owned()),
        ("family", one_of(&FAMILIES, chance).unwrap_or_default().to_owned()),
        ("given", one_of(given, chance).unwrap_or_default().to_owned()),
        ("year", (i64::from(year) - i64::try_from(age).unwrap_or_default()).to_string()),
    ];
    let values = values.map(|(name, value)| (name.to_owned(), value)).into();
    Person { agency, registered, values }
}

fn form(sex: &str, age: u64, chance: &mut Chance) -> Form {
    let likely: &[Form] = match (sex, age) {
        (_, ..18) => {
            &[Form::OrganisedBegging, Form::ForcedLabour, Form::DomesticServitude, Form::ForcedMarriage]
        }
        ("female", _) => &[Form::SexualExploitation, Form::DomesticServitude, Form::DescentBasedSlavery],
        _ => &[Form::ForcedLabour, Form::DebtBondage, Form::DescentBasedSlavery],
    };
    one_of(likely, chance).unwrap_or(Form::Unknown)
}

fn nationality(chance: &mut Chance) -> Nationality {
    match below(10, chance) {
        0..=6 => Nationality::Mali,
        _ => one_of(Nationality::ALL, chance).unwrap_or(Nationality::Unknown),
    }
}

impl Person {
    /// Seals her as a device does.
    pub(super) fn seal(&self, keys: &Keys, chance: &mut Chance) -> Registration {
        let to = keys.opening.sealing();
        let mut sealing = Sealing::begin(keys.id, to, chance);
        for tier in [Tier::Account, Tier::Identity] {
            let answers = QUESTIONS.iter().filter(|question| question.tier == tier).filter_map(|question| {
                let value = self.values.get(question.name)?.clone();
                Some(Answer { question: question.name.to_owned(), value, from: Vec::new() })
            });
            sealing.answers(tier, answers.collect(), chance);
        }
        let card = NameCard::of(|name| self.values.get(name).cloned()).unwrap_or_default();
        let tokens = card.kept_tokens(&keys.tokens);
        let sealed = card.seal(sealing.keyring().file, &to, chance);
        // Place, date and manner are always among the values made above.
        let facts = steps::facts(&self.values).unwrap_or(danbe_protection::cases::Facts {
            month: self.registered.month(),
            region: Region::Bamako,
            manner: Manner::Other,
            sex: danbe_words::Sex::Unknown,
            band: danbe_words::AgeBand::Unknown,
            form: Form::Unknown,
            nationality: Nationality::Unknown,
        });
        sealing.finish(FileKind::Trafficking, facts, Some(sealed), tokens)
    }
}
