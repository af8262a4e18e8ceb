"""What narrows a list: filters, their choices with counts, those that are kept by a name."""
