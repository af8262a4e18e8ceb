"""What the database holds by itself: its schema, triggers, privileges, retention, the steps at commit."""
