# Words of adding the phone’s own lock, and of taking it away.
passkey-words = Ce carnet peut aussi s’ouvrir comme vous déverrouillez ce téléphone : empreinte, visage ou code. Vos cinq mots l’ouvriront toujours.
passkey-shared = Qui sait déverrouiller ce téléphone ouvrira ce carnet. Si une autre personne connaît son code, gardez vos mots seuls.
passkey-both = Ce carnet s’ouvre avec l’empreinte, le visage ou le code de ce téléphone. Vos cinq mots l’ouvrent toujours.
passkey-remove = Ne garder que mes cinq mots
passkey-taken = C’est fait.
passkey-removed = C’est enlevé. Vos cinq mots ouvrent ce carnet.
passkey-unable = Cet appareil n’a pas ce qu’il faut. Rien n’a changé : vos cinq mots ouvrent ce carnet.
passkey-not-made = Rien n’a changé : l’appareil n’a pas confirmé. Vous pouvez réessayer.
