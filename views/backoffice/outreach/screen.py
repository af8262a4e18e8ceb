"""The screens of outreach: batches, dry runs first; whom all of them write to, and where each stands."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.concessions import Concession, outreach
from models.concessions.outreach import BatchState, Outreach, OutreachChannel, OutreachContact, Standing
from models.concessions.outreach.queries import PAGE, is_about, list_contacts
from models.permissions import Permission
from views import access
from views.backoffice.kit.columns import Column, Empty, Filter, Section, Way
from views.backoffice.kit.filtering.filters import by_agent
from views.backoffice.kit.guarded import expose
from views.backoffice.kit.history import History, history_of
from views.backoffice.kit.inputs import Radios
from views.backoffice.kit.related import of
from views.backoffice.kit.screen import Context, Screen
from views.backoffice.outreach.columns import (
    Number,
    aim,
    batch_words,
    next_mail,
    reached,
    recipient,
    record_href,
    records_words,
    sent,
    standing_tag,
    state,
)
from views.backoffice.outreach.confirm import CONFIRM
from views.backoffice.outreach.pause import PAUSE
from views.backoffice.outreach.print_again import PRINT_AGAIN
from views.backoffice.outreach.print_letters import PRINT_LETTERS
from views.backoffice.outreach.resume import RESUME
from views.fields import Form, Submission, Text
from views.messages import LABELS, TAGS, Tag, label_of

STATES = [(value, tag.words) for value, tag in TAGS["OutreachState"].items()]
CHANNELS = list(LABELS["OutreachChannel"].items())
STANDINGS = list(LABELS["Standing"].items())


class BatchForm(Form):
    """Whom to invite, and how."""

    filter = Text(
        "Concessions visées",
        hint="Des mots de l’intitulé, du titulaire, de la commune… Vide : toutes celles à rattacher.",
        longest=200,
    )
    channel = Radios(
        "Voie",
        CHANNELS,
        needed="Choisissez comment écrire.",
        default=OutreachChannel.MAIL.value,
    )
    submission = Submission()


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
    filters = (
        Filter("etat", "État", "state", STATES, facet=True, indexed=tuple(BatchState)),
        Filter("voie", "Voie", "channel", CHANNELS, every="Toutes"),
        by_agent("agent_id"),
    )
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
            recipient=recipient,
            count=row.count(standing),
            more=more,
        )


class OutreachContacts(Screen[OutreachContact]):
    """Whom all batches write to: one line a reader and batch, the latest batches first."""

    model, endpoint, address = OutreachContact, "outreach_contacts", "relances/contacts"
    title, lead = "Contacts relancés", "Où en est chaque personne à qui un lot écrit, tous lots ensemble."
    nouns, none, icon = ("contact", "contacts"), "Aucun contact", "people"
    is_searchable = False
    permissions = {"index_view": Permission.READ}
    columns = (
        Column("Concession", "concession.title", under=records_words, second="Référence", href=record_href),
        Column("Où il en est", standing_tag, show="tag"),
        Column("Destinataire", recipient),
        Column("Lot", batch_words),
        Column("Premier envoi", "first_at", show="stamp", optional=True),
        Column("Dernier envoi", "last_at", show="stamp"),
        Column("Prochain envoi", next_mail, show="stamp"),
    )
    filters = (
        Filter("etat", "Où il en est", "standing", STANDINGS),
        of("lot", "Lot", Outreach, "batch_id"),
        of("concession", "Concession", Concession, is_about),
    )
    empty = Empty(
        "Un lot de relances, dès qu’il est préparé, montre ici qui il joindrait.",
        (Way("Voir les lots", "outreach.index_view", icon="send"),),
    )
    default_sort = ("id", True)
    reads = (
        *("records", "standing", "concession_id", "due_at"),
        *("concession.reference", "concession.email", "concession.holder"),
        *("batch_id", "batch.filter", "batch.state"),
        *("reader", "correction.email"),
    )
    load = ("concession", "batch", "correction")

    def status(self, row: OutreachContact) -> Tag:
        return standing_tag(row)

    def href(self, row: OutreachContact, action: str | None = None) -> str:
        """A line leads to its record; of a record's card it leads to the batch."""
        return url_for("outreach.details_view", id=row.batch_id)
