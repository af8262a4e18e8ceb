"""The assisted migration: what the caller says, who it is, the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import request, url_for
from flask_admin import expose

from models import attachments
from models.accounts import AccountStatus, ProAccount
from models.assistance.next_step import NextStep
from models.attachments import Evidence
from models.directory import State
from models.kernel.clock import now
from models.permissions import Permission, allows
from views import access, formats
from views.backoffice.cockpit import Call
from views.backoffice.concessions.attach import AttachForm
from views.backoffice.kit.guarded import Room
from views.messages import tag_of
from views.messages.assisted import told
from views.messages.journey import CERTAINTIES, heard_words, justification, sign_tag, step_words


class Migration(Room):
    """One field, one company in focus, one next action."""

    permissions = {"index": Permission.READ}

    def __init__(self) -> None:
        super().__init__(name="Migration assistée", endpoint="migration", url="migration")

    @expose("/")
    def index(self) -> Any:
        """The state of a call, all in its address."""
        call = Call(request.args)
        agent = access.current_agent()
        role = str(agent.role) if agent is not None else ""
        return self.render(
            "backoffice/migration.html",
            call=call,
            heard=heard_words(call.heard, *call.hits.counts),
            answer=told(call.found) if call.found is not None else None,
            words=step_words(call.step, call.evidence, facts(call)),
            form=attach_form(call),
            may_create=allows(role, Permission.CREATE_ACCOUNT),
            may_attach=allows(role, Permission.ATTACH),
            may_see_as=allows(role, Permission.SEE_AS),
            may_restore=allows(role, Permission.SUSPEND),
            may_review=allows(role, Permission.REVIEW),
            certainty=CERTAINTIES.__getitem__,
            sign_tag=sign_tag,
            link_words=link_words,
            steps=path(call),
            ways=ways(call, role),
            verified=State,
        )


def facts(call: Call) -> dict[str, Any]:
    """What the sentences of the steps are filled with."""
    person, held = call.person, call.attachment
    return {
        "person": person.full_name if person is not None else "",
        "email": person.email if person is not None else "",
        "identifier": person.identifier if person is not None else "",
        "reason": person.suspended_reason if person is not None else "",
        "left": left(person),
        "people": people_words(call),
        "record": call.candidate.title if call.candidate is not None else "",
        "referent": held.referent.full_name if held is not None else "",
        "since": formats.day(held.created_at) if held is not None else "",
        "due": formats.day(held.review_due_at) if held is not None and held.review_due_at else "",
        "filed": formats.day(call.first_request_at) if call.first_request_at else "",
        "effect": effect(person),
        "proof": proof(call),
    }


def people_words(call: Call) -> str:
    """How many have an account there already."""
    if not call.people:
        return "Personne n’a encore de compte pour cette structure."
    return f"{formats.plural(len(call.people), 'compte')} pour cette structure."


def effect(person: ProAccount | None) -> str:
    """When what needs no supervisor takes effect."""
    pending = person is not None and person.is_pending
    return "effet à l’activation du compte" if pending else "effet immédiat"


def proof(call: Call) -> str:
    """What the SIREN is worth for this person."""
    if call.candidate is None or call.person is None:
        return ""
    if attachments.is_proved_by_siren(call.candidate, call.person):
        return "Il porte aussi le courriel du compte, activé : effet immédiat, sans code."
    return "Sans le courriel du compte, un superviseur approuve d’abord."


def left(person: ProAccount | None) -> str:
    """How long the activation link still lives, in words."""
    if person is None or person.status is not AccountStatus.PENDING:
        return ""
    hours = (person.link_ends_at - now()) // timedelta(hours=1)
    return f"{hours}{formats.NBSP}h" if hours else "moins d’une heure"


def link_words(person: ProAccount) -> str:
    """The state of an account, with what is left of its link: « À activer, 31 h »."""
    rest = left(person)
    words = tag_of(person.status).words
    return f"{words}, {rest}" if rest else words


@dataclass(frozen=True)
class Mark:
    """One step of the path: behind (a day), at hand, or still to come."""

    words: str
    tone: str = ""
    icon: str = ""
    when: datetime | None = None
    more: str = ""


AT_HAND = {
    NextStep.CREATE_ACCOUNT: 0,
    NextStep.TYPE_COMPANY: 0,
    NextStep.RESTORE_ACCOUNT: 1,
    NextStep.RESEND_ACTIVATION: 1,
    NextStep.AWAIT_ACTIVATION: 1,
    NextStep.ACCOMPANY: 3,
    NextStep.MIGRATED: 4,
}
"""Which of the four is being done; every other step is about the concession."""


def path(call: Call) -> list[Mark]:
    """The account, then the three successes of the campaign, each apart."""
    way, at_hand = call.path, AT_HAND.get(call.step, 2)
    stages = (
        ("Compte créé", "Compte à créer", way.created_at, ""),
        (
            "Compte activé",
            "Compte à activer",
            way.activated_at,
            link_words(call.person) if call.person else "",
        ),
        ("Concession rattachée", "Concession à rattacher", way.attached_at, attachment_words(call)),
        ("Première demande déposée", "Première demande à déposer", way.first_request_at, ""),
    )
    return [
        Mark(done, "ok", "check-lg", day)
        if day is not None
        else Mark(due, "wait", "arrow-right", more="Maintenant")
        if number == at_hand
        else Mark(due, more=more)
        for number, (done, due, day, more) in enumerate(stages)
    ]


def attachment_words(call: Call) -> str:
    """What an attachment waits for."""
    held = call.attachment
    return tag_of(held.status).words if held is not None and not held.is_in_effect else ""


@dataclass(frozen=True)
class Way:
    """A way on beside the next action."""

    words: str
    href: str
    key: str = ""


def ways(call: Call, role: str) -> list[Way]:
    """The other ways on, for somebody of this role."""
    found = []
    company, person, record = call.company, call.person, call.record
    if company is None and record is not None and allows(role, Permission.ATTACH):
        if record.open_attachment is None:
            href = url_for("concessions.attach", id=record.id, appel=call.told(concession=record.id))
            found.append(Way("Rattacher à un compte connu", href))
    if person is not None and person.is_pending and call.step in (NextStep.ATTACH, NextStep.FIND_RECORD):
        if person.suspended_at is None and allows(role, Permission.CREATE_ACCOUNT):
            href = url_for("accounts.resend", id=person.id, appel=call.told(compte=person.id))
            found.append(Way("Renvoyer le lien d’activation", href, "l"))
    if person is not None:
        found.append(Way("Ouvrir le compte", url_for("accounts.details_view", id=person.id)))
    if company is not None and call.step in (NextStep.FIND_RECORD, NextStep.ACCOMPANY, NextStep.MIGRATED):
        href = url_for("concessions.index_view", search=company.name)
        found.append(Way("Chercher parmi les concessions", href))
    return found


def attach_form(call: Call) -> AttachForm | None:
    """The form of the panel: the record, the person and the evidence are told already."""
    record, person, evidence = call.candidate, call.person, call.evidence
    if record is None or person is None or evidence not in (Evidence.CODE, Evidence.SIREN, Evidence.OTHER):
        return None
    signs = next((match.signs for match in call.candidates if match.row.id == record.id), ())
    return AttachForm(
        formdata=None,
        data={
            "account": person.identifier,
            "evidence": evidence.value,
            "justification": justification(evidence, record.siren, signs),
        },
    )
