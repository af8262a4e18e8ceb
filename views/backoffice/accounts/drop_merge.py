"""A merge that waits is given up: the two accounts stay apart."""

from __future__ import annotations

from models.accounts import ProAccount, merging
from models.accounts.merging.tables import find_open_merge
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen


def _check(row: ProAccount, actor: Actor) -> None:
    merging.check_drop(find_open_merge(row), actor)


def _drop(row: ProAccount, *, seen: str | None, actor: Actor) -> None:
    merge = find_open_merge(row)
    if merge is None:
        raise merging.MergeOver
    merging.drop(merge, seen=seen, actor=actor)


DROP_MERGE = Seen(
    verb="drop_merge",
    name="abandonner-fusion",
    icon="x-lg",
    label="Abandonner la fusion",
    tone="quiet",
    permission=Permission.CORRECT_CONTACT,
    operation=_drop,
    check=_check,
    absent=(merging.MergeOver,),
    question=Question(
        "Abandonner la fusion demandée ?",
        verb="Abandonner la fusion",
        way_out="La laisser attendre",
        consequence="Les deux comptes restent séparés ; les liens envoyés ne servent plus.",
    ),
    done=Done("La fusion est abandonnée.", more="Les deux comptes restent séparés."),
)
