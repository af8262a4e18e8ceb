"""The screen of the keys with which programs of other houses call."""
