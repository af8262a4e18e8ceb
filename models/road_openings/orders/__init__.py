"""The orders that say what was granted, as paper, and the partners to whom each is sent."""

from models.road_openings.orders.issuing import issue
from models.road_openings.orders.partners import (
    PartnerKnown,
    TooManyPartners,
    add,
    change,
    remove,
)
from models.road_openings.orders.tables import OrderKind, Partner, PermitOrder

__all__ = [
    "OrderKind",
    "Partner",
    "PartnerKnown",
    "PermitOrder",
    "TooManyPartners",
    "add",
    "change",
    "issue",
    "remove",
]
