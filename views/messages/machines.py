"""Programs of other houses in words: what they may call, where their keys stand, what is refused."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "KeyState": {
        "active": Tag("ok", "key", "En service"),
        "expired": Tag("", "clock-history", "Expirée"),
        "revoked": Tag("stop", "slash-circle", "Révoquée"),
    },
    "SubscriptionState": {
        "active": Tag("ok", "broadcast", "En service"),
        "failing": Tag("wait", "exclamation-triangle-fill", "En échec"),
        "paused": Tag("wait", "pause-circle-fill", "Interrompu"),
        "disabled": Tag("stop", "exclamation-triangle-fill", "Arrêté"),
        "revoked": Tag("stop", "slash-circle", "Révoqué"),
    },
    "DeliveryState": {
        "owed": Tag("wait", "clock-history", "À envoyer"),
        "delivered": Tag("ok", "check-circle-fill", "Reçu"),
        "given-up": Tag("stop", "x-octagon-fill", "Abandonné"),
    },
}

LABELS: Labels = {
    "Scope": {
        "companies:read": "Lire les structures",
        "accounts:read": "Lire les comptes",
        "accounts:create": "Créer un compte",
        "concessions:read": "Lire les concessions",
        "attachments:read": "Lire les rattachements",
        "attachments:create": "Rattacher une concession",
        "requests:read": "Lire les demandes",
        "requests:move": "Faire avancer une demande",
    },
    "WebhookEvent": {
        "company.created": "Structure enregistrée",
        "company.changed": "Structure changée",
        "account.created": "Compte créé",
        "account.activated": "Compte activé",
        "account.changed": "Compte corrigé",
        "account.suspended": "Compte suspendu",
        "account.restored": "Compte rétabli",
        "account.closed": "Compte fermé",
        "attachment.created": "Rattachement demandé",
        "attachment.effective": "Rattachement en vigueur",
        "attachment.referent-changed": "Référent changé",
        "attachment.contested": "Rattachement en vérification",
        "attachment.confirmed": "Rattachement confirmé",
        "attachment.ended": "Rattachement terminé",
        "attachment.restored": "Rattachement remis",
        "request.filed": "Demande déposée",
        "request.moved": "Demande avancée",
        "request.decided": "Demande accordée ou refusée",
        "request.changed": "Arrêté corrigé ou dates décidées",
        "webhook.test": "Essai",
    },
    "DeliveryTrouble": {
        "private-address": "Le nom mène dans un réseau privé.",
        "refused-address": "L’adresse n’est pas admise : https, et hors des réseaux privés.",
        "unknown-name": "Le nom n’existe pas.",
        "no-connection": "Personne ne répond à cette adresse.",
        "certificate": "Le certificat n’est pas valable pour ce nom.",
        "timeout": "Pas de réponse en dix secondes.",
        "broken-answer": "La réponse s’est interrompue.",
        "redirect": "La réponse renvoie ailleurs : ce n’est pas suivi.",
        "too-large": "Le message est trop lourd.",
        "unreadable-secret": "Le secret ne se lit plus : BASCULE_SECRET_KEY a changé. Renouvelez-le.",
        "revoked": "L’abonnement a été révoqué.",
        "held-too-long": "L’abonnement est resté à l’arrêt plus de trente jours.",
        "demonstration": "La démonstration n’envoie rien au dehors.",
    },
}

REFUSALS: Refusals = {
    "ClientNameTaken": "Une application porte déjà ce nom : renouvelez sa clé, ou choisissez un autre nom.",
    "ClientNameMissing": "Indiquez le nom : le journal dira ainsi qui a agi.",
    "ScopesMissing": "Cochez au moins une chose : une clé qui n’ouvre rien ne sert à rien.",
    "ExpiryRefused": "Choisissez un jour entre aujourd’hui et le {latest}.",
    "KeyOver": "Cette clé ne sert plus : elle est expirée ou révoquée.",
    "EventsMissing": "Cochez au moins un événement.",
    "TargetRefused": "Indiquez une adresse complète, comme https://exemple.fr/bascule.",
    "TargetNotSecure": "Indiquez une adresse en https.",
    "TargetPrivate": "Cette adresse mène dans un réseau privé : rien n’y est envoyé.",
    "SubscriptionRevoked": "Cet abonnement est révoqué.",
    "SubscriptionRuns": "Cet abonnement est déjà en service.",
    "SubscriptionStands": "Cet abonnement est déjà interrompu ou arrêté.",
    "DeliveryPending": "Cet envoi attend déjà de partir.",
    "PeriodRefused": "Le dernier jour vient avant le premier.",
    "NothingToReplay": "Rien n’a été envoyé ces jours-là, ou ce n’est plus gardé (30 jours).",
    "OtherBody": "Cet Idempotency-Key est déjà venu avec un autre corps : prenez-en un nouveau.",
}

PROBLEMS: dict[str, tuple[str, str]] = {
    "bad-request": ("Bad request", "La demande n’a pas été comprise : vérifiez le JSON et les en-têtes."),
    "bad-cursor": ("Bad cursor", "Cette place n’est d’aucune page : reprenez `next` tel qu’il a été donné."),
    "key-missing": ("Key missing", "Envoyez la clé dans l’en-tête Authorization : Bearer."),
    "key-unknown": ("Key unknown", "Cette clé n’existe pas : recopiez-la en entier."),
    "key-expired": ("Key expired", "Cette clé est expirée : demandez à un administrateur de la renouveler."),
    "key-revoked": ("Key revoked", "Cette clé est révoquée : demandez-en une autre à un administrateur."),
    "forbidden": ("Forbidden", "Le rôle de l’application ou ce que sa clé peut appeler ne le permet pas."),
    "not-found": ("Not found", "Il n’y a rien à cette adresse."),
    "method-not-allowed": (
        "Method not allowed",
        "Cette adresse ne s’appelle pas ainsi : voyez l’en-tête Allow.",
    ),
    "stale": ("Precondition failed", "Ce n’est plus l’état que vous avez lu : relisez, puis recommencez."),
    "content-too-large": ("Content too large", "Ce corps est trop lourd."),
    "unsupported-media-type": (
        "Unsupported media type",
        "Envoyez du JSON : Content-Type : application/json.",
    ),
    "invalid": ("Invalid", "Un point au moins ne convient pas : voyez `errors`."),
    "too-many-calls": ("Too many calls", "Trop d’appels dans la minute : attendez, puis recommencez."),
    "internal-error": ("Internal error", "Une panne nous empêche de répondre. Elle est enregistrée."),
    "unavailable": ("Unavailable", "Le service ne répond pas pour l’instant : recommencez plus tard."),
}
"""Of what a program is told, beside refusals: title, and what to do. Types are stable, sentences are not."""
