"""One's own data as a file: everything that we hold of the person, in JSON."""

from __future__ import annotations

import json
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue

from models import attachments, audit, cases, mails, road_openings
from models.accounts import ProAccount
from models.attachments import Attachment
from models.cases import Case
from models.concessions import ConcessionKind
from models.kernel.transactions import transaction
from models.road_openings import RoadOpeningRequest
from views import access, formats
from views.messages import event_of, label_of, tag_of
from views.portal.blueprint import account, portal

MOMENTS = 10_000
"""More than anyone leaves; a bound all the same."""


@portal.get("/mon-compte/export")
@access.own_hands
@access.signed_in
def export() -> ResponseReturnValue:
    """The file, with its own event in the trail."""
    person = account()
    with transaction():
        audit.record("data-exported", person, actor=access.current_actor(), company=person.company)
    body = json.dumps(everything(person), ensure_ascii=False, indent=2)
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{person.identifier}.json"'
    return answer


def everything(person: ProAccount) -> dict[str, Any]:
    """What we hold, under the words of the screens; no secret, and nothing of anybody else."""
    return {
        "compte": {
            "identifiant": person.identifier,
            "prénom": person.first_name,
            "nom": person.last_name,
            "courriel": person.email,
            "fonction": person.job_title,
            "actualités": person.newsletter,
            "créé": formats.iso(person.created_at),
            "activé": formats.iso(person.activated_at) if person.activated_at else None,
            "données acceptées": formats.iso(person.data_accepted_at) if person.data_accepted_at else None,
            "CGU acceptées": formats.iso(person.terms_accepted_at) if person.terms_accepted_at else None,
            "version des CGU": person.terms_version,
            "dernière connexion": formats.iso(person.last_seen_at) if person.last_seen_at else None,
            "averti que le compte ne sert plus": (
                formats.iso(person.idle_told_at) if person.idle_told_at else None
            ),
        },
        "structure": {
            "SIRET": person.company.siret,
            "raison sociale": person.company.name,
            "type indiqué": label_of("CompanyKind", person.typed_kind),
            "téléphone indiqué": person.typed_phone,
            "courriel indiqué": person.typed_email,
            "sigle indiqué": person.typed_acronym,
        },
        "rattachements": [
            _attachment(held, person)
            for kind in ConcessionKind
            for held in attachments.list_for_account(person, kind.value)
        ],
        "demandes": [_request(asked) for asked in road_openings.list_made_by(person)],
        "dossiers": [_case(case) for case in cases.list_for_account(person)],
        "courriels": [
            {
                "objet": label_of("MailKind", mail.kind),
                "à": mail.to,
                "état": tag_of("MailState", mail.state).words,
                "quand": formats.iso(mail.created_at),
            }
            for mail in mails.list_to(person, MOMENTS)
        ],
        "journal": [
            {"quand": formats.iso(event.at), "quoi": event_of(event.action).words, "par": _by(event, person)}
            for event in audit.history_of_person("account", person.id, MOMENTS)
        ],
    }


def _attachment(held: Attachment, person: ProAccount) -> dict[str, Any]:
    return {
        "intitulé": held.concession.title,
        "genre": label_of("ConcessionKind", held.concession.kind),
        "état": tag_of(held.status).words,
        "depuis": formats.iso(held.created_at),
        "référent": held.referent_id == person.id,
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "objet": case.subject,
        "message": case.message,
        "téléphone": case.phone,
        "ouvert": formats.iso(case.created_at),
        "clos": formats.iso(case.closed_at) if case.closed_at else None,
    }


def _request(asked: RoadOpeningRequest) -> dict[str, Any]:
    return {
        "numéro": asked.reference,
        "concession": asked.concession.title,
        "état": tag_of(asked.status).words,
        "objet": asked.purpose,
        "lieu": asked.place,
        "début": formats.iso(asked.starts_on) if asked.starts_on else None,
        "fin": formats.iso(asked.ends_on) if asked.ends_on else None,
        "point": asked.point,
        "description": asked.description,
        "entreprise des travaux": asked.contractor,
        "contact sur le chantier": asked.site_contact,
        "déposée": formats.iso(asked.filed_at) if asked.filed_at else None,
        "pièces": [document.name for document in asked.documents],
    }


def _by(event: audit.AuditEvent, person: ProAccount) -> str:
    if event.actor_kind == "account" and event.actor_id == person.id:
        return "vous"
    return {"agent": "un agent", "system": "le service"}.get(event.actor_kind, "un visiteur")
