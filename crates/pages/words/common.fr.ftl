# Words every room shares. Plain French, present tense, "vous"; before a decision, "la personne".
# Ordinary spaces: the program sets the no-break ones before ? ! ; : and inside « ».

## Around the page
skip = Aller au contenu
nav = Rubriques
sign-out = Fermer la session
training = Formation.
training-more = N’écrivez rien sur une personne réelle.
provisional = Installation provisoire.
provisional-more = Sa clé racine est encore sur cette machine : n’écrivez rien sur une personne réelle.
about-link = À quoi sert ce service
limits-link = Ce que Danbé ne promet pas
foot = Danbé, « dignité » en bambara. Réponse nationale à la traite des personnes et aux pratiques assimilées.

## Buttons and links
back = Retour
continue = Continuer
save = Enregistrer
send = Envoyer
cancel = Annuler
change = Modifier
open = Ouvrir
search = Rechercher
add = Ajouter
remove = Retirer
print = Imprimer
yes = Oui
no = Non
or = ou
choose = Choisissez
none = Aucune ligne.
warning = Attention.
done = C’est fait.

## Answers
missing = Non renseigné
unknown = Inconnu
refused = Refus de répondre

## Questions
step = Étape { $n } sur { $total }
day = Jour
month = Mois
year = Année
check-title = Vérifiez vos réponses
check-hint = Vous pouvez encore tout modifier. Une question sans réponse peut le rester.
optional = Facultatif

## Errors: what to do next. $what is the label of the field, so that the summary at the top can be read alone.
errors-title = À corriger avant de continuer
error-before = Erreur.
error-choose = { $what } : choisissez une réponse. « Inconnu » en est une.
error-empty = { $what } : écrivez une réponse.
error-number = { $what } : écrivez un nombre entier, en chiffres.
error-date = { $what } : écrivez une date qui existe, par exemple 5 5 2025. Laissez vide ce que personne ne sait.
error-future = { $what } : écrivez une date passée.
error-long = { $what } : écrivez au plus { $max ->
    [one] { $max } caractère
   *[other] { $max } caractères
 }.
error-passphrase = Ces mots n’ouvrent pas la session. Vérifiez chaque mot, puis réessayez.
at-time = { $day } à { $time }
not-found-title = Page introuvable
not-found = Cette page n’existe pas, ou elle ne vous est pas ouverte.
not-found-next = Vérifiez l’adresse, ou repartez du début.
not-found-home = Revenir au début
problem-title = Quelque chose n’a pas marché
problem = Rien de ce que vous avez enregistré n’est perdu. Réessayez ; si cela revient, notez l’heure et prévenez la personne qui administre ce service.
locked-title = Appareil verrouillé
locked = Déverrouillez pour continuer. Ce qui est enregistré est toujours là.

## The bar of the device
bar-empty = Tout est envoyé. Rien n’attend sur cet appareil.
bar-offline = Pas de réseau.
bar-offline-more = Continuez : tout reste sur cet appareil et part dès que le réseau revient.
bar-draft = Une saisie commencée est gardée sur cet appareil seulement. Le reste est envoyé.
bar-unsent = { $n ->
    [one] { $n } enregistrement sur cet appareil, pas encore envoyé
   *[other] { $n } enregistrements sur cet appareil, pas encore envoyés
 }
bar-unsent-since = { $n ->
    [one] { $n } enregistrement sur cet appareil, pas encore envoyé : { $ago }
   *[other] { $n } enregistrements sur cet appareil, pas encore envoyés — le plus ancien : { $ago }
 }
saved-here = Enregistré sur cet appareil.
receipt = Reçu n° { $number }
ago-now = à l’instant
ago-minutes = il y a { $n } min
ago-hours = il y a { $n } h
ago-days = { $n ->
    [one] il y a { $n } jour
   *[other] il y a { $n } jours
 }
