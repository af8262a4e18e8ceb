"""The frames and the pieces that every page is made of."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, flash, render_template_string
from flask_wtf import CSRFProtect, FlaskForm
from lxml import html
from wtforms import BooleanField, PasswordField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from models.companies.directory import CompanyKind
from models.permissions import Role
from models.reports.pending_counts import Around
from views import access, display, messages, nav, templating
from views.messages.attachments.evidence import EVIDENCE

ROOT = Path(__file__).resolve().parent.parent.parent
AGENT = SimpleNamespace(name="Nadia Lemoine", role=Role.AGENT)


class PersonForm(FlaskForm):
    kind = SelectField(
        "Type",
        choices=[SelectChoice("", "Choisir"), SelectChoice("a", "A")],
        validators=[InputRequired("Choisissez.")],
    )
    email = StringField(
        "Courriel", description="Celui de l’entreprise", validators=[InputRequired("Indiquez-le.")]
    )
    acronym = StringField("Sigle")
    password = PasswordField("Mot de passe")
    evidence = RadioField(
        "Preuve",
        choices=[SelectChoice("code", "Code"), SelectChoice("other", "Autre")],
        validators=[InputRequired("Non.")],
    )
    terms = BooleanField("J’accepte", validators=[InputRequired("Acceptez.")])


@pytest.fixture
def people():
    return {"agent": None, "account": None}


@pytest.fixture
def app(people, monkeypatch):
    app = Flask("scratch", template_folder=str(templating.TEMPLATES), static_folder=str(templating.STATIC))
    app.config.update(SECRET_KEY="not a secret", TESTING=True)
    CSRFProtect(app)
    monkeypatch.setattr(access, "current_agent", lambda: people["agent"])
    monkeypatch.setattr(access, "current_account", lambda: people["account"])
    monkeypatch.setattr(templating, "find_service_message", lambda: None)
    monkeypatch.setattr(nav, "around", lambda person: Around({}, {}, None))
    templating.install(app, templating.Brand(test_banner=True))
    app.add_url_rule("/affichage", "portal.display", display.choose, methods=["POST"])
    app.add_url_rule("/console/", "console.index", lambda: "")
    app.add_url_rule("/console/comptes/", "accounts.index_view", lambda: "")
    app.add_url_rule("/console/journal/", "audit.index_view", lambda: "")
    app.add_url_rule("/console/affichage", "backoffice.display", display.choose, methods=["POST"])
    return app


def doc(text):
    return html.document_fromstring(text)


def posted(app, **answers):
    with app.test_request_context("/x", method="POST", data=answers):
        app.config["WTF_CSRF_ENABLED"] = False
        form = PersonForm()
        form.validate()
        return doc(
            render_template_string(
                "{% extends 'portal.html' %}{% block title %}T{% endblock %}{% block content %}"
                "{% call m.form(form) %}<button>Envoyer</button>{% endcall %}{% endblock %}",
                form=form,
            )
        )


def test_an_error_stands_beside_its_field_and_is_tied_to_it(app):
    page = posted(app, email="")
    field = page.get_element_by_id("email")
    hint, error = field.get("aria-describedby").split()
    assert page.get_element_by_id(hint).text_content() == "Celui de l’entreprise"
    assert "Indiquez-le." in page.get_element_by_id(error).text_content()
    assert field.get("aria-invalid") == "true"


def test_label_hint_control_and_error_stand_in_that_order(app):
    box = posted(app).get_element_by_id("email").getparent()
    assert [child.tag for child in box] == ["label", "p", "input", "div"]


def test_the_summary_leads_to_each_field_in_the_same_words(app):
    page = posted(app)
    links = {a.get("href")[1:]: a.text_content() for a in page.xpath("//*[@class='b-sum']//a")}
    assert set(links) == {"kind", "email", "evidence-0", "terms"}
    assert all(page.get_element_by_id(target).tag in ("input", "select") for target in links)
    assert links["email"] == "Indiquez-le."


def test_the_summary_is_an_alert_that_can_take_the_focus(app):
    summary = posted(app).xpath("//*[@class='b-sum']")[0]
    assert (summary.get("role"), summary.get("tabindex")) == ("alert", "-1")


def test_the_title_of_a_refused_page_begins_with_erreur(app):
    assert posted(app).xpath("//title")[0].text.startswith("Erreur")


def test_each_choice_of_a_refused_group_is_tied_to_its_error(app):
    page = posted(app)
    for choice in page.xpath("//input[@name='evidence']"):
        assert "Non." in page.get_element_by_id(choice.get("aria-describedby")).text_content()


def test_optional_is_said_in_words_and_compulsory_explained_once(app):
    page = posted(app)
    assert "(facultatif)" in page.xpath("//label[@for='acronym']")[0].text_content()
    assert page.text_content().count("sont obligatoires") == 1


def test_typed_values_are_kept_and_passwords_never(app):
    page = posted(app, acronym="<LHSM>", password="Quai-brise-lames")
    assert page.get_element_by_id("acronym").get("value") == "<LHSM>"
    assert "Quai-brise-lames" not in html.tostring(page, encoding="unicode")


def test_every_form_of_a_frame_carries_a_token(app, people):
    people["agent"] = AGENT
    with app.test_request_context("/console/"):
        page = doc(render_template_string("{% extends 'console.html' %}"))
    forms = page.xpath("//form[@method='post']")
    assert forms and all(f.xpath(".//input[@name='csrf_token']") for f in forms)


def test_the_menu_shows_what_the_role_may_open_and_only_what_is_served(app, people):
    people["agent"] = AGENT
    with app.test_request_context("/console/"):
        page = doc(render_template_string("{% extends 'console.html' %}"))
    assert [a.text_content().strip() for a in page.xpath("//*[@class='b-nav']//a")] == [
        "Comptes",
        "Tableau de bord",
    ]


def test_the_supervisor_sees_the_trail_in_the_menu(app, people):
    people["agent"] = SimpleNamespace(name="S", role=Role.SUPERVISOR)
    with app.test_request_context("/console/journal/"):
        page = doc(render_template_string("{% extends 'console.html' %}"))
    assert page.xpath("//*[@class='b-nav']//a[@aria-current='page']")[0].text_content().strip() == "Journal"


def test_a_frame_holds_no_inline_script_style_or_handler(app, people):
    people["agent"] = AGENT
    with app.test_request_context("/console/"):
        page = doc(render_template_string("{% extends 'console.html' %}"))
    for node in page.iter():
        assert not any(name.startswith("on") or name == "style" for name in node.attrib), node
        assert node.tag != "style" and not (node.tag == "script" and (node.text or "").strip())


def test_a_flash_tells_the_fact_then_one_way_on(app):
    with app.test_request_context("/"):
        flash({"fact": "Le compte a bien été ajouté.", "href": "/x", "label": "Voir"}, "success")
        flash("<b>non</b>", "error")
        page = doc(render_template_string("{% extends 'portal.html' %}"))
    done, failed = page.xpath("//*[contains(@class, 'b-flash')]")
    assert (done.get("role"), failed.get("role")) == ("status", "alert")
    assert done.xpath(".//a")[0].get("href") == "/x"
    assert "<b>non</b>" in failed.text_content()


def test_a_procedure_is_offered_only_to_who_may_file_it(app, people):
    people["account"] = SimpleNamespace(
        full_name="John DOE", identifier="pro.john.doe", company=SimpleNamespace(name="LHSM")
    )
    with app.test_request_context("/"):
        assert "Nouvelle démarche" not in render_template_string("{% extends 'portal.html' %}")
        assert "Nouvelle démarche" in render_template_string("{% extends 'portal.html' %}", may_request=True)


@pytest.mark.parametrize("code", sorted(messages.ERRORS))
@pytest.mark.parametrize("path", ["/", "/console/"])
def test_every_error_has_a_page_in_the_frame_of_its_site(app, code, path):
    with app.test_request_context(path):
        text, status = templating.error_page(code)
    assert status == code
    assert doc(text).xpath("//h1")[0].text == messages.ERRORS[code][0]


def test_a_failed_house_is_not_asked_who_is_there(app, monkeypatch):
    def broken():
        raise RuntimeError

    monkeypatch.setattr(access, "current_agent", broken)
    monkeypatch.setattr(access, "current_account", broken)
    for path in ("/", "/console/"):
        with app.test_request_context(path):
            assert templating.error_page(500)[1] == 500


def test_a_file_changes_its_address_when_it_changes(app):
    with app.test_request_context("/"):
        assert "?v=" in templating.asset("bascule.css")


def test_every_icon_named_in_the_views_is_in_the_sheet():
    check = subprocess.run(
        [sys.executable, str(ROOT / "bin" / "cut-icons"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


def test_every_tag_has_an_icon_of_the_sheet():
    icons = (templating.STATIC / "icons.css").read_text()
    tags = [tag for table in messages.TAGS.values() for tag in table.values()]
    tags += [words.proof for words in EVIDENCE.values()]
    assert [tag for tag in tags if f".i-{tag.icon}{{" not in icons] == []


def test_a_label_is_found_by_its_member_or_by_name():
    assert messages.label_of(CompanyKind.LOCAL_AUTHORITY) == "Collectivité"
    assert messages.label_of("Role", "admin") == "Administrateur"


def test_the_way_back_up_is_a_landmark_that_says_its_name(app):
    with app.test_request_context("/"):
        page = doc(
            render_template_string(
                "{% extends 'portal.html' %}{% block content %}{{ m.crumb('/x', 'Là-haut') }}{% endblock %}"
            )
        )
    assert page.xpath("//nav[@aria-label='Fil d’Ariane']/ol/li/a")[0].get("href") == "/x"


def test_a_compulsory_choice_says_so_to_who_does_not_see_the_star(app):
    page = posted(app)
    assert all(entry.get("required") is not None for entry in page.xpath("//input[@name='evidence']"))


def test_every_link_of_a_template_leads_to_an_address_that_is_served(house):
    named = re.compile(r"""(?:url_for|link)\(\s*["']([a-z_]+\.?[a-z_]*)["']""")
    links = {
        (str(path.relative_to(templating.TEMPLATES)), endpoint)
        for path in templating.TEMPLATES.rglob("*.html")
        for endpoint in named.findall(path.read_text())
    }
    assert len(links) > 100
    served = house.app().view_functions
    assert {found for found in links if found[1] not in served} == set()


def test_facts_whose_labels_stand_above_have_one_column_wherever_they_stand():
    sheet = (templating.STATIC / "bascule.css").read_text()
    rules = re.findall(r"([^{}]*\.b-facts[^{}]*)\{([^}]*grid-template-columns[^}]*)\}", sheet)
    stronger = [part for part, _ in rules for part in part.split(",") if ".b-facts" in part]
    assert len(stronger) > 2
    assert [part for part in stronger if ":not(.b-tight)" not in part] == [stronger[0]], "the first is weaker"
