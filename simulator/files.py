"""Files as Telegram keeps them: named by opaque ids, typed by how they were sent."""

import mimetypes
import struct
from dataclasses import dataclass
from typing import Any

MAX_DOWNLOAD = 20 << 20
MAX_UPLOAD = 50_000_000
MAX_PHOTO = 10 << 20
_FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "voice": "voice",
    "video": "videos",
    "sticker": "stickers",
}
_PREFIXES = {
    "photo": "AgACAgUAAxkB",
    "document": "BQACAgUAAxkB",
    "voice": "AwACAgUAAxkB",
    "video": "BAACAgUAAxkB",
    "sticker": "CAACAgUAAxkB",
}
_DEFAULT_MIME = {
    "photo": "image/jpeg",
    "document": "application/octet-stream",
    "voice": "audio/ogg",
    "video": "video/mp4",
    "sticker": "image/webp",
}
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes that came with a call or from a phone."""

    filename: str
    content: bytes
    mime: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the world; *size* may claim more than *content* holds, to test limits."""

    file_id: str
    unique_id: str
    kind: str
    content: bytes
    name: str
    mime: str
    size: int
    path: str
    width: int = 0
    height: int = 0
    duration: int = 0

    def described(self) -> dict[str, Any]:
        """The fields that every Bot API file object has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }


class FileStore:
    """All files, by id and by download path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(
        self, kind: str, upload: Upload, *, size: int | None = None, duration: int = 0
    ) -> StoredFile:
        """Keep *upload* as a file of *kind*."""
        number = len(self._by_id) + 1
        name = upload.filename or "file"
        mime = upload.mime or mimetypes.guess_type(name)[0] or _DEFAULT_MIME[kind]
        suffix = mimetypes.guess_extension(mime) or ".bin"
        width, height = image_size(upload.content) or (1280, 960)
        stored = StoredFile(
            file_id=f"{_PREFIXES[kind]}{number:06d}SimulatedFile",
            unique_id=f"AQAD{number:06d}Sim",
            kind=kind,
            content=upload.content,
            name=name,
            mime=mime,
            size=len(upload.content) if size is None else size,
            path=f"{_FOLDERS[kind]}/file_{number}{suffix}",
            width=width,
            height=height,
            duration=duration,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """The file of this id; a small picture's id opens the full one."""
        return self._by_id.get(file_id.removesuffix("-s"))

    def at(self, path: str) -> StoredFile | None:
        """The file of this download path."""
        return self._by_path.get(path)


def image_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, JPEG or WebP; None when the bytes are no such picture."""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", content[16:24])
        if content.startswith((b"GIF87a", b"GIF89a")):
            return struct.unpack("<HH", content[6:10])
        if content.startswith(b"\xff\xd8"):
            return _jpeg_size(content)
    except struct.error:
        return None
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return (512, 512) if is_webp else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while content[at : at + 1] == b"\xff":
        marker, length = struct.unpack(">xBH", content[at : at + 4])
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
