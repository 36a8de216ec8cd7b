"""A Bot API with people behind it: a process of its own, as quick as it can be."""
