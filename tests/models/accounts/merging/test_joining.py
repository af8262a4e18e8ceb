"""All that hangs on an account follows to the other of its person, and the one that goes is nobody's."""

from __future__ import annotations

import json

import pytest

from models import accounts, attachments, audit, cases, road_openings
from models.accounts import AccountStatus
from models.attachments import AccountUnusable, AttachmentReferent, attach
from models.attachments.afterwards import answer_claim, ask_holder, freeze, name_referent, transfer
from models.attachments.old_contact.letter_keys import write_key
from models.attachments.old_contact.tables import LetterKey
from models.cases import CaseKind
from models.cases.entries import CaseQuestion
from models.cases.queries import list_questions_of
from models.kernel.access import sessions, tokens
from models.kernel.access.links import Purpose, Token
from models.kernel.actors import Site
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail, notify
from models.road_openings.queries import list_requests_for_account, list_requests_made_by
from models.sign_in.throttle import SignInRefused
from models.values.text import fold
from tests.support import people, road_works
from tests.support.merges import elsewhere, merge, twin
from tests.support.records import CODE, by, concession, count, detail, events, held, mails_of, of, visitor


def seats(attachment):
    """Who sees it, by number of the account."""
    query = db.select(AttachmentReferent.account_id).where(AttachmentReferent.attachment_id == attachment.id)
    return set(db.session.scalars(query))


@pytest.fixture
def kept(account):
    """The account that stays."""
    return account


@pytest.fixture
def gone(account):
    """The account that goes."""
    return twin(account)


def test_what_it_was_the_referent_of_is_the_other_one_s(app, kept, gone, agent):
    bound = held(gone, agent)
    merge(gone, kept)
    assert bound.referent_id == kept.id and seats(bound) == {kept.id} and bound.is_in_effect
    assert fold(kept.identifier) in bound.search
    assert json.loads(detail(events("referent-changed")[-1]).after or "") == {"referent": kept.identifier}


def test_what_it_saw_beside_another_is_seen_by_the_other_and_by_nobody_twice(app, kept, gone, agent):
    colleague = people.active(company=people.facts(siret=kept.company.siret))
    alone, both = held(colleague, agent), held(colleague, agent)
    for bound in (alone, both):
        attachments.add_referent(bound, gone, actor=by(agent))
    attachments.add_referent(both, kept, actor=by(agent))
    merge(gone, kept)
    assert seats(alone) == seats(both) == {colleague.id, kept.id}
    assert alone.referent_id == both.referent_id == colleague.id


def test_what_ended_may_still_be_put_back_by_its_person(app, kept, gone, agent):
    bound = attachments.claim(gone, kind="voirie", title=concession().title, access_code=CODE, actor=of(gone))
    attachments.detach(bound, reason="à la demande du référent", actor=of(gone))
    merge(gone, kept)
    attachments.undo_detach(bound, actor=of(kept))
    assert bound.is_open and bound.referent_id == kept.id


def test_what_waits_for_approval_or_is_contested_waits_as_before(app, kept, gone, agent, supervisor):
    waiting, contested = held(gone, agent, "other"), held(gone, agent)
    attachments.contest(contested, reason="Doute", actor=by(supervisor))
    merge(gone, kept)
    assert waiting.waits_for_review and waiting.effective_at is None
    assert contested.is_contested and contested.suspended_by_id == supervisor.id
    assert waiting.referent_id == contested.referent_id == kept.id


def test_its_requests_and_its_steps_follow(app, kept, gone):
    bound = road_works.held(gone)
    filed = road_works.filed(gone, bound)
    merge(gone, kept)
    assert [each.id for each in list_requests_made_by(kept)] == [filed.id]
    assert {step.account_id for step in filed.moves} == {kept.id}
    assert [each.id for each in list_requests_for_account(kept)] == [filed.id]


def test_its_questions_are_read_with_their_answers_by_the_other(app, kept, gone):
    with transaction():
        cases.open_(CaseKind.HELP, "Code perdu", message="Où est-il ?", account=gone, actor=of(gone))
    merge(gone, kept)
    (question,) = list_questions_of(kept)
    assert question.case.account_id == kept.id and fold(kept.identifier) in question.case.search
    assert count(CaseQuestion, CaseQuestion.account_id == gone.id) == 0


