"""Deciding from the queue: the next one follows, and whoever comes second is told."""

from __future__ import annotations

from tests.support import people
from tests.views.backoffice.attachments.conftest import QUEUE, contested
from tests.views.backoffice.conftest import again


def decide(console, row, action, **answers):
    page = console.open(f"{QUEUE}?rattachement={row.id}")
    form = page.form("reason")
    return console.post(f"/console/rattachements/{row.id}/{action}", {**form, **answers})


def test_approving_goes_on_with_the_next(app, desk, supervisor, bound):
    row, following = bound(), bound()
    console = desk(supervisor)
    page = decide(console, row, "approuver")
    assert (page.status, page.location) == (303, QUEUE) and again(row).is_in_effect
    page = page.follow()
    assert page.ids == [str(following.id)] and "est approuvé" in page.text
    assert page.doc.xpath(f"//a[@href='/console/rattachements/details/?id={row.id}']")


def test_the_group_that_one_works_through_is_kept(app, desk, supervisor, bound):
    row = bound("callback")
    console = desk(supervisor)
    page = console.open(f"{QUEUE}?quoi=apres&rattachement={row.id}")
    page = console.post(f"/console/rattachements/{row.id}/approuver", page.form("reason"))
    assert page.location == f"{QUEUE}?quoi=apres"


def test_contesting_wants_a_reason_and_keeps_the_way_back(app, desk, supervisor, bound):
    row = bound("callback")
    console = desk(supervisor)
    page = decide(console, row, "contester", reason=" ")
    assert page.status == 422 and page.error("reason") and again(row).suspended_at is None
    page = console.post(
        f"/console/rattachements/{row.id}/contester", {**page.form("reason"), "reason": "Signature illisible"}
    )
    assert (page.status, page.location) == (303, QUEUE)
    assert again(row).suspended_reason == "Signature illisible"


def test_another_supervisor_confirms_or_detaches_what_is_contested(app, desk, supervisor, bound):
    row = contested(bound("callback"), supervisor)
    page = desk(supervisor).open(f"{QUEUE}?rattachement={row.id}")
    assert "Vous l’avez contesté." in page.text and not page.doc.xpath("//*[@name='reason']")
    console = desk(people.staff("supervisor"))
    page = console.open(f"{QUEUE}?rattachement={row.id}")
    assert page.doc.xpath(f"//a[@href='/console/rattachements/{row.id}/detacher']") and "Doute" in page.text
    page = decide(console, row, "confirmer", reason="Rappelé, c’est bien lui.")
    assert page.location == QUEUE and again(row).is_in_effect


def test_nobody_decides_of_his_own_nor_of_what_benefits_him(app, desk, supervisor, account, bound):
    mine = bound(by=supervisor)
    friend = people.staff("supervisor", email=account.company.email)
    for person in (supervisor, friend):
        page = desk(person).open(f"{QUEUE}?rattachement={mine.id}")
        assert "Un collègue décide." in page.text and not page.doc.xpath("//*[@name='reason']")
        for action, answers in (("approuver", {}), ("contester", {"reason": "Non"})):
            page = desk(person).send(f"/console/rattachements/{mine.id}/{action}", **answers)
            assert page.status == 422 and "ce qui lui profite" in page.text
    assert again(mine).reviewed_at is None


def test_who_comes_second_reads_who_was_first_and_changes_nothing(app, desk, supervisor, bound):
    row, other = bound(), people.staff("supervisor", name="Karim Diallo")
    mine, theirs = desk(supervisor), desk(other)
    page = mine.open(f"{QUEUE}?rattachement={row.id}")
    decide(theirs, row, "approuver")
    page = mine.post(f"/console/rattachements/{row.id}/contester", {**page.form("reason"), "reason": "Faux"})
    assert page.status == 422 and "Karim Diallo (superviseur)" in page.text
    assert "Quelqu’un a décidé avant vous" in page.text and again(row).is_in_effect
    assert page.doc.xpath(f"//a[@href='{QUEUE}']")
    page = mine.open(f"{QUEUE}?rattachement={row.id}")
    assert "Il n’y a plus rien à décider ici" in page.text and "Karim Diallo" in page.text


def test_approving_asks_the_code_again_and_comes_back_to_the_case(app, desk, supervisor, bound):
    row = bound()
    console = desk(supervisor, fresh=False)
    address = f"{QUEUE}?rattachement={row.id}"
    form = console.open(address).form("reason")
    answer = console.client.post(
        f"/console/rattachements/{row.id}/approuver",
        data=form,
        headers={"Referer": f"http://localhost{address}"},
    )
    assert answer.location.startswith("/console/connexion/code") and again(row).reviewed_at is None
    page = console.send(answer.location, otp=people.code_of(supervisor))
    assert page.location == address
