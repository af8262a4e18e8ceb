"""What a mandate's page asks: its signed copy."""

from __future__ import annotations

from wtforms import FileField

from views.fields import Form


class SignedCopy(Form):
    """The copy that both companies signed."""

    document = FileField(
        "Copie signée",
        description="PDF, JPEG ou PNG, 10 Mo au plus",
        render_kw={"accept": ".pdf,.png,.jpg,.jpeg"},
    )
