"""The child that reads what people send: quick, small, and told nothing that it could give away."""

from __future__ import annotations

import io
import os
import resource
import time
import zipfile

import pytest

from console.imports.reader import FileRefused
from console.imports.runs import desk as desks
from console.imports.runs import sieve
from console.imports.runs.desk import Desk
from models.documents.imports import ImportKind

MEGABYTES = 20 * 1024 * 1024
HEAD = b"reference;intitule;code_acces\n"


def workbook(*parts):
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        for name, size in parts:
            made.writestr(name, b" " * size)
    return box.getvalue()


def look(data):
    return Desk(MEGABYTES).look(io.BytesIO(data), ImportKind.CONCESSIONS)


def test_a_file_is_told_with_its_rows_and_without_its_codes():
    found = look(HEAD + "R1;Été;0042\n".encode("cp1252"))
    assert (found.form, found.separator, found.lines) == ("Windows-1252", ";", 1)
    assert list(found.columns) == ["reference", "intitule", "code_acces"]
    assert list(found.sample[0]) == ["R1", "Été", sieve.HIDDEN]


BOMBS = {
    "a workbook that inflates": workbook(("xl/workbook.xml", 95_000_000), ("x.xml", 60_000_000)),
    "empty lines": HEAD + b"\n" * 19_000_000,
    "quotes": HEAD + b'"' * 19_000_000,
    "one endless cell": HEAD + b"x" * 19_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_in_two_seconds_and_300_megabytes(name):
    began = sum(os.times()[2:4])
    with pytest.raises(FileRefused):
        look(BOMBS[name])
    assert sum(os.times()[2:4]) - began < 2.0
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 300_000


def test_a_child_that_is_lost_refuses_the_file(monkeypatch):
    monkeypatch.setattr(desks, "SECONDS", 0.01)
    began = time.monotonic()
    with pytest.raises(FileRefused) as refused:
        look(HEAD)
    assert str(refused.value.why) == "costly" and time.monotonic() - began < 5


def test_a_child_that_takes_too_much_memory_refuses_the_file(monkeypatch):
    def greedy(*_):
        raise MemoryError

    question = '{"columns": [], "limits": {}}'
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sieve, "look", greedy)
    monkeypatch.setattr(sieve, "limit", lambda: None)
    monkeypatch.setattr(sieve.sys, "argv", ["sieve", question])
    monkeypatch.setattr(sieve.sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    monkeypatch.setattr(sieve.sys, "stdout", out)
    sieve.main()
    assert out.buffer.getvalue() == b'{"refused": {"why": "costly"}}\n'


def test_columns_are_proposed_by_their_words_and_never_two_for_one():
    columns = desks._columns(ImportKind.CONCESSIONS)
    header = ["Référence", "Intitulé du compte", "CODE ACCES", "Code INSEE", "Réseau A", "Réseau B"]
    assert sieve.proposed(header, columns) == ["reference", "intitule", "code_acces", "", "", ""]
