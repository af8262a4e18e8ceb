"""How forms take text in and tell a refusal."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.ctx import RequestContext
from flask_wtf.file import FileField

from models.kernel.errors import DomainError, NotAllowed
from models.values import contacts
from views.fields import (
    Choice,
    Code,
    Email,
    Form,
    LongText,
    Same,
    Secret,
    SiretText,
    Submission,
    Text,
    Tick,
    page_number,
    row_id,
)


class Everything(Form):
    name = Text("Nom", needed="Indiquez le nom.", longest=10)
    nickname = Text("Surnom")
    email = Email("Courriel", needed="Indiquez une adresse.")
    siret = SiretText()
    kind = Choice("Type", [("a", "A"), ("b", "B")], needed="Choisissez le type.")
    message = LongText("Message")
    password = Secret("Mot de passe", needed="Choisissez un mot de passe.")
    again = Secret("Encore", needed="Répétez.", checks=[Same("password", "Pas le même.")])
    code = Code("Code")
    terms = Tick("J’accepte", needed="Cochez la case.")
    submission = Submission()


class Refusal(DomainError):
    field = "email"


GOOD = {
    "name": "Élodie",
    "email": "elodie@example.org",
    "siret": "200 084 952 00015",
    "kind": "a",
    "password": "un secret",
    "again": "un secret",
    "terms": "y",
}


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.secret_key = "for the test alone, and long enough"
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def sent(app: Flask, **changes: str) -> RequestContext:
    return app.test_request_context("/", method="POST", data={**GOOD, **changes})


@pytest.fixture
def good(app: Flask) -> Iterator[Everything]:
    with sent(app):
        form = Everything()
        assert form.validate_on_submit(), form.errors
        yield form


def errors(app: Flask, **changes: str) -> dict[str, list[str]]:
    with sent(app, **changes):
        form = Everything()
        form.validate_on_submit()
        return {str(name): list(found) for name, found in form.errors.items()}


def test_a_complete_form_is_accepted_and_its_answers_read_by_name(good: Everything) -> None:
    assert good.answers["name"] == "Élodie" and good.answers["terms"] is True


@pytest.mark.parametrize("value", ["", "   ", "\u200b", "\u00a0\u00a0"])
def test_a_compulsory_field_must_hold_something_visible(app: Flask, value: str) -> None:
    assert errors(app, name=value) == {"name": ["Indiquez le nom."]}


@pytest.mark.parametrize("value", ["a\x00b", "a\nb", "a\tb", "a\x85b", "a\ufffdb", "a\u2028b"])
def test_control_characters_are_refused_in_a_line_and_never_shown_again(app: Flask, value: str) -> None:
    assert "signe invisible" in errors(app, name=value)["name"][0]
    with sent(app, name=value):
        assert Everything().name._value() == "ab"


def test_several_lines_may_hold_line_breaks_but_no_null(app: Flask) -> None:
    assert not errors(app, message="une\r\ndeux\n\ttrois")
    assert errors(app, message="une\x00deux")


def test_a_text_that_is_too_long_is_refused_and_kept(app: Flask) -> None:
    with sent(app, name="a" * 11):
        form = Everything()
        assert not form.validate_on_submit()
        assert "10 caractères" in form.errors["name"][0]
        assert form.name._value() == "a" * 11


def test_text_is_composed_and_trimmed_and_otherwise_left_as_typed(app: Flask) -> None:
    with sent(app, name=" E\u0301lo  D'x "):
        assert Everything().name.data == "Élo  D'x"


def test_every_wrong_field_is_told_at_once_beside_its_own_name(app: Flask) -> None:
    found = errors(app, name="", email="nobody", siret="1234", kind="zzz", again="other", terms="")
    assert set(found) == {"name", "email", "siret", "kind", "again", "terms"}
    assert all(len(sentences) == 1 for sentences in found.values())


def test_a_siret_and_an_address_are_told_in_words_what_is_wrong(app: Flask) -> None:
    assert errors(app, siret="2000849520001") == {
        "siret": ["Le SIRET compte 13 chiffres\u00a0: il en faut 14."]
    }
    assert errors(app, siret="") == {"siret": ["Indiquez un SIRET\u00a0: 14 chiffres."]}


def test_secrets_and_codes_are_never_sent_back(app: Flask) -> None:
    with sent(app, code="4821", password="ma phrase", again="autre"):
        form = Everything()
        assert not form.validate_on_submit()
        shown = "".join(str(field()) for field in form)
        assert "4821" not in shown and "ma phrase" not in shown and "autre" not in shown
        assert "elodie@example.org" in shown


def test_a_refusal_of_the_models_stands_beside_its_field(good: Everything) -> None:
    with good.refusals():
        contacts.email("nobody")
    assert list(good.errors) == ["email"]


def test_a_refusal_may_go_to_the_field_under_which_a_form_holds_the_concept(good: Everything) -> None:
    with good.refusals(email="nickname"):
        contacts.email("nobody")
    assert list(good.errors) == ["nickname"]


def test_a_refusal_without_a_field_is_the_whole_forms(good: Everything) -> None:
    with good.refusals(email=""):
        contacts.email("nobody")
    assert good.form_errors and not good.email.errors


def test_a_file_sent_in_place_of_a_text_is_no_answer(app: Flask) -> None:
    data = {**GOOD, "name": (io.BytesIO(b"x"), "x.txt"), "kind": (io.BytesIO(b"x"), "x.txt")}
    with app.test_request_context("/", method="POST", data=data):
        form = Everything()
        assert not form.validate_on_submit() and set(form.errors) == {"name", "kind"}


def test_json_is_no_form(app: Flask) -> None:
    with app.test_request_context("/", method="POST", json={"name": ["a"], "email": 3}):
        assert not Everything().validate_on_submit()


def test_a_file_reaches_its_own_field(app: Flask) -> None:
    class Upload(Form):
        document = FileField()
        name = Text()

    data = {"name": "plan", "document": (io.BytesIO(b"%PDF"), "plan.pdf")}
    with app.test_request_context("/", method="POST", data=data):
        form = Upload()
        assert form.validate_on_submit() and form.name.data == "plan"
        assert form.document.data.filename == "plan.pdf"


def test_a_role_that_may_not_is_no_error_of_the_form(good: Everything) -> None:
    with pytest.raises(NotAllowed), good.refusals():
        raise NotAllowed


def test_what_is_no_refusal_is_not_swallowed(good: Everything) -> None:
    with pytest.raises(ZeroDivisionError), good.refusals():
        1 / 0  # noqa: B018


def test_the_key_of_a_submission_is_kept_when_it_is_one_and_replaced_when_it_is_not(app: Flask) -> None:
    with app.test_request_context("/"):
        first, second = Everything().submission.data, Everything().submission.data
        assert first != second
    with sent(app, submission=first):
        assert Everything().submission.data == first
    with sent(app, submission="x' OR 1"):
        assert Everything().submission.data not in ("x' OR 1", first)


@pytest.mark.parametrize("text", ["", "0", "-1", "abc", "1,2", "1e3", "٣", "9" * 19, "9" * 40, "1 "])
def test_what_cannot_be_a_row_does_not_exist(text: str) -> None:
    from werkzeug.exceptions import NotFound

    with pytest.raises(NotFound):
        row_id(text)


def test_a_row_and_a_page_are_numbers() -> None:
    assert row_id("42") == 42
    assert page_number(None) == page_number("") == 1
    assert page_number("3") == 3


def test_what_is_asked_of_others_is_not_filled_in_by_the_browser(app: Flask) -> None:
    from views.portal.accounts.forms import CompanyForm, PersonForm

    with app.test_request_context("/"):
        form = Everything()
        inputs = [form[name]() for name in ("name", "email", "message", "siret", "code")]
        assert all('autocomplete="off"' in html for html in inputs)
        person, company = PersonForm(), CompanyForm()
        wanted = {
            person.first_name: "given-name",
            person.last_name: "family-name",
            person.email: "email",
            person.job_title: "organization-title",
            company.name: "organization",
            company.phone: "tel",
            company.address: "address-line1",
            company.postcode: "postal-code",
            company.city: "address-level2",
        }
        for field, purpose in wanted.items():
            assert f'autocomplete="{purpose}"' in field(), field.name


@pytest.mark.parametrize("mark", ["\N{RIGHT-TO-LEFT OVERRIDE}", "\N{LEFT-TO-RIGHT ISOLATE}"])
def test_a_mark_that_turns_the_writing_is_refused_in_every_text(app: Flask, mark: str) -> None:
    assert set(errors(app, nickname=f"a{mark}b", message=f"a{mark}b")) == {"nickname", "message"}


@pytest.mark.parametrize(
    "pasted",
    ["\t200 084 952\t00015\n", "\N{LEFT-TO-RIGHT EMBEDDING}20008495200015\N{POP DIRECTIONAL FORMATTING}"],
)
def test_what_a_copied_number_brings_along_unseen_is_taken_off(app: Flask, pasted: str) -> None:
    assert not errors(app, siret=pasted)


def test_a_number_with_a_null_is_refused_still(app: Flask) -> None:
    assert errors(app, siret="200084952\x0000015")


def test_the_words_of_wtforms_are_french_and_read_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("babel.support.Translations.load", None)  # Flask-WTF's way, in each request
    with sent(app):
        assert Everything().nickname.gettext("Not a valid choice.") == "N'est pas un choix valide."
