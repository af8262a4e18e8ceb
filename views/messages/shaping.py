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
    "ShapeKind": {"checklist": "Points à cocher"},
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
    "NothingChanges": "Rien ne change : tout est déjà ainsi.",
    "ShapeUnknown": "Ce réglage, ou cette version, n’existe pas.",
    "ChangeDecided": "Quelqu’un en a décidé entre-temps.",
    "OwnChange": "Un réglage est mis en service par une autre personne que celle qui le propose.",
    "ShapingUnreadable": "Ce fichier n’est pas un fichier de réglages que l’on puisse lire (ligne {line}).",
}