def test_what_waits_to_be_sent_goes_to_the_address_that_is_read(app, kept, gone):
    old = gone.email
    with transaction():
        for number in range(5):
            facts = {"title": str(number), "company": "X", "kind": "voirie", "referent": "", "reference": ""}
            notify(MailKind.DETACHED, gone.email, params=facts, account=gone)
    assert {mail.state for mail in mails_of("detached")} == {"owed", "held"}
    merge(gone, kept)
    assert {(mail.to, mail.state) for mail in mails_of("detached")} == {(kept.email, "owed")}
    assert count(OutboxEmail, OutboxEmail.account_id == gone.id) == 0
    assert old in {mail.to for mail in mails_of("activation")}, "what was sent says where it went"


def test_sessions_and_links_of_the_one_that_goes_are_dead(app, kept, gone):
    secret = sessions.open_(Site.PORTAL, account=gone)
    accounts.ask_reset(gone.identifier, actor=visitor())
    merge(gone, kept)
    assert sessions.find(Site.PORTAL, secret) is None
    assert count(Token, Token.account_id == gone.id, Token.ended_at.is_(None)) == 0


def test_its_person_still_freezes_what_another_took_from_them(app, kept, gone, agent):
    colleague = people.active(company=people.facts(siret=kept.company.siret))
    bound = held(gone, agent)
    name_referent(bound, colleague, actor=of(gone))
    secret = tokens.secret_of(mails_of("referent-left")[-1].token)
    merge(gone, kept)
    freeze(secret, reason="gelé", actor=visitor())
    assert bound.is_contested and events("attachment-contested")[-1].actor_id == kept.id


def test_a_key_in_the_post_opens_for_the_other_which_keeps_its_own(app, kept, gone):
    first, second = concession(), concession()
    with transaction():
        write_key(gone, first.id)
        write_key(gone, second.id)
        write_key(kept, second.id)
    merge(gone, kept)
    live = db.session.scalars(db.select(LetterKey).where(LetterKey.ended_at.is_(None)))
    assert sorted((key.account_id, key.concession_id) for key in live) == [
        (kept.id, first.id),
        (kept.id, second.id),
    ]


def test_a_claim_goes_on_and_nobody_claims_what_they_hold(app, kept, gone, agent):
    holder = people.active()
    theirs, own = held(holder, agent), held(kept, agent)
    with transaction():
        claim, void = ask_holder(gone, theirs), ask_holder(gone, own)
    merge(gone, kept)
    assert claim.waits and claim.account_id == kept.id
    assert void.outcome == "void"
    made = answer_claim(claim, accepts=True, actor=of(holder))
    assert made is not None and made.referent_id == kept.id


def test_the_one_that_goes_signs_nobody_in_and_tells_a_stranger_nothing(app, kept, gone):
    identifier, email = gone.identifier, gone.email
    merge(gone, kept)
    assert gone.status is AccountStatus.ERASED and gone.email == "" and gone.password_hash is None
    with pytest.raises(SignInRefused):
        accounts.sign_in(identifier, people.PRO_PASSWORD, actor=visitor())
    before = count(OutboxEmail)
    accounts.ask_reset(identifier, actor=visitor())
    accounts.remind_identifiers(email, actor=visitor())
    assert count(OutboxEmail) == before
    newcomer = twin(kept)
    assert newcomer.identifier != identifier, "it is given to nobody again"


def test_nothing_is_attached_to_the_one_that_went(app, kept, gone, agent):
    merge(gone, kept)
    with pytest.raises(AccountUnusable):
        attach(concession(), gone, evidence="code", access_code=CODE, actor=by(agent))


def test_both_addresses_and_the_company_are_told_once_each(app, kept, gone):
    wanted = {kept.email, gone.email, kept.company.email}
    merge(gone, kept)
    assert sorted(mail.to for mail in mails_of("account-merged")) == sorted(wanted)


def test_the_trail_keeps_both_names_and_where_it_went(app, kept, gone):
    name = gone.identifier
    merge(gone, kept)
    merged = events("account-merged")
    assert [event.subject_id for event in merged] == [gone.id, kept.id]
    assert json.loads(detail(merged[0]).before or "")["identifier"] == name
    assert json.loads(detail(merged[0]).after or "") == {"into": kept.identifier}
    assert name in (detail(merged[0]).subject_label or "")
    audit.verify()


