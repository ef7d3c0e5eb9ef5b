# Words of being brought back.
title-recover = Retrouver mon accès
title-recoveries = Rendre l’accès à une collègue
recover-title = Retrouver mon accès
recover-hint = Quand vos mots sont perdus, deux détenteurs de votre service, qui vous connaissent, vous rendent l’accès sur cet appareil.
recover-words-title = Voici vos cinq nouveaux mots
recover-words-hint = Écrivez-les sur un papier que vous gardez sur vous. Ils ne seront plus montrés.
recover-words-again = Tapez-les une fois, pour être sûre
recover-words-differ = Ce ne sont pas les mêmes mots. Recopiez-les depuis votre papier.
recover-asked-title = La demande est prête
recover-asked-hint = Appelez deux détenteurs de votre service et lisez-leur cette empreinte. Ensuite, votre responsable termine.
recover-not-yet = Pas encore : il manque une approbation, ou votre responsable n’a pas terminé.
recover-try = Essayer d’entrer
fingerprint = Empreinte à lire à voix haute
recoveries-title = Rendre l’accès à une collègue
recoveries-hint = N’approuvez que si vous parlez avec la personne et qu’elle vous lit la même empreinte.
recoveries-none = Personne ne demande à être retrouvé.
recoveries-approvals = { $n ->
    [0] Aucune approbation pour l’instant. Il en faut deux.
    [one] Une approbation. Il en faut deux.
   *[other] { $n } approbations.
}
recoveries-approve = L’empreinte est la même : j’approuve
recoveries-finish = Terminer : lui rendre ses clés
recoveries-taken = C’est enregistré
recoveries-see = Voir les demandes
recover-compare-title = Comparez avant d’entrer
recover-compare-hint = Votre responsable a terminé. Demandez-lui de vous lire l’empreinte de la racine : elle doit être la même, chiffre par chiffre.
recover-agency = Votre service
root-fingerprint = Empreinte de la racine
recover-compare-button = C’est la même : j’entre
recover-compare-different = Si un seul chiffre diffère, n’entrez pas et prévenez votre responsable.
recoveries-root = Empreinte de la racine, à lire à la collègue quand elle entre
