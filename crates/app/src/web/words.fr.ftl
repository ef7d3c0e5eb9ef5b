# Words of the server's own pages.
reading-title = Lire les chiffres
reading-hint = Pour le comité et les statistiques. Cette entrée ne donne accès à aucun dossier.
reading-handle = Identifiant
reading-passphrase = Phrase de passe
reading-code = Code à six chiffres
reading-button = Entrer
reading-refused = L’identifiant, la phrase ou le code ne conviennent pas. Un code ne sert qu’une fois : attendez le suivant, puis réessayez.
nav-figures = Personnes présumées
problem-title = Danbé
pane-missing = La partie « dossiers » n’est pas construite
pane-missing-more = Sur cette machine, lancez d’abord « cargo xtask wasm », puis reconstruisez le programme.
