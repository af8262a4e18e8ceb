"""Where one begins: the first page, and the one field that finds everything."""
