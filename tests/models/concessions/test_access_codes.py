"""Access codes: what they are, which are barred from self-service, whom they serve after a success."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import attachments
from models.attachments import AlreadyHeld, AlreadyYours, CodeNotAccepted
from models.cases import Case
from models.concessions import access_codes
from models.concessions.access_codes import CodeMalformed, CodeTally
from models.kernel import keys
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, WRONG, by, concession, count, of
from tests.support.tries import claim, refused


@pytest.fixture(autouse=True)
def still(clock):
    """A clock that stands, so that windows end where the test says."""
    clock.move_to(now(), tick=False)


# -- what a code is


@pytest.mark.parametrize("code", ["", "123", "12345", "12a4", "１２３４", " 123", "12 4", "-123", "٠٠٤٢"])
def test_a_code_is_four_ascii_digits_and_anything_else_is_not_counted(app, account, code):
    with pytest.raises(CodeMalformed):
        claim(account, concession(), code)
    assert count(Attempt) == 0


def test_a_code_with_zeros_in_front_is_legal_and_stays_so(app, account):
    record = concession(code="0042")
    assert refused(account, record, "4200")
    assert claim(account, record, "0042").is_in_effect


def oracle_is_weak(code):
    a = [int(ch) for ch in code]
    equal = len(set(a)) == 1
    up = all((a[i] + 1) % 10 == a[i + 1] for i in range(3))
    down = all((a[i] - 1) % 10 == a[i + 1] for i in range(3))
    abab = a[0] == a[2] and a[1] == a[3]
    return equal or up or down or abab or "1940" <= code <= "2029"


def test_weak_codes_are_exactly_those_of_the_rule():
    every = [f"{number:04d}" for number in range(10_000)]
    assert [code for code in every if access_codes.is_weak(code)] == [
        code for code in every if oracle_is_weak(code)
    ]
    assert all(
        access_codes.is_weak(code)
        for code in ("0000", "1234", "8901", "3210", "1098", "4747", "1940", "2029")
    )
    assert not any(access_codes.is_weak(code) for code in ("1939", "2030", "4827", "1235", "0042"))


def test_a_code_is_sealed_under_the_records_reference_and_the_key(app):
    sealed = access_codes.seal("A", CODE)
    assert sealed != access_codes.seal("B", CODE) and CODE not in sealed
    assert access_codes.matches(sealed, "A", CODE) and not access_codes.matches(sealed, "A", WRONG)
    assert not access_codes.matches(None, "A", CODE)
    keys.install(keys.Keys("a" * 40, "d" * 40, "c" * 40))
    assert not access_codes.matches(sealed, "A", CODE)


# -- barred from self-service


def test_a_weak_code_is_refused_and_staff_attach_with_it(app, account, agent):
    record = concession(code="1234")
    assert record.status == "staff-only" and refused(account, record, "1234")
    attachments.attach(record, account, evidence="code", access_code="1234", actor=by(agent))
    assert claim_status(record) == "attached"


def claim_status(record):
    db.session.expire_all()
    return record.status


def test_a_code_is_common_at_ten_records_and_more_than_half_a_percent(app):
    with transaction():
        access_codes.tally({"4827": 9})
    assert not access_codes.is_common("4827", 100)
    with transaction():
        access_codes.tally({"4827": 1})
    assert access_codes.is_common("4827", 1_999)
    assert not access_codes.is_common("4827", 2_000)
    assert access_codes.is_common("4827", 100) and not access_codes.is_common("4828", 100)


def test_a_code_that_many_records_share_is_refused(app, account):
    record = concession(tallied=True)
    with transaction():
        access_codes.tally({CODE: 9})
    assert refused(account, record, CODE)


def test_the_tally_names_no_code_and_no_record(app):
    record = concession(tallied=True)
    held = db.session.scalars(select(CodeTally.digest)).one()
    assert held != record.code_hmac and CODE not in held


def test_a_title_that_two_open_records_bear_is_refused_until_one_of_them_closes(app, account):
    first, second = concession(title="Même titre"), concession(title="MÊME  TITRE", code="5938")
    assert refused(account, first, CODE) and refused(account, second, "5938")
    with transaction():
        second.closed_at = now()
    assert claim(account, first).is_in_effect


# -- after the first success


def test_after_its_first_success_a_code_serves_only_that_company(app, account, agent):
    record = concession()
    attachments.detach(claim(account, record), reason="à la demande du référent", actor=of(account))
    stranger = people.active()
    assert refused(stranger, record, CODE)
    with pytest.raises(CodeNotAccepted):
        attachments.attach(record, stranger, evidence="code", access_code=CODE, actor=by(agent))
    colleague = people.active(company=people.facts(siret=account.company.siret))
    assert claim(colleague, record).is_in_effect


def test_the_right_code_of_a_held_record_says_so_to_another_company_and_opens_a_case(app, account):
    record = concession()
    claim(account, record)
    stranger = people.active()
    with pytest.raises(AlreadyHeld) as answer:
        claim(stranger, record)
    assert answer.value.facts == {}
    assert [case.kind for case in db.session.scalars(select(Case))] == ["held"]
    assert refused(stranger, record, WRONG)
    tries = list(db.session.scalars(select(Attempt.kind).order_by(Attempt.id)))
    assert tries == ["code", "holder-asked", "code"]


def test_held_by_staffs_evidence_the_right_code_says_so_too(app, account, agent):
    record = concession()
    attachments.attach(record, account, evidence="other", justification="x" * 20, actor=by(agent))
    with pytest.raises(AlreadyHeld):
        claim(people.active(), record)


def test_a_code_that_served_meanwhile_is_refused_at_the_last_moment(app, account, monkeypatch):
    record, stranger = concession(), people.active()
    recognise = attachments.claim.__globals__["_recognise"]

    def slow(*values):
        answer = recognise(*values)
        monkeypatch.undo()
        attachments.detach(claim(stranger, record), reason="à la demande du référent", actor=of(stranger))
        return answer

    monkeypatch.setitem(attachments.claim.__globals__, "_recognise", slow)
    assert refused(account, record, CODE)
    assert attachments.current(record) is None


def test_a_colleague_who_has_the_right_code_of_a_held_record_is_told_so_and_a_case_opens(app, account, agent):
    record = concession()
    claim(account, record)
    colleague = people.active(company=people.facts(siret=account.company.siret))
    with pytest.raises(AlreadyHeld):
        claim(colleague, record)
    assert [case.account_id for case in db.session.scalars(select(Case))] == [colleague.id]
    # The same where the code had served another company before staff attached it to this one.
    served, other = concession(), people.active()
    attachments.detach(claim(other, served), reason="à la demande du référent", actor=of(other))
    attachments.attach(served, account, evidence="other", justification="x" * 20, actor=by(agent))
    with pytest.raises(AlreadyHeld):
        claim(colleague, served)


def test_who_sees_it_already_is_told_so_and_no_case_opens(app, account):
    record = concession()
    bound = claim(account, record)
    colleague = people.active(company=people.facts(siret=account.company.siret))
    attachments.add_referent(bound, colleague, actor=of(account))
    for somebody in (account, colleague):
        with pytest.raises(AlreadyYours):
            claim(somebody, record)
        assert refused(somebody, record, WRONG)
    assert count(Case) == 0


def test_a_double_click_attaches_once_and_costs_no_try(app, account):
    record = concession()
    first = claim(account, record, submission="clé")
    second = claim(account, record, submission="clé")
    assert first.id == second.id and count(Attempt) == 0
