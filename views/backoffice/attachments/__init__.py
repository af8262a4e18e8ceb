"""Attachments, as staff find, make, review and end them."""
