"""Mails in words: their states, their kinds, what is refused of them."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "MailState": {
        "owed": Tag("info", "envelope", "À envoyer"),
        "sent": Tag("ok", "envelope-check", "Envoyé"),
        "retrying": Tag("wait", "arrow-repeat", "Nouvel essai prévu"),
        "refused": Tag("stop", "envelope-x", "Refusé"),
        "bounced": Tag("stop", "envelope-x", "Revenu"),
        "held": Tag("info", "hourglass-split", "Regroupé ce soir"),
        "gathered": Tag("", "archive", "Regroupé"),
    },
}

LABELS: Labels = {
    "MailKind": {
        "activation": "Activation du compte",
        "activation-reminder": "Rappel d’activation",
        "reset": "Changement de mot de passe",
        "identifiers": "Identifiants oubliés",
        "invitation": "Invitation d’un agent",
        "email-change": "Confirmation d’adresse",
        "email-change-asked": "Changement d’adresse demandé",
        "email-changed": "Adresse changée",
        "email-proof": "Confirmation d’une adresse corrigée",
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
        "case-answered": "Réponse à une demande",
        "case-closed": "Suite donnée à une demande",
        "request-filed": "Demande d’autorisation déposée",
        "request-moved": "Demande d’autorisation avancée",
        "gathered": "Avis regroupés",
    },
}

REFUSALS: Refusals = {
    "MailStillDue": "Ce courriel n’est pas encore parti : il partira de lui-même.",
    "MailOnItsWay": {
        "owed": "Il part tout seul, dans la minute.",
        "retrying": "Un nouvel essai est prévu.",
        "retrying-at": "Un nouvel essai est prévu le {next_at}.",
        "held": "Il part ce soir, regroupé avec d’autres.",
        "gathered": "Son texte est parti dans un courriel regroupé.",
    },
    "MailForgotten": "Ce courriel ne se renvoie pas : son adresse et son texte sont effacés.",
    "MailGathered": "Ce courriel est parti avec d’autres : renvoyez celui qui les regroupe.",
    "MailNotResendable": "Ce courriel ne se renvoie pas : le lien qu’il portait est terminé.",
}
