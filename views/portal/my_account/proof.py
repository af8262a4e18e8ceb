"""The password, asked again before something grave."""

from __future__ import annotations

from views.fields import Form, Secret


class CurrentPassword(Form):
    """Whoever only found the browser open does not know it."""

    current_password = Secret(
        "Mot de passe actuel",
        needed="Indiquez votre mot de passe actuel.",
        autocomplete="current-password",
    )
