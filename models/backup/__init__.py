"""A backup: the form of its rows, its manifest, and the one file they travel in."""
