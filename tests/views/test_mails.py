"""What mails say, to whom they show a link, and that nothing typed can bend them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from models import accounts
from models.accounts import Person, ProAccount
from models.companies.directory import State
from models.kernel.access import tokens
from models.kernel.access.links import Purpose
from models.kernel.transactions import transaction
from models.mails import MailKind, OutboxEmail, notify
from models.mails.kinds import NOTICES
from models.staff import Agent
from tests.support import people
from tests.support.records import mails_of, of, visitor
from views import mails

ATTACHMENT = {
    "title": "Réseaux d’Été & Fils – Lot 3",
    "reference": "ECR-3",
    "kind": "voirie",
    "company": "SOCIETE DU QUAI",
    "referent": "Élodie d'Œuvré-Łuk",
}
REQUEST = {
    "request": "OV-2026-0001",
    "state": "accordee",
    "title": "Quai",
    "purpose": "Branchement",
    "place": "12 rue du Perrey",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-24",
    "due_on": "2026-11-30",
    "reason": "",
    "order_number": "AR-12",
    "prescriptions": "",
}
REVIEW = {"title": "Quai", "company": "SOCIETE DU QUAI", "attachment": 7, "question": "Qui avez-vous eu ?"}
MANDATE = {
    "mandate": "MA-2026-0042",
    "mandate_id": 42,
    "giver": "RESEAUX DU LITTORAL",
    "mandatary": "TRAVAUX DU PORT",
    "titles": ["Quai"],
    "last_day": "2026-12-31",
    "how": "staff",
    "reason": "Fin de chantier",
}
PARAMS: dict[MailKind, dict[str, Any]] = {
    MailKind.IDENTIFIERS: {"accounts": [{"identifier": "pro.john.doe", "company": "SOCIETE DU QUAI"}]},
    MailKind.EMAIL_CHANGED: {"company": "SOCIETE DU QUAI", "changed": ["email"]},
    MailKind.CONTACT_CHANGED: {"company": "SOCIETE DU QUAI", "changed": ["email", "phone"]},
    MailKind.NEW_ACCOUNT: {"person": "John Doe", "identifier": "pro.john.doe", "company": "SOCIETE DU QUAI"},
    MailKind.COMPANY_JOINED: {"joined": "RESEAUX DU PORT", "company": "SOCIETE DU QUAI"},
    MailKind.COMPANY_LEFT: {"joined": "RESEAUX DU PORT", "company": "SOCIETE DU QUAI"},
    MailKind.REVIEW_REMINDER: {"title": "Quai", "company": "SOCIETE DU QUAI"},
    MailKind.REVIEW_DECISION: {**REVIEW, "decision": "contested", "reason": "Signature illisible"},
    MailKind.REVIEW_QUESTION: REVIEW,
    MailKind.REVIEW_QUESTION_VOID: REVIEW,
    MailKind.REVIEW_ANSWER: {**REVIEW, "answer": "Mme Le Goff."},
    MailKind.MANY_FAILURES: {"limit": 300},
    MailKind.SECOND_FACTOR_OFF: {"by_staff": True},
    MailKind.RECOVERY_CODE_USED: {"left": 9},
    MailKind.ACCOUNT_IDLE: {"erased_on": "2028-12-24"},
    MailKind.TRAIL_HEAD: {"sequence": 12, "at": "2026-11-24T08:00:00+00:00", "digest": "ab" * 32},
    MailKind.WEBHOOK_DISABLED: {
        "host": "recepteur.example.org",
        "failing_since": "2026-11-24T08:00:00+00:00",
        "subscription": 3,
    },
    MailKind.CASE_ANSWERED: {"subject": "Code perdu", "lines": ["Il est dans la lettre.", "À bientôt."]},
    MailKind.CASE_CLOSED: {
        "subject": "Code perdu",
        "case": "DM-2026-0042",
        "lines": ["Rattaché par téléphone."],
    },
    MailKind.REQUEST_FILED: REQUEST,
    MailKind.REQUEST_MOVED: REQUEST,
    MailKind.ORDER_CORRECTED: {**REQUEST, "wrong_number": "AR-2026-21"},
    MailKind.DATES_ASKED: REQUEST,
    MailKind.ORDER_ISSUED: {**REQUEST, "order": 7, "measure": "accord"},
    MailKind.DATES_DECIDED: {**REQUEST, "dates": "accordees", "amending_number": "AR-2026-14"},
    MailKind.RECORD_LINK: {**ATTACHMENT, "asking": "Éclairage du Littoral", "asked_by": "pro.anne.roux"},
    MailKind.HOLDER_ASKED: {
        **ATTACHMENT,
        "asking": "Éclairage du Littoral",
        "asked_by": "pro.anne.roux",
        "claim": 7,
        "days": 5,
    },
    MailKind.MERGE_ASKED: {
        "gone": "pro.anne.roux",
        "kept": "pro.anne.roux2",
        "by_staff": False,
        "goes": True,
    },
    MailKind.ACCOUNT_MERGED: {"gone": "pro.anne.roux", "kept": "pro.anne.roux2"},
    MailKind.CLAIM_ANSWERED: {"title": "Quai", "shared": False},
    **dict.fromkeys(
        (MailKind.REFERENT_LEFT, MailKind.REFERENT_NAMED, MailKind.REFERENT_REMOVED),
        {**ATTACHMENT, "referent_identifier": "pro.anne.roux"},
    ),
    **dict.fromkeys((MailKind.MANDATE_GIVEN, MailKind.MANDATE_ENDED, MailKind.MANDATE_ENDING), MANDATE),
    MailKind.OUTREACH: {"titles": ["Quai"], "count": 3, "stop": "s" * 32},
    MailKind.OUTREACH_REMINDER: {"titles": ["Quai"], "count": 1, "stop": "s" * 32},
    MailKind.GATHERED: {
        "notices": [
            {
                **ATTACHMENT,
                **MANDATE,
                "person": "John Doe",
                "joined": "RESEAUX DU PORT",
                "mail": kind,
                "at": "2026-11-24T08:00:00+00:00",
            }
            for kind in sorted(NOTICES)
        ]
    },
}
LINKED = {
    MailKind.ACTIVATION: Purpose.ACTIVATION,
    MailKind.ACTIVATION_REMINDER: Purpose.ACTIVATION,
    MailKind.RESET: Purpose.RESET,
    MailKind.EMAIL_CHANGE: Purpose.EMAIL_CHANGE,
    MailKind.EMAIL_PROOF: Purpose.EMAIL_CHANGE,
    MailKind.RECORD_LINK: Purpose.RECORD_LINK,
    MailKind.REFERENT_LEFT: Purpose.FREEZE,
    MailKind.MERGE_ASKED: Purpose.MERGE,
    MailKind.INVITATION: Purpose.INVITATION,
}
TO_STAFF = {
    MailKind.INVITATION,
    MailKind.SECOND_FACTOR_RESET,
    MailKind.REVIEW_REMINDER,
    MailKind.REVIEW_DECISION,
    MailKind.REVIEW_QUESTION,
    MailKind.REVIEW_ANSWER,
    MailKind.MANY_FAILURES,
    MailKind.TRAIL_HEAD,
    MailKind.WEBHOOK_DISABLED,
}


def a_mail(kind: MailKind, account: ProAccount, agent: Agent, **params: Any) -> OutboxEmail:
    """One mail of this kind, owed as the operations owe it."""
    whom: dict[str, Any] = {"agent": agent} if kind in TO_STAFF else {"account": account}
    with transaction():
        token = tokens.issue(LINKED[kind], data="x@example.org", **whom) if kind in LINKED else None
        facts = {**(PARAMS.get(kind) or ATTACHMENT), **params}
        mail = notify(kind, "lecteur@example.org", params=facts, token=token, **whom)
        assert mail is not None
        return mail


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_kind_of_mail_has_its_text(kind: MailKind, account: ProAccount, agent: Agent) -> None:
    letter = mails.render(a_mail(kind, account, agent))
    assert letter.to == "lecteur@example.org"
    assert 10 < len(letter.subject) <= mails.LONGEST_SUBJECT and "\n" not in letter.subject
    assert letter.body.startswith("Bonjour")
    assert letter.body.endswith("-- \nHariane PRO\nLe Havre Seine Métropole\n")
    assert not {"{{", "}}", "{%", "None", "&amp;", "&#"} & set(letter.body.split())


@pytest.mark.parametrize("kind", list(LINKED))
def test_a_link_leads_to_a_page_that_exists(
    app: Flask, kind: MailKind, account: ProAccount, agent: Agent
) -> None:
    mail = a_mail(kind, account, agent)
    assert mail.token is not None
    secret = tokens.secret_of(mail.token)
    body = mails.render(mail).body
    origin = app.config["PUBLIC_URL"]
    path = mails.PATHS[LINKED[kind]] + secret
    assert f"\n{origin}{path}\n" in body
    app.url_map.bind("").match(path, method="GET")


def test_names_stand_as_they_were_typed(account: ProAccount, agent: Agent) -> None:
    letter = mails.render(a_mail(MailKind.ATTACHED, account, agent))
    assert "Réseaux d’Été & Fils – Lot 3" in letter.subject
    assert "Élodie d'Œuvré-Łuk" in letter.body


@pytest.mark.parametrize("bad", ["\r\nBcc: x@example.org", "\nBcc: x", "\x0bA", "\x85B", "\u2028C", "\0D"])
def test_what_was_typed_begins_no_new_line(bad: str, account: ProAccount, agent: Agent) -> None:
    letter = mails.render(a_mail(MailKind.ATTACHED, account, agent, title=f"Quai{bad}"))
    assert len(letter.subject.splitlines()) == 1
    assert bad not in letter.body


def test_a_long_title_does_not_make_a_long_subject(account: ProAccount, agent: Agent) -> None:
    letter = mails.render(a_mail(MailKind.ATTACHED, account, agent, title="Q" * 250))
    assert len(letter.subject) == mails.LONGEST_SUBJECT and letter.subject.endswith("…")


@pytest.mark.parametrize("kind", list(LINKED))
@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({"mail_url": "smtp://127.0.0.1:2525"}, set()),
        ({}, {MailKind.ACTIVATION, MailKind.ACTIVATION_REMINDER}),
        ({"env": "demo"}, set(LINKED)),
    ],
    ids=["a server sends", "a folder", "demonstration"],
)
def test_staff_read_the_links_only_where_no_server_sends_them(
    house: Any,
    settings: dict[str, str],
    shown: set[MailKind],
    kind: MailKind,
    account: ProAccount,
    agent: Agent,
) -> None:
    mail = a_mail(kind, account, agent)
    assert mail.token is not None
    secret = tokens.secret_of(mail.token)
    with house.app(**settings).app_context():
        body = mails.read(mail).body
    assert (secret in body) == (kind in shown)
    assert (mails.MASK in body) == (kind not in shown)


def test_the_gathered_mail_says_each_notice(account: ProAccount, agent: Agent) -> None:
    body = mails.render(a_mail(MailKind.GATHERED, account, agent)).body
    assert body.count("\n- ") == len(NOTICES)
    assert "24\u00a0novembre\u00a02026" in body


@pytest.mark.parametrize("reason", ["", "Signature illisible"])
def test_a_contest_tells_its_reason_to_those_to_whom_it_was_given(
    account: ProAccount, agent: Agent, reason: str
) -> None:
    facts = {"reason": reason} if reason else {}
    body = mails.render(a_mail(MailKind.ATTACHMENT_CONTESTED, account, agent, **facts)).body
    assert ("Motif : Signature illisible\n\nPour toute question" in body) is bool(reason)
    assert "Motif" not in body or reason


@pytest.mark.parametrize(
    ("decision", "words"),
    [("contested", "conteste"), ("refused", "est refusé"), ("confirmed", "est confirmé")],
)
def test_the_agent_reads_what_was_decided_and_why(
    account: ProAccount, agent: Agent, decision: str, words: str
) -> None:
    letter = mails.render(a_mail(MailKind.REVIEW_DECISION, account, agent, decision=decision))
    assert words in letter.body and "Motif : Signature illisible" in letter.body
    assert "/console/rattachements/details/?id=7" in letter.body


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("voirie", "La concession de voirie « RÉSEAUX » (référence ECR-1) est rattachée à"),
        ("eau", "Le contrat d’eau « RÉSEAUX » (référence ECR-1) est rattaché à"),
        ("stationnement", "Le compte de stationnement pro « RÉSEAUX » (référence ECR-1) est rattaché à"),
    ],
)
def test_a_contract_is_called_as_in_its_tab(account: ProAccount, agent: Agent, kind: str, words: str) -> None:
    mail = a_mail(MailKind.ATTACHED, account, agent, title="RÉSEAUX", reference="ECR-1")
    mail.params = {**mail.params, "kind": kind}
    assert words in mails.render(mail).body


@pytest.mark.parametrize("decision", ["contested", "refused"])
def test_what_the_company_says_is_not_laid_to_a_supervisor(
    account: ProAccount, agent: Agent, decision: str
) -> None:
    facts = {"decision": decision, "by_company": True}
    body = mails.render(a_mail(MailKind.REVIEW_DECISION, account, agent, **facts)).body
    assert "La structure" in body and "Un superviseur conteste" not in body


@pytest.mark.parametrize("kind", [MailKind.ATTACHED, MailKind.ATTACHMENT_WAITING])
def test_who_was_attached_by_staff_reads_how_to_say_that_it_was_not_us(
    kind: MailKind, account: ProAccount, agent: Agent
) -> None:
    words = "« Ce n’était pas nous »"
    assert words in mails.render(a_mail(kind, account, agent, by_staff=True)).body
    assert words not in mails.render(a_mail(kind, account, agent, by_staff=False)).body
    assert words not in mails.render(a_mail(kind, account, agent)).body, "owed before the words were"


def sign_up_of_a_stranger(email: str, **company: Any) -> ProAccount:
    return accounts.create(
        people.facts(**company), Person("Jean", "Dupont", email, "Employé"), actor=visitor("192.0.2.7")
    )


def test_a_mail_that_nobody_asked_for_holds_no_name_that_its_sender_typed(app: Flask) -> None:
    account = sign_up_of_a_stranger(
        "victime@example.org", name="PAYEZ SUR EXEMPLE", state=State.PARTLY_DIFFUSIBLE
    )
    accounts.remind_identifiers("victime@example.org", actor=visitor())
    for mail in mails_of():
        body = mails.render(mail).body
        assert body.startswith("Bonjour,\n") and "Dupont" not in body and "PAYEZ" not in body
        assert account.company.siret[-5:] in body


def test_a_person_whom_a_link_has_reached_is_greeted_by_name_there_alone(account: ProAccount) -> None:
    accounts.ask_reset(account.identifier, actor=visitor())
    assert mails.render(mails_of()[-1]).body.startswith(f"Bonjour {account.full_name},")
    accounts.request_email_change(
        account, "ailleurs@example.org", current_password=people.PRO_PASSWORD, actor=of(account)
    )
    [elsewhere] = mails_of(to="ailleurs@example.org")
    assert mails.render(elsewhere).body.startswith("Bonjour,")


def test_each_link_leads_to_the_host_of_its_site(
    app: Flask, monkeypatch: pytest.MonkeyPatch, account: ProAccount, agent: Agent
) -> None:
    portal, console = "https://pro.example.org", "https://agents.example.org"
    monkeypatch.setitem(app.config, "PUBLIC_URL", portal)
    monkeypatch.setitem(app.config, "CONSOLE_URL", console)
    bodies = [mails.render(a_mail(kind, account, agent)).body for kind in MailKind]
    links = [link for body in bodies for link in re.findall(r"https?://\S+", body)]
    assert len(links) > 20 and any(link.startswith(console) for link in links)
    assert [link for link in links if not link.startswith(console if "/console/" in link else portal)] == []
