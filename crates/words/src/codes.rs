//! The coded facts (tier T1) and the codes of the house: closed lists, each value with one stable text.
//!
//! What a person sees is in the words of each room (`sex-female = Féminin`), never here, except proper names
//! of places.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A text that is no code of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    /// The list's name.
    pub list: &'static str,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a code of the list {}", self.list)
    }
}

impl std::error::Error for UnknownCode {}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name {
            $($(#[$vdoc])* #[doc = concat!("`", $code, "`")] $variant),+
        }

        impl $name {
            /// Every value, in the order screens and tables show them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable text of the value, in databases, events and interfaces.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The value of a code.
            ///
            /// # Errors
            /// [`UnknownCode`] when the list has no such code.
            pub fn from_code(code: &str) -> Result<Self, UnknownCode> {
                match code {
                    $($code => Ok(Self::$variant),)+
                    _ => Err(UnknownCode { list: stringify!($name) }),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.code())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::from_code(&code).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

codes! {
    /// Sex as told or seen; unknown is a value, never a gap (the published 291 + 113 that make 404, not 430).
    Sex { Female = "female", Male = "male", Unknown = "unknown" }

    /// Age in the fixed bands of the house, years completed; no return ever refines them.
    AgeBand {
        Y0 = "0-8", Y9 = "9-14", Y15 = "15-17", Y18 = "18-29", Y30 = "30-47", Y48 = "48+", Unknown = "unknown",
    }

    /// How the service met the person.
    Manner {
        CameAlone = "came-alone", BroughtByPolice = "brought-by-police", BroughtByCitizen = "brought-by-citizen",
        ReferredByService = "referred-by-service", Outreach = "outreach", Telephone = "telephone", Other = "other",
    }

    /// Presumed form of exploitation, as the glossary names them.
    Form {
        SexualExploitation = "sexual-exploitation", ForcedLabour = "forced-labour",
        DomesticServitude = "domestic-servitude", OrganisedBegging = "organised-begging",
        DebtBondage = "debt-bondage", DescentBasedSlavery = "descent-based-slavery",
        ForcedMarriage = "forced-marriage", ArmedGroup = "child-associated-with-armed-group",
        OrganRemoval = "organ-removal", Other = "other", Unknown = "unknown",
    }

    /// Nationality, a short list: rarer ones would point to a person.
    Nationality {
        Mali = "mali", BurkinaFaso = "burkina-faso", CoteDIvoire = "cote-d-ivoire", Guinea = "guinea",
        Niger = "niger", Nigeria = "nigeria", Senegal = "senegal", Other = "other", Unknown = "unknown",
    }

    /// The nineteen regions of the 2023 reform and Bamako; ids of our own, since official codes are not verified.
    Region {
        Bamako = "bamako", Bandiagara = "bandiagara", Bougouni = "bougouni", Dioila = "dioila",
        Douentza = "douentza", Gao = "gao", Kayes = "kayes", Kidal = "kidal", Kita = "kita",
        Koulikoro = "koulikoro", Koutiala = "koutiala", Menaka = "menaka", Mopti = "mopti", Nara = "nara",
        Nioro = "nioro", San = "san", Segou = "segou", Sikasso = "sikasso", Taoudenit = "taoudenit",
        Tombouctou = "tombouctou",
    }

    /// How far the recognition of a person has gone; three counts never added together.
    Stage { Presumed = "presumed", Identified = "identified", Assisted = "assisted" }

    /// What one counted thing is. Units are never added together: 93 files are not 430 persons.
    Unit {
        File = "file", Person = "person", Event = "event", Session = "session", Participant = "participant",
        Listener = "listener", Respondent = "respondent",
    }

    /// Point of a meeting's agenda a figure belongs to.
    Agenda {
        OverdueReferrals = "overdue-referrals", DormantFiles = "dormant-files", UnmetNeeds = "unmet-needs",
    }

    /// How far a service's monthly return has come: sent, approved for its region, approved by the committee.
    Level { Service = "service", Region = "region", Committee = "committee" }

    /// What a service is to the monthly return: which form it is given.
    ServiceKind {
        Police = "police", Gendarmerie = "gendarmerie", Court = "court", ChildProtection = "child-protection",
        Shelter = "shelter", Iom = "iom", Ngo = "ngo",
    }

    /// On which side of the wall an installation is: said once, and never changed.
    Side { Protection = "protection", Investigation = "investigation" }

    /// What an agency is. There is no class for immigration enforcement.
    AgencyClass {
        ProtectionService = "protection-service", ChildProtection = "child-protection",
        ServiceProvider = "service-provider", DecidingAuthority = "deciding-authority", Sender = "sender",
        Statistics = "statistics", Committee = "committee", Witness = "witness",
        /// Investigates, on the other side of the wall: it opens the packages that are sealed to it, and keeps no file.
        InvestigatingUnit = "investigating-unit",
        /// The people who run the machine; they assist nobody and open nothing.
        Operations = "operations",
    }

    /// What a post is charged with. Who holds the post of a rehearsal comes in and opens nothing: she is there to be
    /// brought back.
    Duty {
        Caseworker = "caseworker", Officer = "officer", Holder = "holder", Administrator = "administrator",
        Rehearsal = "rehearsal",
    }

    /// What a file is about: each has its own referral mechanism, and they are never added together.
    FileKind { Trafficking = "trafficking", Smuggling = "smuggling" }

    /// What may still be done with a file. One that was transferred or erased is another agency's, or nobody's.
    FileState {
        Open = "open", Closing = "closing", Closed = "closed", Transferred = "transferred", Erased = "erased",
    }

    /// For what more searches are permitted than a day's allowance.
    Occasion { Operation = "operation", Import = "import" }

    /// Why a file is closed.
    Ending {
        Completed = "completed", HerWish = "her-wish", Moved = "moved", OutOfReach = "out-of-reach", Died = "died",
        Duplicate = "duplicate", Other = "other",
    }

    /// What one agency may share with another for; each is asked for apart, and refusing one changes no service.
    Purpose {
        Support = "support", Police = "police", Statistics = "statistics", Return = "return", Media = "media",
        Research = "research",
    }

    /// On what a share rests. The first is the ordinary one; the others are counted apart and told to the person.
    Ground {
        Consent = "consent", BestInterest = "best-interest", VitalInterest = "vital-interest",
        LegalOrder = "legal-order",
    }

    /// A part of a file that may be shared without the others; the last is no part of it, but coded answers drawn from it
    /// for a statistics office.
    Section {
        Profile = "profile", Account = "account", Notes = "notes", Identity = "identity", Contact = "contact",
        Extract = "extract",
    }

    /// How somebody was brought: the ways *loi 2012-023* names in its article 4 on the smuggling of migrants.
    Transport { Land = "land", River = "river", Air = "air", Sea = "sea", Unknown = "unknown" }

    /// What was met on the way: the aggravating circumstances of the Smuggling Protocol (2000), article 6, paragraph 3.
    Danger {
        Life = "life", Degrading = "degrading", Both = "both", Neither = "neither", Unknown = "unknown",
    }

    /// What the way cost.
    Paid { Owed = "owed", Paid = "paid", Nothing = "nothing", Unknown = "unknown" }

    /// Protection a migrant may need: terms of the guidance *Migration and International Protection* of HTCDS.
    Protection {
        AsylumSeeker = "asylum-seeker", Refugee = "refugee", Stateless = "stateless", ChildAlone = "child-alone",
        Stranded = "stranded", Returnee = "returnee", Neither = "neither", Unknown = "unknown",
    }

    /// Who gave a consent.
    Giver { Herself = "herself", Guardian = "guardian", Nobody = "nobody" }

    /// How a consent was given.
    Evidence {
        Witnessed = "witnessed", SignedOnScreen = "signed-on-screen", InkOnPaper = "ink-on-paper", NoSign = "none",
    }

    /// Who put the words into the person's language.
    Interpreter { NotNeeded = "not-needed", Independent = "independent", Colleague = "colleague" }

    /// The language something was explained in.
    Tongue {
        Bambara = "bambara", Fulfulde = "fulfulde", Songhai = "songhai", Tamasheq = "tamasheq", Soninke = "soninke",
        Dogon = "dogon", Senufo = "senufo", Mamara = "mamara", Bozo = "bozo", Bobo = "bobo", Malinke = "malinke",
        Khassonke = "khassonke", Arabic = "arabic", French = "french", English = "english", Sign = "sign",
        Other = "other",
    }

    /// What another agency found when it reviewed a decision taken on vital interest.
    Review { Awaited = "awaited", Upheld = "upheld", Refused = "refused" }

    /// What is asked of the receiver: to help beside the sender, or to take the file over.
    Errand { Help = "help", Transfer = "transfer" }

    /// How far a referral has come. Whoever has the person, one of the two ends says so.
    Referral {
        Sent = "sent", Opened = "opened", Accepted = "accepted", Done = "done", Declined = "declined",
        Withdrawn = "withdrawn", Expired = "expired", Returned = "returned",
    }

    /// Why a receiver declines.
    Decline {
        NoPlace = "no-place", OtherService = "other-service", TooFar = "too-far", SheDeclined = "she-declined",
        Conflict = "conflict", Unreadable = "unreadable", Other = "other",
    }

    /// What a receiver answers when a package is called back.
    Recall { Asked = "asked", Deleted = "deleted", Held = "held" }

    /// By what a notice goes: SMTP, or the machine's SMS gateway.
    Way { Mail = "mail", Sms = "sms" }

    /// Tier of a sealed record: T2 account, T3 identity.
    Tier { Account = "T2", Identity = "T3" }
}

impl Default for FileKind {
    /// Trafficking: what every file was about before there were two kinds.
    fn default() -> Self {
        Self::Trafficking
    }
}

impl Evidence {
    /// Whether something is drawn or photographed, and kept.
    #[must_use]
    pub const fn leaves_a_mark(self) -> bool {
        matches!(self, Self::SignedOnScreen | Self::InkOnPaper)
    }
}

impl FileKind {
    /// Whether it is the kind that need not be said.
    #[must_use]
    pub const fn is_trafficking(&self) -> bool {
        matches!(self, Self::Trafficking)
    }
}

impl Section {
    /// Names and whereabouts open with the identity, the rest with the account.
    #[must_use]
    pub const fn tier(self) -> Tier {
        match self {
            Self::Identity | Self::Contact => Tier::Identity,
            Self::Profile | Self::Account | Self::Notes | Self::Extract => Tier::Account,
        }
    }

    /// Whether a purpose may carry it: statistics carry the extract and nothing else, and nothing else carries the extract.
    #[must_use]
    pub const fn is_for(self, purpose: Purpose) -> bool {
        matches!(self, Self::Extract) == matches!(purpose, Purpose::Statistics)
    }
}

impl Referral {
    /// Whether the two ends have nothing more to say to each other.
    #[must_use]
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Sent | Self::Opened | Self::Accepted)
    }
}

impl Unit {
    /// Whether one counted thing is a human being, who has a sex and an age; a file, an event, a session has none.
    #[must_use]
    pub const fn is_of_people(self) -> bool {
        matches!(self, Self::Person | Self::Participant | Self::Listener | Self::Respondent)
    }
}

impl Default for Side {
    /// Protection: what every installation was before there were two sides.
    fn default() -> Self {
        Self::Protection
    }
}

impl AgencyClass {
    /// The one side it belongs to; none for those who run a machine, on whichever side it stands.
    #[must_use]
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Operations => None,
            Self::InvestigatingUnit => Some(Side::Investigation),
            _ => Some(Side::Protection),
        }
    }

