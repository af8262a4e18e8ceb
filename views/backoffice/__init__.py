"""The console: its door, its screens, its pages; a new screen is one file and one line here."""

from __future__ import annotations

from flask import Flask
from flask_admin import Admin

from views.backoffice.accounts.merges import Merges
from views.backoffice.accounts.screen import Accounts
from views.backoffice.assistance.page import Assistance
from views.backoffice.assistance.workbench import Workbench
from views.backoffice.attachments.review_queue import ReviewQueue
from views.backoffice.attachments.screen import Attachments
from views.backoffice.audit.checks import AuditChecks
from views.backoffice.audit.questions import Questions
from views.backoffice.audit.screen import Audit
from views.backoffice.campaign.handovers import Handovers
from views.backoffice.campaign.page import Campaign
from views.backoffice.campaign.screen import Journeys
from views.backoffice.case_stages.screen import CaseStages
from views.backoffice.cases.screen import Cases
from views.backoffice.companies.mandates.screen import Mandates
from views.backoffice.companies.screen import Companies
from views.backoffice.concessions.screen import Concessions
from views.backoffice.dashboard.page import Dashboard
from views.backoffice.dashboard.palette import Palette
from views.backoffice.imports.screen import Imports
from views.backoffice.kit import labels
from views.backoffice.kit.filtering import saved_filters
from views.backoffice.kit.guarded import THEME
from views.backoffice.kit.screen import Screen
from views.backoffice.machines.deliveries.screen import Deliveries
from views.backoffice.machines.screen import ApiKeys
from views.backoffice.machines.webhooks.screen import Webhooks
from views.backoffice.mails.screen import Mails
from views.backoffice.my_account import invitation, signing_in
from views.backoffice.my_account import page as my_account
from views.backoffice.my_account.blueprint import backoffice
from views.backoffice.outreach.cleansing.screen import ContactFlaws
from views.backoffice.outreach.letter_keys import LetterKeys
from views.backoffice.outreach.screen import OutreachContacts, Outreaches
from views.backoffice.road_openings.calendar import WorksCalendar
from views.backoffice.road_openings.partners import Partners
from views.backoffice.road_openings.screen import RoadOpenings
from views.backoffice.staff.roles import Roles
from views.backoffice.staff.screen import Staff
from views.backoffice.texts.page import Texts

PAGES = (signing_in, invitation, my_account, saved_filters)
"""Each registers its addresses on the blueprint when it is imported."""

SCREENS = (
    Assistance,
    Workbench,
    Cases,
    Companies,
    Accounts,
    Concessions,
    Attachments,
    Mandates,
    ReviewQueue,
    Merges,
    RoadOpenings,
    WorksCalendar,
    Audit,
    Mails,
    Outreaches,
    OutreachContacts,
    ContactFlaws,
    LetterKeys,
    Imports,
    Staff,
    ApiKeys,
    Webhooks,
    Deliveries,
    Texts,
    Partners,
    Campaign,
    Handovers,
    Journeys,
    CaseStages,
    Palette,
    Roles,
    AuditChecks,
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
