"""Who may do what: the one table of staff roles, read by the views and shown to the supervisors."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A member of staff is one of these; companies' people have no role here."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Permission(StrEnum):
    """What a route or an operation asks for."""

    READ = "read"
    CREATE_ACCOUNT = "create-account"
    CORRECT_CONTACT = "correct-contact"
    SUSPEND = "suspend"
    RESET_SECOND_FACTOR = "reset-second-factor"
    ATTACH = "attach"
    DETACH_OWN = "detach-own"
    DETACH_ANY = "detach-any"
    END_MANDATES = "end-mandates"
    REOPEN = "reopen"
    REVIEW = "review"
    MANAGE_MAIL = "manage-mail"
    KEEP_CASES = "keep-cases"
    RUN_BATCHES = "run-batches"
    SEND_FILES = "send-files"
    MOVE_REQUESTS = "move-requests"
    SEE_AS = "see-as"
    IMPORT = "import"
    READ_TRAIL = "read-trail"
    EXPORT = "export"
    MANAGE_STAFF = "manage-staff"
    MANAGE_KEYS = "manage-keys"
    EDIT_TEXTS = "edit-texts"
    KEEP_PARTNERS = "keep-partners"
    STATISTICS = "statistics"
    FILL_FIELDS = "fill-fields"
    READ_SHAPES = "read-shapes"
    SHAPE = "shape"
    APPROVE_SHAPES = "approve-shapes"


_AGENT = frozenset(
    {
        Permission.READ,
        Permission.CREATE_ACCOUNT,
        Permission.CORRECT_CONTACT,
        Permission.SUSPEND,
        Permission.ATTACH,
        Permission.DETACH_OWN,
        Permission.END_MANDATES,
        Permission.REOPEN,
        Permission.MANAGE_MAIL,
        Permission.KEEP_CASES,
        Permission.RUN_BATCHES,
        Permission.SEND_FILES,
        Permission.MOVE_REQUESTS,
        Permission.SEE_AS,
        Permission.FILL_FIELDS,
    }
)

TABLE: dict[Role, frozenset[Permission]] = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _AGENT
    | {
        Permission.RESET_SECOND_FACTOR,
        Permission.DETACH_ANY,
        Permission.REVIEW,
        Permission.READ_TRAIL,
        Permission.EXPORT,
        Permission.STATISTICS,
        Permission.READ_SHAPES,
        Permission.APPROVE_SHAPES,
    },
    Role.ADMIN: frozenset(
        {
            Permission.READ,
            Permission.IMPORT,
            Permission.SEND_FILES,
            Permission.READ_TRAIL,
            Permission.EXPORT,
            Permission.MANAGE_STAFF,
            Permission.MANAGE_KEYS,
            Permission.EDIT_TEXTS,
            Permission.KEEP_PARTNERS,
            Permission.STATISTICS,
            Permission.READ_SHAPES,
            Permission.SHAPE,
        }
    ),
}


def allows(role: Role | str, permission: Permission) -> bool:
    """Whether the role holds the permission; unknown roles hold none."""
    try:
        return permission in TABLE[Role(role)]
    except ValueError:
        return False
