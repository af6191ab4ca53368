"""Who must report: rosters, the tree of units, their names and levels."""