def test_erasing_the_one_that_stays_empties_the_trail_of_both(app, kept, gone):
    name = gone.identifier
    merge(gone, kept)
    accounts.erase(kept, reason="Départ", actor=of(kept))
    assert [event for event in events() if name in str(detail(event) and detail(event).subject_label)] == []
    assert count(OutboxEmail, OutboxEmail.account_id == kept.id, OutboxEmail.to != "") <= 1
    audit.verify()


def test_of_three_the_first_leads_to_the_last(app, kept, gone):
    last = twin(kept)
    merge(gone, kept)
    merge(kept, last)
    assert gone.merged_into_id == kept.merged_into_id == last.id


def test_the_news_that_one_of_them_wanted_are_still_wanted(app, kept, gone):
    accounts.rectify(gone, version=gone.version, newsletter=True, actor=of(gone))
    merge(gone, kept)
    assert kept.newsletter and not gone.newsletter


# -- two establishments of one legal unit


def test_what_the_person_alone_refers_to_goes_with_them_to_their_other_establishment(app, gone, agent):
    other = elsewhere(gone)
    bound = attachments.claim(gone, kind="voirie", title=concession().title, access_code=CODE, actor=of(gone))
    filed = road_works.filed(gone, bound)
    merge(gone, other)
    assert (bound.company_id, bound.referent_id) == (other.company_id, other.id)
    assert bound.concession.code_company_id == other.company_id
    assert [each.id for each in list_requests_for_account(other)] == [filed.id]
    assert filed.company_id == other.company_id and fold(other.company.siret) in filed.search


def test_requests_of_before_a_transfer_stay_where_they_were(app, gone, supervisor):
    other, bound = elsewhere(gone), road_works.held(gone)
    before = road_works.filed(gone, bound)
    transfer(bound, other, reason="Le réseau a été repris par l’autre établissement.", actor=by(supervisor))
    moved = road_works.held(gone)
    now_theirs, company = road_works.filed(gone, moved), gone.company_id
    merge(gone, other)
    assert (before.company_id, now_theirs.company_id) == (company, other.company_id)
    assert [each.id for each in list_requests_for_account(other)] == [now_theirs.id]
    assert before.account_id == now_theirs.account_id == other.id


def test_what_colleagues_see_stays_with_their_company_and_the_oldest_refers_to_it(app, gone, agent):
    other, colleagues = elsewhere(gone), [people.active(company=people.facts(siret=gone.company.siret))]
    colleagues.append(people.active(company=people.facts(siret=gone.company.siret)))
    bound, theirs = held(gone, agent), held(colleagues[0], agent)
    for colleague in colleagues:
        attachments.add_referent(bound, colleague, actor=of(gone))
    attachments.add_referent(theirs, gone, actor=by(agent))
    company = gone.company_id
    merge(gone, other)
    assert (bound.company_id, bound.referent_id) == (company, colleagues[0].id)
    assert seats(bound) == {colleague.id for colleague in colleagues}
    assert seats(theirs) == {colleagues[0].id}
    assert [mail.to for mail in mails_of("referent-named")] == [colleagues[0].email]


def test_what_waits_for_approval_gains_no_effect_by_going_to_another_establishment(app, gone, agent):
    other, waiting = elsewhere(gone), held(gone, agent, "other")
    merge(gone, other)
    assert waiting.company_id == other.company_id
    assert waiting.waits_for_review and waiting.effective_at is None


def test_a_suspended_colleague_keeps_no_seat_in_what_went_to_another_establishment(app, gone, agent):
    other, colleague = elsewhere(gone), people.active(company=people.facts(siret=gone.company.siret))
    bound = held(gone, agent)
    attachments.add_referent(bound, colleague, actor=of(gone))
    accounts.suspend(colleague, reason="Doute", actor=by(agent))
    merge(gone, other)
    assert seats(bound) == {other.id}


def test_drafts_are_changed_by_the_account_into_which_theirs_went(app, kept, gone):
    bound = road_works.held(gone)
    draft = road_works.drafted(gone, bound)
    merge(gone, kept)
    road_openings.change(draft, road_works.works(), attachment=bound, actor=of(kept))
    assert draft.account_id == kept.id


def test_a_live_reset_of_the_one_that_stays_is_not_touched(app, kept, gone):
    accounts.ask_reset(kept.identifier, actor=visitor())
    secret = tokens.secret_of(mails_of("reset")[-1].token)
    merge(gone, kept)
    assert tokens.peek(Purpose.RESET, secret).account_id == kept.id
