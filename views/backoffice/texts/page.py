"""The room of the texts: what there is, what each says, its versions; edited, tried on a case, put back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.cases import Case
from models.cases.queries import find_case, list_latest
from models.kernel.errors import Stale
from models.mails import texts
from models.mails.texts import EditedText, TextGroup, TextKind, Wording
from models.mails.texts.catalogue import find, is_made, kinds, made_reply
from models.mails.texts.queries import find_edited, list_edited, list_versions
from models.permissions import Permission
from models.values.text import fold
from views import access
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.texts.examples import Preview, preview_of
from views.backoffice.texts.forms import TextForm, form_of
from views.fields import done, restore, row_id, version_seen
from views.mails import source_of
from views.messages import LABELS, label_of, refusal

OFFERED = 20
"""Cases offered for a preview: the latest; any other by its number in the address."""


@dataclass(frozen=True)
class Line:
    """One text as the list shows it."""

    kind: TextKind
    title: str
    subject: str
    row: EditedText | None

    @property
    def is_edited(self) -> bool:
        """Whether something else than the original holds."""
        return self.row is not None and self.row.body is not None


class Texts(Room):
    """Administrators' own."""

    permissions = dict.fromkeys(
        ("index", "details", "edit", "new", "preview", "restore"), Permission.EDIT_TEXTS
    )

    def __init__(self) -> None:
        super().__init__(name="Textes", endpoint="texts", url="modeles")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Every text, by what it becomes."""
        wanted, group = fold(request.args.get("search", "")), request.args.get("groupe", "")
        lines = [line for line in _lines() if group in ("", line.kind.group)]
        shown = [line for line in lines if wanted in fold(f"{line.title} {line.subject} {line.kind.key}")]
        groups = [(entry, [line for line in shown if line.kind.group is entry]) for entry in TextGroup]
        return self.render(
            "backoffice/texts/list.html",
            groups=[(entry, found) for entry, found in groups if found],
            searched=request.args.get("search", ""),
            group=group,
            total=len(shown),
        )

    @expose("/details/")
    def details(self) -> ResponseReturnValue:
        """What a text says, and every version of it."""
        kind, row = _addressed()
        return self.render(
            "backoffice/texts/details.html",
            line=_line(kind, row),
            wording=_wording(kind, row),
            source=source_of(kind),
            versions=list_versions(row),
            made=is_made(kind),
        )

    @expose("/edit/", methods=("GET", "POST"))
    def edit(self) -> ResponseReturnValue:
        """Keeps a new version."""
        kind, row = _addressed()
        form = self._form(kind, row)
        if form.passes(kind):
            try:
                with form.refusals():
                    texts.edit(kind.key, form.wording, seen=form.version, actor=access.current_actor())
                    return done(f"« {_title(kind, form.wording.subject)} » est à jour.", _href(kind))
            except Stale as stale:
                form.refuse(refusal(stale))
        return self._page(kind, find_edited(kind.key), form)

    @expose("/new/", methods=("GET", "POST"))
    def new(self) -> ResponseReturnValue:
        """A canned reply of one's own."""
        kind = made_reply("new")
        form = self._form(kind, None)
        if form.passes(kind):
            with form.refusals():
                actor, key = access.current_actor(), form["submission"].data
                row = texts.add_reply(form.wording, submission=key, actor=actor)
                return done("La réponse type est prête : elle s’insère en répondant.", _address(row.key))
        return self._page(kind, None, form)

    @expose("/<id>/apercu", methods=("GET", "POST"))
    def preview(self, id: str) -> ResponseReturnValue:
        """What was typed, or what holds, as its reader would get it: nothing is kept."""
        kind, row = (made_reply("new"), None) if id == "reponse-new" else _addressed(id)
        form = self._form(kind, row)
        if request.method == "POST" and not form.passes(kind):
            return self._page(kind, row, form)
        case = _case(form.case.data or request.args.get("case", ""))
        wording = form.wording if request.method == "POST" else _wording(kind, row)
        return self._page(kind, row, form, preview_of(kind, wording, case), case)

    @expose("/<id>/retablir", methods=("POST",))
    def restore(self, id: str) -> ResponseReturnValue:
        """The original again, or the version that is named."""
        kind, _ = _addressed(id)
        number = row_id(typed) if (typed := request.form.get("version", "")) else None
        seen = version_seen(request.form.get("seen"))
        try:
            texts.restore(kind.key, number=number, seen=seen, actor=access.current_actor())
        except texts.TextUnknown:
            abort(404)
        except (Stale, texts.TextRefused) as refused:
            return done(refusal(refused), _href(kind), tone="stop")
        words = f"La version {number} est remise." if number else _restored(kind)
        return done(words, _href(kind), more="Ce qui valait avant reste parmi les versions.")

    def _form(self, kind: TextKind, row: EditedText | None) -> TextForm:
        form = form_of(kind, _wording(kind, row), row.version if row is not None else 0)
        form.settle(kind, _cases(_case(request.values.get("case", ""), strict=False)))
        return form

    def _page(
        self,
        kind: TextKind,
        row: EditedText | None,
        form: TextForm,
        preview: Preview | None = None,
        case: Case | None = None,
    ) -> tuple[str, int]:
        restore(form)
        version = row.version if row is not None else 0
        overtaken = form.is_submitted() and form.version not in (None, version)
        if overtaken:
            form.seen.data, form.seen.raw_data = str(version), None
        page = self.render(
            "backoffice/texts/edit.html",
            form=form,
            kind=kind,
            title=_title(kind, form.subject.data or "") if kind.name != "new" else "Nouvelle réponse type",
            here=url_for("texts.new") if kind.name == "new" else url_for("texts.edit", id=kind.key),
            back=url_for("texts.index") if kind.name == "new" else _href(kind),
            source=source_of(kind),
            preview=preview,
            case=case,
            overtaken=_wording(kind, row) if overtaken and form.errors else None,
        )
        return page, 422 if form.errors else 200


