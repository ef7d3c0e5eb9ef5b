# Words of the room of extracts: coded answers for a statistics office.
title-extract = Relevé statistique
title-extracts = Relevés statistiques

label-month = Mois du premier contact
extract-title = Ce qui part vers { $name }
extract-lead = Ces réponses, et rien d’autre. Ni nom, ni lieu précis, ni récit, ni numéro de dossier. Le bureau voit quel service envoie, et jusqu’à quand l’accord vaut.
extract-again = Le relevé remplace celui que ce bureau avait pour ce dossier. Si la personne retire son accord, il est effacé tout de suite.
extract-seal = Sceller et envoyer

extracts-title = Relevés statistiques
extracts-lead = Des réponses codées, sans nom, de personnes qui l’ont permis. Elles s’ouvrent sur cet appareil et n’y restent pas. Chaque ouverture est écrite.
extracts-open = Ouvrir les relevés
extracts-again = Ouvrir à nouveau
extracts-gate = Ces nombres sont exacts : ils ne sont que pour votre bureau. Rien ne se publie d’ici ; un tableau se publie seulement après le contrôle qui protège les personnes.
extracts-opened-trafficking = Relevés ouverts, traite
extracts-opened-smuggling = Relevés ouverts, trafic illicite de migrants
extracts-held = Retenus par le serveur
extracts-held-why = Un relevé est retenu quand l’accord sur lequel il repose ne vaut plus, ou que les deux services n’ont plus de protocole.
extracts-refused = Non comptés sur cet appareil
extracts-kind-trafficking = traite
extracts-kind-smuggling = trafic illicite de migrants
extracts-table = { $what } selon le sexe, { $kind }
extracts-sum = Total

extract-not-forged = La signature n’est pas sûre, ou le relevé a été changé en route. Appelez le service qui l’envoie.
extract-not-not-for-us = Le relevé est pour un autre bureau.
extract-not-damaged = Le relevé ne s’ouvre pas.
extract-not-order = Le relevé n’est pas le premier sous son numéro.
extract-not-version = Le relevé vient d’un programme plus récent. Mettez le vôtre à jour.
extract-not-coded = Le relevé contient autre chose que les réponses codées attendues.
extract-not-twice = Deux relevés reposent sur le même accord : le plus récent est compté, une fois.
extract-not-basis = L’accord sur lequel repose le relevé ne vaut pas, ou ne vaut plus.

did-extracts-send = Relevé statistique envoyé
did-extracts-export = Relevés statistiques ouverts
