"""What administrators shape, in words: kinds, changes, what a file makes of them, what is refused."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "ChangeState": {
        "proposed": Tag("wait", "hourglass-split", "Attend une décision"),
        "live": Tag("ok", "check-lg", "En service"),
        "refused": Tag("stop", "x-octagon-fill", "Refusé"),
    },
    "FileStep": {
        "new": Tag("ok", "plus-lg", "Nouveau"),
        "changed": Tag("info", "pencil", "Changé"),
        "retired": Tag("", "archive", "Retiré"),
        "brought-back": Tag("ok", "arrow-counterclockwise", "Remis"),
        "kept": Tag("", "dash-lg", "Absent du fichier, gardé"),
    },
}

LABELS: Labels = {
    "ShapeKind": {"custom-field": "Champ", "checklist": "Points à cocher"},
    "Noun": {"company": "Structures", "concession": "Concessions"},
    "FieldType": {
        "text": "Texte court",
        "long-text": "Texte long",
        "number": "Nombre",
        "date": "Date",
        "yes-no": "Oui ou non",
        "choice": "Choix",
        "choices": "Plusieurs choix",
        "phone": "Téléphone",
        "email": "Courriel",
        "siret": "SIRET",
    },
}

REFUSALS: Refusals = {
    "ShapeRefused": "Le réglage « {key} » n’est pas possible ainsi.",
    "ShapeKindUnknown": "« {kind} » n’est pas un genre de réglage que cette version connaît.",
    "ShapeKeyRefused": "La clé « {key} » ne convient pas : des minuscules, des chiffres et des traits "
    "d’union, 60 signes au plus, une lettre pour commencer.",
    "ShapeKeyTaken": "La clé « {key} » est déjà prise, par un réglage en service ou retiré : "
    "choisissez-en une autre.",
    "ShapeUnreadable": "« {kind} / {key} » : la valeur de « {place} » n’est pas de celles qui conviennent.",
    "LosesValues": "« {key} » : {count} valeur(s) saisie(s) serai(en)t perdue(s), dont « {example} ». "
    "Corrigez-les d’abord, ou retirez le réglage : il garde tout.",
    "ChecklistOfNothing": "« {key} » n’est pas une nature de dossier.",
    "PointsRefused": "Donnez de 1 à {limit} points, chacun d’une ligne à lui, de {longest} signes au plus.",
    "FieldLabelRefused": "Donnez au champ un nom d’une ligne, qu’aucun autre de la même fiche ne porte "
    "(60 signes au plus, 300 pour l’aide).",
    "FieldChoicesRefused": "Nommez chaque choix une fois, d’une ligne ; un champ d’un autre genre "
    "n’en a pas.",
    "FieldDefaultRefused": "La valeur proposée n’est pas de celles que ce champ accepte.",
    "FieldNounFixed": "Un champ reste à la fiche pour laquelle il a été créé.",
    "FieldValueRefused": "« {value} » ne convient pas à « {label} ».",
    "NothingToFill": "Aucun champ de cette fiche n’est à remplir par vous.",
    "FieldNeeded": "Remplissez « {label} ».",
    "NothingChanges": "Rien ne change : tout est déjà ainsi.",
    "ShapeUnknown": "Ce réglage, ou cette version, n’existe pas.",
    "ChangeDecided": "Quelqu’un en a décidé entre-temps.",
    "OwnChange": "Un réglage est mis en service par une autre personne que celle qui le propose.",
    "ShapingUnreadable": "Ce fichier n’est pas un fichier de réglages que l’on puisse lire (ligne {line}).",
}
