//! What a typed figure is, as data: written once under a version, never changed.

use danbe_words::{Agenda, Form, Month, ServiceKind, Stage, Unit};
use serde::{Deserialize, Serialize};

/// Code of the breakdown of a spot survey: who was asked remembers, or does not.
pub const RECALL: &str = "recall";
/// Code of the category that makes every breakdown exhaustive.
pub const UNKNOWN: &str = "unknown";
/// Longest text of a label or code, in bytes.
const LONG_LABEL: usize = 120;
/// Longest text of a sentence, in bytes.
const LONG_TEXT: usize = 2_000;
/// Breakdowns of a figure, and categories of a breakdown, at most.
const MOST: usize = 40;

/// One category of a breakdown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Stable code.
    pub code: String,
    /// French words.
    pub label: String,
}

/// A partition of a total. Made only with its unknown: see [`Breakdown::new`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Breakdown {
    /// Stable code.
    pub code: String,
    /// French words.
    pub label: String,
    /// Whether its categories are of human beings (sex, age): a file has neither.
    pub of_people: bool,
    categories: Vec<Category>,
}

impl Breakdown {
    /// A breakdown by categories of one's own; "inconnu" is added at the end.
    ///
    /// # Errors
    /// [`Fault`] when a category is empty, too long, or given twice.
    pub fn new(label: &str, categories: &[&str]) -> Result<Self, Fault> {
        let named: Vec<(String, &str)> = categories.iter().map(|it| (slug(it), *it)).collect();
        let pairs: Vec<(&str, &str)> = named.iter().map(|(code, label)| (code.as_str(), *label)).collect();
        Self::made(&slug(label), label, false, &pairs)
    }

    /// One of the breakdowns every figure shares, by its French name: `sexe`, `groupe`, `âge`, `forme`, `souvenir`.
    #[must_use]
    pub fn shared(name: &str) -> Option<Self> {
        let form = |form: &Form| (form.code(), form_fr(*form));
        let forms: Vec<(&str, &str)> =
            Form::ALL.iter().filter(|it| **it != Form::Unknown).map(form).collect();
        let made = match slug(name).as_str() {
            "sexe" => Self::made("sex", "Sexe", true, &[("male", "Hommes"), ("female", "Femmes")]),
            "groupe" => Self::made(
                "group",
                "Groupe",
                true,
                &[("men", "Hommes"), ("women", "Femmes"), ("children", "Enfants")],
            ),
            "age" => Self::made("age", "Âge", true, &[("children", "Enfants"), ("adults", "Adultes")]),
            "souvenir" => Self::made(
                RECALL,
                "Souvenir",
                false,
                &[("remembers", "S’en souvient"), ("forgot", "Ne s’en souvient pas")],
            ),
            "forme" => Self::made("form", "Forme d’exploitation", false, &forms),
            _ => return None,
        };
        made.ok()
    }

    fn made(code: &str, label: &str, of_people: bool, pairs: &[(&str, &str)]) -> Result<Self, Fault> {
        let mut categories: Vec<Category> = Vec::with_capacity(pairs.len() + 1);
        for (code, label) in pairs {
            let label = label.trim();
            if code.is_empty() || label.is_empty() || label.len() > LONG_LABEL {
                return Err(Fault::Category);
            }
            if *code == UNKNOWN || *code == "inconnu" {
                continue;
            }
            if categories.iter().any(|known| known.code == *code) {
                return Err(Fault::Category);
            }
            categories.push(Category { code: (*code).to_owned(), label: label.to_owned() });
        }
        if code.is_empty() || categories.is_empty() || categories.len() > MOST || label.len() > LONG_LABEL {
            return Err(Fault::Breakdown);
        }
        categories.push(Category { code: UNKNOWN.to_owned(), label: "Inconnu".to_owned() });
        Ok(Self { code: code.to_owned(), label: label.trim().to_owned(), of_people, categories })
    }

