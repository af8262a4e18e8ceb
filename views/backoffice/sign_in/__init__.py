"""The staff door."""
