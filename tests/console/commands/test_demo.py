"""`bascule demo` fills no database but a demonstration's or a developer's, and says who may sign in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from console.demo import cast
from models import accounts
from models.accounts import ProAccount
from models.concessions import Concession
from models.kernel.actors import Actor
from models.kernel.base import db
from models.sign_in.throttle import SignInRefused
from models.staff import Agent
from tests.support.records import count


def test_a_production_database_is_never_filled(bascule: Callable[..., Any]) -> None:
    result = bascule("demo", "--size", 5)
    assert result.exit_code == 2 and result.stderr.count("\n") == 1
    assert result.stderr.startswith("BASCULE_ENV is production")
    assert count(Concession) == 0


def test_outside_the_demonstration_nobody_gets_a_known_password(bascule: Callable[..., Any]) -> None:
    result = bascule("demo", "--size", 40, env="development")
    assert result.exit_code == 0 and cast.STAFF_PASSWORD not in result.output
    assert count(Agent) == 0
    db.session.rollback()
    first = db.session.scalars(db.select(ProAccount).order_by(ProAccount.id).limit(1)).one()
    with pytest.raises(SignInRefused):
        accounts.sign_in(first.identifier, cast.PRO_PASSWORD, actor=Actor.anonymous())
    assert bascule("demo", "--size", 40, env="development").exit_code == 0


def test_the_command_prints_and_keeps_what_a_visitor_needs(house: Any, bascule: Callable[..., Any]) -> None:
    path = house.folder / "demo.json"
    path.unlink(missing_ok=True)
    result = bascule("demo", "--size", 40, env="demo", public_url="http://127.0.0.1:8123")
    assert "http://127.0.0.1:8123/console/" in result.stdout
    kept = json.loads(path.read_text(encoding="utf-8"))
    assert path.stat().st_mode & 0o077 == 0
    for member in kept["staff"]:
        line = next(line for line in result.stdout.splitlines() if member["email"] in line)
        assert member["password"] in line and line.split()[-1].isdigit() and len(line.split()[-1]) == 6
    assert kept["concession"]["access_code"] in result.stdout
    again = path.stat().st_mtime_ns
    bascule("demo", "--size", 40, env="demo", public_url="http://127.0.0.1:8123")
    assert path.stat().st_mtime_ns == again
