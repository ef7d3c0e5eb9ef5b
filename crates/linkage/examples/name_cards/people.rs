//! Ten thousand invented persons. Single names only, common in Mali; the frequencies are invented (steep, so that
//! the measurement errs on the hard side) and no combination is taken from anywhere.

/// A small seeded generator (splitmix64, Steele et al. 2014): the measurement must print the same figures twice.
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    /// The names stand by falling frequency: weight 1 / (rank + `flat`).
    fn common<'a>(&mut self, names: &[&'a str], flat: usize) -> &'a str {
        let weight = |rank: usize| 1_000_000 / (rank + flat);
        let mut left = self.below((0..names.len()).map(weight).sum());
        for (rank, name) in names.iter().enumerate() {
            match left.checked_sub(weight(rank)) {
                Some(rest) => left = rest,
                None => return name,
            }
        }
        names[0]
    }
}

/// What is true of a person, or typed of her.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    pub(crate) family: String,
    pub(crate) given: String,
    pub(crate) year: Option<i16>,
}

pub(crate) fn person(chance: &mut Chance) -> Named {
    let woman = chance.percent(60);
    let names = if woman { WOMEN } else { MEN };
    let mut given = chance.common(names, 3).to_owned();
    if chance.percent(20) {
        given = format!("{given} {}", chance.common(names, 3));
    }
    let family = match (chance.percent(6), woman) {
        (true, true) => format!("Walet {}", chance.common(MEN, 3)),
        (true, false) => format!("Ag {}", chance.common(MEN, 3)),
        _ => chance.common(FAMILIES, 4).to_owned(),
    };
    // The younger of two draws: a third of the persons are under 18.
    let age = 8 + chance.below(40).min(chance.below(40));
    Named { family, given, year: Some(2026 - age as i16) }
}

#[rustfmt::skip]
pub(crate) const FAMILIES: &[&str] = &[
    "Traoré", "Coulibaly", "Diarra", "Keïta", "Diallo", "Sissoko", "Koné", "Dembélé", "Touré", "Cissé",
    "Maïga", "Konaté", "Sidibé", "Sangaré", "Diakité", "Camara", "Sanogo", "Kanté", "Doumbia", "Samaké",
    "Guindo", "Haïdara", "Ouattara", "Barry", "Dicko", "Berthé", "Fofana", "Diawara", "Sacko", "Sylla",
    "Tangara", "Bagayoko", "Ballo", "Bah", "Sow", "Dabo", "Daou", "N'Diaye", "Soumaré", "Diabaté", "Bamba",
    "Kouyaté", "Togola", "Goïta", "Dolo", "Kassogué", "Tembely", "Ongoïba", "Poudiougou", "Karembé",
    "Niaré", "Gakou", "Bathily", "Marico", "Mallé", "Dao", "Sogoba", "Bengaly", "Dackouo", "Théra", "Koïta",
    "Simpara", "Tounkara", "Maguiraga", "Tall", "Ly", "Kané", "Magassa", "Soukouna", "Arama", "Niangado",
    "Yattara", "Thiam", "Cissouma", "Fané", "Bouaré", "Dramé", "Kébé", "Kamissoko", "Djiré",
];

#[rustfmt::skip]
pub(crate) const MEN: &[&str] = &[
    "Mamadou", "Moussa", "Amadou", "Oumar", "Ibrahim", "Abdoulaye", "Mohamed", "Souleymane", "Seydou",
    "Boubacar", "Modibo", "Adama", "Ousmane", "Issa", "Drissa", "Bakary", "Cheick", "Youssouf", "Ibrahima",
    "Yacouba", "Lassine", "Salif", "Daouda", "Mahamadou", "Sékou", "Yaya", "Aly", "Hamidou", "Soumaïla",
    "Alassane", "Fousseyni", "Madou", "Kalilou", "Bréhima", "Abdou", "Habib", "Sory", "Lamine", "Alpha",
    "Amara", "Assane", "Bocar", "Kassim", "Saliou", "Nourdine", "Alioune", "Tiémoko", "Babacar", "Tidiane",
    "Moustapha", "Lassana", "Siaka", "Zoumana", "Broulaye", "N'Tji", "Bourama", "Hamma", "Ahmed",
    "Aboubacrine", "Almoustapha",
];

#[rustfmt::skip]
pub(crate) const WOMEN: &[&str] = &[
    "Fatoumata", "Aminata", "Mariam", "Awa", "Aïssata", "Kadiatou", "Oumou", "Djénéba", "Rokia", "Bintou",
    "Fanta", "Assitan", "Hawa", "Salimata", "Maïmouna", "Safiatou", "Ramata", "Korotoumou", "Assétou",
    "Coumba", "Sitan", "Nana", "Sira", "Ténin", "Rokiatou", "Aïssatou", "Fatim", "Assan", "Sali", "Nènè",
    "Niamoye", "Zeïnabou", "Fadimata", "Halimatou", "Haby", "Kani", "Saran", "Tata", "Mah", "Astan",
    "Minata", "Sadio", "Alimata", "Yah", "Hadja", "Adam", "Lalla", "Dado", "Koudiédia", "Tacko",
];
