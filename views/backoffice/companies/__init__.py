"""Companies, as staff find and correct them."""
