"""The requests of a company, found and paged."""

from __future__ import annotations

from models.accounts import ProAccount
from tests.support import road_works
from tests.support.visitor import Signed

HERE = "/demarches/voirie/autorisations"


def test_the_list_shows_new_and_imported_searches_and_filters(signed: Signed, account: ProAccount) -> None:
    held = road_works.held(account)
    mine = road_works.filed(account, held)
    old, visitor = road_works.imported(held.concession), signed(account)
    assert set(visitor.open(HERE).rows) == {mine.reference, old.reference}
    assert set(visitor.open(f"{HERE}?q=georges+BRAQUE").rows) == {mine.reference}
    assert set(visitor.open(f"{HERE}?etat=accordee").rows) == {old.reference}
    assert visitor.open(f"{HERE}?q=%25").rows and visitor.open(f"{HERE}?etat=perdue").status == 404
    assert visitor.open(f"{HERE}?page=99").status == 404
    assert mine.reference in visitor.open("/tableau-de-bord").rows


def test_a_long_list_is_read_page_by_page(signed: Signed, account: ProAccount) -> None:
    held = road_works.held(account)
    for _ in range(21):
        road_works.imported(held.concession)
    visitor = signed(account)
    first, second = visitor.open(HERE), visitor.open(f"{HERE}?page=2")
    assert (len(first.rows), len(second.rows)) == (20, 1) and not set(first.rows) & set(second.rows)
    assert first.says("21 demandes, page 1 de 2") and visitor.open(f"{HERE}?page=3").status == 404


def test_a_street_is_found_in_either_spelling(signed: Signed, account: ProAccount) -> None:
    mine = road_works.drafted(account, street="3 rue St-Jacques")
    visitor = signed(account)
    for words in ("saint+jacques", "st-jacques", "RUE+ST"):
        assert set(visitor.open(f"{HERE}?q={words}").rows) == {mine.reference}
