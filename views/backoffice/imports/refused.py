"""The refused lines of a run, to be mended and sent again."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.wrappers import Response

from models.documents import imports
from models.documents.imports import ImportRun
from models.documents.imports.queries import walk
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.kit.special_actions import Download
from views.exports import download
from views.messages.imports.problems import problem_words, remedy_on_page
from views.messages.imports.words import HIDDEN, HIDDEN_REMEDY

MENDED = ("ligne", "probleme", "remede")
"""Beside the columns of the refused lines: they are passed over when the file comes back."""


def write_refused(run: ImportRun, *, actor: Actor) -> Response:
    """The refused lines under the names that we know; codes are left out, since nobody is shown one."""
    imports.note_download(run, "refused", actor=actor)
    names = [name for name in run.columns if name]
    return download("csv", f"refus-{run.id}", [*names, *MENDED], _mendable(run, len(names)))


def _mendable(run: ImportRun, width: int) -> Iterator[list[str]]:
    for line in walk(run, refused=True):
        words = [problem_words(found["problem"], found.get("detail", "")) for found in line.problems]
        remedies = [remedy_on_page(found["remedy"]) for found in line.problems]
        cells = line.cells or [""] * width
        if None in cells:
            remedies.append(HIDDEN_REMEDY)
        shown = [HIDDEN if cell is None else cell for cell in cells]
        yield [*shown, str(line.number), " ".join(words), " ".join(remedies)]


REFUSED = Download(
    verb="refused",
    name="refus",
    icon="download",
    label="Lignes refusées (CSV)",
    tone="quiet",
    permission=Permission.SEND_FILES,
    operation=write_refused,
    check=imports.check_refused,
    absent=(imports.NothingToTell,),
)
