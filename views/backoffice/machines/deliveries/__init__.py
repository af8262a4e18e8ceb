"""The screen of deliveries: what was told to subscribers, and sent again."""
