"""What a second factor is made of: the code of the moment, and the recovery codes that replace it."""

from __future__ import annotations

import hashlib
import hmac
import secrets

import pyotp

from models.kernel.clock import now

STEP_SECONDS = 30
RECOVERY_CODES = 10
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def random_secret() -> str:
    """A new second-factor secret, in base 32."""
    return pyotp.random_base32()


def matching_step(secret: str, code: str, *, after: int) -> int | None:
    """The time step, one early to one late, whose code this is, if it comes after the last one used."""
    code = code.replace(" ", "").replace("\u202f", "").replace("\xa0", "")
    if not (len(code) == 6 and code.isascii() and code.isdigit()):
        return None
    current, found = int(now().timestamp()) // STEP_SECONDS, None
    totp = pyotp.TOTP(secret)
    for step in (current - 1, current, current + 1):
        same = hmac.compare_digest(totp.generate_otp(step), code)
        if same and step > after and found is None:
            found = step
    return found


def code_at_hand(secret: str, *, after: int) -> str:
    """The code that would be accepted at this moment: for the demonstration alone."""
    step = int(now().timestamp()) // STEP_SECONDS
    return str(pyotp.TOTP(secret).generate_otp(step if step > after else step + 1))


def provisioning_uri(name: str, secret: str, *, issuer: str) -> str:
    """The `otpauth:` address that an authentication app reads from a QR code."""
    return str(pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer))


def random_recovery_codes() -> list[str]:
    """Ten codes of 50 random bits each, as they are told: five signs, a hyphen, five signs."""
    codes = ("".join(secrets.choice(_SIGNS) for _ in range(10)) for _ in range(RECOVERY_CODES))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_digest(code: str) -> str:
    """What is kept of a recovery code, however it is typed."""
    bare = code.replace("-", "").replace(" ", "").lower()
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).hexdigest()
