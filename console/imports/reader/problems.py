"""What can be wrong with a line, by name, with what to do about it; the sentences are elsewhere."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from console.imports.reader.codes import may_be_a_code

LONGEST_VALUE = 120


class What(StrEnum):
    """What is wrong with a line or one of its cells."""

    MISSING = "missing"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable-characters"
    GARBLED = "garbled-characters"
    SPREADSHEET_ERROR = "spreadsheet-error"
    SCIENTIFIC = "scientific"
    ENTITIES = "entities"
    EXTRA_CELLS = "extra-cells"
    UNCLOSED_QUOTE = "unclosed-quote"
    CODE_SHORTENED = "code-shortened"
    CODE_INVALID = "code-invalid"
    SIRET_CHARACTERS = "siret-characters"
    SIRET_LENGTH = "siret-length"
    SIRET_KEY = "siret-key"
    DATE_INVALID = "date-invalid"
    DATE_IMPLAUSIBLE = "date-implausible"
    ENDS_BEFORE_START = "ends-before-start"
    PHONE_INVALID = "phone-invalid"
    EMAIL_INVALID = "email-invalid"
    NAME_INVALID = "name-invalid"
    NOT_LISTED = "not-listed"
    DUPLICATE = "duplicate"
    CODE_DIFFERS = "code-differs"
    ERASES = "erases"
    NUMBER_TAKEN = "number-taken"
    COMPANY_UNKNOWN = "company-unknown"
    COMPANY_CLOSED = "company-closed"
    COMPANY_DUPLICATE = "company-duplicate"
    COMPANY_INCOMPLETE = "company-incomplete"
    DIRECTORY_SILENT = "directory-silent"
    TITLE_UNKNOWN = "title-unknown"
    TITLE_AMBIGUOUS = "title-ambiguous"
    TITLE_PAUSED = "title-paused"
    TITLE_CLOSED = "title-closed"
    CODE_REFUSED = "code-refused"
    TRIES_SPENT = "tries-spent"
    ALREADY_ATTACHED = "already-attached"
    ACCOUNT_UNUSABLE = "account-unusable"


class Remedy(StrEnum):
    """What to do about it."""

    FILL_IN = "fill-in"
    SHORTEN = "shorten"
    SAVE_AS_UTF8 = "save-as-utf8"
    QUOTE_SEPARATORS = "quote-separators"
    CLOSE_QUOTE = "close-quote"
    FORMAT_CODES_AS_TEXT = "format-codes-as-text"
    TYPE_FOUR_DIGITS = "type-four-digits"
    FORMAT_AS_TEXT = "format-as-text"
    MEND_FORMULA = "mend-formula"
    EXPORT_PLAIN = "export-plain"
    LEAVE_OUT = "leave-out"
    CHECK_SIRET = "check-siret"
    TYPE_DATE = "type-date"
    CHECK_ORDER = "check-order"
    CHECK_PHONE = "check-phone"
    CHECK_EMAIL = "check-email"
    CHECK_NAME = "check-name"
    CHOOSE_LISTED = "choose-listed"
    KEEP_ONE = "keep-one"
    REPLACE_CODES = "replace-codes"
    OTHER_NUMBER = "other-number"
    ADD_REFERENCE = "add-reference"
    DO_BY_HAND = "do-by-hand"
    RUN_AGAIN = "run-again"
    RUN_TOMORROW = "run-tomorrow"
    CHECK_TITLE = "check-title"
    OTHER_EVIDENCE = "other-evidence"
    ASK_CODE = "ask-code"
    LOOK_AT_IT = "look-at-it"
    RESTORE_ACCOUNT = "restore-account"


REMEDIES = {
    What.MISSING: Remedy.FILL_IN,
    What.TOO_LONG: Remedy.SHORTEN,
    What.UNREADABLE: Remedy.SAVE_AS_UTF8,
    What.GARBLED: Remedy.SAVE_AS_UTF8,
    What.SPREADSHEET_ERROR: Remedy.MEND_FORMULA,
    What.SCIENTIFIC: Remedy.FORMAT_AS_TEXT,
    What.ENTITIES: Remedy.EXPORT_PLAIN,
    What.EXTRA_CELLS: Remedy.QUOTE_SEPARATORS,
    What.UNCLOSED_QUOTE: Remedy.CLOSE_QUOTE,
    What.CODE_SHORTENED: Remedy.FORMAT_CODES_AS_TEXT,
    What.CODE_INVALID: Remedy.TYPE_FOUR_DIGITS,
    What.SIRET_CHARACTERS: Remedy.CHECK_SIRET,
    What.SIRET_LENGTH: Remedy.FORMAT_AS_TEXT,
    What.SIRET_KEY: Remedy.CHECK_SIRET,
    What.DATE_INVALID: Remedy.TYPE_DATE,
    What.DATE_IMPLAUSIBLE: Remedy.TYPE_DATE,
    What.ENDS_BEFORE_START: Remedy.CHECK_ORDER,
    What.PHONE_INVALID: Remedy.CHECK_PHONE,
    What.EMAIL_INVALID: Remedy.CHECK_EMAIL,
    What.NAME_INVALID: Remedy.CHECK_NAME,
    What.NOT_LISTED: Remedy.CHOOSE_LISTED,
    What.DUPLICATE: Remedy.KEEP_ONE,
    What.CODE_DIFFERS: Remedy.REPLACE_CODES,
    What.ERASES: Remedy.LEAVE_OUT,
    What.NUMBER_TAKEN: Remedy.OTHER_NUMBER,
    What.COMPANY_UNKNOWN: Remedy.CHECK_SIRET,
    What.COMPANY_CLOSED: Remedy.DO_BY_HAND,
    What.COMPANY_DUPLICATE: Remedy.CHECK_SIRET,
    What.COMPANY_INCOMPLETE: Remedy.DO_BY_HAND,
    What.DIRECTORY_SILENT: Remedy.RUN_AGAIN,
    What.TITLE_UNKNOWN: Remedy.CHECK_TITLE,
    What.TITLE_AMBIGUOUS: Remedy.ADD_REFERENCE,
    What.TITLE_PAUSED: Remedy.OTHER_EVIDENCE,
    What.TITLE_CLOSED: Remedy.OTHER_EVIDENCE,
    What.CODE_REFUSED: Remedy.ASK_CODE,
    What.TRIES_SPENT: Remedy.RUN_TOMORROW,
    What.ALREADY_ATTACHED: Remedy.LOOK_AT_IT,
    What.ACCOUNT_UNUSABLE: Remedy.RESTORE_ACCOUNT,
}


HARMLESS = frozenset({What.ENTITIES, What.CODE_DIFFERS, What.ERASES})
"""What is reported and refuses no line."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be said of one line. `value` is safe to show: nothing that could be its access code.

    `detail` completes the sentence: the other line, the words of the list.
    """

    line: int
    column: str
    value: str
    problem: What
    remedy: Remedy
    detail: str = ""

    @property
    def refuses(self) -> bool:
        """Whether its line cannot be taken."""
        return self.problem not in HARMLESS


def problem(line: int, column: str, what: What, value: str = "", *, detail: str = "") -> Problem:
    """A problem with its usual remedy; whoever knows the line says no value that may tell a code."""
    return Problem(line, column, printable(value), what, REMEDIES[what], detail)


def erased(line: int, column: str, known: str | date) -> Problem:
    """A known value that an empty cell takes away: the report is the last to tell it."""
    return problem(line, column, What.ERASES, f"{known:%d/%m/%Y}" if isinstance(known, date) else known)


def printable(value: str) -> str:
    """A value as a report may repeat it: one short printable line."""
    line = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in value).split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"


def shown(value: str) -> str:
    """The same of a cell of which nobody knows what it is: nothing where it looks like a code."""
    line = printable(value)
    return "" if may_be_a_code(value) or may_be_a_code(line) else line
