"""Codes of the ready reasons for sending evidence back; their words are `review.*` in texts."""

PHOTOS = ("unreadable", "dark", "side", "backdrop", "blurry")
NUMBERS = ("number",)
PAPERS = ("expired", "no_number", "cut_off")

#: Reasons that only one item has, by its code.
OF_ITEM: dict[str, tuple[str, ...]] = {
    "G04": ("net_weight", "weight_gap"),
    "G05": ("batch",),
    "G06": ("smears",),
    "G07": ("language",),
    "G09": ("leaks",),
    "G11": ("heavy",),
    "F02": ("order",),
    "F03": ("allergens",),
    "F04": ("date",),
    "F10": ("old_test",),
    "C01": ("moist",),
    "S01": ("moist",),
    "B01": ("moist",),
    "K01": ("moist",),
    "D12": ("halal",),
}

#: Fits any evidence.
GENERAL = ("not_this",)

#: Of a request that an item does not apply: it does.
APPLIES = ("applies", "say_more")

#: Every code there is.
READY = frozenset(
    code
    for codes in (*OF_ITEM.values(), PHOTOS, NUMBERS, PAPERS, GENERAL, APPLIES)
    for code in codes
)

#: Stands for a reason in the mentor's own words.
OWN = "own"

#: What a screen has room for, beside the mentor's own words.
_MOST = 9


def returning(code: str, kinds: frozenset[str]) -> tuple[str, ...]:
    """The ready reasons for an item by its code; *kinds*: photo, number, document, …."""
    found = [*OF_ITEM.get(code, ())]
    if code.startswith("D"):
        found += [*PAPERS, "unreadable", "dark"]
    elif "photo" in kinds:
        found += PHOTOS
    if "number" in kinds:
        found += NUMBERS
    return (*found[: _MOST - len(GENERAL)], *GENERAL)
