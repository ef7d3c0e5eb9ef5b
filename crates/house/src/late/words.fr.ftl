# Words of what came late.
title-late = À reprendre
late-title = À reprendre
late-hint = Ce qu’une personne suspendue ou partie avait signé et n’avait pas envoyé. Rien n’entre sans vous ; rien ne se perd.
late-none = Rien à reprendre dans votre équipe.
late-unsigned = Une pièce ne porte pas la bonne signature : elle n’est pas montrée. Prévenez votre responsable.
late-by = Signé par le poste { $who }, le { $day } d’après son appareil.
late-after = Signé après sa suspension ou son départ.
late-adopt = Reprendre à mon nom
late-reject = Ne pas reprendre
late-see = Voir ce qui reste
did-late-settle = Pièce reprise ou écartée
