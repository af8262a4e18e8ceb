"""The listing is the architecture: tests mirror the rooms, files are short and say what they are."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("console", "models", "views")
STORIES = {"chain", "commands", "enumeration", "histories", "isolation", "journey", "races", "secrets"}
"""What several files of a folder do together."""

OWN = {"browser", "faults", "support", "data"}
"""Folders of tests that mirror no room."""


def sources(*rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield path.relative_to(ROOT)


@pytest.mark.parametrize("room", ROOMS)
def test_every_test_stands_where_what_it_tests_stands(room):
    strangers = []
    for path in (ROOT / "tests" / room).rglob("test_*.py"):
        place = path.relative_to(ROOT / "tests").parent
        noun = path.stem.removeprefix("test_")
        known = {p.stem.rstrip("_") for p in (ROOT / place).iterdir() if p.name[0] not in "._"}
        # A long subject has several files of tests: test_attachments_review.py stands beside attachments.
        if noun not in STORIES and not any(
            noun == name or noun.startswith((f"{name}_", f"{name.rstrip('s')}_")) for name in known
        ):
            strangers.append(str(path.relative_to(ROOT)))
    assert strangers == []


def test_the_rooms_of_tests_are_the_rooms():
    folders = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name[0] not in "._"}
    assert folders <= {*ROOMS, *OWN}


def test_every_file_opens_with_its_sentence():
    silent = [str(p) for p in sources(*ROOMS, "tests") if not first_line(p)]
    assert silent == []


def first_line(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    return not text.strip() or (ast.get_docstring(ast.parse(text)) or "").strip()


def test_no_file_is_long():
    long = {str(p): n for p in sources(*ROOMS) if (n := len((ROOT / p).read_text().splitlines())) > 400}
    assert long == {}


def test_public_functions_and_classes_say_what_they_do():
    silent = []
    for path in sources("models", "console"):
        if "migrations" in path.parts:
            continue
        for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
            kinds = (ast.FunctionDef, ast.ClassDef)
            if isinstance(node, kinds) and node.name[0] != "_" and not ast.get_docstring(node):
                silent.append(f"{path}: {node.name}")
    assert silent == []


def test_only_the_views_speak_french():
    marks = ("é", "è", "ê", "à", "ç", "«", "œ")
    words = []
    for path in sources("models", "console"):
        if "demo" in path.parts:
            continue  # what companies and agents would have typed is data
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                # Sentences: several words, with our letters. Data to fold or compare is one word.
                if node.value.count(" ") >= 5 and any(mark in node.value.lower() for mark in marks):
                    words.append(f"{path}:{node.lineno}")
    assert words == []


def test_nothing_is_left_for_later():
    left = []
    marks = (
        "TO" + "DO",
        "FIX" + "ME",
        "Not" + "ImplementedError",
        "pytest.mark." + "skip",
        "x" + "fail",
        "|" + "safe",
    )
    for path in (ROOT / room for room in (*ROOMS, "tests")):
        for file in path.rglob("*"):
            if file.suffix in (".py", ".html", ".txt") and any(
                mark in file.read_text("utf-8", "replace") for mark in marks
            ):
                left.append(str(file.relative_to(ROOT)))
    assert left == []


def test_templates_hold_no_script_nor_style():
    inline = re.compile(r"<script>|<style|<[a-z][^<>{}]*\s(?:style|on[a-z]+)=|javascript:")
    templates = (ROOT / "views" / "templates").rglob("*.html")
    assert [str(f.relative_to(ROOT)) for f in templates if inline.search(f.read_text(encoding="utf-8"))] == []


def test_the_wheel_takes_everything_that_is_not_python():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    suffixes = {pattern.removeprefix("*") for pattern in told if "/" not in pattern}
    left = []
    for room in ROOMS:
        for file in (ROOT / room).rglob("*"):
            if not file.is_file() or file.suffix in (".py", ".pyc"):
                continue
            if not any(file.name.endswith(suffix) for suffix in suffixes) and not {
                "templates",
                "static",
                "data",
            } & set(file.parts):
                left.append(str(file.relative_to(ROOT)))
    assert left == []
