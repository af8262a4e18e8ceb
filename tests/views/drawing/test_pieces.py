"""The smallest pieces: what comes from elsewhere is escaped, and told as the rest of the product tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from markupsafe import escape

from models.accounts import AccountStatus
from models.attachments import AttachmentStatus
from models.kernel.clock import now
from models.values.days import PARIS
from views.backoffice.kit.columns import Action
from views.drawing import pieces
from views.messages import Tag

EVIL = '"><script>alert(1)</script>'


def test_nothing_that_a_state_says_becomes_markup() -> None:
    drawn = pieces.badge(Tag(EVIL, EVIL, EVIL))
    assert "<script>" not in drawn
    assert drawn.count(str(escape(EVIL))) == 3
    assert "<script>" not in pieces.tag(AccountStatus.ACTIVE, words=EVIL)


def test_nothing_that_names_an_icon_becomes_markup() -> None:
    assert pieces.icon(EVIL) == f'<i class="b-i i-{escape(EVIL)}"></i>'


def test_a_state_is_drawn_alike_however_it_is_known() -> None:
    by_member, by_name = pieces.state(AccountStatus.ACTIVE), pieces.tag("AccountStatus", "active")
    assert by_member == by_name
    assert by_member.startswith('<span class="b-tag')


def test_a_time_in_words_bears_the_exact_one() -> None:
    moment = now() - timedelta(minutes=5, seconds=1)
    drawn = pieces.when(moment)
    assert "Il y a 5" in drawn
    assert 'title="' in drawn


def test_a_fact_is_the_moment_with_how_far_off_it_is() -> None:
    drawn = pieces.when(datetime(2020, 5, 4, 10, 0, tzinfo=UTC), "moment")
    assert drawn.startswith('<time datetime="2020-05-04T12:00:00+02:00">4')
    assert "il y a" in drawn


def test_a_day_is_no_moment_and_nothing_is_drawn_of_no_time() -> None:
    assert pieces.when(date(2026, 10, 1), "day").startswith('<time datetime="2026-10-01">1er')
    assert pieces.when(None) == ""


def test_members_of_one_text_are_drawn_each_as_its_own() -> None:
    drawn = {pieces.state(AccountStatus.SUSPENDED), pieces.state(AttachmentStatus.SUSPENDED)}
    assert AccountStatus.SUSPENDED == str(AttachmentStatus.SUSPENDED)
    assert len(drawn) == 2


def test_both_of_a_clocks_half_past_two_are_told_apart() -> None:
    summer = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    winter = summer.replace(fold=1)
    assert "+02:00" in pieces.when(summer)
    assert "+01:00" in pieces.when(winter)


def test_buttons_with_one_reason_share_it_by_the_number_of_the_first() -> None:
    see = ("/comptes/", "Voir le compte")
    found = pieces.refused(
        [
            Action("Ouvrir", "/"),
            Action("Fermer", "/", unless="Trop tard", see=see),
            Action("Rendre", "/", unless="Pas encore"),
            Action("Clore", "/", unless="Trop tard"),
        ]
    )
    assert found == {
        "Pas encore": pieces.Refused(2, None, ["Rendre"]),
        "Trop tard": pieces.Refused(1, see, ["Fermer", "Clore"]),
    }
    assert list(found) == ["Pas encore", "Trop tard"]
