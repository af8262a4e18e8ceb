"""The screen of imports: a file sent, its columns, what a dry run found, what became of its lines."""

from __future__ import annotations

from typing import cast

from flask import abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from models.documents import imports
from models.documents.imports import Desk, ImportKind, ImportRun, ImportState
from models.documents.imports.queries import PAGE, list_lines
from models.documents.imports.rights import list_sendable, may_run
from models.permissions import Permission
from views import access
from views.backoffice.imports import outcome
from views.backoffice.imports.confirm import CONFIRM
from views.backoffice.imports.drop import DROP
from views.backoffice.imports.forms import SendForm, columns_form
from views.backoffice.imports.pause import PAUSE
from views.backoffice.imports.refused import REFUSED
from views.backoffice.imports.report import REPORT
from views.backoffice.imports.result import RESULT
from views.backoffice.imports.resume import RESUME
from views.backoffice.imports.tell_columns import TELL_COLUMNS, address
from views.backoffice.imports.undo_batch import UNDO_BATCH
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.reasons import refused, words_of
from views.backoffice.kit.screen import Context, Screen
from views.fields import Form, done
from views.messages import LABELS, TAGS, Tag, label_of, tag_of

STATES = [(value, tag.words) for value, tag in TAGS["ImportState"].items()]
LISTS = {"refus": True, "changements": False}
"""The lists of lines behind two numbers, and whether the lines were refused."""

SHOWN = 10
"""Lines of each kind on the page of a run; the others are one step away."""


def state(run: ImportRun) -> Tag:
    """Where it stands."""
    return tag_of("ImportState", run.state)


