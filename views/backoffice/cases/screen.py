"""The screen of cases: what companies ask staff to do with them."""

from __future__ import annotations

from enum import Enum

from flask import url_for

from models import cases
from models.accounts import ProAccount
from models.cases import Case, CaseQuestion
from models.cases.checklist import list_points
from models.cases.queries import bind_about, is_about, is_asked_by
from models.cases.queues import QUEUE_ORDER, is_in_queue
from models.companies import Company
from models.concessions import Concession
from models.concessions.queries import find_concessions_by_title
from models.lists.paging import Clause
from models.permissions import Permission
from models.reports.stages import stage_of
from views import access
from views.backoffice.cases.answer import ANSWER
from views.backoffice.cases.check_caller import CHECK_CALLER
from views.backoffice.cases.close import CLOSE
from views.backoffice.cases.columns import QUEUES, due, next_words
from views.backoffice.cases.draft import DRAFT
from views.backoffice.cases.follow import FOLLOW
from views.backoffice.cases.letter import LETTER
from views.backoffice.cases.note import NOTE
from views.backoffice.cases.presence import PRESENCE, others_on
from views.backoffice.cases.seek import SEEK
from views.backoffice.cases.tick import TICK
from views.backoffice.cases.timeline import history_of_case
from views.backoffice.kit.columns import Column, Criteria, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import fresh
from views.backoffice.kit.history import History
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.listing import Listing
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Context, Screen
from views.messages import LABELS, TAGS, Tag, label_of, reason_of, tag_of

FILES = [(word, label_of(queue)) for word, queue in QUEUES.items()]
STATES = [(value, tag.words) for value, tag in TAGS["CaseState"].items()]


def state(case: Case) -> Tag:
    """Open or closed."""
    return tag_of("CaseState", "open" if case.is_open else "closed")


def is_in(value: str) -> Clause:
    """The clause of a state."""
    return Case.is_open if value == "open" else ~Case.is_open


def is_in_file(value: str) -> Clause:
    """The clause of a queue, of whoever looks."""
    return is_in_queue(QUEUES[value], _who_looks)


NO_NUMBER = -2
"""The number of an agent where nobody has signed in: no case is in such hands, nor nobody's, nor closed."""


def _who_looks() -> int:
    agent = access.current_agent()
    return NO_NUMBER if agent is None else agent.id


def tried(question: CaseQuestion) -> str:
    """What the company tried: a title and a kind; never a code, which nobody keeps."""
    title, kind = question.tried.get("title"), question.tried.get("kind")
    return f"{title} ({label_of('ConcessionKind', kind).lower()})" if title and kind else str(title or "")


def tried_link(question: CaseQuestion) -> str | None:
    """The record of that title, where one alone bears it."""
    title, kind = question.tried.get("title"), question.tried.get("kind")
    found = find_concessions_by_title(kind, title) if title and kind else []
    return url_for("concessions.details_view", id=found[0].id) if len(found) == 1 else None


def merged_link(case: Case) -> str | None:
    """The case that took it over."""
    return url_for("cases.details_view", id=case.merged_into_id) if case.merged_into_id else None


def company_link(case: Case) -> str | None:
    """For which company."""
    return url_for("companies.details_view", id=case.company_id) if case.company_id else None


