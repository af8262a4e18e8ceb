"""The page of the checklists: shaped by administrators, read by those who decide, ticked by agents."""

from __future__ import annotations

from models import cases
from models.cases import CaseKind
from models.kernel.base import db
from models.shaping.kinds.checklist import NAME
from models.shaping.queries import body_of, find_shape
from tests.support.records import of

HERE = "/console/reglages/controles/"


def points(kind="help"):
    db.session.rollback()
    shape = find_shape(NAME, kind)
    return body_of(shape).points if shape is not None and shape.retired_at is None else []


def labels():
    return [(point.label, point.required) for point in points()]


def test_points_are_made_put_in_order_renamed_and_taken_away(desk, admin):
    console = desk(admin)
    sent = {"label_0": "Rappelé", "required_0": "y", "rank_0": "2", "label_1": "Pièce vue", "rank_1": "1"}
    console.send(f"{HERE}help", **sent)
    assert labels() == [("Pièce vue", False), ("Rappelé", True)]
    first = points()[0]
    assert 'value="Pièce vue"' in console.open(f"{HERE}help").html
    console.send(f"{HERE}help", label_0="Pièce lue", label_1="")
    assert labels() == [("Pièce lue", False)] and points()[0].key == first.key
    console.send(f"{HERE}help", label_0="")
    assert labels() == [] and "Rien à cocher" in console.open(HERE).text


def test_two_points_of_the_same_words_and_a_page_of_before_are_refused(desk, admin):
    console = desk(admin)
    answer = console.send(f"{HERE}help", label_0="Vu", label_1="VU")
    assert answer.status == 422 and labels() == []
    console.send(f"{HERE}help", label_0="Vu")
    answer = console.send(f"{HERE}help", seen="0", label_0="Lu")
    assert labels() == [("Vu", False)] and answer.status in (409, 422)
    assert console.open(f"{HERE}weather").status == 404


def test_supervisors_read_and_do_not_change(desk, supervisor, agent):
    console = desk(supervisor)
    assert console.open(HERE).status == 200 and "Changer" not in console.open(HERE).text
    assert console.open(f"{HERE}help").status == 403
    assert desk(agent).open(HERE).status == 403


def test_an_agent_ticks_on_the_page_of_the_case(desk, admin, agent, account):
    desk(admin).send(f"{HERE}help", label_0="Rappelé", required_0="y")
    case = cases.open_(CaseKind.HELP, "Un titre", account=account, actor=of(account))
    console = desk(agent)
    details = f"/console/dossiers/details/?id={case.id}"
    assert "Il reste à cocher" in console.open(details).text
    console.send(f"/console/dossiers/{case.id}/cocher", points="rappele")
    text = console.open(details).text
    assert agent.name in text and "Il reste à cocher" not in text
