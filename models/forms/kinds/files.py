"""Files: photos in their order, and a single file."""

from dataclasses import dataclass
from typing import Any, ClassVar

from models.forms.inputs import Input, Picked, SentFile
from models.forms.kinds.base import Context, Outcome, Parsed, Refused, Simple

#: More than a question needs are kept too, and the person picks; beyond this nobody looks.
_MOST_KEPT = 30

REPLACE, REMOVE, FIRST = "replace", "remove", "first"


@dataclass(frozen=True)
class Photos:
    """Photos by file id, in order. Each part of an album is an input of its own."""

    most: int = 5
    name: ClassVar[str] = "photos"
    collects: ClassVar[bool] = True

    def parse(self, given: Input, context: Context) -> Outcome:
        """Take a photo in, or carry out what a button says about those there are."""
        photos = list(context.so_far or ())
        if isinstance(given, SentFile) and given.kind == "photo":
            return self._take_in(photos, given.id, context.detail)
        if isinstance(given, Picked):
            return self._arrange(photos, given.code)
        return Refused("photo_expected")

    def show(self, value: Any) -> str:
        """How many there are."""
        return str(len(value))

    def _take_in(self, photos: list[int], photo: int, detail: str) -> Outcome:
        if photo in photos:
            return Parsed(photos)
        verb, _, number = detail.partition(".")
        if verb == REPLACE and (place := _place(number, photos)) is not None:
            return Parsed([*photos[:place], photo, *photos[place + 1 :]])
        if len(photos) >= _MOST_KEPT:
            return Refused("photos_full", {"most": _MOST_KEPT})
        return Parsed([*photos, photo])

    def _arrange(self, photos: list[int], code: str) -> Outcome:
        """`remove.3`, `first.3` (the third becomes the first), `keep` (the first five)."""
        verb, _, number = code.partition(".")
        place = _place(number, photos)
        if verb == "keep":
            return Parsed(photos[: self.most])
        if verb == REMOVE and place is not None:
            return Parsed([*photos[:place], *photos[place + 1 :]])
        if verb == FIRST and place is not None:
            return Parsed([photos[place], *photos[:place], *photos[place + 1 :]])
        return Refused("choice_expected")


@dataclass(frozen=True)
class Proofs(Photos):
    """Photos, files, short videos and voice messages by file id, in order."""

    most: int = 10
    longest_video: int = 20  #: seconds
    name: ClassVar[str] = "proofs"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Take a file in, or carry out what a button says about those there are."""
        if isinstance(given, SentFile):
            if given.kind == "video" and (given.seconds or 0) > self.longest_video:
                return Refused("video_long", {"most": self.longest_video})
            return self._take_in(list(context.so_far or ()), given.id, context.detail)
        if isinstance(given, Picked):
            return self._arrange(list(context.so_far or ()), given.code)
        return Refused("proof_expected")


@dataclass(frozen=True)
class OneFile(Simple):
    """One file of certain kinds ("photo", "document", "voice", "video")."""

    accepts: tuple[str, ...]
    name: ClassVar[str] = "file"

    def parse(self, given: Input, context: Context) -> Outcome:
        """Take the file in."""
        del context
        if isinstance(given, SentFile) and given.kind in self.accepts:
            return Parsed(given.id)
        return Refused("file_expected")


def _place(number: str, photos: list[int]) -> int | None:
    """Index of photo *number* (counted from 1); none if there is no such photo."""
    if number.isdecimal() and 1 <= int(number) <= len(photos):
        return int(number) - 1
    return None
