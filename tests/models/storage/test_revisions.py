"""What this program knows of its schema without Alembic is what Alembic says."""

from __future__ import annotations

from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from models.storage import revisions, schema


def test_the_files_of_the_migrations_name_the_revisions_in_their_order():
    scripts = ScriptDirectory.from_config(schema.config())
    assert revisions.known() == tuple(script.revision for script in scripts.walk_revisions())[::-1]
    assert revisions.head() == scripts.get_current_head()


def test_an_empty_database_has_no_revision_and_is_not_served():
    with create_engine("sqlite://").connect() as connection:
        assert revisions.current(connection) is None and not revisions.serves(connection)
