"""The audit in words: every action, who acts, what is acted upon, the reasons of the machine."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Tag

EVENTS: dict[str, Tag] = {
    "company-registered": Tag("ok", "building", "Structure enregistrée"),
    "company-corrected": Tag("info", "building", "Structure corrigée"),
    "company-compared": Tag("ok", "building-check", "Différences avec le répertoire tranchées"),
    "company-verified": Tag("ok", "building-check", "Structure vérifiée au répertoire"),
    "account-created": Tag("ok", "person-badge", "Compte créé"),
    "account-activated": Tag("ok", "person-check", "Compte activé"),
    "account-corrected": Tag("info", "person-badge", "Compte corrigé"),
    "account-suspended": Tag("stop", "pause-circle-fill", "Compte suspendu"),
    "account-restored": Tag("ok", "person-check", "Compte rétabli"),
    "account-erased": Tag("", "slash-circle", "Compte effacé"),
    "account-lapsed": Tag("", "clock-history", "Compte jamais activé, effacé"),
    "account-idle-told": Tag("wait", "hourglass-split", "Averti : compte inutilisé"),
    "activation-resent": Tag("info", "envelope", "Courriel d’activation renvoyé"),
    "password-changed": Tag("info", "key", "Mot de passe changé"),
    "password-reset": Tag("info", "key", "Mot de passe réinitialisé"),
    "password-reset-asked": Tag("", "key", "Mot de passe oublié"),
    "email-change-asked": Tag("", "envelope", "Changement d’adresse demandé"),
    "email-change-cancelled": Tag("", "envelope", "Changement d’adresse abandonné"),
    "email-proved": Tag("ok", "envelope-check", "Adresse confirmée"),
    "email-changed": Tag("info", "envelope-check", "Adresse changée"),
    "data-exported": Tag("info", "download", "Données personnelles exportées"),
    "seen-as": Tag("info", "eye", "Portail vu à la place de la personne"),
    "seen-as-ended": Tag("", "eye", "Vue à la place de la personne quittée"),
    "signed-in": Tag("", "person", "Connexion"),
    "sign-in-failed": Tag("wait", "person-x", "Échec de connexion"),
    "signed-out": Tag("", "box-arrow-right", "Déconnexion"),
    "signed-out-everywhere": Tag("info", "box-arrow-right", "Déconnexion de partout"),
    "password-given": Tag("", "key", "Mot de passe donné, code attendu"),
    "sessions-ended": Tag("info", "box-arrow-right", "Session fermée à distance"),
    "second-factor-removed": Tag("wait", "phone", "Second facteur désactivé"),
    "recovery-code-used": Tag("wait", "key", "Code de secours utilisé"),
    "second-factor-failed": Tag("wait", "shield-exclamation", "Code du second facteur refusé"),
    "recovery-codes-renewed": Tag("info", "key", "Codes de secours renouvelés"),
    "refused": Tag("stop", "x-octagon-fill", "Accès refusé"),
    "agent-invited": Tag("info", "envelope-arrow-up", "Agent invité"),
    "agent-accepted": Tag("ok", "person-check", "Invitation acceptée"),
    "agent-disabled": Tag("stop", "person-x", "Agent désactivé"),
    "agent-reset": Tag("info", "arrow-repeat", "Accès de l’agent réinitialisé"),
    "agent-role-changed": Tag("info", "person-badge", "Rôle changé"),
    "second-factor-reset": Tag("wait", "phone", "Second facteur réinitialisé"),
    "second-factor-enrolled": Tag("ok", "shield-check", "Second facteur enregistré"),
    "concession-consulted": Tag("", "eye", "Dossier consulté"),
    "concessions-imported": Tag("info", "upload", "Concessions importées"),
    "concession-imported": Tag("info", "upload", "Importée de l’ancien portail"),
    "concession-updated": Tag("info", "upload", "Mise à jour par un import"),
    "concession-reopened": Tag("ok", "arrow-repeat", "Rouverte"),
    "concession-paused": Tag("wait", "pause-circle-fill", "Mise en pause"),
    "concession-closed-by-failures": Tag("stop", "lock-fill", "Bloquée"),
    "code-refused": Tag("stop", "key", "Code refusé"),
    "match-accepted": Tag("ok", "check-circle-fill", "Rapprochée de la structure"),
    "match-refused": Tag("", "slash-circle", "Pas cette structure"),
    "match-postponed": Tag("", "clock-history", "Rapprochement remis à plus tard"),
    "attached": Tag("ok", "link-45deg", "Rattachée"),
    "took-effect": Tag("ok", "check-circle-fill", "Rattachement en vigueur"),
    "detached": Tag("", "slash-circle", "Détachée"),
    "detachment-undone": Tag("info", "arrow-repeat", "Détachement annulé"),
    "referent-added": Tag("info", "people", "Référent ajouté"),
    "referent-removed": Tag("", "people", "Référent retiré"),
    "attachment-approved": Tag("audit", "shield-check", "Rattachement approuvé"),
    "attachment-reviewed": Tag("audit", "shield-check", "Rattachement contrôlé"),
    "attachment-contested": Tag("stop", "shield-exclamation", "Rattachement contesté"),
    "attachment-confirmed": Tag("audit", "patch-check", "Rattachement confirmé"),
    "attachment-refused": Tag("stop", "x-octagon-fill", "Rattachement refusé"),
    "attachment-lapsed": Tag("", "clock-history", "Rattachement expiré"),
    "question-asked": Tag("wait", "chat-dots", "Question à l’agent"),
    "question-answered": Tag("info", "chat-text", "Réponse de l’agent"),
    "evidence-erased": Tag("", "slash-circle", "Preuve effacée"),
    "document-viewed": Tag("", "file-earmark-text", "Pièce consultée"),
    "case-opened": Tag("wait", "folder2-open", "Dossier ouvert"),
    "case-closed": Tag("ok", "archive", "Dossier clos"),
    "case-noted": Tag("info", "pencil", "Note au dossier"),
    "case-planned": Tag("info", "calendar-event", "Suite prévue"),
    "case-taken-back": Tag("wait", "clock-history", "Rendu à la file"),
    "case-answered": Tag("ok", "send", "Réponse envoyée"),
    "request-drafted": Tag("info", "cone-striped", "Demande commencée"),
    "request-changed": Tag("info", "pencil", "Demande modifiée"),
    "request-moved": Tag("info", "cone-striped", "Demande avancée"),
    "request-lapsed": Tag("", "clock-history", "Brouillon jamais déposé, supprimé"),
    "requests-imported": Tag("info", "upload", "Demandes importées"),
    "mail-read": Tag("", "eye", "Lien lu par le personnel"),
    "mail-resent": Tag("info", "envelope-arrow-up", "Courriel renvoyé"),
    "mail-bounced": Tag("stop", "envelope-x", "Courriel revenu"),
    "letter-printed": Tag("info", "envelope", "Lettre imprimée"),
    "outreach-created": Tag("info", "send", "Lot de relances préparé"),
    "outreach-confirmed": Tag("ok", "send", "Lot de relances confirmé"),
    "outreach-paused": Tag("wait", "pause-circle-fill", "Lot de relances interrompu"),
    "outreach-resumed": Tag("ok", "send", "Lot de relances repris"),
    "outreach-stopped": Tag("", "slash-circle", "Ne veut plus de relances"),
    "text-changed": Tag("info", "pencil", "Texte changé"),
    "text-restored": Tag("info", "arrow-repeat", "Texte remis"),
    "filter-saved": Tag("info", "funnel", "Filtre enregistré"),
    "filter-changed": Tag("info", "funnel", "Filtre corrigé"),
    "filter-removed": Tag("", "funnel", "Filtre supprimé"),
    "exported": Tag("info", "download", "Export"),
    "statement-made": Tag("info", "file-earmark-text", "Document établi"),
    "directory-loaded": Tag("info", "upload", "Répertoire chargé"),
    "trail-check-asked": Tag("info", "shield-check", "Vérification du journal demandée"),
    "trail-verified": Tag("audit", "shield-check", "Journal vérifié"),
    "trail-erased": Tag("info", "slash-circle", "Détails du journal effacés"),
    "demonstration-made": Tag("", "table", "Démonstration préparée"),
}
"""By the name of the action; a test holds it against `models.audit.ACTIONS`."""

REASONS = {
    "batch": "Repris d’un fichier, sous une autre adresse.",
    "failures": "Trop de codes faux.",
    "five working days without a decision": "Cinq jours ouvrés sans décision.",
    "account-lapsed": "Le compte n’a jamais été activé.",
    "account-erased": "Le compte a été effacé.",
    "two idle years": "Deux ans sans connexion.",
    "twelve months": "Douze mois ont passé.",
    "five years after the end": "Cinq ans ont passé depuis la fin.",
}
"""Reasons that the machine gives itself; people's own are shown as they were written."""


