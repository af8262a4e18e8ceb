"""Owed work: one file for each kind of job, which says what doing it means and how it ends."""
