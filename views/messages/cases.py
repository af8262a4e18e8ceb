"""Cases in words."""

from __future__ import annotations

from views.messages.kit.tag import Labels, Refusals, Tag, Tags

TAGS: Tags = {
    "CaseState": {
        "open": Tag("wait", "folder2-open", "Ouvert"),
        "closed": Tag("", "archive", "Clos"),
    },
}

LABELS: Labels = {
    "CaseKind": {
        "help": "Demande d’aide",
        "attach": "Rattachement demandé",
        "held": "Concession déjà tenue",
        "contested": "Rattachement contesté",
    },
}

REFUSALS: Refusals = {
    "TooManyCases": (
        "Vous avez déjà {limit} demandes qui attendent un agent : laissez-le répondre, ou appelez-nous."
    ),
    "CaseClosed": "Ce dossier est déjà clos.",
}
