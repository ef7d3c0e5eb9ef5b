# The pack of a meeting: its form, its refusals.

meeting-form = Dossier de réunion
meeting-form-lead = Ce que le comité a approuvé pour quelques mois, à côté des mêmes mois un an avant : retards, dossiers dormants, besoins non couverts, relevés qui manquent. Effectifs exacts, pour les membres.
meeting-from = Premier mois
meeting-to = Dernier mois
meeting-month-hint = Par exemple 2024-04
meeting-make = Préparer le dossier
meeting-span-wrong = Donnez deux mois, le premier avant le dernier, douze au plus : par exemple 2024-04 et 2024-06.
