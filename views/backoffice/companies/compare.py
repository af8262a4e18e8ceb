"""What the directory says else than what was typed by hand: an agent decides, fact by fact."""

from __future__ import annotations

from wtforms import SelectChoice

from models import companies
from models.companies import Company, NothingFound
from models.companies.findings import list_findings
from models.permissions import Permission
from views import access
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.row_actions import Done, Question, RowAction
from views.fields import Form
from views.formats import typo

TAKE, KEEP = "repertoire", "garder"


class CompareForm(StepForm):
    """One choice a fact; those that agree are taken out."""

    name = Radios("Raison sociale", needed="Choisissez la raison sociale qui est juste.")
    address = Radios("Adresse", needed="Choisissez l’adresse qui est juste.")
    postcode = Radios("Code postal", needed="Choisissez le code postal qui est juste.")
    city = Radios("Commune", needed="Choisissez la commune qui est juste.")


class Compare(RowAction[Company]):
    """Shows both values of each fact that differs."""

    def blank(self, row: Company) -> Form:
        form, found = self.form(), list_findings(row)
        for fact in ("name", "address", "postcode", "city"):
            if fact not in found:
                del form[fact]
                continue
            ours = getattr(row, fact).replace("\n", ", ") or "rien"
            theirs = found[fact].replace("\n", ", ")
            form[fact].choices = [
                SelectChoice(TAKE, typo(f"Au répertoire : {theirs}")),
                SelectChoice(KEEP, typo(f"Chez nous : {ours}")),
            ]
        return form

    def operate(self, row: Company, form: Form) -> object:
        taken = {name: choice == TAKE for name, choice in form.answers.items() if choice in (TAKE, KEEP)}
        return companies.settle(row, taken=taken, seen=form.state_seen, actor=access.current_actor())


COMPARE = Compare(
    verb="compare",
    name="comparer",
    icon="building-check",
    label="Comparer au répertoire",
    permission=Permission.CORRECT_CONTACT,
    operation=companies.settle,
    check=companies.check_settle,
    absent=(NothingFound,),
    form=CompareForm,
    question=Question(
        "Le répertoire Sirene dit autre chose de {row.name} : qui a raison ?",
        verb="Enregistrer ces choix",
        way_out="Décider plus tard",
        consequence="Ce que vous gardez n’est plus demandé, tant que le répertoire n’en dit rien d’autre.",
    ),
    done=Done("Les différences de {row.name} avec le répertoire sont tranchées."),
)
