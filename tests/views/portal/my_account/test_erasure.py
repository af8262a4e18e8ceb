"""An account is erased at once, with its session."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from models.kernel.base import db
from tests.support import people
from tests.support.statements.work import watched
from tests.support.visitor import Signed


def test_an_erased_account_is_gone(signed: Signed, account: ProAccount) -> None:
    visitor, identifier = signed(account), account.identifier
    assert visitor.open("/mon-compte/effacer").says(f"Effacer le compte {identifier} ?")
    page = visitor.open("/mon-compte/effacer").send(current_password=people.PRO_PASSWORD)
    assert page.follow().says("Votre compte est effacé.")
    assert visitor.open("/tableau-de-bord").target == "/connexion"
    page = visitor.open("/connexion").send(identifier=identifier, password=people.PRO_PASSWORD)
    assert page.status == 422


@pytest.mark.both_engines("each engine has its own statements")
def test_an_erasure_is_one_transaction_that_also_closes_the_session(
    signed: Signed, account: ProAccount
) -> None:
    visitor = signed(account)
    page = visitor.open("/mon-compte/effacer")
    with watched(db.engine) as done:
        page.send(current_password=people.PRO_PASSWORD)
    assert done.commits == 2, "the counted try, then all the rest"
