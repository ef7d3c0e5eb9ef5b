# Words of the room of allowances of searches.
title-allowances = Recherches par jour
allowances-title = Recherches par jour
allowances-lead = { $n ->
    [one] Chaque membre de votre service peut faire une recherche par jour. Pour une opération ou une reprise de dossiers, deux responsables en permettent davantage.
   *[other] Chaque membre de votre service peut faire { $n } recherches par jour. Pour une opération ou une reprise de dossiers, deux responsables en permettent davantage.
}
allowances-none = Rien ne s’y ajoute aujourd’hui.
widening-for-all = Tout le service
widening-says = { $n } recherches par jour, { $occasion }, jusqu’au { $when }.
widening-waits = Attend une signature
widening-in-force = En vigueur
widening-approve = Signer aussi
widening-waits-other = Un autre responsable de votre service doit signer.
widening-by = Proposé par { $who }.
widening-propose = Proposer davantage de recherches
widening-propose-hint = Un autre responsable signera le même texte. Cela finit tout seul à la date dite.
widening-for = Pour qui ?
widening-for-required = Dites pour qui.
widening-searches = Combien de recherches par jour ?
widening-searches-hint = Pour chaque personne, au plus { $most }.
widening-searches-required = Écrivez un nombre, au plus { $most }.
widening-days = Pendant combien de jours ?
widening-days-hint = Au plus { $longest }.
widening-days-required = Écrivez un nombre de jours, au plus { $longest }.
widening-occasion = Pour quoi ?
widening-occasion-required = Choisissez pour quoi.
widening-send = Signer et proposer
widening-kept = C’est signé
widening-kept-hint = La signature part dès qu’il y a du réseau.
widening-back = Revoir les recherches par jour
occasion-operation = Une opération sur le terrain
occasion-import = Une reprise de dossiers
did-allowances-propose = Davantage de recherches proposé
did-allowances-approve = Davantage de recherches permis
