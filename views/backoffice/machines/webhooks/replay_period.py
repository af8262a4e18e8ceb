"""Sends again what happened from one day to another."""

from __future__ import annotations

from datetime import timedelta

from models.permissions import Permission
from models.staff.machines import webhooks
from models.staff.machines.webhooks import Subscription, SubscriptionRevoked
from models.values.days import today
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import Day
from views.fields.checks import Needed


class PeriodForm(StepForm):
    """From which day to which, both included."""

    since = Day("Premier jour", [Needed("Indiquez le premier jour.")])
    until = Day("Dernier jour", [Needed("Indiquez le dernier jour.")])


REPLAY_PERIOD = RowAction[Subscription](
    verb="replay_period",
    name="rejouer",
    key="r",
    icon="arrow-repeat",
    label="Rejouer",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=webhooks.replay_period,
    check=webhooks.check_stands,
    absent=(SubscriptionRevoked,),
    form=PeriodForm,
    filled=lambda row: {"since": today() - timedelta(days=6), "until": today()},
    question=Question(
        "Renvoyer quels jours à {row.label} ?",
        verb="Renvoyer",
        way_out="Ne rien renvoyer",
        consequence="Tout repart dans l’ordre, sous les mêmes numéros : le récepteur sait ce qu’il a déjà.",
    ),
    done=Done("Les envois de ces jours repartent à {row.label}."),
)
