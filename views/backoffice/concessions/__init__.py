"""Records of the old portal, as staff look at them, attach and reopen them."""
