"""What each `{{ variable }}` of a mail says, from the facts of that mail."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from flask import current_app

from models.mails import MailKind
from views import templating
from views.mails.facts import KINDS_OF_RECORD, Facts, contact_us, plain

_SAME = {
    "structure": "company",
    "identifiant": "identifier",
    "site": "portal_url",
    "contact": "contact_us",
    "pas_vous": "not_you",
    "intitule": "title",
    "reference": "reference",
    "referent": "referent",
    "motif": "reason",
    "personne": "person",
    "rejointe": "joined",
    "modifications": "changed",
    "date_effacement": "erased_on",
    "question": "question",
    "numero": "request",
    "etat": "state_label",
    "objet": "purpose",
    "lieu": "place",
    "travaux": "works",
    "echeance": "due",
    "travaux_demandes": "wanted_works",
    "dates": "dates_label",
    "mesure": "measure_label",
    "arrete": "order_number",
    "ancien_arrete": "wrong_number",
    "arrete_modificatif": "amending_number",
    "prescriptions": "prescriptions",
    "mandat": "mandate",
    "mandant": "giver",
    "mandataire": "mandatary",
    "jour_fin": "last_day_label",
    "fin_mandat": "ending_label",
    "lien_mandat": "mandate_link",
    "par_mandat": "acting",
}
"""The variables that are a fact as it stands."""

RECOURSE = (
    "Un agent l’a fait pour vous. Si personne chez vous ne l’a demandé, connectez-vous et pressez "
    "« Ce n’était pas nous » : le rattachement est aussitôt gelé, et un superviseur décide. {contact_us}"
)

VERDICTS = {"contested": "est contesté", "refused": "est refusé", "confirmed": "est confirmé"}

_IT = "le rattachement de « {title} » à {company}, que vous avez fait"
_UNTIL = "Il est suspendu jusqu’à ce qu’un {who} le confirme ou le détache."
DECISIONS = {
    ("contested", True): f"La structure dit que {_IT}, n’est pas le sien. {_UNTIL.format(who='superviseur')}",
    ("refused", True): f"La structure refuse {_IT}. La concession est libre.",
    ("contested", False): f"Un superviseur conteste {_IT}. {_UNTIL.format(who='autre superviseur')}",
    ("refused", False): f"L{_IT[1:]}, est refusé. La concession est libre.",
    ("confirmed", False): f"Après vérification, {_IT}, est confirmé.",
}
"""What a reviewed agent reads, by what was decided and whether the company itself did."""


def values_of(facts: Facts, kind: MailKind | None = None) -> dict[str, str]:
    """The value of every variable that these facts can fill; `kind` is the mail that they are of."""
    brand, number = templating.current_brand(), str(facts.get("request") or "")
    values = {name: str(facts.get(fact) or "") for name, fact in _SAME.items()}
    values |= {
        "salutation": f"Bonjour{facts.get('name') or ''},",
        "portail": brand.portal,
        "autorite": brand.authority,
        "reponse": "\n".join(facts.get("lines") or []) or str(facts.get("answer") or ""),
        "suivi": _follow_up(facts),
        "demande": _request_of(facts),
        "suite": _next(facts),
        "suspension": f"Ce compte est suspendu. {facts.get('contact_us') or ''}"
        if facts.get("suspended")
        else "",
        "recours": _recourse(facts),
        "lien_demande": f"{facts.get('portal_url') or ''}/demarches/voirie/autorisations/{quote(number)}",
        "lien_console": _console_link(facts, kind),
        "intitules": _titles(facts),
        "nombre": str(len(facts.get("notices") or [])),
        "avis": "\n".join(f"- {notice['words']}" for notice in facts.get("notices") or []),
    }
    return values | _of_record(facts) | _of_review(facts)


def _titles(facts: Facts) -> str:
    titles = list(facts.get("titles") or [])
    more = int(facts.get("count") or 0) - len(titles)
    return "\n".join([*(f"- {title}" for title in titles), *([f"- et {more} de plus"] if more > 0 else [])])


def _follow_up(facts: Facts) -> str:
    if not facts.get("has_account"):
        return ""
    where = f"{facts.get('portal_url') or ''}/aide"
    return f"Vous retrouvez vos demandes et leurs réponses ici, une fois connecté :\n{where}"


def _request_of(facts: Facts) -> str:
    subject = f"votre demande « {facts['subject']} »" if facts.get("subject") else "votre demande"
    return f"{subject} (dossier {facts['case']})" if facts.get("case") else subject


def _next(facts: Facts) -> str:
    if facts.get("pending"):
        return "Il reste à l’activer : un autre courriel vous apporte un nouveau lien."
    return f"Pour vous connecter : {facts.get('portal_url') or ''}/connexion"


def _recourse(facts: Facts) -> str:
    if facts.get("by_staff") and facts.get("has_account"):
        return RECOURSE.format(contact_us=facts.get("contact_us") or "")
    return str(facts.get("not_you") or "")


def _console_link(facts: Facts, kind: MailKind | None) -> str:
    base = f"{facts.get('console_url') or ''}/console/rattachements"
    if kind is MailKind.REVIEW_REMINDER:
        return f"{base}/controle/"
    if kind is MailKind.REVIEW_ANSWER:
        return f"{base}/controle/?rattachement={facts.get('attachment') or ''}"
    return f"{base}/details/?id={facts.get('attachment') or ''}"


def _of_record(facts: Facts) -> dict[str, str]:
    words = KINDS_OF_RECORD.get(str(facts.get("kind") or ""))
    if words is None or not facts.get("title"):
        return {}
    named = f"« {facts['title']} » (référence {facts.get('reference') or ''})"
    return {
        "concession": f"{_capital(words['thing'])} {named}",
        "de_la_concession": f"{words['of_it']} {named}",
        "elle": _capital(words["it"]),
        "accord": words["e"],
    }


def _of_review(facts: Facts) -> dict[str, str]:
    decision = str(facts.get("decision") or "")
    if decision not in VERDICTS:
        return {}
    by_company = bool(facts.get("by_company")) and decision != "confirmed"
    words = DECISIONS[decision, by_company].format(title=facts.get("title"), company=facts.get("company"))
    return {"verdict": VERDICTS[decision], "decision": words}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def invitation_values(titles: Sequence[str], holder: str) -> dict[str, str]:
    """What an invitation says to the holder of records that are not attached."""
    facts: Facts = {"portal_url": current_app.config["PUBLIC_URL"], "contact_us": contact_us()}
    return values_of(facts | {"titles": plain(list(titles))}) | {"titulaire": plain(holder)}


def key_values(title: str, holder: str, asking: str, key: str) -> dict[str, str]:
    """What a letter says that carries a key to the holder of a record."""
    facts: Facts = {"portal_url": current_app.config["PUBLIC_URL"], "contact_us": contact_us()}
    letter = {"titulaire": holder, "intitule": f"« {title} »", "structure": asking, "cle": key}
    return values_of(facts) | {name: str(plain(value)) for name, value in letter.items()}
