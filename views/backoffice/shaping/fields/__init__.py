"""Fields that administrators add: their room, and what the pages of the nouns show and ask of them."""
