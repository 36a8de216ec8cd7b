"""Flows of admins and curators."""
