"""The signed copy of a mandate is kept; who gave it may put another in its place."""

from __future__ import annotations

import pytest

from models import documents
from models.attachments.afterwards.mandates import MandateOver, SignedAlready
from models.attachments.afterwards.mandates.ending import end
from models.attachments.afterwards.mandates.signing import sign
from models.documents import contents
from models.documents.stores.folder import FolderStore
from models.kernel.errors import NotAllowed
from tests.support import people, road_works
from tests.support.mandates import colleague_of, given
from tests.support.records import actions, events, of


@pytest.fixture(autouse=True)
def folder(app, tmp_path, monkeypatch):
    """Where documents lie."""
    monkeypatch.setattr(contents, "_store", FolderStore(tmp_path))


def copy(name: str, data: bytes = road_works.PDF) -> documents.Document:
    """A document that was sent."""
    return documents.store(name, data, actor=people.SYSTEM)


def test_either_side_keeps_the_copy_and_only_the_giver_replaces_it(app, account):
    made = given(account, to := people.active())
    sign(made, copy("signe.pdf"), actor=of(to))
    assert made.document.name == "signe.pdf" and made.signed_at is not None
    with pytest.raises(SignedAlready):
        sign(made, copy("autre.png", road_works.PNG), actor=of(to))
    sign(made, copy("autre.png", road_works.PNG), actor=of(account))
    assert made.document.name == "autre.png" and events("mandate-signed")[-1].detail.before
    sign(made, copy("autre.png", road_works.PNG), actor=of(account))
    assert actions().count("mandate-signed") == 2, "the same file again is the same copy"


def test_nobody_else_keeps_one_nor_once_it_is_over(app, account):
    made = given(account, to := people.active())
    for stranger in (people.active(), colleague_of(to), colleague_of(account)):
        with pytest.raises(NotAllowed):
            sign(made, copy("signe.pdf"), actor=of(stranger))
    end(made, actor=of(to))
    with pytest.raises((NotAllowed, MandateOver)):
        sign(made, copy("signe.pdf"), actor=of(account))
    assert made.document is None
