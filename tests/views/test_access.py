"""The guard on addresses of the test's own: declared, undeclared, fresh, and where `next` may lead."""

from __future__ import annotations

import pytest

from models.permissions import Permission
from views import access


@pytest.fixture
def site(app, make_app):
    """The application with a few addresses more."""
    site = make_app(portal_name="Avec des adresses de test")
    if "probe_open" not in site.view_functions:
        site._got_first_request = False

        def answer():
            return f"{access.current_actor().kind} {access.current_actor().role}"

        rules = {
            "open": access.public,
            "forgotten": lambda view: view,
            "mine": access.signed_in,
        }
        for prefix in ("", "/console"):
            for name, declare in rules.items():
                view = declare(lambda: answer())
                site.add_url_rule(
                    f"{prefix}/essai/{name}", f"probe_{prefix[1:]}{name}", view, methods=["GET", "POST"]
                )
        review = access.requires(Permission.REVIEW, fresh=True)(lambda: answer())
        site.add_url_rule("/console/essai/review", "probe_review", review)
    return site


def visit(site, person, address, **options):
    from tests.support import people

    return people.browser(site, person, **options).get(address)


def test_an_undeclared_address_is_closed_to_everyone(site, agent, admin, account):
    assert visit(site, None, "/essai/forgotten").status_code == 403
    assert visit(site, account, "/essai/forgotten").status_code == 403
    assert visit(site, agent, "/console/essai/forgotten").status_code == 403
    assert visit(site, admin, "/console/essai/forgotten").status_code == 403
    assert visit(site, None, "/console/essai/forgotten").status_code == 303


def test_the_actor_is_the_person_of_the_site(site, agent, account):
    assert visit(site, None, "/essai/open").text == "anonymous anonymous"
    assert visit(site, account, "/essai/open").text == "account company"
    assert visit(site, agent, "/essai/open").text == "anonymous anonymous"
    assert visit(site, agent, "/console/essai/mine").text == "agent agent"
    assert visit(site, account, "/console/essai/mine").status_code == 303


def test_the_second_factor_is_asked_again_after_a_quarter_of_an_hour(site, supervisor, clock):
    from tests.support import people

    client = people.browser(site, supervisor)
    assert client.get("/console/essai/review").text == "agent supervisor"
    clock.shift(16 * 60)
    answer = client.get("/console/essai/review?page=2")
    assert answer.status_code == 303
    assert answer.location == "/console/connexion/code?next=%2Fconsole%2Fessai%2Freview%3Fpage%3D2"
    assert client.get("/console/essai/mine").status_code == 200


def test_a_role_that_may_not_is_refused_before_the_code_is_asked(site, agent):
    assert visit(site, agent, "/console/essai/review", fresh=False).status_code == 403


def test_after_a_post_the_page_that_held_the_form_is_wanted(site):
    client = site.test_client()
    answer = client.post("/essai/mine", headers={"Referer": "http://localhost/tableau-de-bord?page=2"})
    assert answer.location == "/connexion?next=%2Ftableau-de-bord%3Fpage%3D2"
    answer = client.post("/essai/mine", headers={"Referer": "https://elsewhere.example.org/tableau-de-bord"})
    assert answer.location == "/connexion?next=%2Fessai%2Fmine", "its own address, which shows a page too"


@pytest.mark.parametrize(
    "target",
    [
        None, "", "tableau-de-bord", "https://evil.example.org", "//evil.example.org", "/\\evil.example.org",
        "/\t/evil.example.org", "/\n/evil.example.org", "\\\\evil", "javascript:alert(1)", "/ evil",
        "http:evil",         "/console/", "/console", "//[", "/x\x7f",
    ],
)  # fmt: skip
def test_next_never_leads_away(target):
    assert access.safe_next(target, "/tableau-de-bord") == "/tableau-de-bord"


def test_next_leads_back_behind_the_same_site():
    assert access.safe_next("/mon-compte?a=1#b", "/tableau-de-bord") == "/mon-compte?a=1#b"
    assert access.safe_next("/console/comptes/?search=é", "/console/") == "/console/comptes/?search=é"
    assert access.safe_next("/mon-compte", "/console/") == "/console/"
