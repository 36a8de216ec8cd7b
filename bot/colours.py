"""The colours of all that the clinic hands out: pictures and papers."""

PAPER = "#fffaf0"
INK = "#1f2d2a"
SOFT = "#6b7a75"
GREEN = "#0f6b4f"
PALE = "#cfe3da"
GOLD = "#e0a526"
