"""Any history of one concession, against a small oracle: what is refused, and what stands."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from models import attachments, audit
from models.attachments import (
    AlreadyAttached,
    AlreadyHeld,
    AlreadyYours,
    Attachment,
    CodeNotAccepted,
    NotReviewable,
    OwnWork,
    UnderReview,
    UndoTooLate,
)
from models.attachments.evidence import rule as evidence_rule
from models.attachments.visibility import list_attachments_for_account
from models.concessions import tries
from models.concessions.tries import TryRefused
from models.kernel.base import db
from models.kernel.errors import DomainError, NotAllowed
from tests.support import people
from tests.support.records import CODE, by, concession, count, of

WHY = "Vu avec Mme Le Goff, service travaux."


@dataclass
class Expected:
    """What the rules say of one attachment."""

    company: int
    status: str
    maker: object = None
    waits: bool = False
    contested_by: object = None
    in_effect_once: bool = False


class History(RuleBasedStateMachine):
    """Two companies and three members of staff around one concession."""

    emptied: object = None

    def __init__(self):
        super().__init__()
        db.session.remove()
        type(self).emptied()
        self.record = concession()
        self.accounts = [people.active(), people.active()]
        self.staff = [people.staff("agent"), people.staff("supervisor"), people.staff("supervisor")]
        self.made: list[tuple[Attachment, Expected]] = []
        self.code_of = None
        self.undone_by: dict[int, object] = {}

    def open(self):
        return next((pair for pair in self.made if pair[1].status in OPEN), None)

    def expect(self, refusal, call):
        """The call is refused so, or goes through."""
        try:
            result = call()
        except DomainError as refused:
            assert refusal is not None and isinstance(refused, refusal), f"{refused} instead of {refusal}"
            return None
        assert refusal is None, f"not refused as {refusal}"
        return result

    @rule(who=st.integers(0, 1))
    def claim(self, who):
        account, held = self.accounts[who], self.open()
        refusal = TryRefused if self.code_of not in (None, who) else None
        if held:
            refusal = AlreadyYours if held[1].company == who else AlreadyHeld
        bound = self.expect(
            refusal,
            lambda: attachments.claim(
                account, kind="voirie", title=self.record.title, access_code=CODE, actor=of(account)
            ),
        )
        if bound is not None:
            self.code_of = who
            self.made.append((bound, Expected(who, "in-effect", in_effect_once=True)))

    @rule(
        who=st.integers(0, 1),
        staff=st.integers(0, 2),
        evidence=st.sampled_from(["code", "callback", "other"]),
    )
    def attach(self, who, staff, evidence):
        refusal = AlreadyAttached if self.open() else None
        if not refusal and evidence == "code" and self.code_of not in (None, who):
            refusal = CodeNotAccepted
        bound = self.expect(
            refusal,
            lambda: attachments.attach(
                self.record,
                self.accounts[who],
                evidence=evidence,
                justification=WHY,
                access_code=CODE,
                called_number=self.record.phone,
                actor=by(self.staff[staff]),
            ),
        )
        if bound is not None:
            waits = evidence == "other"
            status = "waiting-review" if waits else "in-effect"
            self.made.append((bound, Expected(who, status, self.staff[staff], waits, None, not waits)))
            if evidence == "code":
                self.code_of = who

    @rule(which=st.integers(0, 9), staff=st.integers(0, 2))
    def detach(self, which, staff):
        if not self.made:
            return
        (bound, expected), actor = self.made[which % len(self.made)], self.staff[staff]
        refusal = None
        if staff == 0 and expected.maker is not actor:
            refusal = attachments.DetachTooLate
        elif expected.status == "suspended" and (staff == 0 or expected.contested_by is actor):
            refusal = UnderReview
        self.expect(refusal, lambda: attachments.detach(bound, reason="Erreur", actor=by(actor)))
        if refusal is None and expected.status in OPEN:
            expected.status = "detached"
            self.undone_by[bound.id] = actor

    @rule(which=st.integers(0, 9), staff=st.integers(0, 2))
    def undo(self, which, staff):
        if not self.made:
            return
        place = which % len(self.made)
        (bound, expected), actor = self.made[place], self.staff[staff]
        refusal = None
        detached = expected.status == "detached"
        if staff == 0 and not (detached and self.undone_by.get(bound.id) is actor):
            refusal = NotAllowed
        elif not detached:
            refusal = UndoTooLate
        elif self.open() or any(later.in_effect_once for _, later in self.made[place + 1 :]):
            refusal = AlreadyAttached
        self.expect(refusal, lambda: attachments.undo_detach(bound, actor=by(actor)))
        if refusal is None:
            standing = "waiting-review" if expected.waits else "in-effect"
            expected.status = "suspended" if expected.contested_by else standing

    @rule(staff=st.integers(0, 2))
    def approve(self, staff):
        self.review(staff, attachments.approve, self._approved)

    @rule(staff=st.integers(0, 2))
    def contest(self, staff):
        self.review(
            staff,
            lambda bound, actor: attachments.contest(bound, reason="Doute", actor=actor),
            self._contested,
        )

    @rule(staff=st.integers(0, 2))
    def confirm(self, staff):
        self.review(
            staff, lambda bound, actor: attachments.confirm(bound, reason="Vu", actor=actor), self._confirmed
        )

    def review(self, staff, step, expected_of):
        found = self.open()
        if found is None:
            return
        (bound, expected), actor = found, self.staff[staff]
        refusal = NotAllowed if staff == 0 else OwnWork if expected.maker is actor else None
        after = None
        if refusal is None:
            refusal, after = expected_of(bound, expected, actor)
        self.expect(refusal, lambda: step(bound, actor=by(actor)))
        if refusal is None:
            after()

    def _approved(self, bound, expected, actor):
        if expected.status == "suspended" or bound.review == "none" or bound.reviewed_at is not None:
            return NotReviewable, None

        def after():
            expected.status, expected.waits, expected.in_effect_once = "in-effect", False, True

        return None, after

    def _contested(self, bound, expected, actor):
        if expected.status == "suspended":
            return NotReviewable, None

        def after():
            if expected.waits:
                expected.status = "refused"
            else:
                expected.status, expected.contested_by = "suspended", actor

        return None, after

    def _confirmed(self, bound, expected, actor):
        if expected.status != "suspended":
            return NotReviewable, None
        if expected.contested_by is actor:
            return OwnWork, None

        def after():
            expected.status, expected.contested_by = "in-effect", None

        return None, after

    @invariant()
    def what_stands_is_what_the_rules_say(self):
        db.session.rollback()
        for bound, expected in self.made:
            assert bound.status == expected.status
        assert count(Attachment, Attachment.is_open) <= 1
        held = self.open()
        for who, account in enumerate(self.accounts):
            sees = {each.id for each in list_attachments_for_account(account, "voirie")}
            assert sees == ({held[0].id} if held and held[1].company == who else set())
            assert attachments.holds_any(account) == (
                held is not None and held[1].company == who and held[1].status == "in-effect"
            )

    def teardown(self):
        db.session.rollback()
        audit.verify()


OPEN = {"waiting-review", "in-effect", "suspended"}


def test_no_history_of_a_concession_breaks_the_rules(app, house, monkeypatch):
    for limit in ("PER_ACCOUNT_AND_TITLE", "PER_TITLE", "UNTIL_CLOSED", "PER_AGENT", "ALARM"):
        monkeypatch.setattr(tries, limit, 10_000)  # tries have their own tests
    monkeypatch.setattr(evidence_rule.secrets, "randbelow", lambda _: 1)
    monkeypatch.setattr(History, "emptied", staticmethod(lambda: house.empty(app)))
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=8,
            stateful_step_count=14,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # to shrink a history takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
