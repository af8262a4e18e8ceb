"""What is asked of whoever sends a file: what it holds, and its columns where they are not ours."""

from __future__ import annotations

from collections.abc import Sequence

from models.documents.imports import ImportKind, ImportRun, Wanted
from views.backoffice.kit.inputs import Radios, StepForm, Upload
from views.fields import Choice, Form, Submission, Tick
from views.messages import LABELS, label_of
from views.messages.imports.problems import REPLACE_CODES

CELL = "column_"
"""How the name of a choice begins; the number of the cell follows, from 1."""


class SendForm(Form):
    """A file, and what to do with it."""

    file = Upload(
        "Fichier",
        needed="Choisissez un fichier.",
        hint="CSV, XLSX ou ODS, 20 Mo et 200 000 lignes au plus. La première ligne nomme les colonnes.",
        accept=".csv,.txt,.tsv,.xlsx,.ods",
    )
    kind = Radios("Ce qu’il contient", needed="Dites ce que le fichier contient.")
    dry_run = Tick(
        "Essayer d’abord, sans rien écrire",
        hint="Vous verrez ce qui serait ajouté, modifié ou refusé, puis vous confirmerez.",
        default=True,
    )
    pad_codes = Tick(
        "Rendre aux codes d’accès les zéros qu’un tableur a mangés",
        hint="42 devient 0042. Concessions seulement.",
    )
    replace_codes = Tick(REPLACE_CODES, hint="Concessions seulement.")
    submission = Submission()

    def offer(self, kinds: Sequence[ImportKind]) -> None:
        """Offers the kinds that the person may send."""
        self.kind.choices = self.kind.listed((kind.value, label_of(kind)) for kind in kinds)
        if len(kinds) == 1 and not self.kind.data:
            self.kind.data = kinds[0].value
        if ImportKind.CONCESSIONS not in kinds:
            del self.pad_codes, self.replace_codes

    @property
    def options(self) -> dict[str, bool]:
        """The choices of the importer."""
        names = ("pad_codes", "replace_codes")
        return {name: bool(self[name].data) for name in names if name in self}


class ColumnsForm(StepForm):
    """For each cell of the header the column that it stands for."""

    @property
    def chosen(self) -> list[str]:
        """The columns, in the order of the header."""
        return [field.data or "" for field in self if field.name.startswith(CELL)]


def columns_form(run: ImportRun, wanted: Sequence[Wanted]) -> ColumnsForm:
    """The form of this file's header, filled with what its columns probably are."""
    words = LABELS["ImportColumn"]
    choices = [(column.name, words[column.name] + (" *" if column.required else "")) for column in wanted]
    fields = {
        f"{CELL}{number}": Choice(
            name or f"Colonne {number}", choices, empty="Ne pas reprendre", default=run.columns[number - 1]
        )
        for number, name in enumerate(run.header, start=1)
    }
    made: type[ColumnsForm] = type("ColumnsOfFile", (ColumnsForm,), fields)
    return made()
