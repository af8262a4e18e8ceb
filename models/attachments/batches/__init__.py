"""Attachments in batches: many migrations at once, and taking them back while nobody has activated."""
