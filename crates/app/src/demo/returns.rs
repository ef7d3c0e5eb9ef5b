//! Invented monthly returns of 2024: five services, twelve figures, one question, some late, some missing.

use super::DemoClock;
use super::accounts::{AGENCIES, BRIGADE, COURT, DUNE, FIGUIER, Keys, NERE, READERS};
use crate::web::House;
use danbe_guard::{Account, Standing};
use danbe_statistics::definitions::{self, Enlist, Write};
use danbe_statistics::fields::Fields;
use danbe_statistics::presumed::Names;
use danbe_statistics::published::{By, Enter, Value};
use danbe_statistics::register::Publish;
use danbe_statistics::returns::{Examine, Sent, Type, Verdict, What, field_name};
use danbe_store::{Act, Outcome, Thread};
use danbe_words::{AgencyId, Agenda, Moment, Month, Problem, Region, ServiceKind, Unit};
use std::sync::atomic::Ordering;

/// Title, unit, stage, what counts, rule, breakdowns, who types it.
type Drafted =
    (&'static str, Unit, &'static str, &'static str, &'static str, &'static str, &'static [ServiceKind]);

/// Code of the reach the spot survey checks.
const REACH: &str = "personnes-touchees-par-la-sensibilisation";

const POLICE: &[ServiceKind] = &[ServiceKind::Police, ServiceKind::Gendarmerie];
const COURTS: &[ServiceKind] = &[ServiceKind::Court];
const CARE: &[ServiceKind] =
    &[ServiceKind::Shelter, ServiceKind::ChildProtection, ServiceKind::Ngo, ServiceKind::Iom];

/// Points of a meeting's agenda, by title.
const POINTS: [(&str, Agenda); 3] = [
    ("Orientations sans réponse dans le délai", Agenda::OverdueReferrals),
    ("Dossiers devenus dormants", Agenda::DormantFiles),
    ("Besoins constatés et non couverts", Agenda::UnmetNeeds),
];

const DEFINITIONS: [Drafted; 12] = [
    (
        "Dossiers d’enquête ouverts",
        Unit::File,
        "none",
        "Dossier d’enquête pour traite ou pratique assimilée, ouvert dans le mois",
        "Un dossier compte une fois, le mois de son ouverture, par le service qui l’a ouvert",
        "",
        POLICE,
    ),
    (
        "Personnes mises en cause",
        Unit::Person,
        "none",
        "Personne entendue comme mise en cause dans un dossier d’enquête",
        "Une fois par dossier ; jamais une personne présumée victime",
        "sexe",
        POLICE,
    ),
    (
        "Dossiers de poursuite",
        Unit::File,
        "none",
        "Dossier dont le parquet a été saisi pour traite ou pratique assimilée",
        "Un dossier compte une fois, le mois de la saisine",
        "",
        COURTS,
    ),
    (
        "Condamnations prononcées",
        Unit::Event,
        "none",
        "Décision de condamnation pour traite ou pratique assimilée",
        "Une décision compte une fois par personne condamnée, le mois du prononcé",
        "",
        COURTS,
    ),
    (
        "Personnes identifiées",
        Unit::Person,
        "identified",
        "Personne reconnue victime de traite par l’autorité compétente",
        "Une fois par service et par an, le mois de la décision",
        "groupe",
        CARE,
    ),
    (
        "Migrants assistés",
        Unit::Person,
        "assisted",
        "Migrant en détresse qui a reçu une aide, reconnu victime ou non",
        "Une fois par personne et par an ; les victimes identifiées y sont comprises",
        "groupe",
        &[ServiceKind::Iom],
    ),
    (
        "Participants formés",
        Unit::Participant,
        "none",
        "Professionnel présent à une séance de formation du service",
        "Une fois par séance ; qui suit deux séances compte deux fois",
        "Métier : police et gendarmerie, justice, action sociale, santé",
        CARE,
    ),
    (
        "Personnes touchées par la sensibilisation",
        Unit::Listener,
        "none",
        "Personne présente à une séance publique, ou auditeur estimé d’une émission",
        "Présents comptés à l’entrée ; auditeurs d’après l’enquête de la station, jamais additionnés aux formés",
        "",
        CARE,
    ),
    (
        "Sondage sur la sensibilisation",
        Unit::Respondent,
        "none",
        "Personne à qui un enquêteur a demandé si elle se souvenait d’un message du mois",
        "Au marché de la ville du service, le samedi qui suit l’émission : un passant sur cinq, une fois chacun",
        "souvenir",
        CARE,
    ),
    (
        "Orientations sans réponse dans le délai",
        Unit::Event,
        "none",
        "Orientation envoyée par le service et restée sans réponse au terme du délai du protocole",
        "Une fois par orientation, le mois où le délai est passé, même si la réponse est venue ensuite",
        "",
        CARE,
    ),
    (
        "Dossiers devenus dormants",
        Unit::File,
        "none",
        "Dossier ouvert sans aucune démarche depuis trois mois",
        "Une fois, le mois où les trois mois sont passés ; à nouveau s’il s’est réveillé entre-temps",
        "",
        CARE,
    ),
    (
        "Besoins constatés et non couverts",
        Unit::Event,
        "none",
        "Besoin dit par une personne suivie et auquel aucun service n’a pu répondre dans le mois",
        "Une fois par besoin et par mois ; une personne peut en avoir plusieurs",
        "Besoin : hébergement, soins, aide juridique, soutien psychosocial, retour",
        CARE,
    ),
];

