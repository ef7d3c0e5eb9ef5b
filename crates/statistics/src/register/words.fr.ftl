# The register of published figures, for everybody.

register-title = Vérifier un chiffre publié
register-lead = Chaque chiffre publié porte un code. Le code dit ce qui fut publié, comment ce fut compté, et si ce fut corrigé depuis.
register-code = Code du chiffre
register-code-hint = Imprimé à côté du chiffre, par exemple 2024-K7QF-29XM
register-look-up = Vérifier
register-no-code = Aucun chiffre ne porte ce code. Comparez-le, signe par signe, avec celui qui est imprimé.
register-stands = Ce chiffre est le dernier publié : il n’a pas été corrigé.
register-corrected = Ce chiffre a été corrigé. Le chiffre en vigueur porte le code
register-corrects = Il corrige le chiffre
register-caption = { $title }, { $period }, unité : { $unit }
register-part = Partie
register-number = Nombre
register-total = Total
register-hidden-cell = masqué
register-hidden = { $n ->
    [one] { $n } nombre est masqué : trop petit pour être montré sans désigner quelqu’un, ou parce qu’il trahirait un autre.
   *[other] { $n } nombres sont masqués : trop petits pour être montrés sans désigner quelqu’un, ou parce qu’ils en trahiraient d’autres.
 }
register-unit = Unité
register-stage = Étape
register-definition = Ce qui est compté
register-version = { $code }, version { $version }
register-rule = Règle de compte
register-period = Période
register-sources = Sources
register-made-of = { $returns ->
    [one] { $returns } relevé mensuel approuvé
   *[other] { $returns } relevés mensuels approuvés
 }, { $services ->
    [one] { $services } service
   *[other] { $services } services
 }
register-typed = Nombres saisis par les services ; ils ne sont jamais additionnés aux personnes comptées d’après les dossiers.
register-checkpoint = Point de contrôle
register-as-of = compté sur les { $size } premières lignes du registre
register-approved = Approuvé
register-approved-by = par « { $by } », le { $date }

## Units and stages, shared by every room of typed figures
unit-file = dossier
unit-person = personne
unit-event = événement
unit-session = séance
unit-participant = participation
unit-listener = personne touchée
stage-presumed = Présumée
stage-identified = Identifiée
stage-assisted = Assistée
stage-none = Sans objet