class Imports(Screen[ImportRun]):
    """Files, newest first."""

    model, endpoint, address = ImportRun, "imports", "imports"
    title, lead = "Importations", "Les fichiers de l’ancien portail et les lots de migrations."
    nouns, none, icon = ("importation", "importations"), "Aucune importation", "upload"
    create_words = "Importer un fichier"
    is_searchable = False
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.SEND_FILES,
        "lines": Permission.READ,
    }
    columns = (
        Column("Fichier", "name"),
        Column("État", state, show="tag"),
        Column("Contenu", lambda run: label_of("ImportKind", run.kind).partition(" : ")[0]),
        Column("Lignes", outcome.progress),
        Column("Refusées", "refused"),
        Column("Déposé par", "agent.name"),
        Column("Déposé", "created_at", show="stamp", sort="created_at"),
    )
    filters = (Filter("etat", "État", "state", STATES, facet=True, indexed=tuple(ImportState)),)
    empty = Empty(
        "Un fichier s’essaie d’abord : rien n’est écrit avant votre accord.",
        (Way("Importer un fichier", "imports.create_view", Permission.SEND_FILES, "upload"),),
    )
    facts = (
        Section(
            "Le fichier",
            (
                Column("Nom", "name"),
                Column("Contenu", lambda run: label_of("ImportKind", run.kind)),
                Column("Lu comme", outcome.dialect),
                Column("Lignes", "lines"),
                Column("Empreinte", lambda run: run.digest[:16], show="mono"),
                Column("Déposé par", "agent.name"),
                Column("Déposé", "created_at", show="moment"),
                Column("Importé au nom de", "runner.name"),
                Column("Confirmé", "confirmed_at", show="moment"),
                Column("Terminé", "ended_at", show="moment"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("created_at", True)
    reads = ("kind", "state", "lines", "reached")
    load = ("agent",)
    row_load = ("agent", "runner")
    create_template = "backoffice/imports/send.html"
    details_template = "backoffice/imports/details.html"
    actions = (CONFIRM, RESUME, PAUSE, TELL_COLUMNS, DROP, UNDO_BATCH, RESULT, REFUSED, REPORT)

    @property
    def desk(self) -> Desk:
        """Who can read files."""
        return cast(Desk, current_app.extensions["bascule.imports"])

    def status(self, row: ImportRun) -> Tag:
        return state(row)

    def history(self, row: ImportRun) -> History:
        return history_of(("import-run", row.id))

    # -- sending

    def create_form(self, obj: ImportRun | None = None) -> SendForm:
        form = SendForm()
        form.offer(list_sendable(access.current_actor()))
        return form

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """A file, then its columns where they are not ours."""
        if "id" in request.args:
            return self._tell_columns(self._asked_row())
        form = self.create_form()
        if form.validate_on_submit():
            with form.refusals():
                run = self.create_model(form)
                if run.state == ImportState.COLUMNS.value:
                    return redirect(address(run), 303)
                return self.done(run, self.created(run))
        return self.form_page(self.create_template, form)

    def create_model(self, form: Form) -> ImportRun:
        """Has the file read, and keeps it."""
        assert isinstance(form, SendForm)
        kind, sent = ImportKind(form.kind.data), form.file.data
        return imports.send(
            self.desk.look(sent.stream, kind),
            self.desk.wanted(kind),
            kind=kind,
            name=sent.filename,
            rehearse=bool(form.dry_run.data),
            options=form.options,
            submission=form.submission.data,
            actor=access.current_actor(),
        )

    def created(self, row: ImportRun) -> str:
        if row.rehearses:
            return "Le fichier est déposé : l’essai commence, et rien n’est écrit."
        return "Le fichier est déposé : l’importation commence."

    def _tell_columns(self, run: ImportRun) -> ResponseReturnValue:
        if (why := refused(imports.check_columns, run)) is not None:
            return done(words_of(why), self.href(run), tone="stop")
        wanted = self.desk.wanted(ImportKind(run.kind))
        form = columns_form(run, wanted)
        if form.validate_on_submit():
            with form.refusals(), outcome.naming_columns():
                actor = access.current_actor()
                imports.tell_columns(run, form.chosen, wanted, seen=form.state_seen, actor=actor)
                return self.done(
                    run, self.created(run), more="Ces colonnes sont retenues pour la prochaine fois."
                )
        form.show(self.standing(run))
        cells = outcome.read_as(run)
        facts = {"row": run, "cells": cells, "heading": run.name, "dialect": outcome.dialect(run)}
        return self.form_page("backoffice/imports/columns.html", form, **facts)

    # -- telling

    def details(self, row: ImportRun) -> Context:
        stopped, changed = (list_lines(row, refused=which) for which in (True, False))
        return {
            **super().details(row),
            "numbers": outcome.numbers(row),
            "notes": outcome.notes(row),
            "refused": [(line.number, outcome.problems(line)) for line in stopped[:SHOWN]],
            "changed": [(line.number, outcome.changes(row, line)) for line in changed[:SHOWN]],
            "more_refused": len(stopped) > SHOWN,
            "more_changed": len(changed) > SHOWN,
            "cells": outcome.read_as(row) if row.sample else (),
            "codes": outcome.codes(row),
            "elsewhere": row.state == ImportState.READY.value
            and not may_run(row.kind, access.current_actor()),
        }

    @expose("/<id>/lignes")
    def lines(self, id: str) -> ResponseReturnValue:
        """The lines behind a number, a page at a time."""
        row, what = self.get_one(id), request.args.get("quoi", "refus")
        after = request.args.get("apres", "0")
        if what not in LISTS or not (after.isascii() and after.isdigit() and len(after) < 10):
            abort(404)
        found = list_lines(row, refused=LISTS[what], after=int(after))
        shown = found[:PAGE]
        more = ""
        if len(found) > PAGE:
            more = url_for("imports.lines", id=row.id, quoi=what, apres=shown[-1].number)
        return self.render(
            "backoffice/imports/lines.html",
            row=row,
            heading=row.name,
            refused=[(line.number, outcome.problems(line)) for line in shown] if LISTS[what] else [],
            changed=[] if LISTS[what] else [(line.number, outcome.changes(row, line)) for line in shown],
            title=LABELS["ImportEnd"]["refused" if LISTS[what] else "updated"],
            more=more,
        )
