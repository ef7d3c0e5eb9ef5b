# Words of an agency's life.
service-title = Mise en service
service-on = En service depuis le { $day }.
service-hint = Un service sur lequel on compte a montré qu’il ne perd pas ses clés. Il manque encore :
service-holders-step = Trois détenteurs, dont deux rendent l’accès à une collègue
service-holders-n = { $n ->
    [0] Aucun détenteur
    [one] Un détenteur
   *[other] { $n } détenteurs
}
service-outside = Un petit service choisit des détenteurs dans d’autres services : ils répondent d’une collègue, et n’ouvrent aucun dossier.
service-name = Nommer un détenteur d’un autre service
service-unname = Ne plus nommer { $handle }
service-trial-step = Un essai : quelqu’un retrouve son accès par deux détenteurs
service-trial-done = Réussi le { $day }
service-trial-none = À faire
service-trial-how = Sur un autre appareil, choisissez « J’ai oublié mes mots », puis l’identifiant { $handle }. Deux détenteurs comparent l’empreinte et approuvent ; vous terminez. Ce poste d’essai n’ouvre rien.
service-trial-any = Sur un autre appareil, une collègue choisit « J’ai oublié mes mots ». Deux détenteurs comparent l’empreinte et approuvent ; vous terminez.
service-trial-go = Voir les demandes
service-open-step = Votre décision
service-button = Mettre en service
service-button-not-yet = Le bouton vient quand il ne manque plus rien.
service-done = Fait
service-waits = À faire
holder-title = Nommer un détenteur
holder-hint = L’identifiant d’un poste d’un autre service, chargé du retour des collègues.
holder-unknown = Aucun détenteur d’un autre service n’a cet identifiant. Vérifiez-le avec la personne.
holder-too-many = Cinq détenteurs d’autres services au plus. Retirez-en un d’abord.
holder-compare = Comparez avant de nommer
holder-compare-hint = Appelez la personne. L’empreinte qu’elle lit sur « Rendre l’accès à une collègue » doit être celle-ci, chiffre par chiffre.
holder-agency = Son service
holder-key = Empreinte de sa clé
holder-button = C’est la même : je la nomme
holder-mine = Empreinte de votre clé, à lire au service qui vous nomme détenteur
did-agencies-name-holders = Détenteurs nommés
did-agencies-switch-on = Mise en service
service-see = Voir ce qui manque encore
closing-title = Fermer le service
closing-propose = Proposer la fermeture
closing-who = Qui reprend les dossiers ?
closing-hint = Le service choisi devra accepter, puis un autre responsable du vôtre signer. Jusque-là rien ne change.
closing-nobody = Personne : ce qui reste est détruit dans douze mois
closing-choose = Choisissez qui reprend les dossiers.
closing-propose-button = Proposer
closing-to = Fermeture proposée. Les dossiers iraient à { $name }.
closing-destroy = Fermeture proposée. Personne ne reprend les dossiers : ils seraient détruits le { $day }.
closing-waits-successor = Ce service n’a pas encore accepté.
closing-waits-second = Un autre responsable de votre service doit signer.
closing-sure = Dès votre signature, plus personne de votre service n’entre, et tous les services l’apprennent. Cela ne se défait pas.
closing-sign = Je signe la fermeture
offer-files-title = Des dossiers vous sont confiés
offer-files = { $name } ferme et vous propose ses dossiers. En acceptant, vous répondez de ces personnes.
offer-files-team = Équipe qui les reprend
offer-files-button = Accepter les dossiers
did-agencies-propose-closing = Fermeture proposée
did-agencies-take-over = Dossiers acceptés
did-agencies-close = Fermeture signée
