# Words of the room of screening: what a post sees, what it entrusts. Calm words; nobody is judged here.
title-screening = Filtrage

screening-step-liberte = Peut-elle aller et venir ?
screening-lead-liberte = Ce que vous voyez, ce que vous entendez. Laissez vide ce que vous n’avez pas demandé. Parlez-lui seule, sans ceux qui l’accompagnent.
screening-step-travail = Que dit-elle de son travail ?
screening-lead-travail = Un travail promis, un travail fait. Rien n’oblige à répondre.
screening-step-peur = De quoi a-t-elle peur ?
screening-lead-peur = Ne faites pas répéter ce qui fait mal.
screening-step-lieu = Où l’avez-vous rencontrée ?
screening-lead-lieu = La région suffit. Le lieu précis reste scellé.
screening-step-recit = Que raconte-t-elle ?
screening-lead-recit = Avec ses mots, si elle le souhaite. Vous pouvez laisser vide.
screening-step-personne = Qui est-elle ?
screening-lead-personne = À peu près suffit. Aucun papier n’est demandé.
screening-step-nom = Comment s’appelle-t-elle ?
screening-lead-nom = Laissez vide ce qu’elle ne veut pas dire.
screening-step-a-qui = À quel service la confier ?
screening-lead-a-qui = Un seul service, pour l’aider. Le nom ne va qu’à lui.
screening-step-parole = Comment est-ce dit ?
screening-lead-parole = Refuser ne change rien à ce que votre poste lui doit.

seen-movement = Elle ne peut pas aller où elle veut
seen-isolation = On la tient à l’écart des autres
seen-documents = Quelqu’un d’autre garde ses papiers
seen-debt = Elle travaille pour rembourser une dette
seen-deception = On lui avait promis autre chose
seen-wages = On ne lui donne pas ce qu’elle gagne
seen-conditions = Elle vit ou travaille dans des conditions indignes
seen-overtime = Elle travaille sans repos
seen-vulnerability = On profite de ce qu’elle est seule, jeune ou sans recours
seen-violence = On lui fait violence
seen-threats = On la menace, elle ou ses proches
seen-is-yes = Oui
seen-is-no = Non
seen-is-unknown = Ne sait pas
screening-list = Filtrage, d’après les onze indicateurs du travail forcé (OIT, 2012). Ils aident à regarder de plus près ; ils ne décident rien.

noted-line = { $what } : { $said }
screening-check = Relisez avec elle. Ceci part, et rien d’autre. Ensuite votre poste verra un reçu et un état ; il ne pourra plus rien rouvrir.
screening-clear = Effacer et recommencer
screening-unknown-way = Cet appareil ne connaît encore aucun service. Il les demande une fois, dès qu’il y a du réseau ; ensuite vous pouvez travailler sans réseau.
screening-child = Un enfant ne peut pas donner seul son accord. Un tuteur le donne avec lui ; si sa vie est en danger, choisissez cette base ; sinon appelez le service.
screening-not-now = Cela ne peut pas partir ainsi. Revenez en arrière et vérifiez la base.
