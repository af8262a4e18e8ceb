"""Mandates as staff see them: who acts for whom, on what, until when; and their end."""
