"""The assisted migration: what the caller said, where the company stands, the one thing to do next."""