const SERVICES: [(&str, ServiceKind); 5] = [
    (BRIGADE, ServiceKind::Police),
    (COURT, ServiceKind::Court),
    (FIGUIER, ServiceKind::Shelter),
    (DUNE, ServiceKind::Shelter),
    (NERE, ServiceKind::Shelter),
];

/// The desk at which the months of the demonstration are typed as it walks through 2024.
pub(super) struct Desk {
    accounts: Vec<Account>,
    services: Vec<(AgencyId, ServiceKind)>,
    names: Names,
    next: i8,
}

impl Desk {
    /// Writes the definitions and says which services type them.
    pub(super) async fn open(house: &House, keys: &[Keys]) -> Result<Self, Problem> {
        let agency = |name: &str| AGENCIES.iter().zip(keys).find(|(agency, _)| agency.name == name);
        let account = |reader: &super::accounts::Reader| {
            let (agency, keys) = agency(reader.agency)?;
            let (handle, standing) = (reader.handle.to_owned(), reader.standing);
            Some(Account { handle, standing, agency: keys.id, region: agency.region })
        };
        let accounts = READERS.iter().filter_map(account).collect();
        let service = |(name, kind): &(&str, ServiceKind)| Some((agency(name)?.1.id, *kind));
        let services: Vec<_> = SERVICES.iter().filter_map(service).collect();
        let named = |(agency, keys): (&super::Agency, &Keys)| (keys.id.to_string(), agency.name.to_owned());
        let names = AGENCIES.iter().zip(keys).map(named).collect();
        let desk = Self { accounts, services, names, next: 1 };
        desk.define(house).await?;
        Ok(desk)
    }

    fn account(&self, standing: Standing, here: impl Fn(&Account) -> bool) -> Option<Account> {
        self.accounts.iter().find(|it| it.standing == standing && here(it)).cloned()
    }

