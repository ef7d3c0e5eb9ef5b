# Words of the room of roles.
title-roles = Rôles
roles-title = Rôles
roles-lead = Un rôle retire des droits à un poste ; il n’en ajoute jamais. Il ne touche ni à l’entrée, ni aux clés, ni à la charge de responsable ou de détenteur.
roles-none = Aucun rôle : chaque poste a toute sa charge.
roles-note =
    { $posts ->
        [0] { $gone } droits retirés · aucun poste
        [1] { $gone } droits retirés · 1 poste
       *[other] { $gone } droits retirés · { $posts } postes
    }
roles-posts = Le rôle de chaque poste
roles-see = Voir les rôles
role-new = Créer un rôle
role-title = Ce que ce rôle garde
role-hint = Un droit que vous ne cochez pas n’existe plus pour le poste, dès sa prochaine demande. Les autres droits restent comme ils sont.
role-name = Nom du rôle
role-name-hint = Par exemple « accueil ». Aucun nom de personne aidée.
role-name-wrong = Écrivez un nom de { $most } caractères au plus.
role-keep = Enregistrer ce rôle
role-none = Toute la charge
role-give-title = Quel rôle pour le poste { $post } ?
role-give-hint = Il compte dès la prochaine demande du poste. Ce que son appareil n’a pas encore envoyé et que le rôle retire y reste gardé, sans se perdre.
role-give = Donner ce rôle
role-taken = Cela compte dès la prochaine demande du poste.
rights-title = Qui peut faire quoi
rights-lead = Chaque droit sur les dossiers, et qui l’a dans votre service. Ce qui n’est pas ouvert est répondu comme si cela n’existait pas.
rights-caption = Droits de votre service, par charge et par rôle
rights-right = Droit
rights-yes = oui
rights-no = non
did-roles-define = Rôle enregistré
did-roles-give = Rôle d’un poste changé
room-late = Pièces des collègues
may-late-list = Voir ce qu’une collègue suspendue ou partie avait signé
may-late-settle = Reprendre ou écarter ces pièces
