"""Lets Alembic work on the connection that `models/storage/schema.py` prepared, within its transaction."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from models.kernel.types import UtcDateTime
from models.storage import registry
from models.storage.schema import is_ours


def render(kind: str, item: object, within: AutogenContext) -> str | Literal[False]:
    """Our own type under its own name."""
    if kind == "type" and isinstance(item, UtcDateTime):
        within.imports.add("from models.kernel.base import UtcDateTime")
        return "UtcDateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=registry.load().metadata,
    include_name=is_ours,
    compare_type=True,
    render_item=render,
    render_as_batch=context.config.attributes["connection"].dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
