"""The screen of outreach: batches as dry runs, confirmed, paused, resumed; every number opens its list."""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.concessions import outreach
from models.concessions.outreach import BatchState, Outreach, OutreachChannel, Standing
from models.concessions.outreach.queries import PAGE, list_contacts
from models.concessions.outreach.tables import PRINTED, SENT, TO_PRINT
from models.permissions import Permission
from views import access, formats
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.inputs import Radios
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.outreach.confirm import CONFIRM
from views.backoffice.outreach.pause import PAUSE
from views.backoffice.outreach.print_again import PRINT_AGAIN
from views.backoffice.outreach.print_letters import PRINT_LETTERS
from views.backoffice.outreach.resume import RESUME
from views.fields import Form, Submission, Text
from views.messages import LABELS, TAGS, Tag, label_of, tag_of

STATES = [(value, tag.words) for value, tag in TAGS["OutreachState"].items()]


class BatchForm(Form):
    """Whom to invite, and how."""

    filter = Text(
        "Concessions visées",
        hint="Des mots de l’intitulé, du titulaire, de la commune… Vide : toutes celles à rattacher.",
        longest=200,
    )
    channel = Radios(
        "Voie",
        list(LABELS["OutreachChannel"].items()),
        needed="Choisissez comment écrire.",
        default=OutreachChannel.MAIL.value,
    )
    submission = Submission()


class Number(NamedTuple):
    """One number of a batch, and the list that it opens."""

    words: str
    contacts: int
    href: str
    standing: Standing


def state(batch: Outreach) -> Tag:
    """Where it stands."""
    return tag_of("OutreachState", batch.state)


def aim(batch: Outreach) -> str:
    """What it is about."""
    return batch.filter or "Toutes les concessions à rattacher"


def reached(batch: Outreach) -> str:
    """How many it writes to."""
    return formats.number(sum(batch.tally.values()))


def sent(batch: Outreach) -> str:
    """How many were written to."""
    return formats.number(batch.count(*SENT, *TO_PRINT[1:], *PRINTED))


class Outreaches(Screen[Outreach]):
    """Batches of invitations."""

    model, endpoint, address = Outreach, "outreach", "relances"
    title, lead = "Relances", "Inviter qui figure sur une concession à rattacher, par courriel ou par lettre."
    nouns, none, icon = ("lot", "lots"), "Aucun lot", "send"
    create_words = "Préparer un lot"
    is_searchable = False
    permissions = {
        "index_view": Permission.READ,
        "details_view": Permission.READ,
        "create_view": Permission.RUN_BATCHES,
        "contacts": Permission.READ,
    }
    columns = (
        Column("Lot", aim),
        Column("État", state, show="tag"),
        Column("Voie", lambda batch: label_of("OutreachChannel", batch.channel)),
        Column("Contacts", reached),
        Column("Joints", sent),
        Column("Préparé par", "agent.name"),
        Column("Préparé", "created_at", show="stamp", sort="created_at"),
    )
    filters = (Filter("etat", "État", "state", STATES, facet=True, indexed=tuple(BatchState)),)
    empty = Empty(
        "Un lot se prépare à blanc : il compte d’abord qui serait joint, et rien ne part avant votre accord.",
        (Way("Préparer un lot", "outreach.create_view", Permission.RUN_BATCHES, "plus-lg"),),
    )
    facts = (
        Section(
            "Le lot",
            (
                Column("Concessions visées", aim),
                Column("Voie", lambda batch: label_of("OutreachChannel", batch.channel)),
                Column("Concessions trouvées", "records"),
                Column("Préparé par", "agent.name"),
                Column("Préparé", "created_at", show="moment"),
                Column("Confirmé", "confirmed_at", show="moment"),
                Column("Terminé", "ended_at", show="moment"),
            ),
            sparse=True,
        ),
    )
    default_sort = ("created_at", True)
    reads = ("filter", "state", "channel", "tally")
    load = ("agent",)
    row_load = ("agent",)
    details_template = "backoffice/outreach/details.html"
    actions = (CONFIRM, PAUSE, RESUME, PRINT_LETTERS, PRINT_AGAIN)

    def heading(self, row: Outreach) -> str:
        return f"Lot {row.id}"

    def status(self, row: Outreach) -> Tag:
        return state(row)

    def history(self, row: Outreach) -> History:
        return history_of(("outreach", row.id))

    def create_form(self, obj: Outreach | None = None) -> Form:
        return BatchForm()

    def create_model(self, form: Form) -> Outreach:
        """A dry run."""
        answers = form.answers
        channel = OutreachChannel(answers["channel"])
        actor, submission = access.current_actor(), answers["submission"]
        return outreach.create(
            filter=answers["filter"] or "", channel=channel, submission=submission, actor=actor
        )

    def created(self, row: Outreach) -> str:
        return "Le lot est préparé à blanc : rien n’est parti."

    def details(self, row: Outreach) -> Context:
        progress = (row.reached, row.last) if row.state == BatchState.PREPARING.value else None
        return {
            **super().details(row),
            "numbers": self.numbers_of(row),
            "total": sum(row.tally.values()),
            "progress": progress,
        }

    def numbers_of(self, row: Outreach) -> list[Number]:
        """How many contacts stand in each place, those where nobody does left out."""
        return [
            Number(label_of("Standing", entry), row.count(entry), self.contacts_href(row, entry), entry)
            for entry in Standing
            if row.count(entry)
        ]

    def contacts_href(self, row: Outreach, standing: Standing, after: str = "") -> str:
        """The list behind a number."""
        return url_for("outreach.contacts", id=row.id, etat=standing.value, apres=after or None)

    @expose("/<id>/contacts")
    def contacts(self, id: str) -> ResponseReturnValue:
        """The contacts of a batch that stand in one place."""
        row, wanted = self.get_one(id), request.args.get("etat", Standing.WAITING.value)
        if wanted not in set(Standing):
            abort(404)
        standing, after = Standing(wanted), request.args.get("apres", "")
        found = list_contacts(row, standing, after[:64])
        more = self.contacts_href(row, standing, found[PAGE - 1].reader) if len(found) > PAGE else ""
        return self.render(
            "backoffice/outreach/contacts.html",
            row=row,
            heading=self.heading(row),
            standing=standing,
            numbers=self.numbers_of(row),
            contacts=found[:PAGE],
            count=row.count(standing),
            more=more,
        )
