"""What every screen of the console stands on."""