    /// The categories, the unknown last.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }
}

/// A definition: two numbers compare only under the same code and version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Stable code, from the title of its first version.
    pub code: String,
    /// 1, 2, 3…
    pub version: u16,
    /// French words.
    pub title: String,
    /// What is counted.
    pub unit: Unit,
    /// How far the recognition of a person has gone; `None` where that has no sense.
    pub stage: Option<Stage>,
    /// Who or what counts, in a sentence.
    pub says: String,
    /// How it is counted, so that nothing counts twice.
    pub rule: String,
    /// The partitions of the total.
    pub breakdowns: Vec<Breakdown>,
    /// Which services type it.
    pub kinds: Vec<ServiceKind>,
    /// First month it is typed for.
    pub from: Month,
    /// Of a spot survey: code of the reach it checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measures: Option<String>,
    /// The point of a meeting's agenda it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agenda: Option<Agenda>,
}

/// A definition as drafted, before it has its code and version.
#[derive(Debug, Clone)]
pub struct Drafted<'a> {
    /// As [`Definition::title`].
    pub title: &'a str,
    /// As [`Definition::unit`].
    pub unit: Unit,
    /// As [`Definition::stage`].
    pub stage: Option<Stage>,
    /// As [`Definition::says`].
    pub says: &'a str,
    /// As [`Definition::rule`].
    pub rule: &'a str,
    /// One line a breakdown: a shared name (`sexe`), or `Nom : première, deuxième`.
    pub breakdowns: &'a str,
    /// As [`Definition::kinds`].
    pub kinds: Vec<ServiceKind>,
    /// As [`Definition::from`].
    pub from: Month,
    /// As [`Definition::measures`]; empty: none.
    pub measures: &'a str,
    /// As [`Definition::agenda`].
    pub agenda: Option<Agenda>,
}

/// What is wrong with a draft; each is the word `fault-<code>` of the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The title is empty or too long.
    Title,
    /// It does not say who counts.
    Says,
    /// It does not say how.
    Rule,
    /// A category is empty or given twice.
    Category,
    /// A breakdown has no name, no category, or too many.
    Breakdown,
    /// Sex or age of something that has none.
    NotPeople,
    /// By group (men, women, children) and by sex or age too: their difference would tell boys from men.
    Crossed,
    /// A stage of something that is not a person.
    Stage,
    /// Nobody would type it.
    Kinds,
    /// It has no first month.
    From,
    /// A spot survey without recall, or of no reach; or something else that claims to be one.
    Survey,
}

impl Fault {
    /// The stable text.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Says => "says",
            Self::Rule => "rule",
            Self::Category => "category",
            Self::Breakdown => "breakdown",
            Self::NotPeople => "not-people",
            Self::Crossed => "crossed",
            Self::Stage => "stage",
            Self::Kinds => "kinds",
            Self::From => "from",
            Self::Survey => "measures",
        }
    }
}

impl Definition {
    /// What was meant by a draft, under a code and a version.
    ///
    /// # Errors
    /// [`Fault`], the first that stands in the way.
    pub fn meant(draft: &Drafted, code: &str, version: u16) -> Result<Self, Fault> {
        let text = |text: &str, fault: Fault, long: usize| {
            let text = text.trim();
            if text.is_empty() || text.len() > long { Err(fault) } else { Ok(text.to_owned()) }
        };
        let breakdowns = breakdowns(draft.breakdowns)?;
        if breakdowns.iter().any(|it| it.of_people) && !draft.unit.is_of_people() {
            return Err(Fault::NotPeople);
        }
        if crossed(&breakdowns) {
            return Err(Fault::Crossed);
        }
        if draft.stage.is_some() && draft.unit != Unit::Person {
            return Err(Fault::Stage);
        }
        let (surveys, measures) = (draft.unit == Unit::Respondent, draft.measures.trim());
        let recalls = breakdowns.iter().any(|it| it.code == RECALL);
        if surveys == measures.is_empty() || surveys != recalls {
            return Err(Fault::Survey);
        }
        if draft.kinds.is_empty() {
            return Err(Fault::Kinds);
        }
        Ok(Self {
            code: text(code, Fault::Title, LONG_LABEL)?,
            version,
            title: text(draft.title, Fault::Title, LONG_LABEL)?,
            unit: draft.unit,
            stage: draft.stage,
            says: text(draft.says, Fault::Says, LONG_TEXT)?,
            rule: text(draft.rule, Fault::Rule, LONG_TEXT)?,
            breakdowns,
            kinds: draft.kinds.clone(),
            from: draft.from,
            measures: surveys.then(|| measures.to_owned()),
            agenda: draft.agenda,
        })
    }

