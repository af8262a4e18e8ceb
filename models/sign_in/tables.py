"""What a person's row holds of their second factor, and the recovery codes of both populations."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.kernel import keys
from models.kernel.base import Base
from models.kernel.types import BigId, UtcDateTime
from models.sign_in import codes


class WithSecondFactor:
    """A person whose second factor's secret is encrypted under a key outside the database.

    Beside it each population has its `totp_last_step`, the last step of which a code was used.
    """

    totp_box: Mapped[str | None] = mapped_column(Text)
    totp_last_step: Mapped[int]

    @property
    def totp_secret(self) -> str | None:
        """The second factor's secret, in base 32."""
        return keys.current().box.decrypt(self.totp_box.encode()).decode() if self.totp_box else None

    @totp_secret.setter
    def totp_secret(self, secret: str | None) -> None:
        self.totp_box = keys.current().box.encrypt(secret.encode()).decode() if secret else None

    @property
    def current_code(self) -> str | None:
        """The code of this moment, for the demonstration alone: its callers check the environment."""
        secret = self.totp_secret
        return codes.code_at_hand(secret, after=self.totp_last_step) if secret else None


class RecoveryCode(Base):
    """One of the ten codes that replace a lost telephone; a digest, used once."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agent_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("agents.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("pro_accounts.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (CheckConstraint("(agent_id IS NULL) <> (account_id IS NULL)", name="one_owner"),)
