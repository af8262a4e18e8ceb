"""What an importer tells whoever keeps how far a run is, so that it is taken up again exactly there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from console.imports.base import Summary
    from models.attachments import Attachment
    from models.attachments.batches.rehearsal import Rehearsal


class Keeper:
    """Keeps nothing: a command that was killed is begun again, and finds done what it had done."""

    skip: int = 0
    """Lines that an earlier run of the same file has done."""

    tells_codes: bool = True
    """Whether it may tell that a code is not the one we hold: whoever gives commands has the key anyway."""

    rehearsal: Rehearsal | None = None
    """What a dry run would have changed before."""

    def count_earlier(self, end: str) -> int:
        """How many of the lines that are skipped have come to that end."""
        return 0

    def go_on(self) -> None:
        """Called before the next lines are written; raises whatever stops the run here."""

    def writing(self) -> AbstractContextManager[object]:
        """Holds what is written of some lines together with how far they lead."""
        return nullcontext()

    def changes(self, line: int, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """A line changes what was known."""

    def made(self, line: int, attachment: Attachment, *, account_is_new: bool) -> None:
        """A line has made an attachment; called in its transaction."""

    def was_made(self, line: int) -> bool:
        """Whether a line that changes nothing any more has made its attachment in this very run."""
        return False

    def reached(self, summary: Summary) -> None:
        """All lines until here are done; called before what was written of them is committed."""
