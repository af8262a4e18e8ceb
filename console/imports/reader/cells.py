"""The cells of one line, each read as what it should be; what is refused is collected."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache

from console.imports.reader import blanks
from console.imports.reader.codes import may_tell
from console.imports.reader.dates import DateRefused, read_date
from console.imports.reader.problems import Problem, What, problem
from console.imports.reader.tables import Line
from models.values import contacts
from models.values.days import is_plausible, last_plausible, today
from models.values.names import NameRefused, person_name
from models.values.siret import Siret, SiretRefused, Why
from models.values.text import fold

CODE_COLUMN = "code_acces"

_CODE = re.compile(r"[0-9]{4}")
_SHORT_CODE = re.compile(r"[0-9]{1,3}(?:[.,]0+)?")

_GUARDED = ("'=", "'+", "'-", "'@")
"""How a text begins that our own files keep spreadsheets from running (`views.exports.harmless`)."""

_SIRET_PROBLEMS = {
    Why.EMPTY: What.MISSING,
    Why.CHARACTERS: What.SIRET_CHARACTERS,
    Why.LENGTH: What.SIRET_LENGTH,
    Why.ZEROS: What.SIRET_KEY,
    Why.KEY: What.SIRET_KEY,
}


@lru_cache(maxsize=100)
def _folded(words: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {fold(word): meant for word, meant in words}


_folded_word = lru_cache(maxsize=1_000)(fold)
"""The words of a list are few, and stand on each line."""


class Cells:
    """Reads the cells of a line. An empty cell gives None (or ""), a refused one too, and adds a problem."""

    def __init__(self, line: Line, *, pad_codes: bool = False) -> None:
        self._line = line
        self._pad_codes = pad_codes
        self.problems: list[Problem] = list(line.problems)
        self._spoilt: set[str] = set()
        # A line that broke somewhere has its cells in the wrong columns: none of them may be repeated.
        self._is_shifted = line.is_shifted
        if blanks.may_be_spoilt(line.values.values()):
            self._refuse_spoilt()

    @property
    def number(self) -> int:
        """The line's number in the file."""
        return self._line.number

    @property
    def is_refused(self) -> bool:
        """Whether something keeps the line from being taken."""
        return any(found.refuses for found in self.problems)

    def has(self, column: str) -> bool:
        """Whether the file has that column, be its cell empty."""
        return column in self._line.values

    def text(self, column: str, *, longest: int = 250, required: bool = False) -> str:
        """The cell as one line of text."""
        value = " ".join(self._cell(column, required).split())
        if not value and required:
            self._refuse(column, What.MISSING)
        if len(value) > longest:
            self._refuse(column, What.TOO_LONG, value)
            return ""
        return value

    def person_name(self, column: str) -> str:
        """A first or a last name."""
        value = self.text(column, longest=120, required=True)
        try:
            return person_name(value) if value else ""
        except NameRefused:
            self._refuse(column, What.NAME_INVALID, value)
            return ""

    def access_code(self, column: str = CODE_COLUMN, *, required: bool = True) -> str | None:
        """Four ASCII digits. What a spreadsheet shortened is refused by its name, unless codes are padded."""
        value = self._raw(column).removeprefix("'").strip()
        if _CODE.fullmatch(value):
            return value
        if not value:
            if required:
                self._refuse(column, What.MISSING)
        elif not _SHORT_CODE.fullmatch(value):
            self._refuse(column, What.CODE_INVALID)
        elif self._pad_codes:
            return re.split("[.,]", value)[0].zfill(4)
        else:
            self._refuse(column, What.CODE_SHORTENED)
        return None

    def siret(self, column: str = "siret", *, required: bool = False) -> Siret | None:
        """A SIRET."""
        value = self._cell(column, required).removeprefix("'")
        try:
            return Siret.parse(value)
        except SiretRefused as refused:
            if refused.why is not Why.EMPTY or required:
                self._refuse(column, _SIRET_PROBLEMS[refused.why], value)
            return None

    def date(self, column: str, *, required: bool = False, ahead: bool = True) -> dt.date | None:
        """A day, however it is written; the many spellings of *no date* give None.

        `ahead`: whether it may be to come.
        """
        value = self._cell(column, required)
        try:
            day = read_date(value)
        except DateRefused:
            self._refuse(column, What.DATE_INVALID, value)
            return None
        if day is None and required:
            self._refuse(column, What.MISSING, value)
        if day is not None and not is_plausible(day, self._today, ahead=ahead):
            last = last_plausible(self._today, ahead=ahead)
            self._refuse(column, What.DATE_IMPLAUSIBLE, value, detail=f"{last:%d/%m/%Y}")
            return None
        return day

    def period(self, first: str, last: str) -> tuple[dt.date | None, dt.date | None]:
        """Two days, the second of which is not before the first."""
        begins, ends = self.date(first), self.date(last)
        if begins is not None and ends is not None and ends < begins:
            self._refuse(last, What.ENDS_BEFORE_START, self._raw(last))
        return begins, ends

    @cached_property
    def _today(self) -> dt.date:
        return today()

    def phone(self, column: str = "telephone", *, required: bool = False) -> str:
        """A number as it is stored, also when its first zero was eaten."""
        value = self._cell(column, required).removeprefix("'")
        return self._contact(column, value, contacts.phone, What.PHONE_INVALID, required)

    def email(self, column: str = "courriel", *, required: bool = False) -> str:
        """An address as it is stored."""
        return self._contact(
            column, self._cell(column, required), contacts.email, What.EMAIL_INVALID, required
        )

    def one_of(self, column: str, words: Mapping[str, str], *, required: bool = False) -> str | None:
        """What a word of the file stands for; `words` are compared folded."""
        value = self._raw(column)
        if not value:
            if required:
                self._refuse(column, What.MISSING)
            return None
        meaning = _folded(tuple(words.items())).get(_folded_word(value))
        if meaning is None and self._cell(column, required):
            first: dict[str, str] = {}  # of each meaning, the word that is not a spelling of another
            for word, meant in words.items():
                first.setdefault(meant, word)
            self._refuse(column, What.NOT_LISTED, value, detail=", ".join(first.values()))
        return meaning

    def refuse(self, column: str, what: What, value: str | None = None, *, detail: str = "") -> None:
        """Adds what is wrong with a cell that reads well: what its value stands for is refused."""
        self._refuse(column, what, self._raw(column) if value is None else value, detail=detail)

    def _contact(
        self, column: str, value: str, parse: Callable[[str], str], what: What, required: bool
    ) -> str:
        if not value:
            if required:
                self._refuse(column, What.MISSING)
            return ""
        try:
            return parse(value)
        except (contacts.PhoneRefused, contacts.EmailRefused):
            self._refuse(column, what, value)
            return ""

    def _raw(self, column: str) -> str:
        value = self._line.values.get(column, "")
        return value[1:] if value.startswith(_GUARDED) else value

    def _cell(self, column: str, required: bool) -> str:
        """The cell, empty when it need not be filled and says that it is not."""
        value = self._raw(column)
        return "" if value and not required and blanks.is_left_empty(value) else value

    def _refuse_spoilt(self) -> None:
        """Refuses the cells that hold an error or what is left of a number, whatever they should be."""
        for column, value in self._line.values.items():
            if blanks.is_error(value):
                self._refuse(column, What.SPREADSHEET_ERROR, value)
            elif column != CODE_COLUMN and blanks.is_scientific(value):
                self._refuse(column, What.SCIENTIFIC, value)
            else:
                continue
            self._spoilt.add(column)

    def _refuse(self, column: str, what: What, value: str = "", *, detail: str = "") -> None:
        if column in self._spoilt:  # what it should be does not matter any more
            return
        own = self._line.values.get(CODE_COLUMN)
        hidden = self._is_shifted or column == CODE_COLUMN or may_tell(column, value, own)
        self.problems.append(problem(self.number, column, what, "" if hidden else value, detail=detail))
