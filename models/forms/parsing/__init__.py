"""Typed answers → values. Pure functions: text in, a value or `Unclear` out; none ever raises."""
