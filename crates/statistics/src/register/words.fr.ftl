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
unit-respondent = personne interrogée
stage-presumed = Présumée
stage-identified = Identifiée
stage-assisted = Assistée
stage-none = Sans objet

## For who publishes
register-list-title = Registre des chiffres publiés
register-list = Chiffres publiés pour { $year }
register-list-lead = Chaque chiffre publié, son code, et s’il a été corrigé. Deux rapports ne peuvent plus citer deux nombres sans le savoir.
register-list-caption = Registre des chiffres publiés pour { $year }
register-state = État
register-state-stands = en vigueur
register-state-corrected = corrigé
register-date = Publié le
register-publishable = Publier ou corriger
register-nothing-yet = Aucun chiffre approuvé par le comité pour cette année.
register-publish = Publier un chiffre
register-publish-button = Publier sous un code
register-correct-button = Publier la correction
register-reason = Ce qui a changé
register-corrects-now = Le chiffre { $code } est en vigueur : ceci le corrigerait. L’ancien reste lisible, marqué corrigé.
register-waiting = { $n ->
    [one] { $n } relevé attend encore un accord : le chiffre peut changer.
   *[other] { $n } relevés attendent encore un accord : le chiffre peut changer.
 }
register-gate = Voici ce qui sera montré : sous onze personnes, un nombre est masqué, avec ceux qui le trahiraient ; les sommes sont gardées.
register-withheld = Répartition retenue : { $parts }. Avec ce qui a déjà été publié des mêmes personnes, une soustraction dirait un petit effectif. Le total est publié.
report-of = Rapport de { $year }
report-is-draft = Projet : personne ne l’a encore approuvé.
report-is-overtaken = De nouveau projet : approuvé le { $date }, mais un chiffre a été publié ou corrigé depuis.
report-is-approved = Approuvé par « { $by } », le { $date }, tel que connu aux { $size } premières lignes du registre.
report-approve-hint = Préparez le rapport, lisez-le en entier, puis approuvez-le ici. À la prochaine correction, il redeviendra un projet.
report-approve-button = Approuver ce rapport
problem-state-report-nothing = Aucun chiffre de cette année n’est inscrit au registre : il n’y a rien à approuver.
problem-state-report-approved = Ce rapport est déjà approuvé tel qu’il est.
problem-state-register-nothing = Aucun relevé approuvé par le comité ne porte ce chiffre pour cette année.
problem-state-register-gate = Ce tableau ne peut pas être publié sans trahir quelqu’un. Regroupez des catégories dans une version suivante de la définition.
problem-state-register-stands = Un chiffre est déjà publié pour cette année : ouvrez-le et corrigez-le.
problem-state-register-moved = Quelqu’un vient de publier ou de corriger ce chiffre. Rouvrez le registre.