def _addressed(key: str | None = None) -> tuple[TextKind, EditedText | None]:
    """The text of an address, with its row where it was edited; one that is not there is 404."""
    kind = find(request.args.get("id", "") if key is None else key)
    row = find_edited(kind.key) if kind is not None else None
    if kind is None or (row is None and is_made(kind)):
        abort(404)
    return kind, row


def _wording(kind: TextKind, row: EditedText | None) -> Wording:
    if row is not None and row.subject is not None and row.body is not None:
        return Wording(row.subject, row.body, row.from_on, row.until_on)
    source = source_of(kind)
    return Wording(source.subject, source.body)


def _lines() -> list[Line]:
    rows = list_edited()
    made = [kind for key in sorted(rows) if (kind := find(key)) is not None and is_made(kind)]
    return [_line(kind, rows.get(kind.key)) for kind in (*kinds().values(), *made)]


def _line(kind: TextKind, row: EditedText | None) -> Line:
    subject = _wording(kind, row).subject
    return Line(kind, _title(kind, subject), subject, row)


def _title(kind: TextKind, subject: str) -> str:
    if kind.group is TextGroup.MAIL:
        return label_of("MailKind", kind.name)
    return LABELS["TextTitle"].get(kind.key) or subject or "Réponse retirée"


def _restored(kind: TextKind) -> str:
    if is_made(kind):
        return "La réponse type est retirée."
    return "Le message est retiré." if kind.group is TextGroup.SERVICE else "Le texte d’origine est remis."


def _address(key: str) -> str:
    return url_for("texts.details", id=key)


def _href(kind: TextKind) -> str:
    return _address(kind.key)


def _case(typed: str, *, strict: bool = True) -> Case | None:
    """The case of that number; one that is not there is none where it is not asked for, else 404."""
    if not typed:
        return None
    found = find_case(int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None
    return found if found is not None or not strict else abort(404)


def _cases(chosen: Case | None) -> list[tuple[str, str]]:
    latest = list_latest(OFFERED)
    listed = latest if chosen is None or chosen in latest else [chosen, *latest]
    return [
        (str(case.id), f"{case.subject}, {case.company.name}" if case.company else case.subject)
        for case in listed
    ]
