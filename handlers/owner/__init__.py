"""Flows of the owners of businesses."""
