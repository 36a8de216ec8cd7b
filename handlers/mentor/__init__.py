"""Flows of mentors."""
