# The committee's report. Nobody is called a victim but where a source, quoted, does so.

report-state = République du Mali
report-motto = Un Peuple – Un But – Une Foi
report-title = Rapport annuel { $year }
report-subtitle = Traite des personnes et pratiques assimilées : les nombres, leurs définitions et leurs doutes
report-draft = Projet : aucune autorité n’a encore approuvé ce document.
report-overtaken = Projet : approuvé le { $on }, mais un chiffre du registre a été publié ou corrigé depuis.
report-approved = Approuvé par { $by }, le { $on }.
report-invented = Données inventées pour la formation : aucun nombre compté ou déclaré ici ne décrit un pays. Les nombres publiés ailleurs sont cités tels quels, avec leur source.
report-made = Établi le { $on }.
report-made-at = Comptes arrêtés à la ligne { $size } du registre « { $origin } », point de contrôle signé le { $at }.
report-made-without = Aucun compte n’est tiré du registre : tous les nombres ont été déclarés ou publiés ailleurs.
report-running = Rapport annuel { $year } – traite des personnes et pratiques assimilées
report-contents = Sommaire
report-page = Page
report-page-of = sur
report-table = Tableau
report-picture = Figure

## Summary
report-summary = L’année { $year } en nombres
report-summary-lead = Chaque nombre de ce rapport porte entre crochets de quoi le vérifier. Un code, saisi sur la page publique du registre des chiffres, donne la définition, la source, l’approbation et les corrections éventuelles du nombre. Un nombre « recomptable » se recompte à partir des événements, à la ligne indiquée du registre.
report-summary-empty = Aucun chiffre de { $year } n’est inscrit au registre. Cela ne veut pas dire qu’il n’y a pas eu de cas : cela veut dire que nul n’a encore compté, ou que rien n’a été approuvé.
report-summary-no-sum = Ces nombres ne s’additionnent pas : ils ne comptent pas la même chose. Une personne peut être dans plusieurs d’entre eux, une affaire concerne souvent plusieurs personnes, et une personne sensibilisée n’est pas une personne assistée.
report-summary-before = Par rapport à l’année précédente
report-summary-returns = Relevés mensuels : { $approved } approuvés sur { $expected } attendus. Ce qui manque n’est pas estimé.
report-summary-doubts = { $doubts ->
    [0] Aucun doute n’a été écrit. C’est rare : relire avant de signer.
    [one] { $doubts } doute est écrit dans ce rapport, à lire avant d’utiliser un nombre.
   *[other] { $doubts } doutes sont écrits dans ce rapport, à lire avant d’utiliser un nombre.
 }
report-kind-counted = Compté dans les dossiers
report-kind-declared = Déclaré par les services
report-kind-reached = Annoncé par les organisateurs
report-since-more = { $label } : { $now }, contre { $then } l’année précédente, avec la même définition. Une hausse peut venir de plus de cas, ou d’un meilleur repérage : les nombres seuls ne le disent pas.
report-since-less = { $label } : { $now }, contre { $then } l’année précédente, avec la même définition. Une baisse peut venir de moins de cas, ou d’un moindre repérage : les nombres seuls ne le disent pas.
report-since-same = { $label } : { $now }, comme l’année précédente.
report-since-no = { $label } : { $now } ; l’année précédente, { $then } avait été publié. Les deux ne se comparent pas : { $why }.

