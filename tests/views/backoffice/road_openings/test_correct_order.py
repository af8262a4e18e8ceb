"""Staff correct a wrong number of an order."""

from __future__ import annotations

from tests.support.road_works import granted


def address(made, action):
    return f"/console/demandes/{made.id}/{action}"


def test_a_wrong_number_is_corrected_and_both_are_read(desk, agent, account):
    made, console = granted(account, agent), desk(agent)
    page = console.send(address(made, "arrete"), order_number="AR-11", reason="Faute de frappe")
    assert page.status == 303
    text = page.follow().text
    assert "AR-11" in text and "au lieu de AR-1" in text and "Faute de frappe" in text
