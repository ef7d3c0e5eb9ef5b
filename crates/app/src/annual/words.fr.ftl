# The annual report as gathered from an installation.

annual-committee = Comité national de coordination de la lutte contre la traite des personnes et les pratiques assimilées
annual-unit-file = dossiers
annual-unit-person = personnes
annual-unit-event = événements
annual-unit-session = séances
annual-unit-participant = participations
annual-unit-listener = personnes touchées
annual-unit-respondent = personnes interrogées
annual-version = { $code }, version { $version }
annual-period = année { $period }
annual-period-contact = premier contact en { $period }
annual-source = { $returns ->
    [one] { $returns } relevé mensuel
   *[other] { $returns } relevés mensuels
 }, { $services ->
    [one] { $services } service
   *[other] { $services } services
 }
annual-source-events = événements du registre
annual-approved = « { $by } », le { $on }
annual-approver = le comité (compte « { $by } »), sur les { $size } premières lignes du registre
annual-recountable = recomptable par qui en doute
annual-elsewhere = publié par « { $source } », sous une autre définition ou sans définition
annual-presumed = Personnes présumées
annual-presumed-says = Des signes suffisent à protéger la personne ; aucune décision n’est encore prise
annual-presumed-rule = Comptée une fois dans le service qui l’a enregistrée, au mois du premier contact, avant tout rapprochement entre services
annual-presumed-since = l’ouverture du registre
annual-by-region = { $label }, { $year }

## Changes
annual-change-none = Aucune définition écrite dans ce registre
annual-change-new = Chiffres définis pour la première fois
annual-change-new-effect = Aucun nombre publié auparavant ne s’y compare
annual-change-effect = Nouvelle version depuis { $month } : la série se rompt là

## Doubts the data raise themselves
annual-doubt-joining = Une personne connue de deux services, sous deux pseudonymes, est comptée deux fois.
annual-doubt-joining-settled = Un rapprochement sous pseudonyme, accepté des deux services
annual-doubt-overlap-about = Comptées et déclarées
annual-doubt-overlap = Une personne comptée dans un dossier peut être aussi dans un total déclaré par un service : les deux nombres ne s’additionnent pas, et leur écart ne veut rien dire.
annual-doubt-overlap-settled = Que les services déclarants ouvrent leurs dossiers dans le registre
annual-doubt-returns = { $missing ->
    [one] { $missing } relevé mensuel sur { $expected } manque ou attend une approbation
   *[other] { $missing } relevés mensuels sur { $expected } manquent ou attendent une approbation
 } : les totaux déclarés sont incomplets.
annual-doubt-returns-settled = Les relevés manquants, approuvés
annual-doubt-unpublished = Des relevés sont approuvés, mais { $n ->
    [one] ce chiffre n’est pas inscrit au registre : il n’est pas imprimé ici
   *[other] ces { $n } chiffres ne sont pas inscrits au registre : ils ne sont pas imprimés ici
 }.
annual-doubt-unpublished-settled = Leur inscription au registre par le comité
annual-doubt-unknown = { $unknown } sur { $whole } sont dans « inconnu » ({ $by }) : les autres parties sont des minimums.
annual-doubt-unknown-settled = Que les services remplissent cette répartition
annual-doubt-hidden = { $n ->
    [one] { $n } partie est masquée
   *[other] { $n } parties sont masquées
 } ({ $by }) pour que personne ne soit reconnu : les parties imprimées ne font pas le total.
annual-doubt-hidden-settled = Rien : c’est le prix de la protection ; les données exactes se demandent au comité

## The page, the terminal
annual-title = Rapport annuel
annual-nav = Rapport annuel
annual-lead = Le rapport de l’année, tiré du registre tel qu’il est maintenant : les mêmes nombres et les mêmes codes sous trois formes.
annual-year = Année
annual-form = Forme
annual-pdf = Document PDF, à relire et à signer
annual-html = Page HTML, à lire sans réseau
annual-xlsx = Classeur, à vérifier
annual-make = Préparer le rapport
annual-no-pdf = Ce programme a été construit sans la mise en page : la page et le classeur contiennent les mêmes nombres. Il faut le construire avec « --features pdf ».
annual-year-wrong = Une année s’écrit avec quatre chiffres, de 1900 à 2199.
annual-draft = Le document porte la mention « projet » tant que le comité ne l’a pas approuvé au registre, et la reprend à la correction suivante. Il n’engage personne tant qu’une autorité ne l’a pas signé.
