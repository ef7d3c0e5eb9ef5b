# Monthly returns: what services type, what the checks say, what is approved.

## The recount, at the terminal
recount-typed = Chiffres saisis de { $year } : événements relus { $events }, cases comparées { $cells }
recount-typed-equal = ÉGAL : chaque nombre saisi, chaque somme et chaque chiffre publié est celui qui fut écrit.
recount-typed-different = DIFFÉRENT : ce qui est nommé ci-dessus n’est plus ce qui fut écrit.
altered-event = ligne n° { $line } : l’événement n’est pas celui que prouve sa ligne
altered-saved = { $agency }, { $month } : le formulaire n’est plus celui qui fut enregistré
altered-cell = { $agency }, { $month }, { $cell } : saisi { $event }, on lit { $stands }
altered-state = { $agency }, { $month } : l’avancement du relevé n’est pas celui de ses étapes
altered-step = { $agency }, { $month } : une étape (qui, quand, question, motif) n’est plus celle qui fut écrite
altered-operation = { $agency }, { $month } : une opération conjointe n’est plus celle qui fut déclarée
altered-service = { $agency } : sa nature ou son premier mois n’est plus ce qui fut écrit
altered-joining = rapprochement { $year } : ce n’est plus ce qui fut déclaré
altered-report = rapport { $year } : l’approbation n’est plus celle qui fut donnée
altered-sum = somme { $period }, { $cell } : recompté { $event }, on lit { $stands }
altered-definition = définition { $code }, version { $version } : le texte n’est plus celui qui fut écrit
altered-batch = lot n° { $batch } de chiffres publiés ailleurs : les valeurs, la source ou le retrait ne sont plus ce qui fut entré
altered-entry = chiffre publié { $code } : le texte n’est plus celui qui fut publié

## Units, in the plural or for a number
units-file = { $n ->
    [one] dossier
   *[other] dossiers
 }
units-person = { $n ->
    [one] personne
   *[other] personnes
 }
units-event = { $n ->
    [one] événement
   *[other] événements
 }
units-session = { $n ->
    [one] séance
   *[other] séances
 }
units-participant = { $n ->
    [one] participation
   *[other] participations
 }
units-listener = { $n ->
    [one] personne touchée
   *[other] personnes touchées
 }
units-respondent = { $n ->
    [one] personne interrogée
   *[other] personnes interrogées
 }

## What the checks say
findings-refused = À corriger avant l’envoi
findings-asked = À expliquer avant l’envoi
finding-nothing = aucun nombre. S’il n’y a rien eu, écrivez 0.
finding-no-total = les parts font { $sum }, mais le total manque. Écrivez le total.
finding-parts-below = { $sum }, le total dit { $total } : { $missing } { $units } { $breakdown ->
    [Sexe] de sexe inconnu
    [Groupe] dont on ignore le groupe
   *[other] de catégorie inconnue (« { $breakdown } »)
 } ? Écrivez { $missing } sous « Inconnu », ou corrigez une part ou le total.
