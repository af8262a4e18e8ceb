"""Enumerations as people read them, where no state is told: kinds, roles, doors, evidence, mails."""

from __future__ import annotations

from enum import Enum

from views.messages.evidence import EVIDENCE

LABELS: dict[str, dict[str, str]] = {
    "CompanyKind": {
        "entreprise": "Entreprise",
        "entrepreneur-individuel": "Entrepreneur individuel",
        "association": "Association",
        "collectivite": "Collectivité",
        "organisme-public": "Organisme public",
        "autre": "Autre",
    },
    "ConcessionKind": {"voirie": "Voirie", "eau": "Eau", "stationnement": "Stationnement"},
    "Role": {"agent": "Agent", "supervisor": "Superviseur", "admin": "Administrateur"},
    "Permission": {
        "read": "Voir structures, comptes, concessions, rattachements, demandes, courriels",
        "create-account": "Créer une structure ou un compte, renvoyer l’activation",
        "correct-contact": "Corriger des coordonnées",
        "suspend": "Suspendre ou rétablir un compte",
        "attach": "Rattacher une concession, ajouter un co-référent",
        "detach-own": "Détacher ce qu’on a rattaché il y a moins de 30 minutes",
        "detach-any": "Détacher tout rattachement",
        "reopen": "Rouvrir une concession en pause ou bloquée",
        "review": "Contrôler : approuver, contester, confirmer",
        "manage-mail": "Renvoyer un courriel, le marquer revenu",
        "keep-cases": "Tenir et clore les dossiers",
        "run-batches": "Lancer des migrations par lot",
        "move-requests": "Faire avancer les demandes d’autorisation",
        "see-as": "Voir le portail à la place d’une personne, en lecture seule",
        "import": "Importer les fichiers de l’ancien portail",
        "read-trail": "Lire le journal",
        "export": "Exporter des listes",
        "manage-staff": "Inviter, désactiver, réinitialiser les agents",
        "statistics": "Piloter la campagne, chiffres à l’appui",
    },
    "Door": {"pro": "Pro", "asso": "Asso"},
    "Evidence": {kind.value: words.label for kind, words in EVIDENCE.items()},
    "Channel": {"portal": "Portail", "console": "Console"},
    "Compared": {
        "name": "Raison sociale",
        "siren": "SIREN",
        "address": "Adresse",
        "phone": "Téléphone",
        "email": "Courriel",
        "contact": "Contact",
    },
    "CaseKind": {
        "help": "Demande d’aide",
        "attach": "Rattachement demandé",
        "held": "Concession déjà tenue",
        "contested": "Rattachement contesté",
    },
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
        "companies": "Liste des structures",
        "accounts": "Liste des comptes",
        "concessions": "Liste des concessions",
        "attachments": "Liste des rattachements",
        "requests": "Liste des demandes",
        "cases": "Liste des dossiers",
        "mails": "Liste des courriels",
        "staff": "Liste des agents",
        "audit": "Le journal",
        "campaign": "Liste des migrations",
    },
    "WorkKind": {
        "creation": "Création de réseau",
        "renouvellement": "Renouvellement de réseau",
        "reparation": "Réparation",
        "branchement": "Branchement",
        "suppression": "Suppression",
        "autre": "Autre",
    },
    "Surface": {
        "chaussee": "Chaussée",
        "trottoir": "Trottoir",
        "piste-cyclable": "Piste cyclable",
        "accotement": "Accotement",
    },
    "Traffic": {
        "aucune": "Maintenue",
        "trottoir": "Trottoir neutralisé",
        "alternat": "Alternée",
        "chaussee-retrecie": "Chaussée rétrécie",
        "route-barree": "Route barrée",
    },
    "MailKind": {
        "activation": "Activation du compte",
        "activation-reminder": "Rappel d’activation",
        "reset": "Changement de mot de passe",
        "identifiers": "Identifiants oubliés",
        "invitation": "Invitation d’un agent",
        "email-change": "Confirmation d’adresse",
        "email-changed": "Adresse changée",
        "password-changed": "Mot de passe changé",
        "second-factor-reset": "Second facteur réinitialisé",
        "sign-in-failures": "Échecs de connexion",
        "account-suspended": "Compte suspendu",
        "account-restored": "Compte rétabli",
        "account-idle": "Compte inutilisé",
        "account-erased": "Compte effacé",
        "contact-changed": "Coordonnées changées",
        "new-account": "Nouveau compte de la structure",
        "attached": "Concession rattachée",
        "attachment-waiting": "Rattachement en attente",
        "attachment-refused": "Rattachement refusé",
        "attachment-lapsed": "Rattachement expiré",
        "attachment-contested": "Rattachement contesté",
        "attachment-confirmed": "Rattachement confirmé",
        "detached": "Concession détachée",
        "detachment-undone": "Détachement annulé",
        "review-reminder": "Rappel de contrôle",
        "review-decision": "Décision d’un superviseur",
        "review-question": "Question d’un superviseur",
        "review-answer": "Réponse d’un agent",
        "many-failures": "Essais de codes en nombre",
        "trail-head": "Tête du journal",
        "case-received": "Demande d’aide reçue",
        "request-filed": "Demande d’autorisation déposée",
        "request-moved": "Demande d’autorisation avancée",
        "gathered": "Avis regroupés",
    },
}
"""By the name of the enumeration, then its value."""


def label_of(member: Enum | str, value: str | None = None) -> str:
    """The words of a member: `label_of(company.kind)`, or by name: `label_of("Role", "agent")`.

    A value that nobody named is shown as it is: an old row must stay legible.
    """
    if isinstance(member, Enum):
        name, value = type(member).__name__, str(member.value)
    else:
        name = member
    return LABELS[name].get(str(value), str(value))
