# Words of taking up a post.
title-invitation = Invitation
have-code = J’ai un code d’invitation
code-title = Votre code d’invitation
code-label = Code
code-hint = Vingt lettres et chiffres. Les tirets, les espaces et les minuscules ne comptent pas.
code-wrong = Ce n’est pas un code : il faut vingt lettres et chiffres. Relisez-le groupe par groupe.
code-unknown = Ce code n’ouvre rien : il a déjà servi, ou son délai est passé. Demandez-en un autre à votre responsable.
offered-title = Un poste vous est proposé
offered-hint = Si ce n’est pas votre service, arrêtez-vous ici et prévenez la personne qui vous a donné le code.
offered-button = Oui, recevoir mes cinq mots
waiting-title = Lisez ces chiffres à votre responsable
waiting-hint = Montrez cet écran, ou lisez-le au téléphone. Quand les chiffres sont les mêmes des deux côtés, votre responsable vous fait entrer.
waiting-not-yet = Pas encore : votre responsable n’a pas confirmé.
waiting-try = Entrer
digits = Chiffres à comparer
late-code-title = Ce code ne sert plus
late-code-button = Recommencer avec un autre code
