"""Fields that administrators add to our nouns: what one is, how it is typed, where its values stand."""
