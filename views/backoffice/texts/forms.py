"""The forms of a text: what it says, and the case on which it is tried."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request
from wtforms import HiddenField

from models.mails import texts
from models.mails.texts import TextGroup, TextKind, Wording
from models.mails.texts.catalogue import made_reply
from models.mails.texts.tables import LONGEST_BODY, LONGEST_SUBJECT
from views.fields import Choice, Day, Form, LongText, Submission, Text, version_seen
from views.messages import refusal

SUBJECTS = {
    TextGroup.MAIL: "Objet du courriel",
    TextGroup.REPLY: "Nom de la réponse",
    TextGroup.LETTER: "Objet de la lettre",
    TextGroup.ORDER: "Titre de l’arrêté",
    TextGroup.SERVICE: "Titre du message",
}


class TextForm(Form):
    """What a text says; `check` refuses beside its field what the models would."""

    subject = Text(
        "Objet", needed="Écrivez cette ligne : elle dit de quoi il s’agit.", longest=LONGEST_SUBJECT
    )
    body = LongText("Texte", needed="Écrivez le texte.", longest=LONGEST_BODY, attributes={"rows": "14"})
    case = Choice("Dossier de l’aperçu", empty="Un exemple")
    seen = HiddenField()

    def settle(self, kind: TextKind, cases: Iterable[tuple[str, str]]) -> None:
        """Fits the form to the text, and offers these cases for the preview."""
        self.subject.label.text = SUBJECTS[kind.group]
        self.case.choices = self.case.listed(cases)

    @property
    def wording(self) -> Wording:
        """What was typed."""
        days = {name: getattr(self, name).data for name in ("from_on", "until_on") if hasattr(self, name)}
        return Wording(self.subject.data or "", self.body.data or "", **days)

    @property
    def version(self) -> int | None:
        """The version of the text that the person read."""
        return version_seen(self.seen.data)

    def passes(self, kind: TextKind) -> bool:
        """Whether what was sent may be kept; else each refusal stands beside its field."""
        if not self.validate_on_submit():
            return False
        try:
            texts.check(kind, self.wording)
        except (texts.TextRefused, texts.DaysCrossed) as refused:
            self.refuse(refusal(refused), refused.field)
            return False
        return True


class MessageForm(TextForm):
    """The service message: also from which day until which."""

    from_on = Day("Du", description="Sans date : dès maintenant.")
    until_on = Day("Au", description="Ce jour compris. Sans date : jusqu’à ce que vous le retiriez.")


class ReplyForm(TextForm):
    """A canned reply of one's own; a double click makes one."""

    submission = Submission()


def form_of(kind: TextKind, wording: Wording, version: int) -> TextForm:
    """The form of a text, as it stands or as it was sent."""
    known = {
        "subject": wording.subject,
        "body": wording.body,
        "from_on": wording.from_on,
        "until_on": wording.until_on,
        "seen": str(version),
        "case": request.args.get("case", ""),
    }
    if kind.group is TextGroup.SERVICE:
        return MessageForm(data=known)
    return (ReplyForm if kind == made_reply("new") else TextForm)(data=known)
