"""A case follows its company's people: no mail reaches them, they go, another account takes theirs over."""
