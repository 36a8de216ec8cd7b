"""Flows of everybody: coming in, help, language, stopping."""
