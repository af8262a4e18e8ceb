"""What would follow is told as the merge would do it."""

from __future__ import annotations

from models import attachments
from models.reports.mergers import Inheritance, preview
from tests.support import people, road_works
from tests.support.merges import elsewhere, twin
from tests.support.records import by, held, of


def test_within_a_company_all_follows(app, account, agent):
    gone = twin(account)
    colleague = people.active(company=people.facts(siret=account.company.siret))
    bound, theirs = road_works.held(gone), held(colleague, agent)
    attachments.add_referent(bound, colleague, actor=of(gone))
    attachments.add_referent(theirs, gone, actor=by(agent))
    road_works.filed(gone, bound)
    assert preview(gone, account) == Inheritance([bound.concession.title], 1, [], 1, 0)


def test_between_establishments_what_colleagues_see_is_left(app, account, agent):
    gone = elsewhere(account)
    colleague = people.active(company=people.facts(siret=gone.company.siret))
    alone, shared, theirs = held(gone, agent), held(gone, agent), held(colleague, agent)
    attachments.add_referent(shared, colleague, actor=of(gone))
    attachments.add_referent(theirs, gone, actor=by(agent))
    found = preview(gone, account)
    assert (found.referred, found.seen) == ([alone.concession.title], 0)
    assert sorted(found.left) == sorted([shared.concession.title, theirs.concession.title])
