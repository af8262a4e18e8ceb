"""What companies ask staff to do."""
