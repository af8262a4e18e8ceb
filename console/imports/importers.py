"""The importers by the word of their kind of file: the `IMPORTER` of the file that bears it."""

from __future__ import annotations

from importlib import import_module

from console.imports.base import Importer
from models.documents.imports import ImportKind

IMPORTERS: dict[str, type[Importer]] = {
    kind.value: import_module(f"console.imports.{kind.value.replace('-', '_')}").IMPORTER
    for kind in ImportKind
}
