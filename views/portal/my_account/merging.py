"""A person's other account goes into the one in which they are: proved by its password, or by its link."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from models.accounts import merging
from models.accounts.merging.confirming import awaits_code, find_proved
from models.kernel.access.links import Purpose, TokenExpired, TokenUnknown
from models.reports import mergers
from views import access
from views.fields import Code, Form, Secret, Text, done, page, row_id
from views.messages.kernel import link_life
from views.portal.accounts.links import over_page
from views.portal.blueprint import account, portal
from views.portal.my_account.proof import CurrentPassword

OVER = "portal/my_account/merge_over.html"


class OtherAccount(CurrentPassword):
    """Which one, and what proves it."""

    identifier = Text(
        "Identifiant de l’autre compte",
        needed="Indiquez l’identifiant de l’autre compte.",
        hint="Il est à votre nom, pour la même structure ou un autre établissement du même SIREN.",
        longest=200,
        attributes={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = Secret(
        "Mot de passe de l’autre compte",
        hint="Si vous ne l’avez plus, laissez vide : un lien part à l’adresse de l’autre compte.",
        autocomplete="off",
    )
    otp = Code("Code de l’autre compte", hint="S’il a une double authentification.", longest=40)


class MergeCode(Form):
    """The code of the account that goes, where it asks for one."""

    otp = Code(
        "Code de double authentification",
        hint="Le code à 6 chiffres de votre application, ou un code de secours.",
        longest=40,
    )


@portal.route("/mon-compte/fusion", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def merge_accounts() -> ResponseReturnValue:
    """With the other password the page that tells what follows; without it a link, whatever there is."""
    form = OtherAccount()
    if form.validate_on_submit():
        with form.refusals():
            return _proved(form) if form.password.data else _link_sent(form)
    return page("portal/my_account/merge.html", form=form)


def _proved(form: OtherAccount) -> ResponseReturnValue:
    merge = merging.prove_other(
        account(),
        form.identifier.data,
        current_password=form.current_password.data,
        password=form.password.data,
        code=form.otp.data,
        actor=access.current_actor(),
    )
    return done("L’autre compte est bien le vôtre.", url_for("portal.finish_merge", id=merge.id))


def _link_sent(form: OtherAccount) -> ResponseReturnValue:
    merging.request_link(
        account(),
        form.identifier.data,
        current_password=form.current_password.data,
        actor=access.current_actor(),
    )
    return done(
        "Si ce compte peut rejoindre le vôtre, un lien part à son adresse.",
        url_for("portal.my_account"),
        more=f"Rien ne change avant que vous le suiviez, dans les {link_life(Purpose.MERGE)}.",
    )


@portal.route("/mon-compte/fusion/<id>", methods=["GET", "POST"])
@access.own_hands
@access.signed_in
def finish_merge(id: str) -> ResponseReturnValue:
    """What follows, and the last yes."""
    merge = find_proved(account(), row_id(id))
    if merge is None:
        abort(404)
    form = Form()
    if form.validate_on_submit():
        if request.form.get("answer") == "refuser":
            merging.drop(merge, actor=access.current_actor())
            return done("Les deux comptes restent séparés.", url_for("portal.my_account"))
        with form.refusals():
            gone = merge.gone.identifier
            merging.finish(merge, actor=access.current_actor())
            return done(f"Le compte {gone} a rejoint le vôtre.", url_for("portal.my_account"))
    follows = mergers.preview(merge.gone, merge.kept)
    return page("portal/my_account/merge_finish.html", form=form, merge=merge, follows=follows)


@portal.route("/mon-compte/fusion/lien/<token>", methods=["GET", "POST"])
@access.public
def confirm_merge(token: str) -> ResponseReturnValue:
    """The link of one of the two accounts: a question, then yes or no. Without signing in, as a reset."""
    form = MergeCode()
    try:
        merge, person = merging.peek(token)
        if form.validate_on_submit():
            if request.form.get("answer") == "refuser":
                merging.refuse_by_link(token, actor=access.current_actor())
                return done("Les deux comptes restent séparés.", url_for("portal.home"))
            with form.refusals():
                kept = merge.kept.identifier
                merge = merging.accept_by_link(token, code=form.otp.data, actor=access.current_actor())
                if merge.ended_at is None:
                    more = "L’autre compte doit encore confirmer."
                    return done("Votre accord est noté.", url_for("portal.home"), more=more)
                more = f"Connectez-vous avec l’identifiant {kept}."
                return done("Les deux comptes n’en font plus qu’un.", url_for("portal.home"), more=more)
    except TokenExpired:
        return over_page(OVER)
    except TokenUnknown:
        abort(404)
    goes = person.id == merge.gone_id
    return page(
        "portal/my_account/merge_confirm.html",
        form=form,
        merge=merge,
        follows=mergers.preview(merge.gone, merge.kept) if goes else None,
        asks_code=awaits_code(merge, person),
    )