finding-parts-above = { $sum }, le total dit { $total } : { $excess } de trop (« { $breakdown } »). Corrigez une part ou le total.
finding-no-unit = { $total }, mais de quoi ? Le mot imprimé n’est pas une unité. Choisissez : dossier, personne, événement, séance, participation ou personne touchée.
finding-other-unit = { $total } { $said } : cette définition compte en { $expected }. Choisissez l’autre unité si le mot imprimé trompe, ou une autre définition.
finding-not-people = { $sum } : des hommes, des femmes, des enfants sont des personnes, et { $total } est donné en { $said }. Un dossier n’a ni sexe ni âge.
finding-percent = { $category } : { $count } sur { $total } font { $right } %, pas { $printed } %. Un pourcentage se calcule : corrigez-le ou effacez-le.
finding-jump = { $before } en { $period }, { $now } maintenant, sous la même définition. Qu’est-ce qui a changé : les faits, le compte, ou une erreur de frappe ?
finding-elsewhere = { $source } imprime { $other } pour la même définition et la même période, ici { $now }. Dites ce que vous savez de l’écart.
finding-twice = l’opération « { $reference } » est déjà comptée par { $service } ({ $other }) ; ici { $count }. Un seul service la compte : choisissez « partenaire » et retirez-la de vos totaux, ou accordez-vous avec lui.
finding-operation-above = l’opération « { $reference } » compterait { $count }, plus que le total { $total } dont elle fait partie. Corrigez l’un des deux.
finding-nobody-counts = l’opération « { $reference } » ({ $count }) n’est comptée par personne : vous êtes partenaire, et aucun service ne s’en dit chargé. Qui la compte ?
unread-number = « { $typed } » n’est pas un nombre entier. Écrivez des chiffres seuls, par exemple 430.
unread-long = Ce texte est trop long. Raccourcissez-le.
unread-private = Ce texte contient ce qui ressemble à un téléphone, un numéro de pièce ou une adresse. Retirez-le : rien ici ne désigne une personne.
unread-operation = Une opération conjointe se donne avec sa référence, votre rôle, le chiffre concerné et un nombre.
words-hint = Sur les chiffres seulement : aucun nom, aucun lieu précis, aucun téléphone.

## One return
return-title = Relevé mensuel
return-heading = Relevé mensuel : { $month }
return-total = Total : { $title }
return-unit = Unité : { $unit }.
return-no-definition = Aucune définition n’est en vigueur pour ce service et ce mois. La statistique du comité les écrit.
return-why = Remarque sur ces chiffres
return-why-asked = Pourquoi ces chiffres sont justes malgré tout
return-save-hint = Ce qui est écrit est enregistré tel quel, même s’il reste à corriger. Rien n’est envoyé sans votre bouton « Envoyer ».
return-send = Envoyer
return-save = Enregistrer sans envoyer
return-saved = Enregistré tel quel, pas encore envoyé.
return-sent = Envoyé. Numéro de réception : { $line }.
return-kept = Enregistré, mais pas envoyé : des nombres se contredisent. Voyez ci-dessous.
return-kept-why = Enregistré, mais pas envoyé : un nombre surprend. Expliquez-le, puis envoyez.
return-examined-region = Approuvé pour la région.
return-examined-committee = Approuvé par le comité.
return-examined-asked = La question est partie au service.
return-never-sent = Ce relevé n’a pas encore été envoyé.
return-stands-sent = Envoyé ; il attend l’accord de la région.
return-stands-region = Approuvé pour la région ; il attend l’accord du comité.
return-stands-committee = Approuvé par le comité.
return-stands-asked = Une question est posée au service : voir les étapes.
return-caption = { $service }, { $month } : nombres tels qu’envoyés
return-figure = Chiffre
return-unit-head = Unité
return-count = Nombre
operations-title = Opérations conjointes
operations-rule = Une opération menée à plusieurs est comptée par un seul service. Le service chargé la compte dans ses totaux ; un partenaire la nomme pour mémoire et ne la compte pas.
operation-reference = Référence de l’opération { $n }
operation-role = Votre rôle dans l’opération { $n }
operation-definition = Chiffre concerné par l’opération { $n }
operation-count = Nombre pour l’opération { $n }
operation-lead = Chargé : elle est dans nos totaux
operation-partner = Partenaire : elle n’est pas dans nos totaux
verdict-title = Votre décision
verdict-approve-regional = Approuver pour la région
verdict-approve-approver = Approuver pour le comité
verdict-question = Question au service
verdict-ask = Renvoyer avec cette question
steps-title = Étapes
step-sent = Envoyé
step-region = Approuvé, région
step-committee = Approuvé, comité
step-asked = Question
step-by = par « { $by } », le { $date }
problem-state-return-changed = Le service a envoyé une autre version depuis que vous l’avez lue. Lisez-la avant de décider.
problem-state-return-moved = Quelqu’un vient de décider, ou ce n’est pas encore votre tour. Rouvrez le relevé : il dit où il en est.
problem-invalid-month = Ce mois n’est pas encore ouvert à la saisie, ou le service n’y était pas encore inscrit.
problem-invalid-required = Il manque un texte ou un nombre : rien n’a été pris. Revenez à la page précédente et donnez-le.
problem-invalid-private = Le texte contient ce qui ressemble à un téléphone, un numéro de pièce ou une adresse. Revenez à la page précédente et retirez-le.

