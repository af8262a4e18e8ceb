"""The call under way rides in the addresses of the pages that it opens."""

from __future__ import annotations

from views.backoffice.assistance import calls


def test_a_call_is_carried_and_found_again(app):
    carried = calls.carried(q="Port & Cie", compte=12, structure=None, elsewhere="x")
    with app.test_request_context("/console/", query_string={"appel": carried}):
        assert calls.under_way() == {"q": "Port & Cie", "compte": "12"}
        assert calls.back(compte=13) == "/console/migration/?q=Port+%26+Cie&compte=13"


def test_without_a_call_there_is_no_way_back(app):
    with app.test_request_context("/console/"):
        assert calls.back() is None
    with app.test_request_context("/console/", query_string={"appel": ""}):
        assert calls.back() == "/console/migration/"


def test_whatever_is_carried_leads_to_the_assistance_alone(app):
    for text in ("https://elsewhere.example", "next=/x&q=1", "q=" + "x" * 2_000, "%00", "q=a&q=b"):
        with app.test_request_context("/console/", query_string={"appel": text}):
            assert (calls.back() or "/console/migration/").startswith("/console/migration/")
