"""What pages of both sites need for a second factor: its forms, its drawing, codes that are told once."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import redirect, session
from flask.typing import ResponseReturnValue
from wtforms import Field
from wtforms.validators import ValidationError

from models.kernel import keys
from models.sign_in.codes import provisioning_uri
from views.fields.form import Form
from views.fields.inputs import Code

CODES = "codes"
"""Where the session keeps new recovery codes, encrypted, until the one page that tells them."""


class SecondFactor(Form):
    """A code of the application, or a recovery code."""

    otp = Code(
        "Code à 6 chiffres",
        needed="Indiquez le code de votre application, ou un code de secours.",
        hint="Celui de votre application d’authentification, ou l’un de vos codes de secours.",
        attributes={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"},
    )


class FirstCode(SecondFactor):
    """The first code of an application that was just enrolled."""

    def validate_otp(self, field: Field) -> None:
        """Six digits: a recovery code does not exist yet."""
        if sum(sign.isdigit() for sign in field.data) != 6:
            raise ValidationError("Ce code compte six chiffres.")


@dataclass(frozen=True)
class Enrolment:
    """What `parts/second_factor.html` draws: a QR code's side and path, and the secret to be typed."""

    side: int
    path: str
    secret: str


def enrolment_of(name: str, secret: str, *, issuer: str) -> Enrolment:
    """For an application that will show codes under these names."""
    side, path = qr_path(provisioning_uri(name, secret, issuer=issuer))
    return Enrolment(side, path, " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)))


def qr_path(text: str) -> tuple[int, str]:
    """A QR code as the side of its square and one SVG path: no inline style, no image to fetch."""
    import segno  # which only newcomers need

    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    dots = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return len(rows), "".join(dots)


def announce_codes(codes: list[str], to: str) -> ResponseReturnValue:
    """To a page that will show new recovery codes once."""
    session[CODES] = keys.current().box.encrypt(json.dumps(codes).encode()).decode()
    return redirect(to, 303)


def take_codes() -> list[str]:
    """The codes to show now, and never again; none otherwise."""
    kept = session.pop(CODES, None)
    return list(json.loads(keys.current().box.decrypt(kept.encode()))) if kept else []
