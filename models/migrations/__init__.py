"""Alembic revisions; `models.database.migrate` runs them."""
