"""A supervisor finds the merges that wait for one, without knowing whose they are."""

from __future__ import annotations

from models.accounts import merging
from models.mails.sending import postponed
from tests.support import people
from tests.support.records import by, mails_of

FILE = "/console/comptes/fusions/"


def test_a_merge_whose_link_came_back_stands_in_the_file_and_leads_to_its_account(
    app, desk, account, agent, supervisor
):
    names = {"first_name": account.first_name, "last_name": account.last_name}
    gone = people.active(company=people.facts(siret=account.company.siret), **names)
    console = desk(supervisor)
    assert console.open(FILE).ids == []
    merging.propose(gone, account, reason="Appel de Mme Roux", actor=by(agent))
    assert console.open(FILE).ids == []
    mail = next(mail for mail in mails_of("merge-asked") if mail.to == gone.email)
    postponed(mail, error="550 no such user", next_at=None)
    page = console.open(FILE)
    assert page.ids == [str(gone.id)]
    [way] = page.doc.xpath("//tr[@data-id]/th/a/@href")
    assert "Approuver la fusion" in console.open(way).text
    assert account.identifier in page.text and agent.name in page.text


def test_only_who_may_approve_sees_it(app, desk, agent):
    assert desk(agent).client.get(FILE).status_code == 403
