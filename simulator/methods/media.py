"""Photos, documents, voice, video, albums, and their way back as files."""

import functools
from typing import Any

from simulator.errors import ApiError, BadRequestError
from simulator.files import MAX_DOWNLOAD, MAX_PHOTO, MAX_UPLOAD, StoredFile, image_size
from simulator.media import content_of
from simulator.methods.call import Call, Handler
from simulator.text import caption

ALBUM = range(2, 11)
_ATTACH = "attach://"
_ALBUM_KINDS = ("photo", "video", "document")


def stored_file(call: Call, kind: str, value: str) -> StoredFile:
    """The file a parameter means: one sent along, or one the server has.

    Raises:
        ApiError: there is no such file, or not of this kind.
    """
    if value.startswith(_ATTACH):
        return _uploaded(call, kind, value.removeprefix(_ATTACH))
    if value.startswith(("http://", "https://")):
        raise BadRequestError("failed to get HTTP URL content")
    known = call.world.files.get(value)
    if known is None:
        raise BadRequestError("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        have, want = known.kind.capitalize(), kind.capitalize()
        raise BadRequestError(f"can't use file of type {have} as {want}")
    return known


def _uploaded(call: Call, kind: str, name: str) -> StoredFile:
    upload = call.files.get(name)
    if upload is None:
        raise BadRequestError("wrong file identifier/HTTP URL specified")
    if len(upload.content) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    if not upload.content:
        raise BadRequestError("file must be non-empty")
    if kind == "photo":
        if len(upload.content) > MAX_PHOTO:
            raise BadRequestError(
                f"file of size {len(upload.content)} bytes is too big for a photo; "
                f"the maximum size is {MAX_PHOTO} bytes"
            )
        if image_size(upload.content) is None:
            raise BadRequestError("IMAGE_PROCESS_FAILED")
    return call.world.files.add(kind, upload, duration=call.params.get("duration", 0))


async def _send_file(call: Call, kind: str) -> dict[str, Any]:
    chat = call.chat()
    content = caption(call.params) | call.reply(chat)
    call.markup(chat)
    stored = stored_file(call, kind, call.params[kind])
    call.charge(chat)
    message = call.post(chat, content_of(stored) | content)
    call.record(chat, message.json["message_id"])
    return message.json


async def send_media_group(call: Call) -> list[dict[str, Any]]:
    """An album: all of it or nothing."""
    chat, items = call.chat(), call.params["media"]
    if len(items) not in ALBUM:
        raise BadRequestError("media group must contain 2-10 items")
    kinds = {item["type"] for item in items}
    if not kinds.issubset(_ALBUM_KINDS) or ("document" in kinds and len(kinds) > 1):
        raise BadRequestError("DOCUMENTS_AND_MEDIA_CAN'T_BE_MIXED")
    contents = []
    for number, item in enumerate(items, start=1):
        try:
            stored = stored_file(call, item["type"], item["media"])
        except BadRequestError as error:
            message = error.description.removeprefix("Bad Request: ")
            raise BadRequestError(
                f'failed to send message #{number} with the error message "{message}"'
            ) from None
        contents.append(content_of(stored) | caption(item))
    answered = call.reply(chat)
    call.charge(chat, len(items))
    group = str(14_000_000_000_000_000 + len(call.world.ledger))
    posted = [call.post(chat, one | answered | {"media_group_id": group}) for one in contents]
    call.record(chat, *(one.json["message_id"] for one in posted))
    return [one.json for one in posted]


async def get_file(call: Call) -> dict[str, Any]:
    """Where a file can be downloaded."""
    stored = call.world.files.get(call.params["file_id"])
    if stored is None:
        raise BadRequestError("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD:
        raise BadRequestError("file is too big")
    return stored.described() | {"file_id": call.params["file_id"], "file_path": stored.path}


METHODS: dict[str, Handler] = {
    "sendPhoto": functools.partial(_send_file, kind="photo"),
    "sendDocument": functools.partial(_send_file, kind="document"),
    "sendVoice": functools.partial(_send_file, kind="voice"),
    "sendVideo": functools.partial(_send_file, kind="video"),
    "sendMediaGroup": send_media_group,
    "getFile": get_file,
}
