"""What an operator is told of a running installation: figures for Prometheus, and the log."""
