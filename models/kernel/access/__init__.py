"""Who is there: sessions, links by mail, browsers that are trusted, tries that are counted."""
