"""A form that came too late is shown again as it was typed, by whoever typed it; nothing is executed."""

from __future__ import annotations

from flask import flash, request
from werkzeug.datastructures import MultiDict

from views.access import typed_forms
from views.access.people import current_person
from views.fields.form import Form
from views.formats import typo

FACT = "Voici ce que vous aviez tapé."
MORE = "Rien n’a été enregistré : relisez, complétez les codes et les fichiers s’il y en a, puis envoyez."


def typed_here() -> MultiDict[str, str] | None:
    """What waits for this page, if it is only being opened."""
    if request.method != "GET":
        return None
    typed = typed_forms.find(current_person())
    return MultiDict(typed.fields) if typed is not None and typed.page == request.path else None


def restore(form: Form | None) -> None:
    """Fills a form with what waits for it, once, and says so."""
    if form is None or (values := typed_here()) is None or not set(values) <= {field.name for field in form}:
        return
    typed_forms.forget()
    form.process(values)
    flash({"fact": typo(FACT), "more": typo(MORE)}, "info")  # type: ignore[arg-type]
