"""What the assisted migration says, to agents and through them to callers."""
