"""HTML to text and entities, as the Bot API server reads it; offsets count UTF-16 units."""

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from simulator.errors import BadRequestError

Entity = dict[str, Any]
MAX_ENTITIES = 100
_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
}
_TAG = re.compile(
    r"""<(?P<close>/?)(?P<name>[^\s<>/]*)(?P<rest>(?:\s+[^\s=<>]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[\w.-]+))?)*)\s*>"""
)
_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE = re.compile(r"""([^\s=<>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_LAST_CHARACTER = 0x10FFFF
_SURROGATES = range(0xD800, 0xE000)
_LANGUAGE = "language-"


def utf16_length(text: str) -> int:
    """How Telegram counts positions."""
    return len(text) + sum(char > "\uffff" for char in text)


@dataclass(slots=True)
class _Open:
    name: str
    attributes: dict[str, str]
    offset: int


class HtmlReader:
    """Reads one text; `read` gives the visible text and its entities."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        """Parse.

        Raises:
            BadRequestError: the text is not what Telegram calls HTML.
        """
        position = 0
        while (start := self._source.find("<", position)) >= 0:
            self._text(self._source[position:start])
            tag = _TAG.match(self._source, start)
            if tag is None:
                self._no_tag(start)
            if tag["close"]:
                self._end(tag, start)
            else:
                self._begin(tag, start)
            position = tag.end()
        self._text(self._source[position:])
        if self._open:
            name = self._open[-1].name
            raise BadRequestError(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{name}\""
            )
        return "".join(self._parts), sorted(self._entities, key=_outer_first)

    def _no_tag(self, start: int) -> NoReturn:
        name = _NAME.match(self._source, start + 1)
        if name is None or ">" not in self._source[start:]:
            self._fail("Unclosed start tag", start)
        self._fail(f'Unsupported start tag "{name[0].lower()}"', start)

    def _text(self, raw: str) -> None:
        text = _REFERENCE.sub(_character, raw)
        self._parts.append(text)
        self._length += utf16_length(text)

    def _begin(self, tag: re.Match[str], start: int) -> None:
        name = tag["name"].lower()
        if name not in _KINDS:
            self._fail(f'Unsupported start tag "{name}"', start)
        attributes = {
            key.lower(): _REFERENCE.sub(_character, one or two or three)
            for key, one, two, three in _ATTRIBUTE.findall(tag["rest"])
        }
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', start)
        self._open.append(_Open(name, attributes, self._length))

    def _end(self, tag: re.Match[str], start: int) -> None:
        if not self._open:
            self._fail("Unexpected end tag", start)
        opened = self._open.pop()
        name = tag["name"].lower()
        if name not in ("", opened.name):
            self._fail(
                "Unmatched end tag", start, f', expected "</{opened.name}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self._length - opened.offset
        if length == 0:
            return
        kind, extra = _meaning(opened, "".join(self._parts), length)
        if kind is None:
            return
        entity = {"type": kind, "offset": opened.offset, "length": length, **extra}
        if kind == "pre" and (code := self._inner_code(entity)) is not None:
            entity |= {key: code[key] for key in ("language",) if key in code}
            self._entities.remove(code)
        self._entities.append(entity)

    def _inner_code(self, pre: Entity) -> Entity | None:
        """``<pre><code class="language-x">`` is one entity."""
        if not self._entities:
            return None
        last = self._entities[-1]
        same = last["offset"] == pre["offset"] and last["length"] == pre["length"]
        return last if same and last["type"] == "code" else None

    def _fail(self, what: str, start: int, then: str = "") -> NoReturn:
        offset = len(self._source[:start].encode())
        raise BadRequestError(f"can't parse entities: {what} at byte offset {offset}{then}")


def _meaning(opened: _Open, text: str, length: int) -> tuple[str | None, dict[str, Any]]:
    attributes = opened.attributes
    match opened.name:
        case "a":
            visible = text.encode("utf-16-le")[-2 * length :].decode("utf-16-le")
            return _link(attributes.get("href") or visible)
        case "code" if attributes.get("class", "").startswith(_LANGUAGE):
            return "code", {"language": attributes["class"].removeprefix(_LANGUAGE)}
        case "blockquote" if "expandable" in attributes:
            return "expandable_blockquote", {}
        case name:
            return _KINDS[name], {}


def _link(target: str) -> tuple[str | None, dict[str, Any]]:
    user = re.fullmatch(r"tg://user\?id=(\d+)", target)
    if user:
        person = {"id": int(user[1]), "is_bot": False, "first_name": ""}
        return "text_mention", {"user": person}
    if re.match(r"(https?|tg|mailto|tel):", target):
        return "text_link", {"url": target}
    if re.fullmatch(r"[\w.-]+\.[a-zA-Z]{2,}(/\S*)?", target):
        return "text_link", {"url": f"http://{target}"}
    return None, {}


def _character(reference: re.Match[str]) -> str:
    body = reference[0][1:-1]
    if not body.startswith("#"):
        return _NAMED[body]
    digits, base = (body[2:], 16) if body[1] in "xX" else (body[1:], 10)
    code = int(digits, base)
    valid = 0 < code <= _LAST_CHARACTER and code not in _SURROGATES
    return chr(code) if valid else reference[0]


def _outer_first(entity: Entity) -> tuple[int, int]:
    return (entity["offset"], -entity["length"])
