"""The audit trail, read, asked and verified."""
