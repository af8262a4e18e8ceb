"""What pages of mandates and merges ask of the database does not grow with what they show."""

from __future__ import annotations

import pytest

from models.accounts import merging
from models.attachments.afterwards.mandates import let_in
from models.values.days import today
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given
from tests.support.records import of
from tests.support.statements.work import statements_of

pytestmark = pytest.mark.both_engines("each engine has its own statements")

MORE = 4


class Acting:
    """One who gives, one who acts, one record between them; and more of each."""

    def __init__(self):
        self.giver, self.to = people.active(), people.active()
        self.twin = people.active(
            company=people.facts(siret=self.giver.company.siret),
            first_name=self.giver.first_name,
            last_name=self.giver.last_name,
        )
        self.record, self.partner = road_works.held(self.giver), people.active()
        self.records = [road_works.held(self.giver)]
        self.mandate = given(self.giver, self.to, self.record)
        word = people.PRO_PASSWORD
        self.merge = merging.prove_other(
            self.twin,
            self.giver.identifier,
            current_password=word,
            password=word,
            code="",
            actor=of(self.twin),
        )
        self.supervisor = people.staff("supervisor")
        self.more()

    def more(self):
        """Another mandate each way, another record in the first, another colleague who acts by it."""
        given(self.giver, people.active(), self.record)
        other = people.active()
        given(other, self.to)
        let_in(self.mandate, colleague_of(self.to), actor=of(self.to))
        road_works.filed(self.giver, road_works.held(self.giver))
        self.wide = given(self.giver, self.partner, *self.records, self.record, until=today())
        self.records.append(road_works.held(self.giver))

    def pages(self):
        """By name of the page its address, and who looks."""
        number, siret = self.mandate.id, self.giver.company.siret
        wide, holder = self.wide.id, self.record.id
        return {
            "given": ("/mandats", self.giver),
            "one that was given": (f"/mandats/{number}", self.giver),
            "one of many records": (f"/mandats/{wide}", self.giver),
            "many records, acting": (f"/mandats/{wide}", self.partner),
            "giving": (f"/rattachements/{holder}/mandataire", self.giver),
            "held": ("/mandats", self.to),
            "one that is held": (f"/mandats/{number}", self.to),
            "dashboard": ("/tableau-de-bord", self.to),
            "own requests": ("/demarches/voirie/autorisations", self.to),
            "requests of another": (f"/demarches/voirie/autorisations?pour={siret}", self.to),
            "a request for another": (f"/demarches/voirie/autorisations/nouvelle?pour={siret}", self.to),
            "merge": (f"/mon-compte/fusion/{self.merge.id}", self.twin),
            "console": ("/console/mandats/", self.supervisor),
            "console, one": (f"/console/mandats/details/?id={number}", self.supervisor),
            "console, one of many records": (f"/console/mandats/details/?id={wide}", self.supervisor),
        }


def test_pages_of_mandates_ask_as_few_statements_however_much_they_show(app):
    world = Acting()
    few = statements_of(app, world.pages())
    for _ in range(MORE):
        world.more()
    many = statements_of(app, world.pages())
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
