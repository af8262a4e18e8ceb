"""A supervisor stands in for the account that goes, whose mails come back."""

from __future__ import annotations

from models.accounts import ProAccount, merging
from models.accounts.merging.tables import find_open_merge
from models.kernel.actors import Actor
from models.permissions import Permission
from models.staff import merge_approval
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question, RowAction


def _check(row: ProAccount, actor: Actor) -> None:
    merge_approval.check_approve_merge(find_open_merge(row), actor)


def _approve(row: ProAccount, *, reason: str, actor: Actor) -> merging.AccountMerge:
    merge = find_open_merge(row)
    if merge is None:
        raise merging.MergeOver
    return merge_approval.approve_merge(merge, reason=reason, actor=actor)


def _outcome(row: ProAccount) -> str:
    merge = find_open_merge(row)
    waits = merge is not None and merge.kept_proved_at is None
    return "Le compte qui reste doit encore confirmer par son lien." if waits else "Elle est faite."


APPROVE_MERGE = RowAction(
    verb="approve_merge",
    name="approuver-fusion",
    icon="shield-check",
    label="Approuver la fusion",
    permission=Permission.REVIEW,
    fresh=True,
    operation=_approve,
    check=_check,
    absent=(merging.MergeOver,),
    form=ReasonForm,
    question=Question(
        "Approuver la fusion à la place d’une adresse morte ?",
        verb="Approuver la fusion",
        way_out="Attendre",
        consequence="Le lien envoyé au compte qui disparaît n’a pas atteint sa personne : vous vous portez"
        " garant que les deux comptes sont à elle. Le compte qui reste confirme par le sien.",
        danger=True,
    ),
    done=Done("La fusion est approuvée.", more=_outcome),
)
