"""One step for several rows of a list."""
