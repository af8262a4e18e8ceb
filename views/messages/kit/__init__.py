"""What the words of all nouns share: a state, its lookup, the words of whole pages."""
