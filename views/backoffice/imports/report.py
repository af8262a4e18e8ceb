"""The report of a run, line by line, as the command line writes it."""

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

HEAD = ("line", "column", "value", "problem", "remedy")


def write_report(run: ImportRun, *, actor: Actor) -> Response:
    """What is to be said of its lines, as the command line reports it."""
    imports.note_download(run, "report", actor=actor)
    return download("csv", f"rapport-{run.id}", HEAD, _reported(run))


def _reported(run: ImportRun) -> Iterator[list[str]]:
    for line in walk(run):
        for found in line.problems:
            yield [
                str(line.number),
                found.get("column", ""),
                found.get("value", ""),
                problem_words(found["problem"], found.get("detail", "")),
                remedy_on_page(found["remedy"]),
            ]


REPORT = Download(
    verb="report",
    name="rapport",
    icon="download",
    label="Rapport (CSV)",
    tone="quiet",
    permission=Permission.SEND_FILES,
    operation=write_report,
    check=imports.check_report,
    absent=(imports.NothingToTell,),
)
