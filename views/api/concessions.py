"""Records of the old portal; no code is told, since nobody can read one."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from msgspec.structs import asdict

from models import concessions
from models.concessions import Concession, ConcessionKind, ConcessionStatus
from models.lists.numbered import Numbered
from models.staff.machines import Scope
from views import access
from views.api.blueprint import Line, Moment, api, described
from views.api.conditions import Answer, shown
from views.api.lists import Place, page_of, row_of


class ConcessionListed(Struct, frozen=True):
    """A record as a list shows it."""

    id: int
    reference: str
    kind: ConcessionKind
    title: str
    holder: str
    siret: str
    city: str
    network: str
    status: ConcessionStatus
    attachment_id: int | None
    imported_at: Moment


class ConcessionShown(ConcessionListed, frozen=True):
    """A record with its old contact, which is looked at under trace."""

    email: str
    phone: str
    address: str
    postcode: str
    opened_on: date | None
    closed_at: Moment | None


class ConcessionPage(Struct, frozen=True):
    """Some records, and where the next page begins."""

    items: list[ConcessionListed]
    next: str | None


class ConcessionPlace(Place, frozen=True, kw_only=True):
    """Which records."""

    reference: Line | None = None


CONTACT = ("email", "phone", "address", "postcode", "opened_on", "closed_at")

CONCESSIONS = Numbered(Concession, name="reference", load=("open_attachment", "title_lock"))


def show(row: Concession) -> ConcessionListed:
    """The record as a list tells it."""
    held = row.open_attachment
    return ConcessionListed(
        id=row.id,
        reference=row.reference,
        kind=ConcessionKind(row.kind),
        title=row.title,
        holder=row.holder,
        siret=row.siret,
        city=row.city,
        network=row.network,
        status=row.status,
        attachment_id=None if held is None else held.id,
        imported_at=row.imported_at,
    )


@api.get("/concessions")
@described(Scope.CONCESSIONS_READ, answer=ConcessionPage)
def list_concessions(query: ConcessionPlace) -> ConcessionPage:
    """Records, in the order in which they came."""
    rows, following = page_of(CONCESSIONS, query, named=query.reference)
    return ConcessionPage([show(row) for row in rows], following)


@api.get("/concessions/<int(min=1,max=9223372036854775807):id>")
@described(Scope.CONCESSIONS_READ, answer=ConcessionShown, more=(404,))
def get_concession(id: int) -> Answer:
    """One record; the look stays in the trail."""
    row = concessions.consult(row_of(CONCESSIONS, id), actor=access.calling_actor())
    contact = {name: getattr(row, name) for name in CONTACT}
    found = ConcessionShown(**asdict(show(row)), **contact)
    return shown(found, row.version)
