# Words of the room of case files. One word per thing; nobody is a "victime" before a decision.

## Titles of windows: constant, no code, no name
title-register = Enregistrer une personne
title-kept = Gardé sur cet appareil
title-received = Reçu
title-search = Chercher une personne
title-list = Dossiers de mon équipe
title-file = Dossier
title-identity = Identité
title-note = Note
title-change = Modifier une réponse
title-history = Historique

## The journey
step-lieu = Où avez-vous rencontré la personne ?
lead-lieu = La région suffit. Le lieu précis reste scellé : seul votre service le lira.
step-date = Quand l’avez-vous rencontrée ?
lead-date = Le premier contact avec votre service.
step-maniere = Comment est-elle venue à vous ?
step-recit = Que raconte-t-elle ?
lead-recit = Avec ses mots. Ne posez pas deux fois une question qui fait mal. Vous pouvez laisser vide.
step-forme = De quoi s’agit-il, à votre avis ?
lead-forme = C’est une présomption, pas une décision.
step-trajet = Par où est-elle passée ?
lead-trajet = Les étapes, dans l’ordre, et où elle voulait aller.
step-danger = Qu’a-t-elle subi en route ?
lead-danger = Une présomption suffit. Le reste se dit dans le récit.
step-prix = Qu’est-ce que le passage a coûté ?
lead-prix = Une dette qui reste peut être le début d’une traite.
step-protection = De quelle protection a-t-elle besoin ?
step-prevenir = Qui peut être prévenu ?
lead-prevenir = Qui, comment, et qui ne doit rien savoir. Vous pouvez laisser vide.
step-sexe = Quel est son sexe ?
step-age = Quel âge a-t-elle ?
lead-age = À peu près suffit.
step-nationalite = Quelle est sa nationalité ?
step-nom = Comment s’appelle-t-elle ?
lead-nom = Aucun papier n’est exigé. Écrivez ce que vous entendez ; laissez vide ce qu’elle ne veut pas dire.
step-contact = Comment la joindre sans la mettre en danger ?
lead-contact = Un numéro sûr, par qui, à quel moment, et qui ne doit rien savoir. Vous pouvez laisser vide.

label-region = Région
label-place = Lieu précis
label-date = Date du premier contact
label-manner = Manière du contact
label-account = Récit
label-form = Forme présumée
label-route = Trajet
label-transport = Moyen de transport
label-danger = Danger en route
label-paid = Prix du passage
label-protection = Protection
label-told = Personne à prévenir
label-sex = Sexe
label-age = Âge
label-nationality = Nationalité
label-family = Nom de famille
label-given = Prénom
label-year = Année de naissance
label-document = Numéro d’un document
label-telephone = Téléphone sûr
label-contact = Contact sûr
label-note = Note

hint-place = Facultatif. Un quartier, un village, un poste.
hint-date = Jour, mois, année. Par exemple 5 5 2025.
hint-age = En années, en chiffres.
hint-year = Facultatif. Par exemple 2008.
hint-document = Facultatif. Celui d’une carte, d’un acte ou d’un passeport, si elle veut le montrer.
hint-telephone = Facultatif. Sans indicatif, c’est un numéro du Mali (+223).
hint-family = Comme vous l’entendez ; l’orthographe n’a pas d’importance.

years = { $n ->
    [0] moins d’un an
    [one] { $n } an
   *[other] { $n } ans
}
age-or = Ou bien
age-unknown = Personne ne sait

sex-female = Féminin
sex-male = Masculin
sex-unknown-short = Sexe inconnu

manner-came-alone = Elle est venue seule
manner-brought-by-police = Police ou gendarmerie
manner-brought-by-citizen = Une personne du quartier ou de la famille
manner-referred-by-service = Un autre service
manner-outreach = Notre équipe l’a rencontrée
manner-telephone = Par téléphone
manner-other = Autrement

form-sexual-exploitation = Exploitation sexuelle
form-forced-labour = Travail ou services forcés
form-domestic-servitude = Servitude domestique
form-organised-begging = Exploitation organisée de la mendicité d’autrui
form-debt-bondage = Servitude pour dettes
form-descent-based-slavery = Esclavage par ascendance
form-forced-marriage = Mariage forcé
form-child-associated-with-armed-group = Enfant associé à un groupe armé
form-organ-removal = Prélèvement d’organes
form-other = Autre

