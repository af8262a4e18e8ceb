"""The export of one's own data."""

from __future__ import annotations

import json

from models.accounts import ProAccount
from models.audit import AuditEvent
from models.kernel.base import db
from tests.support import road_works
from tests.support.visitor import Signed


def test_ones_data_are_exported_whole_without_secrets_and_under_trace(
    signed: Signed, account: ProAccount
) -> None:
    answer = signed(account).client.get("/mon-compte/export")
    assert answer.mimetype == "application/json" and "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.text)
    assert told["compte"]["identifiant"] == account.identifier
    assert told["compte"]["courriel"] == account.email
    assert "Compte activé" in {moment["quoi"] for moment in told["journal"]}
    assert [mail["objet"] for mail in told["courriels"]] == ["Activation du compte"]
    assert told["dossiers"] == [] and told["compte"]["dernière connexion"] is None
    assert account.password_hash is not None and account.password_hash not in answer.text
    [event] = db.session.query(AuditEvent).filter_by(action="data-exported")
    assert (event.actor_kind, event.actor_id) == ("account", account.id)


def test_the_export_of_one_s_data_holds_one_s_requests(signed: Signed, account: ProAccount) -> None:
    made = road_works.filed(account)
    [told] = signed(account).client.get("/mon-compte/export").json["demandes"]
    assert (told["numéro"], told["état"]) == (made.reference, "Déposée")
