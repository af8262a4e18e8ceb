"""A company that closed goes on as another establishment: chosen among those of its unit, or typed."""

from __future__ import annotations

from typing import cast

from flask import current_app
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice

from models import companies
from models.cases.queries import find_open_whole
from models.companies import Company, CompanyOpen
from models.companies.directory import Establishment, SearchedDirectory
from models.companies.queries import find_company_by_siret
from models.companies.succession.going_on import list_successors
from models.permissions import Permission
from models.values.siret import Siret, SiretRefused
from views import access
from views.backoffice.companies.dependants import described, what_follows
from views.backoffice.kit.inputs import Radios, StepForm
from views.backoffice.kit.row_actions import Asks, Done, Question, RowAction
from views.fields import Form, LongText, SiretText
from views.formats import typo
from views.messages import refusal


class SuccessorForm(StepForm):
    """Which one, and why where it is of another unit."""

    siret = Radios(
        "Établissement qui la remplace", needed="Choisissez l’établissement, ou indiquez son SIRET."
    )
    other = SiretText(
        "Un autre SIRET", needed=None, hint="D’un repreneur, par exemple : il vous sera montré avant."
    )
    reason = LongText("Motif", hint="Nécessaire si le SIREN change. Il reste au journal.", longest=500)

    @property
    def chosen(self) -> str:
        """The SIRET among those that are shown."""
        return str(self.siret.data or "") if "siret" in self else ""

    @property
    def is_typed(self) -> bool:
        """Whether another SIRET was typed, which is shown before it counts."""
        return bool(self.is_submitted() and self.other.data and self.other.data != self.chosen)


def directory() -> SearchedDirectory:
    """Whoever describes establishments in this installation."""
    return cast(SearchedDirectory, current_app.extensions["bascule.directory"])


def choice_of(site: Establishment, row: Company) -> SelectChoice:
    """An establishment to choose; what hangs on the row joins it where it is a company of ours already."""
    words = described(str(site.siret), site.name, site.address, site.postcode, site.city)
    held = find_company_by_siret(site.siret)
    if held is not None and held.id != row.id:
        words += typo(f". Déjà chez nous : ce qui dépend de {row.name} la rejoint{_merged(row, held)}")
    return SelectChoice(str(site.siret), words)


def _merged(row: Company, held: Company) -> str:
    """What becomes of two open cases."""
    ours, theirs = find_open_whole(row.id), find_open_whole(held.id)
    both = ours is not None and theirs is not None
    return f", et leurs dossiers ouverts n’en font qu’un, {theirs.number}" if both and theirs else ""


def before_and_what_follows(row: Company) -> str:
    """What it is today, and what goes on with it."""
    today = described(row.siret, row.name, row.address, row.postcode, row.city)
    return typo(
        f"Aujourd’hui : {today}. Suivent : {what_follows(row)}. Aucune coordonnée ne change ; tout peut être"
        " repris pendant 30 jours."
    )


class Succeed(RowAction[Company]):
    """Shows both establishments, and what follows."""

    def blank(self, row: Company) -> Form:
        form = SuccessorForm()
        sites = {str(site.siret): site for site in list_successors(row, directory())}
        for typed in (form.siret.data, form.other.data):
            if (number := self._number(typed)) and number not in sites:
                if (found := directory().find(number)).is_found:
                    sites[number] = found
        form.siret.choices = [choice_of(site, row) for site in sites.values()]
        if not sites:
            del form.siret
        return form

    @staticmethod
    def _number(typed: str | None) -> Siret | None:
        try:
            return Siret.parse(typed or "")
        except SiretRefused:
            return None

    def answer(self, screen: Asks, row: Company) -> ResponseReturnValue:
        form = cast(SuccessorForm, self.blank(row))
        if not form.is_submitted() or ("siret" in form and not form.is_typed):
            return self._chosen(screen, row, form)
        if not form.other.data:
            form.refuse("Indiquez le SIRET de l’établissement qui la remplace.", "other")
        elif form.other.validate(form):
            number = self._number(form.other.data)
            if "siret" in form and number in {choice.value for choice in form.siret.choices}:
                form.siret.data, form.other.data = str(number), ""
            else:
                form.refuse(refusal(companies.CompanyUnknown()), "other")
        return self.ask(screen, row, form)

    def _chosen(self, screen: Asks, row: Company, form: SuccessorForm) -> ResponseReturnValue:
        if form.validate_on_submit():
            with form.refusals():
                return self.take(screen, row, form)
        return self.ask(screen, row, form)

    def operate(self, row: Company, form: Form) -> object:
        answers = form.answers
        return companies.succeed(
            row,
            directory().find(Siret.parse(answers["siret"])),
            reason=answers["reason"],
            seen=cast(SuccessorForm, form).state_seen,
            actor=access.current_actor(),
        )


SUCCEED = Succeed(
    verb="succeed",
    name="succession",
    icon="arrow-repeat",
    label="Changer de SIRET",
    permission=Permission.CORRECT_CONTACT,
    operation=companies.succeed,
    check=companies.check_succeed,
    absent=(CompanyOpen,),
    form=SuccessorForm,
    question=Question(
        "{row.name} est fermée au répertoire : quel établissement la remplace ?",
        verb="Continuer sous ce SIRET",
        way_out="Ne rien changer",
        consequence=before_and_what_follows,
    ),
    done=Done("{row.name} continue sous un autre SIRET.", "Tout ce qui en dépend a suivi."),
)
