"""Ways of the portal."""

from __future__ import annotations

from typing import Any

import pyotp

from tests.browser.conftest import PRO_PASSWORD, Site
from tests.browser.tour import Tour, sign_in_demo
from tests.browser.ways.setting_out import demo, mailed, sit


def creation_steps(site: Site, chromium: Any) -> Tour:
    """The three steps, each refused once, then the mailed links; a visitor becomes a person."""
    tour = Tour(sit(site, chromium), "portal")
    page, type_ = tour.page, tour.reader.type
    page.goto(site.base + "/creer-un-compte/pro")
    type_(siret="20008495200015")
    page.keyboard.press("Enter")
    page.wait_for_url("**/structure")
    tour.visit("/creer-un-compte/structure", "portal.create_company")
    page.goto(site.base + "/creer-un-compte/structure")
    if page.locator("main [name=phone]").count():
        page.select_option("main [name=kind]", "collectivite")
        type_(phone="0235223344", email="accueil@example.org")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/personne")
    tour.visit("/creer-un-compte/personne", "portal.create_person")
    page.goto(site.base + "/creer-un-compte/personne")
    type_(first_name="Zoé", last_name="Tourneur", email="zoe.tourneur@example.org", job_title="Gérante")
    page.locator("main form button.btn-primary").last.click()
    page.wait_for_url("**/recapitulatif")
    tour.visit("/creer-un-compte/recapitulatif", "portal.create_done")
    tour.walk("/creer-un-compte/recapitulatif/courriel")
    activation = mailed(site, "/activation/")
    tour.walk(activation)
    page.goto(site.base + activation)
    type_(password=PRO_PASSWORD, password_confirm=PRO_PASSWORD)
    page.check("[name=accept_data]")
    page.check("[name=accept_terms]")
    with page.expect_navigation():
        page.locator("main form button.btn-primary").first.click()
    tour.look("the sign-in after activation")
    tour.walk(activation)
    page.goto(site.base + "/mot-de-passe-oublie")
    type_(identifier="pro.zoe.tourneur")
    sent(page)
    tour.look("a reset that was asked")
    tour.walk(mailed(site, "/mot-de-passe/"), "/mot-de-passe/jamais-envoye")
    return tour


def protected(site: Site, chromium: Any) -> tuple[Tour, Tour]:
    """A person turns their second factor on, sees what undoes it, and is asked for a code elsewhere."""
    holder = demo(site)["accounts"][2]
    here, elsewhere = Tour(sit(site, chromium), "portal"), Tour(sit(site, chromium), "portal")
    for tour in (here, elsewhere):
        tour.page.goto(site.base + "/connexion")
        tour.reader.type(identifier=holder["identifier"], password=holder["password"])
        sent(tour.page)
        if tour is here:
            tour.page.goto(site.base + "/mon-compte/second-facteur")
            secret = tour.page.locator("#totp-secret").inner_text().replace(" ", "")
            tour.reader.type(otp=pyotp.TOTP(secret).now(), current_password=holder["password"])
            sent(tour.page)
            tour.look("the recovery codes of a person")
            for way, name in (("", "second_factor"), ("/codes", "renew_codes")):
                tour.visit(f"/mon-compte/second-facteur{way}", f"portal.{name}")
            tour.visit("/mon-compte/second-facteur/desactiver", "portal.turn_off_second_factor")
    elsewhere.visit("/connexion/code", "portal.give_code")
    return here, elsewhere


def contracts(site: Site, chromium: Any) -> Tour:
    """What a referent does with a contract: says that it was not them, removes one, takes that back."""
    tour = Tour(sit(site, chromium), "portal")
    page, holder = tour.page, demo(site)["accounts"][1]
    page.goto(site.base + "/connexion")
    tour.reader.type(identifier=holder["identifier"], password=holder["password"])
    sent(page)
    contested = page.locator("main a[href$='/contester']").first.get_attribute("href")
    removed = page.locator("main form[action$='/retirer']").last.get_attribute("action")
    tour.walk(contested, only={"portal.contest"})
    tour.walk(removed, only={"portal.detach"})
    page.goto(site.base + removed)
    with page.expect_navigation():
        page.locator("main form .btn-stop").click()
    tour.look("a contract that was removed")
    tour.walk(removed.replace("/retirer", "/remettre"), only={"portal.put_back"})
    return tour


