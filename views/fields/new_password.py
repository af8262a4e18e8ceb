"""A password that is chosen, typed twice: the two inputs, in the same words wherever one is chosen."""

from __future__ import annotations

from views.fields.checks import Same
from views.fields.inputs import Secret


def first_typing(hint: str) -> Secret:
    """The input called `password`; the hint says what is long enough."""
    return Secret(
        "Choisissez votre mot de passe",
        needed="Choisissez un mot de passe.",
        hint=hint,
        autocomplete="new-password",
    )


def second_typing() -> Secret:
    """The one beneath it."""
    return Secret(
        "Répétez votre mot de passe",
        needed="Répétez le mot de passe.",
        autocomplete="new-password",
        checks=[Same("password", "Les deux mots de passe diffèrent : retapez le même.")],
    )
