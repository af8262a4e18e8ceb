"""Where a company can be reached, by what it told us and by what its old records bear."""

from __future__ import annotations

from models.concessions.reaches import list_reaches
from tests.support import people, records


def test_the_company_s_own_come_first_and_what_two_records_share_stands_once(app, account):
    company = account.company
    old = [
        records.concession(siret=company.siret, phone="+33239999999", email=email)
        for email in ("ancien@example.org", company.email)
    ]
    records.concession(siret=str(people.new_siret()), phone="+33238888888")
    found = [(reach.value, reach.is_mail, reach.record) for reach in list_reaches(company)]
    assert found[0] == (company.phone, False, None)
    assert [(value, is_mail) for value, is_mail, _ in found] == [
        (company.phone, False),
        ("+33239999999", False),
        (company.email, True),
        ("ancien@example.org", True),
    ]
    assert found[1][2] in old and found[3][2] == old[0]


def test_a_company_without_records_is_reached_by_its_own_alone(app, account):
    assert len(list_reaches(account.company)) == 2
