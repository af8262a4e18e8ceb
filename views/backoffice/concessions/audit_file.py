"""The audit file of one concession: facts, evidence, extract of the trail with its digests."""

from __future__ import annotations

from typing import Any

from werkzeug.wrappers import Response

from models.attachments import Attachment
from models.audit import AuditEvent
from models.concessions import Concession
from models.kernel.actors import Actor
from models.permissions import Permission
from models.reports import statements
from views import formats, templating
from views.backoffice.attachments.columns import maker
from views.backoffice.kit.history import changes, who
from views.backoffice.kit.special_actions import Download, nothing_against
from views.exports.statements import download, inscription
from views.messages import event_of, label_of, reason_of, tag_of


def paper(concession: Concession, *, actor: Actor) -> Response:
    """The PDF for an auditor. No code stands in it: nobody can read one."""
    file = statements.of_concession(concession, actor=actor)
    facts = {
        "authority": templating.current_brand().authority,
        "issued": formats.moment(file.inscription.at),
        "by": actor.name,
        "title": concession.title,
        "reference": concession.reference,
        "record": _record(concession),
        "attachments": [_attachment(attachment) for attachment in file.attachments],
        "events": [_event(event) for event in file.events],
        "inscription": inscription(file.inscription),
    }
    return download("dossier-audit.typ", f"dossier-audit-{concession.reference}", facts)


def _pairs(*facts: tuple[str, Any]) -> list[list[str]]:
    return [[name, str(value)] for name, value in facts if value]


def _record(concession: Concession) -> list[list[str]]:
    return _pairs(
        ("Titulaire", concession.holder),
        ("SIRET", formats.siret(concession.siret)),
        ("Genre", label_of("ConcessionKind", concession.kind)),
        ("Réseau", concession.network),
        ("Adresse", f"{concession.address} {concession.postcode} {concession.city}".strip()),
        ("État", tag_of(concession.status).words),
        ("Importée", formats.moment(concession.imported_at)),
    )


def _attachment(attachment: Attachment) -> dict[str, Any]:
    document = attachment.document
    facts = _pairs(
        ("SIRET", formats.siret(attachment.company.siret)),
        ("Référent", f"{attachment.referent.full_name} ({attachment.referent.identifier})"),
        ("Preuve", label_of("Evidence", attachment.evidence)),
        ("Justification", attachment.justification),
        ("Numéro rappelé", formats.phone(attachment.called_number) if attachment.called_number else ""),
        ("Pièce", f"{document.name}, SHA-256 {document.sha256}" if document is not None else ""),
        ("Rattachée par", maker(attachment)),
        ("Le", formats.moment(attachment.created_at)),
        ("En vigueur depuis", formats.moment(attachment.effective_at) if attachment.effective_at else ""),
        ("Contrôlée par", attachment.reviewed_by.name if attachment.reviewed_by is not None else ""),
        ("Contrôlée le", formats.moment(attachment.reviewed_at) if attachment.reviewed_at else ""),
        ("Contestée", attachment.suspended_reason),
        ("Fin", formats.moment(attachment.ended_at) if attachment.ended_at else ""),
        ("Motif de la fin", reason_of(attachment.ended_reason)),
    )
    return {"company": attachment.company.name, "state": tag_of(attachment.status).words, "facts": facts}


def _event(event: AuditEvent) -> dict[str, Any]:
    lines = [f"{name} : {f'{was} → ' if was else ''}{became or '–'}" for name, was, became in changes(event)]
    return {
        "number": formats.number(event.sequence),
        "at": formats.moment(event.at),
        "who": who(event),
        "what": event_of(event.action).words,
        "why": reason_of(event.detail.reason),
        "changes": [formats.typo(line) for line in lines],
        "digest": event.digest,
    }


AUDIT_FILE = Download(
    verb="audit_file",
    name="dossier-audit",
    icon="download",
    label="Dossier d’audit (PDF)",
    tone="quiet",
    permission=Permission.READ_TRAIL,
    fresh=True,
    operation=paper,
    check=nothing_against,
)
