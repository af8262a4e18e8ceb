"""A form that knows which version of a row its page showed: nobody overwrites what another has saved."""

from __future__ import annotations

from collections.abc import Callable

from wtforms import HiddenField

from models.kernel.errors import Stale
from views.fields.answers import version_seen
from views.fields.form import Answers, Form


class Seen(HiddenField):
    """The version that a page carried; a form that was sent without one has seen none, not the row's own."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""


class Versioned(Form):
    """A form that corrects a row."""

    version = Seen()

    @property
    def corrections(self) -> Answers:
        """What was typed."""
        return {name: value for name, value in self.answers.items() if name != "version"}

    @property
    def seen(self) -> int:
        """The version that the person saw; nothing is none that ever was."""
        seen = version_seen(self.version.data)
        return -1 if seen is None else seen

    def correct(self, operation: Callable[[], object]) -> None:
        """Runs a correction. Where somebody saved first, what is sent again after this is sent on purpose."""
        try:
            operation()
        except Stale as stale:
            self.version.data, self.version.raw_data = str(stale.facts["version"]), None
            raise
