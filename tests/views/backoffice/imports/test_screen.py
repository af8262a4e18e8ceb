"""The screen of imports: a file sent, its columns told, tried, confirmed, held, its lines given back."""

from __future__ import annotations

import csv
import io

import pytest

from models.concessions import Concession
from models.documents import imports
from models.documents.imports import ImportKind, ImportRun
from models.kernel.base import db
from tests.support import records
from tests.support.records import actions, by, count
from tests.support.runs import HEAD, MIGRATIONS, Near, Town, again, lines, moves, sent, work
from tests.support.uploads import multipart

AT = "/console/imports"


@pytest.fixture(autouse=True)
def near(app, monkeypatch):
    """Files are read in this process, as the child reads them."""
    monkeypatch.setitem(app.extensions, "bascule.imports", Near(20 * 1024 * 1024))


def upload(console, *rows, head=HEAD, name="anciens.csv", data=None, **answers):
    page = console.open(f"{AT}/new/")
    body = data if data is not None else "\n".join([head, *rows]).encode()
    fields = {"kind": "concessions", "dry_run": "y", **page.form(), **answers}
    fields = {name: value for name, value in fields.items() if value is not None}
    return page, console.client.post(f"{AT}/new/", **multipart(fields, file=[(name, body)]))


def number_of(answer):
    return int(answer.location.split("id=")[1])


def test_a_file_is_sent_tried_confirmed_and_told(desk, admin):
    records.concession(reference="R00001", title="Quai 1", code="1037", city="Harfleur")
    console = desk(admin)
    _, answer = upload(console, *lines(3), "R00009;=SOMME(A1);12;Le Havre")
    assert answer.status_code == 303
    number = number_of(answer)
    assert "Essai en cours" in console.open(f"{AT}/details/?id={number}").text
    work()
    page = console.open(f"{AT}/details/?id={number}")
    assert "rien n’est écrit" in page.text and "UTF-8, points-virgules" in page.text
    assert "Le code d’accès a perdu ses zéros de tête" in page.text and "1037" not in page.html
    assert "Harfleur" in page.text and count(Concession) == 1
    assert console.send(f"{AT}/{number}/confirmer").status == 303
    work()
    assert "Terminée" in console.open(f"{AT}/details/?id={number}").text and count(Concession) == 3
    report = console.client.get(f"{AT}/{number}/rapport").get_data(as_text=True)
    assert report.startswith("\ufeffline;column;value;problem;remedy\r\n5;code_acces;;")
    assert "Exporter" not in console.open(f"{AT}/").text, "nobody has files of this list"
    [head, row] = csv.reader(io.StringIO(console.client.get(f"{AT}/{number}/refus").text[1:]), delimiter=";")
    assert head[:4] == ["reference", "intitule", "code_acces", "commune"]
    assert row[:5] == ["R00009", "'=SOMME(A1)", "", "Le Havre", "5"]
    assert actions()[-2:] == ["exported", "exported"]


def test_what_changes_and_what_stays_out_is_told_in_words(desk, admin):
    records.concession(reference="R1", title="Quai", code="1037")
    console, head = desk(admin), "reference;intitule;code_acces;statut"
    row, out = "R1;Quai;4826;clos", "R2;;1234;"
    run = sent(by(admin), row, out, head=head, options={"replace_codes": True})
    work()
    page = console.open(f"{AT}/details/?id={run.id}")
    changes = page.doc.xpath("string(//div[@class='b-changes'])")
    assert "Clos le" in changes and "closed_at" not in changes and "T" not in changes.split("Clos le")[1]
    assert "Code d’accès" not in changes and "ceux du fichier remplaceront les nôtres" in page.text
    question = console.open(f"{AT}/{run.id}/confirmer").text.replace("\u00a0", " ")
    assert "1 ligne refusée reste dehors." in question
    imports.confirm(again(run), actor=by(admin))
    work()
    page = console.open(f"{AT}/details/?id={run.id}")
    changes = page.doc.xpath("string(//div[@class='b-changes'])")
    assert "Code d’accès" in changes and "l’ancien" in changes and "celui du fichier" in changes


def test_refused_lines_sent_back_unmended_take_nothing_known_away(desk, admin):
    records.concession(reference="R1", title="Quai", code="1037", city="4 Mares", holder="SOCIETE 4")
    console, head = desk(admin), "reference;intitule;code_acces;commune;titulaire"
    run = sent(by(admin), "R1;Quai;4;4;SOCIETE 4", head=head)
    work()
    text = console.client.get(f"{AT}/{run.id}/refus").text[1:]
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["commune"], row["titulaire"]) == ("#MASQUÉ!", "SOCIETE 4") and "#MASQUÉ!" in row["remede"]
    mended = text.replace("Quai;;", "Quai;1037;")
    _, answer = upload(console, data=mended.encode(), dry_run=None)
    work()
    back = db.session.get_one(ImportRun, number_of(answer))
    assert (back.refused, again(back).refused, count(Concession)) == (1, 1, 1)


def test_a_form_that_is_sent_twice_brings_in_one_file(desk, admin):
    console = desk(admin)
    page, first = upload(console, *lines(2))
    fields = {"kind": "concessions", "dry_run": "y", **page.form()}
    second = console.client.post(
        f"{AT}/new/", **multipart(fields, file=[("anciens.csv", "\n".join([HEAD, *lines(2)]).encode())])
    )
    assert first.location == second.location and count(ImportRun) == 1


