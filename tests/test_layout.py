"""The listing is the architecture: tests mirror the rooms, files are short and say what they are."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from inspect import isclass, isfunction
from pathlib import Path
from statistics import median

import pytest

from bench import layout
from bench.layout import ROOMS, ROOT, sources, tree

STORIES = {
    "chain",
    "commands",
    "enumeration",
    "histories",
    "isolation",
    "growing",
    "journey",
    "predicates",
    "races",
    "secrets",
}
"""What several files of a folder do together."""

OWN = {"browser", "deploy", "faults", "support", "data"}
"""Folders of tests that mirror no room."""


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


@pytest.mark.parametrize("room", ROOMS)
def test_most_files_and_functions_are_short(room):
    files = layout.file_lengths(room)
    assert median(files) <= 100
    assert layout.p90(files) <= 200
    assert median(layout.length(node) for node in layout.functions_of(room)) < 8


def test_views_load_ask_and_answer():
    assert median(layout.length(node) for node in layout.routed_views()) < 12


def test_a_listing_is_seen_at_one_glance():
    assert {folder: count for folder, count in layout.entries().items() if count > 20} == {}


def test_no_function_bears_the_name_of_its_module():
    namesakes = []
    for path in sources(*ROOMS):
        module = path.parent.name if path.stem == "__init__" else path.stem.rstrip("_")
        for node in tree(path).body:
            if isinstance(node, layout.Function) and node.name.rstrip("_") == module:
                namesakes.append(f"{path}:{node.lineno}")
    assert namesakes == []


SETTINGS = ("config.py", "setting_keys.py", "setting_services.py", "setting_values.py")

EMPTY_NAMES = {
    *{"one", "ones", "told", "said", "asked", "tell", "tells", "met", "thing", "things"},
    *{"hold", "owe", "owes", "most", "besides"},  # lock_row, enqueue, notify, limit, exclude
    *{"trail", "outbox"},  # audit, mails
}
"""Words that say nothing of what they name, or that have a standard term (docs/style.md)."""


def test_a_name_says_what_it_holds():
    empty = [
        f"{path}:{number} {name}"
        for path in (*sources(*ROOMS, "tests", "bench"), *map(Path, SETTINGS))
        for number, name in given_names(tree(path))
        if name.strip("_").lower() in EMPTY_NAMES
    ]
    assert empty == []


def given_names(module):
    """What a file calls its own: variables, arguments, attributes, functions, classes, imports."""
    for node in ast.walk(module):
        if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.lineno, node.name
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.lineno, node.name
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def test_a_name_in_a_template_says_what_it_holds():
    given = re.compile(r"\{%-? *(?:for|set|macro) (.*?)(?: in |=|%\})|#(?:for|let) (\w+)")
    empty = [
        f"{path}: {name}"
        for path, text in templates()
        for found in given.findall(text)
        for name in re.findall(r"\w+", " ".join(found))
        if name in EMPTY_NAMES
    ]
    assert empty == []


FACES = [path for path in sources("models") if path.stem == "__init__" and len(tree(path).body) > 1]


@pytest.mark.parametrize("path", FACES, ids=str)
def test_a_face_hands_out_classes_and_operations(path):
    # Queries are imported from where they stand: a face that hands out everything says nothing.
    face = importlib.import_module(".".join(path.parent.parts))
    handed = {name: getattr(face, name) for name in face.__all__}
    handed.pop(path.parent.name.upper(), None)  # the one table that a face is about: EVIDENCE
    assert [name for name, what in handed.items() if not (isclass(what) or isfunction(what))] == []
    questions = re.compile(r"(find|list|count|select|is|has|can|may)_")
    assert [name for name, what in handed.items() if isfunction(what) and questions.match(name)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_annotations_say_what_they_take_and_give(room):
    assert layout.share_of_any(room) <= layout.ANY_LIMITS[room]


def test_the_views_know_no_database_outside_the_kit():
    assert layout.persistence_calls() == []


def test_tests_bear_the_name_of_what_they_test():
    mirror = layout.mirror_of_tests()
    assert mirror.share >= 90, mirror.strangers


def test_nouns_are_the_same_in_every_room():
    mirror = layout.mirror_of_nouns()
    assert mirror.share >= 90, mirror.strangers
    gone = {room: shared - layout.names(ROOT / room) for room, shared in layout.SHARED.items()}
    assert not any(gone.values()), gone


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
        docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
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


def templates():
    for path in sorted((ROOT / "views" / "templates").rglob("*")):
        if path.is_file():
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def test_templates_hold_no_script_nor_style():
    inline = re.compile(r"<script>|<style|<[a-z][^<>{}]*\s(?:style|on[a-z]+)=|javascript:")
    assert [str(path) for path, text in templates() if path.suffix == ".html" and inline.search(text)] == []


def test_lines_of_templates_can_be_read_and_compared():
    long = [
        f"{path}:{number}"
        for path, text in templates()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > 160
    ]
    assert long == []


def test_the_wheel_takes_everything_that_is_not_python():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    suffixes = {pattern.removeprefix("*") for pattern in patterns if "/" not in pattern}
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


def test_every_folder_of_the_rooms_is_a_package():
    """Import-linter sees nothing of a folder that is none."""
    folders = {path.parent for path in sources("models", "views", "console")}
    assert [str(folder) for folder in sorted(folders) if not (ROOT / folder / "__init__.py").exists()] == []


def test_a_test_of_a_page_that_runs_on_both_engines_says_why():
    marks = {
        str(path): re.findall(r"mark\.both_engines\b(.*)", (ROOT / path).read_text())
        for path in sources("tests")
        if path.name != "conftest.py" and path != Path("tests/test_layout.py")
    }
    marked = {path: why for path, why in marks.items() if why}
    assert [path for path in marked if not path.startswith("tests/views/")] == [], "the others do anyway"
    mute = [path for path, whys in marked.items() if not all(re.match(r'\(".{10,}"', why) for why in whys)]
    assert mute == []


def test_the_hour_and_the_day_are_asked_in_one_place_each():
    """When it is 23:30 UTC it is tomorrow in Le Havre: a day is `days.today` or `days.day_of`."""
    clock = re.compile(r"datetime\.now\(|now\(\)\.date\(\)|_at\.date\(\)")
    places = [str(p) for p in sources(*ROOMS, "tests") if clock.search(p.read_text())]
    assert [p for p in places if p not in ("models/kernel/clock.py", "tests/test_layout.py")] == []
