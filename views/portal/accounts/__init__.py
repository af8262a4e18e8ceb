"""A company's person gets an account, activates it, and finds the way back into it."""

from views.portal.accounts import activation, creation, passwords, summary

__all__ = ["activation", "creation", "passwords", "summary"]