## Figures
report-counted = Personnes comptées dans les dossiers
report-counted-lead = Ces personnes ont été comptées une à une, à partir des événements du registre. « Présumée » veut dire que des signes suffisent à protéger la personne ; aucune décision n’est encore prise.
report-counted-joining = Compte avant rapprochement : une personne connue de deux services, sous deux pseudonymes, y figure deux fois. Ce compte n’est donc pas un nombre de victimes dans le pays.
report-declared = Nombres déclarés par les services
report-declared-lead = Ces totaux ont été saisis par les services, puis approuvés du service à la région, et de la région au comité. Ils ne sont jamais ajoutés aux personnes comptées dans les dossiers : une même personne peut être des deux côtés.
report-reached = Formations et campagnes
report-reached-lead = Former, sensibiliser et diffuser ne s’additionnent pas. Le nombre de personnes touchées dépend de la règle de comptage, écrite dans la définition ; il mesure un effort, pas un résultat.
report-none = Aucun nombre de { $year } n’est inscrit ici. Ce n’est pas un zéro : personne n’a compté, ou rien n’a été inscrit au registre.
report-figure = Chiffre
report-number = Nombre
report-unit = Unité
report-unit-printed = Unité imprimée
report-period = Période
report-source = Source
report-code = Code
report-total = Total
report-share = Part
report-hidden-parts = Parties masquées
report-totals-comptes = Personnes comptées, { $year }
report-totals-declares = Nombres déclarés, { $year }
report-totals-touches = Formations et campagnes, { $year }
report-totals-apart = Les lignes de ce tableau ne s’additionnent pas.
report-partition = { $unit } par { $by }, { $period }
report-partition-described = { $caption }. Barres empilées, une par chiffre ({ $rows }), découpées selon les parties ; « inconnu » est une partie comme les autres. Les mêmes nombres sont dans le tableau qui suit.
report-codes = Codes au registre : { $codes }.
report-beside-caption = { $figure } : avant et après rapprochement
report-beside-what = Ce qui est compté
report-beside-value = Nombre
report-survey-title = La portée déclarée, et ce qu’un sondage en a vu
report-survey-caption = Personnes touchées en { $year } : règle de comptage et sondage ponctuel
report-reach-rule = Règle de comptage
report-survey = Sondage ponctuel
report-survey-asked = Interrogées
report-survey-found = S’en souviennent
report-survey-none = Aucun sondage publié
report-survey-share = { $share } (de { $low } à { $high })
report-survey-no-share = Part non publiable
report-survey-apart = Part de celles qui ont répondu, avec son intervalle à 95 % (Wilson). Un sondage dit si le message est resté ; il ne mesure pas la portée : il ne s’y ajoute pas et ne la multiplie pas.
report-sign-hidden = s : masqué, pour que personne ne soit reconnu.
report-sign-unknown = nd : non disponible ; ce n’est pas zéro.
report-returns = Relevés reçus
report-returns-lead = { $approved } relevés mensuels approuvés sur { $expected } attendus.
report-returns-caption = Relevés de { $year } qui manquent encore
report-returns-silence = Un service absent de ce rapport n’est pas un service sans cas.
report-service = Service
report-missing = Mois manquants

## Regions
report-regions = Par région
report-regions-lead = La région est celle où le service a travaillé, pas celle où les faits ont eu lieu. Une région sans relevé est marquée « nd » : l’absence de donnée n’est pas l’absence de cas.
report-region = Région
report-nowhere = Région inconnue
report-map-title = { $label } par région ({ $unit })
report-map-described = Carte du Mali, dix-neuf régions et le district de Bamako, { $label } : du plus clair, peu, au plus foncé, beaucoup. Chaque région porte son nombre, repris dans le tableau qui suit.
report-map-unknown = aucun relevé reçu
report-map-hidden = masqué, nombre trop petit
report-hidden = Les cases masquées tiennent ensemble { $n } personnes ; elles sont dans le total national.

## Past
report-past = Les années précédentes, telles que publiées
report-past-lead = Ces nombres ont été publiés par d’autres, ou avant ce registre. Ils sont repris tels quels, avec l’unité imprimée et les doutes connus. Ils ne sont ni corrigés, ni fusionnés, ni prolongés.
report-past-none = Aucune série publiée n’est inscrite.
report-past-title = { $theme } : ce qui a été publié
report-past-described = { $theme }, par année. Chaque trait suit une seule définition ; une double ligne verticale marque chaque changement de définition, et aucun trait ne la traverse.
report-past-unit = au sens de chaque définition
report-past-caption = Nombres publiés, avec leur source et leurs doutes
report-past-more = { $n ->
    [one] { $n } autre série publiée ailleurs n’est pas imprimée ici
   *[other] { $n } autres séries publiées ailleurs ne sont pas imprimées ici
 } : les plus longues le sont ; toutes se lisent à l’écran, sous « Publié ailleurs ».
report-beside-first = Une petite image par série, pour les premières ; { $n } autres ne sont que dans le tableau.
report-past-apart = Deux lignes de ce tableau ne se comparent que si leur série est la même.
report-beside-title = Les séries côte à côte, chacune à son échelle
report-beside-described = Une petite figure par série publiée : une colonne par année, « nd » où rien n’est publié, « s » où la source a masqué. Les échelles ne sont pas les mêmes.
report-break = rupture
report-series = Série
report-year = Année
report-publisher = Série
report-doubt = Doute

