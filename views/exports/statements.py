"""Statements as PDF that everybody can read (PDF/UA-1): set by Typst from the templates in `statements/`."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from io import BytesIO
from typing import Literal

from flask import send_file
from werkzeug.wrappers import Response

from models.accounts import ProAccount
from models.companies import Company
from models.kernel.actors import Actor
from models.kernel.clock import now
from models.reports import statements
from models.reports.statements import Inscription
from models.values.days import today
from views import formats, templating
from views.messages import label_of

HERE = templating.TEMPLATES / "statements"

log = logging.getLogger(__name__)


def typeset(template: str, facts: Mapping[str, object]) -> bytes:
    """The PDF of a template. The facts are data to it: nothing that somebody typed is read as markup.

    PDF/UA-1 refuses a sign that no font draws (an emoji, 漢): such a paper is tagged, yet does not claim it.
    """
    import typst  # 7 MB, for a few papers a day

    def compiled(standard: Literal["ua-1"] | None) -> bytes:
        pdf: bytes = typst.compile(
            str(HERE / template),
            root=str(HERE),
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
            pdf_standards=standard,
            ignore_system_fonts=True,
            timestamp=now().replace(microsecond=0),
        )
        return pdf

    try:
        return compiled("ua-1")
    except typst.TypstError:
        # Its message quotes what somebody typed.
        log.warning("%s: no PDF/UA-1, set again without", template)
        return compiled(None)


def download(template: str, name: str, facts: Mapping[str, object]) -> Response:
    """The answer that gives the PDF as a file."""
    file = BytesIO(typeset(template, facts))
    answer = send_file(
        file,
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"{name}-{formats.iso(today())}.pdf",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def inscription(made: Inscription) -> dict[str, str]:
    """The line that ties the paper to the trail."""
    return {"number": formats.number(made.sequence), "at": formats.moment(made.at), "digest": made.digest}


def attestation(company: Company, *, seen_by: ProAccount | None = None, actor: Actor) -> Response:
    """The PDF of what is attached to a company today; to one person, of what that person sees."""
    held, made = statements.of_company(company, seen_by=seen_by, actor=actor)
    brand = templating.current_brand()
    rows = [
        [
            attachment.concession.title,
            attachment.concession.reference,
            label_of("ConcessionKind", attachment.concession.kind),
            attachment.referent.full_name,
            formats.day(attachment.effective_at) if attachment.effective_at else "",
        ]
        for attachment in held
    ]
    facts = {
        "portal": brand.portal,
        "authority": brand.authority,
        "issued": formats.day(today()),
        "company": company.name,
        "siret": str(formats.siret(company.siret)),
        "address": f"{company.address}\n{company.postcode} {company.city}".strip(),
        "count": formats.plural(len(held), "concession"),
        "personal": seen_by.full_name if seen_by is not None else "",
        "rows": rows,
        "inscription": inscription(made),
    }
    return download("attestation.typ", f"attestation-{company.siret}", facts)
