"""Search: any fragment without accents finds its rows, and only them, on both engines, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from models.concessions import Concession
from models.kernel.base import db
from models.kernel.transactions import transaction
from models.lists import search, search_index
from models.lists.looks import Found, look
from models.lists.search import EXACT, matching_ids
from models.lists.search_index import SEARCHED
from models.lists.search_words import TRIGRAM, readings
from models.storage import registry
from models.values.spellings import other_spelling
from models.values.text import fold
from tests.support import people
from tests.support.records import concession

TITLES = [
    "Réseaux d'Été – Lot 1",
    "RESEAUX D’ETE lot 12",
    "Électricité & Gaz (Ouest)",
    "Œuvre du Cœur",
    "100 % travaux_publics",
    "Ło\N{LATIN SMALL LETTER SHARP S}mann 日本 Κύμα",
    "a",
    "aa bb",
]


@pytest.fixture
def records(app):
    # References without digits: one that held a 12 would be found by it.
    return [
        concession(title=title, reference=f"ECR-{letter}", email="", phone="")
        for title, letter in zip(TITLES, "ABCDEFGH", strict=True)
    ]


def found(query):
    return set(db.session.scalars(matching_ids(Concession, query)))


def oracle(query):
    """What the rule says: every word a fragment; under three characters the beginning of the title."""
    rows = db.session.scalars(select(Concession)).all()
    return set().union(*(held_by(rows, words) for words in readings(query)))


def held_by(rows, words):
    if all(len(word) < TRIGRAM for word in words):
        return {row.id for row in rows if row.title_key.startswith(" ".join(words))}
    return {row.id for row in rows if all(holds(row.search, word) for word in words)}


def holds(text, word):
    other = other_spelling(word)
    return word in text or (other is not None and f" {other} " in f" {text}")


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("réseaux", {0, 1}),
        ("RESEAUX ete", {0, 1}),
        ("lot 12", {1}),
        ("seau", {0, 1}),
        ("oeuvre", {3}),
        ("coeur", {3}),
        ("gaz ouest", {2}),
        ("日本", set()),
        ("κυμα", {5}),
        ("lossmann", {5}),
        ("%", set()),
        ("_", set()),
        ("100% travaux", {4}),
        ("rése", {0, 1}),
        ("re", {0, 1}),
        ("a", {6, 7}),
        ("nulle part", set()),
        ("", set()),
        ('"', set()),
        ("été OR gaz", set()),
        ("NEAR(gaz)", set()),
        ("gaz*", {2}),
        ("-gaz", {2}),
        ("search:gaz", set()),
    ],
)
def test_a_query_finds_what_holds_every_word_of_it(records, query, hits):
    assert found(query) == {records[number].id for number in hits}


@given(st.one_of(st.text(max_size=40), st.text(alphabet="aeélotrs %_\"'*()-:^12", max_size=30)))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_fails_and_none_finds_what_it_should_not(records, query):
    assert found(query) == oracle(query)


@given(st.sampled_from(TITLES), st.integers(0, 25), st.integers(3, 12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_fragment_of_a_title_finds_it(records, title, start, length):
    fragment = fold(title)[start : start + length].strip()
    if any(len(word) >= TRIGRAM for word in fragment.split()):
        assert records[TITLES.index(title)].id in found(fragment)


@pytest.mark.parametrize(
    "query", ["mot " * 3_000, "x" * 60_000, "ab " * 3_000, "\x00", "é\ud800", "'; DROP TABLE x"]
)
def test_no_query_is_too_long_or_too_strange(records, query):
    assert found(query) == oracle(query)


def test_a_row_follows_its_changes_and_goes_with_them(records):
    record = records[2]
    with transaction():
        record.name("Tout autre chose")
        record.refresh_search()
    assert found("gaz") == set() and found("tout autre") == {record.id}
    with transaction() as session:
        session.delete(record)
    assert found("tout autre") == set()


def test_a_bulk_change_is_followed_too(records):
    with transaction() as session:
        session.execute(
            update(Concession).where(Concession.id == records[0].id).values(search="kilimandjaro")
        )
    assert found("kilimandjaro") == {records[0].id} and found("lot 1") == {records[1].id}


def test_every_searched_table_can_be_asked(app, agent):
    people.active()
    tables = {table.__tablename__: table for table in registry.load().__subclasses__()}
    for name in SEARCHED:
        for query in ("a", "ab", "camille", "camille 12", "%"):
            db.session.execute(matching_ids(tables[name], query)).all()


def test_people_and_companies_are_found_by_what_a_caller_says(app):
    account = people.active(first_name="Élodie", last_name="d'Œuvré", email="elodie@example.org")
    from models.accounts import ProAccount
    from models.companies import Company

    for query in (
        "elodie",
        "OEUVRE",
        account.identifier,
        "elodie@example.org",
        account.company.siret,
        "0235223344",
    ):
        assert account.id in set(db.session.scalars(matching_ids(ProAccount, query))), query
    for query in (account.company.name.lower(), account.company.siret, account.company.email, "le havre"):
        assert account.company_id in set(db.session.scalars(matching_ids(Company, query))), query


@pytest.mark.parametrize("typed", ["C-12", "c-12", " C-12 "])
def test_a_reference_of_short_parts_is_found_too(app, typed):
    held = concession(title="Estuaire", reference="C-12", email="", phone="")
    concession(title="Estuaire", reference="C-13", email="", phone="")
    assert found(typed) == {held.id}


def test_statements_of_the_indexes_are_known_for_both_engines():
    assert all(any(name in statement for statement in search_index.ddl("sqlite")) for name in SEARCHED)
    assert all(any(name in statement for statement in search_index.ddl("postgresql")) for name in SEARCHED)


def test_what_a_text_names_exactly_comes_before_what_holds_it(records):
    exact = concession(title="Gaz", siret="20008495200015")
    concession(title="Gaz de ville")
    hits = look(Concession, "GAZ", 10)
    assert [hit.row.id for hit in hits if hit.exact] == [exact.id] == [hits[0].row.id] and len(hits) == 3
    for typed in (exact.reference.lower(), f" {exact.reference} ", "200 084 952 00015"):
        assert look(Concession, typed, 10)[0] == Found(exact, True), typed
    assert len(look(Concession, "gaz", 2)) == 2 and look(Concession, "gaz", 1)[0].exact


def test_what_names_exactly_is_looked_up_by_an_index(app):
    """Else each letter typed would read the whole table."""
    tables = {table.__tablename__: table.__table__ for table in registry.load().__subclasses__()}
    for name, columns in EXACT.items():
        table = tables[name]
        begins = {next(iter(index.columns)).name for index in table.indexes}
        begins |= {c.name for c in table.columns if c.unique or c.primary_key}
        assert {column for column, _ in columns} <= begins, name


@pytest.mark.parametrize("typed", ["\x00", "%", "", "é" * 5000, "1" * 500])
def test_nothing_said_names_anything_by_accident(records, typed):
    for model in registry.load().__subclasses__():
        if model.__tablename__ in EXACT:
            assert not [hit for hit in look(model, typed, 3) if hit.exact]


def test_a_phone_number_is_found_while_it_is_dialled(app):
    made = concession(title="Quai", phone="+33235223344")
    for typed in ("02 35", "02 35 2", "02.35.22.33", "0235 22", "02 35 22 33 44"):
        assert found(typed) == {made.id}, typed
    assert found("12 34") == set()


@pytest.mark.parametrize(
    "typed",
    [
        "444608442",
        "444 608 442",
        "SIREN 444608442",
        "SIREN : 444 608 442",
        "FR12444608442",
        "FR 12 444608442",
        "https://annuaire-entreprises.example/entreprise/reseaux-444608442",
    ],
)
def test_a_siren_finds_its_company_however_it_is_pasted(app, typed):
    made = concession(title="Quai", siret="44460844213631", phone="")
    assert found(typed) == {made.id}
    assert [hit.row.id for hit in look(Concession, typed, 3)] == [made.id]


@pytest.mark.parametrize("typed", ["123456789", "24-05-17"])
def test_a_guess_about_a_query_is_added_to_it_and_never_put_in_its_place(app, typed):
    made = concession(title="Quai", reference=typed, phone="")
    assert found(typed) == {made.id}
    assert [hit.row.id for hit in look(Concession, typed, 3)] == [made.id]


def test_nine_digits_are_a_telephone_too_whose_zero_was_eaten(app):
    made = concession(title="Quai", phone="+33235223344", email="", siret="")
    assert found("235223344") == {made.id}


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ("Saint-Jean du Port", False),
        ("Quai S.A. Saint-Jean", False),
        ("sa saint quai", False),
        ("quai sa", False),
        ("st jean", True),  # a fragment of another word, as ever
        ("quai s a", True),
    ],
)
def test_either_spelling_of_a_saint_and_of_a_legal_form_is_found(app, query, more):
    titles = ["St Jean du Port Quai S A", "SAINT-JEAN DU PORT Quai SA", "Quai Ouest Jean du Port"]
    rows = [
        concession(title=title, reference=f"ECR-{letter}", email="", phone="", city="Rouen")
        for title, letter in zip(titles, "ABC", strict=True)
    ]
    ids = {rows[0].id, rows[1].id}
    assert found(query) == ids or (more and found(query) > ids)


def test_a_word_that_may_begin_another_is_still_a_beginning(app):
    row = concession(title="Stade du Quai Sarlat", reference="ECR-A", email="", phone="")
    assert found("stad") == found("quai sarl") == found("st quai") == {row.id}


@pytest.mark.parametrize("query", ["reseaux", "lot ete", "saint gaz", "rien tel", 'lot "123'])
def test_a_search_of_the_usual_shape_is_told_its_words_when_it_is_read(app, records, query):
    if search.shape(query) is None:
        assert db.engine.dialect.name == "postgresql", "asked word by word"
        return
    ids = search.told_ids(Concession)
    for words in ("electricite", query):
        with search.searching(words):
            assert set(db.session.scalars(ids)) == found(words)


def test_a_search_that_is_alone_has_no_shape(app):
    assert [search.shape(query) for query in ("a", "lot 1", "02 35 22 33 44", "%", "")] == [None] * 5
