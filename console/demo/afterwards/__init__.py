"""What comes after attachments of the demonstration: claims on what is held, mandates."""
