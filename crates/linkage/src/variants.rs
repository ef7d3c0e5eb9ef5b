//! Variants of one name, and names that are established as different.
//!
//! Groups adapted from the arche project's lexicon, © 2026 unpatterned.org, Apache-2.0
//! (`arche/detect/_names/lexicon.py`, its West African and Islamic groups); changes: respelled by ear, Koné and Konaté
//! apart, and a few forms met in Mali added (Boubacar, Ahmadou, Kadiatou, Salimata, Seydou, Maïmouna).
//! To be re-curated by Malian experts. A group joins *distinct civil names* (Mohamed, Mamadou): it helps to fetch
//! a card and to grade it, it never makes two names equal. Changing a group changes the keys: see the ADR.

/// One group a line, spelled by ear; the first spelling lends its sound to all.
const GROUPS: &[&str] = &[
    "mamadu moamed muamad muamed muamadu moamadu moamad mamed",
    "abdulai abdulaye abdula abdala abdela abdul abdu",
    "ibraim ebraim braim ibraima braima ibra",
    "fatumata fatima fatim fatimata fatimatu fatuma fatma fadimata fadima fatime fatu fati",
    "aisata aixa ayexa aixat aisatu aixatu aisetu",
    "usman osman utman usmane osmane usumanu",
    "yusuf yusef yusufu",
    "ali aliu",
    "asan asane",
    "usein usain useini isein",
    "aminata amina aminatu",
    "mariam mariama mariame mariamu meriem miriam",
    "ismail ismaila ismael esmail ixmael sumaila",
    "suleiman sulaiman suleimane sulaimane sulaimana soliman",
    "abubakar abubakari abubaker bubakar babakar",
    "drisa dris idris idrisa",
    "raxid",
    "kadija kadijatu kajatu kaja dija aja ajatu",
    "sainab seinab sainaba senab seinabu",
    "safia safiatu",
    "alima alimatu alimata alime",
    "rokia rokiatu rukia rukaya rukayat",
    "dauda dafid daud dawud",
    "yakuba yakubu yakb",
    "bintu binta bint",
    "awa auwa",
    "musa",
    "amadu amed amad",
    "salimata salima salimatu",
    "seidu said saidu seid",
    "maimuna maimunatu muna",
    "jalo jala jal",
    "ba",
    "so sao",
    "kone",
    "konate",
    "kulibali",
    "traore traure",
    "njaye ndaye njai",
    "fal",
    "geye gai gaye",
    "jop jup job",
];

/// Common family names of Mali that an edit or two would turn into one another; each stands alone.
const APART: &str = "jara jawara jakite jabate keita koita kante kuyate sisoko sako sidibe sise sila sangare sanogo samake sumare \
                     ture dembele dumbia kamara tangara dabo dau maiga magasa bari berte bamba bagayoko fofana aidara watara diko gindo togola togo";

/// The spelling whose sound stands for the whole group of this one.
#[must_use]
pub fn head_of(spelled: &str) -> Option<&'static str> {
    group_of(spelled).and_then(|group| group.split(' ').next())
}

/// How the table sees two names, both spelled by ear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kinship {
    /// Two variants of one group.
    Variants,
    /// Two established names: the likeness of their letters means little (Koné, Konaté).
    Apart,
    /// At least one is unknown here: only the letters can tell.
    Unknown,
}

/// What is known about two different spellings.
pub(crate) fn kinship(one: &str, other: &str) -> Kinship {
    match (established(one), established(other)) {
        (Some(a), Some(b)) if a == b => Kinship::Variants,
        (Some(_), Some(_)) => Kinship::Apart,
        _ => Kinship::Unknown,
    }
}

/// The group of a spelling, or the name itself when it is one that stands alone: two spellings are variants when they
/// share it, and different names when both have one and do not.
#[must_use]
pub fn established(spelled: &str) -> Option<&'static str> {
    group_of(spelled).or_else(|| APART.split_whitespace().find(|name| *name == spelled))
}

fn group_of(spelled: &str) -> Option<&'static str> {
    GROUPS.iter().copied().find(|group| group.split(' ').any(|name| name == spelled))
}

#[cfg(test)]
mod tests {
    use super::{APART, GROUPS, Kinship, head_of, kinship};
    use crate::{fold::fold, sound::by_ear};

    fn ear(name: &str) -> String {
        by_ear(&fold(name))
    }

    /// An entry that the ear would respell could never be found.
    #[test]
    fn every_entry_is_spelled_by_ear_and_stands_once() {
        let mut all: Vec<&str> =
            GROUPS.iter().flat_map(|g| g.split(' ')).chain(APART.split_whitespace()).collect();
        for name in &all {
            assert_eq!(ear(&name.replace('x', "sh")), *name);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn variants_share_a_head_and_established_names_do_not() {
        for (one, other) in [
            ("Fatoumata", "Fatou"),
            ("Mohamed", "Mamadou"),
            ("Diallo", "Dialaw"),
            ("N'Diaye", "Njay"),
            ("Ousmane", "Osman"),
        ] {
            assert_eq!(head_of(&ear(one)), head_of(&ear(other)));
            assert!(head_of(&ear(one)).is_some());
        }
        assert_eq!(kinship("mamadu", "moamed"), Kinship::Variants);
        assert_eq!(kinship("kone", "konate"), Kinship::Apart);
        assert_eq!(kinship("kante", "konate"), Kinship::Apart);
        assert_eq!(kinship("kone", "kune"), Kinship::Unknown);
    }
}
