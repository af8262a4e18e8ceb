"""Files from the console: read in a child with little memory and time, taken in by the worker."""
