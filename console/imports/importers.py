"""The table of the importers, by the word that names their kind of file."""

from __future__ import annotations

from console.imports.base import Importer
from console.imports.concessions import Concessions
from console.imports.migrations import Migrations
from console.imports.requests import Requests

IMPORTERS: dict[str, type[Importer]] = {
    "concessions": Concessions,
    "requests": Requests,
    "migrations": Migrations,
}
