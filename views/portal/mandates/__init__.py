"""One company lets another act for it: given, read, signed, ended; who acts, for each company apart."""

from views.portal.mandates import acting, colleagues, ending, giving, papers, reading

__all__ = ["acting", "colleagues", "ending", "giving", "papers", "reading"]
