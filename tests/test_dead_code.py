"""What nobody uses goes: names that no code, template or library reads, found by vulture."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler

import jinja2
import pytest
import yaml
from click import Context, Group
from flask import Flask, Request, Response
from flask.sessions import SessionInterface
from flask_admin.contrib.sqla import ModelView
from flask_login import LoginManager
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import TConn, ThreadWorker
from sqlalchemy import TextualSelect
from sqlalchemy.types import TypeDecorator
from vulture import Vulture
from wtforms import Field, Form, StringField
from wtforms.meta import DefaultMeta

from views.backoffice import SCREENS

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "config.py",
    "setting_keys.py",
    "setting_services.py",
    "setting_values.py",
    "console",
    "models",
    "views",
)

LIBRARIES = (
    *(Context, Group, BaseApplication, TConn, ThreadWorker, jinja2.Environment, TypeDecorator),
    *(Flask, Request, Response, SessionInterface, LoginManager, ModelView),
    *(TextualSelect, ThreadingMixIn, WSGIRequestHandler),
    *(DefaultMeta, Field, Form, StringField),
    yaml.SafeLoader,
)
"""What these call or read on our classes and objects is used by them."""

ROUTES = ("@*.route", "@*.get", "@*.post", "@expose")
HOOKS = (
    "@*.inplace.expression",
    "@*.before_*",
    "@*.after_*",
    "@*.app_context_processor",
    "@*.url_value_preprocessor",
)
"""Decorators that hand their function over: nobody calls it by its name."""

ALIVE = {
    "autocommit": "psycopg reads it: a setting of a connection is no transaction",
    "expire_on_commit": "SQLAlchemy reads it on a session",
    "field_flags": "WTForms reads it on a validator",
    "gid": "tarfile reads it: an archive tells no user of the machine",
    "gname": "tarfile reads it",
    "uid": "tarfile reads it",
    "uname": "tarfile reads it",
    "PAGES": "imported for the addresses that they add",
    "ignored": "how many totals a file held, for whoever asks its reader",
    "DRIFTS": "a test holds every sentence against it",
    "FIXED": "a test holds every sentence against it",
    "DirectoryDouble": "the double beside the directory's clients, for tests",
    "add_check": "a migration calls it",
    "drop_check": "a migration calls it",
    "add_reference": "a migration calls it: migrations are not read here",
    "drop_reference": "a migration calls it",
    "replace_check": "a migration calls it",
    "__table_args__": "SQLAlchemy reads it, on a class that several tables share",
    "make_fresh": "the schema that tests start from, compared with the migrated one",
}
"""Used all the same, each for its reason; a name that needs no excuse any more fails the test below."""


@pytest.fixture(scope="module")
def unused() -> dict[str, list[str]]:
    """Where each name stands that nobody uses."""
    found: dict[str, list[str]] = {}
    for item in scan().get_unused_code(min_confidence=60):
        place = Path(item.filename).relative_to(ROOT)
        found.setdefault(item.name, []).append(f"{place}:{item.first_lineno} {item.typ} {item.name}")
    return found


def test_nothing_is_left_that_nobody_uses(unused):
    assert [place for name, places in unused.items() if name not in ALIVE for place in places] == []


def test_every_excuse_is_still_needed(unused):
    assert set(ALIVE) - set(unused) == set()


def scan() -> Vulture:
    vulture = Vulture(ignore_decorators=[*ROUTES, *HOOKS], ignore_names=["validate_*"])  # WTForms calls these
    # Tests are no use: what they alone call is dead, or has its excuse.
    vulture.scavenge([str(ROOT / room) for room in ROOMS], exclude=["*/versions/*"])
    for name in (
        *words_of_templates(),
        *names_in_strings(),
        *members_of_enums(),
        *read_by_libraries(),
        *screens(),
    ):
        vulture.used_names.add(name)
    return vulture


def screens() -> Iterator[str]:
    """The console serves whatever stands in its folders."""
    return (screen.__name__ for screen in SCREENS)


def words_of_templates() -> Iterator[str]:
    for path in (ROOT / "views" / "templates").rglob("*"):
        if path.suffix in (".html", ".txt"):
            for expression in re.findall(r"\{[{%](.*?)[%}]\}", path.read_text(encoding="utf-8"), re.DOTALL):
                yield from re.findall(r"[A-Za-z_]\w*", expression)


def names_in_strings() -> Iterator[str]:
    """A column names the attribute that it shows, an address its endpoint, a cast its type."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.fullmatch(r"[A-Za-z_]\w*([.\[\]]+\w*)*", node.value):
                    yield from re.findall(r"\w+", node.value)


def members_of_enums() -> Iterator[str]:
    """A member is used by its value: in a row, a form or a file."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and {"Enum", "StrEnum"} & {
                getattr(base, "id", "") for base in node.bases
            }:
                for line in node.body:
                    if isinstance(line, ast.Assign):
                        yield from (target.id for target in line.targets if isinstance(target, ast.Name))


def read_by_libraries() -> Iterator[str]:
    for owner in LIBRARIES:
        yield from dir(owner)
        for ancestor in inspect.getmro(owner)[:-1]:
            with suppress(OSError, TypeError):  # one that is written in C has no source
                yield from re.findall(r"\bself\.(\w+)", inspect.getsource(ancestor))


def trees() -> Iterator[ast.Module]:
    for room in ROOMS:
        for path in [ROOT / room] if room.endswith(".py") else sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield ast.parse(path.read_text(encoding="utf-8"))
