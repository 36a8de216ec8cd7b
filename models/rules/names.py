"""What a typed name means, among a list of names: exactly, by its beginning, or nearly."""

import unicodedata
from collections.abc import Iterable, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from models.rules.regencies import Meaning

#: Length of a name from which so many typing errors are forgiven, with a question.
_FORGIVEN = ((7, 2), (4, 1))
_SHORTEST_BEGINNING = 3
_MOST_MEANINGS = 6


def plain(name: str) -> str:
    """The name as it is compared: small letters and digits only, accents taken off."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in letters if c.isascii() and c.isalnum())


def index(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, str]:
    """Plain name → code.

    Raises:
        ValueError: a name that says nothing, or names two codes.
    """
    names: dict[str, str] = {}
    for code, of_code in named:
        for name in of_code:
            key = plain(name)
            if not key or names.setdefault(key, code) != code:
                raise ValueError(f"name {name!r} of {code}: empty, or also of {names.get(key)}")
    return names


def understand(typed: str, names: Mapping[str, str]) -> Meaning:
    """The codes *typed* may mean, best first; `sure` only when it is one of the names."""
    key = plain(typed)
    if key in names:
        return Meaning((names[key],), sure=True)
    beginnings = [
        code
        for name, code in names.items()
        if len(key) >= _SHORTEST_BEGINNING and name.startswith(key)
    ]
    edits = next((most for length, most in _FORGIVEN if len(key) >= length), 0)
    near = process.extract(
        key, list(names), scorer=OSA.distance, score_cutoff=edits, limit=_MOST_MEANINGS
    )
    codes = dict.fromkeys([*beginnings, *(names[name] for name, _distance, _index in near)])
    return Meaning(tuple(codes)[:_MOST_MEANINGS], sure=False)
