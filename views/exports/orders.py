"""Orders as paper, drawn from what each kept on the day on which it was made."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from werkzeug.wrappers import Response

from models.mails import MailKind, OutboxEmail
from models.mails.texts import fill
from models.mails.texts.catalogue import kinds
from models.road_openings.orders import OrderKind, PermitOrder
from models.road_openings.orders.issuing import SIGNATORY, TEXTS, find_order
from views import formats, templating
from views.exports.statements import download, typeset
from views.mails import source_of
from views.messages import label_of
from views.messages.road_openings import period

TEMPLATE = "arrete.typ"

UNTOLD = {
    "arrete_initial": "(sans numéro)",
    "objet": "celui de la demande",
    "lieu": "l’adresse de la demande",
    "travaux": "aux dates de la demande",
}
"""What an order says instead of what a request of the old portal leaves out: its sentences stay sentences."""


class Paper(NamedTuple):
    """A file that travels with a mail."""

    name: str
    data: bytes


def facts_of(order: PermitOrder) -> dict[str, str]:
    """What the paper says."""
    values = _values(order)
    title, body = _wording(order, "text", TEXTS[OrderKind(order.kind)])
    signatory, quality = _wording(order, "signatory", SIGNATORY)
    return {
        "authority": templating.current_brand().authority,
        "title": " ".join(fill(title, values).split()) or order.number,
        "body": fill(body, values),
        "signatory": signatory,
        "quality": quality,
        "issued": formats.day(order.issued_at),
    }


def _wording(order: PermitOrder, part: str, key: str) -> tuple[str, str]:
    written = order.wording.get(part)
    if written is None:
        source = source_of(kinds()[key])
        return source.subject, source.body
    return written[0], written[1]


def _values(order: PermitOrder) -> dict[str, str]:
    facts = order.facts
    starts_on, ends_on = (
        date.fromisoformat(facts[name]) if facts.get(name) else None for name in ("starts_on", "ends_on")
    )
    return {
        "arrete": order.number,
        "arrete_initial": facts["order_number"] or UNTOLD["arrete_initial"],
        "numero": facts["request"],
        "structure": facts["company"] or facts["title"],
        "siret": str(formats.siret(facts["siret"])) if facts["siret"] else "",
        "intitule": facts["title"],
        "objet": facts["purpose"] or UNTOLD["objet"],
        "lieu": facts["place"] or UNTOLD["lieu"],
        "travaux": f"du {period(starts_on, ends_on)}" if starts_on and ends_on else UNTOLD["travaux"],
        "nature": label_of("WorkKind", facts["work_kind"]) if facts["work_kind"] else "",
        "emprise": ", ".join(label_of("Surface", entry) for entry in facts["surface"]),
        "circulation": label_of("Traffic", facts["traffic"]) if facts["traffic"] else "",
        "prescriptions": facts["prescriptions"],
        "motif": facts["reason"],
        "autorite": templating.current_brand().authority,
    }


def _stem(order: PermitOrder) -> str:
    plain = re.sub(r"[^\w.-]+", "-", order.number or order.facts["order_number"]).strip("-.")
    return f"arrete-{plain}" if plain else "arrete"


def download_order(order: PermitOrder) -> Response:
    """The answer that gives the paper as a file."""
    return download(TEMPLATE, _stem(order), dict(facts_of(order)))


def papers_of(mail: OutboxEmail) -> list[Paper]:
    """What travels with a mail: with one to a partner, its order."""
    if mail.kind != MailKind.ORDER_ISSUED or (order := find_order(int(mail.params.get("order", 0)))) is None:
        return []
    return [Paper(f"{_stem(order)}.pdf", typeset(TEMPLATE, dict(facts_of(order))))]
