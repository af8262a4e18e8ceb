"""How far the case of each company is."""
