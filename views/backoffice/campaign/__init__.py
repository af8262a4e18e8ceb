"""How far the campaign is."""
