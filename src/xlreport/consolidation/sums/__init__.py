"""What was taken, added up: the tree of roll-ups, and the law that counts each report once."""
