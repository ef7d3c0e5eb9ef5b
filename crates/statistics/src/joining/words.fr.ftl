# Joining: of the pseudonyms counted, how many are persons counted already.

joining-title = Rapprochement
joining-lead = Une personne connue de deux services y porte deux pseudonymes et compte deux fois. Les services la cherchent entre eux sans échanger de nom ; ce qu’ils ont trouvé se déclare ici, en nombres. Le chiffre publié ne bouge pas : le rapprochement est imprimé à côté.
joining-none = Personne n’a encore déclaré de rapprochement.
joining-caption = Rapprochements déclarés, le plus récent d’abord
joining-year = Année du premier contact
joining-agencies = Services qui ont pris part
joining-possible = Correspondances possibles
joining-joined = Confirmées : une seule personne
joining-apart = Écartées : deux personnes
joining-open = Encore ouvertes
joining-declared = Déclaré
joining-new = Déclarer un rapprochement
joining-new-hint = Il remplace celui de la même année et reste lisible. Aucun pseudonyme, aucun nom : des nombres.
joining-button = Déclarer
joining-settled-hint = Chaque correspondance confirmée par les deux services fait une personne de moins que de pseudonymes.
fault-joining-year = Écrivez l’année, par exemple 2024.
fault-joining-agencies = Cochez au moins deux services : seul, un service n’a personne avec qui comparer.
fault-joining-possible = Écrivez le nombre de correspondances possibles, en chiffres ; 0 s’il n’y en a aucune.
fault-joining-joined = Écrivez combien ont été confirmées, en chiffres ; 0 s’il n’y en a aucune.
fault-joining-apart = Écrivez combien ont été écartées, en chiffres ; 0 s’il n’y en a aucune.
fault-joining-settled = Confirmées et écartées font plus que les correspondances trouvées. Vérifiez les trois nombres.
fault-joining-nobody = Autant de rapprochements que de pseudonymes : il ne resterait personne. Vérifiez l’année et le nombre.

## Beside a figure in persons
beside-title = Avant et après rapprochement
beside-pseudonyms = Pseudonymes, avant tout rapprochement
beside-joined = Rapprochements
beside-open = Correspondances possibles encore ouvertes
beside-absent = Services qui n’ont pas pris part
beside-year = déclarés pour l’année { $year }
beside-nobody-looked = aucun : personne n’a encore cherché, pour { $year }
beside-all = aucun : tous ont pris part
