"""Knows every table: what creates, migrates or compares the schema asks for all of them at once."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

import models
from models.kernel.base import Base


@cache
def load() -> type[Base]:
    """Imports every noun of this room, so that `Base.metadata` is whole."""
    for found in pkgutil.walk_packages(models.__path__, "models."):
        if not found.name.startswith(
            ("models.storage.migrations", "models.storage.schema")
        ):  # Alembic is slow to start
            importlib.import_module(found.name)
    return Base
