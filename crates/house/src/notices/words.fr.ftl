# Words of the room of notices.
title-notices = Être prévenu
notices-title = Être prévenu
notices-lead = Quand quelque chose arrive pour votre service, un court message part vers ses téléphones et ses boîtes aux lettres. Il ne dit rien : quelqu’un d’autre peut lire l’écran.
notices-text = Texte du message
notices-text-hint = { $most } caractères au plus. Ni nom, ni numéro, ni rien qui dise de quel travail il s’agit.
notices-text-tells = Choisissez un texte court qui ne dit rien : ni nom du système, ni sujet, ni numéro.
notices-usual = 1 nouveau message
notices-mails = Adresses électroniques du service
notices-mails-hint = { $most } au plus, séparées par des virgules. Laissez vide pour n’en employer aucune.
notices-mails-address = Écrivez des adresses comme « garde@exemple.ml », { $most } au plus, séparées par des virgules.
notices-phones = Téléphones de garde
notices-phones-hint = { $most } au plus, avec l’indicatif du pays, séparés par des virgules, par exemple +223 70 00 00 00.
notices-phones-address = Écrivez des numéros avec l’indicatif du pays, comme +223 70 00 00 00, { $most } au plus.
notices-keep = Garder
notices-tried = Derniers envois
notices-tried-none = Rien n’est encore parti.
notices-by-mail =
    { $failed ->
        [0] courrier électronique, reçu par { $sent }
       *[other] courrier électronique, reçu par { $sent }, refusé pour { $failed }
    }
notices-by-sms =
    { $failed ->
        [0] SMS, reçu par { $sent }
       *[other] SMS, reçu par { $sent }, refusé pour { $failed }
    }
did-notices-set = Messages du service réglés
