# Monthly returns: what services type, what the checks say, what is approved.

## The recount, at the terminal
recount-typed = Chiffres saisis de { $year } : événements relus { $events }, cases comparées { $cells }
recount-typed-equal = ÉGAL : chaque nombre saisi, chaque somme et chaque chiffre publié est celui qui fut écrit.
recount-typed-different = DIFFÉRENT : ce qui est nommé ci-dessus n’est plus ce qui fut écrit.
altered-event = ligne n° { $line } : l’événement n’est pas celui que prouve sa ligne
altered-saved = { $agency }, { $month } : le formulaire n’est plus celui qui fut enregistré
altered-cell = { $agency }, { $month }, { $cell } : saisi { $event }, on lit { $stands }
altered-state = { $agency }, { $month } : l’avancement du relevé n’est pas celui de ses étapes
altered-sum = somme { $period }, { $cell } : recompté { $event }, on lit { $stands }
altered-definition = définition { $code }, version { $version } : le texte n’est plus celui qui fut écrit
altered-batch = lot n° { $batch } de chiffres publiés ailleurs : les valeurs ne sont plus celles qui furent entrées
altered-entry = chiffre publié { $code } : le texte n’est plus celui qui fut publié
