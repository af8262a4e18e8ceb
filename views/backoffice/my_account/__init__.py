"""What members of staff change of themselves."""
