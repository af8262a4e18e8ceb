"""Texts that administrators edit: checked as they are kept, each version there for good, nothing ever run."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from models.kernel.base import db
from models.kernel.clock import now
from models.kernel.errors import NotAllowed, Stale
from models.kernel.transactions import transaction
from models.mails import MailKind, texts
from models.mails.texts import EditedText, EditedTextVersion, Wording, fill
from models.mails.texts.catalogue import kinds
from models.mails.texts.queries import (
    find_edited,
    find_service_message,
    find_wording,
    list_edited,
    list_made_replies,
    list_versions,
)
from models.values import days
from models.values.days import DayImplausible
from tests.support import people
from tests.support.collations import sorted_otherwise
from tests.support.records import by, count, detail, events

KEY = "courriel-case-received"
WORDING = Wording("Reçu", "{{ salutation }}\n\nMerci de {{ demande }}.")


def test_what_is_kept_holds_at_once_and_every_version_stays(app, admin):
    texts.edit(KEY, WORDING, seen=0, actor=by(admin))
    texts.edit(KEY, Wording("Bien reçu", WORDING.body), seen=1, actor=by(admin))
    assert find_wording(KEY) == ("Bien reçu", WORDING.body)
    versions = list_versions(find_edited(KEY))
    assert [(v.number, v.subject, v.agent.name) for v in versions] == [
        (2, "Bien reçu", admin.name),
        (1, "Reçu", admin.name),
    ]
    assert [(e.subject_kind, json.loads(detail(e).after)["version"]) for e in events("text-changed")] == [
        ("text", 1),
        ("text", 2),
    ]


def test_the_same_words_again_make_no_version(app, admin):
    for _ in range(2):
        texts.edit(KEY, WORDING, actor=by(admin))
    assert count(EditedTextVersion) == 1 and len(events("text-changed")) == 1


def test_the_original_and_any_version_can_be_put_back(app, admin):
    assert texts.restore(KEY, actor=by(admin)) is None
    texts.edit(KEY, WORDING, actor=by(admin))
    texts.restore(KEY, seen=1, actor=by(admin))
    assert find_wording(KEY) is None
    texts.restore(KEY, number=1, actor=by(admin))
    assert find_wording(KEY) == (WORDING.subject, WORDING.body)
    assert [v.restored for v in list_versions(find_edited(KEY))] == [1, None, None]
    assert len(events("text-restored")) == 2
    with pytest.raises(texts.TextUnknown):
        texts.restore(KEY, number=9, actor=by(admin))


def test_who_saves_second_is_told_and_overwrites_nothing(app, admin):
    texts.edit(KEY, WORDING, seen=0, actor=by(admin))
    for act in (
        lambda: texts.edit(KEY, Wording("Autre", "Autre"), seen=0, actor=by(admin)),
        lambda: texts.restore(KEY, seen=0, actor=by(admin)),
    ):
        with pytest.raises(Stale):
            act()
    assert find_wording(KEY) == (WORDING.subject, WORDING.body)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_only_administrators_write(app, role):
    actor = by(people.staff(role))
    for act in (
        lambda: texts.edit(KEY, WORDING, actor=actor),
        lambda: texts.restore(KEY, actor=actor),
        lambda: texts.add_reply(WORDING, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert count(EditedText) == 0


@pytest.mark.parametrize(
    ("body", "error", "facts"),
    [
        ("Bonjour {{ nom }}", texts.UnknownVariable, {"names": "{{ nom }}"}),
        ("Un\n{{ demande", texts.BrokenVariable, {"line": 2, "near": "{{ demande"}),
        ("demande }}", texts.BrokenVariable, {"line": 1}),
        ("{% if a %}", texts.BrokenVariable, {"line": 1}),
        ("{{ demande.__class__ }}", texts.BrokenVariable, {}),
        ("{{ 7*7 }}", texts.BrokenVariable, {}),
        ("  ", texts.TextMissing, {}),
    ],
)
def test_what_cannot_be_filled_is_refused_with_what_may_be_used(app, admin, body, error, facts):
    with pytest.raises(error) as refused:
        texts.edit(KEY, Wording("Reçu", body), actor=by(admin))
    assert refused.value.field == "body" and facts.items() <= refused.value.facts.items()
    if error is not texts.TextMissing:
        assert "{{ demande }}" in refused.value.facts["usable"]
    with pytest.raises(error) as refused:
        texts.edit(KEY, Wording(body, "Texte"), actor=by(admin))
    assert refused.value.field == "subject" and count(EditedText) == 0


def test_a_compulsory_variable_cannot_be_left_out(app, admin):
    key = "courriel-case-answered"
    with pytest.raises(texts.MissingVariable) as refused:
        texts.edit(key, Wording("Réponse", "Voyez {{ site }}"), actor=by(admin))
    assert refused.value.facts["names"] == "{{ reponse }}"
    texts.edit(key, Wording("Réponse", "{{ reponse }}"), actor=by(admin))


@pytest.mark.parametrize(
    "link",
    [
        *("https://exemple.fr/activation", "www.exemple.fr", "exemple.com/activer", "ftp://10.0.0.1"),
        *(
            "bit.ly/x",
            "hariane.app/activation",
            "(Mairie.Paris)",
            "exemple.xn--p1ai",
            "exemple.рф",
            "a.pdf.zip",
        ),
        *("M.Paris/activer", "m.paris", "M.Exemple.com", "aide@exemple.bzh"),
    ],
)
def test_no_other_link_stands_beside_that_of_an_activation(link):
    wording = Wording("Bonjour", f"Suivez {link}.")
    with pytest.raises(texts.LinkInText) as refused:
        texts.check(kinds()["courriel-activation"], wording)
    assert link in str(refused.value.facts["near"])
    texts.check(kinds()[KEY], wording)


@pytest.mark.parametrize(
    "words",
    [
        *(
            "M.Dupont, MM.Durand et M. Petit.",
            "Voyez p.m. etc.",
            "Un instant...merci",
            "Le 01.02.2026 à 9.30h",
        ),
        *("Au 01.23.45.67.89", "L.2213-1, 10.000 euros, c.-à-d. tout", "Joignez plan.pdf", "Fin.\nDébut"),
    ],
)
def test_ordinary_words_are_no_link(words):
    texts.check(kinds()["courriel-activation"], Wording("Activez", words))


@pytest.mark.parametrize(
    "kind",
    [
        MailKind.RESET,
        MailKind.EMAIL_CHANGE,
        MailKind.EMAIL_PROOF,
        MailKind.RECORD_LINK,
        MailKind.PASSWORD_CHANGED,
        MailKind.SIGN_IN_FAILURES,
        MailKind.INVITATION,
        MailKind.SECOND_FACTOR_RESET,
        MailKind.TRAIL_HEAD,
    ],
)
def test_mails_of_security_are_not_edited(app, admin, kind):
    with pytest.raises(texts.TextUnknown):
        texts.edit(f"courriel-{kind}", Wording("Objet", "Texte"), actor=by(admin))


def test_a_reply_of_ones_own_is_made_once_retired_and_put_back(app, admin):
    made = [texts.add_reply(WORDING, submission="a" * 24, actor=by(admin)) for _ in range(2)]
    key = made[0].key
    assert made[0].id == made[1].id and key in list_edited() and find_wording(key) is not None
    texts.restore(key, actor=by(admin))
    assert find_wording(key) is None
    texts.restore(key, number=1, actor=by(admin))
    assert find_wording(key) is not None
    with pytest.raises(texts.TextUnknown):
        texts.edit("reponse-99999", WORDING, actor=by(admin))


def test_made_replies_are_found_however_the_database_sorts(app, admin):
    texts.edit("reponse-rappel", WORDING, actor=by(admin))
    made = [texts.add_reply(WORDING, actor=by(admin)).key for _ in range(11)]
    with sorted_otherwise(EditedText.key):
        assert [row.key for row in list_made_replies()] == made[::-1]


def test_the_service_message_stands_from_its_first_day_to_its_last(app, admin, clock):
    today = days.today()
    first, last = today + timedelta(days=1), today + timedelta(days=2)
    texts.edit("service-message", Wording("Travaux", "Le portail ferme.", first, last), actor=by(admin))
    seen = []
    for _ in range(4):
        seen.append(find_service_message())
        clock.shift(86_400)
    assert [notice and notice.subject for notice in seen] == [None, "Travaux", "Travaux", None]
    texts.edit("service-message", Wording("Toujours", "Là"), actor=by(admin))
    assert find_service_message() == ("Toujours", "Là")
    texts.restore("service-message", actor=by(admin))
    assert find_service_message() is None
    with pytest.raises(texts.DaysCrossed):
        texts.edit("service-message", Wording("A", "B", last, first), actor=by(admin))


@pytest.mark.parametrize("field", ["from_on", "until_on"])
@pytest.mark.parametrize("day", [date(205, 2, 1), date(9999, 12, 31)])
def test_the_service_message_has_days_that_may_be(app, admin, field, day):
    with pytest.raises(DayImplausible) as refused:
        texts.edit("service-message", replace(Wording("A", "B"), **{field: day}), actor=by(admin))
    assert refused.value.field == field


@pytest.mark.parametrize(
    "wrong",
    [
        {"subject": "Seul"},
        {"subject": "A", "body": "B", "from_on": date(2026, 2, 1), "until_on": date(2026, 1, 1)},
    ],
)
def test_the_database_keeps_a_text_whole_and_its_days_in_order(app, wrong):
    with pytest.raises(IntegrityError), transaction() as session:
        row = {"key": "x", "version": 1, "changed_at": now(), **wrong}
        session.execute(insert(EditedText).values(row))
    db.session.rollback()


def test_a_line_of_which_every_variable_is_empty_is_left_out():
    text = "Bonjour,\n\nMotif : {{ motif }}\nLieu : {{ lieu }} {{ numero }}\n\n\n\nAu revoir"
    assert fill(text, {"motif": "", "numero": "7"}) == "Bonjour,\n\nLieu :  7\n\nAu revoir"


@given(st.text(max_size=60))
def test_a_value_is_never_read_again(value):
    for hostile in (value, "{{ motif }}", "{{ autre }}", "$autre ${autre}", "{% raw %}"):
        assert fill(
            "a{{ lieu }}b", {"lieu": f"x{hostile}", "autre": "SECRET"}
        ) == f"ax{hostile}b".strip() or ("\n\n\n" in hostile)


@given(st.text(alphabet="{}%# a_d\n", max_size=40))
def test_whatever_passes_the_check_can_be_filled(text):
    try:
        texts.check(kinds()[KEY], Wording("Objet", text))
    except texts.TextRefused:
        return
    assert "{{" not in fill(text, {})
