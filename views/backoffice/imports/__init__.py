"""Files that people send: what they hold, tried, taken in, told line by line."""
