"""What administrators shape: changes and who decides of them, the file, and a folder for each kind."""
