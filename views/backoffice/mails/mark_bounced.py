"""A mail that left came back by mail."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models import mails
from models.kernel.errors import Stale
from models.mails import MailForgotten, OutboxEmail
from models.permissions import Permission
from views.backoffice.kit.row_actions import Asks, Done, Question
from views.backoffice.kit.special_actions import Seen
from views.backoffice.mails.resend import RESEND


class MarkBounced(Seen[OutboxEmail]):
    """What comes next is a better address."""

    def respond(self, screen: Asks, row: OutboxEmail, made: object) -> ResponseReturnValue:
        return screen.done(row, self.fact(row), href=RESEND.href(row), label="Corriger et renvoyer")


MARK_BOUNCED = MarkBounced(
    verb="mark_bounced",
    name="retour",
    key="v",
    icon="envelope-x",
    label="Marquer revenu",
    permission=Permission.MANAGE_MAIL,
    operation=mails.mark_bounced,
    check=mails.check_mark_bounced,
    absent=(MailForgotten, Stale),
    question=Question(
        "Marquer revenu le courriel à {row.to} ?",
        verb="Marquer revenu",
        way_out="Le laisser envoyé",
        consequence="Il apparaîtra parmi ceux qui ne sont pas arrivés.",
    ),
    done=Done("Le courriel est marqué revenu."),
)
