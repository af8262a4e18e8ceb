"""What the palette finds: records by whatever is said, pages by their words, and what may be done at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from flask import request, url_for

from models.accounts import ProAccount
from models.cases import Case
from models.companies import Company
from models.concessions import Concession
from models.lists import loading, looks, search_words
from models.lists.searchable import Searchable
from models.mails import MailState, OutboxEmail
from models.permissions import Permission, allows
from models.road_openings import RoadOpeningRequest
from models.staff import Agent
from models.values.siret import Siret, SiretRefused
from models.values.text import fold
from views import display, formats, keys, nav
from views.backoffice.accounts.screen import Accounts
from views.backoffice.cases.screen import Cases, state
from views.backoffice.companies.screen import Companies
from views.backoffice.concessions.screen import Concessions
from views.backoffice.kit.columns import number_of
from views.backoffice.kit.row_actions import fill
from views.backoffice.kit.screen import Screen
from views.backoffice.mails.screen import Mails
from views.backoffice.road_openings.screen import RoadOpenings
from views.backoffice.staff.screen import Staff
from views.messages import Tag, label_of, tag_of
from views.messages.road_openings import request_tag
from views.places import DEEDS, NAV, Entry

SHOWN = 4
"""Rows of one kind; the list has the rest."""

SHORTEST = 2
"""Signs under which nothing is sought: they would find everything."""


@dataclass(frozen=True)
class Hit:
    """One line: where it leads, or what its button sends (`sends`)."""

    words: str
    href: str
    icon: str
    more: str = ""
    tag: Tag | None = None
    press: str = ""
    sends: dict[str, str] | None = None
    exact: bool = False
    finds: bool = True
    """False for a way on that stands there whatever was said."""


@dataclass(frozen=True)
class Group:
    """Lines of one kind, and the list that has them all."""

    title: str
    hits: Sequence[Hit]
    all: str = ""

    @property
    def is_exact(self) -> bool:
        """Whether it holds the very thing that was said."""
        return any(hit.exact for hit in self.hits)


@dataclass(frozen=True)
class Kind:
    """A kind of records: its screen says who may see them; `hit` draws one."""

    screen: type[Screen[Any]]
    hit: Callable[[Any], Hit]
    load: Sequence[str] = ()
    least: int = SHORTEST
    """Signs under which this kind is not sought: two letters have no index there."""


def _detail(screen: type[Screen[Any]], row: object) -> str:
    return url_for(f"{screen.endpoint}.details_view", id=number_of(row))


def _company(it: Company) -> Hit:
    state = tag_of("State", it.directory_state)
    return Hit(
        it.name, _detail(Companies, it), Companies.icon, formats.siret_and_city(it.siret, it.city), state
    )


def _account(it: ProAccount) -> Hit:
    more = f"{it.identifier}, {it.company.name}" if it.full_name else it.company.name
    return Hit(it.full_name or it.identifier, _detail(Accounts, it), Accounts.icon, more, tag_of(it.status))


def _concession(it: Concession) -> Hit:
    more = ", ".join(filter(None, (it.reference, it.holder)))
    return Hit(it.title, _detail(Concessions, it), Concessions.icon, more, tag_of(it.status))


def _request(it: RoadOpeningRequest) -> Hit:
    more = ", ".join(filter(None, (it.purpose, it.concession.title)))
    return Hit(it.reference, _detail(RoadOpenings, it), RoadOpenings.icon, more, request_tag(it))


def _case(it: Case) -> Hit:
    more = ", ".join(
        filter(None, (it.number, label_of("CaseKind", it.kind), it.company.name if it.company else ""))
    )
    return Hit(it.subject, _detail(Cases, it), Cases.icon, more, state(it))


def _mail(it: OutboxEmail) -> Hit:
    return Hit(
        label_of("MailKind", it.kind), _detail(Mails, it), Mails.icon, it.to, tag_of(MailState(it.state))
    )


def _agent(it: Agent) -> Hit:
    more = f"{label_of('Role', it.role)}, {it.email}"
    return Hit(it.name, _detail(Staff, it), Staff.icon, more, tag_of(it.status))


KINDS = (
    Kind(Companies, _company),
    Kind(Accounts, _account),
    Kind(
        Concessions,
        _concession,
        load=(
            # Only whether there is one: with its company, SQLite would read every attachment first.
            "open_attachment",
            "-open_attachment.*",
            "title_lock",
        ),
    ),
    Kind(
        RoadOpenings,
        _request,
        least=search_words.TRIGRAM,
    ),
    Kind(Cases, _case, load=("company",), least=search_words.TRIGRAM),
    Kind(Mails, _mail),
    Kind(Staff, _agent),
)
"""In the order in which they are shown. A new kind is a line here and a function that draws it."""


def groups(query: str, agent: Agent) -> list[Group]:
    """Everything that the person may see or do with what was said, the exact thing first."""
    folded, role = fold(query) or query, str(agent.role)
    found = [(kind, _look(kind, query)) for kind in KINDS if _is_sought(kind, query, role)]
    shown = [_group(kind, rows, query) for kind, rows in found if rows]
    shown.append(Group("Actions", [*_next_steps(query, role, found), *_deeds(folded, agent)]))
    shown.append(Group("Pages", [_place(entry, folded) for entry in _places(agent, folded)]))
    return sorted((group for group in shown if group.hits), key=lambda group: not group.is_exact)


def _is_sought(kind: Kind, query: str, role: str) -> bool:
    permission = kind.screen.permissions["index_view"]
    return len(query) >= kind.least and isinstance(permission, Permission) and allows(role, permission)


def _look(kind: Kind, query: str) -> list[looks.Found]:
    options = loading.options(kind.screen.model, kind.load)
    model = cast(type[Searchable], kind.screen.model)
    return looks.look(model, query, SHOWN + 1, where=kind.screen.scope(), options=options)


def _group(kind: Kind, rows: list[looks.Found], query: str) -> Group:
    hits = [replace(kind.hit(found.row), exact=found.exact) for found in rows[:SHOWN]]
    more = url_for(f"{kind.screen.endpoint}.index_view", search=query) if len(rows) > SHOWN else ""
    return Group(kind.screen.title, hits, more)


# -- what may be done


def _next_steps(query: str, role: str, found: list[tuple[Kind, list[looks.Found]]]) -> list[Hit]:
    """What the first record of each kind calls for, then the call with what was said."""
    if len(query) < SHORTEST:
        return []
    hits = []
    if allows(role, Permission.CREATE_ACCOUNT):
        companies = (rows[0].row for kind, rows in found if rows and kind.screen is Companies)
        hits += _accounts_to_make(query, next(companies, None))
    hits += [hit for kind, rows in found if rows for hit in _verbs(kind.screen, rows[0].row)]
    call = formats.typo(f"Prendre l’appel avec « {query} »")
    return [*hits, Hit(call, url_for("assistance.index", q=query), "telephone-inbound", finds=False)]


def _verbs(screen: type[Screen[Any]], row: object) -> list[Hit]:
    """What may be done at once to the record that was found."""
    return [
        Hit(fill(verb.palette, row), verb.href(row), verb.icon)
        for verb in screen.actions
        if verb.palette and verb.is_open(row)
    ]


def _accounts_to_make(query: str, company: Company | None) -> list[Hit]:
    if company is not None:
        words, siret = f"Créer un compte pour {company.name}", company.siret
    else:
        try:
            siret = Siret.parse(query)
        except SiretRefused:
            return []
        words = f"Créer un compte pour le SIRET {formats.siret(siret)}"
    return [Hit(words, url_for("accounts.create_view", siret=siret), "person-plus")]


# -- pages, and what needs no record

BUTTONS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    (
        "Passer en clair",
        "sun",
        "mode affichage thème jour",
        "backoffice.display",
        {"theme": "light"},
    ),
    (
        "Passer en sombre",
        "moon",
        "mode affichage thème nuit",
        "backoffice.display",
        {"theme": "dark"},
    ),
    ("Se déconnecter", "box-arrow-right", "quitter fermer session", "backoffice.sign_out", {}),
)
"""What is sent rather than followed: words, icon, other words, endpoint, what the button sends."""


def _matches(folded: str, *words: str) -> bool:
    known = fold(" ".join(words))
    return all(word in known for word in folded.split())


def _deeds(folded: str, agent: Agent) -> list[Hit]:
    places = [_place(e, folded) for e in nav.open_to(agent, DEEDS) if _matches(folded, e.label, e.also)]
    held = display.read(request)
    kept = {"keys": "1"} if held.keys else {}
    return places + [
        Hit(words, url_for(endpoint), icon, sends=sends | kept, exact=folded == fold(words))
        for words, icon, also, endpoint, sends in BUTTONS
        if _matches(folded, words, also) and sends.get("theme") != held.theme
    ]


def _places(agent: Agent, folded: str) -> list[Entry]:
    entries = nav.open_to(agent, (entry for _, entries in NAV for entry in entries))
    return [entry for entry in entries if _matches(folded, entry.label, entry.also)]


def _place(entry: Entry, folded: str) -> Hit:
    press = f"{keys.GO} {entry.key}" if entry.key else ""
    exact = bool(folded) and folded == fold(entry.label)
    return Hit(entry.label, url_for(entry.endpoint), entry.icon, press=press, exact=exact)
