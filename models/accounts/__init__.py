"""Pro accounts: one person who signs in for a company."""

from models.accounts.activation import (
    activate,
    check_resend,
    notify_of_newcomer,
    request_activation_again,
    resend,
)
from models.accounts.correction import check_correct, correct, rectify
from models.accounts.creation import Person, SignedUp, create, right_account_type, sign_up
from models.accounts.departures import erase_own, sign_out
from models.accounts.email_change import (
    cancel_email_change,
    confirm_email,
    pending_email,
    request_email_change,
)
from models.accounts.forgotten import (
    answer,
    ask_reset,
    check_send_reset,
    enqueue_identifiers,
    enqueue_reset,
    remind_identifiers,
    send_reset,
)
from models.accounts.lifecycle import check_restore, check_suspend, erase, lapse, restore, suspend
from models.accounts.merging import AccountMerge
from models.accounts.passwords import (
    awaits_code,
    change_password,
    proved,
    reset,
    sign_in,
    sign_out_everywhere,
)
from models.accounts.queries import made_by, of_unlisted_company
from models.accounts.readdressing import readdress
from models.accounts.refusals import (
    AccountErased,
    AccountNotActive,
    AccountNotPending,
    AccountNotSuspended,
    AccountSuspended,
    EmailNotProved,
    PersonKnown,
)
from models.accounts.second_factor import (
    SecondFactorOff,
    SecondFactorOn,
    check_reset_second_factor,
    give_code,
    renew_recovery_codes,
    reset_second_factor,
    turn_off,
    turn_on,
)
from models.accounts.tables import AccountStatus, AccountType, ProAccount, UsedIdentifier, status_is
from models.sign_in.throttle import WrongPassword

__all__ = [
    "AccountErased",
    "AccountMerge",
    "AccountNotActive",
    "AccountNotPending",
    "AccountNotSuspended",
    "AccountStatus",
    "AccountType",
    "AccountSuspended",
    "EmailNotProved",
    "Person",
    "PersonKnown",
    "ProAccount",
    "UsedIdentifier",
    "SecondFactorOff",
    "SecondFactorOn",
    "WrongPassword",
    "activate",
    "answer",
    "ask_reset",
    "awaits_code",
    "cancel_email_change",
    "change_password",
    "check_correct",
    "check_resend",
    "check_send_reset",
    "check_reset_second_factor",
    "check_restore",
    "check_suspend",
    "confirm_email",
    "correct",
    "create",
    "erase",
    "give_code",
    "erase_own",
    "lapse",
    "enqueue_identifiers",
    "enqueue_reset",
    "pending_email",
    "proved",
    "remind_identifiers",
    "readdress",
    "rectify",
    "request_activation_again",
    "request_email_change",
    "resend",
    "renew_recovery_codes",
    "reset",
    "reset_second_factor",
    "restore",
    "right_account_type",
    "send_reset",
    "sign_in",
    "SignedUp",
    "sign_up",
    "sign_out",
    "sign_out_everywhere",
    "made_by",
    "of_unlisted_company",
    "status_is",
    "suspend",
    "turn_off",
    "turn_on",
    "notify_of_newcomer",
]
