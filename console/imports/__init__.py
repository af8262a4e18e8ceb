"""What comes in by file: the old portal's accounts and requests, and batches of migrations."""
