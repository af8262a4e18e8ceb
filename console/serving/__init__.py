"""The web server: one process that makes the application, its copies that answer, a worker beside them."""
