"""The page on which staff attach a concession for a caller, with any kind of evidence."""

from __future__ import annotations

from dataclasses import replace

from flask import request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectChoice
from wtforms.validators import ValidationError

from models import attachments, documents
from models.accounts import ProAccount
from models.accounts.queries import find_by_identifier, list_accounts_for_siren
from models.attachments import Attachment, AttachmentStatus, Evidence
from models.attachments.evidence import EVIDENCE as RULES
from models.attachments.evidence import OF_STAFF, Need
from models.concessions import Concession
from models.documents import Document
from models.permissions import Permission
from models.values import contacts
from views import access, formats
from views.backoffice.kit.columns import Action
from views.backoffice.kit.inputs import Radios, Upload
from views.backoffice.kit.row_actions import Asks, RowAction
from views.fields import Code, Form, LongText, Submission, Text
from views.messages.attachments.evidence import EVIDENCE

NO_ACCOUNT = "Aucun compte ne porte cet identifiant : écrivez-le comme pro.prenom.nom, ou créez le compte."


CHOICES = [(kind.value, EVIDENCE[kind].label) for kind in OF_STAFF]
"""What staff may accept, in words."""


def as_stored(typed: str | None) -> str | None:
    """A number as the record keeps it, however it was written."""
    try:
        return contacts.phone(typed) if typed else typed
    except contacts.PhoneRefused:
        return typed


class AttachForm(Form):
    """The account, the evidence, and what the evidence needs."""

    account = Text(
        "Identifiant du compte",
        needed="Indiquez l’identifiant du compte qui sera référent.",
        hint="Par exemple pro.camille.roux. Les comptes du même SIREN sont proposés.",
        longest=200,
        attributes={
            "list": "comptes",
            "autocomplete": "off",
            "autocapitalize": "none",
            "spellcheck": "false",
        },
    )
    evidence = Radios("Preuve", CHOICES, needed="Choisissez la preuve.")
    access_code = Code(
        "Code d’accès", hint="Quatre chiffres. Seulement si la preuve est le code.", longest=12
    )
    called_number = Radios(
        "Numéro rappelé", hint="Seulement si la preuve est le rappel.", filters=[as_stored]
    )
    justification = LongText(
        "Justification",
        hint="Qui vous avez eu, ce qui a été dit. 20 caractères au moins, sauf avec le code.",
        longest=2_000,
    )
    document = Upload(
        "Courrier ou mandat",
        hint="PDF, PNG ou JPEG, 10 Mo au plus. Seulement si la preuve est le mandat.",
        accept=".pdf,.png,.jpg,.jpeg",
    )
    submission = Submission()

    found: ProAccount | None = None

    def validate_account(self, field: Field) -> None:
        """The account of that identifier."""
        self.found = find_by_identifier(field.data)
        if self.found is None:
            raise ValidationError(formats.typo(NO_ACCOUNT))

    def offer(self, concession: Concession) -> None:
        """The numbers that stand on the record."""
        self.called_number.choices = [
            SelectChoice(number, formats.phone(number)) for number in concession.phones
        ]


def cannot_prove(row: Concession) -> list[str]:
    """The kinds of evidence that this record has nothing for: no number, no call back."""
    return [] if row.phones else [kind for kind, rule in RULES.items() if Need.CALLED_NUMBER in rule.needs]


class Attach(RowAction[Concession]):
    """It has a page of its own: every kind of evidence, and what the old record says."""

    def button(self, row: Concession) -> Action | None:
        """Where it is held, the way to what holds it."""
        button, held = super().button(row), row.open_attachment
        if button is None or held is None:
            return button
        return replace(button, see=(url_for("attachments.details_view", id=held.id), "Voir le rattachement"))

    def blank(self, row: Concession) -> AttachForm:
        # With one number on the record, there is no other to call.
        number = row.phones[0] if len(row.phones) == 1 else None
        known = {
            "account": request.args.get("compte", "")[:200],
            "evidence": request.args.get("preuve"),
            "called_number": number,
        }
        form = AttachForm(data=known)
        form.offer(row)
        return form

    def renamed(self, row: Concession) -> dict[str, str]:
        """A record without a number has no field to blame: then it is the choice of the call-back."""
        return {} if row.phones else {"called_number": "evidence"}

    def ask(self, screen: Asks, row: Concession, form: Form, **context: object) -> ResponseReturnValue:
        """A page that shows what the old record says, and therefore leaves its trace."""
        screen.consulted(row)
        return screen.form_page(
            "backoffice/concessions/attach.html",
            form,
            row=row,
            heading=row.title,
            gives={kind: EVIDENCE[kind].gives for kind in OF_STAFF},
            cannot=cannot_prove(row),
            near=list_accounts_for_siren(row.siren),
            held=attachments.current(row),
            lock=row.title_lock,
        )

    def operate(self, row: Concession, form: Form) -> object:
        evidence = Evidence(form.evidence.data)
        return self.operation(
            row,
            form.found,
            evidence=evidence,
            justification=form.justification.data or "",
            access_code=form.access_code.data or "",
            called_number=form.called_number.data or "",
            document=_kept(form) if Need.DOCUMENT in RULES[evidence].needs else None,
            submission=form.submission.data,
            actor=access.current_actor(),
        )

    def respond(self, screen: Asks, row: Concession, made: object) -> ResponseReturnValue:
        assert isinstance(made, Attachment)
        fact, words = outcome(made)
        return screen.done(row, fact, call={"compte": made.referent_id}, **words)


def _kept(form: AttachForm) -> Document | None:
    file = form.document.read()
    return None if file is None else documents.store(*file, actor=access.current_actor())


def outcome(made: Attachment) -> tuple[str, dict[str, str]]:
    """What was done, and what is said with it."""
    who = made.referent.full_name
    if made.status is AttachmentStatus.WAITING_REVIEW:
        fact = f"La demande de rattachement à {who} attend un superviseur."
        more = "Elle prend effet quand il approuve, sous cinq jours ouvrés."
    elif made.status is AttachmentStatus.WAITING_ACTIVATION:
        fact = f"La concession est rattachée à {who}."
        more = "Elle prendra effet quand le compte sera activé."
    else:
        fact = f"La concession est rattachée à {who}."
        more = "L’entreprise et l’ancien contact reçoivent un courriel."
    href = url_for("attachments.details_view", id=made.id)
    return fact, {"more": more, "href": href, "label": "Voir le rattachement"}


ATTACH = Attach(
    verb="attach",
    name="rattacher",
    key="r",
    icon="link-45deg",
    label="Rattacher",
    permission=Permission.ATTACH,
    operation=attachments.attach,
    check=attachments.check_attach,
    palette="Rattacher {row.title}",
)
