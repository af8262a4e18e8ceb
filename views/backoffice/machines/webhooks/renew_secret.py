"""Another secret, which signs beside the one before for a day."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Subscribed, Subscription, SubscriptionRevoked
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Question, RowAction
from views.backoffice.machines import told_once
from views.fields import Submission


class SecretForm(StepForm):
    """Sent twice, it makes one secret."""

    submission = Submission()


class RenewSecret(RowAction[Subscription]):
    """The row's page shows the secret, once."""

    def respond(self, screen: Asks, row: Subscription, made: object) -> ResponseReturnValue:
        assert isinstance(made, Subscribed)
        told_once.keep(told_once.WEBHOOK, row.id, made.secret)
        return screen.done(row, f"{row.label} a un nouveau secret.")


RENEW_SECRET = RenewSecret(
    verb="renew_secret",
    name="secret",
    key="s",
    icon="key",
    label="Nouveau secret",
    tone="quiet",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.renew_secret,
    check=webhooks.check_stands,
    absent=(SubscriptionRevoked,),
    form=SecretForm,
    question=Question(
        "Donner un nouveau secret à {row.label} ?",
        verb="Créer le secret",
        way_out="En rester là",
        consequence="Pendant 24 heures, les envois sont signés de l’ancien et du nouveau.",
    ),
)
