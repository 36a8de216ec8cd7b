"""Measuring the shipped bot beside others that hold the same conversation.

Knows the bot as any stranger does: by its command line, the Bot API, and SQL. Imports none of the
product's rooms (tests/test_house_rules.py). `make bench` writes docs/performance.md.
"""
