"""Files are read as they come: dialects, encodings, broken lines, limits."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from console.imports.reader import Cells, Column, FileRefused, FileWhy, Limits, Line, Table, What, count, read
from console.imports.reader.encodings import repaired
from tests.support.sheets import COLUMNS, refusal, table, values
from views.messages.kit.spellings import STANDINGS

QUIRKS = Path(__file__).parents[3] / "data" / "legacy_quirks"
OLD = (
    Column("dossier", required=True, aliases=("N° DOSSIER",)),
    Column("concessionnaire"),
    Column("voie"),
    Column("code_acces", aliases=("CODE ACCES",)),
    Column("observations"),
)


def quirk(name: str, columns: tuple[Column, ...] = OLD) -> Table:
    (path,) = QUIRKS.glob(f"SYNTHETIC_{name}_*")
    return read(io.BytesIO(path.read_bytes()), columns)


@pytest.mark.parametrize("name", ["01", "02", "03", "06", "07", "12", "13"])
def test_every_dialect_of_the_old_portal_reads_the_same(name: str) -> None:
    lines = list(quirk(name))
    assert [line.values["dossier"] for line in lines] == [f"2019/0012{n}" for n in "3456"]
    assert not any(line.problems for line in lines)
    assert lines[0].values["code_acces"] == "0042"
    assert lines[0].values["observations"].replace("’", "'") == "Réfection définitive à l'identique"
    assert lines[1].values["voie"] == "RTE D'ÉPOUVILLE"
    assert lines[1].values["observations"] == '"Prévenir riverains" ; accès école'
    assert lines[2].values["observations"].startswith("Cœur de bourg")
    assert lines[3].values["voie"] == "BD FOCH (côté pair)"


@pytest.mark.parametrize(
    ("name", "form", "separator"),
    [("01", "Windows-1252", ";"), ("02", "UTF-8", ";"), ("03", "Windows-1252", "\t"), ("13", "UTF-16", "\t")],
)
def test_the_dialect_is_told(name: str, form: str, separator: str) -> None:
    assert quirk(name).dialect == (form, separator)


@pytest.mark.parametrize(
    ("codec", "form"), [("mac_roman", "MacRoman"), ("cp850", "CP850"), ("cp1252", "Windows-1252")]
)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_old_encodings_are_told_from_one_another(codec: str, form: str, end: str) -> None:
    rows = [
        "reference;intitule;code_acces;titulaire",
        "R1;Société du Havre;0042;",
        "R2;Réseau nº 2;0043;PRÉFET",
    ]
    raw = end.join(rows).encode(codec)
    assert table(raw).dialect.form == form
    assert values(raw) == [["R1", "Société du Havre", "0042", ""], ["R2", "Réseau nº 2", "0043", "PRÉFET"]]


def test_entities_of_an_export_are_decoded_and_told() -> None:
    lines = list(
        table(
            "reference,intitule,code_acces\nR1,L&#039;eau &amp; le gaz,0042\n"
            "R2,&amp;Eacute;t&eacute;&nbsp;,0043\nR3,R&D; A&B,0044\n"
        )
    )
    assert [line.values["intitule"] for line in lines] == ["L'eau & le gaz", "Été", "R&D; A&B"]
    problems = [[(found.column, found.problem, found.refuses) for found in line.problems] for line in lines]
    assert problems == [[("intitule", What.ENTITIES, False)]] * 2 + [[]]


def test_the_semicolon_of_an_entity_parts_no_cells() -> None:
    content = (
        "reference;intitule;code_acces;titulaire\nR1;L&#039;eau &amp; le gaz;0042;X\n"
        'R2;A &amp;amp; B;0043;\nR3;"R&D";0044;Y\nR4;Quai;0045;S &amp; C\n'
    )
    assert values(content) == [
        ["R1", "L'eau & le gaz", "0042", "X"],
        ["R2", "A & B", "0043", ""],
        ["R3", "R&D", "0044", "Y"],
        ["R4", "Quai", "0045", "S & C"],
    ]


@pytest.mark.parametrize("title", ["BOUYGUES&GTM;", "MARTIN&REGNIER;", "Gaz&centre;", "DUPONT&LTD;"])
def test_an_entity_is_one_by_its_whole_name(title: str) -> None:
    assert values(f"reference,intitule,code_acces\nR1,{title},0042\n") == [["R1", title, "0042"]]
    partner = title.removesuffix(";")
    for written in (partner, partner.replace("&", "&amp;")):
        content = f"reference;intitule;code_acces;titulaire\nR1;{written};0042;X\n"
        assert values(content) == [["R1", partner, "0042", "X"]]


def test_a_quoted_cell_is_never_joined_to_the_next() -> None:
    content = 'reference;intitule;code_acces;titulaire\nR1;"Lot A&copy";0042;X\nR2;Lot&lt;"0043";"Y"\n'
    assert values(content) == [["R1", "Lot A&copy", "0042", "X"], ["R2", "Lot&lt", "0043", "Y"]]


def test_a_sign_that_is_none_is_refused_however_it_is_written() -> None:
    (line,) = table("reference,intitule,code_acces\nR1,A&#0;B,0042\n")
    assert What.UNREADABLE in [found.problem for found in line.problems]


def test_unknown_columns_are_named() -> None:
    unknown = quirk("01").unknown
    assert "SIRET" in unknown and "MONTANT TTC" in unknown and "CODE ACCES" not in unknown


def test_line_breaks_stray_quotes_ragged_lines_and_totals() -> None:
    read_ = quirk("08")
    lines = {line.number: line for line in read_}
    assert lines[2].values["observations"].split() == ["ligne", "1", "ligne", "2"]
    assert lines[4].values["observations"] == 'dit "urgent" sans échappement'
    assert [problem.problem for problem in lines[5].problems] == [What.EXTRA_CELLS]
    assert lines[6].values == {"dossier": "4", "observations": ""}
    assert set(lines) == {2, 4, 5, 6, 9}  # the first column is filled, so nothing proves a total


def test_a_total_is_passed_over_unless_it_is_a_complete_line() -> None:
    read_ = table(
        "reference;intitule;code_acces\nR1;A;0042\nTOTAL;1\nSous-total :;2\nTOTAL;Total Énergies;1234\n"
    )
    assert [line.values["reference"] for line in read_] == ["R1", "TOTAL"]
    assert read_.ignored == 2


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separator_and_encoding_are_found(separator: str, encoding: str, end: str) -> None:
    rows = [("Référence", "INTITULÉ", "Code-Accès"), ("R1", "Réseau d'Œuvré", "0042")]
    assert values(end.join(separator.join(row) for row in rows) + end, encoding) == [
        ["R1", "Réseau d'Œuvré", "0042"]
    ]


def test_old_mac_line_ends_are_line_ends() -> None:
    assert values("reference;intitule;code_acces\rR1;A;0042\rR2;B;0043") == [
        ["R1", "A", "0042"],
        ["R2", "B", "0043"],
    ]


def test_the_separator_shows_the_known_columns_not_the_most_pieces() -> None:
    header = "reference;intitule;code_acces;a,b,c,d,e,f,g,h\n"
    assert values(header + "R1;A;0042;x\n") == [["R1", "A", "0042"]]


@pytest.mark.parametrize("declared", ["sep=,", '"sep=,"', "SEP=,", "sep=,;;"])
def test_a_declared_separator_is_believed(declared: str) -> None:
    assert values(f"{declared}\nreference,intitule,code_acces\nR1,A,0042\n") == [["R1", "A", "0042"]]


def test_lines_are_numbered_as_an_editor_shows_them() -> None:
    content = '\n\nreference;intitule;code_acces\n\nR1;"A\nB";0042\n;;\nR2;C;0043\n'
    assert [line.number for line in table(content)] == [5, 8]


def test_wrappers_of_spreadsheets_are_taken_off() -> None:
    assert values('reference;intitule;code_acces\n"=""R1""";="A";\N{NO-BREAK SPACE}0042 \n') == [
        ["R1", "A", "0042"]
    ]


