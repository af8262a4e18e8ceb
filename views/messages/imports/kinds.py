"""What the console calls each kind of file, and the columns of all of them."""

from __future__ import annotations

from views.messages.kit.tag import Labels

LABELS: Labels = {
    "ImportKind": {
        "concessions": "Concessions de l’ancien portail",
        "requests": "Demandes de l’ancien portail",
        "migrations": "Migrations : un compte et sa concession par ligne",
    },
    "ImportColumn": {
        "reference": "Référence de la concession",
        "intitule": "Intitulé",
        "code_acces": "Code d’accès",
        "genre": "Genre : voirie, eau, stationnement",
        "titulaire": "Titulaire",
        "siret": "SIRET",
        "courriel": "Courriel",
        "telephone": "Téléphone",
        "adresse": "Adresse",
        "code_postal": "Code postal",
        "commune": "Commune",
        "reseau": "Réseau",
        "statut": "État",
        "date_creation": "Date de création",
        "numero": "Numéro de la demande",
        "objet": "Objet",
        "date_debut": "Début",
        "date_fin": "Fin",
        "date_depot": "Date de dépôt",
        "arrete": "Numéro d’arrêté",
        "type_structure": "Type de structure",
        "courriel_structure": "Courriel de la structure",
        "prenom": "Prénom",
        "nom": "Nom",
        "fonction": "Fonction",
    },
}

SUBJECTS = {"concessions": "concession", "requests": "request"}
"""Of which row a line's facts are told, by the kind of file; none where it makes rows of several."""