class Cases(Screen[Case]):
    """What waits for staff, and what became of the rest."""

    model, endpoint, address = Case, "cases", "dossiers"
    title, lead = (
        "Dossiers",
        "Un par entreprise : ce qu’elle demande, ce que nous faisons pour elle.",
    )
    nouns, none, icon = ("dossier", "dossiers"), "Aucun dossier", "folder2-open"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "export": fresh(Permission.EXPORT),
    }
    columns = (
        Column("Objet", "subject", under="number", second="Numéro"),
        Column("État", state, show="tag"),
        Column("Nature", lambda case: label_of("CaseKind", case.kind), optional=True),
        Column("Structure", "company.name"),
        Column(
            "Personne", "account.full_name", under="account.identifier", second="Identifiant", optional=True
        ),
        Column("Suivi par", "owner.name"),
        Column("Prochaine action", next_words, export="next_action"),
        Column("Pour le", due, show="tag", export="due_on"),
        Column("Ouvert", "created_at", show="stamp", sort="created_at"),
    )
    filters = (
        Filter("file", "File", is_in_file, FILES, facet=True, indexed=tuple(QUEUES)),
        Filter("etat", "État", is_in, STATES, cells="standing"),
        Filter("nature", "Nature", "kind", list(LABELS["CaseKind"].items()), cells="kind"),
        of("structure", "Structure", Company, "company_id"),
        of("compte", "Compte", ProAccount, is_asked_by),
        of("concession", "Concession", Concession, is_about, bind_about),
    )
    empty = Empty(
        "Un dossier s’ouvre dès que nous agissons pour une entreprise, ou qu’elle demande de l’aide.",
        (Way("Ouvrir la migration assistée", "assistance.index", icon="telephone-inbound"),),
    )
    sought_elsewhere = True
    details_template = "backoffice/cases/details.html"
    facts = (
        Section(
            "La suite",
            (
                Column("Suivi par", "owner.name"),
                Column("Prochaine action", "next_action"),
                Column("Pour le", due, show="tag"),
                Column("Ce qui bloque", "blocked_by"),
            ),
            sparse=True,
        ),
        Section(
            "Le dossier",
            (
                Column("Numéro", "number", show="mono"),
                Column("Nature", lambda case: label_of("CaseKind", case.kind)),
                Column("Objet", "subject"),
                Column("Structure", "company.name", href=company_link),
                Column("Ouvert", "created_at", show="moment"),
                Column("Clos", "closed_at", show="moment"),
                Column("Réuni au dossier", "merged_into_id", href=merged_link),
                Column("Clos par", "closed_by.name"),
                Column("Suite donnée", lambda case: reason_of(case.closed_reason), show="lines"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("created_at", True)
    reads = ("closed_at", "kind", "due_on", "next_action", "account.first_name", "account.last_name")
    load = ("company", "account", "owner")
    row_load = ("company", "account", "owner", "closed_by", "questions.account", "presences.agent", "drafts")
    actions = (ANSWER, NOTE, FOLLOW, TICK, CHECK_CALLER, LETTER, CLOSE, SEEK, PRESENCE, DRAFT)

    def row_tone(self, row: Case) -> str:
        if not row.is_open:
            return ""
        day = due(row)
        return day.tone if day is not None else "wait"

    def status(self, row: Case) -> Enum | Tag | None:
        return state(row)

    def list_of(self, criteria: Criteria) -> Listing:
        """A queue goes by what makes its first the first, and is sorted by nothing else."""
        if "file" not in criteria.filters:
            return super().list_of(criteria)
        key = QUEUE_ORDER[QUEUES[criteria.filters["file"]]]
        return self.list_by(criteria, "file", key, descending=False)

    def details(self, row: Case) -> Context:
        return {**self.facts_of(row), **self.forms_of(row)}

    def facts_of(self, row: Case) -> Context:
        """The page without its forms: what was asked, with what was answered, and how far the company is."""
        answered = {note.question_id: note for note in row.notes[::-1] if note.question_id is not None}
        questions = [(each, answered.get(each.id), tried(each)) for each in row.questions[::-1]]
        return {
            **super().details(row),
            "questions": questions,
            "stage": stage_of(row),
            "tried_link": tried_link,
            "others": others_on(row),
            "points": list_points(row),
        }

    def forms_of(self, row: Case, sent: dict[str, StepForm] | None = None) -> Context:
        """The forms that stand on the page, of whoever may send them; a refused one as it was `sent`."""
        forms = {verb.verb: verb.empty(row) for verb in (NOTE, FOLLOW) if verb.is_open(row)}
        for name, form in (forms := {**forms, **(sent or {})}).items():
            form.show(row.mark)
            for field in form:
                field.id = f"{name}-{field.id}"
        return {"forms": forms}

    def with_form(self, row: Case, verb: str, form: StepForm) -> tuple[str, int]:
        """The page again, with a form of it that was refused."""
        context = {**self.facts_of(row), **self.forms_of(row, {verb: form})}
        return self.render(self.details_template, erroneous=True, **context), 422

    def consulted(self, row: Case) -> None:
        cases.beat(row, actor=access.current_actor())

    def history(self, row: Case) -> History:
        return history_of_case(row)
