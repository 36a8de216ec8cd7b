"""The verbs of the clinic: plain functions (session, actor, …, now) → result.

They refuse by raising a `ClinicError` before their first write, so a caller may go on using
the session.
"""