## A year at a glance
dashboard-title = Relevés
dashboard-heading = Relevés de { $year }
dashboard-year = Année
scope-national = Tout le pays
scope-region = Région : { $region }
todo-title = Ce qui vous attend
todo-none = Rien pour l’instant.
todo-more = et { $n } autres, dans le tableau des services
dashboard-figures = Chiffres saisis par les services
dashboard-typed = Nombres saisis, par degré d’accord. Ils ne sont jamais additionnés aux personnes comptées d’après les dossiers, ni d’une définition à l’autre.
dashboard-caption = Chiffres saisis de { $year }, par degré d’accord
dashboard-year-before = Année précédente, comité
dashboard-known = { $services ->
    [one] Source : le relevé mensuel de { $services } service, tel que connu aux { $size } premières lignes du registre, le { $date }.
   *[other] Source : les relevés mensuels de { $services } services, tels que connus aux { $size } premières lignes du registre, le { $date }.
 }
dashboard-definitions = Ce que chaque chiffre compte
dashboard-services = Services
dashboard-services-caption = Relevés de { $year } : reçus, en retard, manquants
dashboard-service = Service
dashboard-missing = Manquants
dashboard-late-head = En retard
dashboard-late = Un relevé est attendu dans le mois qui suit. Reçu plus tard, il est « en retard » ; pas reçu, il « manque ».
level-committee = Accord du comité
level-region = Accord de la région
level-service = Envoyé
figure-version = v. { $version }
figure-regions = { $title } : total approuvé par le comité, par région
figure-regions-described = Une barre par région qui a un total approuvé ; les mêmes nombres sont dans le tableau qui suit.
figure-parts-caption = { $title }, { $year } : parts et régions, accord du comité
month-missing = manque
month-expected = attendu
month-asked = question
month-to-examine = à examiner
month-sent = envoyé
month-region = région
month-committee = comité
month-late = (en retard)
month-1 = Janv.
month-2 = Févr.
month-3 = Mars
month-4 = Avril
month-5 = Mai
month-6 = Juin
month-7 = Juil.
month-8 = Août
month-9 = Sept.
month-10 = Oct.
month-11 = Nov.
month-12 = Déc.
nav-returns = Relevés
nav-definitions = Définitions
nav-published = Publié ailleurs
nav-register = Registre

## A month filled offline
offline-title = Remplir hors ligne
offline-lead = Téléchargez le modèle, remplissez la colonne des nombres, renvoyez le fichier. Il remplit le formulaire ci-dessus et l’enregistre ; rien n’est envoyé sans votre bouton « Envoyer ».
offline-xlsx = Modèle pour tableur (XLSX)
offline-csv = Modèle en texte (CSV)
offline-file = Fichier rempli
offline-button = Lire ce fichier
offline-back = Revenir à la version précédente
offline-back-hint = Chaque enregistrement est gardé : la version d’avant le dernier peut revenir.
offline-filled = Le fichier a rempli le formulaire, enregistré tel quel, pas encore envoyé.
offline-undone = La version précédente est revenue.
offline-refused = Ce fichier n’est pas pris
offline-nothing-taken = Rien n’a été pris du fichier. Corrigez ce qui est nommé, puis renvoyez-le.
problem-state-return-nothing-before = Il n’y a pas de version plus ancienne.
