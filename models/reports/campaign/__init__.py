"""The campaign: how far each record of the old portal and each case has come, and the figures of all."""

from models.reports.campaign.following import follow, follow_all
from models.reports.campaign.following_cases import follow_all_cases, follow_cases
from models.reports.campaign.tables import CampaignFigure, CaseProgress, Journey, JourneyChange, Step

__all__ = [
    "CampaignFigure",
    "CaseProgress",
    "Journey",
    "JourneyChange",
    "Step",
    "follow",
    "follow_all",
    "follow_all_cases",
    "follow_cases",
]
