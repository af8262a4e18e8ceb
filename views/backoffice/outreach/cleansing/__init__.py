"""Contacts that reach nobody: the queue in which staff correct them."""
