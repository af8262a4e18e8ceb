"""What is another's does not exist."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.accounts import ProAccount
from models.concessions import Concession
from tests.support import people
from tests.support.portal import claim
from tests.support.visitor import Signed

Made = Callable[..., Concession]


def test_another_companys_attachment_does_not_exist(
    signed: Signed, account: ProAccount, concession: Made
) -> None:
    visitor = signed(account)
    page = claim(visitor, concession().title).follow()
    [number] = page.rows
    colleague = people.active(company=people.facts(siret=account.company.siret))
    for stranger in (signed(people.active()), signed(colleague)):
        for what in ("retirer", "referents", "contester", "remettre"):
            assert stranger.open(f"/rattachements/{number}/{what}").status == 404
            assert stranger.post(f"/rattachements/{number}/{what}", account="x", message="y").status == 404
        assert stranger.post(f"/rattachements/{number}/referents/retirer", account="x").status == 404
        assert not stranger.open("/tableau-de-bord").rows
    assert visitor.open("/tableau-de-bord").rows


@pytest.mark.parametrize("number", ["0", "abc", "9" * 30, "1,2", "-1"])
def test_a_malformed_number_does_not_exist(signed: Signed, account: ProAccount, number: str) -> None:
    for what in ("retirer", "referents", "contester", "remettre"):
        assert signed(account).open(f"/rattachements/{number}/{what}").status == 404
