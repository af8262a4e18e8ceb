"""Where the mails of an account come back, a supervisor stands in for it: never alone, never for oneself."""

from __future__ import annotations

import pytest

from models import accounts
from models.accounts import merging
from models.accounts.merging import MergeOver, NotOnePerson
from models.accounts.merging.tables import find_open_merge
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from models.kernel.transactions import transaction
from models.mails import mark_bounced
from models.mails.sending import postponed
from models.staff.merge_approval import (
    NothingReturned,
    OwnProposal,
    OwnWord,
    approve_merge,
    list_to_approve,
)
from tests.support import people
from tests.support.merges import link_to, mail_to, twin
from tests.support.records import by, detail, events, of, visitor

WHY = "Ancienne adresse fermée, vue au téléphone"


def bounce(account, colleague=None):
    """The link to this account left, and came back, as a colleague of all the others says."""
    mail = mail_to(account)
    with transaction():
        mail.state = "sent"
    mark_bounced(mail, actor=by(colleague or people.staff("agent")))


@pytest.fixture
def pair(account):
    """The account that stays, and the one that goes."""
    return account, twin(account)


@pytest.fixture
def merge(app, pair, agent):
    """What an agent proposed."""
    kept, gone = pair
    return merging.propose(gone, kept, reason="Appel de Mme Roux", actor=by(agent))


def test_a_supervisor_stands_in_once_the_link_came_back_and_the_other_says_yes(
    app, pair, merge, agent, supervisor
):
    kept, gone = pair
    with pytest.raises(NothingReturned):
        approve_merge(merge, reason=WHY, actor=by(supervisor))
    bounce(gone)
    approve_merge(merge, reason=WHY, actor=by(supervisor))
    assert gone.is_active and detail(events("merge-approved")[-1]).reason == WHY
    merging.accept_by_link(link_to(kept), actor=visitor())
    assert gone.merged_into_id == kept.id


def test_where_the_other_said_yes_before_it_is_done_at_once(app, pair, merge, agent, supervisor):
    kept, gone = pair
    merging.accept_by_link(link_to(kept), actor=visitor())
    bounce(gone)
    approve_merge(merge, reason=WHY, actor=by(supervisor))
    assert gone.merged_into_id == kept.id
    with pytest.raises(MergeOver):
        approve_merge(merge, reason=WHY, actor=by(supervisor))


def test_the_mail_of_the_one_that_stays_stands_for_nothing(app, pair, merge, agent, supervisor):
    kept, _ = pair
    bounce(kept)
    with pytest.raises(NothingReturned):
        approve_merge(merge, reason=WHY, actor=by(supervisor))


def test_agents_approve_nothing_and_a_reason_is_given(app, pair, merge, agent, supervisor):
    bounce(pair[1])
    with pytest.raises(NotAllowed):
        approve_merge(merge, reason=WHY, actor=by(agent))
    with pytest.raises(ReasonMissing):
        approve_merge(merge, reason=" ", actor=by(supervisor))


def test_what_waits_for_a_supervisor_is_listed_until_it_is_decided_or_lapses(
    app, pair, merge, agent, supervisor, clock
):
    kept, gone = pair
    assert list_to_approve(10) == []  # its person may still say yes
    bounce(gone)
    assert list_to_approve(10) == [merge]
    approve_merge(merge, reason=WHY, actor=by(supervisor))
    assert list_to_approve(10) == []
    merging.drop(merge, actor=by(supervisor))
    merging.propose(gone, kept, reason="Appel", actor=by(agent))
    bounce(gone)
    assert len(list_to_approve(10)) == 1
    clock.shift(30 * 86_400)
    assert list_to_approve(10) == []


def test_what_its_person_asked_for_waits_for_no_supervisor(app, pair):
    kept, gone = pair
    word = people.PRO_PASSWORD
    merging.request_link(kept, gone.identifier, current_password=word, actor=of(kept))
    bounce(gone)
    assert list_to_approve(10) == []


