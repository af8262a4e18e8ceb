"""The link that is awaited, again: of the activation, or of a corrected address; the earlier one dies."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased, ProAccount
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several
from views.fields import Form


def awaits_proof(account: ProAccount) -> bool:
    """Whether the link that is awaited is that of a corrected address."""
    return account.is_active and not account.has_proved_email


def link_words(account: ProAccount) -> str:
    """What the link is for."""
    return "le lien" if awaits_proof(account) else "l’activation"


def mail_words(account: ProAccount) -> str:
    """What the mail is called before it leaves."""
    what = "de confirmation" if awaits_proof(account) else "d’activation"
    return f"Renvoyer le courriel {what} à {account.full_name} ?"


RESEND = RowAction(
    verb="resend",
    name="renvoyer",
    key="l",
    icon="envelope",
    label=lambda account: f"Renvoyer {link_words(account)}",
    tone="quiet",
    permission=Permission.CREATE_ACCOUNT,
    operation=accounts.resend,
    check=accounts.check_resend,
    absent=(AccountErased,),
    form=Form,
    question=Question(
        mail_words,
        verb="Renvoyer le courriel",
        way_out="Ne rien envoyer",
        consequence="Il part à {row.email}. L’ancien lien ne servira plus.",
    ),
    done=Done(
        "Un nouveau lien part à {row.email}.",
        more="L’ancien ne sert plus.",
        many=("lien d’activation renvoyé", "liens d’activation renvoyés"),
    ),
    bulk=Several(
        "Un nouveau lien part à {row.email} ; l’ancien ne servira plus.",
        consequence="Chaque personne reçoit un nouveau lien, valable trois jours.",
        way_out="Ne rien envoyer",
        verb="Renvoyer l’activation",
        joint=" à ",
    ),
    palette="Renvoyer l’activation à {row.full_name}",
)
