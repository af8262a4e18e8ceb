"""The workbench in words: where a pair stands, what is refused of one, what each decision has done."""

from __future__ import annotations

from views.messages.kit.tag import Refusals, Tag, Tags

TAGS: Tags = {
    "Verdict": {
        "waiting": Tag("wait", "clock-history", "À décider"),
        "accepted": Tag("ok", "check-circle-fill", "Acceptée"),
        "refused": Tag("", "slash-circle", "Pas la même"),
    },
}

REFUSALS: Refusals = {
    "NothingToDecide": "Cette concession n’attend plus de rapprochement : elle est rattachée ou close.",
    "AlreadyMatched": "Ce dossier est déjà rapproché d’une autre structure : refusez-la d’abord.",
}
