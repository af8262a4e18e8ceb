"""The current password is asked before what is grave."""

from __future__ import annotations

import pytest

from models.accounts import ProAccount
from tests.support.visitor import Signed, username_of

NEW = "Bassin-du-roi-marnage-19"


def test_the_current_password_is_needed(signed: Signed, account: ProAccount) -> None:
    for address, others in (
        ("/mon-compte/mot-de-passe", {"password": NEW, "password_confirm": NEW}),
        ("/mon-compte/courriel", {"email": "new@example.org"}),
        ("/mon-compte/effacer", {}),
    ):
        visitor = signed(account)
        page = visitor.open(address).send(current_password="wrong", **others)
        assert page.status == 422 and page.errors("current_password"), address
        assert NEW not in page.html and "wrong" not in page.value("current_password")


@pytest.mark.parametrize("action", ["mot-de-passe", "courriel", "effacer"])
def test_a_password_manager_finds_the_identifier(signed: Signed, account: ProAccount, action: str) -> None:
    assert username_of(signed(account).open(f"/mon-compte/{action}")) == account.identifier