nationality-mali = Mali
nationality-burkina-faso = Burkina Faso
nationality-cote-d-ivoire = Côte d’Ivoire
nationality-guinea = Guinée
nationality-niger = Niger
nationality-nigeria = Nigéria
nationality-senegal = Sénégal
nationality-other = Autre

band-0-8 = 0 à 8 ans
band-9-14 = 9 à 14 ans
band-15-17 = 15 à 17 ans
band-18-29 = 18 à 29 ans
band-30-47 = 30 à 47 ans
band-48-plus = 48 ans et plus
band-unknown = âge inconnu

stage-presumed = Traite présumée
kind-smuggling = Trafic illicite de migrants
stage-identified = Identifiée
stage-assisted = Assistée

fault-required = { $what } : il faut une réponse pour continuer.
fault-code = { $what } : choisissez une réponse de la liste.
fault-date = { $what } : écrivez une date qui existe, par exemple 5 5 2025.
fault-years = { $what } : écrivez un nombre d’années entre 0 et 120, ou cochez « Personne ne sait ».
fault-year = { $what } : écrivez une année en quatre chiffres, par exemple 2008.
fault-telephone = { $what } : écrivez un numéro en chiffres, par exemple 70 00 00 00 ou +225 01 02 03 04 05.
fault-document = { $what } : écrivez des lettres et des chiffres, au plus 40.
fault-somebody = Écrivez au moins un nom ou un numéro.
fault-long = { $what } : c’est trop long. Gardez l’essentiel, au plus { $max } caractères, et ajoutez une note ensuite.

check-capture-title = Tout est prêt à enregistrer
check-capture = Vos réponses sont déjà scellées : ce téléphone ne peut plus les montrer. Votre service pourra les corriger.
check-after-today = La date du premier contact vient après la date de ce téléphone. Vérifiez les deux ; si l’horloge du téléphone est fausse, continuez.
register-save = Enregistrer
register-another = Enregistrer une autre personne
register-new = Enregistrer une nouvelle personne
home-back = Retour à l’accueil

kept-title = Enregistré sur cet appareil, pas encore envoyé
kept-label = Dossier
kept-more = L’envoi se fait seul dès qu’il y a du réseau. Gardez cet appareil : rien n’est ailleurs pour l’instant.
kept-refused = Le serveur n’a pas pris cet envoi. Il reste sur cet appareil.
received-title = Reçu par le serveur
received-label = Reçu
receipt-number = n° { $n }
received-when = Dossier { $label }, reçu le { $when }.
received-at = Reçu le { $when }.
received-more = Le reçu a été vérifié sur cet appareil : l’enregistrement est inscrit au registre et ne peut plus en disparaître sans trace.

## Finding
search-title = Qui cherchez-vous ?
search-hint = Un nom ou un numéro suffit. Il est transformé sur cet appareil : le serveur ne le lit pas. Une recherche est inscrite au registre.
matches-title = Personnes possibles
matches-hint = Les noms les plus proches parmi les dossiers de votre équipe. Ouvrez un dossier seulement si vous en avez besoin.
matches-none = Aucun dossier de votre équipe ne lui ressemble. Essayez une autre façon d’écrire le nom, ou sans l’année ; un numéro doit être exact.
matches-unfound = Des dossiers repris d’un autre service, ou saisis sur un téléphone de terrain, ne se trouvent pas encore par leur nom. Ils le deviennent à mesure que l’équipe travaille : cherchez de nouveau dans un instant.
matches-others = Correspondance possible dans votre service : voyez avec l’équipe { $teams }.
name-unsaid = Nom non dit
same-telephone = même téléphone
same-document = même document
looking-title = Est-elle déjà connue ?
looking-lead = Votre appareil cherche dans les dossiers de votre équipe. Vous pouvez continuer sans attendre : rien n’est perdu.
looking-go-on = Continuer sans chercher
possible-title = C’est peut-être l’une d’elles
possible-lead = Un dossier de votre équipe porte un nom ou un numéro proche. Si c’est elle, ouvrez-le ; sinon continuez. Ce que vous avez écrit est gardé.
possible-none = Aucune d’elles : continuer
hers-title = C’est elle : dossier { $label }
hers-lead = Ce que vous venez d’écrire n’est pas dans ce dossier. Gardez le brouillon sur cet appareil le temps de le recopier, ou effacez-le.
hers-keep = Ouvrir son dossier, garder le brouillon
hers-drop = Ouvrir son dossier, effacer le brouillon
looked-not = Aucune recherche n’a été faite : elle est peut-être déjà connue. Vous pouvez enregistrer quand même.
looked-now = Chercher maintenant
looked-captured = Ce téléphone ne cherche personne : aucune recherche n’a été faite. Votre service pourra regarder si elle est déjà connue.
looked-before = Une recherche a été faite avec ce nom et ces numéros.
looked-nobody = Une recherche a été faite : personne de proche dans les dossiers de votre équipe.
looked-possible = Une recherche a été faite : quelqu’un de proche est connu de votre équipe.
looked-see = Revoir qui
born = née ou né en { $year }
list-title = Dossiers de mon équipe
list-hint = Sous leurs codes, du plus récent au plus ancien. Aucun nom dans une liste.
list-none = Votre équipe n’a pas encore de dossier.
list-more = Dossiers plus anciens

