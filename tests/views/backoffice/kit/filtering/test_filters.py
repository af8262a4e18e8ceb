"""Filters are seen, come off one by one, take what is typed."""

from __future__ import annotations

from tests.support.fleet import make, names


def test_filters_stay_visible_and_come_off_one_by_one(get, fleet):
    fleet(make("Abeille", kind="moteur"), make("Bourdon"))
    page = get("/console/bateaux/?genre=moteur&search=abeille")
    chips = page.xpath("//a[contains(@class, 'b-chip')]")
    assert [c.get("href") for c in chips] == [
        "/console/bateaux/?genre=moteur",
        "/console/bateaux/?search=abeille",
    ]
    assert "1\u00a0bateau" in page.xpath("//*[@role='status']")[-1].text_content()
    assert "sur 2" in page.xpath("//*[@role='status']")[-1].text_content()


def test_a_typed_filter_takes_what_is_typed_and_suggests(get, fleet):
    fleet(make("Abeille"), make("Bourdon"))
    page = get("/console/bateaux/?nom=ABEILLE")
    assert names(page) == ["Abeille"]
    (field,) = page.xpath("//input[@name='nom']")
    assert field.get("value") == "ABEILLE"
    assert page.xpath(f"//datalist[@id='{field.get('list')}']/option")[0].text == "Abeille"
    assert page.xpath("//details[@open]") and not get("/console/bateaux/").xpath("//details[@open]")
