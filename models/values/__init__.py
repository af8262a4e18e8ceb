"""Values parsed at the door and trusted inside: numbers, contacts, texts, days, places."""
