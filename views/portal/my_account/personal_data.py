"""One's own data as a file: everything that we hold of the person, in JSON."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask import Response
from flask.typing import ResponseReturnValue

from models.accounts import ProAccount
from models.attachments import Attachment
from models.attachments.afterwards.mandates import Mandate
from models.audit import AuditEvent
from models.cases import CaseNote, CaseQuestion
from models.concessions.cleansing import ContactCorrection
from models.kernel.access.sessions import Session
from models.mails import OutboxEmail
from models.reports import personal_data
from models.reports.personal_data import PersonalData
from models.road_openings import RequestMove, RoadOpeningRequest
from views import access, formats
from views.messages import event_of, label_of, tag_of
from views.messages.road_openings import move_words
from views.portal.blueprint import account, portal

Copy = dict[str, object]
"""A part of the file: values that JSON knows, under our words."""


@portal.get("/mon-compte/export")
@access.own_hands
@access.signed_in
def export() -> ResponseReturnValue:
    """The file, with its own event in the audit."""
    held = personal_data.export(account(), actor=access.current_actor())
    body = json.dumps(everything(held), ensure_ascii=False, indent=2)
    answer = Response(body, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{held.account.identifier}.json"'
    return answer


def everything(held: PersonalData) -> Copy:
    """What we hold, under the words of the screens; no secret, and nothing of anybody else."""
    person = held.account
    return {
        "compte": _account(person),
        "structure": _company(person),
        "double authentification": {
            "active depuis": _iso(person.second_factor_at),
            "codes de secours restants": held.recovery_codes_left,
        },
        "sessions ouvertes": [_session(each) for each in held.sessions],
        "rattachements": [_attachment(each, person) for each in held.attachments],
        "demandes": [_request(each) for each in held.requests],
        "mandats": [_mandate(each, person) for each in held.mandates],
        "dossiers": [_question(each, held.answers[each.id]) for each in held.questions],
        "contacts notés par un agent pour les relances": [_correction(each) for each in held.corrections],
        "courriels": [_mail(each) for each in held.mails],
        "journal": [_event(each, person) for each in held.events],
    }


def _account(person: ProAccount) -> Copy:
    return {
        "identifiant": person.identifier,
        "prénom": person.first_name,
        "nom": person.last_name,
        "courriel": person.email,
        "fonction": person.job_title,
        "actualités": person.newsletter,
        "créé": formats.iso(person.created_at),
        "activé": _iso(person.activated_at),
        "données acceptées": _iso(person.data_accepted_at),
        "CGU acceptées": _iso(person.terms_accepted_at),
        "version des CGU": person.terms_version,
        "dernière connexion": _iso(person.last_seen_at),
        "averti que le compte ne sert plus": _iso(person.idle_told_at),
    }


def _session(opened: Session) -> Copy:
    return {
        "navigateur": opened.user_agent,
        "ouverte": formats.iso(opened.started_at),
        "vue": formats.iso(opened.seen_at),
    }


def _company(person: ProAccount) -> Copy:
    return {
        "SIRET": person.company.siret,
        "raison sociale": person.company.name,
        "type indiqué": label_of("CompanyKind", person.typed_kind),
        "téléphone indiqué": person.typed_phone,
        "courriel indiqué": person.typed_email,
        "sigle indiqué": person.typed_acronym,
    }


def _attachment(attachment: Attachment, person: ProAccount) -> Copy:
    return {
        "intitulé": attachment.concession.title,
        "genre": label_of("ConcessionKind", attachment.concession.kind),
        "état": tag_of(attachment.status).words,
        "depuis": formats.iso(attachment.created_at),
        "référent": attachment.referent_id == person.id,
    }


def _mandate(mandate: Mandate, person: ProAccount) -> Copy:
    return {
        "numéro": mandate.number,
        "mandant": mandate.company.name,
        "mandataire": mandate.mandatary.name,
        "donné par vous": mandate.given_by_id == person.id,
        "donné": formats.iso(mandate.given_at),
        "dernier jour": mandate.until.isoformat(),
        "état": tag_of(mandate.status).words,
        "fin": _iso(mandate.ended_at),
    }


def _question(question: CaseQuestion, answers: list[CaseNote]) -> Copy:
    return {
        "objet": question.subject,
        "message": question.message,
        "téléphone": question.phone,
        "ouvert": formats.iso(question.asked_at),
        "réponses": [{"le": formats.iso(answer.at), "texte": answer.text} for answer in answers],
        "clos": _iso(question.case.closed_at),
        "suite donnée": question.case.closed_reason if question.outcome_told else None,
    }


def _request(request: RoadOpeningRequest) -> Copy:
    return {
        "numéro": request.reference,
        "concession": request.concession.title,
        "état": tag_of(request.status).words,
        "objet": request.purpose,
        "lieu": request.place,
        "début": _iso(request.starts_on),
        "fin": _iso(request.ends_on),
        "point": request.point,
        "description": request.description,
        "entreprise des travaux": request.contractor,
        "contact sur le chantier": request.site_contact,
        "urgence": request.urgency,
        "autres dates demandées": _iso(request.dates_asked_at),
        "autre début": _iso(request.wanted_starts_on),
        "autre fin": _iso(request.wanted_ends_on),
        "motif des autres dates": request.dates_reason,
        "déposée": _iso(request.filed_at),
        "pièces": [document.name for document in request.documents],
        "étapes": [_step(move) for move in request.moves],
    }


def _step(move: RequestMove) -> Copy:
    """With the reasons of decided dates, which the request itself keeps no longer."""
    return {
        "quand": formats.iso(move.at),
        "quoi": move_words(move),
        "motif": move.reason,
        "début": _iso(move.starts_on),
        "fin": _iso(move.ends_on),
        "arrêté": move.order.number if move.order is not None else move.order_number,
    }


def _correction(correction: ContactCorrection) -> Copy:
    return {
        "concession": correction.concession.title,
        "courriel": correction.email,
        "téléphone": correction.phone,
        "adresse": f"{correction.address} {correction.postcode} {correction.city}".strip(),
        "justificatif": label_of("ContactProof", correction.proof),
        "référence du justificatif": correction.reference,
        "noté": formats.iso(correction.made_at),
        "jusqu’à": _iso(correction.ended_at),
    }


def _mail(mail: OutboxEmail) -> Copy:
    return {
        "objet": label_of("MailKind", mail.kind),
        "à": mail.to,
        "état": tag_of("MailState", mail.state).words,
        "quand": formats.iso(mail.created_at),
    }


def _event(event: AuditEvent, person: ProAccount) -> Copy:
    return {"quand": formats.iso(event.at), "quoi": event_of(event.action).words, "par": _by(event, person)}


def _iso(moment: date | datetime | None) -> str | None:
    return formats.iso(moment) if moment is not None else None


def _by(event: AuditEvent, person: ProAccount) -> str:
    if event.actor_kind == "account" and event.actor_id == person.id:
        return "vous"
    return {"agent": "un agent", "system": "le service"}.get(event.actor_kind, "un visiteur")