def test_a_quote_never_closed_costs_its_line_only() -> None:
    lines = list(table('reference;intitule;code_acces\nR1;"A;0042\nR2;B;0043\nR3;"C";0044\nR4;D;0045\n'))
    assert [line.values["reference"] for line in lines] == ["R1", "R2", "R3", "R4"]
    assert [bool(line.problems) for line in lines] == [True, False, False, False]
    assert lines[0].problems[0].problem is What.UNCLOSED_QUOTE


def test_unreadable_and_garbled_cells_are_reported() -> None:
    raw = b"reference;intitule;code_acces\nR1;A\x81;0042\nR2;B\x01C;0043\n" + "R3;Ã© é;0044\n".encode()
    assert [[problem.problem for problem in line.problems] for line in table(raw)] == [
        [What.UNREADABLE],
        [What.UNREADABLE],
        [What.GARBLED],
    ]


def test_two_encodings_may_stand_in_one_line() -> None:
    raw = b"reference;intitule;code_acces\n" + "Réf".encode() + b";" + "Été".encode("cp1252") + b";0042\n"
    assert values(raw) == [["Réf", "Été", "0042"]]


@pytest.mark.parametrize("text", ["Réfection définitive à l’identique", "N° 12 € Œuvré", "ÉPOUVILLE – ÇA"])
def test_a_double_encoding_is_undone(text: str) -> None:
    twice = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())
    assert twice != text
    assert repaired(twice) == text
    assert repaired(text) == text


