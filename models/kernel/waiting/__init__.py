"""Whoever waits for the database: in which order, how long, and what an outage is."""
