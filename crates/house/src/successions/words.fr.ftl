# Words of successions: holders who cannot be reached, parts of a key, an agency that ends by the root's word.
alarm-holders = { $name } : moins de trois détenteurs peuvent encore être joints. Un responsable en nomme d’autres dans « Mise en service ».
alarm-unshared = { $name } : la clé de secours n’est pas entre les mains des détenteurs d’aujourd’hui. Elle est partagée à nouveau à l’entrée d’un responsable.
alarm-silent = { $name } : un détenteur n’est pas entré depuis douze mois. Joignez-le, ou nommez-en un autre.
alarm-alone = { $name } : une seule personne peut encore ouvrir les dossiers. Invitez une collègue.
alarm-posts = Détenteurs concernés : { $posts }.
deposit-title = Clé de secours
deposit-shared = Partagée entre { $n } détenteurs : deux d’entre eux la rendent, un seul n’ouvre rien. Elle ne sert que si les gardiens du pays désignent un successeur à votre service.
deposit-none = Pas encore partagée. Elle l’est à la mise en service, puis à chaque changement de détenteur ou de clé.
home-endings = Un service ferme par décision des gardiens du pays et attend votre part de sa clé.
endings-title = Donner ma part d’une clé
endings-none = Aucun service n’attend votre part.
ending-says = { $name } ferme. Les gardiens du pays ont désigné { $next } pour reprendre ses dossiers.
ending-what = Votre part, avec celle d’un autre détenteur, permet à { $next } d’ouvrir les dossiers. Elle ne vous ouvre rien.
ending-button = Je donne ma part à { $next }
ending-files = { $name } ferme par décision des gardiens du pays, qui vous désignent. En acceptant, vous répondez de ces personnes.
ending-parts = { $n ->
    [0] Aucun détenteur n’a encore donné sa part : il en faut deux.
    [one] Un détenteur a donné sa part : il en faut deux.
   *[other] { $n } détenteurs ont donné leur part.
}
ending-lost = Sa clé n’a jamais été partagée entre ses détenteurs : personne ne peut ouvrir ses dossiers. Dites-le aux gardiens du pays.
ending-team = Équipe qui les reprend
ending-accept = Ouvrir la clé et accepter les dossiers
did-successions-share = Clé de secours partagée
did-successions-give = Part d’une clé donnée
did-successions-endings = Services qui ferment
