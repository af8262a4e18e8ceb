"""Long lists: found, counted and read page by page, however many rows there are."""
