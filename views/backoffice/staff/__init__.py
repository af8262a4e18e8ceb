"""Members of staff, as administrators keep them."""
