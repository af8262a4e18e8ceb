"""An account goes into another of the same person: proposed for a caller, done once both addresses agree."""

from __future__ import annotations

from models.accounts import AccountErased, AccountNotActive, ProAccount, merging
from models.accounts.queries import find_by_identifier
from models.accounts.refusals import AccountSuspended
from models.kernel.access.links import Purpose
from models.kernel.actors import Actor
from models.permissions import Permission
from views.backoffice.attachments.add_referent import ReferentForm
from views.backoffice.kit.inputs import REASON_HINT
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import LongText, Text
from views.messages.kernel import link_life


class KeptAccount(ReferentForm):
    """Which one stays, and why."""

    account = Text(
        "Identifiant du compte qui reste",
        needed="Indiquez l’identifiant du compte qui reste.",
        hint="Un compte actif de la même personne, pour la même structure ou un établissement du même SIREN.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none"},
    )
    reason = LongText(
        "Motif", needed="Indiquez le motif : il sera gardé dans l’histoire.", hint=REASON_HINT, longest=500
    )


def _propose(row: ProAccount, *, account: str, reason: str, actor: Actor) -> merging.AccountMerge:
    kept = find_by_identifier(account)
    if kept is None:
        raise AccountErased
    return merging.propose(row, kept, reason=reason, actor=actor)


class Merge(RowAction[ProAccount]):
    """The other account is the one whose identifier was typed."""

    def renamed(self, row: ProAccount) -> dict[str, str]:
        return {"identifier": "account"}


MERGE = Merge(
    verb="merge",
    name="fusionner",
    icon="people",
    label="Fusionner",
    tone="quiet",
    permission=Permission.CORRECT_CONTACT,
    operation=_propose,
    check=merging.check_propose,
    absent=(AccountErased, AccountNotActive, AccountSuspended),
    form=KeptAccount,
    question=Question(
        "Dans quel autre compte de {row.full_name} faire passer {row.identifier} ?",
        verb="Écrire aux deux adresses",
        way_out="Laisser les deux comptes",
        consequence="Rien ne change avant que chacun des deux comptes confirme par le lien qu’il reçoit, dans"
        f" les {link_life(Purpose.MERGE)}. {{row.identifier}} disparaît alors, et ce qui s’y rattache suit.",
    ),
    done=Done(
        "La fusion de {row.identifier} dans {made.kept.identifier} est proposée.",
        more="Un lien part à chacune des deux adresses.",
    ),
)
