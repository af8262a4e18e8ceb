"""Bootstrap's sheet, cut to the classes that our own pages name; nothing else of it is served."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import tinycss2
from flask import Flask, Response
from tinycss2.ast import Node

from views.drawing import addresses

HERE = Path(__file__).resolve().parents[1]
GROUPS = frozenset({"media", "supports", "layer"})
"""At-rules that hold rules."""
_WORD = re.compile(r"[A-Za-z][\w-]*")


def whole() -> str:
    """The sheet as Bootstrap-Flask ships it."""
    return (files("flask_bootstrap") / "static/bootstrap5/css/bootstrap.min.css").read_text("utf-8")


@cache
def words() -> frozenset[str]:
    """Every word of our templates, modules and scripts: a class is always written out somewhere in them."""
    found: set[str] = set()
    for suffix in ("html", "py", "js"):
        for path in HERE.rglob(f"*.{suffix}"):
            found.update(_WORD.findall(path.read_text("utf-8")))
    return frozenset(found)


def cut(sheet: str, kept: Iterable[str]) -> str:
    """The rules of a sheet whose selectors name no class outside `kept`."""
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    return "".join(_cut(rules, frozenset(kept)))


def _cut(rules: Iterable[Node], kept: frozenset[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [selector for selector in _selectors(rule.prelude) if _classes(selector) <= kept]
            if selectors:
                yield f"{','.join(map(tinycss2.serialize, selectors))}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.type == "at-rule" and rule.content and rule.at_keyword in GROUPS:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if body := "".join(_cut(inner, kept)):
                yield f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{body}}}"
        elif rule.type == "at-rule" and rule.at_keyword != "charset":
            yield rule.serialize()


def _selectors(prelude: list[Node]) -> list[list[Node]]:
    found: list[list[Node]] = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            found.append([])
        else:
            found[-1].append(token)
    return found


def _classes(selector: list[Node]) -> set[str]:
    """The classes that must be there for a selector to match; `:not(.x)` asks for none."""
    found, dot = set(), False
    for token in selector:
        if dot and token.type == "ident":
            found.add(token.value)
        elif token.type == "function" and token.lower_name != "not":
            found |= _classes(token.arguments) if token.lower_name != "is" else set()
        dot = token.type == "literal" and token.value == "."
    return found


@cache
def sheet() -> str:
    """What is served."""
    return cut(whole(), words())


@cache
def _version() -> str:
    # Of what the sheet is made from: the sheet itself is only cut when somebody asks for it.
    made_of = f"{version('bootstrap-flask')} {' '.join(sorted(words()))}"
    return hashlib.sha256(made_of.encode()).hexdigest()[:10]


def href() -> str:
    """The sheet's address, different when its content is."""
    return addresses.fixed("bootstrap", v=_version())


def install(app: Flask) -> None:
    """Serves the sheet, and nothing else of the package."""
    app.jinja_env.globals["bootstrap"] = href

    @app.get("/static/bootstrap.css", endpoint="bootstrap")
    def serve() -> Response:
        return Response(sheet(), content_type="text/css; charset=utf-8")
