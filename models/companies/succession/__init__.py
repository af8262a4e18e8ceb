"""A company goes on under another SIRET, and that can be taken back for a while."""
