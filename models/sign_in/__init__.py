"""How anybody comes in, of staff or of a company: counted tries, a second factor, browsers, sessions."""

from models.sign_in.open_sessions import SessionGone, end_one, end_others
from models.sign_in.second_factor import (
    SecondFactorRefused,
    check_second_factor,
    forget_second_factor,
    new_recovery_codes,
    use_code,
)
from models.sign_in.tables import RecoveryCode, WithSecondFactor

__all__ = [
    "RecoveryCode",
    "SecondFactorRefused",
    "SessionGone",
    "WithSecondFactor",
    "check_second_factor",
    "end_one",
    "end_others",
    "forget_second_factor",
    "new_recovery_codes",
    "use_code",
]
