"""A referent corrects the contacts of their company."""

from __future__ import annotations

from models.accounts import ProAccount
from models.kernel.base import db
from models.mails import OutboxEmail
from models.values.siret import Siret
from tests.support import people, road_works
from tests.support.visitor import Signed

COMPANY = "/mon-compte/structure"


def test_a_referent_corrects_the_company_s_contacts_and_the_old_address_is_told(
    signed: Signed, account: ProAccount
) -> None:
    road_works.held(account)
    before, visitor = account.company.email, signed(account)
    assert visitor.open("/mon-compte").says(before)
    page = visitor.open(COMPANY).send(phone="02 35 00 11 22", email="siege@example.org")
    assert page.follow().says("Les coordonnées de la structure sont corrigées.")
    db.session.refresh(account.company)
    assert (account.company.phone, account.company.email) == ("+33235001122", "siege@example.org")
    [mail] = db.session.query(OutboxEmail).filter_by(kind="contact-changed")
    assert mail.to == before


def test_who_refers_to_nothing_neither_sees_nor_changes_stored_contacts(
    signed: Signed, account: ProAccount
) -> None:
    road_works.held(account)
    other = people.active(company=people.facts(siret=Siret.parse(account.company.siret)))
    visitor = signed(other)
    page = visitor.open("/mon-compte")
    assert account.company.email not in page.html and not page.doc.xpath(f"//a[@href='{COMPANY}']")
    assert visitor.open(COMPANY).status == visitor.post(COMPANY, email="x@example.org").status == 404