def in_their_place(site: Site, chromium: Any) -> Tour:
    """What an agent sees in a person's place: the portal in its frame, and the end of it."""
    tour = Tour(sit(site, chromium), "portal")
    page = tour.page
    sign_in_demo(tour.reader, next(member for member in demo(site)["staff"] if member["role"] == "agent"))
    page.goto(f"{site.base}/console/comptes/?etat=active&search={demo(site)['accounts'][0]['identifier']}")
    page.locator("tr[data-id] a").first.click()
    page.get_by_role("link", name="Voir à sa place").click()
    page.fill("[name=reason]", "La personne ne retrouve pas sa demande")
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    page.wait_for_url("**/tableau-de-bord")
    seen = ("dashboard", "my_account", "requests", "attach", "request_new", "help")
    tour.walk("/tableau-de-bord", only={f"portal.{name}" for name in seen})
    with page.expect_navigation():
        page.get_by_role("button", name="Quitter la vue").click()
    assert "/console/comptes/details/" in page.url
    tour.visit("/vue/terminee", "portal.view_over")
    return tour


def sent(page: Any) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def mail_change(tour: Tour, password: str) -> None:
    """A new address, proved by its mail."""
    page = tour.page
    page.goto(tour.reader.site.base + "/mon-compte/courriel")
    tour.reader.type(email="nouvelle.adresse@example.org", current_password=password)
    sent(page)
    tour.walk(mailed(tour.reader.site, "/mon-compte/courriel/"))


def old_contact(tour: Tour) -> None:
    """A code that was lost: the link to the contact of the old record, and that link once it has served."""
    page, site = tour.page, tour.reader.site
    page.goto(f"{site.base}/rattachements/voirie/sans-code")
    tour.reader.type(title=demo(site)["concession"]["title"])
    sent(page)
    tour.look("a proof that was asked")
    link = mailed(site, "/rattachements/preuve/")
    tour.walk(link, only={"portal.follow_proof"})
    page.goto(site.base + link)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    page.goto(site.base + link)
    tour.look("a link that has served")


def other_dates(tour: Tour) -> None:
    """A question for other dates that is taken back, and asked anew."""
    page, base = tour.page, tour.reader.site.base
    page.goto(f"{base}/demarches/voirie/autorisations")
    asking = page.get_by_role("button", name="Ne plus demander d’autres dates")
    for address in page.locator("main a[href*='/autorisations/OV-']").evaluate_all(
        "all => all.map(a => a.href)"
    ):
        page.goto(address)
        if asking.count():
            break
    with page.expect_navigation():
        asking.click()
    tour.walk(page.url.removeprefix(base).removesuffix("/dates") + "/dates", only={"portal.request_dates"})


def merged(tour: Tour, password: str) -> None:
    """Two accounts of one person: the link of one, then the password of the other, and the last yes."""
    page, site = tour.page, tour.reader.site
    link = mailed(site, "/mon-compte/fusion/lien/")
    tour.walk(link, only={"portal.confirm_merge"})
    page.goto(site.base + link)
    other = page.locator("main dl .b-num").first.inner_text()
    page.goto(site.base + "/mon-compte/fusion")
    tour.reader.type(identifier=other, password=password, current_password=password)
    sent(page)
    tour.walk(page.url.removeprefix(site.base), only={"portal.finish_merge"})
    with page.expect_navigation():
        page.locator("main form .btn-primary").click()
    tour.look("two accounts that are one")
    page.goto(site.base + link)
    tour.look("a link of two accounts that are one")


def frozen(tour: Tour) -> None:
    """A change of referent: the link of who was it, which freezes, and that link once it has served."""
    page, site = tour.page, tour.reader.site
    link = mailed(site, "/rattachements/geler/")
    tour.walk(link, only={"portal.freeze_change"})
    page.goto(site.base + link)
    with page.expect_navigation():
        page.locator("main form button").first.click()
    tour.look("a change that is frozen")
    page.goto(site.base + link)
    tour.look("a link that has frozen")
