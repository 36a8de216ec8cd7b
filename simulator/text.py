"""From what was sent to what stands in the chat: cleaning, limits, entities found in the text."""

import re
from typing import Any

from simulator.entities import MAX_ENTITIES, Entity, HtmlReader, utf16_length
from simulator.errors import BadRequestError

MAX_TEXT = 4096
MAX_CAPTION = 1024
_CONTROLS = re.compile(r"[\x00-\x08\t\x0b-\x1f\x7f]")
_FOUND = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("url", re.compile(r"\bhttps?://[^\s<>\"]+[\w/#]", re.IGNORECASE)),
    ("email", re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b")),
    ("mention", re.compile(r"(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}\b")),
    ("hashtag", re.compile(r"(?<!\w)#[^\W\d]\w*")),
)


def formatted(params: dict[str, Any], field: str) -> tuple[str, list[Entity]]:
    """The text of *field* (``text`` or ``caption``) and its entities, read by the wanted mode."""
    source = str(params.get(field, "")).replace("\r", "")
    _must_be_utf8(source)
    mode = str(params.get("parse_mode", ""))
    explicit = params.get("entities" if field == "text" else "caption_entities")
    if mode.lower() == "html":
        text, entities = HtmlReader(source).read()
    elif mode:
        raise BadRequestError("unsupported parse_mode")
    else:
        text, entities = source, list(explicit or [])
    if len(entities) > MAX_ENTITIES:
        raise BadRequestError(f"more than {MAX_ENTITIES} entities; Telegram would drop the others")
    text, entities = _trimmed(_CONTROLS.sub(" ", text), entities)
    return text, with_found(text, entities)


def message_text(params: dict[str, Any]) -> tuple[str, list[Entity]]:
    """A text that may be sent."""
    if not params.get("text"):
        raise BadRequestError("message text is empty")
    text, entities = formatted(params, "text")
    if not text:
        raise BadRequestError("text must be non-empty")
    if len(text) > MAX_TEXT:
        raise BadRequestError("message is too long")
    return text, entities


def caption(params: dict[str, Any]) -> dict[str, Any]:
    """The caption fields of a message; none for an empty caption."""
    text, entities = formatted(params, "caption")
    if len(text) > MAX_CAPTION:
        raise BadRequestError("message caption is too long")
    fields: dict[str, Any] = {"caption": text} if text else {}
    return fields | ({"caption_entities": entities} if text and entities else {})


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add commands, links and mentions that stand in plain sight and touch no other entity."""
    taken = [(one["offset"], one["offset"] + one["length"]) for one in entities]
    found: list[Entity] = []
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()])
            end = start + utf16_length(match[0])
            if all(end <= other[0] or other[1] <= start for other in taken):
                taken.append((start, end))
                found.append({"type": kind, "offset": start, "length": end - start})
    return sorted([*entities, *found], key=lambda one: (one["offset"], -one["length"]))


def _must_be_utf8(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadRequestError("strings must be encoded in UTF-8") from None


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip()
    first = min((one["offset"] for one in entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    text = text[lead:]
    end = utf16_length(text)
    moved = [one | {"offset": one["offset"] - lead} for one in entities]
    cut = [one | {"length": min(one["length"], end - one["offset"])} for one in moved]
    return text, [one for one in cut if one["length"] > 0]
