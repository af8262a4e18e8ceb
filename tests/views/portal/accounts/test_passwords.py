"""What was forgotten: nobody learns who is known, and a link changes the password once."""

from __future__ import annotations

from models import accounts, mails
from models.accounts import ProAccount
from models.kernel import jobs
from models.kernel.base import db
from models.kernel.jobs import JobKind
from models.values.passwords import verify
from tests.support.visitor import Visitor, username_of


def mails_of(kind: str) -> list[mails.OutboxEmail]:
    db.session.rollback()
    return list(db.session.scalars(db.select(mails.OutboxEmail).filter_by(kind=kind)))


def answer_visitors() -> None:
    """The worker's part of what visitors asked for."""
    db.session.rollback()
    for job in db.session.scalars(db.select(jobs.Job).filter_by(kind=JobKind.ANSWER_VISITOR)).all():
        accounts.answer(job.payload)


def test_a_forgotten_password_is_changed_with_the_link(visitor: Visitor, account: ProAccount) -> None:
    from models.kernel.access.tokens import secret_of

    page = visitor.open("/mot-de-passe-oublie").send(identifier=account.identifier)
    assert page.target == "/connexion"
    answer_visitors()
    [mail] = mails_of("reset")
    assert mail.token is not None
    address, new = f"/mot-de-passe/{secret_of(mail.token)}", "Bassin-du-roi-marnage-19"
    assert visitor.open(address).status == 200
    assert username_of(visitor.open(address)) == account.identifier, (
        "a password manager has to know whose it is"
    )
    page = visitor.open(address).send(password=new, password_confirm=new).follow()
    assert page.says("Votre mot de passe est changé") and page.value("identifier") == account.identifier
    db.session.refresh(account)
    assert verify(account.password_hash, new)
    assert visitor.open(address).status == 410
    assert visitor.post(address, password=new, password_confirm=new).status == 422


def test_nobody_learns_whether_an_account_exists(visitor: Visitor, account: ProAccount) -> None:
    answers = set()
    for field, address, values in (
        ("identifier", "/mot-de-passe-oublie", (account.identifier, "pro.no.body")),
        ("email", "/identifiant-oublie", (account.email, "nobody@example.org")),
    ):
        pages = set()
        for value in values:
            page = visitor.open(address).send(**{field: value})
            assert page.target == "/connexion"
            pages.add(page.follow().text)
        answers.add(len(pages))
    assert answers == {1}
    assert not mails_of("reset") and not mails_of("identifiers"), (
        "what is owed is found out later, by the worker"
    )
    answer_visitors()
    assert len(mails_of("reset")) == len(mails_of("identifiers")) == 1


def test_an_address_that_is_none_is_said_so(visitor: Visitor) -> None:
    page = visitor.open("/identifiant-oublie").send(email="nobody")
    assert page.status == 422 and page.errors("email") and page.value("email") == "nobody"
