"""Outreach: batches of invitations to whoever stands on an unattached record."""
