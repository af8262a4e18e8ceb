"""A number that finds nobody, and the one that was meant: ours, an old record's, or the directory's."""

from __future__ import annotations

import pytest

from models.assistance import situation
from models.assistance.caller_query import parse
from models.assistance.next_step import NextStep
from models.assistance.slips import Slips
from models.companies.directory import Establishment, State
from tests.support import people, records
from tests.support.stock import fill, site, unit

SIRET, WRONG = "20008495200015", "20008495300015"
"""A SIRET, and the same with one digit that is wrong."""
PHONE, OTHER_PHONE = "+33235223344", "02 35 22 34 34"


class DirectoryDouble:
    def find(self, siret, *, again=False):
        return Establishment(siret, State.UNKNOWN)

    def search(self, text, limit):
        return []


def call(text):
    return situation.resolve(parse(text), directory=DirectoryDouble())


def listed(siret=SIRET):
    fill([site(siret)], [unit(siret[:9])])


def test_a_siret_with_one_wrong_digit_finds_company_record_and_directory(app):
    listed()
    assert [site.siret for site in call(WRONG).slips.establishments] == [SIRET]
    record = records.concession(siret=SIRET)
    company = people.active(company=people.facts(siret=SIRET)).company
    seen = call(WRONG)
    assert seen.slips.companies == (company,) and seen.slips.records == (record,)
    assert seen.slips.establishments == (), "it is the company's, which stands there already"
    assert seen.next_step is NextStep.CHOOSE


def test_a_phone_with_two_digits_that_changed_places_finds_who_bears_it(app):
    record = records.concession(phone=PHONE)
    company = people.active(company=people.facts(phone=PHONE)).company
    seen = call(OTHER_PHONE)
    assert company in seen.slips.companies and record in seen.slips.records


def test_two_wrong_digits_are_no_slip(app):
    people.active(company=people.facts(siret=SIRET))
    assert call("20008495300025").slips == Slips()


@pytest.mark.parametrize("text", [SIRET, "", "metropole", "200 084 952"])
def test_what_answers_as_it_was_typed_and_what_is_no_number_has_no_slips(app, text):
    people.active(company=people.facts(siret=SIRET, phone=PHONE))
    assert not call(text).slips
