"""The checklists of cases."""
