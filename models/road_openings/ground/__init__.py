"""Where works stand: those beside each other, the cells of the map, and what a map shows of them."""
