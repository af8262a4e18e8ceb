"""Mails, as staff read them and send them again."""
