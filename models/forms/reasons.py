"""Codes of the ready reasons; their words are `reason.*` in `bot/texts/`."""

from models.entry import EntryKind

#: Reasons to reject, by what is rejected.
REJECTING: dict[str, tuple[str, ...]] = {
    EntryKind.BUSINESS: ("outside", "trader", "doubtful", "twice"),
    EntryKind.PRODUCT: ("banned", "not_own", "same_product", "doubtful"),
}

#: Reasons to ask for one answer again, by its field; any other field has GENERAL alone.
RETURNING: dict[str, tuple[str, ...]] = {
    "business_name": ("name_nib", "looks_same"),
    "owner_name": ("full_name",),
    "phone": ("no_answer",),
    "address": ("full_address",),
    "nib": ("nib_13", "nib_photo"),
    "name": ("like_brand",),
    "group": ("other_group",),
    "story": ("short_story", "healing"),
    "photos": ("three_photos", "not_product"),
    "capacity": ("unclear",),
    "price": ("per_what",),
}

GENERAL = ("look_again",)

#: Stands for a reason in the curator's own words.
OWN = "own"

#: The key of a rejection's reason among the marks of an entry, where the others are fields.
WHOLE = "whole"


def returning(field: str) -> tuple[str, ...]:
    """The ready reasons for asking for an answer again."""
    return (*RETURNING.get(field, ()), *GENERAL)


def is_ready(kind: str, field: str, code: str) -> bool:
    """Whether *code* is a ready reason for *field* (WHOLE: for rejecting a *kind*)."""
    return code in (REJECTING[kind] if field == WHOLE else returning(field))