@pytest.mark.parametrize("content", [b"", b"\n\n;;\n", b"\xef\xbb\xbf", b"sep=;\n", b"   "])
def test_a_file_without_a_line_is_empty(content: bytes) -> None:
    assert refusal(content).why is FileWhy.EMPTY


def test_missing_columns_are_named_and_a_line_of_secrets_is_not_repeated() -> None:
    refused = refusal("R1;Réseau;0042\nR2;Réseau;0043\n")
    assert refused.why is FileWhy.COLUMNS_MISSING
    assert refused.facts["columns"] == "reference, intitule, code_acces"
    assert "0042" not in str(refused)


def test_a_column_that_stands_twice_is_refused() -> None:
    refused = refusal("reference;intitule;code_acces;Code accès\n")
    assert (refused.why, refused.facts["columns"]) == (FileWhy.COLUMN_TWICE, "code_acces")


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\x7fELF\x02\x01\x01\0\0", b"%PDF-1.7\n\0\xff"]
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    assert refusal(content + bytes(range(256))).why in {FileWhy.NOT_A_TABLE, FileWhy.COLUMNS_MISSING}


def test_an_endless_line_is_no_table() -> None:
    assert refusal(b"reference;intitule;code_acces\n" + b"x" * 2_000_000).why is FileWhy.NOT_A_TABLE


def test_limits_are_held() -> None:
    content = "reference;intitule;code_acces\n" + "R;A;0042\n" * 11
    assert refusal(content, Limits(size=50)).why is FileWhy.TOO_LARGE
    assert refusal(content, Limits(rows=10)).why is FileWhy.TOO_MANY_ROWS
    assert count(io.BytesIO(content.encode()), COLUMNS, Limits(rows=11)) == 11


