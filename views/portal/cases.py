"""Help: the ways to an agent, and a form that opens a case."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue

from models import cases
from models.cases import Case, CaseNote, CaseQuestion
from models.cases.queries import list_answers, list_questions_of
from models.cases.waiting import find_answered
from models.values import contacts
from views import access
from views.fields import Form, LongText, Phone, Submission, Text, done, page, printable
from views.portal.blueprint import portal

SHOWN = 20
"""A person's questions that stand below the form: the newest."""

FOLLOWS = "Un agent vous répond par courriel ou par téléphone, du lundi au vendredi."


class Help(Form):
    """A question to an agent."""

    subject = Text("Objet", needed="Indiquez l’objet de votre demande.", longest=200)
    message = LongText(
        "Votre question",
        needed="Écrivez votre question.",
        hint="N’écrivez jamais de code ni de mot de passe.",
        render_kw={"rows": "6"},
    )
    phone = Phone("Téléphone où vous joindre", attributes={"autocomplete": "tel"})
    submission = Submission()


class AnonymousHelp(Help):
    """The same, from somebody whom only a telephone call can answer."""

    phone = Phone(
        "Téléphone où vous joindre",
        needed="Indiquez un numéro : sans compte, nous ne pouvons vous répondre que par téléphone.",
        attributes={"autocomplete": "tel"},
    )


def _ask(form: Help) -> Case:
    return cases.ask_help(
        form.subject.data,
        message=form.message.data,
        phone=contacts.phone(form.phone.data) if form.phone.data else "",
        account=access.current_account(),
        submission=form.submission.data,
        actor=access.current_actor(),
    )


@portal.route("/aide", methods=["GET", "POST"], endpoint="help")
@access.public
def ask_help() -> ResponseReturnValue:
    """How to be helped; the form asks in the company's case, which staff see."""
    form = AnonymousHelp() if access.current_account() is None else Help()
    if not form.is_submitted():
        form.subject.data = printable(request.args.get("objet", ""))[:200]
    if form.validate_on_submit():
        if access.current_account() is None:  # each case is work for somebody
            access.admit(access.Costly.HELP)
        with form.refusals():
            case = _ask(form)
            return done(
                "Votre demande est transmise à un agent.",
                url_for("portal.help"),
                more=f"Votre dossier : {case.number}. {FOLLOWS}",
            )
    return page("portal/cases/help.html", form=form, questions=_questions())


def _questions() -> list[tuple[CaseQuestion, list[CaseNote], str]]:
    """What the person asked before, with what they were answered, and where it stands."""
    account = access.current_account()
    questions = [] if account is None else list_questions_of(account, SHOWN)
    answers = list_answers(questions)
    answered = find_answered(questions, answers)

    def state(question: CaseQuestion) -> str:
        if not question.case.is_open:
            return "closed"
        return "answered" if question.id in answered else "open"

    return [(question, answers[question.id], state(question)) for question in questions]
