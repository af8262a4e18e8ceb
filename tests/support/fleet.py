"""A throw-away fleet of boats behind a `Screen`, to try the kit on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from models.kernel.errors import DomainError
from models.kernel.transactions import transaction
from models.kernel.types import UtcDateTime, key_column
from models.permissions import Permission
from models.values.text import fold
from views import fields
from views.backoffice.kit.columns import Column, Empty, Filter, Moment, Section, Way
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.backoffice.kit.screen import Screen
from views.messages import Tag

SPRING = datetime(2026, 3, 1, tzinfo=UTC)


BIG = "99999999999999999999"


class Scrap(DeclarativeBase):
    """Tables of this test alone."""


class Port(Scrap):
    __tablename__ = "ports"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))


class Boat(Scrap):
    __tablename__ = "boats"
    __table_args__ = (Index("ix_boats_name", "name_key", "id"), Index("ix_boats_at", "built_at", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    name_key: Mapped[str] = mapped_column(key_column(80))
    kind: Mapped[str] = mapped_column(String(10))
    phone: Mapped[str] = mapped_column(String(20), default="")
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden: Mapped[bool] = mapped_column(default=False)
    port_id: Mapped[int] = mapped_column(ForeignKey("ports.id"))
    search: Mapped[str] = mapped_column(Text, default="")
    port: Mapped[Port] = relationship()


class Sunk(DomainError):
    field = "name"


class BoatForm(fields.Form):
    name = fields.Text("Nom", needed="Indiquez le nom.")


class ReasonForm(fields.Form):
    reason = fields.Text("Motif", needed="Indiquez le motif.")


SHAPES = [("voile", "À voile"), ("moteur", "À moteur")]


def refuse_nothing(boat, actor):
    pass


def sink(boat, *, reason, actor):
    pass


def fail(boat, *, actor):
    raise TypeError("ours")


class Approval(RowAction):
    methods = ("POST",)


SINK = RowAction(
    verb="sink",
    name="couler",
    label="Couler",
    tone="stop",
    permission=Permission.SUSPEND,
    operation=sink,
    check=refuse_nothing,
    form=ReasonForm,
    question=Question("Couler {row.name} ?", "Couler", "Le garder", danger=True),
    done=Done("{row.name} est coulé."),
)


APPROVE = Approval(
    verb="approve",
    name="approuver",
    label="Approuver",
    permission=Permission.REVIEW,
    fresh=True,
    operation=fail,
    check=refuse_nothing,
    form=fields.Form,
)


class Boats(Screen):
    model, endpoint, address = Boat, "boats", "bateaux"
    title, lead = "Bateaux", "La flotte."
    nouns, none = ("bateau", "bateaux"), "Aucun bateau"
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.CREATE_ACCOUNT,
        "edit_view": Permission.CREATE_ACCOUNT,
        "export": Permission.EXPORT,
    }
    page_size = 5
    columns = (
        Column("Nom", "name", sort="name_key", under="phone"),
        Column("État", lambda boat: Tag("ok", "check-circle-fill", "À flot"), show="tag"),
        Column("Port", "port.name"),
        Column("Lancé", "built_at", show="stamp", sort="built_at"),
    )
    filters = (
        Filter("genre", "Genre", lambda v: Boat.kind == v, [("voile", "Voile"), ("moteur", "Moteur")]),
        Filter("depuis", "Depuis", lambda v: Boat.id > 0, control="date"),
        Filter("port", "Port", lambda v: Boat.port_id == v, control="hidden", words=lambda v: f"n° {v}"),
        Filter("forme", "Forme", lambda v: Boat.kind == v, SHAPES, facet=True, indexed=("voile",)),
        Filter(
            "nom", "Nom", lambda v: Boat.name_key == fold(v), [("Abeille", "")], control="text", more=True
        ),
    )
    empty = Empty(
        "La flotte se remplit ici.",
        (Way("Lancer un bateau", "boats.create_view", Permission.CREATE_ACCOUNT), Way("Ailleurs", "nowhere")),
    )
    facts = (Section("Le bateau", (Column("Nom", "name"), Column("Téléphone", "phone", show="phone"))),)
    default_sort = ("name_key", False)
    load = ("port",)
    actions = (SINK, APPROVE)

    @classmethod
    def scope(cls):
        return [Boat.hidden.is_(False)]

    def create_form(self, obj=None):
        return BoatForm()

    def edit_form(self, obj=None):
        return BoatForm(obj=obj)

    def create_model(self, form):
        if form.name.data == "Titanic":
            raise Sunk
        with transaction() as session:
            boat = make(form.name.data)
            session.add(boat)
        return boat

    def update_model(self, form, model):
        with transaction():
            model.name = form.name.data

    def history(self, row):
        return [Moment("Lancé", row.built_at, who="Nadia Lemoine", why="Il flotte.")]

    def row_tone(self, row):
        return "wait" if row.kind == "moteur" else ""


class Sheds(Screen):
    """Nothing declared: nothing open."""

    model, endpoint, address, title = Port, "sheds", "hangars", "Hangars"
    columns = (Column("Nom", "name"),)
    default_sort = ("name", False)
    permissions = {"index_view": Permission.MANAGE_STAFF}


def make(name: str, **facts: Any) -> Boat:
    columns = {"kind": "voile", "built_at": SPRING, "port_id": 1, **facts}
    return Boat(name=name, name_key=fold(name), search=fold(f"{name} {columns.get('phone', '')}"), **columns)


exported: list[dict[str, Any]] = []


def names(page: Any) -> list[str]:
    """The names in a list, from top to bottom."""
    return [
        link.text_content().strip() for link in page.xpath("//tr[@data-id]//a[contains(@class, 'b-link')]")
    ]


def follow(page: Any, words: str) -> str | None:
    """Where a link below a list leads."""
    links = [a for a in page.xpath("//nav[@aria-label='Pages']/a") if words in a.text_content()]
    return links[0].get("href") if links else None


def walk(get: Any, url: str, words: str) -> list[str]:
    """The names of one page after the other."""
    found: list[str] = []
    while url:
        page = get(url)
        found += names(page) if words == "Suivante" else names(page)[::-1]
        url = follow(page, words)
    return found
