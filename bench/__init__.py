"""What is measured, and against what: `make bench` beside the peers, `python -m bench NAME` the rest."""
