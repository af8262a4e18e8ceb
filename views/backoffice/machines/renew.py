"""Another key for the same program, so that it may change without a pause."""

from __future__ import annotations

from datetime import timedelta

from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.staff import machines
from models.staff.machines import ApiKey, Issued
from models.values.days import today
from views.backoffice.kit.inputs import StepForm
from views.backoffice.kit.row_actions import Asks, Question, RowAction
from views.backoffice.machines import told_once
from views.fields import Day, Form, Submission
from views.fields.checks import Needed
from views.formats import typo

USUAL_LIFE = timedelta(days=180)


class LastDay(Day):
    """The last day on which a key serves."""

    def __init__(self, label: str, **kwargs: object) -> None:
        checks = [Needed("Indiquez le dernier jour de la clé.")]
        hint = typo("Un an au plus. Ce jour-là, la clé sert encore.")
        super().__init__(label, checks, description=hint, **kwargs)


class ExpiryForm(StepForm):
    """How long it serves."""

    expires_on = LastDay("Dernier jour")
    submission = Submission()


class Renew(RowAction[ApiKey]):
    """What it makes is another row, whose page shows the key."""

    def blank(self, row: ApiKey) -> Form:
        return ExpiryForm(data={"expires_on": today() + USUAL_LIFE})

    def respond(self, screen: Asks, row: ApiKey, made: object) -> ResponseReturnValue:
        assert isinstance(made, Issued)
        told_once.keep(told_once.API_KEY, made.key.id, made.secret)
        return screen.done(made.key, f"{made.key.client.name} a une nouvelle clé.")


RENEW = Renew(
    verb="renew",
    name="renouveler",
    key="n",
    icon="arrow-repeat",
    label="Renouveler",
    permission=Permission.MANAGE_KEYS,
    fresh=True,
    operation=machines.renew,
    check=machines.check_renew,
    form=ExpiryForm,
    question=Question(
        "Donner une nouvelle clé à {row.client.name} ?",
        verb="Créer la clé",
        way_out="En rester là",
        consequence="L’ancienne sert encore : révoquez-la quand l’application a changé de clé.",
    ),
)
