"""Reading what people send as what it is: type by content, thumbnails within bounds."""

import io
import struct
from dataclasses import dataclass

import filetype
from PIL import Image, ImageOps

#: A picture of more pixels would need more memory than its worth (a decompression bomb).
_MOST_PIXELS = 50_000_000
_THUMBNAIL = (320, 320)

#: What the clinic takes; by content, whatever the name says.
_TAKEN = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
    "audio/ogg": ".ogg",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_PICTURES = {"image/jpeg", "image/png", "image/webp"}

#: What Pillow raises for a damaged picture, depending on where the damage is.
_DAMAGE = (
    *(ArithmeticError, AttributeError, EOFError, LookupError, OSError, RuntimeError),
    *(SyntaxError, TypeError, ValueError, struct.error),
)

Image.MAX_IMAGE_PIXELS = None  # its own bound warns before it refuses; ours stands above


class UnreadableError(Exception):
    """The content is not of a kind the clinic takes, or is broken."""


@dataclass(frozen=True)
class Reading:
    """What the bytes are, and a small JPEG of a picture."""

    media_type: str
    suffix: str
    thumbnail: bytes | None


def read(content: bytes) -> Reading:
    """Find out what *content* is.

    Raises:
        UnreadableError: an unknown kind, a broken picture, or one of too many pixels.
    """
    kind = filetype.guess(content)
    media_type = kind.mime if kind is not None else "unknown"
    if media_type not in _TAKEN:
        raise UnreadableError(f"content is {media_type}")
    thumbnail = _thumbnail(content) if media_type in _PICTURES else None
    return Reading(media_type, _TAKEN[media_type], thumbnail)


def _thumbnail(content: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise UnreadableError(f"{picture.width}x{picture.height} pixels")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except _DAMAGE as error:
        raise UnreadableError(f"broken picture: {error}") from error
    upright.thumbnail(_THUMBNAIL)
    small = io.BytesIO()
    upright.save(small, "JPEG", quality=75)
    return small.getvalue()
