"""A refused line is given back whole, but for what could be a code, wherever a broken line has put it."""

from __future__ import annotations

import io

import pytest

from console.imports.concessions import Concessions
from console.imports.reader import read
from console.imports.runs.mendable import give_back

HEAD = "reference;intitule;code_acces;commune;siret"
COLUMNS = [*HEAD.split(";"), ""]


def given_back(row: str) -> list[str | None] | None:
    [line] = read(io.BytesIO(f"{HEAD}\n{row}".encode()), Concessions.columns)
    return give_back(line, COLUMNS)


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("R1;Quai;4;Le Havre;20008495200044", ["R1", "Quai", "", "Le Havre", "20008495200044"]),
        ("R1;Quai 4826;4826;4826 Plage;20004826200015", ["R1", None, "", None, "20004826200015"]),
        ("R2;Quai;Le Havre;4826;", ["R2", "Quai", "", None, ""]),
        ("R2;4826;Quai;Le Havre;", ["R2", None, "", "Le Havre", ""]),
        ("R2;Quai;;'42,0;", ["R2", "Quai", "", None, ""]),
        ('R2;"Quai;4826";Le Havre', ["R2", None, "", "", ""]),
        ("R3;Dupont &amp; Fils;4826;Le Havre;1", ["R3", "Dupont & Fils", "", "Le Havre", "1"]),
        ("12;Quai;4;Le Havre;", ["12", "Quai", "", "Le Havre", ""]),
        ("12;;4826;Le Havre;", ["12", "", "", "Le Havre", ""]),
        ("12;Quai;;Le Havre;", ["12", "Quai", "", "Le Havre", ""]),
        ("0042;Quai;42;Le Havre;", [None, "Quai", "", "Le Havre", ""]),
        ("12;Quai;Le Havre;4826;", [None, "Quai", "", None, ""]),
        ('12;"Port;4826;Quai";1037;Le Havre;1', ["12", None, "", "Le Havre", "1"]),
        ("R4;Quai;sur;4826;Le Havre;", ["R4", "Quai", "", None, "Le Havre"]),
        ("R4;Quai;sur;4826;Le Havre;1;", None),
        ('R5;"Quai;4826;Le Havre;', None),
        ("R6;;SIX;;", ["R6", "", "", "", ""]),
    ],
)
def test_what_could_be_a_code_is_left_out_and_nothing_else(row: str, cells: list[str | None] | None) -> None:
    assert given_back(row) == cells


def test_a_line_that_was_never_read_has_no_cells() -> None:
    assert give_back(None, COLUMNS) is None
