"""What every noun stands on: the database, its transactions and locks, owed work, links, counted tries."""
