"""Where no link leads: the steps by which the tours come there."""
