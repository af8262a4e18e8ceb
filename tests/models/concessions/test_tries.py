"""Tries: counted before they are checked, failures alone kept, one answer to whatever is wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from models import attachments, concessions
from models.attachments import CodeNotAccepted
from models.cases import Case
from models.concessions import access_codes, tries
from models.concessions.access_codes import TitleLock
from models.concessions.tries import TriesExhausted
from models.kernel import jobs
from models.kernel.access import throttling
from models.kernel.access.throttling import Attempt
from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.transactions import transaction
from tests.support import people
from tests.support.records import CODE, WRONG, actions, by, concession, count, events, mails_of, of
from tests.support.tries import claim, pause, refused


@pytest.fixture(autouse=True)
def still(clock):
    """A clock that stands, so that windows end where the test says."""
    clock.move_to(now(), tick=False)


def test_a_try_is_counted_and_committed_before_it_is_checked(app, account, monkeypatch):
    record, counted = concession(), []
    matches = access_codes.matches
    monkeypatch.setattr(access_codes, "matches", lambda *a: counted.append(count(Attempt)) or matches(*a))
    assert refused(account, record)
    assert counted == [1]


def test_a_try_is_never_counted_inside_another_transaction(app, account):
    with transaction(), pytest.raises(RuntimeError):
        tries.spend("voirie", "titre", opened_at=None, actor=of(account))


def test_the_try_of_a_success_is_given_back(app, account):
    record = concession()
    refused(account, record)
    claim(account, record)
    assert count(Attempt) == 1
    assert db.session.scalars(select(TitleLock.failures)).one() == 0


def test_the_fifth_wrong_code_is_checked_and_the_sixth_right_one_is_refused(app, account):
    record = concession()
    for _ in range(5):
        assert refused(account, record)
    assert count(Attempt) == 5
    assert refused(account, record, CODE)
    assert count(Attempt) == 5


def test_the_fifth_try_opens_if_it_is_right(app, account):
    record = concession()
    for _ in range(4):
        assert refused(account, record)
    assert claim(account, record).is_in_effect


def test_after_a_quarter_of_an_hour_five_more_are_checked(app, account, clock):
    record = concession()
    for _ in range(5):
        refused(account, record)
    clock.shift(timedelta(minutes=14, seconds=59))
    assert refused(account, record, CODE)
    clock.shift(timedelta(seconds=1))
    assert claim(account, record).is_in_effect


def test_one_accounts_failures_do_not_stop_another_below_the_titles_limit(app, account):
    record = concession()
    for _ in range(5):
        refused(account, record)
    assert claim(people.active(), record).is_in_effect


def test_the_eighth_failure_on_a_title_pauses_it_for_a_day_for_everybody(app, account, clock):
    record, other, third = concession(), people.active(), people.active()
    for _ in range(5):
        refused(account, record)
    for _ in range(3):
        refused(other, record)
    assert record.status == "paused" and "concession-paused" in actions()
    assert refused(third, record, CODE)
    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    assert refused(third, record, CODE)
    clock.shift(timedelta(seconds=1))
    assert claim(third, record).is_in_effect


def test_the_eighth_try_opens_if_it_is_right(app, account):
    record, other = concession(), people.active()
    for _ in range(5):
        refused(account, record)
    for _ in range(2):
        refused(other, record)
    assert claim(other, record).is_in_effect
    assert record.title_lock.paused_until is None


def test_tries_during_a_pause_are_told_and_not_counted(app, account):
    record = concession()
    pause(record)
    before, recorded = count(Attempt), len(events("code-refused"))
    for _ in range(4):
        assert refused(account, record, CODE)
    assert count(Attempt) == before
    assert len(events("code-refused")) == recorded + 4


def test_sixteen_failures_since_the_last_success_close_it_until_staff_reopen_it(app, account, agent, clock):
    record = concession()
    pause(record)
    clock.shift(timedelta(hours=25))
    pause(record)
    assert record.status == "blocked" and "concession-closed-by-failures" in actions()
    clock.shift(timedelta(days=400))
    assert refused(account, record, CODE)
    concessions.reopen(record, reason="Rappelé la société", actor=by(agent))
    assert record.status == "free"
    assert claim(account, record).is_in_effect


def test_a_success_starts_the_count_of_sixteen_again(app, account, agent, clock):
    record = concession()
    pause(record)
    clock.shift(timedelta(hours=25))
    attachments.detach(claim(account, record), reason="à la demande du référent", actor=of(account))
    pause(record)
    assert record.status == "paused"


def test_lifting_a_pause_does_not_start_the_count_of_sixteen_again(app, agent, clock):
    record = concession()
    pause(record)
    concessions.reopen(record, reason="Appel", actor=by(agent))
    pause(record)
    assert record.status == "blocked"


def test_an_account_tries_ten_titles_a_day_and_no_eleventh(app, account, clock):
    for _ in range(10):
        assert refused(account, concession())
    eleventh = concession()
    assert refused(account, eleventh, CODE)
    clock.shift(timedelta(hours=24))
    assert claim(account, eleventh).is_in_effect


def test_a_title_already_tried_is_no_eleventh_and_successes_are_none_at_all(app, account, clock):
    first = concession()
    refused(account, first)
    for _ in range(15):
        claim(account, concession())
    for _ in range(9):
        refused(account, concession())
    assert claim(account, first).is_in_effect


def test_sixty_failures_from_one_address_close_it_for_an_hour(app, account, clock):
    for _ in range(15):
        somebody = people.active()
        for _ in range(4):
            refused(somebody, concession(), ip="198.51.100.9")
    assert count(Attempt) == 60
    record = concession()
    assert refused(account, record, CODE, ip="198.51.100.9")
    assert count(Attempt) == 60
    clock.shift(timedelta(hours=1))
    assert claim(account, record, ip="198.51.100.9").is_in_effect


def failures_of_the_hour(number):
    with transaction():
        for each in range(number):
            throttling.write("code", who=f"who{each}", what=f"what{each}", ip=None)


def test_beyond_three_hundred_failures_an_hour_young_accounts_wait_and_staff_are_told(
    app, account, supervisor, clock
):
    record = concession()
    failures_of_the_hour(299)
    assert refused(account, record)
    assert not db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "code-alarm")).all()
    assert refused(people.active(), concession())
    assert db.session.scalars(select(jobs.Job).where(jobs.Job.kind == "code-alarm")).one()
    attachments.sound_alarm()
    assert [mail.to for mail in mails_of("many-failures")] == [supervisor.email]
    assert refused(account, record, CODE)
    clock.shift(timedelta(hours=1))
    assert claim(account, record).is_in_effect


def test_an_account_of_seven_days_does_not_wait_for_an_alarm(app, account, clock):
    clock.shift(timedelta(days=7))
    failures_of_the_hour(301)
    assert claim(account, concession()).is_in_effect


# -- one answer


def test_unknown_wrong_paused_blocked_barred_and_closed_have_one_answer(app, account):
    paused = concession()
    pause(paused)
    cases = [
        (concession(), WRONG, None),
        (concession(), CODE, "Un titre que personne ne porte"),
        (paused, CODE, None),
        (concession(code="1234"), "1234", None),
        (concession(closed=True), CODE, None),
        (concession(code=None), CODE, None),
    ]
    for record, code, title in cases:
        assert refused(account, record, code, title=title)


def test_a_refused_try_leaves_one_event_with_title_and_without_the_code(app, account):
    record = concession()
    refused(account, record, "7391")
    event = events("code-refused")[0]
    assert (event.actor_id, event.subject_id, event.company_id) == (account.id, record.id, account.company_id)
    assert record.title in event.detail.after and "7391" not in event.detail.after


def test_asking_an_agent_opens_one_case_that_tells_what_was_tried_and_never_the_code(app, account):
    record = concession()
    refused(account, record, "7391")
    for _ in range(2):
        case = attachments.ask_agent(account, kind="voirie", title=record.title, actor=of(account))
    assert count(Case) == 1
    assert case.question.tried == {"title": record.title, "kind": "voirie"}


def test_titles_match_whatever_their_case_accents_dashes_and_signs(app, account):
    record = concession(title="Réseaux d’Été – Cœur & Bâti  (lot n° 12)")
    bound = claim(account, record, title="RESEAUX D'ETE - COEUR ET BATI lot n 12")
    assert bound.concession_id == record.id


def test_of_two_spellings_of_a_title_each_opens_with_its_own_and_its_own_code(app, account):
    short = concession(title="Résidence St Michel", code="4827")
    long = concession(title="Résidence Saint-Michel", code="5938")
    assert refused(account, short, "5938") and refused(account, long, "4827")
    assert claim(account, short, "4827").concession_id == short.id
    assert claim(account, long, "5938").concession_id == long.id


def test_a_title_is_looked_for_among_its_own_kind(app, account):
    record = concession(kind="eau")
    assert refused(account, record, CODE, kind="voirie")
    assert claim(account, record, kind="eau").is_in_effect


# -- agents


def test_an_agent_tries_twenty_codes_a_day(app, account, agent, clock):
    for _ in range(20):
        with pytest.raises(CodeNotAccepted):
            attachments.attach(concession(), account, evidence="code", access_code=WRONG, actor=by(agent))
    record = concession()
    with pytest.raises(TriesExhausted) as refusal:
        attachments.attach(record, account, evidence="code", access_code=CODE, actor=by(agent))
    assert refusal.value.facts == {"why": "agent"}
    other = people.staff("agent")
    assert attachments.attach(record, account, evidence="code", access_code=CODE, actor=by(other))


def test_an_agents_failures_count_for_the_title_too(app, account, agent):
    record = concession()
    for _ in range(8):
        with pytest.raises(CodeNotAccepted):
            attachments.attach(record, account, evidence="code", access_code=WRONG, actor=by(agent))
    assert record.status == "paused" and refused(account, record, CODE)
    with pytest.raises(TriesExhausted) as refusal:
        attachments.attach(record, account, evidence="code", access_code=CODE, actor=by(agent))
    assert refusal.value.facts == {"why": "paused"}


def test_staff_cannot_learn_the_code_of_a_held_record_by_trying(app, account, agent):
    record = concession()
    claim(account, record)
    for code in (CODE, WRONG):
        with pytest.raises(attachments.AlreadyAttached):
            attachments.attach(record, people.active(), evidence="code", access_code=code, actor=by(agent))
    assert count(Attempt) == 0


def test_whatever_is_wrong_commits_as_often(app, account):
    paused, served = concession(), concession()
    pause(paused)
    other = people.active()
    attachments.detach(claim(other, served), reason="à la demande du référent", actor=of(other))
    wrong = [
        (concession(), WRONG, None),
        (concession(), CODE, "Un titre que personne ne porte"),
        (paused, CODE, None),
        (concession(code="1234"), "1234", None),
        (concession(closed=True), CODE, None),
        (served, CODE, None),
    ]
    commits, session = [], db.session()

    def committed(_):
        commits.append(1)

    event.listen(session, "after_commit", committed)
    try:
        counted = []
        for record, code, title in wrong:
            commits.clear()
            assert refused(account, record, code, title=title)
            counted.append(len(commits))
    finally:
        event.remove(session, "after_commit", committed)
    assert set(counted) == {2}
