"""Outreach: whoever stands on an unattached record is invited, reminded twice, left in peace at a word."""

from models.concessions.outreach.ending import note_life, note_return, stop
from models.concessions.outreach.preparing import create, prepare
from models.concessions.outreach.printing import (
    NothingToPrint,
    Paper,
    check_print,
    check_reprint,
    print_again,
    print_next,
)
from models.concessions.outreach.rejoining import rejoin
from models.concessions.outreach.running import (
    BatchElsewhere,
    check_confirm,
    check_pause,
    check_resume,
    confirm,
    pause,
    resume,
)
from models.concessions.outreach.sending import send_due
from models.concessions.outreach.standings import BatchState, OutreachChannel, Standing
from models.concessions.outreach.tables import Outreach, OutreachContact

__all__ = [
    "BatchElsewhere",
    "BatchState",
    "OutreachChannel",
    "NothingToPrint",
    "Outreach",
    "OutreachContact",
    "Paper",
    "Standing",
    "check_confirm",
    "check_pause",
    "check_print",
    "check_reprint",
    "check_resume",
    "confirm",
    "create",
    "note_life",
    "note_return",
    "pause",
    "prepare",
    "print_again",
    "print_next",
    "rejoin",
    "resume",
    "send_due",
    "stop",
]