def reason_of(text: str | None) -> str:
    """The reason as it is read."""
    return REASONS.get(text or "", text or "")


def event_of(action: str) -> Tag:
    """The tag of an action; one that nobody named is shown as it is: an old row must stay legible."""
    return EVENTS.get(action) or Tag("", "circle", action)


LABELS: Labels = {
    "ActorKind": {
        "agent": "Personnel",
        "account": "Compte pro",
        "system": "Automatique",
        "anonymous": "Visiteur",
    },
    "SubjectKind": {
        "company": "Structure",
        "account": "Compte",
        "agent": "Agent",
        "concession": "Concession",
        "attachment": "Rattachement",
        "case": "Dossier",
        "mail": "Courriel",
        "document": "Pièce",
        "request": "Demande",
        "title": "Intitulé",
        "trail": "Journal",
        "filter": "Filtre",
        "text": "Texte",
        "outreach": "Lot de relances",
        "companies": "Liste des structures",
        "accounts": "Liste des comptes",
        "concessions": "Liste des concessions",
        "attachments": "Liste des rattachements",
        "road_openings": "Liste des demandes",
        "cases": "Liste des dossiers",
        "mails": "Liste des courriels",
        "staff": "Liste des agents",
        "audit": "Le journal",
        "campaign": "Liste des migrations",
        "journeys": "Liste des parcours",
        "figures": "Chiffres de la campagne",
    },
}

FORMER_SCREENS = {"requests": "road_openings"}
"""What lists were called when events named them, and what they are called today: no event is rewritten."""

LABELS["SubjectKind"] |= {then: LABELS["SubjectKind"][today] for then, today in FORMER_SCREENS.items()}
