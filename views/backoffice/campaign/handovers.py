"""What has migrated, in batches for whoever closes the old accounts: each record is in one of them."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue

from models.permissions import Permission
from models.reports import handovers, migrated
from models.reports.handovers import Handover, NothingToHandOver
from views import access, exports
from views.backoffice.kit.guarded import Room, expose, fresh
from views.exports.migrated import HEAD, row_of
from views.fields import Form, Submission, Tick, done, row_id
from views.messages import refusal


class HandoverForm(Form):
    """Which records the next list holds."""

    filed = Tick(
        "Seulement celles dont la structure a déposé une première demande",
        hint="Sinon, toutes les concessions dont le rattachement est en vigueur.",
    )
    submission = Submission()


class Handovers(Room):
    """The lists that were made, and the next one."""

    permissions = {
        "index": Permission.EXPORT,
        "hand_over": fresh(Permission.EXPORT),
        "export": fresh(Permission.EXPORT),
    }

    def __init__(self) -> None:
        super().__init__(name="Fermetures", endpoint="handovers", url="pilotage/fermetures")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """The latest lists."""
        return self.render(
            "backoffice/campaign/handovers.html",
            form=HandoverForm(),
            batches=handovers.list_handovers(),
        )

    @expose("/", methods=("POST",))
    def hand_over(self) -> ResponseReturnValue:
        """Makes the next list."""
        form, here = HandoverForm(), url_for("handovers.index")
        try:
            batch = handovers.hand_over(
                filed=bool(form.filed.data), submission=form.submission.data, actor=access.current_actor()
            )
        except NothingToHandOver as nothing:
            return done(refusal(nothing), here, tone="wait")
        link = url_for("handovers.export", id=batch.id)
        return done(f"La liste {batch.id} est prête.", here, href=link, label="La télécharger")

    @expose("/<id>/liste")
    def export(self, id: str) -> ResponseReturnValue:
        """A list as it was made, whatever became of its records since."""
        batch: Handover | None = handovers.find_handover(row_id(id))
        if batch is None:
            abort(404)
        records = migrated.list_migrated(among=handovers.attachments_of(batch))
        migrated.record_export(batch.records, filed=batch.filed, actor=access.current_actor())
        return exports.download("csv", f"fermetures-{batch.id}", HEAD, map(row_of, records))
