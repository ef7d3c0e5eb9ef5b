# Words of the page that puts a colleague on one file.
title-team = Collègues
team-title = Qui travaille sur le dossier { $label }
team-hint = Une collègue d’une autre équipe de votre service peut travailler sur ce dossier avec vous. Retirée, elle ne le trouve plus ; ce qu’elle a lu, elle l’a lu.
team-put-on = Mettre { $post } sur ce dossier
team-take-off = Retirer { $post } de ce dossier
team-alone = Aucune autre collègue de votre service ne travaille sur des dossiers.
team-back = Revenir au dossier
did-cases-put-on = Collègue mise sur un dossier
did-cases-take-off = Collègue retirée d’un dossier
