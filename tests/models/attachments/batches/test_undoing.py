"""A batch of migrations is taken back whole, while nobody uses it; then its file may come again."""

from __future__ import annotations

import pytest

from models import accounts, attachments
from models.accounts import ProAccount
from models.attachments import Attachment
from models.concessions import Concession
from models.documents import imports
from models.documents.imports import BatchUsed, ImportElsewhere, ImportKind, files
from models.documents.stores.folder import FolderStore
from models.kernel.base import db
from models.kernel.errors import NotAllowed, ReasonMissing, Stale
from tests.support import people, records
from tests.support.records import actions, by, count, mails_of
from tests.support.runs import MIGRATIONS, Town, again, moves, sent, work

REASON = "Mauvais fichier"


@pytest.fixture(autouse=True)
def folder(app, tmp_path, monkeypatch):
    """A place for files, which these applications lack."""
    monkeypatch.setattr(files, "_store", FolderStore(tmp_path, spread=False))
    monkeypatch.setitem(app.extensions, "bascule.settings", None)


@pytest.fixture
def batch(agent):
    """Two companies, each with an account and a record, made by an agent."""
    titles = [records.concession().title for _ in range(2)]
    run = sent(by(agent), *moves(*titles), head=MIGRATIONS, kind=ImportKind.MIGRATIONS, rehearse=False)
    work(Town())
    return again(run)


def standing():
    db.session.rollback()
    open_ = count(Attachment, Attachment.ended_at.is_(None))
    living = count(ProAccount, ProAccount.erased_at.is_(None))
    return open_, living


def test_all_that_it_made_is_gone_and_each_is_told(agent, batch):
    before = standing()
    assert attachments.undo_batch(batch, reason=REASON, actor=by(agent)) == 2
    assert standing() == (0, before[1] - 2) and again(batch).state == "annule"
    assert count(Concession, Concession.code_company_id.is_not(None)) == 0
    assert {"import-undone", "detached", "account-lapsed"} <= set(actions())
    assert len(mails_of("detached")) >= 2


def test_its_file_may_come_again(agent, batch):
    attachments.undo_batch(batch, reason=REASON, actor=by(agent))
    titles = [record.title for record in db.session.scalars(db.select(Concession))]
    run = sent(by(agent), *moves(*titles), head=MIGRATIONS, kind=ImportKind.MIGRATIONS, rehearse=False)
    work(Town())
    assert again(run).tally["migrated"] == 2


def test_once_somebody_has_activated_nothing_of_it_is_taken_back(agent, batch):
    account = db.session.scalars(db.select(ProAccount).where(ProAccount.email == "a0@example.org")).one()
    secret = people.activation_secret(account)
    accounts.activate(secret, people.PRO_PASSWORD, terms_version="1", actor=people.SYSTEM)
    with pytest.raises(BatchUsed):
        attachments.undo_batch(batch, reason=REASON, actor=by(agent))
    assert standing()[0] == 2


def test_who_ran_it_takes_it_back_or_a_supervisor(agent, supervisor, admin, batch):
    for actor in (people.staff(), admin):
        with pytest.raises(NotAllowed):
            attachments.undo_batch(batch, reason=REASON, actor=by(actor))
    with pytest.raises(ReasonMissing):
        attachments.undo_batch(batch, reason=" ", actor=by(agent))
    with pytest.raises(Stale):
        attachments.undo_batch(batch, reason=REASON, seen="0", actor=by(agent))
    assert attachments.undo_batch(batch, reason=REASON, actor=by(supervisor)) == 2
    with pytest.raises(ImportElsewhere):
        attachments.undo_batch(batch, reason=REASON, actor=by(supervisor))


def test_an_account_that_was_there_before_stays(agent):
    title, account = records.concession().title, people.active()
    line = (
        f"{account.company.siret};0235223344;c@example.org;{account.first_name};{account.last_name};"
        f"{account.email};Chef;{title};{records.CODE}"
    )
    run = sent(by(agent), line, head=MIGRATIONS, kind=ImportKind.MIGRATIONS, rehearse=False)
    work(Town())
    assert attachments.undo_batch(again(run), reason=REASON, actor=by(agent)) == 1
    assert db.session.get_one(ProAccount, account.id).is_active
    assert imports.ImportState.UNDONE.value == again(run).state
