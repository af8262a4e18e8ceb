"""A world of a few rows of each kind, and everybody who may ask in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from models import cases, staff
from models.accounts import ProAccount
from models.concessions import cleansing, outreach
from models.concessions.outreach import OutreachChannel
from models.documents.imports import ImportKind
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.base import db
from models.permissions import Role, allows
from models.staff import saved_filters
from tests.support import callers, hooks, people, portal, records, road_works, runs
from tests.support.hostile.commits import Commits
from tests.support.hostile.stranger import Stranger
from tests.support.visitor import Visitor
from views import access
from views.access import Opening

ROLES = (Role.SUPERVISOR, Role.ADMIN, Role.AGENT)
"""In the order in which they are sent: a supervisor may what an agent may."""


class World:
    """Its people: by role, `account` and, for nobody, the door."""

    def __init__(self, app: Flask, account: ProAccount, texts: list[str], commits: Commits) -> None:
        self.rules = access.rules(app)
        self._app, self._texts, self._commits = app, texts, commits
        self._people: dict[str, Stranger] = {}
        made = {role: people.staff(role) for role in ROLES}
        _furnish(account, made)
        for name, person in {**made, "account": account, "console": None, "portal": None}.items():
            self._people[name] = self._stranger(person, console=name not in ("account", "portal"))

    def _stranger(self, person: Any, *, console: bool) -> Stranger:
        seed = len(self._people)
        return Stranger(self._app, person, self._texts, self._commits, seed, console=console)

    def who_reaches(self, rule: Rule) -> Stranger:
        """Of those who may come, the one who gets furthest."""
        opening, console = self.rules[rule.endpoint], access.is_console(rule.rule)
        assert opening is not None
        if opening.permission is not None:
            return self._people[next(role for role in ROLES if allows(role, opening.permission))]
        if opening.opening is Opening.PUBLIC:
            return self.visitor_of(rule)
        return self._people[Role.SUPERVISOR if console else "account"]

    def visitor_of(self, rule: Rule) -> Stranger:
        """Somebody who is not signed in, at the same door."""
        return self._people["console" if access.is_console(rule.rule) else "portal"]

    def people_at(self, *, console: bool) -> list[Stranger]:
        """Everybody who may come to a door, nobody's browser too."""
        return [stranger for stranger in self._people.values() if stranger.console == console]

    def walk_on(self) -> None:
        """Leads the portal's visitor to the step of a creation where the person is asked for."""
        real, known = self._app.extensions["bascule.directory"], portal.KnownDirectory()
        self._app.extensions["bascule.directory"] = known
        portal.step_3(Visitor(self._people["portal"].client), known)
        self._app.extensions["bascule.directory"] = real


def _furnish(account: ProAccount, made: dict[Role, Any]) -> None:
    actor = records.by(made[Role.SUPERVISOR])
    bound = road_works.held(account)
    road_works.drafted(account, bound)
    road_works.filed(account, bound)
    tokens.issue(Purpose.RESET, account=people.active())
    records.waiting(people.active(), made[Role.AGENT])
    records.concession()
    cases.open_for(account.company, actor=actor)
    runs.sent(actor, *runs.moves("Quai Nord"), head=runs.MIGRATIONS, kind=ImportKind.MIGRATIONS)
    records.concession(email="", phone="")
    cleansing.follow_all()
    outreach.create(filter="", channel=OutreachChannel.MAIL, actor=actor)
    saved_filters.save(made[Role.SUPERVISOR], "accounts", name="Attente", query="", shared=False, actor=actor)
    callers.issued()
    hooks.subscribed()
    staff.invite("neuve@example.org", name="Neuve", role=Role.AGENT, actor=people.SYSTEM)
    tokens.issue(Purpose.EMAIL_CHANGE, account=people.pending(), data="x@example.org")


@contextmanager
def hostile_world(app: Flask, account: ProAccount, texts: list[str]) -> Iterator[World]:
    """The world, watched for what is written."""
    with Commits().watching(db.engine) as commits:
        yield World(app, account, texts, commits)
