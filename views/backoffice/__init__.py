"""The console: its door, its screens, its pages; a new screen is one file and one line here."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin

# Each plain page registers its address on the blueprint when it is imported.
from views.backoffice import invitation, labels, my_account, saved, signing
from views.backoffice.accounts import Accounts
from views.backoffice.agents import Staff
from views.backoffice.assistance.page import Assistance
from views.backoffice.attachments import Attachments
from views.backoffice.audit import Audit
from views.backoffice.base import Screen
from views.backoffice.blueprint import backoffice
from views.backoffice.campaign import Campaign
from views.backoffice.cases import Cases
from views.backoffice.closed import THEME
from views.backoffice.companies import Companies
from views.backoffice.concessions import Concessions
from views.backoffice.dashboard import Dashboard
from views.backoffice.outbox import Mails
from views.backoffice.palette import Palette
from views.backoffice.questions import Questions
from views.backoffice.requests import Requests
from views.backoffice.reviews import ReviewQueue
from views.backoffice.roles import Roles
from views.backoffice.trail_checks import TrailChecks

PAGES = (signing, invitation, my_account, saved)
SCREENS = (
    Assistance,
    Cases,
    Companies,
    Accounts,
    Concessions,
    Attachments,
    ReviewQueue,
    Requests,
    Audit,
    Mails,
    Staff,
    Campaign,
    Palette,
    Roles,
    TrailChecks,
    Questions,
)


def install(app: Flask) -> None:
    """Serves the console's addresses."""
    app.register_blueprint(backoffice)
    home = Dashboard(endpoint="console", url="/console")
    admin = Admin(app, name="Bascule", url="/console", theme=THEME, index_view=home)
    screens = [screen() for screen in SCREENS]
    for screen in screens:
        admin.add_view(screen)
    labels.install(app, [screen for screen in screens if isinstance(screen, Screen)])