    async fn define(&self, house: &House) -> Result<(), Problem> {
        let Some(by) = self.account(Standing::Statistician, |_| true) else { return Ok(()) };
        for (title, unit, stage, says, rule, breakdowns, kinds) in DEFINITIONS {
            let mut pairs: Vec<(String, String)> = [
                ("title", title),
                ("unit", unit.code()),
                ("stage", stage),
                ("says", says),
                ("rule", rule),
                ("breakdowns", breakdowns),
                ("from", "2024-01"),
                ("agenda", POINTS.iter().find(|(known, _)| *known == title).map_or("", |(_, it)| it.code())),
                ("measures", if unit == Unit::Respondent { REACH } else { "" }),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
            pairs.extend(kinds.iter().map(|kind| ("kinds".to_owned(), kind.code().to_owned())));
            done(house, Write { by: by.clone(), fields: Fields(pairs) }).await?;
        }
        let Some(since) = Month::new(2024, 1) else { return Ok(()) };
        for (agency, kind) in &self.services {
            done(house, Enlist { by: by.clone(), agency: *agency, kind: *kind, since }).await?;
        }
        Ok(())
    }

    /// Types every month that is over at a moment.
    pub(super) async fn until(
        &mut self,
        house: &House,
        clock: &DemoClock,
        moment: Moment,
    ) -> Result<(), Problem> {
        while let Some(month) = Month::new(2024, self.next)
            && month < moment.month()
        {
            clock.0.store(moment.0, Ordering::Relaxed);
            self.month(house, month).await?;
            self.next += 1;
        }
        Ok(())
    }

    /// Types what is left, publishes, and enters what others published.
    pub(super) async fn close(&mut self, house: &House, clock: &DemoClock) -> Result<(), Problem> {
        /// 8 January 2025, 09:00.
        const LAST_DAY: Moment = Moment(1_736_326_800_000);
        self.until(house, clock, LAST_DAY).await?;
        clock.0.store(LAST_DAY.0, Ordering::Relaxed);
        if let Some(by) = self.account(Standing::Approver, |_| true) {
            let published = [
                "personnes-identifiees",
                "personnes-mises-en-cause",
                REACH,
                "sondage-sur-la-sensibilisation",
            ];
            for definition in published {
                let definition = definition.to_owned();
                let publish = Publish { by: by.clone(), year: 2024, definition, version: 1, corrects: None };
                done(house, publish).await?;
            }
        }
        if let Some(by) = self.account(Standing::Statistician, |_| true) {
            for (source, values) in elsewhere() {
                let by = By::Account(by.clone());
                done(house, Enter { by, source: source.to_owned(), values }).await?;
            }
        }
        Ok(())
    }

    /// A month: the court sends nothing after October, the house in Gao is late in March.
    async fn month(&self, house: &House, month: Month) -> Result<(), Problem> {
        for (place, (agency, kind)) in self.services.iter().enumerate() {
            if *kind == ServiceKind::Court && month.number() > 10 {
                continue;
            }
            let late = place == 3 && month.number() == 3;
            if !late {
                self.service(house, *agency, *kind, place, month).await?;
            }
            let after = Month::new(2024, 3).filter(|_| place == 3 && month.number() == 4);
            if let Some(march) = after {
                self.service(house, *agency, *kind, place, march).await?;
            }
        }
        Ok(())
    }

    async fn service(
        &self,
        house: &House,
        agency: AgencyId,
        kind: ServiceKind,
        place: usize,
        month: Month,
    ) -> Result<(), Problem> {
        let Some(by) = self.account(Standing::Typist, |it| it.agency == agency) else { return Ok(()) };
        let mut conn = house.store().read().await?;
        let definitions = definitions::in_force(&mut conn, month, Some(kind)).await?;
        drop(conn);
        let mut fields = Fields::default();
        for definition in &definitions {
            let total = invented(place, month, definition);
            fields.put(&field_name(&definition.code, "", ""), total.to_string());
            for breakdown in &definition.breakdowns {
                let parts = shared_out(total, breakdown.categories().len());
                for (category, part) in breakdown.categories().iter().zip(parts) {
                    let name = field_name(&definition.code, &breakdown.code, &category.code);
                    fields.put(&name, part.to_string());
                }
            }
        }
        fields.put("why", "Chiffres tenus au registre du service.".to_owned());
        let region = by.region;
        let typed = Type { by, month, fields, what: What::Send, names: self.names.clone() };
        let Some(Sent::Sent(line)) = done(house, typed).await? else { return Ok(()) };
        let sent = i64::try_from(line).unwrap_or(i64::MAX);
        self.examined(house, agency, month, sent, region).await
    }

    /// December waits for its region, November for the committee; Gao is asked about October.
    async fn examined(
        &self,
        house: &House,
        agency: AgencyId,
        month: Month,
        sent: i64,
        region: Region,
    ) -> Result<(), Problem> {
        let examine = |by: Account, verdict| Examine { by, agency, month, sent, verdict };
        if month.number() == 12 {
            return Ok(());
        }
        let Some(by) = self.account(Standing::Regional, |it| it.region == region) else { return Ok(()) };
        if region == Region::Gao && month.number() == 10 {
            let question = "Le mois de septembre comptait moins de personnes : une opération du mois ?";
            return done(house, examine(by, Verdict::Ask(question.to_owned()))).await.map(|_| ());
        }
        done(house, examine(by, Verdict::Approve)).await?;
        if month.number() < 11
            && let Some(by) = self.account(Standing::Approver, |_| true)
        {
            done(house, examine(by, Verdict::Approve)).await?;
        }
        Ok(())
    }
}

/// Performs an act; nothing when its verb is not in the policy, as when a test leaves it out.
async fn done<A: Act>(house: &House, act: A) -> Result<Option<A::Answer>, Problem> {
    match house.store().act(act, Thread::default()).await {
        Ok(Outcome::New(answer, _)) => Ok(Some(answer)),
        Ok(Outcome::Again(_)) | Err(Problem::NotFound) => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// An invented total: small for files, larger for people, in the hundreds for listeners.
fn invented(place: usize, month: Month, definition: &danbe_figures::counts::Definition) -> u64 {
    let seed = (place as u64 * 7 + month.number().unsigned_abs() as u64 * 3) % 11;
    match definition.unit {
        Unit::File => 4 + seed % 7,
        Unit::Event => seed % 3,
        Unit::Session => 1 + seed % 4,
        Unit::Person => 12 + seed * 2,
        Unit::Participant => 20 + seed,
        Unit::Listener => 400 + seed * 90,
        Unit::Respondent => 24 + seed * 2,
    }
}

/// A total in parts that make it again: a third, a quarter, the rest, and a few unknown.
fn shared_out(total: u64, parts: usize) -> Vec<u64> {
    let unknown = total / 20;
    let mut left = total - unknown;
    let mut shares = Vec::with_capacity(parts);
    for place in 1..parts {
        let share = if place + 1 == parts { left } else { left / 3 };
        shares.push(share);
        left -= share;
    }
    shares.push(unknown + left);
    shares
}

/// Figures published by others, with their source: facts of the press, as printed, with their doubts.
fn elsewhere() -> Vec<(&'static str, Vec<Value>)> {
    let value = |series: &str, year, printed: &str, wording: &str, unit: Option<Unit>, doubt: &str| {
        let digits: String = printed.chars().filter(char::is_ascii_digit).collect();
        Value {
            series: series.to_owned(),
            year,
            category: String::new(),
            printed: printed.to_owned(),
            number: digits.parse().ok(),
            wording: wording.to_owned(),
            unit,
            stage: None,
            definition: None,
            doubt: doubt.to_owned(),
        }
    };
    let victims = "Victimes, rapport national";
    vec![
        (
            "bamada.net, « plus de 5 milles cas », 2024",
            vec![value(
                victims,
                2023,
                "5 481",
                "victimes identifiées, assistées et protégées",
                Some(Unit::Person),
                "Trois étapes dans un seul nombre ; un autre journal imprime 5 461.",
            )],
        ),
        (
            "L’Essor, avril 2024",
            vec![value(
                victims,
                2023,
                "5 461",
                "victimes identifiées, assistées et protégées",
                Some(Unit::Person),
                "Un autre journal imprime 5 481 pour le même rapport.",
            )],
        ),
        (
            "AMAP, « Le rapport annuel 2024 remis », mai 2025",
            vec![
                value(
                    victims,
                    2024,
                    "629",
                    "victimes",
                    Some(Unit::Person),
                    "Neuf fois moins qu’en 2023 sans changement de définition annoncé.",
                ),
                value(
                    "Enquêtes",
                    2024,
                    "430",
                    "enquêtes ouvertes",
                    None,
                    "Un autre journal : 93 dossiers et 430 personnes ; 291 hommes et 113 femmes font 404.",
                ),
            ],
        ),
    ]
}