    /// Whether an installation of a side may found it.
    #[must_use]
    pub fn stands_on(self, side: Side) -> bool {
        self.side().is_none_or(|own| own == side)
    }

    /// Whether its posts work on files: what they seal would be lost with its keys.
    #[must_use]
    pub const fn assists(self) -> bool {
        matches!(self, Self::ProtectionService | Self::ChildProtection | Self::ServiceProvider)
    }

    /// Whether a package for a purpose may be sealed to it: it has somebody who may open one. A sender has not; a
    /// statistics office opens what is for statistics, and nobody else does.
    #[must_use]
    pub const fn receives(self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Statistics => matches!(self, Self::Statistics),
            _ => self.assists() || matches!(self, Self::DecidingAuthority | Self::InvestigatingUnit),
        }
    }
}

impl Region {
    /// Proper name, the same in every language of the screen.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bamako => "Bamako",
            Self::Bandiagara => "Bandiagara",
            Self::Bougouni => "Bougouni",
            Self::Dioila => "Dioïla",
            Self::Douentza => "Douentza",
            Self::Gao => "Gao",
            Self::Kayes => "Kayes",
            Self::Kidal => "Kidal",
            Self::Kita => "Kita",
            Self::Koulikoro => "Koulikoro",
            Self::Koutiala => "Koutiala",
            Self::Menaka => "Ménaka",
            Self::Mopti => "Mopti",
            Self::Nara => "Nara",
            Self::Nioro => "Nioro",
            Self::San => "San",
            Self::Segou => "Ségou",
            Self::Sikasso => "Sikasso",
            Self::Taoudenit => "Taoudénit",
            Self::Tombouctou => "Tombouctou",
        }
    }
}

