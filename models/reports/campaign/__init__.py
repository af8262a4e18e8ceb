"""The campaign: how far each record of the old portal has come, and the figures of all of them."""

from models.reports.campaign.following import follow, follow_all
from models.reports.campaign.tables import CampaignFigure, Journey, JourneyChange, Step

__all__ = ["CampaignFigure", "Journey", "JourneyChange", "Step", "follow", "follow_all"]
