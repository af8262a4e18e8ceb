"""The assistance: what a caller says, the situation that it comes to, the one thing to do next."""
