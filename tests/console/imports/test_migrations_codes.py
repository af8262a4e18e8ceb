"""What codes do in a batch: only wrong ones count, they tell namesakes apart, and none is repeated."""

from __future__ import annotations

import pytest

from console.imports.reader import What
from models import attachments
from models.attachments.batches import attaching
from models.concessions import tries
from models.kernel.access.throttling import Attempt
from tests.support import records
from tests.support.batches import HEAD, Town
from tests.support.records import WRONG, count


def test_a_wrong_code_counts_as_a_try_of_the_agent_and_leaves_its_event(town: Town) -> None:
    town.run(town.line(town.company(), records.concession().title, WRONG))
    assert count(Attempt) == 1
    (event,) = records.events("code-refused")
    assert (event.actor_kind, event.actor_id) == ("agent", town.actor.id)
    assert WRONG not in (event.detail.after or "")


def test_right_codes_are_never_counted_however_many(town: Town) -> None:
    siret = town.company()
    lines = [town.line(siret, records.concession().title) for _ in range(tries.PER_AGENT + 5)]
    assert town.run(*lines).done["migrated"] == tries.PER_AGENT + 5
    assert count(Attempt) == 0


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def die(town: Town, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begins the line, whose run dies once its try is counted, before its code is compared."""
    with monkeypatch.context() as patch:
        patch.setattr(attaching, "opened_by", killed)
        with pytest.raises(KeyboardInterrupt):
            town.run(line)


def test_a_right_code_whose_run_died_again_and_again_costs_no_try(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = town.line(town.company(), records.concession().title)
    for _ in range(tries.PER_AGENT + 5):
        die(town, line, monkeypatch)
    assert town.run(line).done["migrated"] == 1 and count(Attempt) == 0


def test_a_wrong_code_whose_run_died_is_one_try_and_another_when_it_comes_again(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    title = records.concession().title
    line, other = (town.line(town.company(), title, code) for code in (WRONG, "9753"))
    die(town, line, monkeypatch)
    die(town, other, monkeypatch)
    assert count(Attempt) == 2, "another code is another guess"
    town.run(line)
    assert count(Attempt) == 2 and len(records.events("code-refused")) == 1
    town.run(line)
    assert count(Attempt) == 3


@pytest.mark.parametrize("dry_run", [False, True])
def test_after_twenty_wrong_codes_the_rest_waits_until_tomorrow(town: Town, dry_run: bool) -> None:
    siret = town.company()
    wrong = [town.line(siret, records.concession().title, WRONG) for _ in range(tries.PER_AGENT)]
    summary = town.run(*wrong, town.line(siret, records.concession().title), dry_run=dry_run)
    assert summary.refused == tries.PER_AGENT + 1
    assert town.heard[-1][2] is What.TRIES_SPENT
    assert count(Attempt) == (0 if dry_run else tries.PER_AGENT)


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_title_pauses_after_eight_wrong_codes(town: Town, dry_run: bool) -> None:
    siret, title = town.company(), records.concession().title
    lines = [town.line(siret, title, WRONG, last=f"Numéro {chr(97 + n)}") for n in range(tries.PER_TITLE)]
    town.run(*lines, town.line(siret, title), dry_run=dry_run)
    assert [what for _, _, what in town.heard] == [What.CODE_REFUSED] * tries.PER_TITLE + [What.TITLE_PAUSED]


def test_a_code_that_served_another_company_is_wrong(town: Town) -> None:
    concession = records.concession()
    town.run(town.line(town.company(), concession.title))
    attachment = attachments.current(concession)
    assert attachment is not None
    attachments.detach(attachment, reason="Cession", actor=town.actor)
    town.run(town.line(town.company(), concession.title))
    assert town.heard == [(2, "code_acces", What.CODE_REFUSED)]


def test_namesakes_are_told_apart_by_their_codes(town: Town) -> None:
    first, second = (records.concession(title="Réseau du port", code=code) for code in ("4827", "7391"))
    assert town.run(town.line(town.company(), "Réseau du port", "7391")).done["migrated"] == 1
    assert attachments.current(first) is None and attachments.current(second) is not None


def test_namesakes_with_one_code_are_left_to_a_person(town: Town) -> None:
    for _ in range(2):
        records.concession(title="Réseau du port")
    town.run(town.line(town.company(), "Réseau du port"))
    assert town.heard == [(2, "intitule", What.TITLE_AMBIGUOUS)]
    assert count(Attempt) == 0


def test_a_reference_tells_apart_namesakes_with_one_code(town: Town) -> None:
    first, second = (records.concession(title="Réseau du port") for _ in range(2))
    siret, head = town.company(), f"{HEAD};reference"
    lines = [f"{town.line(siret, 'Réseau du port')};{each.reference}" for each in (first, second)]
    assert town.run(*lines, head=head).done["migrated"] == 2
    assert attachments.current(first) is not None and attachments.current(second) is not None
    assert town.run(*lines, head=head).done["unchanged"] == 2


def test_a_shortened_code_is_refused_by_name_and_never_repeated(town: Town) -> None:
    town.run(town.line(town.company(), "Lot 42", "42"))
    assert town.heard == [(2, "code_acces", What.CODE_SHORTENED)]
    assert town.problems[0].value == ""


def test_a_refused_code_is_not_repeated(town: Town) -> None:
    town.run(town.line(town.company(), records.concession().title, WRONG))
    assert town.problems[0].value == ""
    assert WRONG not in repr(town.problems)
