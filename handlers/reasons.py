"""A reason in the reader's language: the ready sentence, or the words as they were written."""

from bot.texts import Texts
from models.services.decisions import Reason


def text(say: Texts, reason: Reason) -> str:
    """The reason as plain text; empty for an approval."""
    if reason.code:
        return say.plain(f"reason.{reason.code}.sentence")
    return reason.text or ""
