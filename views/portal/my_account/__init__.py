"""What a person does with their own account: reads it, corrects it, changes how they get in, leaves."""

from views.portal.my_account import (
    corrections,
    email_changes,
    erasure,
    history,
    merging,
    overview,
    passwords,
    personal_data,
    second_factor,
    sessions,
)

__all__ = [
    "corrections",
    "email_changes",
    "erasure",
    "history",
    "merging",
    "overview",
    "passwords",
    "personal_data",
    "second_factor",
    "sessions",
]
