"""What the lists are filtered by: communes and networks as they are compared, titles that are locked."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from models.concessions import commune_key, network_key
from models.kernel.types import key_column

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEYS = {"city": (120, commune_key), "network": (60, network_key)}


def upgrade() -> None:
    """To this schema."""
    for name, (length, _) in KEYS.items():
        # A plain ADD COLUMN: a million records are not copied for it, and no trigger is dropped.
        op.add_column(
            "concessions", sa.Column(f"{name}_key", key_column(length), nullable=False, server_default="")
        )
    for name, (_, folded) in KEYS.items():
        _fill(name, folded)
    op.create_index("ix_concessions_city_key", "concessions", ["city_key", "title_key", "id"])
    op.create_index("ix_concessions_network_key", "concessions", ["network_key", "title_key", "id"])
    op.create_index("ix_concessions_title_digest", "concessions", ["title_digest"])


def _fill(name: str, folded: Callable[[str], str]) -> None:
    """Each spelling is folded once, whatever the number of its records."""
    link = op.get_bind()
    spelt = [row[0] for row in link.exec_driver_sql(f"SELECT DISTINCT {name} FROM concessions")]  # noqa: S608
    rows = [{"spelt": word, "folded": folded(word)} for word in spelt if folded(word)]
    if not rows:
        return
    length = KEYS[name][0]
    spellings = sa.Table(
        f"spellings_of_{name}",
        sa.MetaData(),
        sa.Column("spelt", sa.String(length), primary_key=True),
        sa.Column("folded", sa.String(length)),
        prefixes=["TEMPORARY"],
    )
    spellings.create(link)
    link.execute(spellings.insert(), rows)
    link.exec_driver_sql(
        f"UPDATE concessions SET {name}_key = COALESCE((SELECT folded FROM spellings_of_{name}"  # noqa: S608
        f" WHERE spelt = concessions.{name}), '')"
    )
    spellings.drop(link)


def downgrade() -> None:
    """Back to the one before."""
    for name in ("title_digest", "network_key", "city_key"):
        op.drop_index(f"ix_concessions_{name}", "concessions")
    for name in KEYS:
        op.drop_column("concessions", f"{name}_key")
