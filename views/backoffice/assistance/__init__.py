"""The assistance: an agent on the telephone takes a company to the new portal, step by step."""
