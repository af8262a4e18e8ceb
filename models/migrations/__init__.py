"""The steps from one schema to the next, by Alembic; `models/schema.py` runs them."""
