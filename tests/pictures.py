"""Pictures for tests, made here: no file of anybody else is needed."""

import io
import random
from functools import cache

from PIL import Image


@cache
def picture(width: int, height: int, seed: int = 0) -> bytes:
    """A JPEG of this size; another *seed* gives another picture."""
    colour = random.Random(seed).randrange(1 << 24)  # noqa: S311  # a colour, no secret
    image = Image.new("RGB", (width, height), (colour >> 16, colour >> 8 & 255, colour & 255))
    content = io.BytesIO()
    image.save(content, "JPEG", quality=60)
    return content.getvalue()
