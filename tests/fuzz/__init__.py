"""The bot as a process, people who use it, and everything going wrong that can.

`make fuzz` runs it for long, `tests/test_fuzz.py` in short; docs/fuzz.md says what came of it.
"""