def test_columns_that_are_not_ours_are_asked_once(desk, admin):
    console, head = desk(admin), "N° DOSSIER;CONCESSIONNAIRE;CODE ACCES"
    _, answer = upload(console, "R1;Enedis;4826", head=head)
    page = console.open(answer.location)
    assert "new/?id=" in answer.location and "4826" not in page.html and "Enedis" in page.text
    assert "lu ainsi : UTF-8, points-virgules" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    columns = {"column_1": "reference", "column_2": "titulaire", "column_3": "code_acces"}

    def send(**changes):
        return console.post(answer.location, {**page.form("column_1"), **columns, **changes})

    assert "Il manque des colonnes obligatoires : Intitulé." in send().text.replace("\u00a0", " ")
    assert "choisie deux fois" in send(column_1="titulaire").text
    assert send(column_2="intitule").status == 303
    work()
    assert again(db.session.scalars(db.select(ImportRun)).one()).tally["created"] == 1
    _, answer = upload(console, "R2;GRDF;4827", head=head)
    assert "details" in answer.location, "remembered"
    work()
    corrected = console.open(f"{AT}/new/?id={number_of(answer)}")
    assert corrected.doc.xpath("//select[@name='column_2']/option[@selected]/@value") == ["intitule"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("vide.csv", b"", "Le fichier est vide"),
        ("page.csv", b"<html>" + bytes(range(256)), "n’est pas un tableau"),
        ("lourd.csv", b"x" * (20 * 1024 * 1024 + 1), "trop gros : 20 Mo"),
        ("vieux.xls", b"\xd0\xcf\x11\xe0" + b"0" * 100, "ancien ou porte un mot de passe"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(desk, admin, name, data, words):
    _, answer = upload(desk(admin), name=name, data=data)
    assert answer.status_code == 422 and words in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert count(ImportRun) == 0


def test_a_file_and_its_kind_are_needed(desk, admin):
    page = desk(admin).send(f"{AT}/new/")
    assert "Choisissez un fichier" in page.error("file") and "Dites ce que" in page.error("kind")


def test_agents_bring_migrations_in_and_nothing_else(desk, agent, admin):
    console = desk(agent)
    assert "Concessions de l’ancien portail" not in console.open(f"{AT}/new/").text
    _, answer = upload(console, *lines(1), kind="concessions")
    assert answer.status_code == 422 and count(ImportRun) == 0
    run = sent(by(admin), *lines(1))
    assert console.open(f"{AT}/details/?id={run.id}").status == 200
    work()
    assert console.send(f"{AT}/{run.id}/confirmer").status == 403
    assert again(run).state == "a-confirmer"


def test_a_run_is_held_resumed_and_given_up_by_its_buttons(desk, admin):
    run, console = sent(by(admin), *lines(3), rehearse=False), desk(admin)
    for verb, words in (
        ("interrompre", "Interrompue"),
        ("reprendre", "En cours"),
        ("interrompre", "Interrompue"),
        ("abandonner", "Abandonnée"),
    ):
        page = console.send(f"{AT}/{run.id}/{verb}")
        assert page.status == 303 and words in page.follow().text
    assert console.send(f"{AT}/{run.id}/reprendre").status == 422
    assert len(console.open(f"{AT}/?etat=abandonne").ids) == 1


def test_an_administrator_prepares_migrations_that_an_agent_confirms(desk, admin, agent):
    head = "siret;telephone;courriel_structure;prenom;nom;courriel;fonction;intitule;code_acces"
    run = sent(by(admin), ";;;;;;;;", head=head, kind=ImportKind.MIGRATIONS)
    work()
    page = desk(admin).open(f"{AT}/details/?id={run.id}")
    assert "Un agent doit confirmer" in page.text and "codes d’accès ne sont pas vérifiés" in page.text
    assert "n’ont pas été vérifiés" in desk(agent).open(f"{AT}/{run.id}/confirmer").text
    assert desk(admin).send(f"{AT}/{run.id}/confirmer").status == 403
    assert desk(agent).send(f"{AT}/{run.id}/confirmer").status == 303


def test_a_batch_gives_its_result_and_is_taken_back_while_nobody_has_activated(desk, agent):
    title, console = records.concession().title, desk(agent)
    run = sent(by(agent), *moves(title), head=MIGRATIONS, kind=ImportKind.MIGRATIONS, rehearse=False)
    work(Town())
    text = console.client.get(f"{AT}/{run.id}/resultat").text[1:]
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert (row["ligne"], row["intitule"], row["compte"], row["active_le"]) == ("2", title, "nouveau", "")
    assert "motif" in console.send(f"{AT}/{run.id}/annuler").error("reason")
    page = console.send(f"{AT}/{run.id}/annuler", reason="Mauvais fichier")
    assert page.status == 303 and "Annulée" in page.follow().text


def test_many_lines_are_read_a_page_at_a_time(desk, admin):
    run, console = sent(by(admin), *(f"R{n};;1234;x" for n in range(60))), desk(admin)
    work()
    page = console.open(f"{AT}/{run.id}/lignes?quoi=refus")
    [more] = page.doc.xpath("//a[text()='Voir les suivantes']/@href")
    assert len(page.doc.xpath("//tbody/tr")) == 50 and len(console.open(more).doc.xpath("//tbody/tr")) == 10
    assert console.open(f"{AT}/{run.id}/lignes?quoi=changements").status == 200
    assert console.open(f"{AT}/{run.id}/lignes?quoi=x").status == 404
    assert console.open(f"{AT}/{run.id}/lignes?apres=x").status == 404
