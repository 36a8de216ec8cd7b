"""What an item of a checklist is called, and what is checked of it, wherever mentors meet it."""

from models.rules.documents import Document
from models.rules.packaging import Step


def title(item: Step | Document, *, is_replaced: bool) -> str:
    """Its title; *is_replaced*: that of what is asked for in its place."""
    if isinstance(item, Document):
        return item.otherwise.name if is_replaced and item.otherwise else item.name
    return item.otherwise.title if is_replaced and item.otherwise else item.title


def check(item: Step | Document, *, is_replaced: bool) -> str:
    """What a mentor checks: of a document what it is proved with."""
    if isinstance(item, Document):
        return item.otherwise.evidence if is_replaced and item.otherwise else item.evidence
    return item.otherwise.check if is_replaced and item.otherwise else item.check
