"""What staff write into a case: notes, answers and letters, and what they have not finished."""
