# The figure "personnes présumées": nobody is called more than presumed.

figure-presumed-title = Personnes présumées
figure-presumed-count = Personnes présumées en { $period } : { $n }
figure-presumed-reserved = Réservé au comité : effectifs exacts, ne pas publier.
figure-known = Tel que connu au { $date }, point de contrôle n° { $size }.
figure-known-then = Ce chiffre a pu changer depuis : choisissez le point de contrôle le plus récent pour le voir tel que connu maintenant.

## What to show
figure-period = Mois ou année du premier contact
figure-period-year = { $year }, année entière
figure-as-of = Tel que connu au…
figure-as-of-choice = { $date } (point n° { $size })
figure-as-of-newest = { $date } (point n° { $size }, le plus récent)
figure-show = Afficher

## Tables
figure-by-agency = Par agence et par sexe
figure-by-agency-caption = Personnes présumées par agence et par sexe, { $period }
figure-by-group = Par groupe
figure-by-group-caption = Personnes présumées par groupe, { $period }
figure-agency = Agence
figure-group = Groupe
figure-persons = Personnes
figure-total = Total
figure-all = Ensemble
figure-sex-female = Sexe féminin
figure-sex-male = Sexe masculin
figure-sex-unknown = Sexe inconnu
figure-group-men = Hommes (18 ans et plus)
figure-group-women = Femmes (18 ans et plus)
figure-group-children = Enfants (moins de 18 ans)
figure-group-adults-unknown-sex = Adultes de sexe inconnu
figure-group-age-unknown = Âge inconnu
figure-band-unknown = âge inconnu
figure-band-known = { $band } ans
figure-unknown-column = « Inconnu » est toujours une colonne : une personne dont le sexe ou l’âge n’est pas connu est comptée, jamais laissée de côté. La somme des parties est toujours le total.

## Where the figure comes from
figure-about = D’où vient ce chiffre
figure-unit = Unité
figure-unit-person = La personne, comptée une fois dans l’agence qui l’a enregistrée
figure-definition = Définition
figure-definition-presumed = Des signes suffisent à protéger la personne ; aucune décision n’est encore prise
figure-definition-version = { $code }, version { $version }
figure-dated = Période
figure-dated-first-contact = { $period }, d’après le mois du premier contact
figure-source = Source
figure-source-events = Événements du registre
figure-checkpoint = Point de contrôle
figure-checkpoint-value = n° { $size }, signé le { $date }
figure-joining = Ce compte précède tout rapprochement : une personne connue de deux agences y figure deux fois.
figure-verify = La commande « danbe figure verify » recompte ce chiffre à partir des événements, vérifiés un à un dans le registre.

## The recount, at the terminal
recount-title = Recomptage : personnes présumées en { $period } ({ $code }, version { $version })
recount-ledger = Registre : lignes vérifiées { $lines }, points de contrôle vérifiés { $checkpoints }, racine { $root }
recount-ledger-holds = Tout tient : chaque événement compté est celui que prouve sa ligne.
recount-ledger-fails = Ne tient pas :
recount-finding = ligne ou point n° { $index } : { $wrong }
recount-uncounted = ligne n° { $index } : événement à compter mais illisible ({ $part })
recount-damaged = effectif de la page illisible ({ $codes }) : { $n }
recount-total = Recompté : { $n }. La page dit : { $page }.
recount-difference = { $agency }, { $sex }, { $band } : recompté { $here }, la page dit { $there }
recount-equal = ÉGAL : la page et les événements disent la même chose, case par case.
recount-different = DIFFÉRENT : la page et les événements ne disent pas la même chose.
recount-unproved = NON PROUVÉ : les nombres sont égaux, mais le registre ne tient pas.
