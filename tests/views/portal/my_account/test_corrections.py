"""A person corrects their own data, and nobody else does."""

from __future__ import annotations

import pytest

from models import accounts
from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.actors import Actor
from models.kernel.base import db
from models.kernel.errors import NotAllowed
from models.staff import Agent
from tests.support import people, road_works
from tests.support.visitor import Signed

PERSON = "/mon-compte/modifier"


def test_names_function_phone_and_news_are_corrected_under_trace(signed: Signed, account: ProAccount) -> None:
    visitor = signed(account)
    page = visitor.open(PERSON)
    assert page.value("first_name") == account.first_name
    page = page.send(
        first_name="Élodie", last_name="d’Œuvré-Łuk", job_title="Gérante", typed_phone="06 12 34 56 78",
        newsletter="y",
    )  # fmt: skip
    assert page.follow().says("Vos données sont corrigées.")
    db.session.refresh(account)
    assert account.full_name == "Élodie d’Œuvré-Łuk" and account.newsletter
    assert account.typed_phone == "+33612345678" and "elodie d oeuvre luk" in account.search
    [event] = db.session.query(AuditEvent).filter_by(action="account-corrected")
    assert (event.actor_kind, event.actor_id) == ("account", account.id)
    page = visitor.open(PERSON)
    assert page.value("typed_phone") == "06 12 34 56 78"
    page.send(first_name="Élodie", newsletter=None)
    db.session.refresh(account)
    assert not account.newsletter, "the news are refused as they were asked for"


@pytest.mark.parametrize(
    ("field", "typed"), [("first_name", " "), ("last_name", ""), ("job_title", ""), ("typed_phone", "12")]
)
def test_what_is_wrong_is_said_beside_its_field(
    signed: Signed, account: ProAccount, field: str, typed: str
) -> None:
    page = signed(account).open(PERSON).send(**{field: typed})
    assert page.status == 422 and page.errors(field)


def test_who_saves_second_is_told_and_may_insist(signed: Signed, account: ProAccount, agent: Agent) -> None:
    page = signed(account).open(PERSON)
    accounts.correct(account, version=account.version, job_title="Chef", actor=Actor.of_agent(agent))
    page = page.send(job_title="Cheffe")
    assert page.status == 422 and page.value("job_title") == "Cheffe"
    db.session.refresh(account)
    assert account.job_title == "Chef"
    assert page.send(job_title="Cheffe").status == 303
    db.session.refresh(account)
    assert account.job_title == "Cheffe"


def test_nobody_corrects_somebody_else(account: ProAccount, agent: Agent) -> None:
    other = people.active()
    for actor in (Actor.of_account(other), Actor.of_agent(agent), people.SYSTEM):
        with pytest.raises(NotAllowed):
            accounts.rectify(account, first_name="X", version=account.version, actor=actor)


@pytest.mark.parametrize("address", ["/mon-compte/modifier", "/mon-compte/structure"])
def test_a_form_sent_without_the_version_that_it_showed_overwrites_nothing(
    signed: Signed, account: ProAccount, address: str
) -> None:
    road_works.held(account)
    visitor, before = signed(account), (account.job_title, account.company.phone)
    page = visitor.open(address)
    form = next(form for form in page.doc.xpath("//form") if form.xpath(".//*[@name='version']"))
    data = {name: value for name, value in form.form_values() if name != "version"}
    data |= {"job_title": "Tout autre", "phone": "02 35 00 00 00"}
    assert visitor.client.post(address, data=data).status_code == 422
    db.session.refresh(account)
    db.session.refresh(account.company)
    assert (account.job_title, account.company.phone) == before
