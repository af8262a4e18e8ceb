"""What is read only: the campaign's progress, timelines, statements, what waits."""
