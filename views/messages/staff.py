"""Staff in words: their states, what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Refusals, Tag, Tags

TAGS: Tags = {
    "AgentStatus": {
        "invited": Tag("wait", "envelope-arrow-up", "Invité"),
        "active": Tag("ok", "person-check", "Actif"),
        "disabled": Tag("", "person-x", "Désactivé"),
    },
}

REFUSALS: Refusals = {
    "NothingToSee": "Cette personne n’a pas encore activé son compte : le portail ne lui montre rien.",
    "FilterNameMissing": "Donnez un nom au filtre.",
    "FilterNameTaken": "Vous avez déjà un filtre de ce nom pour cette liste : choisissez-en un autre.",
    "FilterGone": "Ce filtre vient d’être supprimé : il n’y a plus rien à en faire.",
    "NoColumns": "Une liste montre au moins une colonne : gardez-en une.",
    "TooManyFilters": "Vous gardez déjà {limit} filtres pour cette liste : supprimez-en un d’abord.",
    "AgentDisabled": "Son accès est déjà fermé.",
    "SecondFactorRefused": "Ce code n’est pas le bon ou a déjà servi : attendez le suivant.",
    "NotInvited": "Cet accès n’ouvre pas la console : demandez une invitation à un administrateur.",
    "ProviderRefused": "La connexion n’a pas abouti : recommencez.",
    "ProviderAway": "Le service de connexion ne répond pas.",
    "AgentExists": "Un membre du personnel porte déjà cette adresse.",
    "LastAdministrator": "C’est le dernier administrateur : nommez-en un autre d’abord.",
    "NotOneself": "Personne ne change son propre rôle ni ne ferme son propre accès : demandez à un collègue.",
    "InvitationPending": "Cette personne n’a pas encore accepté l’invitation.",
}
