"""CONTRIBUTING.md lists for a newcomer what knows all its elders; documents name what is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint

from bench.layout import ROOMS, ROOT, sources, tree
from models.attachments import Evidence
from models.audit import AuditAction
from models.documents.imports import ImportKind
from models.kernel.jobs import JobKind
from models.mails import MailKind
from models.permissions import Role
from models.shaping.kinds import KINDS as SHAPES
from models.storage import registry
from setting_services import LOCAL, directories
from views.backoffice import SCREENS
from views.backoffice.kit.screen import Screen

MIGRATION = "models/storage/migrations/versions/<number>_<what>.py"
DOCUMENTS = (
    *(ROOT / name for name in ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "SECURITY.md")),
    ROOT / "docs" / "style.md",
    *sorted((ROOT / "docs" / "decisions").glob("*.md")),
)


@dataclass(frozen=True)
class Elder:
    """Who is there already: the name in the code, and the value by which a file may know it instead."""

    name: str
    value: str


@dataclass(frozen=True)
class Kind:
    """One thing that may be added: its elders, and the file that each has for itself."""

    elders: Callable[[], Iterable[Elder]]
    own: str | None = None
    place: str = "<kind>"


def members(enum) -> Callable[[], list[Elder]]:
    return lambda: [Elder(member.name, member.value) for member in enum]


KINDS = {
    "A kind of evidence": Kind(members(Evidence), "models/attachments/evidence/<kind>.py"),
    "A mail": Kind(members(MailKind), "views/templates/mails/<noun>/<kind>.txt"),
    "An import": Kind(members(ImportKind), "console/imports/<kind>.py"),
    "A client of a directory": Kind(
        lambda: [Elder(name, name) for name in directories() if name != LOCAL],
        "console/directories/clients/<client>.py",
        "<client>",
    ),
    "A kind of shape": Kind(
        lambda: [Elder(name.upper(), name) for name in SHAPES], "models/shaping/kinds/<kind>.py"
    ),
    "A role": Kind(members(Role)),
    "A kind of job": Kind(members(JobKind), "console/jobs/<kind>.py"),
    "An action of the audit": Kind(members(AuditAction)),
}


@pytest.mark.parametrize("title", KINDS)
def test_a_list_names_the_files_that_know_all_its_elders(title):
    kind = KINDS[title]
    elders = list(kind.elders())
    needed = {str(path) for path in sources(*ROOMS) if knows(path, elders)} | {
        str(path) for path in [Path("config.py"), Path("setting_services.py")] if knows(path, elders)
    }
    if kind.own is not None:
        needed.add(kind.own)
    if any(all(f"'{elder.value}'" in check for elder in elders) for check in checks()):
        needed.add(MIGRATION)
    assert listed(title) == needed


@pytest.mark.parametrize("title", [title for title, kind in KINDS.items() if kind.own])
def test_each_elder_has_the_file_that_the_list_promises(title):
    kind = KINDS[title]
    patterns = [
        kind.own.replace(kind.place, stem(elder, kind.own)).replace("<noun>", "*") for elder in kind.elders()
    ]
    assert [pattern for pattern in patterns if len(list(ROOT.glob(pattern))) != 1] == []


def stem(elder: Elder, own: str) -> str:
    return elder.value.replace("-", "_") if own.endswith(".py") else elder.value


def knows(path: Path, elders: list[Elder]) -> bool:
    """Whether a file names every one of them; demonstration data are examples, not a table."""
    if "demo" in path.parts:
        return False
    names, texts = mentions(path)
    return all(elder.name in names or elder.value in texts for elder in elders)


@cache
def mentions(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Names and whole strings of a file; a string inside a longer one is prose."""
    names, texts = set(), set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
    return frozenset(names), frozenset(texts)


@cache
def checks() -> tuple[str, ...]:
    """What the database checks by itself."""
    tables = registry.load().metadata.sorted_tables
    return tuple(
        str(check.sqltext)
        for table in tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    )


@cache
def listed(title: str) -> set[str]:
    """The files of one list."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = re.search(rf"^### {re.escape(title)}\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL)
    assert section is not None, f"no list is called {title}"
    return set(re.findall(r"^\d+\. `([^`]+)`", section[1], re.MULTILINE))


def test_every_list_is_held():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) == {*KINDS, "A verb on a row", "A screen"}


def test_a_screen_has_its_file_and_its_line_of_the_menu():
    screens = [screen for screen in SCREENS if issubclass(screen, Screen)]
    elders = [Elder(screen.__name__, f"{screen.endpoint}.index_view") for screen in screens]
    knowing = {str(path) for path in sources(*ROOMS) if knows(path, elders)}
    assert {"views/backoffice/<noun>/screen.py", *knowing} == listed("A screen")
    homes = [screen.__module__ for screen in screens]
    assert [home for home in homes if not re.fullmatch(r"views\.backoffice\.(\w+\.){1,2}screen", home)] == []
    files = sources("views/backoffice")
    assert {".".join(path.with_suffix("").parts) for path in files if path.name == "screen.py"} == {
        *homes,
        Screen.__module__,
    }


def test_a_verb_has_its_file_and_one_line():
    verbs = dict(verbs_of_rows())
    assert len(verbs) > 10
    assert [path for path, (verb, name) in verbs.items() if (path.stem, name) != (verb, verb.upper())] == []
    # Some lead to another, or are offered in the cockpit; what all need is named for all.
    named = [knowing(path, name) for path, (_, name) in verbs.items()]
    needed = {"views/backoffice/<noun>/<verb>.py", *set.intersection(*named)}
    assert listed("A verb on a row") == needed


def knowing(home: Path, name: str) -> set[str]:
    """The files that take a verb from its home; those of its own noun by their place in it."""
    module = ".".join(home.with_suffix("").parts)
    return {
        f"views/backoffice/<noun>/{path.name}" if path.parent == home.parent else str(path)
        for path in sources("views")
        if (module, name) in imported(path)
    }


def verbs_of_rows() -> Iterator[tuple[Path, tuple[str, str]]]:
    """Each file that declares a verb, with the verb and the name under which it is declared."""
    for path in sources("views/backoffice"):
        for node in tree(path).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                keywords = {keyword.arg: keyword.value for keyword in node.value.keywords}
                if {"verb", "permission", "operation"} <= set(keywords):
                    yield path, (ast.literal_eval(keywords["verb"]), ast.unparse(node.targets[0]))


@cache
def imported(path: Path) -> frozenset[tuple[str, str]]:
    """What a file takes from where."""
    return frozenset(
        (node.module or "", alias.name)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_documents_name_what_is_there(document):
    text = document.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:models|views|console|tests|bench|docs)/[\w./-]+)`", text)
    links = [(document.parent / link) for link in re.findall(r"\]\(([^)#:]+)\)", text)]
    assert [path for path in paths if not (ROOT / path).exists()] == []
    assert [str(link) for link in links if not link.exists()] == []


def test_the_plan_of_the_rooms_is_true():
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    plan = re.search(r"## The rooms\n\n```\n(.*?)```", text, re.DOTALL)
    assert plan is not None
    drawn: set[str] = set()
    above: list[str] = []
    for line in plan[1].splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        above = [*above[:depth], line.split()[0].rstrip("/")]
        drawn.add("/".join(above))
    assert [path for path in sorted(drawn) if not (ROOT / path).exists()] == []
    packages = {
        f"{room}/{path.parent.name}" for room in ROOMS for path in (ROOT / room).glob("*/__init__.py")
    }
    assert sorted(packages - drawn) == []
