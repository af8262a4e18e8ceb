"""Who is invited in the demonstration: batches, keys by letter, contacts that reach nobody."""