impl AgeBand {
    /// The band of an age in completed years.
    #[must_use]
    pub const fn of_years(years: u8) -> Self {
        match years {
            0..=8 => Self::Y0,
            9..=14 => Self::Y9,
            15..=17 => Self::Y15,
            18..=29 => Self::Y18,
            30..=47 => Self::Y30,
            _ => Self::Y48,
        }
    }

    /// Under eighteen (Palermo Protocol, article 3 d); `None` when the age is unknown.
    #[must_use]
    pub const fn is_child(self) -> Option<bool> {
        match self {
            Self::Y0 | Self::Y9 | Self::Y15 => Some(true),
            Self::Y18 | Self::Y30 | Self::Y48 => Some(false),
            Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for region in Region::ALL {
            assert_eq!(Region::from_code(region.code()), Ok(*region));
        }
        for band in AgeBand::ALL {
            assert_eq!(AgeBand::from_code(band.code()), Ok(*band));
        }
        assert_eq!(Region::ALL.len(), 20, "nineteen regions and the district of Bamako");
        assert!(Sex::from_code("Female").is_err());
    }

    #[test]
    fn bands_break_where_childhood_ends() {
        assert_eq!(AgeBand::of_years(17).is_child(), Some(true));
        assert_eq!(AgeBand::of_years(18).is_child(), Some(false));
        assert_eq!(AgeBand::Unknown.is_child(), None);
    }

    #[test]
    fn an_agency_that_knows_persons_stands_on_one_side() {
        for class in AgencyClass::ALL {
            let sides = Side::ALL.iter().filter(|side| class.stands_on(**side)).count();
            assert_eq!(sides, if *class == AgencyClass::Operations { 2 } else { 1 }, "{class}");
        }
    }

    #[test]
    fn what_is_for_statistics_goes_to_a_statistics_office_and_nothing_else_does() {
        for (class, purpose) in
            AgencyClass::ALL.iter().flat_map(|class| Purpose::ALL.iter().map(move |it| (*class, *it)))
        {
            let (office, counts) = (class == AgencyClass::Statistics, purpose == Purpose::Statistics);
            assert!(!class.receives(purpose) || office == counts, "{class}, {purpose}");
        }
        assert!(AgencyClass::Statistics.receives(Purpose::Statistics));
    }

    #[test]
    fn no_class_serves_immigration_enforcement() {
        for class in AgencyClass::ALL {
            for word in ["immigration", "border", "removal", "deport", "enforcement"] {
                assert!(!class.code().contains(word), "{class}");
            }
        }
    }
}
