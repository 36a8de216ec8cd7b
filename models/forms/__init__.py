"""Forms: one pydantic field is one question. The words of a question stand in `bot/texts/`."""