## The file
file-label = Dossier { $label }
file-received = Reçu le { $when }.
file-answers = Réponses
file-notes = Notes
notes-none = Aucune note.
note-add = Ajouter une note
note-title = Nouvelle note
note-hint = Scellée avec le dossier : seule votre équipe la lira.
identity-open = Ouvrir l’identité
identity-hint = Le nom et les contacts s’ouvrent à part. Cette ouverture est inscrite au registre et la personne peut la connaître.
identity-title = Identité
identity-recorded = L’ouverture de cette identité est inscrite au registre.
change-hint = L’ancienne réponse n’est pas effacée : le dossier garde les deux.
author-unknown = un poste d’un autre service
by-at = { $who }, { $when }
by-waiting = { $who }, pas encore envoyé
damaged = { $n ->
    [one] Une pièce de ce dossier ne s’ouvre pas. Elle est mise de côté ; prévenez votre responsable.
   *[other] { $n } pièces de ce dossier ne s’ouvrent pas. Elles sont mises de côté ; prévenez votre responsable.
}
conflict-notice = { $what } : deux réponses différentes ont été données en même temps.
conflict-open = Voir les deux et choisir
conflict-title = { $what } : quelle réponse est la bonne ?
conflict-hint = Deux collègues ont répondu à partir de la même version. Rien n’est perdu : choisissez, ou écrivez une autre réponse.
conflict-choose = Garder cette réponse
conflict-other = Écrire une autre réponse
history-open = Qui a ouvert ou modifié ce dossier
history-title = Historique du dossier
history-hint = Les lignes du registre, de la plus récente à la plus ancienne.
history-change = { $what } : « { $was } » devient « { $is } »
line-number = ligne { $n }
did-cases-beside = Second dossier ouvert pour la même personne
did-cases-register = Personne enregistrée
did-cases-open = Dossier ouvert
did-cases-open-identity = Identité ouverte
did-cases-answer = Réponse ajoutée
did-cases-note = Note ajoutée
did-cases-index = Dossiers rendus trouvables par leur nom
did-cases-unfound = Fiches lues pour la recherche
did-cases-history = Historique consulté
draft-line = Enregistrement { $code }, { $n ->
    [0] pas de réponse encore
    [one] une page remplie
   *[other] { $n } pages remplies
}
sent-waiting = Sur cet appareil, pas encore envoyé
sent-received = Reçu n° { $n }
did-recovery-approve = Approbation
did-recovery-finish = Clés rendues

bases-open = Accords et partages
team-open = Collègues sur ce dossier
closing-open = Fermer ou reprendre le dossier

transport-land = Par la route
transport-river = Par le fleuve
transport-air = Par avion
transport-sea = Par la mer
danger-life = Sa vie a été en danger, ou on l’a abandonnée
danger-degrading = On l’a traitée de façon inhumaine ou dégradante
danger-both = Les deux
danger-neither = Ni l’un ni l’autre
paid-owed = Elle doit encore de l’argent
paid-paid = Tout est payé
paid-nothing = Rien
protection-asylum-seeker = Demande l’asile
protection-refugee = Réfugiée
protection-stateless = Sans nationalité
protection-child-alone = Enfant non accompagné ou séparé
protection-stranded = Bloquée en route
protection-returnee = De retour
protection-neither = Aucune de celles-ci
other-trafficking = Dossier de traite de la même personne : { $label }
other-smuggling = Dossier de trafic illicite de migrants de la même personne : { $label }
other-open-trafficking = C’est aussi une traite : ouvrir un second dossier
other-open-smuggling = C’est aussi un trafic illicite de migrants : ouvrir un second dossier