## Changes, doubts, definitions
report-changes = Ce qui a changé depuis l’année précédente
report-changes-lead = Une définition, une source ou une règle qui change fait bouger un nombre sans que rien ne change dans le pays.
report-changes-none = Aucun changement de définition, de source ou de règle n’est inscrit pour cette année.
report-changes-caption = Changements de { $year } et leur effet
report-what = Quoi
report-was = Avant
report-is = Maintenant
report-effect = Effet sur les nombres
report-doubts = Ce dont nous doutons
report-doubts-lead = Un nombre sans réserve est un nombre que nul n’a vérifié. Voici les nôtres, avec ce qui permettrait de les lever.
report-doubts-none = Aucun doute n’est inscrit. Cela ne veut pas dire qu’il n’y en a pas.
report-doubts-caption = Doutes, et ce qui les lèverait
report-about = Sur quoi
report-settled = Ce qui le lèverait
report-definitions = Définitions
report-definitions-lead = Une définition n’est jamais réécrite : une nouvelle version la remplace, datée, et l’ancienne reste lisible. Deux nombres ne se comparent que sous le même code et la même version.
report-definitions-none = Aucune définition n’est en vigueur.
report-definition-line = Code { $code } ; unité : { $unit } ; en vigueur depuis { $since }.

## Register
report-recount-at = recomptable, ligne { $n }
report-register = Registre des chiffres
report-register-lead = Tout nombre de ce rapport est inscrit ici, avec ce qui permet de le retrouver et de le refaire. Un nombre qui n’y est pas n’a pas été publié par le comité.
report-register-caption = Chiffres publiés dans le rapport { $year }
report-checkpoint = Compté à
report-checkpoint-n = ligne { $n }
report-typed = saisi
report-definition-and-source = Définition ; source
report-approved-by = Approuvé par
report-corrections = Corrections
report-corrections-none = Aucun chiffre de ce rapport n’a été corrigé depuis sa première publication.
report-corrections-caption = Chiffres corrigés depuis leur première publication
report-on = Le
report-why = Pourquoi

## Method
report-method = Méthode, et comment nous vérifier
report-method-lead = Ce rapport a été composé à partir du registre, sans recopie : aucun nombre n’y a été tapé à la main.
report-method-units = Personnes, affaires, opérations, séances et auditeurs se comptent à part. Un tableau ne mélange pas deux unités.
report-method-kinds = Personnes présumées, identifiées et assistées se comptent à part : ce sont trois étapes, non trois parties d’un tout.
report-method-unknown = « Inconnu » est toujours une partie : les parties font toujours le total.
report-method-percent = Les pourcentages sont calculés à partir des effectifs imprimés, arrondis au dixième, jamais saisis.
report-method-hidden = Un effectif si petit qu’une personne pourrait être reconnue est masqué, avec ce qui permettrait de le retrouver par soustraction.
report-method-past = Ce qui a été publié ailleurs est cité avec sa source et n’entre dans aucun calcul.
report-check = Nous vérifier
report-check-code = Saisir un code de ce rapport sur la page publique du registre : elle dit ce qui a été publié, et si cela a été corrigé.
report-check-recount = Qui tient une installation recompte un chiffre à partir des événements : danbe figure verify --period { $year } --as-of suivi du numéro de la ligne.
report-check-ledger = Qui doute du registre lui-même le vérifie sans serveur, avec une clé publique : danbe ledger verify.
report-check-workbook = Les tableaux de ce rapport existent en classeur, avec les mêmes codes ; aucune cellule n’y calcule.
report-cannot = Ce que ce rapport ne dit pas
report-cannot-all = Combien de personnes sont victimes de la traite : il ne compte que celles qu’un service a rencontrées.
report-cannot-trend = Si la traite augmente ou recule : repérer davantage fait monter les nombres.
report-cannot-region = Où ont lieu les faits : les régions sans service ni relevé y sont muettes.

