"""What a batch of migrations made, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from werkzeug.wrappers import Response

from models.documents import imports
from models.documents.imports import ImportRun, NothingToTell
from models.documents.imports.queries import list_made
from models.kernel.actors import Actor
from models.permissions import Permission
from views import formats
from views.backoffice.kit.special_actions import Download
from views.exports import download
from views.messages import tag_of

HEAD = ("ligne", "siret", "identifiant", "reference", "intitule", "compte", "rattachement", "active_le")


def write_result(run: ImportRun, *, actor: Actor) -> Response:
    """One line for each attachment, with where it and its account stand today."""
    imports.note_download(run, "result", actor=actor)
    return download("csv", f"lot-{run.id}", HEAD, _made(run))


def _made(run: ImportRun) -> Iterator[list[str]]:
    for entry in list_made(run):
        attachment = entry.attachment
        account, record = attachment.referent, attachment.concession
        yield [
            str(entry.line),
            str(attachment.company.siret),
            account.identifier,
            record.reference,
            record.title,
            "nouveau" if entry.account_is_new else "connu",
            tag_of(attachment.status).words,
            formats.iso(account.activated_at) if account.activated_at is not None else "",
        ]


RESULT = Download(
    verb="result",
    name="resultat",
    icon="download",
    label="Résultat du lot (CSV)",
    tone="quiet",
    permission=Permission.SEND_FILES,
    operation=write_result,
    check=imports.check_result,
    absent=(NothingToTell,),
)
