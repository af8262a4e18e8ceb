"""Forms as both sites use them: how text comes in, how a refusal reaches its field, how a page answers.

class Attach(Form):
    title = Text("Intitulé", needed="Indiquez l’intitulé du compte.")

form = Attach()
if form.validate_on_submit():
    with form.refusals():
        attachments.claim(current_account(), **form.answers, actor=current_actor())
        return done("Le compte a bien été ajouté.", url_for("portal.dashboard"))
return page("portal/attachments/attach.html", form=form)
"""

from __future__ import annotations

from views.fields.answers import announce, done, page, page_number, page_of, row_id, version_seen
from views.fields.checks import Same, printable, unmarked
from views.fields.form import Answers, Form, Submission
from views.fields.inputs import (
    Choice,
    Code,
    Day,
    Email,
    LongText,
    PersonName,
    Phone,
    Secret,
    SiretText,
    Text,
    Tick,
    as_dialled,
)
from views.fields.restoring import restore, typed_here
from views.fields.versioned import Versioned

__all__ = [
    "Answers",
    "Choice",
    "Code",
    "Day",
    "Email",
    "Form",
    "LongText",
    "PersonName",
    "Phone",
    "Same",
    "Secret",
    "SiretText",
    "Submission",
    "Text",
    "Tick",
    "Versioned",
    "as_dialled",
    "done",
    "page",
    "page_number",
    "page_of",
    "printable",
    "restore",
    "row_id",
    "typed_here",
    "announce",
    "unmarked",
    "version_seen",
]