## The pack of a meeting
meeting-title = Dossier de réunion, { $span }
meeting-subtitle = Retards, dossiers dormants, besoins non couverts : des nombres seuls
meeting-status = Réservé aux membres du comité : effectifs exacts, à ne pas diffuser
meeting-running = Dossier de réunion, { $span } – réservé
meeting-sign = Les nombres de ce dossier sont ceux que le comité a approuvés ; ce qui attend encore n’y est pas.
meeting-caption = { $span }, et les mêmes mois un an avant
meeting-undefined = Aucun chiffre n’est défini pour ce point. Ce n’est pas zéro : le statisticien peut en écrire la définition.
meeting-others = Les autres chiffres approuvés
meeting-nothing = Aucun autre chiffre n’est approuvé pour ces mois.
meeting-difference = Écart
meeting-definition = Définition
meeting-by = { $label }, par { $by }
meeting-none-expected = Aucun relevé n’est attendu pour ces mois.
meeting-waiting = Ce qu’ils attendent
meeting-returns = Relevés
meeting-waiting-caption = Relevés envoyés qui attendent encore
meeting-waiting-region = L’approbation d’une région
meeting-waiting-committee = L’approbation du comité
meeting-waiting-service = La réponse d’un service à une question
meeting-missing-caption = Relevés qui manquent, { $span }
meeting-published = Publié ou corrigé
meeting-published-none = Aucun chiffre n’a été publié ni corrigé pendant ces mois.
meeting-published-caption = Registre, { $span }
meeting-region = région
meeting-changes-caption = Définitions nouvelles ou changées depuis un an

## Signature
report-sign-read = Lu, avec ses définitions et ses doutes.
report-sign-place = Fait à ................................, le ................................
report-sign-office = Qualité :
report-sign-hand = Signature :

## Tables that come back
workbook-at = Feuille « { $sheet } », ligne { $line }, colonne { $column } : { $what }
workbook-at-line = Ligne { $line }, colonne { $column } : { $what }
workbook-unreadable = Le fichier ne se lit pas. Copiez-le à nouveau, puis réessayez.
workbook-empty = Le fichier est vide.
workbook-not-a-table = Ce n’est ni un classeur XLSX, ni un tableau CSV. Enregistrez le tableau en XLSX ou en CSV.
workbook-old-or-locked = C’est un ancien classeur (XLS) ou un classeur protégé par un mot de passe. Enregistrez-le en XLSX, sans mot de passe.
workbook-damaged = Le classeur est abîmé ou incomplet. Ouvrez-le, enregistrez-le à nouveau en XLSX, puis réessayez.
workbook-unpacks = Une fois ouvert, le classeur occupe plus de { $limit } Mo, ou contient un texte démesuré. Un relevé n’est jamais si gros : vérifiez le fichier.
workbook-lines = plus de { $limit } lignes. Partagez le tableau.
workbook-columns = plus de { $limit } colonnes. Vérifiez qu’aucune cellule n’est remplie loin à droite.
workbook-cells = plus de { $limit } cellules remplies. Partagez le tableau.
workbook-text = Plus de { $limit } Mo de texte. Partagez le tableau.
workbook-faults = plus de { $limit } fautes. Vérifiez que c’est le bon tableau.
workbook-long = un texte de plus de { $limit } caractères.
workbook-formula = une formule. Recopiez sa valeur à la place (collage spécial, valeurs).
workbook-sheet-error = une erreur du tableur (#REF!, #DIV/0!). Remplacez-la par sa valeur, ou videz la cellule.
workbook-merged = les cellules { $text } sont fusionnées : on ne sait plus à quelle colonne appartient la valeur. Annulez la fusion.
workbook-not-text = un guillemet ouvert et jamais fermé, ou une ligne illisible.
workbook-no-column = la colonne « { $text } » manque.
workbook-unknown-column = la colonne « { $text } » n’est pas dans le modèle.
workbook-column-twice = la colonne « { $text } » est là deux fois.
workbook-no-head = une valeur sous aucune colonne.
workbook-missing = « { $text } » est obligatoire.
workbook-not-a-count = « { $text } » n’est pas un nombre entier. Écrivez les chiffres seuls, sans virgule ni point ; pour ce que vous ne savez pas, laissez la cellule vide.
workbook-number-twice = ce nombre est déjà donné plus haut. Gardez une seule des deux lignes.
workbook-not-a-choice = « { $text } » n’est pas dans la liste de la colonne.

## The template of a month
monthly-sheet = Relevé
monthly-about = Relevé de { $month } – { $service }. Remplissez la colonne « Nombre » ; laissez vide ce que vous ne savez pas, écrivez 0 quand il n’y a rien.
monthly-about-keep = Ne changez pas les autres colonnes : elles disent de quel chiffre il s’agit. Aucun nom de personne dans ce fichier.
monthly-figure = Chiffre
monthly-breakdown = Répartition
monthly-category = Catégorie
monthly-unit = Unité
monthly-number = Nombre
monthly-total = Total
monthly-unit-file = dossiers
monthly-unit-person = personnes
monthly-unit-event = événements
monthly-unit-session = séances
monthly-unit-participant = participations
monthly-unit-listener = personnes touchées
monthly-unit-respondent = personnes interrogées
