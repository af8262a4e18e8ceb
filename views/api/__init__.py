"""`/api/v1`: what programs of other houses read and do, with the console's operations and rights."""
