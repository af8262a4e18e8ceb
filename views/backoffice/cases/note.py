"""Keeps what was said or done about a case."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from wtforms import IntegerField
from wtforms.validators import Optional

from models import cases
from models.cases import Case, CaseNote, CaseNoteKind
from models.permissions import Permission
from views import access
from views.backoffice.cases.in_place import InPlace
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question
from views.fields import Choice, Form, LongText, Submission
from views.messages import LABELS

KINDS = [(kind, words) for kind, words in LABELS["CaseNoteKind"].items() if kind != CaseNoteKind.ANSWER]


class Minutes(IntegerField):
    """A duration; what is no number is said in our words."""

    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist or not (typed := valuelist[0].strip()):
            self.data = None
        elif typed.isascii() and typed.isdigit() and len(typed) < 6:
            self.data = int(typed)
        else:
            self.data = None
            raise ValueError("Indiquez la durée en minutes, en chiffres.")


class Noting(StepForm):
    """What was said or done."""

    kind = Choice("Nature", KINDS, needed="Choisissez la nature de la note.", empty=None)
    text = LongText(
        "Note",
        needed="Écrivez la note : elle sera gardée dans le dossier.",
        hint="Ce qui s’est dit ou fait, pour vos collègues. La personne ne la lit pas.",
        longest=2_000,
    )
    minutes = Minutes(
        "Durée en minutes", [Optional()], render_kw={"inputmode": "numeric", "autocomplete": "off"}
    )
    submission = Submission()


def drafted(case: Case) -> dict[str, object]:
    """What whoever looks has typed of a note in this case and not kept yet."""
    reader = access.current_agent()
    draft = next((each for each in case.drafts if reader is not None and each.agent_id == reader.id), None)
    return {} if draft is None else {"kind": draft.kind, "text": draft.text, "minutes": draft.minutes}


class Note(InPlace):
    """Two notes at once are both kept, a double click one: it is not asked what was seen."""

    def operate(self, row: Case, form: Form) -> object:
        answers = form.answers
        kind = CaseNoteKind(answers.pop("kind"))
        return self.operation(row, kind=kind, **answers, actor=access.current_actor())

    def respond(self, screen: Asks, row: Case, made: object) -> ResponseReturnValue:
        assert isinstance(made, CaseNote)
        if made.case_id == row.id:
            return super().respond(screen, row, made)
        kept = screen.get_one(str(made.case_id))
        return screen.done(kept, f"La note est gardée dans le dossier {kept.number}, qui a repris l’autre.")


NOTE = Note(
    verb="note",
    name="noter",
    key="o",
    icon="pencil",
    label="Noter",
    permission=Permission.KEEP_CASES,
    operation=cases.note,
    check=cases.check_note,
    form=Noting,
    filled=drafted,
    question=Question(
        "Noter dans le dossier « {row.subject} »", verb="Garder la note", way_out="Ne rien noter"
    ),
    done=Done("La note est gardée."),
)
