"""Files as parts of messages."""

from typing import Any

from simulator.files import StoredFile

_THUMBNAIL = 320


def content_of(stored: StoredFile) -> dict[str, Any]:
    """The field of a Bot API `Message` that shows the file."""
    described = stored.described()
    size = {"width": stored.width, "height": stored.height}
    match stored.kind:
        case "photo":
            return {"photo": _sizes(stored)}
        case "document":
            named = {"file_name": stored.name, "mime_type": stored.mime}
            return {"document": described | named}
        case "voice":
            return {"voice": described | {"duration": stored.duration, "mime_type": stored.mime}}
        case "video":
            details = size | {"duration": stored.duration, "mime_type": stored.mime}
            return {"video": described | details | {"file_name": stored.name}}
        case _:
            still = {"type": "regular", "is_animated": False, "is_video": False}
            return {"sticker": described | still | {"width": 512, "height": 512, "emoji": "👍"}}


def _sizes(stored: StoredFile) -> list[dict[str, Any]]:
    """A small and the full picture; the small one's id opens the same bytes."""
    full = stored.described() | {"width": stored.width, "height": stored.height}
    factor = min(1.0, _THUMBNAIL / max(stored.width, stored.height, 1))
    if factor == 1.0:
        return [full]
    small = {
        "file_id": f"{stored.file_id}-s",
        "file_unique_id": f"{stored.unique_id}-s",
        "file_size": max(1, int(stored.size * factor * factor)),
        "width": round(stored.width * factor),
        "height": round(stored.height * factor),
    }
    return [small, full]


def file_id_of(message: dict[str, Any]) -> tuple[str, str] | None:
    """Kind and file id of the medium in a message."""
    for kind in ("photo", "document", "voice", "video", "sticker"):
        if kind in message:
            found = message[kind][-1] if kind == "photo" else message[kind]
            return kind, found["file_id"]
    return None
