"""Takes in a file that was tried."""

from __future__ import annotations

from models.documents import imports
from models.documents.imports import ImportElsewhere, ImportKind, ImportRun
from models.permissions import Permission
from views import formats
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen


def consequence(run: ImportRun) -> str:
    """What will be written, and in whose name."""
    taken = formats.plural(run.lines - run.refused, "ligne")
    left = formats.plural(run.refused, "ligne refusée reste dehors", "lignes refusées restent dehors")
    whose = (
        " Les codes d’accès n’ont pas été vérifiés à l’essai : un code faux fait refuser sa ligne, et compte"
        " parmi vos essais du jour. Les comptes et les rattachements sont faits en votre nom."
    )
    is_batch = run.kind == ImportKind.MIGRATIONS.value
    return f"{taken} à reprendre.{f' {left}.' if run.refused else ''}{whose if is_batch else ''}"


CONFIRM = Seen(
    verb="confirm",
    name="confirmer",
    key="c",
    icon="upload",
    label="Confirmer et importer",
    permission=Permission.SEND_FILES,
    operation=imports.confirm,
    check=imports.check_confirm,
    absent=(ImportElsewhere,),
    question=Question(
        "Importer ce fichier ?",
        verb="Importer le fichier",
        way_out="Ne rien importer",
        consequence=consequence,
    ),
    done=Done("L’importation commence.", more="Le fichier est supprimé quand elle est finie."),
)
