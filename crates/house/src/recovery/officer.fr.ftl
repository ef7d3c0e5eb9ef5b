# Words of giving a colleague her access back, on the devices of holders and officers.
title-recoveries = Rendre l’accès à une collègue
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
recoveries-root = Empreinte de la racine, à lire à la collègue quand elle entre
