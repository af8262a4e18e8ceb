"""Another claims what one holds: its referent hands it over, or refuses."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort
from flask.typing import ResponseReturnValue

from models.accounts import ProAccount
from models.attachments import afterwards
from models.attachments.afterwards import ClaimOutcome, HeldClaim
from models.attachments.afterwards.answering import find_claim_on, list_claims_on
from models.companies import vouched_name
from views import access
from views.fields import Choice, Form, done, page, row_id
from views.portal.attachments.tabs import address_of_tab
from views.portal.blueprint import account, portal

ACCEPT, REFUSE = "accepter", "refuser"

WORDS = {
    ClaimOutcome.HANDED_OVER: (
        "Le compte est cédé.",
        "La structure qui le demandait en est prévenue. Il n’est plus dans votre tableau de bord.",
    ),
    ClaimOutcome.SHARED: ("La personne voit maintenant ce rattachement.", "Elle en est prévenue."),
    ClaimOutcome.REFUSED: (
        "La demande est refusée.",
        "La personne en est prévenue. Rien ne change pour vous.",
    ),
}


class Answer(Form):
    """Yes or no, by the button that is pressed."""

    answer = Choice(
        "Réponse", [(ACCEPT, "Accepter"), (REFUSE, "Refuser")], needed="Choisissez votre réponse.", empty=None
    )


@dataclass(frozen=True)
class Received:
    """A claim, and who makes it: by no name that a stranger has typed."""

    claim: HeldClaim
    asking: str
    is_colleague: bool


def claims_on(person: ProAccount) -> list[Received]:
    """What waits for this person's answer."""
    return [_received(claim) for claim in list_claims_on(person)]


def _received(claim: HeldClaim) -> Received:
    colleague = claim.account.company_id == claim.attachment.company_id
    company = claim.account.company
    return Received(claim, company.name if colleague else vouched_name(company), colleague)


@portal.route("/rattachements/demandes/<id>", methods=["GET", "POST"])
@access.signed_in
def answer_claim(id: str) -> ResponseReturnValue:
    """Who asks for what, and two buttons."""
    claim, form = find_claim_on(account(), row_id(id)) or abort(404), Answer()
    back = address_of_tab(claim.attachment.concession.kind)
    if form.validate_on_submit():
        with form.refusals():
            accepts = form.answer.data == ACCEPT
            afterwards.answer_claim(claim, accepts=accepts, actor=access.current_actor())
            words, more = WORDS[ClaimOutcome(claim.outcome or "")]
            return done(words, back, more=more)
    over = not (claim.waits and claim.attachment.is_open)
    return page(
        "portal/attachments/answer_claim.html", form=form, received=_received(claim), over=over, back=back
    )
