# The pages that need no data. Loaded by the server only: a phone does not carry them.

## Entry
home-title = Danbé
home-heading = Protéger, sans exposer
home-lead = Danbé relie les services qui accueillent, protègent et accompagnent les personnes exposées à la traite et aux pratiques assimilées.
home-work = Travailler sur les dossiers
home-work-more = Pour les services. Sur votre téléphone ou votre ordinateur, même sans réseau. Il faut les cinq mots de votre poste, ou votre clé.
home-read = Lire les chiffres
home-read-more = Pour le comité et les partenaires. Chaque chiffre dit ce qu’il compte, sur quelle période, et peut être recompté.
home-person = Vous cherchez de l’aide, pour vous ou pour une autre personne ?
home-person-link = Vos droits en bref

## What the service is
about-title = À quoi sert ce service
about-lead = Danbé veut dire « dignité » en bambara. Ce service aide ceux qui protègent les personnes à travailler ensemble, sans perdre la trace de personne et sans exposer personne.
about-what-title = Ce que fait ce service
about-what-1 = Des travailleurs sociaux, des centres d’accueil, des juristes et d’autres services s’en servent pour recevoir une personne, lui proposer de l’aide et s’assurer que l’aide arrive.
about-what-2 = Les noms et les récits sont fermés à clé sur l’appareil du service qui reçoit la personne, avant tout envoi. La machine qui garde les dossiers ne reçoit aucun nom.
about-what-3 = Les chiffres publiés comptent des personnes. Ils n’en montrent aucune.
about-rights-title = Vos droits en bref
about-right-1 = Aucun nom et aucun papier ne sont exigés pour ouvrir un dossier.
about-right-2 = Vous pouvez vous taire, ou dire que vous ne savez pas. Une question sans réponse n’empêche pas d’ouvrir un dossier.
about-right-3 = On vous explique, dans une langue que vous comprenez, ce qui est noté et pourquoi.
about-right-4 = Votre dossier passe à un autre service avec votre accord. Les exceptions sont peu nombreuses, écrites et comptées à part ; on vous les dit.
about-right-5 = Refuser que votre dossier soit montré à un autre service ne vous prive pas d’aide.
about-right-6 = Vous pouvez retirer votre accord. Il ne permet alors plus aucun envoi ; ce qui a déjà été lu ne peut pas être oublié.
about-right-7 = Vous pouvez demander quels services ont ouvert votre dossier, pourquoi et quand.
about-right-8 = Vous pouvez lire votre dossier avec la personne qui vous accompagne, et demander une correction.
about-right-9 = Ce service n’a aucune porte pour le contrôle de l’immigration.
about-right-10 = Pour un enfant, son intérêt supérieur passe d’abord.
about-ask-title = Comment demander
about-ask = Parlez à la personne qui vous accompagne, ou au service qui vous reçoit. Ce site ne reçoit pas de message et ne donne l’adresse d’aucun centre d’accueil.
about-trace = Cette page reste dans l’historique de ce téléphone. S’il n’est pas à vous, la personne à qui il est peut savoir que vous l’avez ouverte.

## What it does not promise
limits-title = Ce que Danbé ne promet pas
limits-lead = Des vies dépendent de ce que vous croyez possible. Voici les limites, avant que vous ne les rencontriez.
limits-people-title = Les personnes
limits-people-1 = Une personne qui a le droit de lire peut photographier l’écran, retenir et parler.
limits-people-2 = Un téléphone ouvert sous la menace montre les dossiers prêtés à ce téléphone. Il n’y a pas de faux contenu pour tromper l’agresseur.
limits-people-3 = Les membres d’un même service partagent sa clé de lecture. Un membre qui s’entend avec celui qui tient le serveur peut lire tous les dossiers de ce service.
limits-people-4 = Ce qui a été lu avant un retrait d’accord, un effacement ou un départ reste connu. Un partenaire peut mentir quand il répond « supprimé ».
limits-people-5 = Sans réseau, c’est l’appareil qui déclare les dossiers ouverts. Un appareil modifié peut cacher une ouverture ; il ne peut pas cacher que le dossier lui était prêté.
limits-server-title = Le serveur
limits-server-1 = Il lit des faits codés sous un pseudonyme, souvent uniques, quel service envoie à quel service, à quelle heure, et quel pseudonyme est ouvert. Rien n’y nomme une personne aidée ; une liste venue d’ailleurs peut y parvenir.
limits-server-2 = Un partenaire qui ne peut pas l’accepter tient sa propre installation et envoie des paquets scellés.
limits-server-3 = Un serveur malveillant peut envoyer un programme modifié à un navigateur ordinaire, voler ce que ce navigateur ouvre, ou demander les cinq mots sur une fausse page. Dans un navigateur, rien ne l’empêche.
limits-server-4 = Il ne peut pas chercher de virus dans un document scellé.
limits-keys-title = Les clés
limits-keys-1 = Un service qui perd toutes les clés de ses membres et trop de ses dépositaires perd ses dossiers.
limits-keys-2 = Si assez de dépositaires sont pris en même temps qu’un appareil du service, ses dossiers sont ouverts.
limits-keys-3 = Ce qui est copié aujourd’hui, même illisible, peut devenir lisible si les calculs qui le protègent cèdent un jour. Sceller à nouveau n’atteint pas les copies déjà prises.
limits-device-title = L’appareil
limits-device-1 = Le clavier du téléphone peut retenir des noms, la liste des applications récentes peut montrer une page, une imprimante garde ce qu’elle imprime.
limits-device-2 = Un téléphone perdu n’apprend qu’il est révoqué qu’au moment où il retrouve le réseau.
limits-device-3 = Dans un navigateur, la mémoire est effacée du mieux possible, sans garantie. Nos essais arrêtent le programme brutalement ; une vraie coupure de courant peut faire pire.
limits-figures-title = Les chiffres
limits-figures-1 = Masquer les petits nombres ne protège pas contre un partenaire qui publie ses propres listes.
limits-figures-2 = Le programme voit deux clés, pas deux visages : empêcher qu’un même agent soit inscrit des deux côtés, protection et enquête, relève de la procédure d’inscription.
limits-against-title = Contre qui nous protégeons
limits-against-1 = Un réseau de traite aidé de l’intérieur, un agent corrompu, un collègue trop curieux.
limits-against-2 = Un proche, un ancien conjoint, un faux tuteur, qui connaît déjà beaucoup de la personne.
limits-against-3 = Un groupe armé qui prend un téléphone ou un bureau.
limits-against-4 = Qui saisit le serveur et exige toutes les clés, ou demande une liste entière au lieu d’une personne.
limits-against-5 = Un partenaire négligent, un faux message, un réseau piégé, un rançongiciel.
limits-against-6 = Un serveur, une mise à jour ou une pièce du programme altérés.
limits-against-7 = Un lecteur qui recoupe les chiffres publiés avec ce qu’il sait déjà.
limits-against-8 = Le sort : coupure de courant, carte mémoire usée, horloge fausse, clé perdue, collègue décédé. C’est le plus fréquent.
limits-full-title = Le texte complet
limits-full = Le fichier SECURITY.md, livré avec le programme, dit contre quoi nous nous défendons, comment, et par quel essai chacun peut le vérifier.
