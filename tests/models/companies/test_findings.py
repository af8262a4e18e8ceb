"""Where the directory says something else than what was typed, a person decides, fact by fact."""

from __future__ import annotations

import pytest

from models import companies
from models.companies import NothingFound
from models.companies.directory import Establishment, State
from models.companies.findings import list_findings
from models.companies.queries import find_company_by_siret
from models.kernel.base import db
from models.kernel.errors import NotAllowed, Stale
from models.values.siret import Siret
from tests.support import people
from tests.support.records import actions, by

HELD = {"name": "RESEAU LITORAL", "address": "12 rue du Perrey", "postcode": "76600", "city": "Le Havre"}
THEIRS = {"name": "RESEAUX DU LITTORAL", "address": "12 RUE DU PERREY", "postcode": "76610"}


@pytest.fixture
def company(app):
    return companies.register(people.facts(state=State.UNKNOWN, **HELD), reason="K" * 20, actor=people.SYSTEM)


def say(company, state=State.OPEN, **facts):
    found = Establishment(Siret(company.siret), state, **{**THEIRS, **facts})
    return companies.verify(company, found, actor=people.SYSTEM)


def test_nothing_is_written_over_what_was_typed_and_case_is_no_difference(company):
    assert say(company)
    assert {name: getattr(company, name) for name in HELD} == HELD
    assert list_findings(company) == {"name": THEIRS["name"], "postcode": "76610"}
    assert company.directory_state == "open" and not company.is_to_verify


def test_what_is_longer_than_we_hold_is_cut_as_at_registration(company, agent):
    say(company, name="R" * 300, city="V" * 200, postcode="7" * 20)
    found = list_findings(company)
    assert [len(found[fact]) for fact in ("name", "postcode", "city")] == [250, 16, 120]
    companies.settle(company, taken=dict.fromkeys(found, True), actor=by(agent))
    assert (company.name, list_findings(company)) == ("R" * 250, {})
    say(company, name="R" * 300, city="V" * 200, postcode="7" * 20)
    assert list_findings(company) == {}, "what was cut is no difference"


def test_unknown_is_told_once_and_asked_again(company):
    unknown = Establishment.unknown(Siret(company.siret))
    before = actions()
    assert not companies.verify(company, unknown, actor=people.SYSTEM)
    assert company.is_to_verify and actions() == before, "it was unknown already"


def test_an_agent_takes_one_fact_and_keeps_another(company, agent):
    say(company)
    changed = companies.settle(company, taken={"name": True, "postcode": False}, actor=by(agent))
    assert changed == {"name": THEIRS["name"]}
    assert (company.name, company.postcode) == (THEIRS["name"], "76600")
    assert "reseaux du littoral" in company.search and actions()[-1] == "company-compared"
    with pytest.raises(NothingFound):
        companies.settle(company, taken={"postcode": True}, actor=by(agent))


def test_what_was_decided_is_asked_again_only_when_the_directory_says_something_new(company, agent):
    say(company)
    companies.settle(company, taken={"name": False, "postcode": False}, actor=by(agent))
    from models.companies import findings
    from models.kernel.transactions import transaction

    with transaction():
        assert findings.note(company, Establishment(Siret(company.siret), State.OPEN, **THEIRS)) == []
        newer = Establishment(Siret(company.siret), State.OPEN, **{**THEIRS, "name": "LITTORAL GROUPE"})
        assert findings.note(company, newer) == ["name"]
        agreed = Establishment(Siret(company.siret), State.OPEN, **HELD)
        assert findings.note(company, agreed) == []


def test_no_mail_vouches_for_a_name_that_the_directory_gives_otherwise(company, agent):
    numbered = f"SIRET {Siret(company.siret).spaced}"
    assert companies.vouched_name(company) == numbered
    say(company)
    assert companies.vouched_name(company) == numbered
    companies.settle(company, taken={"name": False}, actor=by(agent))
    assert companies.vouched_name(company) == numbered, "kept by us is not said by the directory"


def test_the_name_that_the_directory_gives_is_vouched_for(company, agent):
    say(company)
    companies.settle(company, taken={"name": True}, actor=by(agent))
    assert companies.vouched_name(company) == THEIRS["name"]


def test_who_looked_before_somebody_decided_is_told(company, agent):
    say(company)
    seen = company.mark
    companies.settle(company, taken={"name": True}, seen=seen, actor=by(agent))
    with pytest.raises(Stale):
        companies.settle(company, taken={"postcode": True}, seen=seen, actor=by(agent))
    assert list_findings(company) == {"postcode": "76610"}, "what was not decided waits"


def test_only_who_corrects_companies_decides(company):
    say(company)
    with pytest.raises(NotAllowed):
        companies.settle(company, taken={"name": True}, actor=by(people.staff("admin")))
    db.session.rollback()
    assert find_company_by_siret(company.siret).name == HELD["name"]