def test_a_million_lines_take_no_memory_to_speak_of(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("reference;intitule;code_acces\n")
        file.writelines(f"R{n};Réseau {n};{n % 10_000:04d}\n" for n in range(60_000))
    tracemalloc.start()
    try:
        with path.open("rb") as source:
            assert count(source, COLUMNS) == 60_000
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


BYTES = st.one_of(
    st.binary(max_size=400),
    st.binary(max_size=200).map(lambda raw: b"reference;intitule;code_acces\n" + raw),
    st.text("\"';,\t\n\r é=A0", max_size=200).map(
        lambda text: b"reference,intitule,code_acces\n" + text.encode()
    ),
    st.binary(max_size=200).map(lambda raw: b"\xff\xfe" + raw),
    st.binary(max_size=200).map(lambda raw: b"PK\x03\x04" + raw),
)


@given(BYTES)
@example(b"\xff\xfe\x00")
@settings(max_examples=300)
def test_no_bytes_break_the_reader(raw: bytes) -> None:
    try:
        lines = list(table(raw))
    except FileRefused:
        return
    assert all(isinstance(line, Line) and set(line.values) >= {"reference"} for line in lines)


CELL = st.text("abcé œ'\"-&;,\t\n0123", max_size=12).map(str.strip).filter(lambda t: not t.startswith("="))
ROWS = st.lists(st.tuples(CELL.filter(bool), CELL.filter(bool), CELL.filter(bool)), max_size=6)


def _is_ambiguous(cell: str, separator: str, encoding: str) -> bool:
    """Whether the cell is also, sign for sign, something else, which the reader is right to see first.

    With a line break and a separator it looks like rows of its own, after a quote that was left open. `&ac;`
    is an HTML entity, `&ac` too before a semicolon that parts cells. In Windows-1252 `éœœ` has the bytes that
    are `霜` in UTF-8, and no other run of these letters is UTF-8.
    """
    looks_like_rows = "\n" in cell and separator in cell
    return looks_like_rows or "&ac" in cell or (encoding == "cp1252" and "éœœ" in cell)


@given(
    ROWS, st.sampled_from(";,\t"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), st.booleans()
)
def test_what_a_spreadsheet_writes_is_read_back(
    rows: list[tuple[str, ...]], separator: str, encoding: str, every: bool
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL)
    writer.writerow(["reference", "intitule", "code_acces"])
    kept = [row for row in rows if not any(_is_ambiguous(cell, separator, encoding) for cell in row)]
    writer.writerows(kept)
    assert values(out.getvalue(), encoding) == [list(row) for row in kept]


def test_what_a_spreadsheet_ate_is_refused_by_name() -> None:
    columns = (*OLD, Column("siret"))
    lines = [Cells(line) for line in quirk("04", columns)]
    assert [line.siret() for line in lines] == [None] * 4
    assert [line.access_code() for line in lines] == [None, None, None, "1234"]
    found = [[(each.column, each.problem) for each in line.problems] for line in lines]
    damage, short = ("siret", What.SCIENTIFIC), ("code_acces", What.CODE_SHORTENED)
    assert found == [[damage, short]] * 3 + [[damage]]


def test_wrappers_and_eaten_zeros_of_numbers() -> None:
    lines = [Cells(line) for line in quirk("05", (Column("siret", required=True), Column("tel")))]
    assert [line.siret() for line in lines] == [
        None,
        "20008495200015",
        "21760351300011",
        "44478651100022",
        "39748093003464",
    ]
    assert [line.problems[0].problem for line in lines if line.problems] == [What.SIRET_LENGTH]
    assert {line.phone("tel") for line in lines} == {"+33235123456"}


def test_what_stands_for_no_number_is_no_text_either() -> None:
    found = {
        line.values["brut"]: Cells(line).problems for line in quirk("10", (Column("brut", required=True),))
    }
    assert {value: each[0].problem for value, each in found.items() if each} == {
        "#N/A": What.SPREADSHEET_ERROR,
        "2,00085E+13": What.SCIENTIFIC,
    }


def test_every_spelling_of_yes_and_no_is_a_standing() -> None:
    columns = (Column("brut"), Column("attendu"))
    meant = {"true": "open", "false": "closed", "": None}
    for line in quirk("11", columns):
        assert Cells(line).one_of("brut", STANDINGS) == meant[line.values["attendu"]], line.values
