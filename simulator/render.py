"""Text and entities as safe HTML for the page of phones."""

import html
from typing import Any

from simulator.entities import Entity, utf16_length

_TAGS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote>", "</blockquote>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "bot_command": ('<span class="command">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
    "text_mention": ('<span class="mention">', "</span>"),
    "hashtag": ('<span class="hashtag">', "</span>"),
}
_SAFE = ("http://", "https://", "mailto:", "tel:", "tg://")


def render(text: str, entities: list[Entity]) -> str:
    """HTML of b, i, u, s, code, pre, a, blockquote and span; line breaks stay line breaks."""
    ordered = sorted(entities, key=lambda one: (one["offset"], -one["length"]))
    return _part(text.encode("utf-16-le"), 0, utf16_length(text), ordered)


def _part(units: bytes, start: int, end: int, entities: list[Entity]) -> str:
    """One stretch; what crosses the border of an outer entity is cut there."""
    out: list[str] = []
    rest = entities
    while rest:
        first, rest = rest[0], rest[1:]
        begin = max(first["offset"], start)
        stop = min(first["offset"] + first["length"], end)
        inner = [one for one in rest if one["offset"] < stop]
        rest = [one for one in rest if one["offset"] >= stop]
        if stop > begin:
            opening, closing = _tags(first, _plain(units, begin, stop))
            body = _part(units, begin, stop, inner)
            out += [html.escape(_plain(units, start, begin)), opening, body, closing]
            start = stop
    return "".join([*out, html.escape(_plain(units, start, end))])


def _plain(units: bytes, start: int, end: int) -> str:
    return units[2 * start : 2 * end].decode("utf-16-le", errors="replace")


def _tags(entity: dict[str, Any], text: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in ("url", "text_link"):
        target = entity.get("url", text)
        if target.lower().startswith(_SAFE):
            safe = html.escape(target, quote=True)
            return f'<a href="{safe}" target="_blank" rel="noopener noreferrer">', "</a>"
    return _TAGS.get(kind, ("", ""))
