"""The texts that administrators write: mails, canned replies, letters, the service message."""
