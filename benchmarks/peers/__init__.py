"""The bots the shipped one is measured against; each is a program of its own."""
