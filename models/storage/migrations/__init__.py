"""The steps from one schema to the next, by Alembic; `models/storage/schema.py` runs them."""
