"""Roles in words, with what each may do."""

from __future__ import annotations

from views.messages.kit.tag import Labels

LABELS: Labels = {
    "Role": {"agent": "Agent", "supervisor": "Superviseur", "admin": "Administrateur"},
    "Permission": {
        "read": "Voir structures, comptes, concessions, rattachements, demandes, courriels",
        "create-account": "Créer une structure ou un compte, renvoyer l’activation",
        "correct-contact": "Corriger des coordonnées",
        "suspend": "Suspendre ou rétablir un compte",
        "reset-second-factor": "Réinitialiser le second facteur d’un compte",
        "attach": "Rattacher une concession, ajouter un co-référent",
        "detach-own": "Détacher ce qu’on a rattaché il y a moins de 30 minutes",
        "detach-any": "Détacher tout rattachement",
        "end-mandates": "Mettre fin à un mandat, avec un motif",
        "reopen": "Rouvrir une concession en pause ou bloquée",
        "review": "Contrôler : approuver, contester, confirmer",
        "manage-mail": "Renvoyer un courriel, le marquer revenu",
        "keep-cases": "Tenir et clore les dossiers",
        "run-batches": "Lancer des migrations par lot",
        "send-files": "Déposer un fichier à importer : migrations, ou tout selon le rôle",
        "move-requests": "Faire avancer les demandes d’autorisation",
        "see-as": "Voir le portail à la place d’une personne, en lecture seule",
        "import": "Importer les fichiers de l’ancien portail",
        "read-trail": "Lire le journal",
        "export": "Exporter des listes",
        "manage-staff": "Inviter, désactiver, réinitialiser les agents",
        "manage-keys": "Créer et révoquer les clés et les abonnements des applications",
        "edit-texts": "Écrire les textes : courriels, réponses types, lettres, message de service",
        "keep-partners": "Tenir la liste des partenaires qui reçoivent les arrêtés",
        "statistics": "Piloter la campagne, chiffres à l’appui",
        "fill-fields": "Remplir les champs ajoutés par les administrateurs",
        "read-shapes": "Voir les réglages : champs, historique, fichier",
        "shape": "Changer les réglages : champs, fichier à appliquer",
        "approve-shapes": "Mettre en service ou refuser un réglage proposé par un autre",
    },
}
