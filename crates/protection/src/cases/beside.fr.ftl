# Words of the page that opens a second file over the same person, of the other kind.
title-beside = Second dossier
beside-to-trafficking = Ouvrir un dossier de traite pour la même personne
beside-to-smuggling = Ouvrir un dossier de trafic illicite de migrants pour la même personne
beside-lead = Les deux dossiers restent. C’est la même personne : elle est comptée une fois. Rien de ce qui est déjà répondu n’est demandé de nouveau.
beside-first = Ouvrez d’abord l’identité dans ce dossier : le second en reçoit une copie, scellée à part.
beside-copied = Ce que le second dossier reçoit
beside-open = Ouvrir le second dossier
