"""Gives a file up: nothing more of it is taken in, and it is deleted."""

from __future__ import annotations

from models.documents import imports
from models.documents.imports import ImportElsewhere, ImportRun
from models.permissions import Permission
from views import formats
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen


def consequence(run: ImportRun) -> str:
    """What stays of it."""
    if run.confirmed_at is not None and run.reached:
        stays = formats.plural(run.reached, "ligne faite reste", "lignes faites restent")
        return f"{stays} ainsi. Le fichier est supprimé."
    return "Rien n’est importé, et le fichier est supprimé."


DROP = Seen(
    verb="drop",
    name="abandonner",
    icon="slash-circle",
    label="Abandonner",
    tone="quiet",
    permission=Permission.SEND_FILES,
    operation=imports.drop,
    check=imports.check_drop,
    absent=(ImportElsewhere,),
    question=Question(
        "Abandonner ce fichier ?",
        verb="Abandonner le fichier",
        way_out="Le garder",
        consequence=consequence,
        danger=True,
    ),
    done=Done("Le fichier est abandonné, et supprimé."),
)