def test_nobody_approves_what_they_proposed(app, pair, agent, supervisor):
    kept, gone = pair
    merge = merging.propose(gone, kept, reason="Appel", actor=by(supervisor))
    bounce(gone)
    with pytest.raises(OwnProposal):
        approve_merge(merge, reason=WHY, actor=by(supervisor))


def test_nobody_who_bears_one_of_the_addresses_proposes_or_approves(app, pair, agent):
    kept, gone = pair
    concerned = people.staff("supervisor", email=kept.email)
    other = people.staff("supervisor")
    for proposer, approver in ((agent, concerned), (concerned, other)):
        merge = merging.propose(gone, kept, reason="Appel", actor=by(proposer))
        bounce(gone)
        with pytest.raises(OwnProposal):
            approve_merge(merge, reason=WHY, actor=by(approver))


def test_two_names_are_proved_by_their_person_alone(app, account, agent, supervisor):
    other = people.active(company=people.facts(siret=account.company.siret), last_name="Autrement")
    merge = merging.propose(other, account, reason="Mariage", actor=by(agent))
    bounce(other)
    with pytest.raises(NotOnePerson):
        approve_merge(merge, reason=WHY, actor=by(supervisor))


def test_what_a_person_asked_for_by_themselves_is_approved_by_nobody(app, pair, supervisor):
    kept, gone = pair
    word = people.PRO_PASSWORD
    merging.request_link(kept, gone.identifier, current_password=word, actor=of(kept))
    with pytest.raises(MergeOver):
        approve_merge(find_open_merge(gone), reason=WHY, actor=by(supervisor))


def test_the_return_of_the_link_is_not_the_word_of_who_proposed_or_approves(app, pair, agent):
    kept, gone = pair
    supervisor = people.staff("supervisor")
    for teller in (agent, supervisor):
        merge = merging.propose(gone, kept, reason="Appel", actor=by(agent))
        bounce(gone, teller)
        with pytest.raises(OwnWord):
            approve_merge(merge, reason=WHY, actor=by(supervisor))
        mail = mail_to(gone)
        mark_bounced(mail, actor=by(people.staff("agent")))  # a colleague says so, too
        approve_merge(merge, reason=WHY, actor=by(supervisor))


def test_a_server_that_refused_the_link_needs_nobody_s_word(app, pair, merge, supervisor):
    _, gone = pair
    mail = mail_to(gone)
    postponed(mail, error="550 no such user", next_at=None)
    approve_merge(merge, reason=WHY, actor=by(supervisor))
    assert merge.approved_by_id == supervisor.id


def test_two_become_one_person_by_no_name_that_who_proposed_or_approves_wrote(app, account, agent):
    supervisor = people.staff("supervisor")
    for writer in (agent, supervisor):
        other = people.active(company=people.facts(siret=account.company.siret), last_name="Autrement")
        names = {"first_name": account.first_name, "last_name": account.last_name}
        accounts.correct(other, version=other.version, actor=by(writer), **names)
        merge = merging.propose(other, account, reason="Appel", actor=by(agent))
        bounce(other)
        with pytest.raises(OwnWord):
            approve_merge(merge, reason=WHY, actor=by(supervisor))


def test_a_supervisor_approves_the_merge_that_they_read_and_no_other(app, pair, merge, agent, supervisor):
    kept, gone = pair
    read = merge.mark
    other = people.active(
        company=people.facts(siret=kept.company.siret), first_name=kept.first_name, last_name=kept.last_name
    )
    later = merging.propose(gone, other, reason="Appel", actor=by(agent))
    bounce(gone)
    with pytest.raises(Stale):
        approve_merge(later, reason=WHY, seen=read, actor=by(supervisor))
    seen = later.mark
    accounts.correct(other, version=other.version, job_title="Gérante", actor=by(agent))
    with pytest.raises(Stale):
        approve_merge(later, reason=WHY, seen=seen, actor=by(supervisor))
    approve_merge(later, reason=WHY, seen=later.mark, actor=by(supervisor))
