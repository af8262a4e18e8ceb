"""What the database holds by itself: its schema, triggers, privileges, and how long it keeps what."""