    /// The breakdown of a code.
    #[must_use]
    pub fn breakdown(&self, code: &str) -> Option<&Breakdown> {
        self.breakdowns.iter().find(|it| it.code == code)
    }

    /// Whether this is the reach of that code: people touched, as estimated.
    #[must_use]
    pub fn is_reach(&self, code: &str) -> bool {
        self.unit == Unit::Listener && self.code == code
    }

    /// Whether two figures may be put side by side as one series.
    #[must_use]
    pub fn is_of(&self, code: &str, version: u16) -> bool {
        self.code == code && self.version == version
    }
}

/// Two breakdowns of which one cuts through the other: 47 males beside 42 men are five boys.
fn crossed(breakdowns: &[Breakdown]) -> bool {
    let has = |code: &str| breakdowns.iter().any(|it| it.code == code);
    has("group") && (has("sex") || has("age"))
}

fn breakdowns(text: &str) -> Result<Vec<Breakdown>, Fault> {
    let mut made: Vec<Breakdown> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let breakdown = match line.split_once(':') {
            None => Breakdown::shared(line).ok_or(Fault::Breakdown)?,
            Some((label, list)) => {
                let categories: Vec<&str> = list.split([',', ';']).collect();
                Breakdown::new(label.trim(), &categories)?
            }
        };
        if made.iter().any(|known| known.code == breakdown.code) || made.len() == MOST {
            return Err(Fault::Breakdown);
        }
        made.push(breakdown);
    }
    Ok(made)
}

/// A label as a stable code: letters without accents, digits and hyphens.
#[must_use]
pub fn slug(label: &str) -> String {
    let mut code = String::with_capacity(label.len());
    for letter in label.trim().chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => code.push(letter),
            'à' | 'â' | 'ä' | 'á' => code.push('a'),
            'é' | 'è' | 'ê' | 'ë' => code.push('e'),
            'î' | 'ï' | 'í' => code.push('i'),
            'ô' | 'ö' | 'ó' => code.push('o'),
            'û' | 'ù' | 'ü' | 'ú' => code.push('u'),
            'ç' => code.push('c'),
            'ñ' => code.push('n'),
            'œ' => code.push_str("oe"),
            _ if !code.is_empty() && !code.ends_with('-') => code.push('-'),
            _ => {}
        }
    }
    code.trim_end_matches('-').to_owned()
}

const fn form_fr(form: Form) -> &'static str {
    match form {
        Form::SexualExploitation => "Exploitation sexuelle",
        Form::ForcedLabour => "Travail forcé",
        Form::DomesticServitude => "Servitude domestique",
        Form::OrganisedBegging => "Mendicité organisée",
        Form::DebtBondage => "Servitude pour dettes",
        Form::DescentBasedSlavery => "Esclavage par ascendance",
        Form::ForcedMarriage => "Mariage forcé",
        Form::ArmedGroup => "Enfants associés aux groupes armés",
        Form::OrganRemoval => "Prélèvement d’organes",
        Form::Other => "Autre forme",
        Form::Unknown => "Inconnu",
    }
}
