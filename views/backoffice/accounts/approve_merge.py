"""A supervisor stands in for the account that goes, whose mails come back."""

from __future__ import annotations

from models.accounts import ProAccount, merging
from models.accounts.merging.tables import find_open_merge
from models.kernel.actors import Actor
from models.permissions import Permission
from models.staff import merge_approval
from views.backoffice.kit.inputs import ReasonForm
from views.backoffice.kit.row_actions import Done, Question
from views.backoffice.kit.special_actions import Seen


def _check(row: ProAccount, actor: Actor) -> None:
    merge_approval.check_approve_merge(find_open_merge(row), actor)


def _approve(row: ProAccount, *, reason: str, seen: str | None, actor: Actor) -> merging.AccountMerge:
    merge = find_open_merge(row)
    if merge is None:
        raise merging.MergeOver
    return merge_approval.approve_merge(merge, reason=reason, seen=seen, actor=actor)


def _question(row: ProAccount) -> str:
    merge = find_open_merge(row)
    which = f" de {merge.gone.identifier} dans {merge.kept.identifier}" if merge is not None else ""
    return f"Approuver la fusion{which} sans la réponse du compte qui disparaît ?"


def _consequence(row: ProAccount) -> str:
    merge = find_open_merge(row)
    proposed = (
        f"{merge.asked_by.name} la propose. " if merge is not None and merge.asked_by is not None else ""
    )
    waits = merge is None or merge.kept_proved_at is None
    then = "doit encore confirmer par son propre lien" if waits else "a confirmé : la fusion se fait aussitôt"
    return (
        f"{proposed}Le lien envoyé au compte qui disparaît n’est pas arrivé : en approuvant, vous attestez"
        f" que les deux comptes sont à la même personne. Le compte qui reste {then}."
    )


def _outcome(row: ProAccount) -> str:
    merge = find_open_merge(row)
    waits = merge is not None and merge.kept_proved_at is None
    return "Le compte qui reste doit encore confirmer par son lien." if waits else "Elle est faite."


APPROVE_MERGE = Seen(
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
        _question,
        verb="Approuver la fusion",
        way_out="Attendre",
        consequence=_consequence,
        danger=True,
    ),
    done=Done("La fusion est approuvée.", more=_outcome),
)
