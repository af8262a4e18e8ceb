"""A new activation link; the earlier one dies."""

from __future__ import annotations

from models import accounts
from models.accounts import AccountErased
from models.permissions import Permission
from views.backoffice.kit.row_actions import Done, Question, RowAction, Several
from views.fields import Form

RESEND = RowAction(
    verb="resend",
    name="renvoyer",
    key="l",
    icon="envelope",
    label="Renvoyer l’activation",
    tone="quiet",
    permission=Permission.CREATE_ACCOUNT,
    operation=accounts.resend,
    check=accounts.check_resend,
    absent=(AccountErased,),
    form=Form,
    question=Question(
        "Renvoyer le courriel d’activation à {row.full_name} ?",
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
        joint=" à ",
    ),
    palette="Renvoyer l’activation à {row.full_name}",
)
