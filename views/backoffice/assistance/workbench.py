"""The workbench: old records beside the companies that probably hold them, decided one by one by a key."""

from __future__ import annotations

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from models import concessions
from models.assistance import workbench
from models.assistance.pairs import MatchPair
from models.assistance.workbench.queue import (
    candidate_of,
    count_waiting,
    find_shown,
    list_decided,
    list_waiting,
)
from models.attachments import Evidence
from models.companies import Company
from models.companies.queries import find_company_by_siret
from models.concessions import Concession
from models.concessions.queries import find as find_concession
from models.kernel.errors import Stale
from models.lists.paging import Count
from models.permissions import Permission, allows
from models.reports import comparison
from models.values.siret import Siret
from views import access, formats
from views.backoffice.kit.guarded import Room, expose
from views.backoffice.my_account.blueprint import person
from views.fields import Form, SiretText, Submission, done, row_id
from views.messages.assistance.matching import CERTAINTIES, justification, sign_tag

SHOWN = 9
"""The pair that is looked at, and those that come next."""

UNKNOWN = "Nous ne connaissons aucune structure de ce SIRET : créez-la d’abord dans la migration assistée."


FACTS = {
    "accepter": "{record} : rapprochée de {company}.",
    "refuser": "{record} : ce n’est pas {company}.",
    "plus-tard": "{record} : remise à plus tard.",
}
"""What was done; a slip of a key is undone by the way beside it."""

ATTACHED = (
    "L’ancien dossier porte son SIREN et le courriel du compte : elle est rattachée, contrôlée ensuite."
)
GONE = "{record} : cette concession n’attend plus de rapprochement. Rien n’a été changé."
FASTER = "Un collègue vient de décider de ce dossier : rien n’a été changé."


class Naming(Form):
    """Which company is meant: the one that is proposed, or another; `seen` is the pair as it was read."""

    siret = SiretText("SIRET d’une autre structure")
    seen = HiddenField()
    submission = Submission()


def counted(count: Count) -> str:
    """`12 paires à décider`; beyond the cap it is said that there are more."""
    if count.more:
        return f"Plus de {formats.number(count.value)} paires à décider."
    return f"{formats.plural(count.value, 'paire')} à décider." if count.value else "Aucune paire à décider."


class Workbench(Room):
    """Read by all staff, decided by those who may attach."""

    permissions = {"index": Permission.READ, "decide": Permission.ATTACH}

    def __init__(self) -> None:
        super().__init__(name="Rapprochement", endpoint="workbench", url="rapprochement")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The first pair, or the one of `?concession=`, and those that come next."""
        number = request.args.get("concession")
        chosen = find_shown(row_id(number)) if number else None
        return abort(404) if number and chosen is None else self._page(chosen)

    @expose("/<concession>/<any(accepter,refuser,'plus-tard'):decision>", methods=("POST",))
    def decide(self, concession: str, decision: str) -> ResponseReturnValue:
        """What is said of the record and the company of that SIRET; then the next pair."""
        record = find_concession(row_id(concession)) or abort(404)
        form = Naming()
        if form.validate_on_submit():
            company = find_company_by_siret(Siret.parse(form.siret.data or ""))
            if company is None:
                form.refuse(UNKNOWN, "siret")
            else:
                with form.refusals():
                    return _decided(decision, record, company, form)
        shown = find_shown(record.id)
        if shown is None:  # another pair would lie there, with the number that was typed for this one
            return done(GONE.format(record=record.title), url_for("workbench.index"), tone="info")
        return self._page(shown, form), 422

    def _page(self, chosen: MatchPair | None, form: Form | None = None) -> str:
        waiting = list_waiting(SHOWN)
        pair = chosen or (waiting[0] if waiting else None)
        agent, context = person(), {}
        if pair is not None:
            concessions.consult(pair.concession, actor=access.current_actor())
            found = candidate_of(pair)
            lines = comparison.compare_pair(pair.concession, pair.company, found.people)
            context = {"candidate": found, "pair": pair, "lines": lines}
        return self.render(
            "backoffice/assistance/workbench.html",
            **context,
            certainty=CERTAINTIES.get,
            sign_tag=sign_tag,
            after=[each for each in waiting if pair is None or each.id != pair.id][: SHOWN - 1],
            counted=counted(count_waiting()),
            lately=list_decided(agent),
            may_decide=allows(agent.role, Permission.ATTACH),
            form=form or Naming(formdata=None),
        )


def _decided(decision: str, record: Concession, company: Company, form: Naming) -> ResponseReturnValue:
    try:
        more = _decide(decision, record, company, form)
    except Stale:
        return done(FASTER, url_for("workbench.index"), tone="info")
    except workbench.NothingToDecide:
        return done(GONE.format(record=record.title), url_for("workbench.index"), tone="info")
    fact = FACTS[decision].format(record=record.title, company=company.name)
    back = url_for("workbench.index", concession=record.id)
    return done(fact, url_for("workbench.index"), more=more, href=back, label="Revoir")


def _decide(decision: str, record: Concession, company: Company, form: Naming) -> str:
    """Does it; says what followed from it."""
    actor, seen = access.current_actor(), form.seen.data or None
    if decision == "accepter":
        signs = workbench.signs_of(record, company)
        words = justification(Evidence("siren"), company.siren, signs)
        if workbench.accept(record, company, justification=words, seen=seen, actor=actor) is not None:
            return ATTACHED
    elif decision == "refuser":
        workbench.refuse(record, company, seen=seen, actor=actor)
    else:
        workbench.postpone(record, company, seen=seen, submission=form.submission.data, actor=actor)
    return ""
