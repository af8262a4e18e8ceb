"""Each importer of the table declares what the command line and a page need, and has its file."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from console import imports
from console.commands.import_ import command
from console.imports.base import Importer, Summary
from console.imports.importers import IMPORTERS

SEAM = {"__init__", "base", "chunks", "importers", "keeping", "preview", "report"}
"""What is no importer."""


def test_the_table_is_the_folder() -> None:
    files = {path.stem for path in Path(imports.__path__[0]).glob("*.py")}
    assert set(IMPORTERS) == files - SEAM == set(command.commands)
    assert all(importer.__module__.endswith(f".{name}") for name, importer in IMPORTERS.items())


@pytest.mark.parametrize("importer", IMPORTERS.values())
def test_each_says_its_columns_and_its_options_are_its_fields(importer: type[Importer]) -> None:
    words = " ".join((importer.__doc__ or "").split())
    assert all(column.name in words for column in importer.columns)
    fields = {field.name for field in dataclasses.fields(importer)}
    assert {option.name for option in importer.options} <= fields
    assert all(option.help.endswith(".") for option in importer.options)


def test_a_summary_says_its_counts() -> None:
    summary = Summary.of("created", "unchanged", notes=("warnings",))
    summary.add({"created": 2, "unchanged": 1})
    summary.lines, summary.refused = 4, 1
    assert str(summary) == "4 lines: 2 created, 1 unchanged, 1 refused; 0 warnings."
    assert str(Summary.of("migrated")) == "0 lines: 0 migrated, 0 refused."
