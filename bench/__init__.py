"""What is measured, and against what: run with `make bench`."""
