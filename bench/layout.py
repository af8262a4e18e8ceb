"""The house in figures: lengths of files and functions, entries of folders, what mirrors what."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

if not __package__:  # called by its path: Python then looks beside this file alone
    sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.timing import table

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("models", "views", "console")

KIT = "views/backoffice/kit"
"""The one folder of the views that may know the database."""

ROUTES = frozenset({"route", "get", "post", "expose"})
PERSISTENCE = ("models.kernel.base", "models.kernel.transactions", "sqlalchemy", "flask_sqlalchemy")
NAMES_ANY = re.compile(r"\bAny\b")
ANY_LIMITS = {"models": 2.5, "views": 2, "console": 2.5}
"""How many of a room's annotations may name it, in percent."""

Function = ast.FunctionDef | ast.AsyncFunctionDef

OWN_TESTS = frozenset(
    {"chain", "commands", "enumeration", "histories", "isolation", "journey", "races", "secrets"}
)
"""Tests that tell a story of several files, each beside what it tells of."""


class Mirror(NamedTuple):
    """How many stand under the same name on the other side, and those that do not."""

    total: int
    strangers: list[str]

    @property
    def share(self) -> float:
        """In percent."""
        return 100.0 * (self.total - len(self.strangers)) / self.total if self.total else 100.0


def run() -> None:
    """Prints the figures, each beside what it should be."""
    table(
        "Files",
        ["room", "files", "median", "p90", "longest", "functions", "median"],
        [_row(r) for r in ROOMS],
    )
    crowded = sorted(entries().items(), key=lambda entry: -entry[1])[:5]
    table("Entries of a folder (at most 20)", ["folder", "entries"], crowded)
    routed = [length(node) for node in routed_views()]
    tests, nouns = mirror_of_tests(), mirror_of_nouns()
    rows: list[tuple[str, object, object]] = [
        ("routed views, lines, median", median(routed) if routed else 0, "under 12"),
        ("persistence calls in views outside the kit", len(persistence_calls()), "0"),
        *(
            (f"annotations of {room} that name Any, %", share_of_any(room), limit)
            for room, limit in ANY_LIMITS.items()
        ),
        ("tests under the name of what they test, %", tests.share, "90"),
        ("nouns of the views that are nouns of the models, %", nouns.share, "90"),
    ]
    table("The house", ["figure", "is", "should be"], rows)
    for stranger in (*tests.strangers, *nouns.strangers, *persistence_calls()):
        print(f"  {stranger}")


def _row(room: str) -> list[object]:
    files, functions = file_lengths(room), [length(node) for node in functions_of(room)]
    return [room, len(files), median(files), p90(files), max(files), len(functions), median(functions)]


def sources(*rooms: str) -> Iterator[Path]:
    """The Python files of these rooms, migrations apart, from the root."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "versions" not in path.parts:
                yield path.relative_to(ROOT)


@cache
def tree(path: Path) -> ast.Module:
    """What stands in a file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def file_lengths(room: str) -> list[int]:
    """Lines of each file that holds more than its sentence."""
    full = [path for path in sources(room) if len(tree(path).body) > 1]
    return [len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in full]


def p90(lengths: list[int]) -> int:
    """Nine of ten are no longer."""
    return round(quantiles(lengths, n=10, method="inclusive")[-1])


def functions_of(room: str) -> Iterator[Function]:
    """Every function and method of a room."""
    for path in sources(room):
        yield from (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines of what a function does: its signature and its docstring apart."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def annotations(room: str) -> Iterator[ast.expr]:
    """What the code says of its arguments, its answers, its attributes and variables."""
    for path in sources(room):
        for node in ast.walk(tree(path)):
            found = node.returns if isinstance(node, Function) else getattr(node, "annotation", None)
            if isinstance(found, ast.expr):
                yield found


def share_of_any(room: str) -> float:
    """How many of a room's annotations name `Any`, in percent: nobody checks what stands behind it."""
    found = [ast.unparse(annotation) for annotation in annotations(room)]
    return 100.0 * sum(bool(NAMES_ANY.search(text)) for text in found) / len(found)


def routed_views() -> list[Function]:
    """The functions that answer an address."""
    return [
        node
        for node in functions_of("views")
        if any(_is_route(decorator) for decorator in node.decorator_list)
    ]


def _is_route(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name in ROUTES


def entries() -> dict[str, int]:
    """How many names each folder of the rooms shows."""
    counts: dict[str, int] = {}
    for room in ROOMS:
        for folder in (ROOT / room, *(ROOT / room).rglob("*/")):
            names = [entry for entry in folder.iterdir() if is_shown(entry)]
            if names and "versions" not in folder.parts and "__pycache__" not in folder.parts:
                counts[str(folder.relative_to(ROOT))] = len(names)
    return counts


def is_shown(entry: Path) -> bool:
    """Whether a listing should count it: what Python or an editor left there it should not."""
    return entry.name[0] != "." and entry.name != "__pycache__" and entry.suffix != ".pyc"


def persistence_calls() -> list[str]:
    """Where the views outside the kit name SQLAlchemy, the session or a transaction."""
    return [
        f"{path}:{node.lineno} {name}"
        for path in sources("views")
        if not str(path).startswith(f"{KIT}/")
        for node in ast.walk(tree(path))
        for name in _imports(node)
        if name.startswith(PERSISTENCE) or name.endswith((".db", ".transaction"))
    ]


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def mirror_of_tests() -> Mirror:
    """Test files that stand, in the folder of the same name, under the name of what they test."""
    total, strangers = 0, []
    for room in ROOMS:
        for path in sorted((ROOT / "tests" / room).rglob("test_*.py")):
            subject = path.stem.removeprefix("test_")
            if subject in OWN_TESTS:
                continue
            total += 1
            place = ROOT / path.relative_to(ROOT / "tests").parent
            if not any((place / name).exists() for name in (f"{subject}.py", f"{subject}_.py", subject)):
                strangers.append(str(path.relative_to(ROOT)))
    return Mirror(total, strangers)


SHARED = {
    "views/backoffice": {"campaign", "dashboard", "kit", "my_account"},
    "views/portal": {"blueprint", "dashboard", "my_account", "pages", "sign_in"},
    "views/messages": {"kit"},
}
"""What these rooms have besides nouns: what all stand on, and pages that are about none."""


def nouns() -> set[str]:
    """The words of the models, and of what the console takes in."""
    words = {path.stem for path in sources("models")} | {path.parent.name for path in sources("models")}
    return words | names(ROOT / "console")


def names(folder: Path) -> set[str]:
    """Modules and packages of a folder, by the name that one imports."""
    return {
        entry.stem
        for entry in folder.iterdir()
        if is_shown(entry) and entry.stem != "__init__" and (entry.is_dir() or entry.suffix == ".py")
    }


def mirror_of_nouns() -> Mirror:
    """Folders and files of the views that bear a noun of the models."""
    known = nouns()
    places = [(room, name) for room, shared in SHARED.items() for name in sorted(names(ROOT / room) - shared)]
    return Mirror(len(places), [f"{room}/{name}" for room, name in places if name not in known])


if __name__ == "__main__":
    run()
